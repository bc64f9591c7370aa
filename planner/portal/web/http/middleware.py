"""ASGI middleware: security headers, and the access log."""

import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.portal.web.http.request_log import AnsweredRequest, answered_request, log_request

_NO_FRAMES = "frame-ancestors 'none'"

PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    f"form-action 'self'; {_NO_FRAMES}; base-uri 'none'"
)
"""The Content-Security-Policy of all answers: no scripts."""

SCRIPT_POLICY = f"{PLAIN_POLICY}; script-src 'self'; connect-src 'self'"
"""That of scolarité's pages: scripts of the office, which ask the office alone."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_YEAR = 31_536_000

_EMBEDDABLE = "embeddable"
"""The key in the state of a request whose answer other sites may show."""


def allow_embedding(request: Request) -> None:
    """Allow pages of other sites to embed the answer of a request, as an image or in a frame."""
    setattr(request.state, _EMBEDDABLE, True)


_FROM_PROXY = "from_proxy"


def is_from_proxy(scope: Scope) -> bool:
    """Return whether a request comes straight from a trusted proxy."""
    return bool(scope.get("state", {}).get(_FROM_PROXY))


class ProxyMiddleware:
    """Marks requests of trusted proxies, before their headers replace the address of the client.

    Parameters
    ----------
    trusted
        The addresses of proxies, or their networks.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._app, self._trusted = app, [ip_network(each) for each in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[_FROM_PROXY] = self._trusts(scope.get("client"))
        await self._app(scope, receive, send)

    def _trusts(self, client: tuple[str, int] | None) -> bool:
        try:
            found = ip_address(client[0] if client else "")
        except ValueError:
            return False
        return any(found in network for network in self._trusted)


class PortalMiddleware:
    """Wraps the application.

    Parameters
    ----------
    address
        The public base URL; if it is HTTPS, answers carry Strict-Transport-Security (HSTS).
    observe
        Called with each request that was answered, beside the access log.
    at_end
        Called when the server stops, before it waits for the answers under way.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        address: str | None,
        observe: Callable[[AnsweredRequest], None],
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.app, self.at_end, self._observe = app, at_end, observe
        self.is_secure = bool(address) and urlsplit(address or "").scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        scope.setdefault("state", {})["began"] = began
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception:  # answered and logged by its handler
            if status != 500:
                raise
        finally:
            answered = answered_request(scope, status, time.monotonic() - began)
            log_request(answered)
            self._observe(answered)

    def _complete(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", PLAIN_POLICY)
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Referrer-Policy", "no-referrer")
        if scope["state"].get(_EMBEDDABLE):
            _let_others_show(headers)
        if self.is_secure:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"


def _let_others_show(headers: MutableHeaders) -> None:
    policy = headers["Content-Security-Policy"]
    headers["Content-Security-Policy"] = policy.replace(_NO_FRAMES, "frame-ancestors *")
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    del headers["X-Frame-Options"]
