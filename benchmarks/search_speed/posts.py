"""Posts of any number, one after another: the same for the same seed, whatever their number.

A post has 226 words on average in three to six paragraphs of sentences; a few subjects of its own,
whose words it repeats; set phrases, names of registers, figures, dates, hyphens and abbreviations
in between. Most are about one or two of 200 organisations and some about one of 500 projects, by
Zipf's law, so the first are in every third post and the last in one of a thousand.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.search_speed.words import Words, make_words
from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.corpus.paragraph import Paragraph
from kb.corpus.register import Entry, Registers
from kb.search.port.document import Document

# Raise it when another corpus comes out.
VERSION = 1
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2026, 10, 31)
_SHORTEST, _LONGEST = 80, 352
_ORGANISATIONS, _PROJECTS = 200, 500
_SUBJECTS, _WORDS_OF_SUBJECT, _SUBJECT_SHARE = 400, 40, 0.12
_BLOCK = 500

_PLACE_STARTS = (
    "Al Björk Dal Eke Fors Gran Hag Holm Järn Kvarn Lind Ljus Mosse Norr Rönn Skog Sten Sör Tall "
    "Väder"
)
_PLACE_ENDS = "näset vik hem by bro liden ryd sund boda ås hamra fors"
_PLACES = [start + end for end in _PLACE_ENDS.split() for start in _PLACE_STARTS.split()]
_BODIES = (
    "bygdelag",
    "ekonomiska förening",
    "folkhögskola",
    "ideella kulturråd",
    "kooperativa lanthandel",
    "medborgarfond",
    "odlarring",
    "studiecirkel",
    "utvecklingsgrupp",
    "föräldrakooperativ",
)
_EFFORTS = ("Lyftet i {}", "Noden i {}", "{} växer", "Mötesplats {}", "Nya steg i {}", "{}modellen")
# Some thirty of them are in more than a tenth of the posts each.
_PHRASE_STARTS = "social lokal ekonomisk hållbar gemensam ideell regional digital"
_PHRASE_ENDS = "utveckling ekonomi förening samverkan verksamhet innovation"
SET_PHRASES = [f"{one} {other}" for other in _PHRASE_ENDS.split() for one in _PHRASE_STARTS.split()]
_FIRST_NAMES = "Anna Karin Erik Lars Maria Johan Åsa Björn Fatima Ali Gunilla Örjan"
_FAMILY_NAMES = "Andersson Lindqvist Öberg Sjöström Håkansson Demir Nyström Ek"
_PEOPLE = [f"{one} {other}" for one in _FIRST_NAMES.split() for other in _FAMILY_NAMES.split()]
_ODD = [
    "e-post",
    "t.ex.",
    "bl.a.",
    "EU-projekt",
    "EU:s",
    "covid-19",
    "kl. 18.30",
    "R&D",
    "10 000 kr",
    "ca 40 %",
    "IT-stöd",
    "Co-op",
    "a-kassa",
    "f.d.",
    "SKR:s",
    "08-123 45 67",
    "info@example.org",
    "www.example.org",
]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a register, the most frequent first."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]

    def drawn(self, rng: Random) -> int:
        """Return the number of one, by Zipf's law."""
        # The inverse of its distribution, near enough.
        return min(int((len(self.ids) + 1) ** rng.random()) - 1, len(self.ids) - 1)


def make_names() -> tuple[Names, Names]:
    """Return organisations and projects."""
    organisations = [
        f"{_PLACES[number % len(_PLACES)]}s {_BODIES[number * 7 % len(_BODIES)]}"
        for number in range(_ORGANISATIONS)
    ]
    projects = [
        _EFFORTS[number // 90 % len(_EFFORTS)].format(_PLACES[number * 11 % len(_PLACES)])
        + ("" if number < len(_PLACES) else f" {number // len(_PLACES) + 1}")
        for number in range(_PROJECTS)
    ]
    return _names(organisations), _names(projects)


def make_registers() -> Registers:
    """Return the registers of the corpus."""
    organisations, projects = make_names()
    return Registers(
        {
            kind.name: tuple(
                Entry(id=entry_id, name=name)
                for entry_id, name in zip(names.ids, names.texts, strict=True)
            )
            for kind, names in ((ORGANISATION, organisations), (PROJECT, projects))
        },
        (("kurs", "utbildning"), ("företag", "bolag"), ("möte", "sammanträde")),
    )


def make_posts(seed: int) -> Iterator[Document]:
    """Yield posts without end."""
    maker = _Maker(seed)
    while True:
        yield from maker.block()


class _Maker:
    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._numbers = np.random.Generator(np.random.PCG64(seed))
        self._words: Words = make_words(seed)
        self._organisations, self._projects = make_names()
        self._subjects = self._numbers.choice(self._words.content, (_SUBJECTS, _WORDS_OF_SUBJECT))
        self._made = 0

    def block(self) -> Iterator[Document]:
        """Yield some posts, the words of all drawn at once."""
        rng, numbers = self._rng, self._numbers
        lengths = numbers.integers(_SHORTEST, _LONGEST, _BLOCK, endpoint=True)
        drawn = self._words.draw(int(lengths.sum()), numbers)
        post = np.repeat(np.arange(_BLOCK), lengths)
        subjects = (numbers.random((_BLOCK, 2)) ** 2 * _SUBJECTS).astype(np.int64)
        which = subjects[post, numbers.integers(0, 2, len(drawn))]
        place = (numbers.random(len(drawn)) ** 2 * _WORDS_OF_SUBJECT).astype(np.int64)
        of_subject = numbers.random(len(drawn)) < _SUBJECT_SHARE
        drawn = np.where(of_subject, self._subjects[which, place], drawn)
        texts = [self._words.text(number, rng) for number in drawn.tolist()]
        ends = np.cumsum(lengths).tolist()
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
            about = [self._words.texts[word] for word in self._subjects[subjects[number, 0]][:9]]
            yield self._post(texts[start:end], about)

    def _post(self, words: list[str], about: list[str]) -> Document:
        rng = self._rng
        self._made += 1
        # Twice as many in the last year as in the first.
        share = (1 + 3 * rng.random()) ** 0.5 - 1
        published = _FIRST_DAY + timedelta(int(share * ((_LAST_DAY - _FIRST_DAY).days + 1)))
        count = rng.choice((0, 1, 1, 1, 2, 2, 3))
        organisations = {self._organisations.drawn(rng) for _ in range(count)}
        projects = {self._projects.drawn(rng) for _ in range(rng.choice((0, 0, 1, 1, 2)))}
        named = [self._organisations.texts[number] for number in sorted(organisations)]
        named += [self._projects.texts[number] for number in sorted(projects)]
        title = _capitalised(" ".join([*rng.sample(about, 2), *words[:2], *rng.sample(about, 1)]))
        texts = self._paragraphs(words, named)
        return Document(
            id=f"{published}-{_slug(title)[:40].rstrip('-')}-{self._made}",
            title=title,
            published=published,
            updated=None,
            source=None,
            entries={
                ORGANISATION.name: tuple(self._organisations.ids[n] for n in sorted(organisations)),
                PROJECT.name: tuple(self._projects.ids[n] for n in sorted(projects)),
            },
            tags=(),
            aliases=(),
            paragraphs=tuple(Paragraph(f"p{n}", text) for n, text in enumerate(texts, 1)),
            html="".join(f'<p id="p{n}">{escape(text)}</p>\n' for n, text in enumerate(texts, 1)),
        )

    def _paragraphs(self, words: list[str], named: list[str]) -> list[str]:
        rng = self._rng
        sentences: list[str] = []
        start = 0
        while start < len(words):
            length = rng.randint(8, 20)
            sentences.append(self._sentence(words[start : start + length], named))
            start += length
        count = rng.randint(3, 6)
        size = max(1, -(-len(sentences) // count))
        return [" ".join(sentences[n : n + size]) for n in range(0, len(sentences), size)]

    def _sentence(self, words: list[str], named: list[str]) -> str:
        rng = self._rng
        kind = rng.random()
        at = rng.randrange(len(words))
        if kind < 0.40:
            # By Zipf's law, but flatter.
            words[at] = SET_PHRASES[int(rng.random() ** 1.3 * len(SET_PHRASES))]
        elif kind < 0.46 and named:
            words[at] = rng.choice(named)
        elif kind < 0.51:
            words[at] = rng.choice(_ODD)
        elif kind < 0.55:
            words[at] = str(rng.randint(1999, 2026))
        elif kind < 0.58:
            words[at] = rng.choice(_PEOPLE)
        elif kind < 0.60:
            words[at] = f"{rng.randint(1, 28)} juni {rng.randint(2000, 2026)}"
        elif kind < 0.80:
            words[at] += ","
        return _capitalised(" ".join(words)) + "."


def write_posts(file: Path, count: int, seed: int) -> None:
    """Write posts, a line each, and what query makers want to know of them, once.

    Beside it is written `<name>.words.json`: in how many posts each word stands, those in more
    than four.
    """
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    standing = Counter[str]()
    unfinished = file.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as out:
        for document in islice(make_posts(seed), count):
            out.write(document.to_json() + "\n")
            texts = (document.title, *(paragraph.text for paragraph in document.paragraphs))
            standing.update({word for text in texts for word in plain_words(text)})
    kept = {word: number for word, number in standing.most_common() if number > 4}
    file.with_suffix(".words.json").write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    unfinished.rename(file)


def read_posts(file: Path) -> Iterator[Document]:
    """Yield the posts of a file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Document.from_json(line)


def write_markdown(posts: Iterable[Document], folder: Path) -> None:
    """Write posts as a corpus: a Markdown file each, and registers."""
    for document in posts:
        path = folder / "posts" / f"{document.published:%Y}" / f"{document.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown(document), encoding="utf-8")
    registers = make_registers()
    for kind in (ORGANISATION, PROJECT):
        rows = [{"id": each.id, "name": each.name} for each in registers.entries(kind)]
        (folder / f"{kind.plural}.yaml").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def markdown(document: Document) -> str:
    """Return a post's file."""
    lines = [
        "---",
        f"id: {document.id}",
        f"title: {json.dumps(document.title, ensure_ascii=False)}",
        f"published: {document.published}",
    ]
    for kind in (ORGANISATION, PROJECT):
        if document.about(kind):
            lines.append(f"{kind.plural}: [{', '.join(document.about(kind))}]")
    body = "\n\n".join(paragraph.text for paragraph in document.paragraphs)
    return "\n".join([*lines, "---", body, ""])


_WORD = re.compile(r"[^\W\d_]{2,}")


def plain_words(text: str) -> list[str]:
    """Return the words of a text in lower case; none with a figure."""
    return _WORD.findall(text.lower())


def _names(texts: list[str]) -> Names:
    if len(set(texts)) < len(texts):
        raise ValueError("two entries of a register have one name")
    return Names(tuple(map(_slug, texts)), tuple(texts))


def _slug(text: str) -> str:
    bare = text.lower().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
