"""docs/compose.yaml cannot be run by tests: what can be known of it without containers is so."""

import os
import re
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.settings import Settings

NODES = ("os1", "os2", "os3")
# What else may stand in a service, of the Compose Specification.
KEYS = {
    *("build", "command", "depends_on", "environment", "healthcheck", "image", "mem_limit"),
    *("ports", "restart", "secrets", "stop_grace_period", "ulimits", "volumes"),
}


@pytest.fixture(scope="module")
def docs(repository: Path) -> Path:
    return repository / "docs"


@pytest.fixture(scope="module")
def compose(docs: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((docs / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def loaded(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return values


def test_it_has_what_compose_knows(compose: dict[str, Any]) -> None:
    assert {key for key in compose if not key.startswith("x-")} == {
        *("name", "services", "secrets", "volumes"),
    }
    assert set(compose["services"]) == {*NODES, "site"}
    for service in compose["services"].values():
        assert set(service) <= KEYS
        for name in service.get("secrets", ()):
            assert name in compose["secrets"]
        for name, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in compose["services"][name]
        for value in service["environment"].values():
            assert isinstance(value, str)  # Compose refuses true and takes 1 for 1.0


def test_nodes_differ_in_name_disk_and_certificates_only(compose: dict[str, Any]) -> None:
    texts = {yaml.safe_dump(compose["services"][node]).replace(node, "node") for node in NODES}
    assert len(texts) == 1
    for node in NODES:
        service = compose["services"][node]
        assert service["environment"]["node.name"] == node
        assert service["volumes"][0].split(":")[0] == node in compose["volumes"]
        assert service["ulimits"]["memlock"] == {"soft": -1, "hard": -1}
        assert re.fullmatch(r"opensearchproject/opensearch:\d+\.\d+\.\d+", service["image"])
        assert "ports" not in service  # only the site is to reach it


def test_what_is_mounted_is_there_or_made(compose: dict[str, Any], docs: Path) -> None:
    for service in compose["services"].values():
        for source in (volume.split(":")[0] for volume in service["volumes"]):
            if source.startswith("./") and not source.startswith("./compose/secrets"):
                assert (docs / source).is_file()


def test_the_site_has_settings_that_there_are(compose: dict[str, Any]) -> None:
    environment = compose["services"]["site"]["environment"]
    assert {name.removeprefix("KB_").lower() for name in environment} <= set(Settings.model_fields)
    assert environment["KB_ENGINE_URL"] == ",".join(f"https://{node}:9200" for node in NODES)
    assert "KB_ENGINE_VERIFY" not in environment
    assert "password" not in yaml.safe_dump(environment).replace(
        "engine_password", ""
    ).lower().replace("kb_engine_password_file", "")


def test_the_security_plugin_is_on_and_nothing_of_its_demonstration(
    compose: dict[str, Any], docs: Path
) -> None:
    config = loaded(docs / "compose" / "opensearch.yml")
    assert config["plugins.security.ssl.http.enabled"] is True
    assert "plugins.security.disabled" not in config
    assert config["plugins.security.nodes_dn"] == [f"CN={node},O=kunskapsbanken" for node in NODES]
    assert config["discovery.seed_hosts"] == list(NODES)
    for node in NODES:
        environment = compose["services"][node]["environment"]
        assert environment["DISABLE_INSTALL_DEMO_CONFIG"] == "true"
        assert not any("SECURITY" in name for name in environment)


def test_rights_are_those_of_the_document(docs: Path) -> None:
    text = (docs / "opensearch.md").read_text(encoding="utf-8")
    roles = loaded(docs / "compose" / "roles.yml")
    for role in (roles["kunskapsbanken_reads"], roles["kunskapsbanken_writes"]):
        (own,) = role["index_permissions"]
        for right in (*role["cluster_permissions"], *own["allowed_actions"]):
            assert f"`{right}`" in text, right
    for role in loaded(docs / "compose" / "roles_mapping.yml"):
        assert role in roles or role in ("_meta", "all_access")


@pytest.fixture
def prepared(docs: Path, tmp_path: Path) -> Path:
    """Make the secrets, with something in docker's place that hashes nothing."""
    for program in ("openssl", "sh"):
        if shutil.which(program) is None:
            pytest.skip(f"certificates are made by {program}, which is not here")
    shutil.copytree(docs / "compose", tmp_path / "compose")
    shutil.rmtree(tmp_path / "compose" / "secrets", ignore_errors=True)
    shutil.copy(docs / "compose.yaml", tmp_path)
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text("#!/bin/sh\necho '** deprecated **'\necho '$2y$12$abc'\n", encoding="utf-8")
    docker.chmod(0o755)
    done = subprocess.run(
        ["sh", tmp_path / "compose" / "prepare.sh"],
        env={
            "PATH": f"{docker.parent}:{os.environ['PATH']}",
            "KB_ENGINE_PASSWORD": 'a "\\ b',
        },
        capture_output=True,
        text=True,
        check=True,
    )
    secrets = tmp_path / "compose" / "secrets"
    assert (secrets / "admin-password").read_text(encoding="utf-8") not in done.stdout + done.stderr
    return secrets


def test_certificates_are_good_for_who_asks(prepared: Path) -> None:
    assert (prepared / "password").read_text(encoding="utf-8") == 'a "\\ b'
    assert r'user = "kunskapsbanken:a \"\\ b"' in (prepared / "os1" / "curlrc").read_text("utf-8")
    users = loaded(prepared / "internal_users.yml")
    assert users["kunskapsbanken"]["hash"] == users["admin"]["hash"] == "$2y$12$abc"
    assert oct(prepared.stat().st_mode & 0o777) == "0o700"
    for node in NODES:
        assert (prepared / node / "node-key.pem").read_text("utf-8").startswith("-----BEGIN PRIV")
        handshake(prepared / node, prepared / "ca.pem", node)
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(prepared / node, prepared / "ca.pem", "elsewhere")


def handshake(server: Path, ca: Path, name: str) -> None:
    """Greet a node by a name, over no network."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(server / "node.pem", server / "node-key.pem")
    ours = ssl.create_default_context(cafile=ca)
    back, forth = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ours.wrap_bio(back, forth, server_hostname=name)
    node = theirs.wrap_bio(forth, back, server_side=True)
    waiting = [client, node]
    while waiting:
        for side in list(waiting):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(side)
