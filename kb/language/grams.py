"""The four-letter pieces of words, which misspelt words and unknown compounds still share."""

from kb.language.tokens import without_diacritics

# Four letters tell Swedish words apart and still survive one slip in a word of seven.
SIZE = 4


def grams(normal: str) -> list[str]:
    """Return the pieces of a word in normal form, undotted; none of a shorter word."""
    bare = without_diacritics(normal)
    return [bare[start : start + SIZE] for start in range(len(bare) - SIZE + 1)]
