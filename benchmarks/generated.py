"""A corpus of any size that reads, to a search engine, like the shipped one.

Its words are those of the shipped posts and compounds made of common parts, in a Zipfian
distribution; registers are named in the text, abbreviations introduced in brackets, and some
words stand in titles only. The same seed and source always give the same files, so that two
checkouts can index one corpus. The file format is the public one; nothing of kb is used.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import yaml

# Not what has a capital: names are their own.
_WORD = re.compile(r"\b[a-zåäöé]{2,}\b")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_FIRST_DAY, _LAST_DAY = date(2005, 1, 1), date(2025, 12, 31)
_WORDS_A_POST = (150, 226)
_ORGANISATIONS, _PROJECTS = 40, 80
# Ranks that only the shipped posts' most common words have: function words, for the most part.
_HEAD = 300
# A compound among so many words, until the known ones are used up; real text has as many more.
_COMPOUND_EVERY = 6
_TWO_PARTS, _THREE_PARTS = 6_000, 600
# Zipf's law as Mandelbrot has it; a shift of 2.7 keeps the first words from being all of the text.
_SHIFT, _EXPONENT = 2.7, 1.05

# The parts are divided by blanks, the forms of one by slashes.
FIRST_PARTS = (
    "affärs aktie andels apoteks arbets arbetsmarknads arkiv avfalls avtals bad bageri bank barn "
    "berg bibliotek bil blom bok bostads brand bruks bröd butiks by bygde båt cykel dag dagis "
    "dator demokrati djur drift dryckes el energi familje fastighets fest film fisk folk "
    "forsknings frivillig frukost frukt fritids fågel färg företags förenings förskole garn glas "
    "grann grus grönsaks gårds hamn handels hantverks hav hem honungs hund hus hyres hälso "
    "idrotts industri invånar jobb jord jordbruks jul kaffe klimat klädes kommun konst kontrakts "
    "korv krets kultur kund kvarters kök landsbygds lager led ledar livsmedels ljus lokal luft "
    "läkar lärar löne marknads mat medlems mejeri miljö mjölk musik möbel natur närings odlings "
    "omsorgs ost pappers park pensions person pris radio region rese råd samhälls samverkans "
    "sjuk sjö skatte skogs skol sko snö social sommar spel språk stads ströms stuge städ syn "
    "textil tid tidnings torg trafik trä turist tåg ull ungdoms utbildnings vatten verkstads "
    "vinter virkes vägs vård växt ägar äldre äppel"
)
LAST_PARTS = (
    "ansvar/ansvaret/ansvarets avtal/avtalet/avtalen avgift/avgiften/avgifter/avgifterna "
    "besök/besöket/besöken beslut/beslutet/besluten bolag/bolaget/bolagen/bolagens "
    "byggnad/byggnaden/byggnader/byggnaderna central/centralen/centraler fond/fonden/fonder "
    "fråga/frågan/frågor/frågorna förening/föreningen/föreningar/föreningarna "
    "förråd/förrådet/förråden grupp/gruppen/grupper/grupperna handlare/handlaren/handlarna "
    "kassa/kassan/kassor/kassorna kedja/kedjan/kedjor kontor/kontoret/kontoren "
    "kostnad/kostnaden/kostnader/kostnaderna kurs/kursen/kurser/kurserna lag/lagen/lagar/lagarna "
    "läge/läget/lägen mästare/mästaren/mästarna möte/mötet/möten/mötena nät/nätet/näten "
    "område/området/områden/områdena plan/planen/planer/planerna plats/platsen/platser/platserna "
    "pengar/pengarna policy/policyn projekt/projektet/projekten rum/rummet/rummen "
    "rådgivare/rådgivaren/rådgivarna sal/salen/salar samordnare/samordnaren/samordnarna "
    "skjul/skjulet skola/skolan/skolor/skolorna stöd/stödet/stöden stuga/stugan/stugor "
    "utredning/utredningen/utredningar/utredningarna utveckling/utvecklingen "
    "vagn/vagnen/vagnar verkstad/verkstaden/verkstäder vän/vännen/vänner/vännerna"
)
_TITLE_ENDS = ("kalas", "paradox", "rapsodi", "krönika")

_PLACES = (
    "Alnäset Björkvik Dalhem Ekeby Forsbro Granliden Hagaryd Holmsund Järnboda Kvarnås Lindhamra "
    "Ljusfors Mossebo Norrsjö Rönnäng Skogby Stensjö Sörhult Tallåsen Väderö"
)
_BODIES = (
    "bygdelag ekonomiska förening",
    "folkhögskola",
    "ideella kulturråd",
    "kooperativa lanthandel",
    "medborgarfond",
    "odlarring",
    "studiecirkel",
    "utvecklingsgrupp",
)
_EFFORTS = (
    "Lyftet i {}",
    "Noden i {}",
    "{} växer",
    "Mötesplats {}",
    "Nya steg i {}",
    "{}modellen",
    "Framtid {}",
    "Cykla {}",
)
_ABBREVIATED = (
    "lokalt ledd utveckling",
    "sociala arbetskooperativ",
    "regionalt idécentrum",
    "gemensam utvecklingsresurs",
    "nationell samlingsplattform",
    "idéburna verksamhetsavtal",
    "öppna kunskapsmiljöer",
    "digital byatjänst",
    "tvärsektoriell resursgrupp",
    "mobil servicepunkt",
)
_WITHOUT_DOTS = str.maketrans("åäöé", "aaoe")


@dataclass(frozen=True, slots=True)
class _Name:
    """An organisation or a project, and the spellings that stand in text."""

    id: str
    name: str
    alias: str | None

    def mention(self, rng: Random) -> str:
        return self.alias if self.alias and rng.random() < 0.3 else self.name


def write_corpus(folder: Path, source: Path, posts: int = 5_000, seed: int = 1) -> None:
    """Write a corpus of so many posts into a folder; `source` is a corpus whose words it takes."""
    rng = Random(seed)
    organisations, projects = _organisations(), _projects()
    words = _vocabulary(source, rng)
    (folder / "posts").mkdir(parents=True)
    _write_registers(folder, organisations, projects, words, rng)
    writer = _Writer(rng, words, organisations, projects)
    for post_id, text in writer.posts(posts):
        path = folder / "posts" / post_id[:4] / f"{post_id}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _vocabulary(source: Path, rng: Random) -> list[str]:
    """Return words by falling frequency: common ones as they are, then compounds among the rest."""
    counts: Counter[str] = Counter()
    for path in sorted(source.glob("posts/*/*.md")):
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        counts.update(_WORD.findall(_ADDRESS.sub(" ", body)))
    known = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    firsts = FIRST_PARTS.split()
    lasts = [form for forms in LAST_PARTS.split() for form in forms.split("/")]
    compounds = [rng.choice(firsts) + rng.choice(lasts) for _ in range(_TWO_PARTS)]
    for _ in range(_THREE_PARTS):
        one, other = rng.sample(firsts, 2)
        compounds.append(one + other + rng.choice(lasts))
    made = sorted({*compounds} - {*known})
    rng.shuffle(made)
    words = known[:_HEAD]
    for place, word in enumerate(known[_HEAD:]):
        words.append(word)
        if place % _COMPOUND_EVERY == 0:
            words.append(made.pop())
    return words + made


def _organisations() -> list[_Name]:
    places, names, taken = _PLACES.split(), [], set[str]()
    for number in range(_ORGANISATIONS):
        place, body = places[number % len(places)], _BODIES[number * 3 % len(_BODIES)]
        name = f"{place}s {body}"
        short = "".join(word[0].upper() for word in name.split())
        alias = short if len(short) > 2 and short not in taken else None
        taken.add(short)
        names.append(_Name(_slug(name), name, alias))
    return names


def _projects() -> list[_Name]:
    places, names = _PLACES.split(), []
    for number in range(_PROJECTS):
        place = places[number % len(places)]
        name = _EFFORTS[(number // len(places) * 2 + number % 2) % len(_EFFORTS)].format(place)
        alias = f"{place}satsningen" if number < len(places) else None
        names.append(_Name(_slug(name), name, alias))
    return names


def _write_registers(
    folder: Path,
    organisations: Sequence[_Name],
    projects: Sequence[_Name],
    words: Sequence[str],
    rng: Random,
) -> None:
    rows = [_entry(name) for name in organisations]
    _write_yaml(folder / "organisations.yaml", rows)
    rows = [_entry(name) | {"owner": rng.choice(organisations).id} for name in projects]
    for row in rows[::3]:
        start = rng.randint(2005, 2022)
        row |= {"from": str(start), "to": str(start + 3)}
    _write_yaml(folder / "projects.yaml", rows)
    drawn = rng.sample(words[_HEAD : 10 * _HEAD], 40)
    groups = [drawn[place : place + 2] for place in range(0, len(drawn), 2)]
    _write_yaml(folder / "synonyms.yaml", groups)


def _entry(name: _Name) -> dict[str, object]:
    aliases = [name.alias] if name.alias else []
    return {"id": name.id, "name": name.name, "aliases": aliases, "description": "Påhittad."}


def _write_yaml(path: Path, rows: object) -> None:
    path.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")


class _Writer:
    """Writes posts, one after another, out of a stream of words."""

    def __init__(
        self,
        rng: Random,
        words: Sequence[str],
        organisations: Sequence[_Name],
        projects: Sequence[_Name],
    ) -> None:
        self._rng = rng
        self._organisations = organisations
        self._projects = projects
        self._stream = _drawn(rng, words)
        # Content words, for titles and headings; those with such an end stand in no text.
        self._content = words[_HEAD // 2 : 40 * _HEAD]
        self._title_words = [
            first + end for first in FIRST_PARTS.split() for end in _TITLE_ENDS if len(first) > 4
        ]

    def posts(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield the id and the file of each post."""
        ids: set[str] = set()
        for _ in range(count):
            days = (_LAST_DAY - _FIRST_DAY).days
            published = _FIRST_DAY + timedelta(self._rng.randint(0, days))
            title = self._title()
            post_id = start = f"{published}-{_slug(title)}"[:76].rstrip("-")
            number = 1
            while post_id in ids:
                number += 1
                post_id = f"{start}-{number}"
            ids.add(post_id)
            yield post_id, f"{self._front_matter(post_id, title, published)}\n{self._body()}\n"

    def _front_matter(self, post_id: str, title: str, published: date) -> str:
        rng = self._rng
        lines = [
            "---",
            f"id: {post_id}",
            f"title: {json.dumps(title, ensure_ascii=False)}",
            f"published: {published}",
        ]
        if rng.random() < 0.05:
            lines.append(f"updated: {published + timedelta(rng.randint(1, 40))}")
        if rng.random() < 0.1:
            lines.append(f"organisations: [{rng.choice(self._organisations).id}]")
        if rng.random() < 0.1:
            lines.append(f"projects: [{rng.choice(self._projects).id}]")
        if rng.random() < 0.02:
            lines.append(f"not_mentioned: [{rng.choice(self._organisations).id}]")
        return "\n".join([*lines, "---", ""])

    def _title(self) -> str:
        rng = self._rng
        words = [next(self._stream) for _ in range(rng.randint(1, 3))]
        words += rng.choices(self._content, k=rng.randint(1, 2))
        if rng.random() < 0.1:
            words.append(rng.choice(self._title_words))
        rng.shuffle(words)
        title = _capitalised(" ".join(words))
        if rng.random() < 0.06:
            title += f" i {rng.choice(_PLACES.split())}"
        if rng.random() < 0.06:
            title += f" {rng.randint(2005, 2025)}"
        return title

    def _body(self) -> str:
        rng = self._rng
        left = rng.randint(*_WORDS_A_POST)
        blocks: list[str] = []
        while left > 0:
            if blocks and rng.random() < 0.15:
                heading = " ".join(rng.choices(self._content, k=rng.randint(1, 3)))
                left -= heading.count(" ") + 1
                blocks.append(f"## {_capitalised(heading)}")
            if blocks and rng.random() < 0.08:
                sentences = [self._sentence(rng.randint(3, 9)) for _ in range(3)]
                blocks.append("\n".join(f"- {sentence}" for sentence in sentences))
            else:
                sentences = [self._sentence(rng.randint(6, 18)) for _ in range(rng.randint(2, 4))]
                blocks.append(" ".join(sentences))
            left -= sum(sentence.count(" ") + 1 for sentence in sentences)
        return "\n\n".join(blocks)

    def _sentence(self, length: int) -> str:
        rng = self._rng
        words = [next(self._stream) for _ in range(length)]
        if length > 10:
            words[length // 2] += ","
        kind = rng.random()
        if kind < 0.06:
            words[rng.randrange(length)] = _popular(self._organisations, rng).mention(rng)
        elif kind < 0.12:
            words[rng.randrange(length)] = _popular(self._projects, rng).mention(rng)
        elif kind < 0.15:
            words[rng.randrange(length)] = self._abbreviated()
        elif kind < 0.18:
            words[rng.randrange(length)] = str(rng.randint(2005, 2025))
        elif kind < 0.20:
            place = rng.randrange(length)
            words[place] = f"**{words[place]}**"
        elif kind < 0.21:
            place = rng.randrange(length)
            words[place] = f"[{words[place]}](https://example.org/{rng.randrange(1000)})"
        return f"{_capitalised(' '.join(words))}."

    def _abbreviated(self) -> str:
        long = self._rng.choice(_ABBREVIATED)
        short = "".join(word[0].upper() for word in long.split())
        return f"{long} ({short})" if self._rng.random() < 0.5 else short


def _drawn(rng: Random, words: Sequence[str]) -> Iterator[str]:
    weights = list(accumulate((rank + _SHIFT) ** -_EXPONENT for rank in range(len(words))))
    while True:
        yield from rng.choices(words, cum_weights=weights, k=10_000)


def _popular(names: Sequence[_Name], rng: Random) -> _Name:
    """Return one of the names, early ones far more often: a few are in every other post."""
    return names[int(len(names) * rng.random() ** 3)]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _slug(text: str) -> str:
    plain = text.lower().translate(_WITHOUT_DOTS)
    return "-".join(re.findall(r"[a-z0-9]+", plain))
