import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.kinds import CATEGORY, KINDS, ORGANISATION
from kb.corpus.listing import PostFile, list_posts
from kb.corpus.post import Imported, Post
from kb.corpus.store import (
    format_post,
    parse_post,
    path_of,
    read_corpus,
    write_post,
)
from kb.errors import CorpusError

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
WILD = st.lists(
    st.sampled_from([*"#:-'\"\\[]{}&*!|>%@`~?,.=\t\n ", "---", "🐝", "å", "\u2028", "\x85", "\x00"])
    | TEXT,
    max_size=8,
).map("".join)
DATES = st.dates(min_value=date(1000, 1, 1))
IDS = st.lists(st.sampled_from(["lund", "min-farm", "4h", "1e3", "null", "2017", "no"]), max_size=2)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    imported = st.builds(Imported, source=WILD, key=WILD, checksum=st.sampled_from(["1e5", "a.b"]))
    return Post(
        id=draw(st.sampled_from(["2017-06-29-kooperativ-tryggar-jobb", "2017-06-29-x-2"])),
        title=draw(WILD.filter(lambda title: bool(title.strip()))),
        published=draw(DATES),
        updated=draw(st.none() | DATES),
        source=draw(st.none() | st.just("https://exempel.se/a?b=c&d#e")),
        organisations=tuple(draw(IDS)),
        projects=tuple(draw(IDS)),
        categories=tuple(draw(IDS)),
        not_mentioned=tuple(draw(IDS)),
        aliases=draw(st.sampled_from([(), ("2017-06-29-y",)])),
        draft=draw(st.booleans()),
        imported=draw(st.none() | imported),
        body=draw(WILD).replace("\r", ""),  # line ends are read as \n
    )


@given(posts())
@example(Post(id="2017-06-29-a", title="Ja", published=date(2017, 6, 29)))
@example(
    Post(id="2017-06-29-a", title="2017-06-29", published=date(2017, 6, 29), body="---\nid: b")
)
@example(Post(id="2017-06-29-a", title="---", published=date(2017, 6, 29), body="\ufeff# x"))
@example(Post(id="2017-06-29-a", title="12:30", published=date(2017, 6, 29), body="---"))
def test_what_is_written_is_read(post: Post) -> None:
    assert parse_post(format_post(post).encode(), "x.md") == post


def test_file_has_its_fields_in_order_and_no_empty_ones() -> None:
    post = Post(
        id="2017-06-29-ett-mote",
        title="Ett möte: för alla",
        published=date(2017, 6, 29),
        organisations=("lund",),
        body="Text.\n\nMera.",
    )
    assert format_post(post) == (
        "---\nid: 2017-06-29-ett-mote\ntitle: 'Ett möte: för alla'\npublished: 2017-06-29\n"
        "organisations:\n- lund\n---\n\nText.\n\nMera.\n"
    )


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_do_not_matter(mark: bytes, line_end: bytes) -> None:
    content = "---\nid: 2017-06-29-a\ntitle: Å\npublished: 2017-06-29\n---\n\nEtt\ntvå\n"
    post = parse_post(mark + content.encode().replace(b"\n", line_end), "x.md")
    assert (post.title, post.body) == ("Å", "Ett\ntvå")


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            b"---\nid: ../../x\ntitle: ''\npublished: 2017-06-31\ndraft: kanske\nbody: x\n"
            b"source: x.se\n---\n",
            [
                "x.md:2: id: '../../x' cannot be an id",
                "x.md:3: title: is empty",
                "x.md:4: published: '2017-06-31' is no day",
                "x.md:5: draft: ",
                "x.md:6: body: is no field of a post",
                "x.md:7: source: 'x.se' is no address",
            ],
        ),
        (
            b"---\n\n\nid: 2017-06-29-a\ntitel: A\nprojects: lund\n---\n",
            [
                "x.md:4: title: is missing",
                "x.md:4: published: is missing",
                "x.md:5: titel: is no field of a post",
                "x.md:6: projects: ",
            ],
        ),
    ],
)
def test_every_fault_is_named_with_its_line(content: bytes, faults: list[str]) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_post(content, "x.md")
    found = sorted(map(str, caught.value.faults))
    assert len(found) == len(faults), found
    for message, beginning in zip(found, sorted(faults), strict=True):
        assert message.startswith(beginning)


def test_empty_fields_are_as_good_as_none() -> None:
    content = "---\nid: 2017-06-29-a\ntitle: T\npublished: 2017-06-29\nupdated:\nprojects:\n---\n"
    post = parse_post(content.encode(), "x.md")
    assert (post.updated, post.projects, post.body) == (None, (), "")


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def _post(post_id: str, more: str = "") -> str:
    return f"---\nid: {post_id}\ntitle: T\npublished: 2017-06-29\n{more}---\n\nText.\n"


def test_all_faults_of_a_corpus_come_in_one_run(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    _write(posts / "2017" / "2017-06-29-a.md", _post("2017-06-29-a", "aliases: [2017-06-29-d]\n"))
    _write(posts / "2017" / "2017-06-29-b.md", _post("2017-06-29-c"))
    _write(posts / "2018" / "2017-06-29-e.md", _post("2017-06-29-e"))
    _write(posts / "2017" / "2017-06-29-d.md", _post("2017-06-29-d"))
    _write(posts / "2017" / "2017-06-29-f.md", "inget")
    _write(posts / "2017" / ".2017-06-29-g.md.x.part", "half")
    _write(tmp_path / "organisations.yaml", "- {id: a, name: A}\n- {id: p, name: P}\n- {id: b}\n")
    _write(tmp_path / "projects.yaml", "- {id: p, name: Projektet}\n")
    _write(tmp_path / "synonyms.yaml", "- [bil]\n")
    corpus = read_corpus(tmp_path)
    assert [post.id for post in corpus.posts] == ["2017-06-29-a", "2017-06-29-d"]
    faults = "\n".join(map(str, corpus.faults))
    assert len(corpus.faults) == 7, faults
    for part in (
        "2017-06-29-b.md: its id 2017-06-29-c belongs in",
        "2017-06-29-e.md: its id 2017-06-29-e belongs in",
        "2017-06-29-f.md:1: no front matter",
        "aliases: 2017-06-29-d already leads to 2017-06-29-d",
        "organisations.yaml:3: name: is missing",
        "organisations.yaml: p is the id of a project, too",
        "synonyms.yaml:1: a group is a list of two or more words",
    ):
        assert part in faults


def test_corpus_without_registers_is_fine(tmp_path: Path) -> None:
    write_post(tmp_path, Post(id="2017-06-29-a", title="T", published=date(2017, 6, 29)))
    corpus = read_corpus(tmp_path)
    assert corpus.faults == ()
    assert [corpus.registers.entries(kind) for kind in KINDS] == [()] * len(KINDS)


def test_missing_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        read_corpus(tmp_path / "x")


def test_checksum_tells_any_change_and_nothing_else(tmp_path: Path) -> None:
    path = path_of(tmp_path, "2017-06-29-a")
    seen = set()
    for content in (_post("2017-06-29-a"), _post("2017-06-29-a", "draft: true\n")):
        _write(path, content)
        seen.add(read_corpus(tmp_path).checksum)
        assert read_corpus(tmp_path).checksum in seen
    for name in ("organisations.yaml", "projects.yaml", "categories.yaml", "synonyms.yaml"):
        _write(tmp_path / name, "[]\n")
        seen.add(read_corpus(tmp_path).checksum)
    assert len(seen) == 6


@pytest.mark.parametrize(("one", "other"), list(pairwise(kind.plural for kind in KINDS)))
def test_checksum_tells_an_entry_moved_into_the_next_register(
    tmp_path: Path, one: str, other: str
) -> None:
    first, last = "- {id: a, name: A}\n", "- {id: b, name: B}\n"
    seen = set()
    for moved in (False, True):
        _write(tmp_path / f"{one}.yaml", first if moved else first + last)
        _write(tmp_path / f"{other}.yaml", last + first if moved else first)
        seen.add(read_corpus(tmp_path).checksum)
    assert len(seen) == 2


def test_post_is_written_where_it_belongs(tmp_path: Path) -> None:
    post = Post(id="2017-06-29-a", title="T", published=date(2018, 1, 1), body="Text.")
    path = write_post(tmp_path, post)
    assert path == tmp_path / "posts" / "2017" / "2017-06-29-a.md"
    status = path.stat()
    file = PostFile("posts/2017/2017-06-29-a.md", status.st_size, status.st_mtime_ns)
    assert list_posts(tmp_path) == ([file], [], [])
    assert read_corpus(tmp_path).posts == (post,)


# --- categories -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "shown"), [(None, False), ("", True), ("# inga än\n", True), ("- {id: a}\n", True)]
)
def test_categories_are_a_kind_of_the_corpus_where_their_file_is(
    tmp_path: Path, content: str | None, shown: bool
) -> None:
    if content is not None:
        _write(tmp_path / "categories.yaml", content)
    assert (CATEGORY in read_corpus(tmp_path).registers.kinds) is shown


def test_a_category_may_have_the_id_of_an_organisation(tmp_path: Path) -> None:
    """Only what is found in texts can be taken back by `not_mentioned`, by id alone."""
    _write(tmp_path / "organisations.yaml", "- {id: lund, name: Lund}\n")
    _write(tmp_path / "categories.yaml", "- {id: lund, name: Om Lund}\n")
    corpus = read_corpus(tmp_path)
    assert corpus.faults == ()
    assert corpus.registers.label(ORGANISATION, "lund") == "Lund"
    assert corpus.registers.label(CATEGORY, "lund") == "Om Lund"


def test_categories_of_a_post_are_ids(tmp_path: Path) -> None:
    content = _post("2017-06-29-a", "categories: [kurser, Å]\n").encode()
    with pytest.raises(CorpusError, match=r"x\.md:5: categories: 'Å' cannot be an id"):
        parse_post(content, "x.md")
    read = parse_post(content.replace(b", \xc3\x85", b""), "x.md")
    assert read.categories == ("kurser",)
    assert "categories:\n- kurser\n" in format_post(read)


# --- files as people keep them ----------------------------------------------------------------


@pytest.mark.parametrize("ending", [".md", ".markdown", ".mdown", ".MD", ".Mkd", ".mkdn"])
def test_whatever_ends_as_markdown_does_is_a_post(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "posts" / "2017" / f"2017-06-29-a{ending}"
    _write(path, _post("2017-06-29-a"))
    corpus = read_corpus(tmp_path)
    assert [post.id for post in corpus.posts] == ["2017-06-29-a"]
    assert corpus.paths == {"2017-06-29-a": path}
    assert (corpus.faults, corpus.warnings) == ((), ())


def test_a_post_that_stands_in_two_files_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "posts" / "2017"
    for ending in (".markdown", ".md"):
        _write(folder / f"2017-06-29-a{ending}", _post("2017-06-29-a"))
    corpus = read_corpus(tmp_path)
    assert [post.id for post in corpus.posts] == ["2017-06-29-a"]
    first, second = folder / "2017-06-29-a.markdown", folder / "2017-06-29-a.md"
    assert list(map(str, corpus.faults)) == [
        f"{second}: {first} is the same post; keep one of them"
    ]


@pytest.mark.parametrize(
    "place", ["posts/2017-06-29-a.md", "posts/2018/2017-06-29-a.MD", "posts/2017/x/2017-06-29-a.md"]
)
def test_a_post_in_another_folder_is_a_fault(tmp_path: Path, place: str) -> None:
    _write(tmp_path / place, _post("2017-06-29-a"))
    (fault,) = read_corpus(tmp_path).faults
    assert fault.where == str(tmp_path / place)
    assert f"belongs in {path_of(tmp_path, '2017-06-29-a')}; move the file there" in fault.message


def test_nothing_that_looks_like_a_part_of_the_corpus_is_passed_over(tmp_path: Path) -> None:
    _write(path_of(tmp_path, "2017-06-29-a"), _post("2017-06-29-a"))
    for name in ("posts/2017/b.txt", "posts/2017/c.md~", "posts/2017/.d.txt", "posts/e.html"):
        _write(tmp_path / name, "")
    for name in ("drafts/f.markdown", "g.md", "README.md", "about/readme.MD", "quarantine/h.md"):
        _write(tmp_path / name, "")
    for name in ("organisation.yml", "mapping.yaml", "organisations.yaml", ".git/i.md", "j.csv"):
        _write(tmp_path / name, "")
    assert sorted(map(str, read_corpus(tmp_path).warnings)) == [
        f"{tmp_path}/drafts/f.markdown: not read; if it is a post, move it to posts/<year>/",
        f"{tmp_path}/g.md: not read; if it is a post, move it to posts/<year>/",
        f"{tmp_path}/organisation.yml: not read; if it is a register, rename it to "
        "organisations.yaml",
        f"{tmp_path}/posts/2017: not read, since posts end in .md: b.txt, c.md~; rename what is a "
        "post",
        f"{tmp_path}/posts: not read, since posts end in .md: e.html; rename what is a post",
    ]


def test_many_files_in_a_folder_are_named_in_one_breath(tmp_path: Path) -> None:
    for number in range(7):
        _write(tmp_path / "posts" / "2017" / f"{number}.jpg", "")
    (warning,) = read_corpus(tmp_path).warnings
    assert ": 0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg and 2 more; " in str(warning)


def test_doubts_about_posts_and_registers_are_warnings(tmp_path: Path) -> None:
    path = path_of(tmp_path, "2017-06-29-a")
    _write(path, _post("2017-06-29-a").replace("title: T", "title: Topp 5 # 1"))
    _write(tmp_path / "synonyms.yaml", "- - bil # fordon\n  - kärra\n")
    corpus = read_corpus(tmp_path)
    assert [post.title for post in corpus.posts] == ["Topp 5"]
    assert [warning.where for warning in corpus.warnings] == [
        f"{path}:3",
        f"{tmp_path}/synonyms.yaml:1",
    ]


def test_tags_are_free_words() -> None:
    content = _post("2017-06-29-a", "tags: [Vård & omsorg, C#]\n").encode()
    read = parse_post(content, "x.md")
    assert read.tags == ("Vård & omsorg", "C#")
    assert "tags:\n- Vård & omsorg\n- C#\n" in format_post(read)


# --- what cannot be read ----------------------------------------------------------------------


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user may reach, with one post of 2019 and one of 2020."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for post_id in ("2019-06-29-a", "2020-06-29-b"):
            _write(path_of(folder, post_id), _post(post_id))
        for name in ("organisations", "categories"):
            _write(folder / f"{name}.yaml", "- {id: a, name: A}\n")
        folder.chmod(0o755)
        yield folder


@contextmanager
def as_nobody(locked: Path) -> Iterator[None]:
    """Take all rights to a path away, from root's powers too."""
    if os.name == "nt":
        pytest.skip("Windows has no such rights")
    is_root = os.geteuid() == 0
    mode = locked.stat().st_mode
    locked.chmod(0)
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        locked.chmod(stat.S_IMODE(mode))


@pytest.mark.parametrize(
    ("locked", "read"),
    [
        ("posts/2019", ["2020-06-29-b"]),
        ("posts", []),
        ("posts/2019/2019-06-29-a.md", ["2020-06-29-b"]),
        ("organisations.yaml", ["2019-06-29-a", "2020-06-29-b"]),
        ("categories.yaml", ["2019-06-29-a", "2020-06-29-b"]),
    ],
)
def test_what_may_not_be_read_is_a_fault_with_what_to_do(
    shared_folder: Path, locked: str, read: list[str]
) -> None:
    assert read_corpus(shared_folder).faults == ()
    with as_nobody(shared_folder / locked):
        corpus = read_corpus(shared_folder)
    assert [post.id for post in corpus.posts] == read
    (fault,) = corpus.faults
    assert str(fault) == (
        f"{shared_folder / locked}: cannot be read (Permission denied); "
        "give whoever runs kb the right to read it"
    )
    assert corpus.has_posts_folder


def test_locked_corpus_is_faulty_in_all_its_parts(shared_folder: Path) -> None:
    with as_nobody(shared_folder):
        corpus = read_corpus(shared_folder)
    assert {Path(fault.where).name for fault in corpus.faults} == {
        "posts",
        *(f"{kind.plural}.yaml" for kind in KINDS),
        *("synonyms.yaml", "removed.yaml"),
    }


def test_corpus_in_a_locked_folder_is_an_error(shared_folder: Path) -> None:
    with as_nobody(shared_folder), pytest.raises(CorpusError, match=r"posts: (cannot|no such)"):
        read_corpus(shared_folder / "posts")


def test_folder_on_a_failing_disk_is_a_fault(
    shared_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.scandir
    bad = shared_folder / "posts" / "2019"

    def scandir(path: Path) -> object:
        if path == bad:
            raise OSError(5, "Input/output error", str(path))
        return whole(path)

    monkeypatch.setattr(os, "scandir", scandir)
    corpus = read_corpus(shared_folder)
    assert [post.id for post in corpus.posts] == ["2020-06-29-b"]
    assert list(map(str, corpus.faults)) == [
        f"{bad}: cannot be read (Input/output error); mend it, or take it away"
    ]


def test_corpus_without_a_posts_folder_says_so(tmp_path: Path) -> None:
    assert not read_corpus(tmp_path).has_posts_folder
    assert read_corpus(tmp_path).faults == ()
    (tmp_path / "posts").mkdir()
    assert read_corpus(tmp_path).has_posts_folder
    assert read_corpus(tmp_path).faults == ()


@pytest.mark.parametrize("link", ["posts", "posts/2019", "posts/2019/2019-06-29-a.md"])
def test_link_that_leads_nowhere_is_a_fault(tmp_path: Path, link: str) -> None:
    (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / link).symlink_to(tmp_path / "unmounted")
    corpus = read_corpus(tmp_path)
    assert corpus.posts == ()
    assert [fault.where for fault in corpus.faults] == [str(tmp_path / link)]


@pytest.mark.parametrize("name", [*(kind.plural for kind in KINDS), "synonyms", "removed"])
def test_register_that_is_a_link_to_nowhere_is_a_fault(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.yaml"
    path.symlink_to(tmp_path / "unmounted")
    assert [fault.where for fault in read_corpus(tmp_path).faults] == [str(path)]


def test_file_in_place_of_the_posts_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "posts").write_text("in the way")
    (fault,) = read_corpus(tmp_path).faults
    assert fault.where == str(tmp_path / "posts")


def test_links_are_followed_once_and_end(shared_folder: Path, tmp_path: Path) -> None:
    posts = shared_folder / "posts"
    (posts / "2019").rename(tmp_path / "2019")
    (posts / "2019").symlink_to(tmp_path / "2019")
    (posts / "again").symlink_to(posts)
    (posts / "2020" / "self").symlink_to(posts / "2020" / "self")
    (posts / "1999").symlink_to(posts / "2020")
    (posts / "README").symlink_to(shared_folder / "organisations.yaml")
    (posts / "2020" / ".#2020-06-29-b.md").symlink_to("somebody@desk.1234")  # Emacs's lock
    corpus = read_corpus(shared_folder)
    assert [post.id for post in corpus.posts] == ["2019-06-29-a", "2020-06-29-b"]
    assert [fault.where for fault in corpus.faults] == [str(posts / "2020" / "self")]
