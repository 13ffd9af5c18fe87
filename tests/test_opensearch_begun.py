"""What a writer begins with, where it cannot begin."""

from urllib.parse import parse_qs, urlsplit

import pytest

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.writing.begun import begin
from kb.errors import EngineUnavailableError
from tests.fake_nodes import fake_node, refuses


def test_without_a_manager_nothing_is_begun_and_the_line_says_why() -> None:
    kind = "cluster_manager_not_discovered_exception"
    with fake_node(refuses(503, kind, "nobody")) as node:
        cluster = Cluster(Location.parse(node.url))
        with pytest.raises(EngineUnavailableError, match="has no manager and takes nothing; bring"):
            begin(cluster, "fingerprint", anew=False)
        cluster.close()
    addresses = [urlsplit(asked.path) for asked in node.asked]
    assert {each.path for each in addresses} == {"/_cluster/health"}
    # It answers by itself before it is given up.
    assert parse_qs(addresses[0].query)["cluster_manager_timeout"] == ["1s"]
