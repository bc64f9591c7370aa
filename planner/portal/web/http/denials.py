"""Answers to requests that are denied or fail: plain pages that reveal no reason."""

import logging
import time
from collections.abc import Awaitable, Callable

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from planner.messages import LANGUAGES, Messages
from planner.portal.pages.rendering import render
from planner.portal.web.http.throttle import Throttle

_LOG = logging.getLogger("planner.portal")

MIN_DENIAL_SECONDS = 0.05
"""Every denial takes at least this time, which hides how long the check took."""


class AccessDenied(Exception):
    """A request is not authorized, or its resource does not exist: both are answered alike.

    Attributes
    ----------
    is_attempt
        Whether the request presented a secret: such failures are throttled.
    """

    def __init__(self, *, is_attempt: bool) -> None:
        self.is_attempt = is_attempt


def client_address(request: Request) -> str:
    """Return the IP address of the client; "-" if unknown."""
    return request.client.host if request.client else "-"


def plain_page(key: str, status: int, prefix: str = "") -> Response:
    """Return a page with one message in all languages.

    Parameters
    ----------
    prefix
        What the paths of the portal begin with.
    """
    texts = [Messages(language) for language in LANGUAGES]
    page = render(
        "plain.html",
        texts[0],
        prefix=prefix,
        said=[(text.language, text(f"answer.{key}"), text(f"why.{key}")) for text in texts],
    )
    return HTMLResponse(page, status)


ExceptionHandler = Callable[[Request, Exception], Awaitable[Response]]
"""A handler of exceptions, as starlette calls it."""


def denial_handler(throttle: Throttle, prefix: str = "") -> ExceptionHandler:
    """Return the handler that answers 404, or 429 if throttled, with a constant body."""
    refusal = bytes(plain_page("refused", 404, prefix).body)

    async def refuse(request: Request, error: Exception) -> Response:
        counts = isinstance(error, AccessDenied) and error.is_attempt
        is_told = await delay_denial(request, throttle, is_attempt=counts)
        return HTMLResponse(refusal, 404 if is_told else 429)

    return refuse


async def delay_denial(request: Request, throttle: Throttle, *, is_attempt: bool) -> bool:
    """Wait for as long as a denial takes, and longer where a client tries secrets.

    Returns
    -------
    bool
        Whether the client may be told why; False if it has too many tries at once.
    """
    client = client_address(request)
    wait = throttle.register_failure(client) if is_attempt else 0.0
    began: float = request.scope["state"]["began"]
    rest = max(0.0, began + MIN_DENIAL_SECONDS - time.monotonic())
    if wait is None:
        await anyio.sleep(rest)
        return False
    try:
        await anyio.sleep(rest + wait)
    finally:
        if is_attempt:
            throttle.release(client)
    return True


def plain_error_handler(
    key: str, status: int, prefix: str = "", *, retry_after: int | None = None
) -> ExceptionHandler:
    """Return a handler that answers with a plain page; server errors are logged.

    Parameters
    ----------
    retry_after
        Seconds after which the request may succeed, sent as Retry-After; it is no error then.
    """

    async def handle(_: Request, error: Exception) -> Response:
        page = plain_page(key, status, prefix)
        if retry_after is not None:
            page.headers["Retry-After"] = str(retry_after)
        elif status >= 500:
            _LOG.error("%s: %s", key, error, exc_info=error)
        return page

    return handle
