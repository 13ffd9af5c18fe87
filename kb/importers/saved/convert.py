"""Stand-in until the converter is there."""
from markdownify import markdownify
import re, html as _h, unicodedata

def to_markdown(html: str, base: str | None = None) -> str:
    return markdownify(html)

def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u200b", "").split())
