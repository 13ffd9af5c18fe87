"""What the packages know of Swedish, each list in the spelling that words are looked up in.

A serving process never imports what is imported here.

| package | what is taken | compiled from | licence |
|---|---|---|---|
| simplemma | form → one lemma | Měchura's list, Wiktionary, FreeLing … | MIT |
| lemmy | endings → lemma, by part of speech | SALDO, UD Talbanken (train) | MIT |
| hunspell-sv | inflections, roles in compounds | SFOL (the free word list), SALDO | LGPL-3 |
| wordfreq | how much a form is used | Wikipedia, subtitles, news, web | CC BY-SA 4 |
"""

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import files
from pathlib import Path
from typing import NamedTuple

from lemmy.rules.sv import rules
from simplemma.strategies.dictionaries import DefaultDictionaryFactory
from wordfreq import get_frequency_dict

from kb.language.tokens import spelling

# The smaller of the package's two lists: on the compounds it does as well as the larger, whose
# other 112,000 words are mostly lakes, hamlets and words of translated programs.
_HUNSPELL_LIST = "sv_SE_expanded"
_LEFT_OUT = frozenset("%")  # the flag of a known misspelling
_PLAIN = re.compile("[a-zåäö]+")


class Inflection(NamedTuple):
    """A form that hunspell-sv makes of a word; `flags` are its own, one letter each."""

    form: str
    word: str
    flags: str
    is_name: bool


class _Suffix(NamedTuple):
    strip: str
    add: str
    flags: str
    fits: re.Pattern[str]
    is_plain: bool


def lemma_dictionary() -> dict[str, str]:
    """Return simplemma's lemma of each form that is no name."""
    entries = DefaultDictionaryFactory().get_dictionary("sv").items()
    return {
        spelt: _spelling(lemma) or spelt
        for form, lemma in entries
        if not _is_name(form) and (spelt := _spelling(form))
    }


def name_dictionary() -> dict[str, str]:
    """Return simplemma's lemma of each name; abbreviations are among them."""
    entries = DefaultDictionaryFactory().get_dictionary("sv").items()
    return {
        spelt: _spelling(lemma) or spelt
        for form, lemma in entries
        if _is_name(form) and (spelt := _spelling(form))
    }


def ending_rules() -> dict[str, dict[str, list[tuple[str, bool]]]]:
    """Return lemmy's rules: part of speech → ending → what replaces it, and if it is final."""
    return {tag: rules[tag] for tag in ("NOUN", "VERB", "ADJ")}


def frequencies() -> dict[str, float]:
    """Return the share of running text of each form that wordfreq knows."""
    shares: dict[str, float] = {}
    for form, share in get_frequency_dict("sv", wordlist="large").items():
        key = _spelling(form)
        if key:
            shares[key] = shares.get(key, 0.0) + share
    return shares


def inflections() -> Iterator[Inflection]:
    """Yield every form of every word of hunspell-sv; forms that need a hyphen are left out.

    A word's own form comes with its own flags, also where it stands only in compounds.
    """
    suffixes = _suffixes(_hunspell_file(".aff"))
    lines = _hunspell_file(".dic").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:  # the first tells how many words follow
        entry, _, rest = line.partition("/")
        flags = rest.split()[0] if rest else ""
        word = _spelling(entry)
        if not word or _LEFT_OUT & set(flags):
            continue
        is_name = _is_name(entry)
        yield Inflection(word, word, flags, is_name)
        for flag in flags:
            for suffix in suffixes.get(flag, ()):
                if suffix.fits.search(entry):
                    form = entry[: len(entry) - len(suffix.strip)] + suffix.add
                    # Most forms need no second look, and there are most of a million.
                    if (word == entry and suffix.is_plain) or (form := _spelling(form)):
                        yield Inflection(form, word, suffix.flags or flags, is_name)


def _hunspell_file(ending: str) -> Path:
    """Find a file of hunspell-sv, which has no module: its files lie in the environment."""
    for file in files("hunspell-sv") or ():
        if file.name == _HUNSPELL_LIST + ending:
            return Path(str(file.locate()))
    raise FileNotFoundError(f"hunspell-sv: {_HUNSPELL_LIST}{ending} is missing; reinstall it")


def _suffixes(affix_file: Path) -> Mapping[str, list[_Suffix]]:
    """Return the suffixes of each flag; the Swedish list has no prefixes."""
    suffixes: dict[str, list[_Suffix]] = {}
    for line in affix_file.read_text(encoding="utf-8").splitlines():
        fields = line.partition("#")[0].split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        _, flag, strip, addition, condition = fields[:5]
        add, _, own_flags = addition.partition("/")
        suffix = _Suffix(
            "" if strip == "0" else strip,
            "" if add == "0" else add,
            own_flags,
            re.compile(f"(?:{condition})$"),
            add == "0" or _PLAIN.fullmatch(add) is not None,
        )
        suffixes.setdefault(flag, []).append(suffix)
    return suffixes


def _is_name(entry: str) -> bool:
    return entry[0].isupper()


def _spelling(word: str) -> str:
    """Return a word as it is looked up; an empty text for what no token can be."""
    if _PLAIN.fullmatch(word):
        return word
    spelt = spelling(word)
    return spelt if spelt.isalpha() else ""
