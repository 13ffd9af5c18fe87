"""The document is valid, tells of every address that programs read, and tells the truth."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.corpus.kinds import KINDS
from kb.indexing import build_index
from kb.settings import Settings
from kb.web.addresses import MAX_LENGTH, PARAMETERS, SEARCH
from kb.web.app import create_app
from tests.browsing import browsing

PATHS = (
    *("/sok.json", "/sok.atom", "/sok.csv", "/forslag", "/openapi.json", "/healthz"),
    "/metrics",
    *("/opensearch.xml", "/sitemap.xml", "/sitemap-{number}.xml", "/robots.txt"),
)
WITH_PARAMETERS = ("/sok.json", "/sok.atom", "/sok.csv", "/forslag", "/sitemap-{number}.xml")
# A moved address is neither accepted nor refused: it has another one, where that is told.
MOVED = ["301", "302"]
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "422", *MOVED]},
            "positive_data_acceptance": {"expected-statuses": ["2xx", "404", *MOVED]},
        }
    }
)


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


@pytest.fixture(scope="module")
def described(index_dir: Path) -> OpenApiSchema:
    app = create_app(Settings(index=str(index_dir)))
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG)


def can_be_meant(query: dict[str, Any]) -> bool:
    """Tell whether parameters also fit what no schema can say, and their descriptions do."""
    first, last = query.get("fran", ""), query.get("till", "")
    ids = [one for each in PARAMETERS if each.kind for one in query.get(each.name, ())]
    ordered = not (first and last) or first <= last
    return ordered and all(len(quote_plus(one)) <= MAX_LENGTH for one in ids)


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        *((path, GenerationMode.NEGATIVE) for path in WITH_PARAMETERS),
    ],
)
def test_every_answer_is_as_the_document_says(
    described: OpenApiSchema, path: str, mode: GenerationMode
) -> None:
    operation = described[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case[Any]) -> None:
        assume(mode is GenerationMode.NEGATIVE or can_be_meant(case.query))
        case.call_and_validate(allow_redirects=False)

    ask()


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_it_tells_of_every_address_but_pages(client: TestClient, document: dict[str, Any]) -> None:
    app = client.app
    assert isinstance(app, Starlette)
    pages = {"/", "/sok", "/sok.embed", "/om", "/inlagg/{id}", "/static/{name}"}
    pages |= {kind.path for kind in KINDS} | {f"{kind.path}/{{id}}" for kind in KINDS}
    routes = {route.path.replace(":int", "") for route in app.routes if isinstance(route, Route)}
    assert set(document["paths"]) == set(PATHS) == routes - pages


def test_parameters_are_those_of_the_table(document: dict[str, Any]) -> None:
    named = {
        path: [each["$ref"].rpartition("/")[2] for each in item["parameters"]]
        for path, item in document["paths"].items()
        if "$ref" in str(item.get("parameters"))
    }
    # This site has no categories.
    search = [name for name in SEARCH if name != "kategori"]
    assert named["/sok.json"] == named["/sok.atom"] == search
    assert named["/sok.csv"] == [name for name in search if name != "sida"]
    assert named["/forslag"] == ["q", "format", "lang"]
    assert document["components"]["parameters"].keys() == {*search, "format"}


def test_examples_are_answered(client: TestClient, document: dict[str, Any]) -> None:
    for parameter in document["components"]["parameters"].values():
        if "example" in parameter:
            value = parameter["example"]
            Draft202012Validator(parameter["schema"]).validate(value)
            path = "/forslag" if parameter["name"] == "format" else "/sok.json"
            answer = client.get(path, params={"q": "bron", parameter["name"]: value})
            assert answer.status_code in (200, 301)


def test_a_site_with_categories_says_so(corpus_dir: Path, tmp_path: Path) -> None:
    (corpus_dir / "categories.yaml").write_text("- id: nytt\n  name: Nytt\n", encoding="utf-8")
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        assert "kategori" in client.get("/openapi.json").json()["components"]["parameters"]
