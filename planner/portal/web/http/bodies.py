"""Bodies of requests, read up to a bound."""

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Message


class BodyTooLarge(Exception):
    """A request body exceeds its bound."""


@dataclass(frozen=True)
class BodyBounds:
    """The most that a submitted form may have.

    Attributes
    ----------
    size
        Bytes of the whole body.
    fields, files
        Their number.
    """

    size: int
    fields: int
    files: int


SHORT = BodyBounds(size=64 * 1024, fields=16, files=0)
"""Of a form that asks a few questions."""

LONG = BodyBounds(size=1024 * 1024, fields=20_000, files=0)
"""Of a form that holds all rules of a programme, and of JSON."""

UPLOAD = BodyBounds(size=24 * 1024 * 1024, fields=16, files=2)
"""Of a form with files."""


def bounded(request: Request, most: int) -> Request:
    """Return a request whose reading raises BodyTooLarge beyond a number of bytes."""
    left = most
    with suppress(ValueError):
        if int(request.headers.get("content-length", "0")) > most:
            left = -1

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0 and message["type"] == "http.request":
            raise BodyTooLarge
        return message

    return Request(request.scope, receive)
