"""The transport over a real cluster, whose nodes are killed and frozen under it."""

import pytest

from tests.cluster import LoopbackCluster

pytestmark = pytest.mark.cluster


def test_x(cluster: LoopbackCluster) -> None:
    print(cluster.url, cluster.manager())
    n = cluster.other()
    n.kill()
    print(cluster.manager())
