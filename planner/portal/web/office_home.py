"""What scolarité is answered first: what is served, what to see to, who opened what."""

from starlette.responses import HTMLResponse, Response

from planner.messages import Messages
from planner.portal.pages.company import company_page_html
from planner.portal.pages.company_content import CompanyPageBuilder
from planner.portal.pages.journal import journal_entries
from planner.portal.pages.office_tasks import find_office_tasks
from planner.portal.pages.publication_view import unplaced_lines
from planner.portal.store.versions import company_names, newest_versions
from planner.portal.store.visits import read_journal
from planner.portal.web.company import requested_version, served_archive, served_document
from planner.portal.web.denials import AccessDenied
from planner.portal.web.office_session import OfficeSession, office_page

RECENT_VISITS, VISITS_PER_PAGE = 8, 50
"""So many visits are shown on the first page, and on one of the journal."""


@office_page
def office_home(desk: OfficeSession) -> Response:
    """Answer with what is served now, and what there is to see to."""
    with desk.portal.database.reading() as connection:
        found = find_office_tasks(connection, desk.portal.cache.contents, desk.today)
        return desk.render_page(
            "office_home.html",
            newest=newest_versions(connection),
            tasks=found,
            without_room=[
                (version, unplaced_lines(years, desk.text)) for version, years in found.unplaced
            ],
            entries=journal_entries(connection, read_journal(connection, RECENT_VISITS), desk.text),
        )


@office_page
def journal_page(desk: OfficeSession) -> Response:
    """Answer with who opened and downloaded what, the last first, a page at a time."""
    company, before, after = (_given(desk, name) for name in ("company", "before", "after"))
    with desk.portal.database.reading() as connection:
        found = read_journal(connection, VISITS_PER_PAGE, company, before, after)
        first, last = (found[0].id, found[-1].id) if found else (None, None)
        return desk.render_page(
            "office_journal.html",
            companies=company_names(connection),
            company=company,
            entries=journal_entries(connection, found, desk.text),
            newer=first if first and read_journal(connection, 1, company, after=first) else None,
            older=last if last and read_journal(connection, 1, company, before=last) else None,
        )


def _given(desk: OfficeSession, name: str) -> int | None:
    """Give a number that the address asks for; None where it asks for none."""
    text = desk.request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


# --- The page of a company, as the company sees it ----------------------------------------------


@office_page
def company_preview(desk: OfficeSession) -> Response:
    """Answer with the page of a company; nothing of it is noted."""
    company = _company(desk)
    base = f"/office/companies/{company}"
    gathering = CompanyPageBuilder(
        desk.portal.cache.contents, company, base, None, requested_version(desk.request), desk.today
    )
    page, _ = gathering.build(desk.portal.database)
    return HTMLResponse(company_page_html(page, desk.today, Messages(desk.text.language)))


@office_page
def preview_document(desk: OfficeSession) -> Response:
    """Answer with a document that the company finds on its page."""
    _, _, response = served_document(desk.request, desk.portal, _company(desk))
    return response


@office_page
def preview_archive(desk: OfficeSession) -> Response:
    """Answer with all documents that the company finds on its page."""
    _, response = served_archive(desk.request, desk.portal, _company(desk))
    return response


def _company(desk: OfficeSession) -> int:
    """Give the number of a company that there is.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.path_number("company")
    with desk.portal.database.reading() as connection:
        if number not in company_names(connection):
            raise AccessDenied(is_attempt=False)
    return number
