"""corpus/mapping.yaml: which of a source's categories and tags become which of ours.

A group of `source term: rule`, a rule being `{organisation: id}`, `{project: id}`,
`{category: id}`, `tag` or `ignore`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.corpus import yaml_lines
from kb.corpus.kinds import CATEGORY, KINDS
from kb.corpus.post import ID_LENGTH, RegisterId, slug
from kb.errors import CorpusError, Fault
from kb.files import decoded, read_if_there

NAME = "mapping.yaml"
_FIELDS = {kind.name: kind.plural for kind in KINDS}
_WORDS = {"tag": "tags", "ignore": None}
# How people may call them: in Swedish, in plural, in other spellings.
_CALLED = {
    called: name
    for name, others in {
        "organisation": "organisations organization organisationer org förening",
        "project": "projects projekt",
        "category": "categories kategori kategorier",
        "tag": "tags tagg taggar etikett etiketter",
        "ignore": "ignored ignorera none no nej nothing inget",
    }.items()
    for called in (name, *others.split())
}
_RULES = "tag, ignore, {category: id}, {organisation: id} or {project: id}"
_IDS: TypeAdapter[str] = TypeAdapter(RegisterId)
_FEW_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """What a term becomes.

    Attributes:
        field: the field of a post, None for nothing.
        id: what is written there; None for the term's own name.
        line: where the rule stands.
    """

    field: str | None
    id: str | None = None
    line: int = 0


@dataclass(frozen=True)
class TermMapping:
    """The rules of a mapping.yaml, by the name of the term, and the text of the file.

    Capitals matter only if they must.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    text: str = ""

    def names(self, name: str) -> bool:
        """Tell whether the file speaks of a term, be it in a comment."""
        return self.rule(name) is not None or name in self.text

    def rule(self, name: str) -> Rule | None:
        """Return the rule for a term; None where it has none."""
        return self.rules.get(name) or self._folded.get(fold(name))

    @cached_property
    def _folded(self) -> dict[str, Rule]:
        # Of names that differ in nothing else, the first speaks for those that have no rule.
        return {fold(name): rule for name, rule in reversed(list(self.rules.items()))}


def fold(name: str) -> str:
    """Return the name of a term as it is compared: in one case, one form, one space a gap."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def base_id(name: str) -> str:
    """Return the id of a category of this name, before it is numbered."""
    whole = slug(name)
    if not whole:  # in other letters than ours, or only signs
        return f"kategori-{hashlib.sha256(fold(name).encode()).hexdigest()[:6]}"
    if len(whole) <= ID_LENGTH:
        return whole
    return whole[: ID_LENGTH + 1].rpartition("-")[0] or whole[:ID_LENGTH]


def is_named_after(category: str, name: str) -> bool:
    """Tell whether a category's id is made of the name of a term."""
    base = base_id(name)
    return category == base or re.fullmatch(r"-\d+", category.removeprefix(base)) is not None


def read_mapping(path: Path) -> TermMapping | None:
    """Read a mapping; None where there is no file.

    Raises:
        CorpusError: with every fault and its line.
    """
    content = read_if_there(path)
    if content is None:
        return None
    text = decoded(content, str(path))
    document = yaml_lines.parse(text, str(path))
    if document.data is None:
        return TermMapping(text=text)
    if not isinstance(document.data, dict):
        message = f"the file is no list of `source term: rule`; a rule is {_RULES}"
        raise CorpusError([Fault(f"{path}:1", message)])
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    for name, value in document.data.items():
        line = document.line((name,))
        try:
            rules[name] = _rule(value, line)
        except _WrongRuleError as wrong:
            faults.append(Fault(f"{path}:{line}", f"{_shown(name)}: {wrong}"))
    if faults:
        raise CorpusError(faults)
    return TermMapping(rules, text)


def unknown_ids(
    mapping: TermMapping, path: Path, known: Mapping[str, frozenset[str] | None]
) -> Iterator[Fault]:
    """Yield a warning for each id that stands in no register.

    `known` has the ids of each field's register, None for one that cannot be read.
    """
    told: set[tuple[str, str]] = set()
    for name, rule in mapping.rules.items():
        if rule.field is None or rule.id is None or (rule.field, rule.id) in told:
            continue
        if rule.field == CATEGORY.plural and is_named_after(rule.id, name):
            continue  # added as soon as a post has it
        ids = known.get(rule.field)
        if ids is not None and rule.id not in ids:
            told.add((rule.field, rule.id))
            near = process.extractOne(
                rule.id, sorted(ids), scorer=OSA.distance, score_cutoff=_FEW_SLIPS
            )
            meant = f"did you mean {near[0]}? Else add" if near else "add"
            message = f"{rule.id} is not in {rule.field}.yaml; {meant} it there"
            yield Fault(f"{path}:{rule.line}", message)


class _WrongRuleError(Exception):
    """A rule that is none; its text says why and what to write."""


def _rule(value: Any, line: int) -> Rule:
    if value is None:
        raise _WrongRuleError(f"is empty; write {_RULES}")
    if isinstance(value, str):
        if value in _WORDS:
            return Rule(_WORDS[value], line=line)
        meant = _meant(value)
        if meant in _WORDS:
            raise _WrongRuleError(f"{value!r} is no rule; did you mean {meant}?")
        if meant is not None:
            raise _WrongRuleError(f"{value!r} is no rule; write {{{meant}: its id}}")
        first, _, rest = value.partition(" ")
        if _meant(first.strip(":")) is not None:
            id_ = slug(rest) or "id"
            raise _WrongRuleError(
                f"{value!r} is no rule; write {{{_meant(first.strip(':'))}: {id_}}}"
            )
        raise _WrongRuleError(f"{value!r} is no rule; write {_RULES}")
    if not isinstance(value, dict):
        raise _WrongRuleError(f"a list is no rule; write {_RULES}, only one of them")
    if len(value) != 1:
        raise _WrongRuleError("a term becomes one thing only; write one of them, as {project: id}")
    ((kind, id_),) = value.items()
    if kind not in _FIELDS:
        meant = _meant(kind)
        if meant in _WORDS:
            raise _WrongRuleError(f"{kind} has no id; write only {meant}")
        mend = f"did you mean {meant}?" if meant else "write organisation, project or category"
        raise _WrongRuleError(f"{kind!r} is no kind of entry; {mend}")
    if not isinstance(id_, str) or not id_:
        raise _WrongRuleError(f"{kind} has no id; write {{{kind}: id}}, the id of its register")
    try:
        return Rule(_FIELDS[kind], _IDS.validate_python(id_), line)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise _WrongRuleError(f"{kind}: {message}") from None


def _meant(word: str) -> str | None:
    known = _CALLED.get(word.casefold())
    if known is None:
        near = process.extractOne(
            word.casefold(),
            list(_CALLED),
            scorer=OSA.distance,
            score_cutoff=min(_FEW_SLIPS, len(word) // 3),
        )
        known = _CALLED[near[0]] if near else None
    return known


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"
