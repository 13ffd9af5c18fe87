"""Write the lexicon: the lemmas, roles and use of every form that the installed packages know."""

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

import marisa_trie

from kb.language.building.compound_roles import compound_roles, lemma_of_combining_form
from kb.language.building.fingerprint import lexicon_fingerprint
from kb.language.building.irregular import irregular_forms
from kb.language.building.lemmas import LemmaCandidates, edit
from kb.language.building.word_lists import (
    ending_rules,
    frequencies,
    inflections,
    lemma_dictionary,
    name_dictionary,
)
from kb.language.lexicon import MAGIC, NAME, WORD, Edit, aligned
from kb.language.tokens import folded

Lemmas = tuple[str, ...]

# arme is typed for armé (used 8 times as much) rather than meant; armen is not typed for armén.
_MUCH_MORE = 5


def build_lexicon(path: Path) -> None:
    """Write the lexicon of the installed packages to `path`, whose folder exists.

    Takes some 40 seconds and 1 GB. What was there stays until the new file is whole.
    """
    shares = frequencies()
    forms_of_words = list(inflections())
    dictionary = lemma_dictionary()
    candidates = LemmaCandidates(
        dictionary,
        name_dictionary(),
        forms_of_words,
        irregular_forms(set(dictionary.values())),
        ending_rules(),
        shares,
    )
    names = candidates.names()
    lemmas = candidates.of_forms()
    roles = compound_roles(forms_of_words)
    for name in names:
        roles[name] = roles.get(name, 0) | NAME
    lemmas = _with_folded_lemmas(lemmas, names)
    _add_folded_forms(lemmas, roles, shares)
    trie = marisa_trie.Trie(sorted(lemmas.keys() | roles.keys()))
    classes: dict[tuple[Edit, ...], int] = {}
    class_of, role_of, use_of = array("H"), bytearray(), bytearray()
    for form in map(trie.restore_key, range(len(trie))):
        stands_alone = form in lemmas
        own = lemmas[form] if stands_alone else (lemma_of_combining_form(form, lemmas),)
        edits = (edit(form, own[0]), *[edit(form, lemma) for lemma in own[1:]])
        class_of.append(classes.setdefault(edits, len(classes)))
        role_of.append(roles.get(form, 0) | (WORD if stands_alone else 0))
        use_of.append(max(0, round(10 * math.log10(shares[form] * 1e9))) if form in shares else 0)
    _write(path, list(classes), [trie.tobytes(), class_of.tobytes(), bytes(role_of), bytes(use_of)])


def _with_folded_lemmas(lemmas: Mapping[str, Lemmas], names: set[str]) -> dict[str, Lemmas]:
    """Return the lemmas in normal form, but for names that would be other words: Linné, linne."""
    every = {lemma for own in lemmas.values() for lemma in own}
    apart = {
        name for name in names if name in every and (bare := folded(name)) != name and bare in every
    }
    return {
        form: own
        if all(map(str.isascii, own))
        else tuple(dict.fromkeys(lemma if lemma in apart else folded(lemma) for lemma in own))
        for form, own in lemmas.items()
    }


def _add_folded_forms(
    lemmas: dict[str, Lemmas], roles: dict[str, int], shares: dict[str, float]
) -> None:
    """Add every form as it is typed without its accents.

    Where that is a form of its own (ide, armen), it is the other, too, only if that is used much
    more.
    """
    for form in sorted(
        lemmas.keys() | roles.keys(), key=lambda form: (-shares.get(form, 0.0), form)
    ):
        bare = folded(form)
        if bare == form:
            continue
        own, role = lemmas.get(form, ()), roles.get(form, 0)
        if bare not in lemmas and own:
            lemmas[bare] = own
        elif not role & NAME and shares.get(form, 0.0) > _MUCH_MORE * shares.get(bare, 0.0):
            lemmas[bare] = tuple(dict.fromkeys((*lemmas.get(bare, ()), *own)))
        else:
            role &= ~NAME
        if role:
            roles[bare] = roles.get(bare, 0) | role
        if form in shares:
            shares[bare] = shares.get(bare, 0.0) + shares[form]


def _write(path: Path, classes: Sequence[tuple[Edit, ...]], sections: Sequence[bytes]) -> None:
    sizes = [len(section) for section in sections]
    facts = {"fingerprint": lexicon_fingerprint(), "classes": classes, "sizes": sizes}
    header = json.dumps(facts, ensure_ascii=False).encode()
    content = bytearray(MAGIC + len(header).to_bytes(4, "little") + header)
    for section in sections:
        content.extend(bytes(aligned(len(content)) - len(content)))
        content.extend(section)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_bytes(content)
    unfinished.replace(path)
