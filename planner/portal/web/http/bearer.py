"""Tokens that programs send in the header Authorization (RFC 6750)."""

from starlette.requests import Request

_SCHEME = "bearer "


def bearer_token(request: Request) -> str | None:
    """Return the token that a request presents; None if it presents none."""
    header = request.headers.get("authorization", "")
    is_bearer = header[: len(_SCHEME)].lower() == _SCHEME
    return header[len(_SCHEME) :].strip() if is_bearer else None
