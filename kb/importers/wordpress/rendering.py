"""The text of a post as its author wrote it → HTML as WordPress shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.importers.wordpress.blocks import has_blocks, render_blocks
from kb.importers.wordpress.classic import paragraphs
from kb.importers.wordpress.media import Files, embed, expand
from kb.importers.wordpress.texturize import Signs, texturize


@dataclass(frozen=True, slots=True)
class Site:
    """What the texts of a site refer to: its shared blocks and files, by number, and its signs."""

    signs: Signs
    shared: Mapping[int, str]
    files: Files


def render(text: str, post: int, site: Site, footnotes: str = "") -> str:
    """Return the HTML that WordPress shows for the text of the post of that number."""
    html = embed(text)
    in_blocks = has_blocks(html)
    if in_blocks:
        html = render_blocks(html, site.shared, footnotes)
    html = texturize(html, site.signs)
    if not in_blocks:
        html = paragraphs(html)
    # WordPress corrects how its own name is spelled.
    for before in (" ", ">", "(", "&#8216;", site.signs.opening) if "Wordpress" in html else ():
        html = html.replace(f"{before}Wordpress", f"{before}WordPress")
    return expand(html, post, site.files)


def render_title(text: str, signs: Signs) -> str:
    """Return a title as WordPress shows it, in HTML."""
    return texturize(text.replace("Wordpress", "WordPress"), signs)
