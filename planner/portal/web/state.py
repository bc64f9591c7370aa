"""What all handlers share, and how they answer with a document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from planner.documents.calendar_file import ZONE
from planner.portal.store.database import Database
from planner.portal.web.cache import CacheableDocument, PortalCache
from planner.portal.web.throttle import Throttle

XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_KINDS = {
    "pdf": "application/pdf",
    "xlsx": XLSX_MEDIA_TYPE,
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
    "json": "application/json",
}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Portal:
    """A portal that is being served.

    Attributes
    ----------
    address
        The address by which people reach it, without a slash at the end; None where it is the
        one that their browsers ask for.
    clock
        Tells the moment.
    """

    database: Database
    cache: PortalCache
    address: str | None = None
    clock: Callable[[], datetime] = _now
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def today(self) -> date:
        """The day in France."""
        return self.clock().astimezone(ZoneInfo(ZONE)).date()

    def address_for(self, request: Request) -> str:
        """Give the address that others are told."""
        return self.address or str(request.base_url).rstrip("/")


def portal_of(request: Request) -> Portal:
    """Give the portal that is asked."""
    found = request.app.state.portal
    assert isinstance(found, Portal)
    return found


def is_not_modified(request: Request, tag: str) -> bool:
    """Tell whether whoever asks has this state of a document already."""
    told = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") in (f'"{tag}"', "*") for each in told.split(","))


def document_response(
    request: Request, offer: CacheableDocument, shelf: PortalCache, *, is_download: bool
) -> Response:
    """Give a document, unless whoever asks has it already."""
    headers = {"ETag": f'"{offer.etag}"', "Cache-Control": "private, no-cache"}
    if is_not_modified(request, offer.etag):
        return Response(status_code=304, headers=headers)
    if is_download:
        headers["Content-Disposition"] = content_disposition(offer.name)
    kind = _KINDS[offer.name.rpartition(".")[2]]
    return Response(shelf.rendered(offer), headers=headers, media_type=kind)


def content_disposition(name: str) -> str:
    """Say under which name something is to be kept (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
