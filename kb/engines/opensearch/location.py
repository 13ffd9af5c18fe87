"""Where the cluster is and what the index is called in it, with what it takes to get in."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.errors import KnowledgeBaseError

ALIAS = "kunskapsbanken"
_PORT = 9200
_PORTS = range(1, 65536)
_LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.IGNORECASE,
)
# What OpenSearch lets an index be called; ours append dates and numbers.
_ALIAS = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Location:
    """Where an index is.

    Attributes:
        addresses: of nodes, or of what stands before them, as `https://host:port`.
        alias: name of the index in the cluster.
        user, password: for basic authentication; empty for none.
        ca: file with the certificates of who signed the cluster's; by default the system's.
        verify: whether certificates are looked at.
        cache: folder for files of generations; by default the user's cache.
        shards: of an index that is built anew; 0: as many as its posts ask for.
        replicas: of each shard, as far as there are nodes for them.
    """

    addresses: tuple[str, ...]
    alias: str = ALIAS
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    verify: bool = True
    cache: Path | None = None
    shards: int = 0
    replicas: int = 1

    @classmethod
    def parse(cls, text: str) -> "Location":
        """Read `https://host:9200,https://other:9200/ALIAS`, of which the alias may be left out.

        What `Location.text` returned has user, password and certificates with it.

        Raises:
            KnowledgeBaseError: it is no such text.
        """
        if isinstance(text, _Text):
            return text.location
        parts = [part for part in re.split(r"[,\s]+", text) if part]
        if not parts:
            raise KnowledgeBaseError("no address of a cluster; write it as https://host:9200")
        # Not repeated: it may be a password.
        if any("@" in part for part in parts):
            raise KnowledgeBaseError(
                "an address of a cluster has an @; user and password have settings of their own: "
                "KB_ENGINE_USER, and KB_ENGINE_PASSWORD_FILE or KB_ENGINE_PASSWORD"
            )
        scheme, slashes, rest = parts[-1].partition("://")
        host, _, alias = rest.partition("/")
        parts[-1] = f"{scheme}{slashes}{host}"
        addresses = tuple(dict.fromkeys(map(_address, parts)))
        return cls(addresses, checked_alias(alias.strip("/") or ALIAS))

    @property
    def text(self) -> str:
        """As `parse` reads it: printed, addresses and alias; with all the rest, unseen."""
        text = _Text(f"{','.join(self.addresses)}/{self.alias}")
        text.location = self
        return text

    @property
    def where(self) -> str:
        """The addresses, for people."""
        return ", ".join(self.addresses)

    def named(self, alias: str) -> "Location":
        """Return where another index of the cluster is."""
        return replace(self, alias=checked_alias(alias))


class _Text(str):
    """The text of a location that knows the location, secrets and all, also when pickled."""

    location: Location


def checked_alias(alias: str) -> str:
    """Return a name that an index may have.

    Raises:
        KnowledgeBaseError: it is none.
    """
    if not _ALIAS.fullmatch(alias):
        raise KnowledgeBaseError(
            f"{alias!r} cannot be the name of an index in a cluster: small letters a to z, "
            "figures, - . and _, a letter or figure first, 100 at the most"
        )
    return alias


def _address(text: str) -> str:
    found = _ADDRESS.fullmatch(text.rstrip("/"))
    if not found:
        raise KnowledgeBaseError(
            f"{text!r} is not the address of a cluster's node; write it as https://host:9200"
        )
    port = int(found["port"] or _PORT)
    if port not in _PORTS:
        raise KnowledgeBaseError(f"{text!r} has a port that is none: they end at 65535")
    return f"{found['scheme']}://{found['host']}:{port}".lower()
