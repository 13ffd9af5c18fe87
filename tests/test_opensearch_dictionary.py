"""In how many posts terms stand, with and without an overlay: as a plain mapping has it."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.engines.opensearch import dictionary
from kb.engines.opensearch.dictionary import COLUMNS, Dictionary, write_base
from kb.language.tokens import without_diacritics
from kb.search.port.queries import Form
from kb.search.port.vocabulary import Vocabulary

Plain = Mapping[str, tuple[int, ...]]
WORDS = ["bro", "bron", "broar", "brö", "får", "far", "fär", "företag", "foretag", "å", "1"]
ROWS = st.lists(st.integers(0, 3), min_size=COLUMNS, max_size=COLUMNS).map(tuple)
COUNTS = st.dictionaries(st.sampled_from(WORDS) | st.text("abå", min_size=1, max_size=3), ROWS)


def written(folder: Path, exact: Plain, overlay: str | None = None) -> Dictionary:
    texts = sorted(text.encode() for text in exact)
    rows = np.array([exact[text.decode()] for text in texts], np.int32).reshape(-1, COLUMNS)
    write_base(folder / "base", {Form.EXACT: (texts, rows)})
    if overlay is None:
        return Dictionary(folder / "base")
    (folder / "overlay").write_text(overlay, encoding="utf-8")
    return Dictionary(folder / "base", folder / "overlay")


def assert_is(found: Dictionary, exact: Plain) -> None:
    live = {text: row for text, row in exact.items() if row[0]}
    for text in [*exact, *WORDS, "", "saknas", "\ud800"]:
        assert found.counts(Form.EXACT, text) == exact.get(text, (0,) * COLUMNS)
        assert found.posts(text) == exact.get(text, (0,))[0]
        assert found.counts(Form.STEM, text) == (0,) * COLUMNS
    texts, rows = found.all_counts(Form.EXACT)
    assert texts == sorted(map(str.encode, live))
    assert [tuple(row) for row in rows.tolist()] == [live[text.decode()] for text in texts]
    expected = Vocabulary(list(live))
    stands = live.__contains__
    for typed in (*WORDS, "b", "f", "x", "\ud800"):
        assert sorted(found.beginning(typed)) == sorted(w for w in live if w.startswith(typed))
        # Words of removed posts may be among these.
        assert list(filter(stands, found.with_diacritics(typed))) == expected.with_diacritics(typed)
        similar = [each for each in found.similar(typed) if stands(each[1])]
        assert similar == sorted(expected.similar(typed))
        undotted = without_diacritics(typed)
        assert sorted(filter(stands, found.beginning_with_diacritics(undotted))) == sorted(
            expected.beginning_with_diacritics(undotted)
        )
        near = {
            *found.with_diacritics(typed),
            *(word for _, word in found.similar(typed)),
            *found.beginning_with_diacritics(undotted),
        }
        assert near <= {*exact}
        falling = sorted((-live[word][0], word) for word in expected.beginning(typed))
        for most in (0, 1, 3, 100):
            commonest = [(word, -minus) for minus, word in falling[:most]]
            assert found.commonest(typed, most) == commonest


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exact=COUNTS, changes=st.lists(COUNTS, max_size=3))
def test_numbers_are_those_of_the_base_and_what_changed_since(
    tmp_path: Path, exact: Plain, changes: list[Plain]
) -> None:
    now = dict(exact)
    overlay = None
    for change in changes:
        before = written(tmp_path, exact, overlay)
        overlay = before.changed({Form.EXACT: change})
        texts, rows = before.all_counts(Form.EXACT, change)
        before.close()
        for text, row in change.items():
            now[text] = tuple(map(sum, zip(now.get(text, (0,) * COLUMNS), row, strict=True)))
        live = sorted(text.encode() for text, row in now.items() if row[0])
        assert (texts, rows.tolist()) == (live, [list(now[text.decode()]) for text in live])
    found = written(tmp_path, exact, overlay)
    assert_is(found, now)
    found.close()


def test_too_many_changed_terms_ask_for_a_new_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "MOST_CHANGED", 2)
    found = written(tmp_path, {"bro": (1, 0, 1, 0)})
    rows = dict.fromkeys(("a", "b"), (1, 1, 0, 0))
    assert found.changed({Form.EXACT: rows}) is not None
    assert found.changed({Form.EXACT: rows, Form.GRAM: {"broa": (1, 1, 0, 0)}}) is None
    found.close()


def test_a_term_that_no_post_has_any_more_stands_nowhere(tmp_path: Path) -> None:
    first = written(tmp_path, {"bro": (2, 1, 1, 0), "spång": (1, 1, 0, 0)})
    overlay = first.changed({Form.EXACT: {"spång": (-1, -1, 0, 0), "båt": (1, 0, 1, 0)}})
    first.close()
    found = written(tmp_path, {"bro": (2, 1, 1, 0), "spång": (1, 1, 0, 0)}, overlay)
    assert Counter(dict(found.commonest("s", 9) + found.commonest("b", 9))) == {"bro": 2, "båt": 1}
    # It may be named, as one that stands nowhere.
    assert [word for _, word in found.similar("spåmg") if found.posts(word)] == []
    assert [word for word in found.with_diacritics("spang") if found.posts(word)] == []
    found.close()
