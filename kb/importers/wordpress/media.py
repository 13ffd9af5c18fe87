"""WordPress's own shortcodes → HTML, much as themes show them: pictures, galleries, players."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from kb.importers.wordpress.canonical import is_played
from kb.importers.wordpress.pieces import SHORTCODES
from kb.importers.wordpress.shortcodes import Shortcode, replace

_TAG = re.compile("<[^>]*>")
_IMAGE_AND_CAPTION = re.compile(r"((?:<a [^>]+>\s*)?<img [^>]+>(?:\s*</a>)?)([\s\S]*)", re.I)
_ADDRESS_LINE = re.compile(r"(?im)^([^\S\n]*+)(https?://[^\s<>\"]+)([^\S\n]*)$")
_ADDRESS_PARAGRAPH = re.compile(r"(?i)(<p(?: [^>]*)?>\s*)(https?://[^\s<>\"]+)(\s*</p>)")
_ENDINGS = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "tif", "tiff", "heic", "ico"),
    "audio": ("mp3", "ogg", "flac", "m4a", "wav"),
    "video": ("mp4", "m4v", "webm", "ogv", "flv"),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was uploaded: its address, and what is said of it in HTML."""

    id: int
    address: str
    parent: int = 0
    title: str = ""
    caption: str = ""
    text: str = ""
    order: int = 0

    def is_kind(self, kind: str) -> bool:
        """Tell by its ending whether it is an image, audio or video."""
        return self.address.rpartition(".")[2].lower() in _ENDINGS[kind]


@dataclass(frozen=True, slots=True)
class Files:
    """The uploaded files of a site, by id and by the post that they were uploaded to."""

    by_id: Mapping[int, Attachment]
    by_parent: Mapping[int, Sequence[Attachment]]


def embed(html: str) -> str:
    """Make links of what WordPress shows in place of its address: films, sounds."""
    html = replace(html, ("embed",), _embedded)
    if "http" not in html.lower():
        return html
    return _ADDRESS_PARAGRAPH.sub(_linked, _ADDRESS_LINE.sub(_linked, html))


def expand(html: str, post: int, files: Files) -> str:
    """Return HTML with WordPress's own shortcodes expanded, for the post of that number."""
    return replace(
        html, SHORTCODES, lambda found: _expanded(found, post, files), alone=True, unescape=True
    )


def needs_files(html: str) -> bool:
    """Tell whether a text shows uploaded files that it only names by their numbers."""
    return any(f"[{name}" in html for name in ("gallery", "playlist", "audio", "video"))


def _expanded(found: Shortcode, post: int, files: Files) -> str:
    name, attributes = found.name, found.attributes
    if name in ("caption", "wp_caption"):
        return _caption(attributes, found.content, post, files)
    if name == "gallery":
        images = [file for file in _chosen(attributes, post, files) if file.is_kind("image")]
        return f'<div class="gallery">{"".join(map(_gallery_item, images))}</div>' if images else ""
    if name == "playlist":
        kind = "audio" if attributes.get("type", "audio") == "audio" else "video"
        # Without numbers they are those of the post, which WordPress shows to its authors only.
        chosen = _chosen(attributes, post, files) if attributes.get("ids") else ()
        tracks = (file for file in chosen if file.is_kind(kind))
        items = "".join(f"<li>{_link(track.address, track.title)}</li>" for track in tracks)
        return f'<div class="wp-playlist"><ol>{items}</ol></div>' if items else ""
    if name == "embed":
        return ""
    return _player(name, attributes, post, files)


def _caption(attributes: Mapping[str, str], content: str, post: int, files: Files) -> str:
    caption = attributes.get("caption")
    if caption is None and (found := _IMAGE_AND_CAPTION.match(content)):
        content, caption = found[1], found[2].strip()
    digits = re.match(r"\s*\d+", attributes.get("width", ""))
    if not caption or not digits or not int(digits.group()):
        return content
    content = expand(content, post, files)
    return f"<figure>{content}<figcaption>{caption}</figcaption></figure>"


def _chosen(attributes: Mapping[str, str], post: int, files: Files) -> Sequence[Attachment]:
    """Return the files that a shortcode shows: by their numbers, or all of a post's."""
    ids = attributes.get("ids") or attributes.get("include")
    if ids:
        numbers = dict.fromkeys(int(number) for number in re.findall(r"\d+", ids))
        chosen = [files.by_id[number] for number in numbers if number in files.by_id]
        if attributes.get("orderby", "post__in" if attributes.get("ids") else "") == "post__in":
            return chosen
    else:
        without = {int(number) for number in re.findall(r"\d+", attributes.get("exclude", ""))}
        of = attributes.get("id", "")
        parent = int(of) if of.isdecimal() else post
        chosen = [file for file in files.by_parent.get(parent, ()) if file.id not in without]
    by = attributes.get("orderby", "").lower()
    if by.startswith(("title", "post_title")):
        chosen.sort(key=lambda file: (file.title.lower(), file.id))
    elif by.startswith("id"):
        chosen.sort(key=lambda file: file.id)
    else:
        chosen.sort(key=lambda file: (file.order, file.id))
    return chosen[::-1] if attributes.get("order", "").upper() == "DESC" else chosen


def _gallery_item(file: Attachment) -> str:
    text = _TAG.sub("", file.text).strip()
    image = f'<img src="{escape(file.address)}" alt="{escape(text)}" />'
    caption = file.caption.strip()
    said = f'<figcaption class="gallery-caption">{caption}</figcaption>' if caption else ""
    return f'<figure class="gallery-item">{image}{said}</figure>'


def _player(name: str, attributes: Mapping[str, str], post: int, files: Files) -> str:
    kinds = _ENDINGS[name]
    source = attributes.get("src")
    if not source:
        named = (attributes.get(ending, "") for ending in kinds)
        source = next((address for address in named if address), None)
    if not source:
        attached = sorted(files.by_parent.get(post, ()), key=lambda file: (file.order, file.id))
        source = next((file.address for file in attached if file.is_kind(name)), None)
    return f'<{name} src="{escape(unescape(source))}"></{name}>' if source else ""


def _embedded(found: Shortcode) -> str:
    address = (found.content or found.attributes.get("src") or "").strip()
    return _link(unescape(address)) if address else ""


def _linked(found: re.Match[str]) -> str:
    address = unescape(found[2])
    if not is_played(address):
        return found.group()
    return f"{found[1]}{_link(address)}{found[3]}"


def _link(address: str, text: str = "") -> str:
    return f'<a href="{escape(address)}">{text or escape(address)}</a>'
