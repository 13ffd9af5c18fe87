import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.sync.addresses import leads_to_one, normal_address, valid_address


@pytest.mark.parametrize(
    "other",
    [
        "http://exempel.se",
        "https://www.exempel.se/",
        "HTTPS://WWW.Exempel.SE//",
        "https://exempel.se:443",
        "http://exempel.se:80/",
        " https://exempel.se ",
    ],
)
def test_one_site_has_many_spellings(other: str) -> None:
    assert normal_address(other) == normal_address("https://exempel.se")


@pytest.mark.parametrize(
    "other",
    [
        "https://exempel.se/Nyheter",
        "https://exempel.se/?p=1",
        "https://nyheter.exempel.se",
        "https://exempel.se:8080",
        "https://exempel.se/nyheter/2",
        "archive:exempel.se",
    ],
)
def test_what_is_another_address(other: str) -> None:
    assert normal_address(other) != normal_address("https://exempel.se/nyheter")


def test_names_in_letters_and_in_ascii_are_one() -> None:
    assert normal_address("https://Räksmörgås.se/a") == normal_address(
        "https://xn--rksmrgs-5wao1o.se/a"
    )


@given(st.text())
def test_any_text_has_a_normal_form(text: str) -> None:
    for address in (text, f"https://{text}", f"https://exempel.se/{text}"):
        assert isinstance(normal_address(address), str)
        valid_address(address)
    assert normal_address(f"http://{text}") == normal_address(f"HTTPS://{text}")


@pytest.mark.parametrize(
    ("link", "valid"),
    [
        ("https://exempel.se/å b", "https://exempel.se/å%20b"),
        (" http://exempel.se/?p=3 ", "http://exempel.se/?p=3"),
        (None, None),
        ("/nyheter/1", None),
        ("exempel.se/1", None),
        ("https://", None),
        ("https:///a", None),
        ("http://[::1", None),
        ("javascript:alert(1)", None),
        ("https://exempel.se/a\nb", None),
        ("https://exempel.se/\ud800", None),
    ],
)
def test_addresses_that_a_post_can_hold(link: str | None, valid: str | None) -> None:
    assert valid_address(link) == valid


def test_a_front_page_is_no_posts_own_address() -> None:
    assert not leads_to_one("https://exempel.se/", "https://www.exempel.se/nyheter")
    assert not leads_to_one("http://exempel.se/nyheter/", "https://www.exempel.se/nyheter")
    assert leads_to_one("https://exempel.se/?p=1", "https://exempel.se")
    assert leads_to_one("https://exempel.se/nyheter#a", "https://exempel.se/nyheter")
