"""Lists in any order of title, date and text, with and without parts around each post."""

import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.saved.page import read_html
from tests.saved_pages import MENU, STORIES, Story, plain

POSTS = [STORIES[number] for number in (0, 1, 3, 4, 5)]
TITLES = [
    "<h2>{title}</h2>",
    "<h4>{title}</h4>",
    "<p><strong>{title}</strong></p>",
    '<div class="rubrik">{title}</div>',
    '<p><a href="/{slug}">{title}</a></p>',
    '<h3><a href="/{slug}">{title}</a></h3>',
    "<b>{title}</b><br>",
]
DATES = [
    "<p>{day}</p>",
    '<p class="date">{day}</p>',
    "<span>{day}</span>",
    "<h5>{day}</h5>",
    "<h3>{day}</h3>",
    "<small>{day}</small>",
    "<p><em>Publicerad {day}</em></p>",
    '<time datetime="{iso}">{day}</time>',
    "<i>{day}</i><br>",
]
AROUND = [
    ("<div>{list}</div>", "{post}"),
    ("<div>{list}</div>", "{post}<hr>"),
    ("<div>{list}</div>", "<div>{post}</div>"),
    ("<ul>{list}</ul>", "<li>{post}</li>"),
    ("<main>{list}</main>", "<article>{post}</article>"),
    ("<table>{list}</table>", "<tr><td>{post}</td></tr>"),
]


def paragraphs(story: Story) -> str:
    return "".join(p if p.startswith("<") else f"<p>{p}</p>" for p in story.paragraphs)


def lines(story: Story) -> str:
    return "<br>".join(plain(p) for p in story.paragraphs) + "<br><br>"


def sections(story: Story) -> str:
    first, second = (plain(p) for p in story.paragraphs[:2])
    return f"<p>{first}</p><h5>Mer om saken</h5><p>{second}</p>"


@settings(max_examples=150)
@given(
    st.sampled_from(["TDB", "DTB", "TBD"]),
    st.sampled_from(TITLES),
    st.sampled_from(DATES),
    st.sampled_from(AROUND),
    st.sampled_from([paragraphs, lines, sections]),
    st.sampled_from(["long", "iso", "week", "short"]),
)
def test_what_is_read_is_right(
    order: str,
    title: str,
    day: str,
    around: tuple[str, str],
    body: Callable[[Story], str],
    form: str,
) -> None:
    posts = []
    for story in POSTS:
        parts = {
            "T": title.format(title=story.heading, slug=story.slug),
            "D": day.format(day=story.d(form), iso=story.day),
            "B": body(story),
        }
        posts.append(around[1].format(post="".join(parts[part] for part in order)))
    html = (
        f"<body><div class=meny>{MENU}</div><h1>Nyheter</h1>"
        f"{around[0].format(list=''.join(posts))}<div id=footer>Fot</div></body>"
    )
    try:
        found = read_html(html.encode(), "sida.html")
    except ImportFileError:
        return  # better none than wrong ones
    assert [(p.title, p.published) for p in found.posts] == [(s.title, s.day) for s in POSTS]
    for post, story in zip(found.posts, POSTS, strict=True):
        text = " ".join(paragraph.text for paragraph in render(post.body).paragraphs)
        assert re.findall(r"\w+", text) == re.findall(r"\w+", plain(body(story)))
