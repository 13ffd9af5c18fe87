from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.settings import Settings
from kb.web.app import create_app
from kb.web.asking import wished


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB, sv;q=0.5", "en"),
        ("de, en;q=0.3", "en"),
        ("sv;q=0.2,en;q=0.7", "en"),
        ("EN", "en"),
        ("en;q=0", None),
        ("de", None),
        ("*", None),
        ("", None),
        ("en;q=high", None),
    ],
)
def test_the_language_that_a_browser_likes_best(header: str, language: str | None) -> None:
    assert wished(header) == language


@pytest.mark.parametrize(
    ("site", "address", "browser", "language"),
    [
        ("sv", "/om", "", "sv"),
        ("en", "/om", "", "en"),
        ("en", "/om", "de", "en"),
        ("en", "/om", "sv", "sv"),
        ("sv", "/om", "en", "en"),
        ("en", "/om?lang=sv", "en", "sv"),
        ("en", "/om?lang=x", "", "en"),
    ],
)
def test_the_address_decides_then_the_browser_then_the_site(
    index_dir: Path, site: str, address: str, browser: str, language: str
) -> None:
    app = create_app(Settings.model_validate({"index": str(index_dir), "language": site}))
    with TestClient(app) as client:
        answer = client.get(address, headers={"Accept-Language": browser})
    app.state.knowledge_base.close()
    assert answer.headers["content-language"] == language
