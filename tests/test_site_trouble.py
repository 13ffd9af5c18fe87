import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import httpx2
import pytest

from kb.errors import ImportFileError
from kb.importers.site.trouble import PassingError, SlowError, explain, retry_after
from tests.sites import client, site

ADDRESS = httpx2.URL("https://exempel.se/a//b")


def caused_by(cause: BaseException) -> httpx2.ConnectError:
    error = httpx2.ConnectError("failed")
    error.__cause__ = OSError("in between")
    error.__cause__.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "there is no host exempel.se"),
        (ssl.SSLCertVerificationError(1, "bad"), "shows a certificate that cannot be trusted"),
    ],
)
def test_what_does_not_pass(cause: BaseException, said: str) -> None:
    with pytest.raises(ImportFileError) as raised:
        explain(ADDRESS, caused_by(cause))
    assert str(raised.value).startswith("https://exempel.se/a//b: ")
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "later"), "cannot be looked up"),
        (ConnectionRefusedError(), "nothing answers there"),
        (ConnectionResetError("reset"), "the connection breaks off"),
        (ssl.SSLError(1, "odd"), "no secure connection"),
    ],
)
def test_what_may_pass(cause: BaseException, said: str) -> None:
    with pytest.raises(PassingError, match=said):
        explain(ADDRESS, caused_by(cause))


def test_errors_that_cause_each_other_in_a_circle() -> None:
    error = httpx2.ReadError("")
    other = OSError("other")
    error.__context__, other.__context__ = other, error
    with pytest.raises(PassingError, match="ReadError"):
        explain(ADDRESS, error)


def test_who_waited_in_vain_waits_once_more() -> None:
    assert SlowError("x").attempts == 2


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0), ("17", 17), (" 17 ", 17), ("", None), ("soon", None), ("-5", None), ("1.5", None),
     ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 21 Oct 2015 07:28:00", 0)],
)  # fmt: skip
def test_how_long_to_wait(value: str, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_a_time_to_wait_for() -> None:
    wait = retry_after("Fri, 31 Dec 2099 23:59:59 GMT")
    assert wait is not None
    assert wait > 60


def test_a_certificate_of_ones_own_making(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("the program openssl, which makes a certificate, is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    files = ["-keyout", str(key), "-out", str(certificate), "-days", "2"]
    subprocess.run([*made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with site({}, context=context) as server, client() as asking:
        url = server.url
        with pytest.raises(ImportFileError) as raised:
            asking.get(url)
    assert str(raised.value).startswith(f"{url}/: shows a certificate that cannot be trusted")
