import re
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


def test_lists_of_lines_keep_the_lines_that_stay() -> None:
    text = (
        "---\nid: 2017-06-29-a\ntitle: Gammal\npublished: 2017-06-29\n"
        "tags:  # fria ord\n  - ett  # behåll\n  # nästa är viktig\n  - två\n"
        "imported:\n  from: archive:x\n  key: k\n  checksum: 1.2.3\n---\n\nText.\n"
    )
    post = parse_post(text.encode(), "")
    new = post.model_copy(update={"tags": ("ett", "tre: x"), "categories": ("c", "d")})
    assert rewrite(text, new) == text.replace("  - två\n", "  - 'tre: x'\n").replace(
        "tags:  #", "categories:\n- c\n- d\ntags:  #"
    )
    assert rewrite(text, post.model_copy(update={"tags": ()})) == text.replace(
        "tags:  # fria ord\n  - ett  # behåll\n  # nästa är viktig\n  - två\n", ""
    )


def test_lists_on_one_line_stay_on_one_line() -> None:
    text = (
        "---\nid: 2017-06-29-a\ntitle: Gammal\npublished: 2017-06-29  # dag\n"
        "organisations: []  # inga\ntags: [ett, 'två, tre']\nsource: https://exempel.se/a\n"
        "imported: {from: 'archive:x', key: k, checksum: 1.2.3}\n---\n\nText.\n"
    )
    post = parse_post(text.encode(), "")
    assert post.imported is not None
    new = post.model_copy(
        update={
            "organisations": ("lund",),
            "tags": ("två, tre", "x"),
            "source": "https://exempel.se/b",
            "imported": post.imported.model_copy(
                update={"former": ("https://exempel.se/a",), "title_made": True, "key": "ny"}
            ),
        }
    )
    assert rewrite(text, new) == text.replace("[]  #", "[lund]  #").replace(
        "[ett, 'två, tre']", "['två, tre', x]"
    ).replace("/a\n", "/b\n").replace(
        "key: k, checksum: 1.2.3}",
        "key: ny, checksum: 1.2.3, former: ['https://exempel.se/a'], title_made: true}",
    )
    assert parse_post(rewrite(rewrite(text, new), post).encode(), "") == post


def test_fields_of_an_import_come_and_go_in_their_group() -> None:
    text = (
        "---\nid: 2017-06-29-a\ntitle: Gammal\npublished: 2017-06-29\nimported:\n"
        "    from: archive:x  # sidan\n    checksum: 1.2.3\n    key: k\ndraft: true # än\n"
        "---\nText.\n"
    )
    post = parse_post(text.encode(), "")
    assert post.imported is not None
    more = {"former": ("https://exempel.se/a", "https://exempel.se/b"), "title_made": True}
    new = post.model_copy(update={"imported": post.imported.model_copy(update=more)})
    changed = rewrite(text, new)
    assert changed == text.replace(
        "1.2.3\n",
        "1.2.3\n    former:\n    - https://exempel.se/a\n    - https://exempel.se/b\n"
        "    title_made: true\n",
    )
    assert rewrite(changed, post) == text


TEXTS = st.lists(st.sampled_from(["ett", "två", "a: b", "# x", "null", "x, y"]), unique=True)
IDS = st.lists(st.sampled_from(["lund", "null", "2017", "a-b"]), unique=True)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from([None, "https://exempel.se/a", "https://exempel.se/b?c=d#e"]),
        "tags": TEXTS.map(tuple),
        "categories": IDS.map(tuple),
        "organisations": IDS.map(tuple),
        "updated": st.none() | st.just(date(2018, 1, 1)),
    },
)


@given(FIELDS, FIELDS, st.booleans(), st.booleans())
def test_any_change_reads_as_the_post_and_keeps_a_comment(
    before: dict[str, object], after: dict[str, object], made: bool, flow: bool
) -> None:
    old = Post.model_validate({**POST.model_dump(by_alias=True), "body": "Text.", **before})
    assert old.imported is not None
    former = ("https://exempel.se/c",) if made else ()
    imported = old.imported.model_copy(update={"title_made": made, "former": former})
    # An import takes out of lists and adds behind, and never puts into another order.
    lists = {
        name: (
            *(each for each in getattr(old, name) if each in value),
            *(each for each in value if each not in getattr(old, name)),
        )
        for name, value in after.items()
        if isinstance(value, tuple)
    }
    new = old.model_copy(update={**after, **lists, "imported": imported})
    text = format_post(old).replace("published:", "# viktig\npublished:")
    if flow:
        text = re.sub(r"(?m)^tags:\n((?:- \w+\n)+)(?!-)", _on_one_line, text)
    changed = rewrite(text, new)
    assert parse_post(changed.encode(), "") == new
    assert "# viktig\npublished:" in changed


def _on_one_line(found: re.Match[str]) -> str:
    return f"tags: [{', '.join(found.group(1).replace('- ', '').split())}]\n"
