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
from planner.portal.pages.company import company_page_html
from planner.portal.pages.company_content import (
    CompanyPageBuilder,
    RequestedVersion,
    with_feed_urls,
)
from planner.portal.store.contents import VersionContents
from planner.portal.store.links import Link, active_feed, active_link, register_feeds
from planner.portal.store.versions import Version, newest_version, newest_versions
from planner.portal.store.visits import (
    ARCHIVE_DOCUMENT,
    is_feed_reading_new,
    record_download,
    record_feed_reading,
    record_page_opening,
)
from planner.portal.web.denials import AccessDenied
from planner.portal.web.downloads import document_response
from planner.portal.web.language import request_language
from planner.portal.web.state import Portal, portal_of

_LOG = logging.getLogger("planner.portal")

_AHEAD = {"purpose", "sec-purpose", "x-purpose"}
"""The headers by which browsers tell that nobody has asked for a page yet."""


def company_page(request: Request) -> Response:
    """Answer with the page of the company whose link it is."""
    portal, now = portal_of(request), portal_of(request).clock()
    secret = request.path_params["secret"]
    link, company = _authorized_company(portal, secret)
    gathering = CompanyPageBuilder(
        portal.cache.contents,
        company,
        f"/c/{secret}",
        link,
        requested_version(request),
        portal.today,
    )
    found, shown = gathering.build(portal.database)
    people = [seat.person for seat in found.sections if not seat.is_replaced]
    at, language = portal.address_for(request), request_language(request)
    try:
        secrets = register_feeds(portal.database, link, secret, people, now)
    except Unusable as unusable:  # the page matters more than new subscriptions
        _LOG.warning("the feeds of a page could not be kept: %s", unusable)
        secrets = {}
    found = with_feed_urls(
        found,
        {person: f"{at}/feed/{each}.ics?lang={language}" for person, each in secrets.items()},
    )
    html = company_page_html(found, portal.today, Messages(language))
    noting = partial(record_page_opening, portal.database, company, shown, now)
    return HTMLResponse(html, background=_noted(request, noting))


def company_document(request: Request) -> Response:
    """Answer with a document of one of the company's apprentices."""
    portal = portal_of(request)
    _, company = _authorized_company(portal, request.path_params["secret"])
    version, document, response = served_document(request, portal, company)
    person, now = request.path_params["person"], portal.clock()
    if response.status_code == 200:
        noting = partial(record_download, portal.database, company, version, person, document, now)
        response.background = _noted(request, noting)
    return response


def company_archive(request: Request) -> Response:
    """Answer with all documents of the company's apprentices in a programme and year."""
    portal = portal_of(request)
    _, company = _authorized_company(portal, request.path_params["secret"])
    version, response = served_archive(request, portal, company)
    if response.status_code == 200:
        noting = partial(
            record_download,
            portal.database,
            company,
            version,
            None,
            ARCHIVE_DOCUMENT,
            portal.clock(),
        )
        response.background = _noted(request, noting)
    return response


def calendar_feed(request: Request) -> Response:
    """Answer with the calendar of one apprentice, if it is not what the calendar has already."""
    portal, text = portal_of(request), Messages(request_language(request))
    with portal.database.reading() as connection:
        found = active_feed(connection, request.path_params["secret"], portal.today)
        served = newest_version(connection, found.series) if found else None
    offer = portal.cache.feed(served, found.person, text) if found and served else None
    if found is None or served is None or offer is None:
        raise AccessDenied(is_attempt=True)
    response = document_response(request, offer, portal.cache, is_download=False)
    if response.status_code == 200 or found.last_read != portal.today:
        with portal.database.reading() as connection:
            is_news = is_feed_reading_new(connection, found, served, portal.today)
        if is_news:  # otherwise nothing is left to do: polling writes nothing
            noting = partial(
                record_feed_reading, portal.database, found, served, portal.clock(), portal.today
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
            _LOG.warning("a visit could not be noted: %s", unusable)

    return BackgroundTask(noting)


# --- What scolarité's previews answer as well ---------------------------------------------------


def requested_version(request: Request) -> RequestedVersion | None:
    """Tell which earlier version is asked for."""
    series, number = (request.query_params.get(name, "") for name in ("series", "revision"))
    return RequestedVersion(series, int(number)) if number.isdecimal() and len(number) < 7 else None


def served_document(
    request: Request, portal: Portal, company: int
) -> tuple[Version, str, Response]:
    """Answer with a document of a person of a company, from the version that is served.

    Raises
    ------
    Refused
        The company has no such person, or there is no such document.
    """
    person, name = request.path_params["person"], request.path_params["document"]
    text = Messages(request_language(request))
    if name in list(Document):
        for version, held in _served(portal):
            enrolled = held.people.get(person)
            offer = portal.cache.document(held, person, Document(name), text)
            if enrolled and enrolled.company == company and offer:
                return (
                    version,
                    name,
                    document_response(request, offer, portal.cache, is_download=True),
                )
    raise AccessDenied(is_attempt=False)


def served_archive(request: Request, portal: Portal, company: int) -> tuple[Version, Response]:
    """Answer with everything of a company in a series, from the version that is served.

    Raises
    ------
    Refused
        The company has nobody in it, or there is no such series.
    """
    text = Messages(request_language(request))
    for version, held in _served(portal):
        if version.series.key == request.path_params["series"]:
            offer = portal.cache.archive(held, company, text)
            if offer:
                return version, document_response(request, offer, portal.cache, is_download=True)
    raise AccessDenied(is_attempt=False)


def _served(portal: Portal) -> list[tuple[Version, VersionContents]]:
    with portal.database.reading() as connection:
        served = [each for each in newest_versions(connection) if not each.withdrawn]
    return [(each, portal.cache.contents(each)) for each in served]


def _authorized_company(portal: Portal, secret: str) -> tuple[Link, int]:
    """Give the link of a company, and the number of the company.

    Raises
    ------
    Refused
        The secret opens nothing.
    """
    with portal.database.reading() as connection:
        link = active_link(connection, secret, portal.today, office=False)
    if link is None or link.company is None:
        raise AccessDenied(is_attempt=True)
    return link, link.company
