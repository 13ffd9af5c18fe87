"""What a page is on which no posts are found, and what to do about it."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from kb.errors import ImportFileError
from kb.importers.saved.dates import find
from kb.importers.saved.dom import HEADINGS, attr, lines, text_of, words
from kb.importers.saved.view import View

_ERROR = re.compile(
    r"(?i)\W*(?:(?:error\s*|fel\s*)?(?:400|401|403|404|410|429|500|502|503|504)\b.{0,60}|"
    r"sidan\s+(?:kunde\s+inte\s+hittas|hittades\s+inte|finns\s+inte|saknas|"
    r"kan\s+inte\s+visas).{0,40}|"
    r"(?:page\s+)?not\s+found|.{0,12}page\s+not\s+found|access\s+denied|forbidden|"
    r"service\s+unavailable|bad\s+gateway|(?:internal\s+)?server\s+error|just\s+a\s+moment\W*|"
    r"attention\s+required.{0,20}|"
    r"hoppsan.{0,40}|oj.{0,20}sidan.{0,30}|ett\s+fel\s+(?:har\s+)?(?:uppstått|inträffat|"
    r"uppstod).{0,30}|webbplatsen\s+är\s+(?:stängd|nere).{0,30}|under\s+underhåll|"
    r"maintenance.{0,20})\W*"
)
_LOGIN = re.compile(r"(?i)\b(?:logga\s+in|inloggning|log\s*in|sign\s+in|lösenord|password)\b")
_SCRIPTED = re.compile(
    "root|app|__next|__nuxt|react-root|svelte|___?gatsby|main-app|app-root", re.IGNORECASE
)
_WAYS = (
    "copy the posts as text out of the browser and import the text, give the site's address "
    "(kb import https://…), or its feed"
)


def _is_drawn(tag: Tag) -> bool:
    """Tell the part of a page that a program fills."""
    own = _SCRIPTED.fullmatch(attr(tag, "id")) is not None
    return own or tag.name == "app-root" or tag.has_attr("ng-version")


class Symptoms:
    """What a page shows of its kind before anything is taken out of it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.frames = bool(soup.find("frameset")) or (
            soup.find("frame") is not None and soup.find("p") is None
        )
        self.scripts = len(soup.find_all("script"))
        self.scripted = soup.find(_is_drawn) is not None
        self.login = soup.find("input", type=re.compile("(?i)^password$")) is not None
        self.elements = (
            soup.find(["body", "p", "div", "a", "table", "h1", "br", "html"]) is not None
        )
        title = soup.title.get_text(" ", strip=True) if soup.title else ""
        heading = soup.find(["h1", "h2"])
        self.titles = [
            part.strip()
            for text in (title, heading.get_text(" ", strip=True) if heading else "")
            for part in re.split(r"\s+[|–—:-]\s+", text)[:1]
        ]

    def refuse_error(self, name: str, view: View) -> None:
        """Raise where the page says that there is none, though it may list posts beside that."""
        errors = [title for title in self.titles if _ERROR.fullmatch(title)]
        if errors and (len(errors) == len(self.titles) or words(text_of(view.body)) < 120):
            raise ImportFileError(
                f"{name}: is an error's page (“{errors[0]}”), no list of posts; "
                "open the address in a browser and save the page that it shows then"
            )

    def refusal(self, name: str, view: View) -> ImportFileError:
        """Return what to say of a page on which no posts were found."""
        shown = words(text_of(view.body))
        if self.frames:
            said = (
                "the page is only a frame around others; open the frame with the posts "
                "by itself (right-click, Show Only This Frame) and save that"
            )
        elif self.login and (shown < 150 or any(map(_LOGIN.search, self.titles))):
            said = "is a page to log in on; log in first, and save the page with the posts"
        elif shown < 40 and (self.scripted or self.scripts) and not find(text_of(view.body)):
            said = (
                "the page holds no text, a program in it draws the posts; wait until they "
                f"are shown and save the page as “complete” or MHTML, or {_WAYS}"
            )
        else:
            return ImportFileError(_nothing(name, view))
        return ImportFileError(f"{name}: {said}")


def _nothing(name: str, view: View) -> str:
    usable = [mark for mark in view.marks if not view.is_boilerplate(mark.anchor)]
    heading = any(not view.is_boilerplate(tag) for tag in view.body.find_all(HEADINGS))
    missing = []
    if not [mark for mark in usable if not mark.only_updated]:
        missing.append("nothing in its main part says when something was published")
    if not heading:
        missing.append("there is no heading")
    what = " and ".join(missing) or "no date could be told to be a certain post's"
    alike = [
        line.text if len(line.text) <= 80 else line.text[:79] + "…"
        for line in lines(view.body)
        if len(line.text) <= 200 and find(line.text)
    ][:5]
    shown = (
        "; lines that look like dates: " + ", ".join(f"“{text}”" for text in alike) if alike else ""
    )
    return f"{name}: no posts are recognised on the page: {what}{shown}; {_WAYS}"
