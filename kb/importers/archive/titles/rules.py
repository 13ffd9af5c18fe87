"""The table of rules that tell where a title was glued to the end of the text before it.

A browser that copies a page drops the line break between a post's last line and the next
post's title: `Anmäl dig här!Nya medarbetare`. Each rule knows one habit of writing, and says
for one place in a line how strongly it speaks for such a glue, or None where it has nothing to
say. The first rule that has an answer is followed; to add a habit, write a function and put it
in its place here.
"""

from collections.abc import Callable

from kb.importers.archive.titles import addresses, marks, sentences, words
from kb.importers.archive.titles.spot import NO, Spot

Rule = Callable[[Spot], int | None]

RULES: tuple[Rule, ...] = (
    words.well_known_name,
    marks.sign_first,
    marks.quotation,
    marks.apostrophe,
    addresses.inside_address,
    addresses.inside_file_name,
    sentences.figure,
    sentences.abbreviation,
    sentences.ellipsis,
    sentences.full_stop,
    sentences.exclamation,
    sentences.colon,
    marks.closing_bracket,
    marks.after_symbol,
    words.underscore,
    words.spelled_so_elsewhere,
    words.one_small_letter,
    words.figure_then_word,
    words.word_then_figure,
    words.capitals_after_small,
    words.image_name,
    words.short_capitals,
    words.two_words,
    words.capitals_then_word,
)


def glue(spot: Spot) -> int:
    """Return how strongly the rules speak for a title that begins at the place."""
    for rule in RULES:
        answer = rule(spot)
        if answer is not None:
            return answer
    return NO
