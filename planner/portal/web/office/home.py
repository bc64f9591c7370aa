"""Request handlers of scolarité: overview, access log, previews of companies' pages."""

from starlette.responses import HTMLResponse, Response

from planner.messages import Messages
from planner.portal.pages.company import company_page_html
from planner.portal.pages.company_content import CompanyPageBuilder
from planner.portal.pages.journal import journal_entries
from planner.portal.pages.office_tasks import find_office_tasks
from planner.portal.pages.publication_view import unplaced_lines
from planner.portal.settings.roles import Role
from planner.portal.store.audit import OfficeAct
from planner.portal.store.links import holder_names
from planner.portal.store.versions import company_names, newest_versions
from planner.portal.store.visits import read_journal
from planner.portal.web.company import (
    built_page,
    served_archive,
    served_archive_of_all,
    served_document,
)
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import whole_number
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_page

RECENT_VISITS, VISITS_PER_PAGE = 8, 50
"""How many visits the overview shows, and a page of the access log."""


@office_page
@needs(Role.READER, everywhere=True)
def office_home(session: OfficeSession) -> Response:
    """Return the overview: served versions, tasks, recent visits."""
    with session.portal.database.reading() as connection:
        found = find_office_tasks(connection, session.portal.cache.contents, session.today)
        return session.render_page(
            "office_home.html",
            newest=newest_versions(connection),
            tasks=found,
            without_room=[
                (version, unplaced_lines(years, session.text)) for version, years in found.unplaced
            ],
            entries=journal_entries(
                connection, read_journal(connection, RECENT_VISITS), session.text
            ),
        )


@office_page
@needs(Role.READER, everywhere=True)
def journal_page(session: OfficeSession) -> Response:
    """Return a page of the access log, the newest visits first."""
    company, before, after = (
        _query_number(session, name) for name in ("company", "before", "after")
    )
    with session.portal.database.reading() as connection:
        found = read_journal(connection, VISITS_PER_PAGE, company, before, after)
        first, last = (found[0].id, found[-1].id) if found else (None, None)
        return session.render_page(
            "office_journal.html",
            companies=holder_names(connection),
            company=company,
            entries=journal_entries(connection, found, session.text),
            newer=first if first and read_journal(connection, 1, company, after=first) else None,
            older=last if last and read_journal(connection, 1, company, before=last) else None,
        )


def _query_number(session: OfficeSession, name: str) -> int | None:
    """Parse an integer query parameter; None if it is missing or invalid."""
    return whole_number(session.request.query_params.get(name, ""))


# --- Previews of companies' pages ----------------------------------------------------------------


@office_page
@needs(Role.READER, everywhere=True)
def company_preview(session: OfficeSession) -> Response:
    """Return a page of a company as it sees it; the visit is not recorded."""
    company = _company(session)
    prefix = session.portal.prefix
    base = f"{prefix}/office/companies/{company}"
    builder = CompanyPageBuilder(
        session.portal.cache.contents,
        company,
        base,
        None,
        session.today,
    )
    page, _ = built_page(session.request, session.portal, builder)
    text = Messages(session.text.language)
    return HTMLResponse(company_page_html(page, session.now, text, prefix))


@office_page
@needs(Role.READER, everywhere=True)
def preview_document(session: OfficeSession) -> Response:
    """Return a document from the preview of a company's page."""
    _, _, response = served_document(session.request, session.portal, _company(session))
    return _noted(session, response)


@office_page
@needs(Role.READER, everywhere=True)
def preview_archive(session: OfficeSession) -> Response:
    """Return the ZIP archive from the preview of a company's page."""
    _, response = served_archive(session.request, session.portal, _company(session))
    return _noted(session, response)


def _noted(session: OfficeSession, response: Response) -> Response:
    """Record a download, unless the browser has the file already (304 Not Modified)."""
    if response.status_code == 200:
        session.note(OfficeAct.DOWNLOADED, session.path)
    return response


@office_page
@needs(Role.READER, everywhere=True)
def preview_archive_of_all(session: OfficeSession) -> Response:
    """Return the ZIP archive of all series from the preview of a company's page."""
    _, response = served_archive_of_all(session.request, session.portal, _company(session))
    return _noted(session, response)


def _company(session: OfficeSession) -> int:
    """Return the id of the company in the path.

    Raises
    ------
    AccessDenied
        There is no such company.
    """
    number = session.path_number("company")
    with session.portal.database.reading() as connection:
        if number not in company_names(connection):
            raise AccessDenied(is_attempt=False)
    return number
