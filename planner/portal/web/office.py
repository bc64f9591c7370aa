"""What scolarité is answered first: what is served, what to see to, who opened what."""

from starlette.responses import HTMLResponse, Response

from planner.messages import Messages
from planner.portal.pages.company import company_html
from planner.portal.pages.company_content import Gathering
from planner.portal.pages.journal import entries
from planner.portal.pages.office_tasks import attention
from planner.portal.pages.publication_view import without_room
from planner.portal.store.versions import companies, newest_of_all
from planner.portal.store.visits import journal
from planner.portal.web.company import archive_of, asked, document_of
from planner.portal.web.guard import Refused
from planner.portal.web.signing_in import Desk, reading

LAST, A_PAGE = 8, 50
"""So many visits are shown on the first page, and on one of the journal."""


@reading
def home(desk: Desk) -> Response:
    """Answer with what is served now, and what there is to see to."""
    with desk.portal.database.reading() as connection:
        found = attention(connection, desk.portal.shelf.held, desk.today)
        return desk.page(
            "office_home.html",
            newest=newest_of_all(connection),
            attention=found,
            without_room=[
                (version, without_room(years, desk.text)) for version, years in found.without_room
            ],
            entries=entries(connection, journal(connection, LAST), desk.text),
        )


@reading
def visits(desk: Desk) -> Response:
    """Answer with who opened and downloaded what, the last first, a page at a time."""
    company, before, after = (_given(desk, name) for name in ("company", "before", "after"))
    with desk.portal.database.reading() as connection:
        found = journal(connection, A_PAGE, company, before, after)
        first, last = (found[0].id, found[-1].id) if found else (None, None)
        return desk.page(
            "office_journal.html",
            companies=companies(connection),
            company=company,
            entries=entries(connection, found, desk.text),
            newer=first if first and journal(connection, 1, company, after=first) else None,
            older=last if last and journal(connection, 1, company, before=last) else None,
        )


def _given(desk: Desk, name: str) -> int | None:
    """Give a number that the address asks for; None where it asks for none."""
    text = desk.request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


# --- The page of a company, as the company sees it ----------------------------------------------


@reading
def preview(desk: Desk) -> Response:
    """Answer with the page of a company; nothing of it is noted."""
    company = _company(desk)
    base = f"/office/companies/{company}"
    gathering = Gathering(
        desk.portal.shelf.held, company, base, None, asked(desk.request), desk.today
    )
    page, _ = gathering.page(desk.portal.database)
    return HTMLResponse(company_html(page, desk.today, Messages(desk.text.language)))


@reading
def preview_document(desk: Desk) -> Response:
    """Answer with a document that the company finds on its page."""
    _, _, response = document_of(desk.request, desk.portal, _company(desk))
    return response


@reading
def preview_archive(desk: Desk) -> Response:
    """Answer with all documents that the company finds on its page."""
    _, response = archive_of(desk.request, desk.portal, _company(desk))
    return response


def _company(desk: Desk) -> int:
    """Give the number of a company that there is.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.number("company")
    with desk.portal.database.reading() as connection:
        if number not in companies(connection):
            raise Refused(counts=False)
    return number
