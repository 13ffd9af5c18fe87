"""The mapping.yaml that an import proposes: every term of the source, with what it becomes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from kb.corpus import plain_fields, yaml_lines
from kb.corpus.post import slug
from kb.errors import CorpusError
from kb.importers.found import FoundPost, FoundTerm
from kb.importers.sync.mapping import fold
from kb.importers.sync.terms import Terms

_HEAD = """\
# What the categories and tags of {source} become here. Change what stands behind a name and
# run the same import again; posts follow, and what people set in posts stays.
#
#   {{category: id}}      an entry of categories.yaml
#   {{organisation: id}}  an entry of organisations.yaml
#   {{project: id}}       an entry of projects.yaml
#   tag                 a free word on the post
#   ignore              nothing
#
# A name that is not here: a category becomes a category, a tag a tag. No import changes this file.
"""
# A key of YAML without `? ` before it may be no longer (it counts 1,024 characters).
_LONGEST = 500
_PROJECT = ("projekt", "project")
_ORGANISATION = ("organisation", "organization", "medlem", "member", "partner", "förening")


@dataclass
class _Term:
    name: str
    posts: int = 0
    parent: str | None = None
    children: list[str] = field(default_factory=list)


def propose(
    source: str,
    posts: Iterable[FoundPost],
    kept: Sequence[FoundTerm],
    terms: Terms,
    named: Mapping[str, tuple[str, str]],
) -> str | None:
    """Return the text of a mapping.yaml by which every term becomes what it becomes without one.

    Args:
        source: the name of the source.
        posts: what was found; they say how often a term is used.
        kept: the terms that the source keeps, with their parents.
        terms: says what a category becomes.
        named: by a folded name, the kind and id of the organisation or project of that name.
    """
    categories, tags = _collect(posts, kept)
    lines: list[str] = []
    for folded, term in categories.items():
        rule = f"{{category: {_key(terms.category_id(term.name))}}}"
        lines.append(_line(term, rule, _hint(term, named), shared=folded in tags))
    below = [
        _line(term, "tag", _hint(term, named))
        for folded, term in tags.items()
        if folded not in categories
    ]
    if not lines and not below:
        return None
    text = _HEAD.format(source=" ".join(source.split()))
    for title, part in (("Categories", lines), ("Tags", below)):
        if part:
            text += f"\n# {title}\n" + "\n".join(part) + "\n"
    return text if _can_be_read(text) else None


def _collect(
    posts: Iterable[FoundPost], kept: Sequence[FoundTerm]
) -> tuple[dict[str, _Term], dict[str, _Term]]:
    found: dict[str, dict[str, _Term]] = {"category": {}, "tag": {}}
    counts = {"category": Counter[str](), "tag": Counter[str]()}

    def term(taxonomy: str, written: str) -> _Term | None:
        name = " ".join(written.split())
        return found[taxonomy].setdefault(fold(name), _Term(name)) if name else None

    for each in kept:
        known = term(each.taxonomy, each.name)
        if known is not None and each.parent and each.parent.split():
            known.parent = " ".join(each.parent.split())
    for post in posts:
        for taxonomy, names in (("category", post.categories), ("tag", post.tags)):
            counts[taxonomy].update({fold(name): 1 for name in names if name.split()})
            for name in names:
                term(taxonomy, name)
    for taxonomy, all_ in found.items():
        for folded, each_term in all_.items():
            each_term.posts = counts[taxonomy][folded]
        found[taxonomy] = dict(
            sorted(all_.items(), key=lambda item: (-item[1].posts, item[0], item[1].name))
        )
    return found["category"], found["tag"]


def _hint(term: _Term, named: Mapping[str, tuple[str, str]]) -> str:
    parent = f", below {_short(term.parent)}" if term.parent else ""
    entry = named.get(fold(term.name))
    if entry is not None:
        return f"{parent}; the {entry[0]} of that name? {{{entry[0]}: {_key(entry[1])}}}"
    above = fold(term.parent or "")
    id_ = slug(term.name)
    for kind, signs in (("project", _PROJECT), ("organisation", _ORGANISATION)):
        if id_ and above.startswith(signs):
            article = "a project" if kind == "project" else "an organisation"
            return f"{parent}: {article}? {{{kind}: {_key(id_[:80].strip('-'))}}}"
    return parent


def _line(term: _Term, rule: str, hint: str, *, shared: bool = False) -> str:
    key = _key(term.name)
    count = "1 post" if term.posts == 1 else f"{term.posts} posts"
    comment = f"# {count}{hint}"
    if shared:
        # One rule holds for both; without one each becomes what it is.
        return f"# {key}: {rule}  {comment}; it is a tag, too, and a rule holds for both"
    if len(key) > _LONGEST:
        return f"# (too long for a line here) {_short(term.name)}"
    return f"{key}: {rule}  {comment}"


def _key(name: str) -> str:
    if plain_fields.is_plain(name):
        return name
    text: str = yaml.dump(
        name, Dumper=yaml.SafeDumper, default_style='"', allow_unicode=True, width=1 << 20
    )
    return text.rstrip("\n")


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60]}…"


def _can_be_read(text: str) -> bool:
    try:
        yaml_lines.parse(text, "")
    except CorpusError:
        return False
    return True
