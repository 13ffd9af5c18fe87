"""The REST interface of sites in every state, made up: found, read whole, and what was not told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from kb.errors import ImportFileError
from kb.importers.wordpress.rest import find_api, read_site
from tests.wordpress_client import MadeUpClient, Response

HOME = "https://byn.example.org"
API = f"{HOME}/wp-json/"
NO_PAGE = {"code": "rest_post_invalid_page_number", "message": "Sidan finns inte.", "data": {}}


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date": "2017-06-29T10:00:00",
        "date_gmt": "2017-06-29T08:00:00",
        "modified": "2017-06-29T10:00:00",
        "modified_gmt": "2017-06-29T08:00:00",
        "guid": {"rendered": f"{HOME}/?p={number}"},
        "link": f"{HOME}/inlagg-{number}/",
        "title": {"rendered": f"Inlägg {number}"},
        "content": {"rendered": f"<p>Text {number}.</p>\n", "protected": False},
        "categories": [],
        "tags": [],
    } | fields


@dataclass
class Site:
    """A made-up WordPress; `before` sees a request first, and may answer it."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    categories: list[dict[str, Any]] = field(default_factory=list)
    described: Any = field(
        default_factory=lambda: {
            "home": HOME,
            "timezone_string": "Europe/Stockholm",
            "gmt_offset": 1,
            "namespaces": ["oembed/1.0", "wp/v2"],
        }
    )
    before: Callable[[str, dict[str, str]], Any] = lambda route, parameters: None
    totals: bool = True

    def __call__(self, route: str, parameters: dict[str, str]) -> Any:
        answer = self.before(route, parameters)
        if answer is not None:
            return answer
        lists = {"wp/v2/posts": self.posts, "wp/v2/categories": self.categories, "wp/v2/tags": []}
        if route == "":
            return self.described
        if route == "wp/v2/types":
            return {"post": {"rest_base": "posts"}, "page": {"rest_base": "pages"}}
        if route not in lists:
            return Response(route, 404, body=b'{"code": "rest_no_route", "message": "Nej."}')
        rows = sorted(lists[route], key=lambda each: each["id"])
        if "include" in parameters:
            wanted = set(map(int, parameters["include"].split(",")))
            rows = [each for each in rows if each["id"] in wanted]
        size, page = int(parameters.get("per_page", 10)), int(parameters.get("page", 1))
        start = int(parameters.get("offset", (page - 1) * size))
        if start >= len(rows) and page > 1:
            return Response(route, 400, body=_json(NO_PAGE))
        fields = parameters.get("_fields", "").split(",")
        shown = [{name: each.get(name) for name in fields} for each in rows[start : start + size]]
        headers = {"X-WP-Total": str(len(rows))} if self.totals else {}
        return Response(route, headers=headers, body=_json(shown))


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


def wheres(extraction: Any) -> list[int]:
    return [int(post.where.split()[1]) for post in extraction.posts]


# --- where the interface is ----------------------------------------------------------------------


def html(head: str = "", **headers: str) -> Response:
    link = {"Link": headers["link"]} if "link" in headers else {}
    page = f"<html><head>{head}</head><body>Hej</body></html>"
    return Response(headers.get("url", f"{HOME}/"), headers=link, body=page.encode())


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (html(link=f'<{API}>; rel="https://api.w.org/"'), API),
        (html(link=f"<{API}>; rel=https://api.w.org/"), API),
        (html(link=f'<x>; rel="alternate", <{API}>; title="a, b"; rel="https://api.w.org/"'), API),
        (html(f'<link rel="https://api.w.org/" href="{API}">'), API),
        (html("<link rel='https://api.w.org/' href='/wp-json/'>"), API),
        (
            html(f'<link rel="https://api.w.org/" href="{HOME}/?rest_route=/">'),
            f"{HOME}/?rest_route=/",
        ),
        (html(), API),
        (Response(f"{HOME}/", body=b""), API),
        (Response(f"{HOME}/", 404, body=b"\0\0%PDF \xff"), API),
        (Response(f"{HOME}/", body=b"<!-- "), API),
    ],
)
def test_the_page_tells_or_it_is_in_its_usual_place(page: Response, expected: str) -> None:
    client = MadeUpClient(Site([row(1)]), {f"{HOME}/": page})
    assert find_api(client, f"{HOME}/") == expected


def test_a_page_deep_in_a_site_in_a_folder() -> None:
    def only_in_folder(route: str, parameters: dict[str, str]) -> Any:
        return Site([row(1)])(route, parameters)

    url = f"{HOME}/nyheter/2017/06/inlagg/"
    client = MadeUpClient(only_in_folder, {url: html(url=url)})
    wrong = Response("x", 200, body=b"<html>Startsidan</html>")
    pages = {
        f"{HOME}/nyheter/2017/06/inlagg/wp-json/": wrong,
        f"{HOME}/nyheter/2017/06/inlagg/?rest_route=/": wrong,
    }
    client = MadeUpClient(only_in_folder, {url: html(url=url), **pages})
    assert find_api(client, url) == f"{HOME}/nyheter/wp-json/"


def test_wp_json_may_be_the_front_page() -> None:
    """Without permalinks it is; the other form works then."""
    front = {f"{HOME}/": html(), API: html(url=API)}
    client = MadeUpClient(Site([row(1)]), front)
    assert find_api(client, f"{HOME}/") == f"{HOME}/?rest_route=/"


@pytest.mark.parametrize(
    "answer",
    [
        Response("x", 401, body=b'{"code": "rest_not_logged_in", "message": "Logga in."}'),
        Response("x", 403, body=b'{"code": "rest_forbidden", "message": "Nej."}'),
        Response("x", 404, body=b"<html>Finns inte</html>"),
        Response("x", 200, body=b"<html>Startsidan</html>"),
        Response("x", 200, body=b'{"namespaces": ["annat/v1"]}'),
        Response("x", 200, body=b"[]" * 2 + b"{"),
        ImportFileError("x: the server failed"),
    ],
)
def test_no_interface_that_may_be_read(answer: Any) -> None:
    client = MadeUpClient(lambda route, parameters: answer, {f"{HOME}/": html()})
    assert find_api(client, f"{HOME}/") is None


def test_an_interface_that_hides_its_description_only() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        if route == "":
            return Response("x", 401, body=b'{"code": "rest_forbidden", "message": "Nej."}')
        return None

    client = MadeUpClient(Site([row(1)], before=before), {f"{HOME}/": html()})
    assert find_api(client, f"{HOME}/") == API
    found = read_site(client, API)
    assert (wheres(found), found.source) == ([1], HOME)


def test_another_host_is_not_asked() -> None:
    """The client refuses it; then the site's own places are tried."""
    elsewhere = "https://public-api.example.com/wp/v2/sites/byn/"

    class Refusing(MadeUpClient):
        def get(self, url: str) -> Response:
            if not url.startswith(HOME):
                raise ImportFileError(f"{url}: another host")
            return super().get(url)

    page = html(link=f'<{elsewhere}>; rel="https://api.w.org/"')
    assert find_api(Refusing(Site([row(1)]), {f"{HOME}/": page}), f"{HOME}/") == API


# --- reading -------------------------------------------------------------------------------------


def test_a_post() -> None:
    categories = [
        {"id": 1, "name": "Okategoriserade", "parent": 0},
        {"id": 2, "name": "Projekt &amp; n\u00e4tverk", "parent": 0},
        {"id": 3, "name": "Byn", "parent": 2},
    ]
    post = row(
        7,
        title={"rendered": "Mat &#038; <em>dryck</em>&nbsp;&#8211; 2017"},
        guid={"rendered": f"{HOME}/?post_type=post&#038;p=7"},
        categories=[3, 1, 2, 99],
        modified="2017-07-01T10:00:00",
    )
    found = read_site(MadeUpClient(Site([post], categories)), API)
    (read,) = found.posts
    assert read.title == "Mat & dryck – 2017"
    assert read.key == f"{HOME}/?post_type=post&p=7"
    assert read.categories == ("Byn", "Projekt & nätverk")
    assert (read.published, read.updated) == (date(2017, 6, 29), date(2017, 7, 1))
    assert read.body == "Text 7."
    assert [(term.name, term.parent) for term in found.terms] == [
        ("Byn", "Projekt & nätverk"),
        ("Projekt & nätverk", None),
    ]
    assert found.complete
    assert found.source == HOME


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 250])
@pytest.mark.parametrize("totals", [True, False])
def test_all_pages_are_read(count: int, totals: bool) -> None:
    """Also where a proxy drops the header that says how many posts there are."""
    client = MadeUpClient(Site([row(n) for n in range(1, count + 1)], totals=totals))
    found = read_site(client, API)
    assert wheres(found) == list(range(1, count + 1))
    assert found.complete
    # A page for 100 each, one more where nothing else tells the end; and the numbers once more.
    asked = [url for url in client.asked if "/posts" in url]
    assert len(asked) <= (-(-count // 100) + 1) * 2


def test_pages_may_have_to_be_smaller() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        if int(parameters.get("per_page", 1)) > 20:
            refusal = {"code": "rest_invalid_param", "message": "per_page får vara högst 20"}
            return Response("x", 400, body=_json(refusal))
        return None

    found = read_site(MadeUpClient(Site([row(n) for n in range(1, 71)], before=before)), API)
    assert wheres(found) == list(range(1, 71))
    assert found.complete


def test_protected_posts_are_left_out() -> None:
    hidden = {"rendered": "<form>Hemligt l\u00f6senord</form>", "protected": True}
    secret = row(2, content=hidden, title={"rendered": "Hemligt"})
    found = read_site(MadeUpClient(Site([row(1), secret])), API)
    assert wheres(found) == [1]
    assert [(left.text, left.reason) for left in found.left_out] == [
        ("post 2", "not public: behind a password")
    ]
    assert "Heml" not in repr(found)


@pytest.mark.parametrize("broken", [[5], [1], [250], [101, 102], [3, 77, 149, 201]])
@pytest.mark.parametrize("how", ["error", "status", "html"])
def test_a_post_that_cannot_be_given_is_told(broken: list[int], how: str) -> None:
    posts = [row(n) for n in range(1, 251)]

    def before(route: str, parameters: dict[str, str]) -> Any:
        if route != "wp/v2/posts" or "content" not in parameters["_fields"]:
            return None
        size = int(parameters["per_page"])
        start = int(parameters.get("offset", (int(parameters.get("page", 1)) - 1) * size))
        if not any(start < number <= start + size for number in broken):
            return None
        return {
            "error": ImportFileError("the server failed (500)"),
            "status": Response("x", 400, body=b'{"code": "rest_odd", "message": "Fel"}'),
            "html": Response("x", 200, body=b"<b>Fatal error</b>: out of memory"),
        }[how]

    client = MadeUpClient(Site(posts, before=before))
    found = read_site(client, API)
    assert wheres(found) == [n for n in range(1, 251) if n not in broken]
    assert not found.complete
    assert [left.text for left in found.left_out] == [f"post {number}" for number in broken]
    assert len(client.asked) < 100


def test_a_server_that_goes_down_is_no_posts_fault() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        late = int(parameters.get("page", 1)) > 1 or "offset" in parameters
        return ImportFileError("the server failed (503)") if late else None

    client = MadeUpClient(Site([row(n) for n in range(1, 500)], before=before))
    with pytest.raises(ImportFileError, match="one post after the other"):
        read_site(client, API)
    assert len(client.asked) < 40


def test_posts_that_come_and_go_meanwhile() -> None:
    site = Site([row(n) for n in range(1, 351)])

    def before(route: str, parameters: dict[str, str]) -> Any:
        if route == "wp/v2/posts" and parameters.get("page") == "3" and site.posts[0]["id"] == 1:
            # Those that follow move up by two, past the end of page 2.
            site.posts = [each for each in site.posts if each["id"] not in (1, 50)]
            site.posts += [row(400), row(401)]
            site.posts[10] = row(site.posts[10]["id"], modified_gmt="2020-01-01T00:00:00")
        return None

    site.before = before
    found = read_site(MadeUpClient(site), API)
    assert wheres(found) == sorted(each["id"] for each in site.posts)
    assert found.complete


def test_a_list_that_never_rests_is_not_complete() -> None:
    site = Site([row(n) for n in range(1, 250)])

    def before(route: str, parameters: dict[str, str]) -> Any:
        if route == "wp/v2/posts":
            site.posts.append(row(site.posts[-1]["id"] + 1))
        return None

    site.before = before
    assert not read_site(MadeUpClient(site), API).complete


@pytest.mark.parametrize(
    "before_json",
    [
        b"\xef\xbb\xbf",
        b"\n\n",
        b"<br />\n<b>Warning</b>: Undefined array key [0] in {x} on line <b>1</b><br />\n",
        b"[notice] {oops} [] ",
    ],
)
def test_json_behind_what_a_plugin_writes(before_json: bytes) -> None:
    site = Site([row(1), row(2)])

    def spoiled(route: str, parameters: dict[str, str]) -> Any:
        answer = site(route, parameters)
        if isinstance(answer, Response):
            return Response(answer.url, answer.status, answer.headers, before_json + answer.body)
        return Response(route, body=before_json + _json(answer))

    client = MadeUpClient(spoiled, {f"{HOME}/": html()})
    assert find_api(client, f"{HOME}/") == API
    found = read_site(client, API)
    assert (wheres(found), found.source, found.complete) == ([1, 2], HOME, True)


def test_terms_that_are_kept_from_visitors() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        if route == "wp/v2/categories":
            return Response("x", 401, body=b'{"code": "rest_forbidden", "message": "Nej."}')
        return None

    found = read_site(MadeUpClient(Site([row(1, categories=[4])], before=before)), API)
    assert found.posts[0].categories == ()
    assert any("categories" in note for note in found.notes)


def test_a_list_that_is_refused_raises() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        if route == "wp/v2/posts":
            return Response("x", 401, body=b'{"code": "rest_forbidden", "message": "Nej."}')
        return None

    with pytest.raises(ImportFileError, match="visitors"):
        read_site(MadeUpClient(Site(before=before)), API)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date": None, "date_gmt": "2016-12-31T23:30:00"}, date(2017, 1, 1)),
        ({"date": "-0001-11-30T00:00:00", "date_gmt": "2016-06-30T22:30:00"}, date(2016, 7, 1)),
        ({"date": None, "date_gmt": None, "modified": "2015-05-05T10:00:00"}, date(2015, 5, 5)),
    ],
)
def test_days_that_are_missing(fields: dict[str, Any], expected: date) -> None:
    found = read_site(MadeUpClient(Site([row(1, **fields)])), API)
    assert [post.published for post in found.posts] == [expected]


@pytest.mark.parametrize(
    "described",
    [
        {"home": HOME, "gmt_offset": "1"},
        {"home": HOME, "timezone_string": "Ingen/Zon", "gmt_offset": 1},
    ],
)
def test_a_clock_by_its_offset(described: dict[str, Any]) -> None:
    site = Site([row(1, date=None, date_gmt="2016-12-31T23:30:00")], described=described)
    assert read_site(MadeUpClient(site), API).posts[0].published == date(2017, 1, 1)


def test_odd_rows_bring_no_traceback() -> None:
    odd = [
        {"id": 1},
        row(2, title=None, content=None, guid=None, link=None, categories=None, tags="x"),
        row(3, title="bara text", content="<p>bara text</p>", categories=[{"id": 1}]),
        row(4, content={"rendered": "halv \ud83d emoji \x0b och &#11;"}),
    ]
    found = read_site(MadeUpClient(Site(odd)), API)
    assert wheres(found) == [2, 3, 4]
    assert found.posts[0].key == f"{HOME}/?p=2"
    assert found.posts[2].body == "halv emoji och"


def test_both_forms_of_address() -> None:
    for api in (f"{HOME}/?rest_route=/", f"{HOME}/index.php?rest_route=/", f"{HOME}/bas/wp-json"):
        found = read_site(MadeUpClient(Site([row(1)])), api)
        assert wheres(found) == [1]


def test_a_page_past_the_last_may_be_another_fault() -> None:
    def before(route: str, parameters: dict[str, str]) -> Any:
        if int(parameters.get("page", 1)) > 1:
            return Response("x", 400, body=b'{"code": "rest_invalid_param", "message": "Nej."}')
        return None

    site = Site([row(n) for n in range(1, 101)], before=before, totals=False)
    found = read_site(MadeUpClient(site), API)
    assert wheres(found) == list(range(1, 101))
    assert found.complete
