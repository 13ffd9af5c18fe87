import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS
from kb.errors import QUERY_FAULTS
from kb.messages import NOTICES, Messages
from kb.search.query.query import Notice

SWEDISH = Messages("sv")
ENGLISH = Messages()
Msgid = str | tuple[str, ...]

# --- dates, numbers, plurals ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "swedish", "english"),
    [
        (date(2017, 6, 29), "29 juni 2017", "29 June 2017"),
        (date(2020, 1, 1), "1 januari 2020", "1 January 2020"),
        (date(1999, 12, 31), "31 december 1999", "31 December 1999"),
        (date(2024, 2, 29), "29 februari 2024", "29 February 2024"),
    ],
)
def test_days(day: date, swedish: str, english: str) -> None:
    assert (SWEDISH.day(day), ENGLISH.day(day)) == (swedish, english)


def test_every_month_has_its_name() -> None:
    names = " ".join(SWEDISH.day(date(2017, month, 1)).split()[1] for month in range(1, 13))
    assert names == (
        "januari februari mars april maj juni juli augusti september oktober november december"
    )


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234, "1234", "1,234"),
        (9999, "9999", "9,999"),
        (10_000, "10\u00a0000", "10,000"),
        (1_234_567, "1\u00a0234\u00a0567", "1,234,567"),
    ],
)
def test_thousands(value: int, swedish: str, english: str) -> None:
    assert (SWEDISH.number(value), ENGLISH.number(value)) == (swedish, english)


@given(st.integers(0, 10**12))
def test_a_number_keeps_its_digits(value: int) -> None:
    assert int(SWEDISH.number(value).replace("\u00a0", "")) == value


def test_plurals() -> None:
    assert [SWEDISH.hits(count) for count in (0, 1, 2, 21, 12_000)] == [
        "0 träffar",
        "1 träff",
        "2 träffar",
        "21 träffar",
        "12\u00a0000 träffar",
    ]
    assert [SWEDISH.posts(count) for count in (0, 1, 2)] == ["0 inlägg", "1 inlägg", "2 inlägg"]
    assert [ENGLISH.posts(count) for count in (0, 1, 2)] == ["0 posts", "1 post", "2 posts"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (None, None, ""),
        (date(2017, 6, 29), None, "från 29 juni 2017"),
        (None, date(2017, 6, 29), "till och med 29 juni 2017"),
        (date(2016, 1, 1), None, "från 2016"),
        (date(2016, 3, 1), None, "från mars 2016"),
        (None, date(2016, 12, 31), "till och med 2016"),
        (None, date(2016, 2, 29), "till och med februari 2016"),
        (date(2016, 11, 1), date(2017, 2, 28), "november 2016 – februari 2017"),
        (date(2017, 6, 29), date(2017, 6, 29), "29 juni 2017"),
        (date(2017, 1, 1), date(2017, 12, 31), "2017"),
        (date(2016, 1, 1), date(2017, 12, 31), "2016–2017"),
        (date(2017, 6, 1), date(2017, 6, 30), "juni 2017"),
        (date(2016, 2, 1), date(2016, 2, 29), "februari 2016"),
        (date(2017, 6, 1), date(2017, 7, 30), "1 juni 2017 – 30 juli 2017"),
        (date(2017, 6, 2), date(2017, 6, 30), "2 juni 2017 – 30 juni 2017"),
    ],
)
def test_periods(first: date | None, last: date | None, text: str) -> None:
    assert SWEDISH.period(first, last) == text


def test_a_day_that_no_calendar_has_is_written_as_if_it_had() -> None:
    assert SWEDISH.faulty("day", "2016-02-30") == "30 februari 2016"
    assert ENGLISH.faulty("day", "0001-04-00") == "0 April 1"
    assert SWEDISH.faulty("month", "2016-13") == "2016-13"


# --- sentences --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "values", "swedish"),
    [
        ("cut-characters", {"count": 300}, "Sökningen kortades till 300 tecken."),
        ("cut-words", {"count": 32}, "Sökningen kortades till 32 ord."),
        (
            "short-prefix",
            {"minimum": 3, "word": "sn*"},
            "Det behövs minst 3 bokstäver före *; ”sn*” söktes som ett ord.",
        ),
        (
            "not-in-capitals",
            {"word": "INTE"},
            "”INTE” söktes som ett ord, eftersom allt är skrivet med stora bokstäver. Skriv - "
            "framför det som inte ska vara med.",
        ),
        ("unknown-organisation", {"id": "{x}"}, "Det finns ingen organisation ”{x}”."),
        ("unknown-project", {"id": "x"}, "Det finns inget projekt ”x”."),
        ("unknown-category", {"id": "x"}, "Det finns ingen kategori ”x”."),
        ("some-parts", {}, "Få inlägg har hela ordet, så inlägg med en del av det visas också."),
        ("none-has-all-words", {}, "Inget inlägg har alla orden. Här är inlägg med några av dem."),
    ],
)
def test_notices(code: str, values: dict[str, str | int], swedish: str) -> None:
    notice = Notice.of(code, **values)
    assert SWEDISH.notice(notice) == swedish
    assert ENGLISH.notice(notice) == NOTICES[code].format(**values)


def test_english_loads_no_catalogue_and_no_babel() -> None:
    code = (
        "import sys; from kb.messages import Messages; said = Messages('en').posts(1200);"
        "assert said == '1,200 posts', said; assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- the catalogues ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def catalogue(repository: Path) -> Catalog:
    path = repository / "kb" / "locales" / "sv" / "LC_MESSAGES" / "kb.po"
    with path.open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


def python_files(repository: Path) -> list[Path]:
    kb = repository / "kb"
    return [
        *sorted((kb / "cli").glob("*.py")),
        kb / "messages.py",
        *sorted((kb / "web").rglob("*.py")),
    ]


def said_in_python(path: Path) -> Iterator[Msgid]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if name in ("_", "N_", "gettext") and texts:
            yield str(texts[0])
        elif name == "ngettext" and len(texts) > 1:
            yield (str(texts[0]), str(texts[1]))


def said_in_template(path: Path) -> Iterator[Msgid]:
    options = {"trimmed": "true", "silent": "false"}
    for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=options):
        yield message


@pytest.fixture(scope="module")
def said(repository: Path) -> set[Msgid]:
    """Every sentence that the code, its tables and the templates have."""
    messages: set[Msgid] = {*QUERY_FAULTS.values(), *NOTICES.values()}
    for kind in KINDS:
        messages |= {kind.label, kind.label_plural, kind.unknown}
    for path in python_files(repository):
        messages.update(said_in_python(path))
    for path in (repository / "templates").iterdir():
        messages.update(said_in_template(path))
    return messages


def test_swedish_has_every_sentence_and_no_other(catalogue: Catalog, said: set[Msgid]) -> None:
    translated = {message.id for message in catalogue if message.id and all(strings(message))}
    assert said - translated == set()
    assert translated - said == set()
    assert not catalogue.obsolete
    assert not [message.id for message in catalogue if message.fuzzy and message.id]


def strings(message: Message) -> list[str]:
    """Return the translations of a sentence, one a plural form."""
    text = message.string or ""
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    return named | set(re.findall(r"%\((\w+)\)s", text)) | set(re.findall(r"</?\w+", text))


def test_translations_keep_what_stands_in_braces_and_tags(catalogue: Catalog) -> None:
    for message in catalogue:
        originals = [message.id] if isinstance(message.id, str) else message.id
        for original, translation in zip(originals, strings(message), strict=True):
            assert not original or placeholders(original) == placeholders(translation), original


# --- nothing is said beside them --------------------------------------------------------------

# Languages are listed under their own names.
NAMES = {"Svenska", "English"}


def test_a_catalogue_says_each_sentence_once(repository: Path) -> None:
    """What a merge glues to a translation would be read with it."""
    text = (repository / "kb/locales/sv/LC_MESSAGES/kb.po").read_text(encoding="utf-8")
    for entry in text.split("\n\n"):
        starts = re.findall(r"^(msgid|msgid_plural|msgstr|msgstr\[\d\]) ", entry, re.MULTILINE)
        assert len(starts) == len(set(starts)), entry


def test_templates_say_nothing_untranslated(repository: Path) -> None:
    for path in (repository / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% trans .*?endtrans %}|{[{%#].*?[#%}]}", "", text, flags=re.DOTALL)
        text = re.sub(r"<kbd>.*?</kbd>", "", text)  # examples of what is typed
        shown = re.sub(r"<[^>]*>|&\w+;", "", text)
        assert not re.search(r"[^\W\d]", shown), f"{path.name}: {shown.split()}"
        for name in ("aria-label", "title", "alt", "placeholder"):
            assert not re.search(rf' {name}="[^"]*[^\W\d]', text), path.name


def test_code_says_nothing_in_swedish(repository: Path, catalogue: Catalog) -> None:
    def words(text: object) -> set[str]:
        return set(re.findall(r"[^\W\d_]{3,}", str(text).lower()))

    messages = [message for message in catalogue if message.id]
    english = set().union(*(words(message.id) for message in messages))
    swedish = set().union(*(words(message.string) for message in messages)) - english
    for path in python_files(repository):
        for text in literals(path):
            if text not in NAMES and (" " in text or text[:1].isupper()):
                assert not words(text) & swedish, f"{path.name}: {text}"


def literals(path: Path) -> Iterator[str]:
    """Yield the texts in a module's code, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value)
