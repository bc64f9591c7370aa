"""What companies are answered: their page, their downloads, the feeds of their apprentices."""

import logging
from collections.abc import Callable
from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from planner.apprentices.folders import Document
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.portal.pages.company import company_html
from planner.portal.pages.company_content import Asked, Gathering, with_feeds
from planner.portal.store.contents import Held
from planner.portal.store.links import Link, feed, opened, show_feeds
from planner.portal.store.versions import Version, newest, newest_of_all
from planner.portal.store.visits import ARCHIVE, needs_note, note_downloaded, note_opened, note_read
from planner.portal.web.guard import Refused, language_of
from planner.portal.web.state import Portal, answer, portal_of

LOG = logging.getLogger("planner.portal")

_AHEAD = {"purpose", "sec-purpose", "x-purpose"}
"""The headers by which browsers tell that nobody has asked for a page yet."""


def page(request: Request) -> Response:
    """Answer with the page of the company whose link it is."""
    portal, now = portal_of(request), portal_of(request).clock()
    secret = request.path_params["secret"]
    link, company = _let_in(portal, secret)
    gathering = Gathering(
        portal.shelf.held, company, f"/c/{secret}", link, asked(request), portal.today
    )
    found, shown = gathering.page(portal.database)
    people = [seat.person for seat in found.seats if not seat.is_replaced]
    at, language = portal.address_for(request), language_of(request)
    try:
        secrets = show_feeds(portal.database, link, secret, people, now)
    except Unusable as unusable:  # the page matters more than new subscriptions
        LOG.warning("the feeds of a page could not be kept: %s", unusable)
        secrets = {}
    found = with_feeds(
        found,
        {person: f"{at}/feed/{each}.ics?lang={language}" for person, each in secrets.items()},
    )
    html = company_html(found, portal.today, Messages(language))
    noting = partial(note_opened, portal.database, company, shown, now)
    return HTMLResponse(html, background=_noted(request, noting))


def download(request: Request) -> Response:
    """Answer with a document of one of the company's apprentices."""
    portal = portal_of(request)
    _, company = _let_in(portal, request.path_params["secret"])
    version, document, response = document_of(request, portal, company)
    person, now = request.path_params["person"], portal.clock()
    if response.status_code == 200:
        noting = partial(note_downloaded, portal.database, company, version, person, document, now)
        response.background = _noted(request, noting)
    return response


def archive(request: Request) -> Response:
    """Answer with all documents of the company's apprentices in a programme and year."""
    portal = portal_of(request)
    _, company = _let_in(portal, request.path_params["secret"])
    version, response = archive_of(request, portal, company)
    if response.status_code == 200:
        noting = partial(
            note_downloaded, portal.database, company, version, None, ARCHIVE, portal.clock()
        )
        response.background = _noted(request, noting)
    return response


def subscription(request: Request) -> Response:
    """Answer with the calendar of one apprentice, if it is not what the calendar has already."""
    portal, text = portal_of(request), Messages(language_of(request))
    with portal.database.reading() as connection:
        found = feed(connection, request.path_params["secret"], portal.today)
        served = newest(connection, found.series) if found else None
    offer = portal.shelf.feed(served, found.person, text) if found and served else None
    if found is None or served is None or offer is None:
        raise Refused(counts=True)
    response = answer(request, offer, portal.shelf, is_download=False)
    if response.status_code == 200 or found.read != portal.today:
        with portal.database.reading() as connection:
            is_news = needs_note(connection, found, served, portal.today)
        if is_news:  # otherwise nothing is left to do: polling writes nothing
            noting = partial(
                note_read, portal.database, found, served, portal.clock(), portal.today
            )
            response.background = _noted(request, noting)
    return response


def _noted(request: Request, note: Callable[[], None]) -> BackgroundTask | None:
    """Note a visit once it is answered, if somebody makes it: not a program that looks ahead."""
    if request.method != "GET" or not _AHEAD.isdisjoint(request.headers):
        return None

    def noting() -> None:
        try:
            note()
        except Unusable as unusable:  # the answer matters more than the journal
            LOG.warning("a visit could not be noted: %s", unusable)

    return BackgroundTask(noting)


# --- What scolarité's previews answer as well ---------------------------------------------------


def asked(request: Request) -> Asked | None:
    """Tell which earlier version is asked for."""
    series, number = (request.query_params.get(name, "") for name in ("series", "revision"))
    return Asked(series, int(number)) if number.isdecimal() and len(number) < 7 else None


def document_of(request: Request, portal: Portal, company: int) -> tuple[Version, str, Response]:
    """Answer with a document of a person of a company, from the version that is served.

    Raises
    ------
    Refused
        The company has no such person, or there is no such document.
    """
    person, name = request.path_params["person"], request.path_params["document"]
    text = Messages(language_of(request))
    if name in list(Document):
        for version, held in _served(portal):
            enrolled = held.people.get(person)
            offer = portal.shelf.document(held, person, Document(name), text)
            if enrolled and enrolled.company == company and offer:
                return version, name, answer(request, offer, portal.shelf, is_download=True)
    raise Refused(counts=False)


def archive_of(request: Request, portal: Portal, company: int) -> tuple[Version, Response]:
    """Answer with everything of a company in a series, from the version that is served.

    Raises
    ------
    Refused
        The company has nobody in it, or there is no such series.
    """
    text = Messages(language_of(request))
    for version, held in _served(portal):
        if version.series.key == request.path_params["series"]:
            offer = portal.shelf.archive(held, company, text)
            if offer:
                return version, answer(request, offer, portal.shelf, is_download=True)
    raise Refused(counts=False)


def _served(portal: Portal) -> list[tuple[Version, Held]]:
    with portal.database.reading() as connection:
        served = [each for each in newest_of_all(connection) if not each.withdrawn]
    return [(each, portal.shelf.held(each)) for each in served]


def _let_in(portal: Portal, secret: str) -> tuple[Link, int]:
    """Give the link of a company, and the number of the company.

    Raises
    ------
    Refused
        The secret opens nothing.
    """
    with portal.database.reading() as connection:
        link = opened(connection, secret, portal.today, office=False)
    if link is None or link.company is None:
        raise Refused(counts=True)
    return link, link.company
