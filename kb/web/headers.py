"""Headers that every answer carries: nothing from elsewhere is loaded, nothing is guessed."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing of ours asks for them, so nothing that slips in shall.
_OFF = (
    *("accelerometer", "camera", "clipboard-read", "display-capture", "geolocation", "gyroscope"),
    *("hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    *("screen-wake-lock", "xr-spatial-tracking"),
)


def policy(scripts: str = "'self'", framed_by: str = "'none'") -> str:
    """Return a Content-Security-Policy: all is from here, and nothing stands in a page itself.

    Args:
        scripts: whose scripts run; they may ask nobody but the site.
        framed_by: who may show the answer in a frame.
    """
    return (
        f"default-src 'none'; style-src 'self'; script-src {scripts}; connect-src {scripts}; "
        f"img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    # frame-ancestors, as older browsers know it.
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Of an answer that pages of others show in a frame.
FRAMED = {
    "Content-Security-Policy": policy(scripts="'none'", framed_by="*"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# A year; of this host alone, since others of its domain are not ours to tell.
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """ASGI middleware that adds the headers where an answer does not set its own.

    A 304 gets none: a browser would put them in the place of those that came with the answer which
    it has, and nobody could frame the embed any longer.

    Args:
        app: what answers.
        https: whether the site is read over https, and never to be over anything else.
    """

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self._headers = HEADERS | _HTTPS_ONLY if https else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] != 304:
                own = MutableHeaders(scope=message)
                if "access-control-allow-origin" in own:  # data, which any site may use
                    own.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
                framed = "content-security-policy" in own  # which says by whom
                for name, value in self._headers.items():
                    if name != "X-Frame-Options" or not framed:
                        own.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
