"""Cookies: for this host alone, never read by scripts, and encrypted wherever the portal is."""

from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from planner.portal.web.state import portal_of


def read_cookie(request: Request, name: str) -> str | None:
    """Return the value of a cookie; None if the browser has none."""
    return request.cookies.get(_full_name(request, name))


def keep_cookie(
    request: Request, response: Response, name: str, value: str, lasts: timedelta
) -> None:
    """Set a cookie for some time.

    It is SameSite=Lax: one comes back by links in e-mails and from the service by which one signs
    in, which are cross-site navigations.
    """
    response.set_cookie(
        _full_name(request, name),
        value,
        max_age=int(lasts.total_seconds()),
        path=_path(request),
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(
        _full_name(request, name),
        path=_path(request),
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _is_secure(request: Request) -> bool:
    return urlsplit(portal_of(request).address_for(request)).scheme == "https"


def _full_name(request: Request, name: str) -> str:
    """Return a cookie's name; __Host- binds it to this host and all its paths (RFC 6265bis)."""
    if not _is_secure(request):
        return name
    return f"__Secure-{name}" if portal_of(request).prefix else f"__Host-{name}"


def _path(request: Request) -> str:
    return portal_of(request).prefix or "/"
