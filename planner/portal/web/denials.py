"""Answers to requests that are denied or fail: the same page whatever the reason."""

import logging
import time
from collections.abc import Awaitable, Callable

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from planner.messages import LANGUAGES, Messages
from planner.portal.pages.rendering import render
from planner.portal.web.throttle import Throttle

_LOG = logging.getLogger("planner.portal")

MIN_DENIAL_SECONDS = 0.05
"""Seconds before which nobody is told that an address is not valid: checking takes less."""


class AccessDenied(Exception):
    """Somebody is not let in; nobody is told why.

    Attributes
    ----------
    is_attempt
        Whether the request presented a secret: such failures are throttled.
    """

    def __init__(self, *, is_attempt: bool) -> None:
        self.is_attempt = is_attempt


def client_address(request: Request) -> str:
    """Give the address of whoever asks, as far as it is known."""
    return request.client.host if request.client else "-"


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
