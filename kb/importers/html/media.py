"""Pictures and what is played, as links: pages of posts show neither."""

from bs4 import Tag

from kb.importers.html import elements, inline
from kb.importers.html.targets import address, destination, played
from kb.importers.html.walk import Walker, block, blocks, link


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
        shown = inline.escaped(label, linked=True)
        if target is None or (label and "a" in parent_tags):
            return shown
        if label:
            return link(shown, target)
        return "" if elements.is_decoration(el) else f"{inline.IMAGE}]({destination(target)})"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert a caption, which becomes the link where it is of one picture."""
        picture = elements.picture_of(el)
        if picture is None or el.find("a") is not None or inline.BLOCK in text:
            return block("\n\n".join(blocks(text))) if "_inline" not in parent_tags else text
        around = picture.find_parent("a")
        href = around.attrs.get("href") if around is not None else None
        target = address(href, self.base) or address(elements.picture_address(picture), self.base)
        linked = (
            link(text.replace("]", "\\]") if "a" in parent_tags else text, target)
            if target
            else text
        )
        return self.convert_div(el.parent or el, linked, parent_tags)

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
        return (
            f" {written} "
            if "_inline" in parent_tags
            else block("\n\n".join(inline.paragraphs(written)))
        )
