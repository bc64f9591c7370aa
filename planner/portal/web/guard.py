"""What every answer of the portal has in common: headers, a bound on what is sent, one line of log.

It also gives the one plain answer to whoever is not let in, whatever the reason.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.messages import LANGUAGES, Messages
from planner.portal.pages.rendering import render
from planner.portal.web.throttle import Throttle

_LOG = logging.getLogger("planner.portal")

MIN_DENIAL_SECONDS = 0.05
"""Seconds before which nobody is told that an address is not valid: checking takes less."""

MAX_BODY_BYTES = 64 * 1024
"""Bytes that a request may send; files for a publication may have `MOST_FILES`."""

MAX_UPLOAD_BYTES = 24 * 1024 * 1024

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

Clock = Callable[[], datetime]


class AccessDenied(Exception):
    """Somebody is not let in; nobody is told why.

    Attributes
    ----------
    counts
        Whether it was an attempt with a secret.
    """

    def __init__(self, *, counts: bool) -> None:
        self.is_attempt = counts


class BodyTooLarge(Exception):
    """A request sends more than it may."""


class PortalMiddleware:
    """Stands around all that the portal answers."""

    def __init__(self, app: ASGIApp, *, address: str | None, files_at: str) -> None:
        self.app, self.files_at = app, files_at
        self.is_secure = bool(address) and urlsplit(address or "").scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        scope.setdefault("state", {})["began"] = began
        status = 500
        most = MAX_UPLOAD_BYTES if scope["path"] == self.files_at else MAX_BODY_BYTES

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, _bounded(receive, Headers(scope=scope), most), sending)
        except Exception:  # it was answered and told where it happened
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
    """Take no more than so many bytes from a client."""
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
    """Tell of a request without its secrets: the form of its address, not the address."""
    client = scope["client"][0] if scope.get("client") else "-"
    route = scope.get("route")
    form = getattr(route, "path", "-")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return f"{moment} {client} {scope['method']} {form} {status} {seconds * 1000:.0f} ms"


def client_address(request: Request) -> str:
    """Give the address of whoever asks, as far as it is known."""
    return request.client.host if request.client else "-"


def request_language(request: Request) -> str:
    """Choose the language: the one asked for, else the first one that the browser prefers."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wanted = request.headers.get("accept-language", "").lower().split(",")
    spoken = (word.split(";")[0].strip()[:2] for word in wanted)
    return next((language for language in spoken if language in LANGUAGES), LANGUAGES[0])


def plain_page(key: str, status: int) -> Response:
    """Say one thing, in both languages, and nothing else."""
    texts = [Messages(language) for language in LANGUAGES]
    page = render(
        "plain.html",
        texts[0],
        said=[(text.language, text(f"answer.{key}"), text(f"why.{key}")) for text in texts],
    )
    return HTMLResponse(page, status)


ExceptionHandler = Callable[[Request, Exception], Awaitable[Response]]


def denial_handler(throttle: Throttle) -> ExceptionHandler:
    """Answer whoever is not let in: always the same, never sooner, later after a few tries."""
    refusal = bytes(plain_page("refused", 404).body)

    async def refuse(request: Request, error: Exception) -> Response:
        client = client_address(request)
        counts = isinstance(error, AccessDenied) and error.is_attempt
        wait = throttle.register_failure(client) if counts else 0.0
        began: float = request.scope["state"]["began"]
        rest = max(0.0, began + MIN_DENIAL_SECONDS - time.monotonic())
        if wait is None:
            await anyio.sleep(rest)
            return HTMLResponse(refusal, 429)
        try:
            await anyio.sleep(rest + wait)
        finally:
            if counts:
                throttle.release(client)
        return HTMLResponse(refusal, 404)

    return refuse


def plain_error_handler(key: str, status: int) -> ExceptionHandler:
    """Answer one plain thing."""

    async def say(_: Request, error: Exception) -> Response:
        if status >= 500:
            _LOG.error("%s: %s", key, error, exc_info=error)
        return plain_page(key, status)

    return say
