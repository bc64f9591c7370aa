"""What all handlers share, and how they answer with a document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from planner.documents.calendar_file import ZONE
from planner.portal.store.database import Database
from planner.portal.web.cache import PortalCache
from planner.portal.web.throttle import Throttle


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
