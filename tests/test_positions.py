"""Positions are where the plain definition of terms has them, whichever documents are asked of."""

import random
from itertools import combinations

import numpy as np

from kb.engines.embedded.files.positions import Positions, documents_of, positions_of
from kb.language.analyzer import Analyzer
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS
from tests.opened import document, opened
from tests.plain_segment import plain_postings

# Björn is a name within a sentence, and a bear or a name where it begins one.
SENTENCES = ["Björn går hem.", "Hon såg Björn.", "En björn till!", "Björnar, björnen och e-post."]
WORDS = ["bro", "broar", "Björn", "epost", "och", "går", "gick"]


def test_places_are_those_of_the_plain_definition(analyzer: Analyzer) -> None:
    rng = random.Random(5)
    texts = [*SENTENCES, *(" ".join(rng.choices(WORDS, k=30)) for _ in range(4))]
    documents = [
        document(f"p{number}", rng.choice(SENTENCES), text) for number, text in enumerate(texts)
    ]
    # Long lists, of which few documents are asked for.
    documents += [document(f"m{number}", "Bro", "Björn går.") for number in range(60)]
    plain = plain_postings(documents, analyzer)
    some = [[0, 3], [], [61], *map(list, combinations(range(8), 7)), list(range(68))]
    with opened(documents) as index:
        (segment,) = index.index.segments
        assert len(segment.file["stem/apart_lists"])
        positions = Positions(segment.file)
        for form in (Form.EXACT, Form.STEM):
            for number, field in enumerate(FIELDS):
                for text, postings in plain[form, field].items():
                    term = segment.forms[form].terms.find(text.encode())
                    for docs in some:
                        found = positions.places(form, term, number, np.array(docs, np.uint16))
                        expected = [
                            (docs.index(doc), place)
                            for doc, places in postings
                            if doc in docs
                            for place in places
                        ]
                        owners, places = documents_of(found), positions_of(found)
                        assert list(zip(owners, places, strict=True)) == expected
