"""A real cluster of OpenSearch on this machine, whose nodes a test may kill, freeze and restart.

The server comes from Maven's artifacts, as a library; each node is a Java process of its own, on
ports of 127.0.0.1 that were free. It has no security plugin: no TLS, no users.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from zlib import crc32

import pytest
from filelock import FileLock

RECIPE = Path(__file__).parent / "opensearch"
HEAP = os.environ.get("KB_CLUSTER_HEAP", "384m")
# Three of them start within ten seconds; on a machine that is very busy, within minutes.
_PATIENCE = 300.0
_JAVA = (
    *("-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=128m"),
    *("-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"),
    *("-Dlog4j2.disable.jmx=true", "-Dlog4j.shutdownHookEnabled=false"),
    *("-Dio.netty.noUnsafe=true", "-Dio.netty.noKeySetOptimization=true"),
    "-Dio.netty.allocator.numDirectArenas=0",
)
# What makes it quick to start rather than quick.
_QUICK_START = "-XX:TieredStopAtLevel=1"
# A node that hangs is put out of the cluster after some 3 seconds; as OpenSearch has it, 30.
_QUICK_TO_NOTICE = {
    f"cluster.fault_detection.{who}_check.{name}": value
    for who in ("follower", "leader")
    for name, value in (("interval", "500ms"), ("timeout", "1s"), ("retry_count", "2"))
} | {
    "cluster.publish.timeout": "5s",
    "cluster.follower_lag.timeout": "5s",
    # A copy asked for as its node comes back may hear nothing: as OpenSearch has it, for 30 min.
    "indices.recovery.internal_action_long_timeout": "20s",
    "indices.recovery.recovery_activity_timeout": "20s",
    # A search whose node went away may keep its shard from being opened anew: as OpenSearch has
    # it, for 5 min.
    "search.default_keep_alive": "10s",
    "search.keep_alive_interval": "1s",
}
# Seconds after which somebody helps a cluster that is not whole.
_STUCK = 30.0


def no_cluster(reason: str) -> NoReturn:
    """Skip a test of a real cluster where there can be none; fail where there has to be one."""
    if os.environ.get("KB_REQUIRE_CLUSTER"):
        pytest.fail(reason)
    pytest.skip(reason)


def built(folder: Path) -> Path:
    """Return a folder with the server, below this one; it is built there once for each recipe."""
    for program in ("java", "javac", "mvn"):
        if shutil.which(program) is None:
            no_cluster(f"a real cluster needs {program}: Debian's default-jdk-headless and maven")
    if find_spec("opensearchpy") is None:
        no_cluster("a real cluster needs opensearch-py: pip install kunskapsbanken[opensearch]")
    recipe = b"".join(path.read_bytes() for path in sorted(RECIPE.iterdir()) if path.is_file())
    server = folder / hashlib.sha256(recipe).hexdigest()[:16]
    with FileLock(folder / "lock"):
        if not (server / "built").exists():
            shutil.rmtree(server, ignore_errors=True)
            server.mkdir()
            maven = ["mvn", "-q", "-B", "-f", str(RECIPE / "pom.xml")]
            copied = f"-DoutputDirectory={server / 'lib'}"
            _run([*maven, "dependency:copy-dependencies", copied])
            java = ["javac", "-cp", f"{server}/lib/*", "-d", f"{server}/classes"]
            _run([*java, str(RECIPE / "LoopbackNode.java")])
            (server / "built").touch()
    return server


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["it says nothing"]
        no_cluster(f"{command[0]} cannot make a cluster: {said[0]}")


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on.

    They are below those that systems give to whoever connects: one of them could be somebody's
    while a node is away, and the node could not come back.
    """
    ports: list[int] = []
    for port in random.sample(range(10_000, 32_000), 1000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports.append(port)
        if len(ports) == number:
            return ports
    raise AssertionError("no port is free")


def wait_until(true: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {true}"
        time.sleep(0.1)


@dataclass
class LoopbackNode:
    """A node, which may be running."""

    name: str
    port: int
    command: list[str] = field(repr=False)
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether its process is there, frozen or not."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start its process; it takes some seconds until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder
            )

    def kill(self) -> None:
        """End it as if its machine had lost its power, but that its disk is whole."""
        self._signal(signal.SIGKILL)
        assert self.process is not None
        self.process.communicate()

    def freeze(self) -> None:
        """Let it answer no more, while its connections stay."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it in good order."""
        if self.running:
            self.thaw()
            self._signal(signal.SIGTERM)
            assert self.process is not None
            try:
                self.process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def ask(self, path: str, method: str = "GET") -> Any:
        """Return what it answers, None where it does not."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None


class LoopbackCluster:
    """Nodes that are one cluster; what is in a folder of them is there again."""

    def __init__(
        self,
        server: Path,
        folder: Path,
        size: int = 3,
        heap: str = HEAP,
        java: Sequence[str] = (_QUICK_START,),
    ) -> None:
        # Another cluster may have had the ports before.
        name = f"loopback-{crc32(str(folder).encode())}"
        ports = free_ports(2 * size)
        seeds = ",".join(f"127.0.0.1:{port}" for port in ports[size:])
        names = ",".join(f"n{number}" for number in range(size))
        self.nodes = []
        for number, (port, inner) in enumerate(zip(ports[:size], ports[size:], strict=True)):
            home = folder / f"n{number}"
            (home / "config").mkdir(parents=True, exist_ok=True)
            settings = _QUICK_TO_NOTICE | {
                "path.home": str(home),
                "cluster.name": name,
                "node.name": f"n{number}",
                "network.host": "127.0.0.1",
                "http.port": str(port),
                "transport.port": str(inner),
                "discovery.seed_hosts": seeds,
                "cluster.initial_cluster_manager_nodes": names,
                "cluster.routing.allocation.disk.threshold_enabled": "false",
            }
            command = [
                *("java", f"-Xms{heap}", f"-Xmx{heap}", *_JAVA, *java, f"-Djava.io.tmpdir={home}"),
                f"-Dlog4j2.configurationFile={RECIPE / 'log4j2.properties'}",
                *("-cp", f"{server}/classes:{server}/lib/*", "LoopbackNode"),
                *(f"{name}={value}" for name, value in settings.items()),
            ]
            self.nodes.append(LoopbackNode(f"n{number}", port, command, home))

    @property
    def url(self) -> str:
        """The addresses of all nodes, as KB_ENGINE_URL has them."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> None:
        """Start all nodes, and wait until they are one cluster."""
        for node in self.nodes:
            node.start()
        self.mend()
        # As OpenSearch has it, copies that went with a node are missed for a minute first.
        missed = {"index.unassigned.node_left.delayed_timeout": "1s"}
        body = {"index_patterns": ["*"], "template": {"settings": missed}}
        request = urllib.request.Request(
            f"{self.nodes[0].url}/_index_template/missed",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=_PATIENCE).close()

    def mend(self) -> None:
        """Bring back whatever was killed or frozen, and wait until every shard has its copies."""
        for node in self.nodes:
            if node.running:
                node.thaw()
            else:
                node.start()
        begun = helped = time.monotonic()
        while not self._whole():
            now = time.monotonic()
            assert now < begun + _PATIENCE, f"not whole within {_PATIENCE} s: {self._shards()}"
            if now > helped + _STUCK:
                helped = now
                self._help()
            time.sleep(0.1)

    def _help(self) -> None:
        """Do what a person would where copies of shards do not come back.

        A shard that is to take over as a first copy while most of the cluster is away and something
        is written may never do so, and then be copied to nobody: its node is started anew.
        """
        shards = self._shards()
        waiting = {
            (each["index"], each["shard"]) for each in shards if each["state"] == "INITIALIZING"
        }
        stuck = {
            each["node"]
            for each in shards
            if each["prirep"] == "p" and (each["index"], each["shard"]) in waiting
        }
        for node in self.nodes:
            if node.name in stuck:
                node.kill()
                node.start()
        if not stuck:
            self.nodes[0].ask("/_cluster/reroute?retry_failed=true", method="POST")

    def _shards(self) -> list[dict[str, str]]:
        """Return the copies of shards, as a node sees them."""
        path = "/_cat/shards?format=json&h=index,shard,prirep,state,node,unassigned.details"
        answers = (node.ask(path) for node in self.nodes)
        return next((answer for answer in answers if answer), [])

    def _whole(self) -> bool:
        for node in self.nodes:
            if not node.running:
                log = (node.folder / "log").read_text(errors="replace").splitlines()
                raise AssertionError(f"{node.name} ended: {log[-1:]}")
        # Of each, since one that was frozen may take the cluster for what it was.
        health = [node.ask("/_cluster/health") for node in self.nodes]
        return all(
            each and each["number_of_nodes"] == len(self.nodes) and each["status"] == "green"
            for each in health
        )

    def manager(self) -> LoopbackNode:
        """Return the node that the others have elected."""
        return self._named(self._state("cluster_manager_node")["cluster_manager_node"])

    def other(self) -> LoopbackNode:
        """Return a node that is not the manager."""
        manager = self.manager()
        return next(node for node in self.nodes if node is not manager)

    def _named(self, node_id: str) -> LoopbackNode:
        name = self._state("nodes")["nodes"][node_id]["name"]
        return next(node for node in self.nodes if node.name == name)

    def _state(self, metric: str) -> Any:
        for node in self.nodes:
            state = node.running and node.ask(f"/_cluster/state/{metric}")
            if state:
                return state
        raise AssertionError("no node answers")

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.stop()
