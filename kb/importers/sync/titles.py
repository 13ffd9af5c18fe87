"""A title for a post whose source has none: the first words of its text."""

from kb.corpus.markup import render

WITHOUT_TEXT = "Utan rubrik"
_LENGTH = 60
# So much of a text holds its first words, whatever markup they have.
_LOOKED_AT = 4000


def make_title(body: str) -> str:
    """Return the first words of a body of Markdown, some 60 characters at the most."""
    for paragraph in render(body[:_LOOKED_AT]).paragraphs:
        words = " ".join(paragraph.text.split())
        if any(sign.isalnum() for sign in words):
            return words if len(words) <= _LENGTH else _cut(words)
    return WITHOUT_TEXT


def _cut(words: str) -> str:
    cut = words[: _LENGTH + 1].rpartition(" ")[0] or words[:_LENGTH]
    return f"{cut.rstrip(' .,;:!?–—-')}…"
