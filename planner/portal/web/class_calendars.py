"""Request handlers of public calendars of classes: a page, a picture, files, an agenda.

Whoever has the address may open them, and any site may show them. Nothing is recorded.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from planner.documents.apprentice.class_calendar import ClassForm
from planner.messages import Messages
from planner.portal.pages.class_page import ClassPage, class_page_html
from planner.portal.store.public_calendars import (
    PublicCalendar,
    find_public_calendar,
    version_of_day,
    versions_of_programme,
)
from planner.portal.store.versions import Version
from planner.portal.web.cache import CacheableDocument
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.downloads import document_response
from planner.portal.web.http.forms import whole_number
from planner.portal.web.http.language import asked_language
from planner.portal.web.http.middleware import allow_embedding
from planner.portal.web.state import Portal, portal_of

_CACHED = "public, max-age=300"
"""Browsers and proxies keep an answer for five minutes, then ask whether it has changed."""


@dataclass(frozen=True)
class _Shown:
    """What an address shows.

    Attributes
    ----------
    versions
        The newest version of each year in which there is the class, by year.
    version
        The one that is asked for; that of the day without a question.
    """

    calendar: PublicCalendar
    versions: tuple[Version, ...]
    version: Version
    is_of_day: bool


def class_page(request: Request) -> Response:
    """Return the public page of a class.

    Raises
    ------
    AccessDenied
        There is no such public calendar, or nothing of it is on line.
    """
    portal, text = portal_of(request), Messages(asked_language(request))
    shown = _shown(request, portal, withdrawn=False)
    contents = portal.cache.contents(shown.version)
    cohort = contents.cohort(shown.calendar.cohort)
    assert cohort
    page = ClassPage(
        address=f"{portal.address_for(request)}/k/{shown.calendar.name}",
        cohort=cohort,
        edition=contents.edition,
        published=shown.version.published,
        years=tuple((each.series.start_year, each.year_label) for each in shown.versions),
        is_of_day=shown.is_of_day,
    )
    depends_on = (page.address, page.cohort.id, page.years, page.is_of_day, portal.today)
    etag = contents.etag("class page", *depends_on, text.language)
    now = portal.clock()
    document = portal.cache.page(
        "calendar.html", etag, lambda: class_page_html(page, now, text, portal.prefix)
    )
    return _response(request, document, is_download=False)


def class_document(request: Request) -> Response:
    """Return the calendar of a class as a picture, a page, a sheet or an agenda.

    Raises
    ------
    AccessDenied
        There is no such public calendar, or no such form of it.
    """
    portal, text = portal_of(request), Messages(asked_language(request))
    name = request.path_params["form"]
    if name not in list(ClassForm):
        raise AccessDenied(is_attempt=False)
    form = ClassForm(name)
    shown = _shown(request, portal, withdrawn=form is ClassForm.AGENDA)
    document = portal.cache.class_calendar(shown.version, shown.calendar.cohort, form, text)
    if document is None:
        raise AccessDenied(is_attempt=False)
    return _response(request, document, is_download=form is ClassForm.SHEET)


def _shown(request: Request, portal: Portal, *, withdrawn: bool) -> _Shown:
    """Return what the address of a request shows.

    Parameters
    ----------
    withdrawn
        Whether versions that were withdrawn are shown as well: agendas cancel what they had.
    """
    with portal.database.reading() as connection:
        calendar = find_public_calendar(connection, request.path_params["calendar"])
        listed = versions_of_programme(connection, calendar.programme) if calendar else ()
    versions = tuple(
        each
        for each in listed
        if calendar
        and (withdrawn or not each.withdrawn)
        and portal.cache.contents(each).cohort(calendar.cohort)
    )
    of_day = version_of_day(versions, portal.today)
    asked = request.query_params.get("year")
    start = None if asked is None else whole_number(asked, 4)
    of_year = (each for each in versions if each.series.start_year == start)
    version = of_day if asked is None else next(of_year, None)
    if calendar is None or version is None:
        raise AccessDenied(is_attempt=False)
    return _Shown(calendar, versions, version, is_of_day=version == of_day)


def _response(request: Request, document: CacheableDocument, *, is_download: bool) -> Response:
    allow_embedding(request)
    return document_response(request, document, is_download=is_download, cache_control=_CACHED)
