"""A source's categories and tags as they stand in posts: by mapping.yaml, else as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.corpus.post import ID_LENGTH, slug
from kb.corpus.register import Entry
from kb.importers.found import FoundPost
from kb.importers.sync.mapping import Rule, TermMapping, base_id, fold, is_named_after
from kb.importers.sync.sums import FIELDS


@dataclass
class Terms:
    """Says what a post's terms become, and which categories that asks for.

    Attributes:
        mapping: the rules of mapping.yaml; without a rule a category becomes one of ours, a tag
            a tag.
        categories: the entries of categories.yaml.
        new_categories: what has to be added to them, names by id.
        without_rule: terms of the posts that were added or changed, of which the file says
            nothing.
    """

    mapping: TermMapping
    categories: Sequence[Entry] = ()
    new_categories: dict[str, str] = field(default_factory=dict)
    without_rule: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._present = {entry.id: entry for entry in self.categories}
        self._by_name = {
            fold(name): entry.id for entry in reversed(self.categories) for name in entry.names
        }
        # Which term has an id, by rule or since this import: no other one gets it by default.
        self._owners: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for name, rule in self.mapping.rules.items():
            if rule.field == "categories" and rule.id is not None:
                self._owners.setdefault(rule.id, fold(name))

    def given(self, item: FoundPost) -> dict[str, tuple[str, ...]]:
        """Return what the terms of a post become, by the field of a post that it stands in."""
        fields: dict[str, dict[str, str]] = {name: {} for name in FIELDS}
        for names, default in ((item.categories, "categories"), (item.tags, "tags")):
            for written in names:
                name = " ".join(written.split())
                if not name:
                    continue
                rule = self.mapping.rule(name)
                if rule is None:
                    rule = Rule(default)
                if rule.field is None:
                    continue
                value = rule.id or (self._category(name) if rule.field == "categories" else name)
                if rule.field == "categories":
                    self._ask_for(value, name)
                # One word in two spellings is one tag: the one that sorts first, in any order.
                values, same = fields[rule.field], fold(value)
                values[same] = min(values.get(same, value), value)
        return {name: tuple(values.values()) for name, values in fields.items()}

    def note(self, item: FoundPost) -> None:
        """Take note of the terms of a post that is added or changed."""
        for written in (*item.categories, *item.tags):
            name = " ".join(written.split())
            if name and not self.mapping.names(name):
                self.without_rule[name] = None

    def category_id(self, name: str) -> str:
        """Return the id of the category that a term becomes where no rule says another."""
        return self._category(" ".join(name.split()))

    def _category(self, name: str) -> str:
        folded = fold(name)
        if folded not in self._ids:
            self._ids[folded] = self._by_name.get(folded) or self._free_id(name)
            self._owners.setdefault(self._ids[folded], folded)
        return self._ids[folded]

    def _free_id(self, name: str) -> str:
        base = base_id(name)
        candidate, number = base, 1
        while not self._is_free(candidate, fold(name)):
            number += 1
            ending = f"-{number}"
            candidate = base[: ID_LENGTH - len(ending)].rstrip("-") + ending
        return candidate

    def _is_free(self, candidate: str, folded: str) -> bool:
        if self._owners.get(candidate, folded) != folded:
            return False
        entry = self._present.get(candidate)
        # An entry whose name has nothing to do with its id was given another name by a person.
        return entry is None or fold(entry.name) == folded or slug(entry.name) != candidate

    def _ask_for(self, category: str, name: str) -> None:
        """Note that a category is missing, if it is one that is named after this term."""
        if category not in self._present and is_named_after(category, name):
            self.new_categories.setdefault(category, name)
