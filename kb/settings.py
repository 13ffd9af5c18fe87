"""Every setting, with its help and default: read once from `KB_*`, then frozen.

Only the command line and the web application read it; everything else takes plain arguments.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.colours import ENOUGH, least_contrast, readable
from kb.engines import CLUSTER, DEFAULT, MEMORY_MB
from kb.engines.opensearch.location import Location
from kb.errors import KnowledgeBaseError
from kb.files import read_secret

if TYPE_CHECKING:
    from kb.meaning.embedder import Embedder

_PREFIX = "KB_"
# What the accent stands on, as kb/web/static/css/00-base.css has them: paper, sheet and warn. White
# is also what stands on it.
LIGHT = ("#fbf9f4", "#ffffff", "#fff3d6")
DARK = ("#151918", "#1d2322", "#3a3118")
_STEP = 0.01
_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(
    rf"https?://({_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?/*",
    re.IGNORECASE,
)
_PORTS = range(1, 65536)
# Variables of the tests, which ask for a browser, a WordPress or a cluster.
_OF_TESTS = ("KB_REQUIRE_", "KB_WORDPRESS_", "KB_CLUSTER_")


def _time_zone(name: object) -> object:
    if not isinstance(name, str):
        return name
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write it as Europe/Stockholm") from None


class Settings(BaseSettings):
    """The settings; the variable of `site_name` is KB_SITE_NAME, and so on."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    site_name: str = Field("Kunskapsbanken", description="name of the site, in its head and titles")
    site_description: str = Field(
        "", description="whose archive it is and what it is about, in a sentence"
    )
    site_url: str = Field(
        "http://127.0.0.1:8000", description="address of the site, for absolute links"
    )
    contact: str = Field("", description="e-mail address or link shown on /om")
    accent: str = Field("#0f5349", description="colour of links and buttons, as #rrggbb")
    language: Literal["sv", "en"] = Field(
        "sv", description="language of the site where neither address nor browser asks for one"
    )
    time_zone: Annotated[ZoneInfo, BeforeValidator(_time_zone)] = Field(
        ZoneInfo("Europe/Stockholm"), description="time zone that tells which day it is"
    )
    per_page: int = Field(10, ge=1, le=100, description="posts on a page of results")
    corpus: Path = Field(Path("corpus"), description="folder of posts and registers")
    index: str = Field("index", description="folder of the index; its name in a cluster")
    engine: str = Field(DEFAULT, description="engine of the index")
    engine_url: str = Field(
        "", description="addresses of a cluster's nodes, for the engine that has one"
    )
    engine_user: str = Field("", description="who asks the cluster")
    engine_password: SecretStr = Field(SecretStr(""), description="password of that user")
    engine_password_file: Path | None = Field(None, description="file with that password")
    engine_ca: Path | None = Field(
        None, description="file of the certificates of who signs the cluster's"
    )
    engine_verify: bool = Field(True, description="look at the cluster's certificates")
    engine_cache: Path | None = Field(
        None, description="folder for what is fetched of an index in a cluster"
    )
    engine_shards: int = Field(
        0, ge=0, le=1024, description="shards of an index in a cluster; 0: as its posts ask for"
    )
    engine_replicas: int = Field(
        1, ge=0, le=100, description="copies of each shard, where the cluster has the nodes"
    )
    build_memory: int = Field(
        MEMORY_MB,
        ge=1,
        description="how many MB the engine may hold of what it indexes, before that goes to disk",
    )
    mask_contacts: bool = Field(
        True, description="show posts without their e-mail addresses and telephone numbers"
    )
    page_cache: int = Field(
        32, ge=0, description="MB of answers that a process keeps to give them again; 0 for none"
    )

    meaning: str = Field(
        "",
        description="who makes vectors of texts, so that posts are found by meaning, too: empty "
        "for nobody, `local`, or the address of an endpoint, to which queries and posts are sent",
    )
    meaning_model: str = Field(
        "", validate_default=True, description="the endpoint's name for its model"
    )
    meaning_key: SecretStr = Field(SecretStr(""), description="key to the endpoint")
    meaning_key_file: Path | None = Field(
        None, description="file that holds the key to the endpoint, instead"
    )

    @field_validator(
        "engine_password_file", "engine_ca", "engine_cache", "meaning_key_file", mode="before"
    )
    @classmethod
    def _no_path(cls, value: object) -> object:
        return None if value == "" else value  # it would be the folder that kb runs in

    @field_validator("site_name")
    @classmethod
    def _name_to_read(cls, value: str) -> str:
        if not any(character.isprintable() and not character.isspace() for character in value):
            raise ValueError("is empty; leave it out for Kunskapsbanken, or give the site a name")
        return value

    @field_validator("site_url")
    @classmethod
    def _address_of_a_host(cls, value: str) -> str:
        if not value.lower().startswith(("https://", "http://")):
            raise ValueError("begins with https:// or http://")
        host = _HOST.fullmatch(value)
        if not host:
            raise ValueError(
                f"{value!r} is not the address of a host alone, like https://arkivet.example.org "
                "(å, ä and ö of a name in its xn-- form); the site can stand under no path"
            )
        if host["port"] and int(host["port"]) not in _PORTS:
            raise ValueError(f"{value!r} has a port that is none: they end at 65535")
        return value.lower().rstrip("/")

    @field_validator("engine_url")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if not value.strip():
            return ""
        try:
            return str(Location.parse(value).text)
        except KnowledgeBaseError as error:
            raise ValueError(str(error)) from None

    @field_validator("accent")
    @classmethod
    def _readable_accent(cls, value: str) -> str:
        if not re.fullmatch("#[0-9a-fA-F]{6}", value):
            raise ValueError(f"{value!r} is no colour; write it as #0f5349")
        found = least_contrast(value, LIGHT)
        if found < ENOUGH:
            raise ValueError(
                f"{value} is too light to be read: a contrast of {found:.1f}:1 to the background "
                f"and to white, where {ENOUGH}:1 is needed; choose a darker colour, for instance "
                f"{readable(value, LIGHT, step=-_STEP)}"
            )
        return value.lower()

    @field_validator("meaning")
    @classmethod
    def _somebody(cls, value: str) -> str:
        value = value.strip()
        if value.lower() in ("", "local"):
            return value.lower()
        if not _is_of_a_server(value):
            raise ValueError(
                f"{value!r} is neither empty nor local nor the address of an endpoint, like "
                "http://127.0.0.1:11434"
            )
        scheme, _, rest = value.partition(":")
        return f"{scheme.lower()}:{rest}"

    @field_validator("meaning_model")
    @classmethod
    def _of_endpoint(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("meaning", "").startswith("http") and not value.strip():
            raise ValueError("is empty; name the model that the endpoint of KB_MEANING has")
        return value.strip()

    @property
    def sent_to(self) -> str:
        """The host that gets what is searched for; empty where that stays on this machine."""
        host = urlsplit(self.meaning).hostname or ""
        return "" if _is_here(host) else host

    def embedder(self) -> "Embedder | None":
        """Return who makes vectors of texts, None for nobody.

        Raises:
            KnowledgeBaseError: a model cannot be had on this machine, or see `read_secret`.
        """
        if not self.meaning:
            return None
        from kb.meaning.embedder import open_embedder  # noqa: PLC0415 (off for most)

        key = read_secret(
            "KB_MEANING_KEY", self.meaning_key.get_secret_value(), self.meaning_key_file
        )
        return open_embedder(self.meaning, self.meaning_model, key.strip())

    @property
    def dark_accent(self) -> str:
        """The accent where the page is dark: as light as it takes to be read."""
        return readable(self.accent, DARK, step=_STEP)

    def location(self, engine: str | None = None, index: str | None = None) -> str:
        """Return where an engine has its index: its folder, or the cluster with its name there.

        Raises:
            KnowledgeBaseError: nothing says where the cluster is, or its password cannot be read.
        """
        if (engine or self.engine) != CLUSTER:
            return index or self.index
        if not self.engine_url:
            raise KnowledgeBaseError(
                f"the engine {CLUSTER} needs a cluster; set KB_ENGINE_URL, as https://host:9200"
            )
        found = Location.parse(self.engine_url)
        if index or "index" in self.model_fields_set:
            found = found.named(index or self.index)
        return replace(
            found,
            user=self.engine_user,
            password=self._password(),
            ca=self.engine_ca,
            verify=self.engine_verify,
            cache=self.engine_cache,
            shards=self.engine_shards,
            replicas=self.engine_replicas,
        ).text

    def _password(self) -> str:
        password = read_secret(
            "KB_ENGINE_PASSWORD",
            self.engine_password.get_secret_value(),
            self.engine_password_file,
        )
        if bool(password) != bool(self.engine_user):
            raise KnowledgeBaseError(
                "KB_ENGINE_USER and a password belong together; set both or neither"
            )
        return password

    def today(self) -> date:
        """Return which day it is where the site is at home, whatever the machine's clock shows."""
        return datetime.now(self.time_zone).date()


def _is_of_a_server(address: str) -> bool:
    try:
        found = urlsplit(address)
        return (
            found.scheme in ("http", "https")
            and bool(found.hostname)
            and found.port != 0
            and not re.search(r"[\s?#]", address)  # a path is put behind it
        )
    except ValueError:  # half an IPv6 address, a port that is none
        return False


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        KnowledgeBaseError: a variable has a value that it cannot have.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"KB_{str(found['loc'][0]).upper()}: {found['msg'].removeprefix('Value error, ')}"
            for found in error.errors()
        ]
        raise KnowledgeBaseError("; ".join(faults)) from None


def misspelt(names: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Find variables that look like settings but are none; gives each with the setting meant."""
    known = [f"{_PREFIX}{field.upper()}" for field in Settings.model_fields]
    for name in sorted(name.upper() for name in names):
        if name.startswith(_PREFIX) and name not in known and not name.startswith(_OF_TESTS):
            yield name, next(iter(get_close_matches(name, known, n=1)), None)
