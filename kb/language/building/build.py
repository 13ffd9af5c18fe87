"""Write the lexicon: the lemmas, roles and use of every form that the installed packages know."""

import json
import math
from array import array
from collections.abc import Sequence
from pathlib import Path

import marisa_trie

from kb.language.building.compound_roles import compound_roles, lemma_of_combining_form
from kb.language.building.fingerprint import lexicon_fingerprint
from kb.language.building.lemmas import LemmaCandidates, edit
from kb.language.building.word_lists import (
    ending_rules,
    frequencies,
    inflections,
    lemma_dictionary,
)
from kb.language.lexicon import MAGIC, WORD, Edit, aligned


def build_lexicon(path: Path) -> None:
    """Write the lexicon of the installed packages to `path`, whose folder exists.

    Takes 15 to 30 seconds and 1 GB. What was there stays until the new file is whole.
    """
    shares = frequencies()
    forms_of_words = list(inflections())
    lemmas = LemmaCandidates(lemma_dictionary(), forms_of_words, ending_rules(), shares).of_forms()
    roles = compound_roles(forms_of_words)
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
