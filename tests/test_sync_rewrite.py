from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.post import Imported, Post
from kb.corpus.store import format_post, parse_post
from kb.importers.sync.rewrite import rewrite

POST = Post(
    id="2017-06-29-a",
    title="Gammal",
    published=date(2017, 6, 29),
    organisations=("lund",),
    imported=Imported(source="archive:x", key="k", checksum="1.2.3"),
    body="Text.",
)
WILD = st.lists(st.sampled_from([*"#:-'\"[]{} \n&*,", "---", "å", "\u2028"]) | st.text(max_size=3))


def _changed(**values: object) -> Post:
    imported = Imported(source="archive:x", key="k", checksum="4.5.6")
    return POST.model_copy(update={"imported": imported, **values})


@given(
    WILD.map("".join).filter(lambda title: bool(title.strip())),
    st.none() | st.dates(min_value=date(1000, 1, 1)),
    WILD.map("".join),
)
def test_file_reads_as_the_post(title: str, updated: date | None, body: str) -> None:
    new = Post.model_validate(
        {
            **_changed().model_dump(by_alias=True),
            "title": title,
            "updated": updated,
            "body": body.replace("\r", ""),
        }
    )
    text = rewrite(format_post(POST), new)
    assert parse_post(text.encode(), "") == new
    assert parse_post(rewrite(text, POST).encode(), "") == POST


def test_comments_order_and_spelling_stay() -> None:
    text = (
        "---\n# viktig\nprojects: []\nid: 2017-06-29-a\ntitle: >-\n  Gammal\n"
        "published: 2017-06-29  # kollat\norganisations: [lund]\n"
        "imported: {from: 'archive:x', key: k, checksum: 1.2.3}  # rör ej\n---\nText.\n"
    )
    assert rewrite(text, _changed(updated=date(2018, 1, 1))) == text.replace(
        "# kollat", "# kollat\nupdated: 2018-01-01"
    ).replace("1.2.3", "4.5.6")
    assert rewrite(text, _changed(title="Ny", body="Ny text.")) == text.replace(
        ">-\n  Gammal", "Ny"
    ).replace("1.2.3", "4.5.6").replace("---\nText.", "---\n\nNy text.")


def test_field_that_is_gone_takes_its_line() -> None:
    text = format_post(POST.model_copy(update={"updated": date(2018, 1, 1)}))
    assert "updated: 2018-01-01\n" in text
    assert rewrite(text, POST) == format_post(POST)


@pytest.mark.parametrize("title", ["{a: 1}", "a, b}", "# x", "ja: nej"])
def test_front_matter_in_an_unusual_shape_keeps_its_values(title: str) -> None:
    text = (
        "---\n{id: 2017-06-29-a, title: Gammal, published: 2017-06-29, organisations: [lund],\n"
        "imported: {from: 'archive:x', key: k, checksum: 1.2.3}}\n---\n\nText.\n"
    )
    new = _changed(title=title, updated=date(2018, 1, 1))
    assert parse_post(rewrite(text, new).encode(), "") == new
