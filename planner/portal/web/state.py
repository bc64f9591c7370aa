"""The state of the server, shared by all request handlers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.requests import Request

from planner.portal.mail.post import Stationery
from planner.portal.pages.rendering import Renderer, render
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.address import path_prefix
from planner.portal.store.database import Database, read_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.secret import new_secret
from planner.portal.web.cache import PortalCache
from planner.portal.web.differences import DifferenceCache
from planner.portal.web.http.throttle import Throttle
from planner.portal.web.metrics import Metrics
from planner.portal.web.work_queue import WorkQueue
from planner.year.time_zones import day_at

_GLUED = ".,;:!?…)]}>*'\"’”»\u00a0\u202f\u200b"
"""What follows a link in a sentence; mail programs often take it for a part of the link."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Portal:
    """A portal that is being served.

    Attributes
    ----------
    address
        The public base URL without a trailing slash; None for the one of each request. Where it
        has a path, all paths that are served begin with it.
    clock
        Returns the current time in UTC.
    uploads
        The queue in which uploaded files are read.
    render
        Renders the templates of scolarité's pages.
    home
        The path to which signing in leads, without the prefix.
    sign_ons
        The queue in which the service of sign-ins is asked.
    key
        Signs the cookie that browsers keep while they are at that service.
    settings
        What the school has set.
    stop
        Stops the server, on a person's own machine: pages have a button for it, and name the
        file of the database. None where others need the server.
    wake
        Starts the background jobs at once.
    """

    database: Database
    cache: PortalCache
    address: str | None = None
    clock: Callable[[], datetime] = _now
    throttle: Throttle = field(default_factory=Throttle)
    differences: DifferenceCache = field(default_factory=DifferenceCache)
    uploads: WorkQueue = field(default_factory=WorkQueue)
    metrics: Metrics = field(default_factory=Metrics)
    render: Renderer = render
    home: str = "/office"
    sign_ons: WorkQueue = field(default_factory=WorkQueue)
    key: str = field(default_factory=new_secret, repr=False)
    settings: SchoolSettings = field(default_factory=SchoolSettings)
    stop: Callable[[], None] | None = None
    wake: Callable[[], None] = lambda: None

    @property
    def is_own_machine(self) -> bool:
        """Whether it runs on the machine of the person who uses it."""
        return self.stop is not None

    @property
    def prefix(self) -> str:
        """What all paths begin with, before those of the routes; "" for nothing."""
        return path_prefix(self.address or "")

    @property
    def today(self) -> date:
        """The current date in France."""
        return day_at(self.clock())

    def address_for(self, request: Request) -> str:
        """Return the base URL to use in links of a response."""
        return self.address or str(request.base_url).rstrip("/")


def stationery_of(portal: Portal) -> Stationery | None:
    """Return what all messages have alike; None where none are sent.

    That is where the settings name no mail server, or nothing says under which address the portal
    is reached: links of messages begin with it.
    """
    settings = portal.settings
    with portal.database.reading() as connection:
        address = portal.address or read_setting(connection, ADDRESS_SETTING)
    if settings.mail is None or address is None:
        return None
    return Stationery(settings.mail, address, settings.school.name or "")


def portal_of(request: Request) -> Portal:
    """Return the portal that handles a request."""
    found = request.app.state.portal
    assert isinstance(found, Portal)
    return found


def secret_of(request: Request) -> str:
    """Return the secret of the URL path, without the punctuation that a mail glued to the link."""
    secret: str = request.path_params["secret"]
    return secret.rstrip(_GLUED)
