import gzip
import socket
import zlib
from pathlib import Path

import pytest

from kb.errors import ImportFileError
from kb.importers.site.client import Client, Limits
from kb.importers.site.response import Response
from tests.sites import QUICK, Answer, Handler, Page, client, site


def refused(url: str, **changes: object) -> str:
    with client(**changes) as asking, pytest.raises(ImportFileError) as raised:
        asking.get(url)
    return str(raised.value)


def refusal(pages: dict[str, Page], path: str = "/") -> str:
    with site(pages) as server:
        return refused(server.url + path).replace(server.url, "")


def test_gets_what_an_address_answers() -> None:
    with (
        site({"/a?b=1": Answer("Hej på dig", "Text/HTML; charset=UTF-8")}) as server,
        client() as asking,
    ):
        response = asking.get(f"{server.url}/a?b=1#c")
    assert response.url == f"{server.url}/a?b=1"
    assert (response.status, response.content_type, response.text) == (
        200,
        "text/html",
        "Hej på dig",
    )
    assert response.headers["CONTENT-length"] == "11"


def test_says_who_asks_and_keeps_no_cookies() -> None:
    pages: dict[str, Page] = {"/": Answer("x", headers={"Set-Cookie": "a=b; Path=/"})}
    with site(pages) as server, client(contact="info@exempel.se\r\nX-Evil: å") as asking:
        asking.get(server.url)
        asking.get(server.url)
    first, second = server.headers
    assert first["user-agent"].startswith("kunskapsbanken/")
    assert first["user-agent"].endswith("(+info@exempel.se X-Evil:)")
    assert "cookie" not in second
    assert "authorization" not in second
    assert "x-evil" not in second


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_an_answer(status: int) -> None:
    with site({"/": Answer("no", status=status)}) as server, client() as asking:
        assert asking.get(server.url).status == status


# --- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"abc", mtime=0)),
        ("x-gzip", gzip.compress(b"ab", mtime=0) + gzip.compress(b"c", mtime=0)),
        ("gzip", gzip.compress(b"abc", mtime=0) + bytes(8)),
        ("deflate", zlib.compress(b"abc")),
        ("deflate", zlib.compress(b"abc", wbits=-15)),
        ("identity", b"abc"),
    ],
)
def test_packed_bodies_are_unpacked(encoding: str, packed: bytes) -> None:
    page = Answer(packed, headers={"Content-Encoding": encoding})
    with site({"/": page}) as server, client() as asking:
        assert asking.get(server.url).body == b"abc"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(b"abc" * 1000, mtime=0)[:-9]),
        ("br", b"abc"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip, gzip", b"abc"),
    ],
)
def test_bodies_that_cannot_be_unpacked(encoding: str, packed: bytes) -> None:
    said = refusal({"/": Answer(packed, headers={"Content-Encoding": encoding})})
    assert said.startswith("/: the answer cannot be unpacked")


def test_a_bomb_does_no_harm() -> None:
    bomb = gzip.compress(bytes(300 * 1024 * 1024), 9)
    assert len(bomb) < QUICK.largest
    said = refusal({"/": Answer(bomb, headers={"Content-Encoding": "gzip"})})
    assert said == "/: is larger than 1 MB; save it as a file and import that"


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
    except OSError:
        return


def in_drops(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            if handler.connection.recv(1, socket.MSG_DONTWAIT) == b"":
                return
    except BlockingIOError:
        in_drops_on(handler)
    except OSError:
        return


def in_drops_on(handler: Handler) -> None:
    handler.connection.settimeout(0.02)
    try:
        while True:
            handler.wfile.write(b"x")
            try:
                if handler.connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue
    except OSError:
        return


def test_an_endless_body_ends() -> None:
    assert "is larger than 1 MB" in refusal({"/": endless})


def test_a_body_in_drops_ends() -> None:
    assert "no whole answer within 0.6 s" in refusal({"/": in_drops})


# --- trouble ------------------------------------------------------------------------------------


def hanging(handler: Handler) -> None:
    handler.connection.settimeout(5)
    handler.connection.recv(1)  # until the client gives up


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def cut(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"only this")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def test_a_site_that_hangs_is_asked_twice() -> None:
    with site({"/": hanging}) as server:
        said = refused(server.url)
    assert said == f"{server.url}/: no answer within 0.3 s; check the address or try again later"
    assert len(server.asked) == 2


@pytest.mark.parametrize("trouble", [reset, cut, no_http])
def test_a_connection_that_breaks_is_tried_again(trouble: Page) -> None:
    with site({"/": trouble}) as server:
        said = refused(server.url)
    assert said.startswith(f"{server.url}/: the connection breaks off")
    assert len(server.asked) == QUICK.attempts


@pytest.mark.parametrize("trouble", [reset, cut])
def test_a_connection_that_breaks_once(trouble: Page) -> None:
    assert callable(trouble)
    calls = []

    def once(handler: Handler) -> Answer | None:
        calls.append(handler)
        return trouble(handler) if len(calls) == 1 else Answer("here")

    with site({"/": once}) as server, client() as asking:
        assert asking.get(server.url).text == "here"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_asked_again(status: int) -> None:
    pages: dict[str, Page] = {"/": [Answer(status=status), Answer(status=status), Answer("here")]}
    waits: list[float] = []
    with site(pages) as server, client(sleep=waits.append) as asking:
        assert asking.get(server.url).text == "here"
    first, second = [wait for wait in waits if wait]
    assert 1 <= first <= 2
    assert 2 <= second <= 3


def test_what_does_not_pass_is_told() -> None:
    assert refusal({"/": Answer(status=503)}) == (
        "/: answers 503 Service Unavailable; check the address or try again later"
    )
    assert refusal({"/": Answer(status=501)}).startswith("/: answers 501 Not Implemented")


def test_the_site_says_how_long_to_wait() -> None:
    waits: list[float] = []
    again = Answer(status=429, headers={"Retry-After": "17"})
    with site({"/": [again, Answer("here")]}) as server, client(sleep=waits.append) as asking:
        assert asking.get(server.url).text == "here"
    assert 17 in waits


@pytest.mark.parametrize("asks", ["soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "99:99", ""])
def test_odd_ways_to_say_how_long(asks: str) -> None:
    again = Answer(status=503, headers={"Retry-After": asks})
    with site({"/": [again, Answer("here")]}) as server, client() as asking:
        assert asking.get(server.url).text == "here"


def test_too_long_a_wait_is_no_wait() -> None:
    said = refusal({"/": Answer(status=429, headers={"Retry-After": "3600"})})
    assert "asks to wait 3600 s; try again after that" in said


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/a//b"
        assert refused(url) == f"{url}: nothing answers there; check the address or try again later"


def test_no_such_host() -> None:
    said = refused("https://finns-inte.invalid/nyheter")
    assert said.startswith("https://finns-inte.invalid/nyheter: ")
    assert "host finns-inte.invalid" in said


def test_no_secure_connection() -> None:
    with site({}) as server:
        said = refused(server.url.replace("http:", "https:"))
    assert "secure connection" in said


# --- one host -----------------------------------------------------------------------------------


def redirect(target: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": target})


@pytest.mark.parametrize("target", ["/b", "b", "{site}/b", "//127.0.0.1:{port}/b", " /b "])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_on_the_site_are_followed(target: str, status: int) -> None:
    with site({"/b": Answer("here")}) as server, client() as asking:
        port = server.url.rpartition(":")[2]
        server.pages["/"] = redirect(target.replace("{port}", port), status)
        response = asking.get(server.url)
    assert (response.text, response.url) == ("here", f"{server.url}/b")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "https://exempel.se/",
        "//exempel.se/",
        "http://127.0.0.1.exempel.se/",
        "http://[::1]/",
        "http://2130706433/",
    ],
)
def test_redirects_away_are_refused(target: str) -> None:
    said = refusal({"/": redirect(target)})
    assert said.startswith("/: leads to ") or said.startswith(": leads to ")
    assert "on another host" in said


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1"])
def test_redirects_to_no_address(target: str) -> None:
    assert "is no address" in refusal({"/": redirect(target)})


def test_redirects_in_a_circle() -> None:
    pages: dict[str, Page] = {"/": redirect("/a"), "/a": redirect("/")}
    assert "leads round in a circle" in refusal(pages)
    longer: dict[str, Page] = {f"/{n}": redirect(f"/{n + 1}") for n in range(50)}
    with site(longer) as server:
        assert "leads round in a circle" in refused(f"{server.url}/0")
    assert len(server.asked) <= QUICK.redirects + 1


def test_a_redirect_without_an_address_is_told() -> None:
    assert "answers 302 Found" in refusal({"/": Answer(status=302)})


def test_another_host_is_not_asked() -> None:
    with site({"/": Answer("x")}) as one, site({"/": Answer("y")}) as other, client() as asking:
        asking.get(one.url)
        assert asking.same_site(f"{one.url}/a")
        assert not asking.same_site(other.url)
        with pytest.raises(ImportFileError, match="is on another host than"):
            asking.get(other.url)
    assert other.asked == []


@pytest.mark.parametrize(
    ("first", "then", "same"),
    [
        ("http://exempel.se/", "https://exempel.se/", True),
        ("https://exempel.se/", "http://www.exempel.se:80/a", True),
        ("https://www.exempel.se/", "https://EXEMPEL.se./", True),
        ("https://åäö.se/", "https://www.xn--4cab6c.se/wp-json/", True),
        ("https://exempel.se/", "https://exempel.se:8443/", False),
        ("https://exempel.se:8443/", "https://exempel.se:8443/a", True),
        ("https://exempel.se/", "https://blogg.exempel.se/", False),
        ("https://exempel.se/", "https://exempel.se@evil.se/", False),
        ("https://exempel.se/", "ftp://exempel.se/", False),
        ("https://exempel.se/", "/wp-json/", False),
    ],
)
def test_what_is_one_site(first: str, then: str, same: bool) -> None:
    with client(limits=Limits(attempts=1, requests=0)) as asking:
        with pytest.raises(ImportFileError, match="0 requests"):
            asking.get(first)
        assert asking.same_site(then) is same


@pytest.mark.parametrize(
    "url",
    ["", "exempel.se", "http://", "http:///a", "https://:80/", "ftp://a.se/", "http://ex ample/",
     "http://a.se:99999/", "http://räk_smör.å_.se/", "http://[::1/", "mailto:a@b.se", "http://a\0.se/",
     "https://exempel..se/", "https://.se/", f"https://{'a' * 64}.se/"],
)  # fmt: skip
def test_no_address(url: str) -> None:
    assert "is no address of a site" in refused(url)


def test_a_password_is_neither_sent_nor_shown() -> None:
    said = refused("https://anna:hemligt@exempel.se/a")
    assert said.startswith("https://exempel.se/a: was given with a name and a password")
    assert "hemligt" not in said


def test_letters_of_all_kinds_in_an_address() -> None:
    with site({"/nyheter/%C3%A5r?q=%C3%B6": Answer("here")}) as server, client() as asking:
        assert asking.get(f"{server.url}/nyheter/år?q=ö").text == "here"
        assert asking.get(f"{server.url}/nyheter/a\u030ar?q=%C3%B6").text == "here"
        server.pages["/"] = redirect("/nyheter/%C3%A5r?q=%C3%B6")
        assert asking.get(server.url).text == "here"


def test_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        with site({"/": Answer("here")}, "::1") as server, client() as asking:
            assert asking.get(server.url).text == "here"
    except OSError:
        pytest.skip("no IPv6 on this machine")


def test_requests_are_bounded() -> None:
    with site({"/": Answer("x")}) as server, client(limits=Limits(requests=3, pause=0)) as asking:
        for _ in range(3):
            asking.get(server.url)
        with pytest.raises(ImportFileError, match="3 requests did not reach the end"):
            asking.get(server.url)


def test_pauses_between_requests() -> None:
    waits: list[float] = []
    limits = Limits(pause=0.5)
    with site({"/": Answer("x")}) as server, client(limits=limits, sleep=waits.append) as asking:
        for _ in range(3):
            asking.get(server.url)
    assert waits == [0.5, 0.5]


# --- going on where it was ----------------------------------------------------------------------


def test_what_was_read_is_not_asked_again(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    pages: dict[str, Page] = {
        "/1": redirect("/2"),
        "/2": Answer("två", "text/plain; charset=utf-8", headers={"Link": "</a>; rel=b"}),
        "/3": Answer("no", status=404),
    }
    with site(pages) as server:
        with client(resume=folder) as asking:
            first = [asking.get(f"{server.url}/{number}") for number in (1, 3)]
            assert asking.reused == 0
        with client(resume=folder) as asking:
            second = [asking.get(f"{server.url}/{number}") for number in (1, 3)]
            assert server.asked == ["/1", "/2", "/3", "/3"]
            assert asking.reused == 1
            server.pages["/2"] = Answer("ny")
            assert asking.get(f"{server.url}/1").text == "ny"
            asking.done()
        assert [found.body for found in first] == [found.body for found in second]
        assert first[0] == second[0]
        assert not folder.exists()
        with client(resume=folder) as asking:
            asking.get(f"{server.url}/1")
        assert server.asked[-2:] == ["/1", "/2"]


def test_removes_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with site({"/": Answer("x")}) as server, client(resume=tmp_path) as asking:
        asking.get(server.url)
        asking.done()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_ordinary_client_waits() -> None:
    with Client() as asking:
        assert asking.limits.pause > 0
        assert asking.limits.attempts > 1


# --- what an answer is --------------------------------------------------------------------------


def answer(body: bytes, content_type: str = "application/json") -> Response:
    return Response.of("https://exempel.se/a", 200, [("Content-Type", content_type)], body)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("å".encode(), "text/html", "å"),
        ("å".encode("latin-1"), "text/html", "å"),
        ("å”".encode("windows-1252"), "text/html; charset=windows-1252", "å”"),
        ("å".encode("latin-1"), 'text/html; charset="ISO-8859-1"', "å"),
        ("å".encode("utf-8-sig"), "text/html; charset=iso-8859-1", "å"),
        ("å".encode("utf-16"), "", "å"),
        ("å".encode(), "text/html; charset=nonsense", "å"),
        (b"\xff", "text/html; charset=utf-8", "\ufffd"),
    ],
)
def test_text(body: bytes, content_type: str, text: str) -> None:
    assert answer(body, content_type).text == text


def test_json() -> None:
    assert answer(b'\xef\xbb\xbf{"a": [1]}').json() == {"a": [1]}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"{'a': 1}"])
def test_no_json(body: bytes) -> None:
    with pytest.raises(ImportFileError, match="answers in something else than JSON"):
        answer(body, "text/html").json()
