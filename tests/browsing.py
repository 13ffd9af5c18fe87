"""What tests of the site share: a client over an index, a page as a tree, a site that runs."""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from kb.settings import Settings
from kb.web import serving
from kb.web.app import create_app

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}


def no_browser(reason: str) -> NoReturn:
    """Skip a test of a real browser where there is none; fail where there has to be one."""
    if os.environ.get("KB_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


# Nothing that asks the network for anything but the page.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's chromium; skip or fail the test where it is missing."""
    path = shutil.which("chromium")
    if path is None:
        no_browser("there is no chromium here; install Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def browsing(index: Path, site_name: str = "Kunskapsbanken") -> Iterator[TestClient]:
    """Give a client of the site over an index; it follows no redirects."""
    app = create_app(Settings(index=str(index), site_name=site_name))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
    app.state.knowledge_base.close()


@dataclass
class Element:
    """An element of a page; `children` are elements and texts."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> list["Element"]:
        """Return the elements inside with one of these tags (every one without), in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    found.append(child)
                found.extend(child.all(*tags))
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        """Return the only element inside with this tag and these attributes."""
        (found,) = self.having(tag, **attributes)
        return found

    def having(self, tag: str, **attributes: str) -> list["Element"]:
        """Return the elements inside with this tag and these attributes (`class_` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.all(tag) if wanted.items() <= one.attributes.items()]

    @property
    def text(self) -> str:
        """Its text, white space collapsed."""
        return " ".join(self._text().split())

    def _text(self) -> str:
        return "".join(c if isinstance(c, str) else c._text() for c in self.children)

    def link(self, text: str) -> str:
        """Return where the only link with this text leads."""
        (href,) = {a.attributes["href"] for a in self.all("a") if a.text == text}
        return href


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> ends <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Read a page strictly: every element is closed where it was opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader._open == [reader.root], f"not closed: {[e.tag for e in reader._open[1:]]}"
    return reader.root


def data_of(page: Element) -> list[dict[str, Any]]:
    """Return what a page tells search engines; its only other script is the site's own file."""
    data, own = [], []
    for script in page.all("script"):
        if script.attributes.get("type") == "application/ld+json":
            assert set(script.attributes) == {"type"}
            data.append(json.loads("".join(map(str, script.children))))
        else:
            own.append(script)
    (script,) = own
    assert script.attributes["src"].startswith("/static/kb.")
    assert script.children == []
    return data


@contextmanager
def running_site(index: Path, site_name: str = "Kunskapsbanken") -> Iterator[str]:
    """Run the site on a free port of this machine; gives its address."""
    app = create_app(Settings(index=str(index), site_name=site_name))
    listener = serving.listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the site did not start"
            time.sleep(0.01)
        yield serving.address(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        app.state.knowledge_base.close()
