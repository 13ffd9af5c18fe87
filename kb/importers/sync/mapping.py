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

from kb.corpus import diagnosis, plain_fields, yaml_lines
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
_QUOTES = "'\""
# A line `name: rule`, whatever signs the name holds, and a comment behind it.
_LINES = (
    re.compile(r"(?P<name>[^#\s].*?):\s+(?P<rule>\{[^{}#]*\}?)(?:\s+#.*)?"),
    re.compile(r"(?P<name>[^#\s].*):\s+(?P<rule>[^{}\s#]+)(?:\s+#.*)?"),
)


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
    try:
        document = yaml_lines.parse(text, str(path))
    except CorpusError:
        fault = _misspelt(text, path)
        if fault is None:
            raise
        raise CorpusError([fault]) from None
    if document.data is None:
        return TermMapping(text=text)
    if not isinstance(document.data, dict):
        message = f"the file is no list of `source term: rule`; a rule is {_RULES}"
        raise CorpusError([Fault(f"{path}:{document.line(())}", message)])
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
        if value not in _WORDS:
            raise _WrongRuleError(f"{value!r} is no rule; {_instead_of_word(value)}")
        return Rule(_WORDS[value], line=line)
    if not isinstance(value, dict):
        raise _WrongRuleError(f"a list is no rule; write {_RULES}, only one of them")
    if len(value) != 1:
        raise _WrongRuleError("a term becomes one thing only; write one of them, as {project: id}")
    ((kind, id_),) = value.items()
    if kind not in _FIELDS:
        raise _WrongRuleError(_instead_of_kind(kind, id_))
    if not isinstance(id_, str) or not id_:
        raise _WrongRuleError(f"{kind} has no id; write {{{kind}: id}}, the id of its register")
    try:
        return Rule(_FIELDS[kind], _IDS.validate_python(id_), line)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise _WrongRuleError(f"{kind}: {message}") from None


def _instead_of_word(value: str) -> str:
    """Say what to write instead of a word that is no rule."""
    meant = _meant(value)
    if meant in _WORDS:
        return f"did you mean {meant}?"
    if meant is not None:
        return f"write {{{meant}: its id}}"
    first, _, rest = value.partition(" ")
    meant = _meant(first.strip(":"))
    if meant in _WORDS:
        return f"write only {meant}"
    return f"write {{{meant}: {slug(rest) or 'id'}}}" if meant else f"write {_RULES}"


def _instead_of_kind(kind: str, id_: Any) -> str:
    """Say what is wrong with what stands between braces where a kind belongs."""
    glued = re.fullmatch(r"(\w+)[: ](.+)", kind)
    if glued and not id_ and (meant := _meant(glued[1])):
        mended = f"{{{meant}: {glued[2].strip()}}}"
        return f"a colon with a space behind it is missing; write {mended}"
    meant = _meant(kind)
    if meant in _WORDS:
        return f"{kind} has no id; write only {meant}"
    mend = f"did you mean {meant}?" if meant else "write organisation, project or category"
    return f"{kind!r} is no kind of entry; {mend}"


def _misspelt(text: str, path: Path) -> Fault | None:
    """Return what is wrong with the first line whose name or rule YAML reads as its own signs."""
    for number, line in enumerate(text.split("\n"), 1):
        found = next((match for each in _LINES if (match := each.fullmatch(line.strip()))), None)
        if found is None:
            continue
        name, rule = found["name"].rstrip(), found["rule"]
        kind = re.fullmatch(r"(?P<name>.+): (?P<kind>organisation|project|category)", name)
        if kind is not None and rule not in _WORDS and "{" not in rule:
            name, rule = kind["name"], f"{{{kind['kind']}: {rule}}}"
            message = "the braces of a rule are missing"
        elif rule.startswith("{") and not rule.endswith("}"):
            rule, message = f"{rule.rstrip()}}}", "{ is opened and never closed"
        elif (rule in _WORDS or rule.startswith("{")) and not _is_readable(name):
            message = "the name cannot be read as it stands"
        else:
            continue
        if name[0] in _QUOTES and name.count(name[0]) == 1:
            name = name[1:]
        return Fault(f"{path}:{number}", f"{message}; write {_key(name)}: {rule}")
    return None


def _is_readable(name: str) -> bool:
    in_quotes = len(name) > 1 and name[0] in _QUOTES and name[0] == name[-1]
    return in_quotes or plain_fields.is_plain(name)


def _key(name: str) -> str:
    return name if plain_fields.is_plain(name) else diagnosis.quoted(name)


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
