import os
import re
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from kb.colours import least_contrast
from kb.engines.opensearch.location import Location
from kb.errors import KnowledgeBaseError
from kb.settings import DARK, LIGHT, Settings, misspelt, read_settings
from kb.web.app import create_app


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
    assert (settings.language, str(settings.time_zone)) == ("sv", "Europe/Stockholm")


def test_each_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "site_name": "Bybanken",
        "site_description": "Byns nyheter sedan 1999",
        "site_url": "https://example.org",
        "contact": "by@example.org",
        "accent": "#00529b",
        "language": "en",
        "time_zone": "Europe/Helsinki",
        "per_page": "25",
        "corpus": "texter",
        "index": "register",
        "engine": "opensearch",
        "engine_url": "https://one:9200,https://other:9200/by",
        "engine_user": "by",
        "engine_password": "**********",
        "engine_password_file": "hemligt.txt",
        "engine_ca": "ca.pem",
        "engine_verify": "False",
        "engine_cache": "hämtat",
        "engine_shards": "6",
        "engine_replicas": "2",
        "build_memory": "256",
        "mask_contacts": "False",
        "page_cache": "8",
        "meaning": "http://127.0.0.1:11434",
        "meaning_model": "bge-m3",
        "meaning_key": "**********",
        "meaning_key_file": "nyckel",
    }
    assert set(values) == set(Settings.model_fields)
    for name, value in values.items():
        monkeypatch.setenv(f"KB_{name.upper()}", value)
    settings = read_settings()
    assert {name: str(getattr(settings, name)) for name in values} == values


# --- the address of the site ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://example.org//", "https://example.org"),
        ("HTTPS://Example.ORG", "https://example.org"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://xn--kerbo-hra.se", "https://xn--kerbo-hra.se"),
    ],
)
def test_an_address_is_a_host(value: str, address: str) -> None:
    assert Settings(site_url=value).site_url == address


@pytest.mark.parametrize(
    "value",
    [
        *("https://x.se/arkiv", "https://x.se/?a=b", "https://x.se?", "https://x.se#a"),
        *("https://me@x.se", "https://me:secret@x.se", "https://", "https://x.se:port"),
        *("https://x y.se", "https://x.se\n", "https://åkerbo.se", "http://[x]"),
    ],
)
def test_an_address_of_anything_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("KB_SITE_URL", value)
    with pytest.raises(KnowledgeBaseError, match=r"^KB_SITE_URL: .* is not the address of a host"):
        read_settings()


# --- the accent -------------------------------------------------------------------------------


@pytest.mark.parametrize("accent", ["#0f5349", "#a4123f", "#00529b", "#6b2c91", "#000000"])
def test_an_accent_can_be_read_in_both_schemes(accent: str) -> None:
    settings = Settings(accent=accent.upper())
    assert settings.accent == accent
    assert least_contrast(settings.accent, LIGHT) >= 4.5
    assert least_contrast(settings.dark_accent, DARK) >= 4.5


@pytest.mark.parametrize("accent", ["#ffcc00", "#888888", "#ffffff", "#00aa88"])
def test_an_accent_that_cannot_be_read_is_refused_with_one_that_can(
    monkeypatch: pytest.MonkeyPatch, accent: str
) -> None:
    monkeypatch.setenv("KB_ACCENT", accent)
    with pytest.raises(KnowledgeBaseError) as caught:
        read_settings()
    found = re.search(
        r"a contrast of (\d\.\d):1 .*4\.5:1 .*instance (#[0-9a-f]{6})$", str(caught.value)
    )
    assert found
    assert float(found[1]) == round(least_contrast(accent, LIGHT), 1)
    assert Settings(accent=found[2]).accent == found[2]


# --- which day it is --------------------------------------------------------------------------


def test_a_day_is_the_day_of_the_time_zone() -> None:
    east, west = (Settings(time_zone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"))
    assert (east.today() - west.today()).days in (1, 2)  # 25 hours apart
    assert Settings().today() in (west.today(), west.today() + timedelta(1), east.today())


# --- the language of the site -----------------------------------------------------------------


def test_the_site_speaks_its_own_language_where_nobody_asks_for_another(index_dir: Path) -> None:
    app = create_app(Settings(index=str(index_dir), language="en"))
    with TestClient(app) as client:
        wishes = {"": "en", "de": "en", "sv": "sv", "en, sv;q=0.5": "en"}
        for wish, language in wishes.items():
            answer = client.get("/om", headers={"Accept-Language": wish})
            assert answer.headers["content-language"] == language
        assert client.get("/om?lang=sv").headers["content-language"] == "sv"
    app.state.knowledge_base.close()


# --- values that cannot be --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("KB_SITE_URL", "example.org", "begins with https:// or http://"),
        ("KB_SITE_URL", "ftp://example.org", "begins with https:// or http://"),
        ("KB_SITE_URL", "", "begins with https:// or http://"),
        ("KB_SITE_URL", "https://x.se/arkiv", "the site can stand under no path"),
        ("KB_SITE_URL", "https://...", "is not the address of a host alone"),
        ("KB_SITE_URL", "https://-x.se", "is not the address of a host alone"),
        ("KB_SITE_URL", "https://x.se:99999", "a port that is none: they end at 65535"),
        ("KB_SITE_URL", "https://x.se:0", "a port that is none"),
        ("KB_SITE_NAME", "", "is empty; leave it out for Kunskapsbanken, or give the site a name"),
        ("KB_SITE_NAME", " \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}", "is empty"),
        ("KB_ACCENT", "green", "'green' is no colour; write it as #0f5349"),
        ("KB_ACCENT", "#fff", "'#fff' is no colour"),
        ("KB_LANGUAGE", "no", "'sv' or 'en'"),
        ("KB_TIME_ZONE", "Europe/Stokholm", "is no time zone; write it as Europe/Stockholm"),
        ("KB_TIME_ZONE", "", "is no time zone"),
        ("KB_TIME_ZONE", "../../etc/passwd", "is no time zone"),
        ("KB_TIME_ZONE", "/etc/localtime", "is no time zone"),
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


# --- meaning ------------------------------------------------------------------------------------


BAD_ENDPOINTS = [
    *("yes", "ftp://example.org", "https://", "http://a b", "http://[::1", "http://a:99999"),
    *("http://a:port", "http:///v1", "https:example.org", "http://:8080"),
    *("http://a/v1?version=1", "http://a#b"),
]


@pytest.mark.parametrize("value", BAD_ENDPOINTS)
def test_who_makes_vectors_is_somebody(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KB_MEANING", value)
    with pytest.raises(KnowledgeBaseError, match=r"KB_MEANING: .*neither empty nor local"):
        read_settings()


def test_an_endpoint_needs_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://127.0.0.1:11434", "HTTP://vektorer.example.org"):
        monkeypatch.setenv("KB_MEANING", address)
        with pytest.raises(KnowledgeBaseError, match="KB_MEANING_MODEL: is empty"):
            read_settings()
    monkeypatch.setenv("KB_MEANING", " Local ")
    assert read_settings().meaning == "local"


def test_a_key_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_MEANING", "http://127.0.0.1:11434")
    monkeypatch.setenv("KB_MEANING_MODEL", "bge-m3")
    monkeypatch.setenv("KB_MEANING_KEY", "hemlig")
    settings = read_settings()
    assert "hemlig" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    embedder = settings.embedder()
    assert embedder is not None
    assert embedder.name == "bge-m3 (endpoint)"
    (tmp_path / "nyckel").write_text("ur en fil\n", encoding="utf-8")
    monkeypatch.setenv("KB_MEANING_KEY_FILE", str(tmp_path / "nyckel"))
    with pytest.raises(KnowledgeBaseError, match="set KB_MEANING_KEY or KB_MEANING_KEY_FILE, not"):
        read_settings().embedder()
    monkeypatch.delenv("KB_MEANING_KEY")
    assert read_settings().embedder() is not None
    (tmp_path / "tom").write_text("\n", encoding="utf-8")
    for name, said in (("borta", "No such file"), ("tom", "empty")):
        monkeypatch.setenv("KB_MEANING_KEY_FILE", str(tmp_path / name))
        with pytest.raises(KnowledgeBaseError, match=rf"KB_MEANING_KEY_FILE: .*{name}: {said}"):
            read_settings().embedder()


def test_an_empty_variable_names_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENGINE_PASSWORD_FILE", "ENGINE_CA", "ENGINE_CACHE", "MEANING_KEY_FILE"):
        monkeypatch.setenv(f"KB_{name}", "")
        assert getattr(read_settings(), name.lower()) is None


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("", ""),
        ("local", ""),
        ("http://127.0.0.1:11434", ""),
        ("http://localhost", ""),
        ("http://[::1]:8080/v1", ""),
        ("http://127.0.0.2", ""),
        ("HTTP://LOCALHOST", ""),
        ("https://vektorer.example.org/v1", "vektorer.example.org"),
        ("https://user:losen@vektorer.example.org", "vektorer.example.org"),
    ],
)
def test_where_searches_are_sent_to(value: str, host: str) -> None:
    assert Settings(meaning=value, meaning_model="m").sent_to == host


# --- variables that are none ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("KB_SITENAME", "KB_SITE_NAME"),
        ("kb_sitename", "KB_SITE_NAME"),
        ("KB_SITE_URI", "KB_SITE_URL"),
        ("KB_PERPAGE", "KB_PER_PAGE"),
        ("KB_TIMEZONE", "KB_TIME_ZONE"),
        ("KB_XYZZY", None),
    ],
)
def test_a_misspelt_variable_is_found_with_the_one_meant(name: str, meant: str | None) -> None:
    (found,) = misspelt(["PATH", name, "KB_INDEX", "KBX"])
    assert found == (name.upper(), meant)


def test_every_variable_that_is_one_is_known() -> None:
    settings = [f"KB_{name.upper()}" for name in Settings.model_fields]
    of_tests = ["KB_REQUIRE_BROWSER", "KB_REQUIRE_WORDPRESS", "KB_WORDPRESS_PACKAGES"]
    assert list(misspelt([*settings, *of_tests, "kb_index"])) == []


# --- where the index is -----------------------------------------------------------------------


def test_an_index_in_a_folder_is_where_the_setting_or_the_option_says() -> None:
    assert Settings().location() == "index"
    assert Settings(index="there").location() == "there"
    assert Settings(index="there").location("whoosh", "here") == "here"
    assert Settings(engine="opensearch", index="there").location("whoosh") == "there"


@pytest.mark.parametrize(
    ("url", "index", "option", "location"),
    [
        ("https://one", None, None, "https://one:9200/kunskapsbanken"),
        ("https://one:443/by", None, None, "https://one:443/by"),
        ("https://one/by", "socken", None, "https://one:9200/socken"),
        ("https://one/by", "socken", "hamn", "https://one:9200/hamn"),
        (
            " HTTPS://One:9201, https://two/,https://two/ ",
            None,
            None,
            "https://one:9201,https://two:9200/kunskapsbanken",
        ),
    ],
)
def test_an_index_in_a_cluster_has_a_name(
    url: str, index: str | None, option: str | None, location: str
) -> None:
    named = {} if index is None else {"index": index}
    settings = Settings(engine="opensearch", engine_url=url, **named)  # type: ignore[arg-type]
    assert settings.location("opensearch", option) == location


def test_a_cluster_needs_an_address() -> None:
    with pytest.raises(KnowledgeBaseError, match=r"set KB_ENGINE_URL, as https://"):
        Settings(engine="opensearch").location()


@pytest.mark.parametrize("url", ["one:9200", "https://one:0", "https://one:99999", "ftp://one"])
def test_what_is_no_address_of_a_node(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("KB_ENGINE_URL", url)
    with pytest.raises(KnowledgeBaseError, match=f"^KB_ENGINE_URL: '{url}' "):
        read_settings()


def test_a_password_in_an_address_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KB_ENGINE_URL", "https://by:hemligt@one:9200")
    with pytest.raises(KnowledgeBaseError) as refused:
        read_settings()
    assert "KB_ENGINE_PASSWORD_FILE" in str(refused.value)
    assert "hemligt" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("text", ["hemligt\n", "hemligt\r\n", "hemligt"])
def test_a_password_is_read_from_a_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "password"
    path.write_text(text, encoding="utf-8", newline="")
    settings = Settings(
        engine="opensearch", engine_url="https://one", engine_user="by", engine_password_file=path
    )
    location = Location.parse(settings.location())
    assert (location.user, location.password) == ("by", "hemligt")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"engine_password": "hemligt"}, "KB_ENGINE_USER and a password belong together"),
        ({"engine_user": "by"}, "KB_ENGINE_USER and a password belong together"),
        ({"engine_password_file": "none"}, "KB_ENGINE_PASSWORD_FILE: none: No such file"),
        ({"engine_password_file": "none", "engine_password": "hemligt"}, "not both"),
    ],
)
def test_half_of_who_asks_is_told_without_the_password(given: dict[str, str], said: str) -> None:
    settings = Settings(
        engine="opensearch",
        engine_url="https://one",
        **given,  # type: ignore[arg-type]
    )
    assert "hemligt" not in repr(settings)
    with pytest.raises(KnowledgeBaseError, match=said) as refused:
        settings.location()
    assert "hemligt" not in str(refused.value)
