"""The commonest mistakes in files, and what their editors are told."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.register import read_register
from kb.corpus.removed import read_removed
from kb.corpus.store import read_post
from kb.errors import CorpusError, Fault

HEAD = "id: 2017-06-29-a\n"  # line 2 of the file; what is below begins on line 3

# Lines of the front matter ; the line of the file, and what is said of it.
MISTAKES = [
    # signs that YAML takes for its own
    ("title: !Viktigt möte", 3, 'begins with ! must stand in quotes: write title: "!Viktigt möte"'),
    ("title: & mer", 3, 'begins with & must stand in quotes: write title: "& mer"'),
    ("title: &mer om", 3, 'write title: "&mer om"'),
    ("title: *star", 3, 'write title: "*star"'),
    ("title: @kommunen", 3, 'write title: "@kommunen"'),
    ("title: %rabatt", 3, 'write title: "%rabatt"'),
    ("title: `kod`", 3, 'write title: "`kod`"'),
    ("title: - och så", 3, 'write title: "- och så"'),
    ("title: ? varför", 3, 'write title: "? varför"'),
    ("title: > 100 besökare", 3, 'write title: "> 100 besökare"'),
    ("title: | eller", 3, 'write title: "| eller"'),
    ("title: , och", 3, 'write title: ", och"'),
    ("title: !", 3, 'write title: "!"'),
    ("title: ?", 3, 'write title: "?"'),
    ('title: !"Viktigt"', 3, "write title: '!\"Viktigt\"'"),
    ("title: T\ntags: [!x, b]", 4, 'write "!x"'),
    ("title: T\ntags:\n- @a", 5, 'write "@a"'),
    ("title: T\ntags: &a [*a]", 4, 'write tags: "&a [*a]"'),
    # quotes
    ("title: 'Vi ses", 3, 'opened and never closed: write title: "Vi ses"'),
    ('title: "Vi ses', 3, 'opened and never closed: write title: "Vi ses"'),
    ('title: "Hej" sa hon', 3, "put all of it in other quotes: title: '\"Hej\" sa hon'"),
    ("title: 'It's fine'", 3, 'put all of it in other quotes: title: "It\'s fine"'),
    ('title: "C:\\Ång"', 3, "a backslash between double quotes is a command: write title: 'C:"),
    # colons
    ("title: Möte: kl 18", 3, 'put all of it in quotes: title: "Möte: kl 18"'),
    ("title: Slutet:", 3, 'put all of it in quotes: title: "Slutet:"'),
    ("title:Möte", 3, "a space is missing behind the colon: write title: Möte"),
    ("title Möte", 3, "'title Möte' is no field: a colon is missing"),
    # brackets
    ("title: [Inställt] Möte", 3, 'text goes on behind ], so put all of it in quotes: title: "[In'),
    ("title: {x} y", 3, 'text goes on behind }, so put all of it in quotes: title: "{x} y"'),
    ("title: {{ rubrik }}", 3, 'brackets have a meaning of their own; write title: "{{ rubrik }}"'),
    ("title: [Inställt]", 3, "is a list where a text belongs; put it in quotes if its brackets"),
    ("title: {a}", 3, "is a group of fields where a text belongs"),
    ("title: T\ntags: [a, b", 4, "[ is opened and never closed: write ] behind the last value"),
    ("title: T\ntags: [a, , b]", 4, "nothing stands before a comma"),
    # comments
    ("title: #metoo", 3, 'is empty, since # begins a comment; write title: "#metoo"'),
    # where a line begins
    ("\ttitle: T", 3, "a tab stands before the text; indent with spaces"),
    ("  title: T", 3, "title: begins at another place than id above it"),
    ("title: T\ntags:\n-a", 5, "a space is missing behind the hyphen: write - a"),
    # twice, unknown, missing, empty
    ("title: T\ntitle: U", 4, "'title' stands here a second time; keep one of the two"),
    ("title: T\nbody: U", 4, "the text stands below the second line ---"),
    ("title: T\ntitel: U", 4, "titel: is no field of a post; did you mean title?"),
    ("title: T\nDatum: U", 4, "Datum: is no field of a post; did you mean published?"),
    ("title: T\nkategorier: U", 4, "did you mean categories?"),
    ("title: T\norganistions: []", 4, "did you mean organisations?"),
    ("title: T\nauthor: U", 4, "author: is no field of a post; delete the line"),
    ("tags: []", 2, "title: is missing; add a line title: …"),
    ("title: ", 3, "title: is empty; write title: …"),
    ("title: ' '", 3, "title: is empty; write title: …"),
    ("title: null", 3, "title: is empty; write title: …"),
    # the wrong type, field by field
    (
        "title: T\norganisations: lund, 4h",
        4,
        "is a text where a list belongs; write organisations: ",
    ),
    ("title: T\norganisations: lund, 4h", 4, "[lund, 4h]"),
    (
        "title: T\nprojects: {a: b}",
        4,
        "is a group of fields where a list belongs; write projects: [",
    ),
    ("title: T\ntags: vård", 4, "is a text where a list belongs; write tags: [vård]"),
    ("title: T\ntags:\n- a\n-", 6, "tags: value 2 is empty; write something, or delete it"),
    ("title: T\ntags: [[a]]", 4, "tags: value 1 is a list where a text belongs"),
    ("title: T\naliases: 2016-06-29-b", 4, "write aliases: [2016-06-29-b]"),
    ("title: T\naliases: [b]", 4, "aliases: 'b' cannot be an id; write a date and words"),
    ("title: T\nnot_mentioned: lund", 4, "write not_mentioned: [lund]"),
    (
        "title: T\nprojects: [Min Farm]",
        4,
        "projects: 'Min Farm' cannot be an id; write min-farm",
    ),
    ("title: T\ndraft: ja", 4, "'ja' is neither true nor false; write draft: true"),
    ("title: T\ndraft: kanske", 4, "write draft: true or false"),
    ("title: T\ndraft: [true]", 4, "is neither true nor false"),
    ("title: T\nimported: ja", 4, "imported: is the text 'ja' where a group of fields belongs"),
    ("title: T\nimported: {from: a, key: b}", 4, "imported.checksum: is missing"),
    (
        "title: T\nsource: exempel.se/a",
        4,
        "'exempel.se/a' is no address; write https://exempel.se/a",
    ),
    (
        "title: T\nsource: se nedan",
        4,
        "is no address; write one that begins with https:// or http://",
    ),
    ("title: T\nsource: [https://x.se]", 4, "source: is a list where a text belongs"),
    # dates
    ("title: T\nupdated: 29/6 2017", 4, "'29/6 2017' is no date; write 2017-06-29"),
    ("title: T\nupdated: 2017-6-9", 4, "'2017-6-9' is no date; write 2017-06-09"),
    ("title: T\nupdated: 20170629", 4, "'20170629' is no date; write 2017-06-29"),
    ("title: T\nupdated: 29.6.2017", 4, "'29.6.2017' is no date; write 2017-06-29"),
    ("title: T\nupdated: 29 juni 2017", 4, "'29 juni 2017' is no date; write 2017-06-29"),
    ("title: T\nupdated: 2017-06-29 10:00", 4, "is no date; write 2017-06-29"),
    (
        "title: T\nupdated: 2017-02-30",
        4,
        "'2017-02-30' is no day of the calendar; write it as 2017-",
    ),
    ("title: T\nupdated: i går", 4, "'i går' is no date; write it as 2017-06-29"),
    (
        "title: T\nupdated: [2017]",
        4,
        "updated: is a list where a date belongs; write updated: 2017-",
    ),
    # what nobody sees
    ("title: T\x00", 3, "a sign that nobody can see (U+0000) stands here; delete it"),
]


def _faults(content: bytes) -> list[Fault]:
    with pytest.raises(CorpusError) as caught:
        read_post(content, "x.md")
    return list(caught.value.faults)


def _post(lines: str) -> bytes:
    return f"---\n{HEAD}{lines}\npublished: 2017-06-29\n---\n\nText.\n".encode()


@pytest.mark.parametrize(("lines", "line", "said"), MISTAKES)
def test_a_mistake_in_a_post(lines: str, line: int, said: str) -> None:
    (fault,) = _faults(_post(lines))
    assert fault.where == f"x.md:{line}"
    assert said in fault.message


# A whole file ; what is said of it.
WHOLE = [
    (b"", "x.md:1: no front matter between two lines of ---; begin the file with them"),
    (b"Text.\n", "x.md:1: no front matter between two lines of ---; begin the file with them"),
    (b"---\nid: x\n", "x.md:1: no front matter between two lines of ---: it is not closed"),
    (b"---\n---\n", "x.md:1: no front matter between two lines of ---: nothing stands between"),
    (b"\n---\nid: x\n---\n", "x.md:1: no front matter between two lines of ---: something stands"),
    ("—\nid: x\n—".encode(), "x.md:1: no front matter between two lines of ---: an editor made"),
    (b"+++\nid = 'x'\n+++\n", "x.md:1: no front matter between two lines of ---: it is in TOML"),
    (b"---\n- a\n---\n", "x.md:2: the front matter is no list of `field: value`; write each field"),
    (b"---\nbara text\n---\n", "x.md:2: the front matter is no list of `field: value`; write"),
    (
        "---\ntitle: Å\n---\n".encode("cp1252"),
        "x.md:2: not UTF-8 but, it seems, Windows-1252; save",
    ),
    ("---\ntitle: Å\n---\n".encode("utf-16"), "x.md:1: not UTF-8 but, it seems, UTF-16; save"),
    (
        _post("title: T\ntags: " + "[" * 3000 + "]" * 3000),
        "x.md:4: this cannot be read as `field: value`",
    ),
]


@pytest.mark.parametrize(("content", "said"), WHOLE)
def test_a_file_that_is_no_post(content: bytes, said: str) -> None:
    (fault,) = _faults(content)
    assert str(fault).startswith(said)


# Lines of the front matter ; the title that is read ; the warning.
DOUBTS = [
    (
        "title: Topp 5 # 1",
        "Topp 5",
        'comment, which is not read; write title: "Topp 5 # 1", or move',
    ),
    ("title: T\ntags:\n- a # b", "T", 'comment, which is not read; write - "a # b", or move'),
    ('title: "Topp 5 # 1"', "Topp 5 # 1", None),
    ('title: "Topp 5" # 1', "Topp 5", None),
    ("title: C#-kurs", "C#-kurs", None),
    ("title: T\nupdated: 2017-07-01 # rättat", "T", None),
    ("title: T\nupdated: # inte än", "T", None),
    ("title: T\norganisations: [a] # b", "T", None),
    ("# title: U\ntitle: T", "T", None),
    # what looks odd and is read as it stands
    ("title: 12:30", "12:30", None),
    ("title: 50 % av 3,5", "50 % av 3,5", None),
    ("title: Ja", "Ja", None),
    ("title: ”Hej”, sa hon", "”Hej”, sa hon", None),
    ("title: Hej! & hå @ * !", "Hej! & hå @ * !", None),
    ("title: -5 grader", "-5 grader", None),
    ("title: >-\n  Två\n  rader", "Två rader", None),
    ("title:\tT", "T", None),
]


@pytest.mark.parametrize(("lines", "title", "said"), DOUBTS)
def test_what_may_be_meant_otherwise(lines: str, title: str, said: str | None) -> None:
    post, doubts = read_post(_post(lines), "x.md")
    assert post.title == title
    assert len(doubts) == (said is not None)
    assert all(said in doubt.message for doubt in doubts if said)


# A register ; the line, and what is said.
REGISTERS = [
    ("id: a\nname: A\n", 1, "the file is no list; begin each entry with a hyphen and a space"),
    ("- a\n", 1, "an entry: is the text 'a' where a group of fields belongs"),
    ("-\n", 1, "an entry: is empty"),
    ("- id: a\n  name: [\n", 2, "name: [ is opened and never closed"),
    ("- id: a\n name: A\n", 2, "name: begins at another place than id above it"),
    ("- id: a\n  name: A: B\n", 2, 'put all of it in quotes: name: "A: B"'),
    ("- id: a\n  name: @A\n", 2, 'write name: "@A"'),
    ("-id: a\n name: A\n", 1, "a space is missing behind the hyphen: write - id: a"),
    ("- id: a\n  id: b\n", 2, "'id' stands here a second time"),
    ("- id: Å\n  name: A\n", 1, "id: 'Å' cannot be an id; write a"),
    ("- id: a\n  name: A\n  namn: B\n", 3, "namn: is no field of an entry; did you mean name?"),
    ("- id: a\n  name: A\n  webbplats: B\n", 3, "did you mean url?"),
    ("- id: a\n", 1, "name: is missing; add a line name: …"),
    ("- id: a\n  name: A\n  aliases: B\n", 3, "is a text where a list belongs; write aliases: [B]"),
    ("- id: a\n  name: A\n  aliases:\n  - B: C\n", 4, 'put all of it in quotes: "B: C"'),
    ("- id: a\n  name: A\n  from: i fjol\n", 3, "'i fjol' is no day, month or year; write 2017"),
    ("- id: a\n  name: A\n  url: a.se\n", 3, "'a.se' is no address; write https://a.se"),
    ("- {id: a, name: A}\n- {id: a, name: B}\n", 2, "a is already the id of A; give one of them"),
    ("- {id: a, name: A}\n- {id: b, name: A}\n", 2, "'A' names both a and b; keep it in one"),
    ("- id: a\n  name: A\n---\n- id: b\n", 4, "a second part begins here, behind a line ---"),
]


@pytest.mark.parametrize(("content", "line", "said"), REGISTERS)
def test_a_mistake_in_a_register(tmp_path: Path, content: str, line: int, said: str) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text(content, encoding="utf-8")
    (fault,) = read_register(path).faults
    assert fault.where == f"{path}:{line}"
    assert said in fault.message


def test_a_comment_in_a_name_is_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text("- id: a # the first\n  name: Ett # två\n  aliases: [B]\n", encoding="utf-8")
    (doubt,) = read_register(path).warnings
    assert doubt.where == f"{path}:2"
    assert 'write name: "Ett # två"' in doubt.message
    path.write_text("- {id: 2017-01-01-x, reason: bad #1}\n- id: 2017-01-02-x\n  reason: a #1\n")
    assert [fault.where for fault in read_removed(path).faults] == [f"{path}:1"]


_LIBRARY = re.compile(
    r"mapping|scalar|block|token|stream|anchor|node|expected|Input should|valid |str(ing)?\b|tuple|"
    r"dict|boolean|literal|extra|YAML|column|line \d|<unicode",
)


@pytest.mark.parametrize("lines", [row[0] for row in MISTAKES])
def test_no_message_speaks_a_librarys_language(lines: str) -> None:
    for fault in _faults(_post(lines)):
        assert not _LIBRARY.search(fault.message), fault
        assert str(fault).count("x.md") == 1


@given(
    st.lists(
        st.sampled_from([*"#:-'\"\\[]{}&*!|>%@`~?,. \t", "a", "title", ": ", "\n", "\n  ", "- "]),
        max_size=12,
    ).map("".join)
)
@example("title: a\n? b")
def test_whatever_is_written_is_read_or_said_to_be_wrong(lines: str) -> None:
    try:
        read_post(_post(lines), "x.md")
    except CorpusError as error:
        for fault in error.faults:
            assert re.fullmatch(r"x\.md:\d+", fault.where)
            assert not _LIBRARY.search(fault.message.replace("mappings", "")), fault
