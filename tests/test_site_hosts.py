import contextlib

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.site.hosts import parse_address, same_site


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://exempel.se", "https://exempel.se/"),
        ("  HTTPS://Exempel.SE/Nyheter \n", "https://exempel.se/Nyheter"),
        ("https://exempel.se?a=1#b", "https://exempel.se/?a=1"),
        ("http://exempel.se:80/", "http://exempel.se/"),
        ("https://åäö.se/å?ö=ä", "https://xn--4cab6c.se/%C3%A5?%C3%B6=%C3%A4"),
        ("https://a\u030aa\u0308o\u0308.se/", "https://xn--4cab6c.se/"),
        ("https://exempel.se/%C3%A5", "https://exempel.se/%C3%A5"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://exempel.se//a//b/", "https://exempel.se//a//b/"),
    ],
)
def test_addresses(written: str, asked: str) -> None:
    assert str(parse_address(written)) == asked


def test_one_site() -> None:
    def one(first: str, second: str) -> bool:
        return same_site(httpx2.URL(first), httpx2.URL(second))

    assert one("http://exempel.se/", "https://www.exempel.se/a")
    assert not one("http://exempel.se/", "http://exempel.se:8080/")
    assert not one("http://exempel.se:80/", "http://wwwexempel.se/")
    assert not one("http://127.0.0.1/", "http://localhost/")


@given(st.text(max_size=40).map("https://".__add__) | st.text(max_size=20) | st.from_regex(
    r"https?://[\w.:@\[\]%\\-]{0,20}(/[^\n]{0,10})?"))  # fmt: skip
def test_any_text_is_an_address_or_none(text: str) -> None:
    with contextlib.suppress(ImportFileError):
        address = parse_address(text)
        assert address.scheme in ("http", "https")
        assert address.raw_host
        assert not address.userinfo
        assert str(address).isascii()
        assert parse_address(str(address)) == address
