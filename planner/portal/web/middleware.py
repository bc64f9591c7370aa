"""ASGI middleware: security headers, a limit on request bodies, and the access log."""

import logging
import time
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("planner.portal")

MAX_BODY_BYTES = 64 * 1024
"""The largest request body, but for uploads of a publication."""

MAX_UPLOAD_BYTES = 24 * 1024 * 1024
"""The largest request body of uploads for a publication."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_YEAR = 31_536_000


class BodyTooLarge(Exception):
    """A request body exceeds its limit."""


class PortalMiddleware:
    """Wraps the application.

    Parameters
    ----------
    address
        The public base URL; if it is HTTPS, answers carry Strict-Transport-Security (HSTS).
    upload_path
        The path to which larger bodies may be sent.
    """

    def __init__(self, app: ASGIApp, *, address: str | None, upload_path: str) -> None:
        self.app, self.upload_path = app, upload_path
        self.is_secure = bool(address) and urlsplit(address or "").scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        scope.setdefault("state", {})["began"] = began
        status = 500
        most = MAX_UPLOAD_BYTES if scope["path"] == self.upload_path else MAX_BODY_BYTES

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, _bounded(receive, Headers(scope=scope), most), sending)
        except Exception:  # answered and logged by its handler
            if status != 500:
                raise
        finally:
            _LOG.info(_line(scope, status, time.monotonic() - began))

    def _complete(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Referrer-Policy", "no-referrer")
        if self.is_secure:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"


def _bounded(receive: Receive, headers: Headers, most: int) -> Receive:
    """Wrap `receive` so that it raises BodyTooLarge beyond a number of bytes."""
    left = most
    with suppress(ValueError):
        if int(headers.get("content-length", "0")) > most:
            left = -1

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0 and message["type"] == "http.request":
            raise BodyTooLarge
        return message

    return receiving


def _line(scope: Scope, status: int, seconds: float) -> str:
    """Format a line of the access log; it has the route's pattern, as URLs contain secrets."""
    client = scope["client"][0] if scope.get("client") else "-"
    route = scope.get("route")
    form = getattr(route, "path", "-")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return f"{moment} {client} {scope['method']} {form} {status} {seconds * 1000:.0f} ms"
