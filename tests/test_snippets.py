import re
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.corpus.paragraph import Paragraph
from kb.search.presenting.highlighting import Highlighter
from kb.search.presenting.snippets import COUNT, LENGTH, ROOM, Passage, passages
from kb.search.query.parser import parse
from kb.search.query.query import Occur, Typed, TypedJoined, TypedPhrase, TypedPrefix, TypedWord
from tests.corpora import analyzer, post, rewritten, stems
from tests.marking import marked_blocks
from tests.serving import bracketed, serving


def highlighter_of(query: str) -> Highlighter:
    """Marks what the strictest rewriting of a query matches."""
    return Highlighter(rewritten(parse(query)))


def cut(text: str, query: str) -> tuple[Passage, ...]:
    """Snippets of a body of Markdown."""
    return passages(marked_blocks(render(text).paragraphs, highlighter_of(query)))


def marked(snippet: Passage) -> str:
    """The text with its highlights in brackets."""
    return bracketed(snippet.text, snippet.highlights)


def shown(text: str, query: str) -> list[str]:
    return [marked(snippet) for snippet in cut(text, query)]


# --- what is shown ----------------------------------------------------------------------------


def test_without_a_match_the_beginning_is_shown() -> None:
    assert shown("Först.\n\nSedan. Sist.", "annat") == ["Först. Sedan. Sist."]


def test_the_sentence_that_matches_is_shown_with_what_follows() -> None:
    assert shown("Först. En bro byggs. Sedan målas den.", "bro") == [
        "… En [bro] byggs. Sedan målas den."
    ]


def test_two_passages_cover_two_words() -> None:
    text = f"Bron är ny.\n\n{'Ingenting här. ' * 40}\n\nVirket är gammalt."
    assert shown(text, "bron virket") == ["[Bron] är ny.", "[Virket] är gammalt."]


def test_one_passage_with_both_words_is_enough() -> None:
    text = f"Bron är ny.\n\nVirket är gammalt.\n\n{'Ingenting. ' * 30}\n\nBron av virket håller."
    assert shown(text, "bron virket") == ["[Bron] av [virket] håller."]


def test_of_sentences_that_show_all_the_one_with_most_marks_is_shown_even_if_it_is_cut() -> None:
    long = f"Först en bro och en bro till och {'åter vatten ' * 30}under bron"
    (passage,) = cut(f"Bron är en bro.\n\n{long}.\n\n{'Slut. ' * 50}", "bro")
    assert marked(passage).startswith("[Bron] är en [bro].")
    (passage,) = cut(f"Bron är ny.\n\n{long}.\n\n{'Slut. ' * 50}", "bro")
    assert marked(passage).startswith("Först en [bro] och en [bro] till och åter vatten")
    assert passage.text.endswith("…")
    assert len(passage.text) <= LENGTH


def test_headings_are_shown_where_nothing_else_matches() -> None:
    text = "## Bron\n\nVi bygger en bro.\nDen är röd.\n\n### Bro\n\n- En bro till."
    assert shown(text, "bro") == ["Vi bygger en [bro]. Den är röd. En [bro] till."]
    assert shown(text, "kö") == ["Vi bygger en bro. Den är röd. En bro till."]
    assert shown("Vi ses.\n\n## Pumpafest\n\nKom!\n\n## Sist\n\nSlut.", "pumpafest") == [
        "[Pumpafest]: Kom!"
    ]
    assert shown("## Vad är en bro?\n\n### Kort\n\nTrä över vatten.\n\n## Sist", "bro") == [
        "Vad är en [bro]? Trä över vatten."
    ]
    assert shown("Kö här.\n\n## Rubrik\n\nEn bro.", "kö bro") == ["[Kö] här. En [bro]."]


LIST = """Mötet var lugnt. I lådan ligger nu

- ett munskydd,
- en ringklocka från byn.
- Tredje

Sedan löddes locket."""


def test_items_are_set_apart_and_shown_with_what_introduces_them() -> None:
    assert shown(LIST, "ringklocka") == [
        "… I lådan ligger nu ett munskydd, en [ringklocka] från byn. Tredje · Sedan löddes locket."
    ]
    items = "## Köp\n\n- Kornknarren, maj 2022\n- en rörfirma, juni 2022\n- Spånkroken, juli 2022"
    assert shown(items, "rörfirma") == [
        "Kornknarren, maj 2022 · en [rörfirma], juni 2022 · Spånkroken, juli 2022"
    ]
    assert shown(f"{items}\n\n## Mer\n\nSlut.", "spånkroken") == ["[Spånkroken], juli 2022"]
    assert shown("Tid: 8.30\\\nPlats: Bron\\\nVi ses!", "bron") == ["… Plats: [Bron] · Vi ses!"]


def test_lines_of_running_text_are_not_set_apart() -> None:
    line = "Här är en rad av en löpande text som bröts när den blev alltför lång av"
    assert shown(f"{line}\nBergets bro.", "rad bro") == [
        f"Här är en [rad]{line[13:]} Bergets [bro]."
    ]


def test_a_passage_does_not_end_on_what_only_introduces() -> None:
    rest = "x" * LENGTH
    assert shown(f"Bron är ny.\n\nFyra saker gäller:\n\n- {rest}", "bron") == ["[Bron] är ny."]
    assert shown(f"Bron är ny.\n\nVarför?\n\n{rest}", "bron") == ["[Bron] är ny."]
    assert shown(f"Vi vill\n\n- ha en bro,\n- {rest}", "bro") == ["Vi vill ha en [bro], …"]


def test_an_ellipsis_shows_where_a_paragraph_has_more() -> None:
    filler = f"Ord {'ord ' * 57}slut."
    assert shown(f"{filler} En bro. {filler}", "bro") == ["… En [bro]. …"]
    assert shown(f"{filler}\n\nEn bro.\n\n{filler}", "bro") == ["En [bro]."]
    assert shown(f"Början. {filler} {filler}", "kö") == ["Början. …"]
    assert shown("… men bron är ny … Sedan …", "bron") == ["… men [bron] är ny … Sedan …"]
    (long,) = shown("en " * 200 + "bro" + " två" * 200, "bro")
    assert long.startswith("… en en")
    assert long.endswith("två två …")


def test_nothing_to_show_gives_no_snippet() -> None:
    assert cut("", "bro") == ()
    assert cut("## Bara en rubrik\n\n### Och en till", "bro") == ()


def test_quotation_marks_stay() -> None:
    text = "Hon sade: ”Vi bygger.” Sedan byggdes en bro. ”Klart!” De firade."
    assert shown(text, "vi") == [
        "Hon sade: ”[Vi] bygger.” Sedan byggdes en bro. ”Klart!” De firade."
    ]


def test_long_sentences_are_cut_at_words_around_the_match() -> None:
    text = f"{'långa ord som fyller ut ' * 40}bron {'mera ord som fyller ut ' * 40}."
    (snippet,) = cut(text, "bron")
    assert "[bron]" in marked(snippet)
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) <= LENGTH
    inside = snippet.text.strip("…").split()
    assert set(inside) <= set(text.split())


def test_the_words_of_a_sentence_longer_than_any_are_whole() -> None:
    # Only a part of such a sentence is looked at; it must not end within a word.
    for length in range(1_985, 2_001):
        text = ("x" * 9 + " ") * 300
        text = text[:length].rstrip() + " kooperativet kooperativet"
        for snippet in cut(text, "kooperativ"):
            found = {snippet.text[start:end] for start, end in snippet.highlights}
            assert found <= {"kooperativet"}


def test_a_phrase_longer_than_a_snippet_is_no_error() -> None:
    words = [f"ord{number}ochettlångtslut" for number in range(13)]
    (snippet,) = cut(f"Här: {' – – '.join(words)}. Slut.", f'"{" ".join(words)}"')
    assert len(snippet.text) <= LENGTH
    assert marked(snippet).startswith("Här: [ord0ochettlångtslut – – ord1")
    assert marked(snippet).endswith("]…")


def test_what_repeats_the_title_is_not_shown(tmp_path: Path) -> None:
    again = "**Bron är ny!**\n\n## Bron är ny\n\nDen målas."
    posts = [
        post("2017-01-02", "Bron är ny", again),
        post("2017-01-01", "Bron är ny", "Bron är ny."),
    ]
    with serving(tmp_path, posts) as search:
        for text in ("", "bron"):
            first, second = search(text, order="newest").hits
            assert [each.text for each in first.snippets] == ["Den målas."]
            assert second.snippets == ()


# --- wild texts -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("bro", "Bron", "broar", "ideell", "sektor", "Och", "i", ". ", ", ", " ", "\n", "”", "🎉"),
        *("fo\u0308rening", "koopera\u00adtiv", "ASF:er", "kod1280", "- "),
        *("å" * 50, "x y " * 80),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=60).map(" ".join)
QUERIES = st.lists(
    st.sampled_from(
        [
            *("bro", "broar", "förening", "kooperativ", "asf", "och", "x", "ide*", "-bro"),
            *('"ideell sektor"', '"bro i"', '"i"', "bro* OR sek*"),
        ]
    ),
    max_size=5,
).map(" ".join)


@given(st.lists(TEXTS, max_size=4), QUERIES)
def test_highlights_are_words_of_the_text_that_match(texts: Sequence[str], typed: str) -> None:
    query = parse(typed)
    paragraphs = [Paragraph(f"s-{number}", text) for number, text in enumerate(texts)]
    found = passages(marked_blocks(paragraphs, highlighter_of(typed)))
    assert len(found) <= COUNT
    assert sum(len(snippet.text) for snippet in found) <= ROOM
    required = [a for c in query.clauses if c.occur is Occur.MUST for a in c.alternatives]
    for snippet in found:
        assert snippet.text.strip("… ")
        assert len(snippet.text) <= LENGTH
        end = 0
        for start, stop in snippet.highlights:
            assert end <= start < stop <= len(snippet.text)
            end = stop
            assert not re.match(r"\w\w", snippet.text[start - 1 : start + 1] if start else "")
            assert any(asks_for(typed, snippet.text[start:stop]) for typed in required)


def asks_for(typed: Typed, text: str) -> bool:
    """Whether a whole text is what something typed asks for."""
    tokens = analyzer().analyze(text)
    match typed:
        case TypedPhrase(words):
            return tuple(token.text for token in tokens) == words
        case TypedPrefix(prefix):
            return len(tokens) == 1 and tokens[0].text.startswith(prefix)
        case TypedWord(word):
            own = {*stems(word)}
            return len(tokens) == 1 and bool({tokens[0].stem, *tokens[0].also} & own)
        case TypedJoined(words=words):
            return tuple(token.text for token in tokens) == words
        case _:
            assert_never(typed)


@given(st.text(max_size=600), st.text(max_size=30))
def test_any_text_and_any_query_give_snippets(text: str, typed: str) -> None:
    for snippet in cut(text, typed):
        assert 0 < len(snippet.text) <= LENGTH
        assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.highlights)
