"""From what was typed to what engines match: words as Swedish, synonyms, names, relaxations."""
