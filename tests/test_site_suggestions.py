"""What the site suggests: completions while one types, another spelling above what was found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.search.service import SearchService
from tests.browsing import browsing


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def test_the_page_asks_for_another_spelling(client: TestClient) -> None:
    assert 'Menade du <a href="/sok?q=kooperativ">' in client.get("/sok?q=kooperatvi").text
    assert "Menade du" not in client.get("/sok?q=kooperativ").text


def test_forslag_answers_with_completions(client: TestClient, service: SearchService) -> None:
    answer = client.get("/forslag?q=grannk").json()
    assert answer == [each.to_json() for each in service.completions.of("grannk")]
    for completion in answer:
        if completion["url"]:
            assert client.get(completion["url"]).status_code == 200
