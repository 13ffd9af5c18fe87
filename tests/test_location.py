"""Where a cluster is, and what of that is ever shown."""

import pickle
from dataclasses import replace
from os import fspath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.opensearch.location import Location, checked_alias
from kb.errors import KnowledgeBaseError

SECRET = "hemligt-lösenord"


def test_an_address_of_ipv6_and_of_a_name_with_hyphens() -> None:
    location = Location.parse("http://[::1]:9201 https://os-1.example.org/by")
    assert location.addresses == ("http://[::1]:9201", "https://os-1.example.org:9200")
    assert location.alias == "by"
    assert location.where == "http://[::1]:9201, https://os-1.example.org:9200"


def test_the_rest_goes_with_the_text_and_is_not_shown() -> None:
    location = replace(Location.parse("https://one/by"), user="by", password=SECRET)
    text = location.text
    assert Location.parse(text) == location
    assert Location.parse(fspath(text)) == location
    assert Location.parse(pickle.loads(pickle.dumps(text))) == location
    assert Location.parse(location.named("other").text).password == SECRET
    shown = f"{text} {text!r} {location} {location!r} {location.where} {str(text).encode()!r}"
    assert SECRET not in shown
    # What was made of the text alone has lost it, rather than showing it.
    assert Location.parse(str(text)).password == ""


@pytest.mark.parametrize("text", ["", " , ", "https://", "https://one/a/b", "https://one/Å"])
def test_what_is_no_location(text: str) -> None:
    with pytest.raises(KnowledgeBaseError):
        Location.parse(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_location_or_an_error_of_one_line(text: str) -> None:
    said = "one line"
    try:
        location = Location.parse(text)
        assert Location.parse(str(location.text)) == location
    except KnowledgeBaseError as error:
        said = str(error)
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("alias", ["", "_by", "-by", "By", "b y", "b*", "b" * 101, "../by", "by,x"])
def test_what_no_index_is_called(alias: str) -> None:
    with pytest.raises(KnowledgeBaseError):
        checked_alias(alias)
