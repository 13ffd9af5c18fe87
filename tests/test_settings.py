import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from kb.errors import KnowledgeBaseError
from kb.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KB_"):
            monkeypatch.delenv(name)


def test_every_setting_has_help_and_a_default() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert not field.is_required(), name


def test_defaults() -> None:
    settings = read_settings()
    assert settings.site_url == "http://127.0.0.1:8000"
    assert settings.per_page == 10
    assert (settings.corpus, settings.index) == (Path("corpus"), "index")
    assert settings.engine == "whoosh"


def test_each_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "site_name": "Bybanken",
        "site_url": "https://example.org/bybanken",
        "contact": "by@example.org",
        "per_page": "25",
        "corpus": "texter",
        "index": "register",
        "engine": "opensearch",
        "mask_contacts": "False",
    }
    assert set(values) == set(Settings.model_fields)
    for name, value in values.items():
        monkeypatch.setenv(f"KB_{name.upper()}", value)
    settings = read_settings()
    assert {name: str(getattr(settings, name)) for name in values} == values


def test_slashes_at_the_end_of_the_address_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SITE_URL", "https://example.org/kb//")
    assert read_settings().site_url == "https://example.org/kb"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("KB_SITE_URL", "example.org", "begins with https:// or http://"),
        ("KB_SITE_URL", "ftp://example.org", "begins with https:// or http://"),
        ("KB_SITE_URL", "", "begins with https:// or http://"),
        ("KB_PER_PAGE", "0", "greater than or equal to 1"),
        ("KB_PER_PAGE", "101", "less than or equal to 100"),
        ("KB_PER_PAGE", "tio", "valid integer"),
    ],
)
def test_a_bad_value_gives_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(KnowledgeBaseError) as caught:
        read_settings()
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert message in line
    assert "\n" not in line


def test_every_bad_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SITE_URL", "x")
    monkeypatch.setenv("KB_PER_PAGE", "0")
    with pytest.raises(KnowledgeBaseError, match=r"KB_SITE_URL: .*; KB_PER_PAGE: "):
        read_settings()


def test_settings_are_frozen() -> None:
    settings = read_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.per_page = 20  # type: ignore[misc]
