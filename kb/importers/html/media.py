"""Pictures and what is played, as links: pages of posts show neither."""

from bs4 import Tag

from kb.importers.html import elements, inline
from kb.importers.html.targets import address, destination, played
from kb.importers.html.walk import Walker, block, link


class MediaConverter(Walker):
    """Converts pictures, their captions, and players."""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a picture: a link named by its caption, else by what stands for it."""
        label = elements.picture_text(el)
        if elements.is_sign(el) or "_code" in parent_tags:
            return inline.escaped(label, "a" in parent_tags)
        caption = elements.caption_of(el)
        if caption is not None:
            if caption.find("a") is None:
                return ""  # the caption becomes the link
            label = ""
        target = address(elements.picture_address(el), self.base)
        if target is None or (label and "a" in parent_tags):
            return inline.escaped(label, "a" in parent_tags)
        if label:
            return link(inline.escaped(label, linked=True), target)
        return "" if elements.is_decoration(el) else f"{inline.IMAGE}]({destination(target)})"

    def is_link(self, el: Tag) -> bool:
        """Tell whether an element will be a link: the caption of a picture that lies somewhere."""
        return elements.is_caption(el) and self._target(el) is not None

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a caption, which becomes the link where it is of one picture."""
        target = self._target(el)
        written = link(text, target) if target and inline.BLOCK not in text else text
        return self.convert_div(el, written, parent_tags)

    def _target(self, caption: Tag) -> str | None:
        """Return where a caption leads; None where it has links of its own, or no one picture."""
        picture = elements.picture_of(caption)
        if picture is None or caption.find("a") is not None:
            return None
        around = picture.find_parent("a")
        href = around.attrs.get("href") if around is not None else None
        return address(href, self.base) or address(elements.picture_address(picture), self.base)

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a frame: the address of what it shows."""
        if "wp-embedded-content" in elements.classes(el):
            return ""  # the same post stands beside it as a quotation
        found = self._address(el, parent_tags, "src", "data-src", "data")
        return found or self.convert_div(el, "", parent_tags)

    def convert_embed(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a player; libxml2 takes what follows to stand in it, for it has no end."""
        found = self._address(el, parent_tags, "src")
        return found + self.convert_div(el, text, parent_tags)

    def convert_object(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert an object: the address of what it plays, else what stands for it."""
        if any("wp-block-file" in elements.classes(each) for each in el.parents):
            return ""  # shows the file that is linked to
        return self._address(el, parent_tags, "data") or self.convert_div(el, text, parent_tags)

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert what is played: its address, else what stands for it."""
        return self._address(el, parent_tags, "src", "data-src") or self.convert_div(
            el, text, parent_tags
        )

    convert_audio = convert_video

    def _address(self, el: Tag, parent_tags: set[str], *names: str) -> str:
        """Write where a player finds what it plays, as a link."""
        sources = [el, *el.find_all("source", limit=1)]
        found = (str(each.attrs.get(name) or "") for each in sources for name in names)
        target = address(next((each for each in found if each), ""), self.base)
        if target is None or target.startswith(("mailto:", "tel:")):
            return ""
        target = played(target)
        written = link(inline.escaped(target, linked=True), target)
        if "_inline" in parent_tags:
            return f" {written} "
        return block("\n\n".join(inline.paragraphs(written)))
