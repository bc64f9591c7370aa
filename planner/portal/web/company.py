"""Request handlers of companies: their page, downloads, calendar feeds; visits are recorded."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from planner.apprentices.folders import Document
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.portal.pages.company import CompanyPage, company_page_html
from planner.portal.pages.company_content import SHOWN_AFTER_YEAR_END, CompanyPageBuilder
from planner.portal.store.links import Link, active_feed, page_link_of_secret, register_feeds
from planner.portal.store.versions import (
    Version,
    newest_version,
    newest_versions,
    versions_with,
)
from planner.portal.store.visits import (
    ARCHIVE_DOCUMENT,
    is_feed_reading_new,
    record_download,
    record_feed_reading,
    record_page_opening,
)
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.downloads import document_response
from planner.portal.web.http.forms import whole_number
from planner.portal.web.http.language import request_language
from planner.portal.web.state import Portal, portal_of, secret_of

_LOG = logging.getLogger("planner.portal")

_BETWEEN, _MOST_SEEN = "-", 20
"""What separates the versions that a page shows, and the most of them that are recorded."""

_NUMBER = re.compile(r"[0-9]{1,9}")

_PREFETCH_HEADERS = {"purpose", "sec-purpose", "x-purpose"}
"""Request headers of browsers that prefetch a page which nobody has opened yet."""


def company_page(request: Request) -> Response:
    """Return the page of the company that a link authenticates, or of one of its apprentices.

    Raises
    ------
    AccessDenied
        The secret is of no active link, or the company has no such apprentice.
    """
    portal, now = portal_of(request), portal_of(request).clock()
    secret = secret_of(request)
    link, company = _authorized_company(portal, secret)
    base = f"{portal.prefix}/c/{secret}"
    builder = CompanyPageBuilder(portal.cache.contents, company, base, link, portal.today)
    page, shown = built_page(request, portal, builder)
    language = request_language(request)
    if page.section and not page.section.is_replaced:
        feed = _feed_url(request, portal, link, page.section.person)
        page = replace(page, section=replace(page.section, feed_url=feed))
    if shown:
        numbers = _BETWEEN.join(str(version.id) for version in shown)
        page = replace(page, seen_path=f"{base}/seen.css?versions={numbers}")
    return HTMLResponse(company_page_html(page, now, Messages(language), portal.prefix))


def page_seen(request: Request) -> Response:
    """Return the empty stylesheet at the end of a company's page, and record that it was opened.

    A browser fetches it once it has the whole page; programs that check the links of a mail fetch
    the page alone, and nobody has read it then.
    """
    portal = portal_of(request)
    _, company = _authorized_company(portal, secret_of(request))
    response = Response(media_type="text/css; charset=utf-8")
    if request.headers.get("sec-fetch-dest", "style") == "style":
        asked = request.query_params.get("versions", "").split(_BETWEEN)[:_MOST_SEEN]
        numbers = [int(each) for each in asked if _NUMBER.fullmatch(each)]
        with portal.database.reading() as connection:
            seen = versions_with(connection, company, numbers)
        record = partial(record_page_opening, portal.database, company, seen, portal.clock())
        response.background = _recording(request, record)
    return response


def _feed_url(request: Request, portal: Portal, link: Link, person: int) -> str | None:
    """Return the URL of a person's feed; None if it is new and the database cannot be written."""
    secret = secret_of(request)
    try:
        feeds = register_feeds(portal.database, link, secret, [person], portal.clock())
    except Unusable as unusable:
        _LOG.warning("the feed of a page could not be kept: %s", unusable)
        return None
    at, language = portal.address_for(request), request_language(request)
    return f"{at}/feed/{feeds[person]}.ics?lang={language}"


def company_document(request: Request) -> Response:
    """Return a document of one of the company's apprentices."""
    portal = portal_of(request)
    _, company = _authorized_company(portal, secret_of(request))
    version, document, response = served_document(request, portal, company)
    person, now = request.path_params["person"], portal.clock()
    if response.status_code == 200:
        record = partial(record_download, portal.database, company, version, person, document, now)
        response.background = _recording(request, record)
    return response


def company_archive(request: Request) -> Response:
    """Return the ZIP archive of the company's apprentices in a series."""
    portal = portal_of(request)
    _, company = _authorized_company(portal, secret_of(request))
    version, response = served_archive(request, portal, company)
    if response.status_code == 200:
        record = partial(
            record_download,
            portal.database,
            company,
            version,
            None,
            ARCHIVE_DOCUMENT,
            portal.clock(),
        )
        response.background = _recording(request, record)
    return response


def company_archive_of_all(request: Request) -> Response:
    """Return one ZIP archive of the company's apprentices in all series that its page shows."""
    portal, now = portal_of(request), portal_of(request).clock()
    _, company = _authorized_company(portal, secret_of(request))
    versions, response = served_archive_of_all(request, portal, company)

    def record() -> None:
        for each in versions:
            record_download(portal.database, company, each, None, ARCHIVE_DOCUMENT, now)

    if response.status_code == 200:
        response.background = _recording(request, record)
    return response


def calendar_feed(request: Request) -> Response:
    """Return the iCalendar feed of an apprentice, or 304 Not Modified.

    Raises
    ------
    AccessDenied
        The secret is of no active feed.
    """
    portal, text = portal_of(request), Messages(request_language(request))
    with portal.database.reading() as connection:
        found = active_feed(connection, secret_of(request), portal.today)
        served = newest_version(connection, found.series) if found else None
        is_new = bool(
            found and served and is_feed_reading_new(connection, found, served, portal.today)
        )
    document = (
        portal.cache.feed(served, found.person, portal.today, text) if found and served else None
    )
    if found is None or served is None or document is None:
        raise AccessDenied(is_attempt=True)
    response = document_response(request, document, is_download=False)
    if is_new:  # other polls write nothing
        record = partial(
            record_feed_reading, portal.database, found, served, portal.clock(), portal.today
        )
        response.background = _recording(request, record)
    return response


def _recording(request: Request, record_visit: Callable[[], None]) -> BackgroundTask | None:
    """Return a task that records a visit after the response; None for HEAD and prefetching."""
    if request.method != "GET" or not _PREFETCH_HEADERS.isdisjoint(request.headers):
        return None

    def record() -> None:
        try:
            record_visit()
        except Unusable as unusable:  # a response does not fail for the access log
            _LOG.warning("a visit could not be noted: %s", unusable)

    return BackgroundTask(record)


# --- Shared with scolarité's previews ------------------------------------------------------------


def built_page(
    request: Request, portal: Portal, builder: CompanyPageBuilder
) -> tuple[CompanyPage, tuple[Version, ...]]:
    """Build the page that a request asks for: the list, an apprentice, or an earlier version.

    Raises
    ------
    AccessDenied
        The company has no such apprentice.
    """
    revision = whole_number(request.query_params.get("revision", ""), 6)
    built = builder.build(portal.database, request.path_params.get("person"), revision)
    if built is None:
        raise AccessDenied(is_attempt=False)
    return built


def served_document(
    request: Request, portal: Portal, company: int
) -> tuple[Version, str, Response]:
    """Return a document of a company's apprentice from the served version, with version and name.

    Raises
    ------
    AccessDenied
        The company has no such person, or there is no such document.
    """
    person, name = request.path_params["person"], request.path_params["document"]
    text = Messages(request_language(request))
    if name in list(Document):
        for version in _served(portal):
            contents = portal.cache.contents(version)
            enrolled = contents.people.get(person)
            if enrolled and enrolled.company == company and contents.shows(person, portal.today):
                document = portal.cache.document(version, person, Document(name), text)
                if document:
                    return version, name, document_response(request, document, is_download=True)
    raise AccessDenied(is_attempt=False)


def served_archive(request: Request, portal: Portal, company: int) -> tuple[Version, Response]:
    """Return the ZIP archive of a company from the served version of a series, with the version.

    Raises
    ------
    AccessDenied
        The company has no apprentice in it, or there is no such series.
    """
    text = Messages(request_language(request))
    for version in _served(portal):
        if version.series.key == request.path_params["series"]:
            document = portal.cache.archive(version, company, text)
            if document:
                return version, document_response(request, document, is_download=True)
    raise AccessDenied(is_attempt=False)


def served_archive_of_all(
    request: Request, portal: Portal, company: int
) -> tuple[tuple[Version, ...], Response]:
    """Return one ZIP archive of a company over the series of its page, with their versions.

    Raises
    ------
    AccessDenied
        The company has no apprentice in any.
    """
    text = Messages(request_language(request))
    earliest = portal.today - SHOWN_AFTER_YEAR_END
    versions = tuple(
        version
        for version in _served(portal)
        if version.last_day >= earliest
        and portal.cache.contents(version).company_folder(company) is not None
    )
    document = portal.cache.archive_of_all(versions, company, text)
    if document is None:
        raise AccessDenied(is_attempt=False)
    return versions, document_response(request, document, is_download=True)


def _served(portal: Portal) -> list[Version]:
    with portal.database.reading() as connection:
        return [each for each in newest_versions(connection) if not each.withdrawn]


def _authorized_company(portal: Portal, secret: str) -> tuple[Link, int]:
    """Authenticate a company by the secret of its link.

    Returns
    -------
    tuple
        The link, and the id of the company.

    Raises
    ------
    AccessDenied
        The secret is of no active link.
    """
    with portal.database.reading() as connection:
        link = page_link_of_secret(connection, secret, portal.today)
    if link is None or link.company is None:
        raise AccessDenied(is_attempt=True)
    return link, link.company
