"""Pages in the manner of real sites, written by hand, each line marked with what it is.

A file of `tests/golden/archives` has a line of the page after a sign: `t` title, `b` text, `d` a
day and the date line, `l` a day, the title and the line that holds both, `x` what is no post's.
A line `=` begins a post, and is not of the page.
"""

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "archives"


@dataclass
class GoldPost:
    """What a post of a page should be; its text with white space aside."""

    published: str = ""
    title: str = ""
    text: list[str] = field(default_factory=list)

    def values(self) -> tuple[str, str, str]:
        return self.published, self.title, " ".join(" ".join(self.text).split())


def read_golden(path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """Return a page as it was copied, and the posts that it holds: day, title, text."""
    lines = []
    posts: list[GoldPost] = []
    for marked in path.read_text(encoding="utf-8").splitlines():
        sign, _, line = marked.partition(" ")
        if sign == "=":
            posts.append(GoldPost())
            continue
        if sign == "t":
            posts[-1].title = line
        elif sign == "b":
            posts[-1].text.append(line)
        elif sign == "d":
            posts[-1].published, _, line = line.partition(" ")
        elif sign == "l":
            posts[-1].published, posts[-1].title, line = line.split(" | ")
        lines.append(line)
    return "\n".join(lines) + "\n", [post.values() for post in posts]
