"""What scolarité is answered about links: made, renewed, revoked, shown once."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from starlette.responses import Response

from planner.documents.links_sheet import links_sheet
from planner.files.problems import MOST_LABEL, Unusable, is_label, problem, retold
from planner.portal.store.issuing import (
    LinkRequest,
    company_page_url,
    issue_company_links,
    issue_office_link,
    office_sign_in_url,
)
from planner.portal.store.links import (
    CompanyAccess,
    IssuedLink,
    Link,
    issue_link,
    list_company_access,
    list_links,
    revoke_link,
)
from planner.portal.store.visits import last_openings
from planner.portal.web.denials import AccessDenied
from planner.portal.web.downloads import XLSX_MEDIA_TYPE, content_disposition
from planner.portal.web.forms import Form
from planner.portal.web.office_session import (
    OfficeSession,
    office_action,
    office_page,
    signed_out_response,
)
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

LINKS_PATH = "/office/links"

_YEAR = timedelta(days=365)


@office_page
def links_page(desk: OfficeSession) -> Response:
    """Answer with the links of companies, and those of scolarité's own people."""
    with desk.portal.database.reading() as connection:
        found, opened = list_company_access(connection), last_openings(connection)
        own = list_links(connection, office=True)
    last: dict[int, datetime] = {}
    for (company, _), at in opened.items():
        last[company] = max(at, last.get(company, at))
    missing = [
        each for each in found if each.needs_link(desk.today) and each.year_goes_on(desk.today)
    ]
    return desk.render_page(
        "office_links.html",
        holdings=[each for each in found if each.apprentices or each.link],
        last=last,
        missing=len(missing),
        own=[link for link in own if link.is_active(desk.today)],
        mine=desk.link.id,
        year=desk.today + _YEAR,
        most_name=MOST_LABEL,
        is_revoked=desk.request.query_params.get("done") == "revoked",
    )


@office_action
def issue_missing_links(desk: OfficeSession, _: Form) -> Response:
    """Make the links that are missing, and answer with the workbook that holds them."""
    address, text = desk.portal.address_for(desk.request), desk.text
    with retold(PAGE_MESSAGE_KEYS), desk.portal.database.writing() as connection:
        mailed = issue_company_links(
            connection, LinkRequest(), desk.user_name, desk.now, desk.today
        )
        if not any(each.issued for each in mailed):
            return desk.redirect(LINKS_PATH)
        content = links_sheet([each.sheet_row(address) for each in mailed], desk.today, text)
    headers = {"Content-Disposition": content_disposition(text("office.links-file"))}
    return Response(content, headers=headers, media_type=XLSX_MEDIA_TYPE)


@office_page
def company_link_page(desk: OfficeSession) -> Response:
    """Answer with the link of a company, and what can be done about it."""
    with desk.portal.database.reading() as connection:
        holding = _holding(desk, connection)
    ends = holding.year_ends if holding.year_goes_on(desk.today) else desk.today + _YEAR
    return desk.render_page("office_link.html", holding=holding, ends=ends)


@office_action
def issue_one_link(desk: OfficeSession, form: Form) -> Response:
    """Make the link of a company, or renew it, and show it."""
    ends = _ends(desk, form)
    with desk.portal.database.writing() as connection:
        made = issue_link(connection, _holding(desk, connection), ends, desk.user_name, desk.now)
    return _shown(desk, made, company_page_url(desk.portal.address_for(desk.request), made.secret))


@office_action
def issue_own_link(desk: OfficeSession, form: Form) -> Response:
    """Make a link for somebody at scolarité, and show it."""
    name, ends = form.text("name"), _ends(desk, form)
    if not name or not is_label(name):
        raise Unusable([problem("office.name", most=MOST_LABEL)])
    with retold(PAGE_MESSAGE_KEYS), desk.portal.database.writing() as connection:
        made = issue_office_link(connection, name, ends, desk.user_name, desk.now, renew=False)
    return _shown(
        desk, made, office_sign_in_url(desk.portal.address_for(desk.request), made.secret)
    )


def _shown(desk: OfficeSession, made: IssuedLink, address: str) -> Response:
    return desk.render_page("office_made.html", at=LINKS_PATH, link=made.link, address=address)


@office_page
def revocation_page(desk: OfficeSession) -> Response:
    """Tell what a revocation means, and ask."""
    with desk.portal.database.reading() as connection:
        link = _link(desk, connection)
    return desk.render_page("office_revocation.html", link=link, is_mine=link.id == desk.link.id)


@office_action
def revoke_action(desk: OfficeSession, _: Form) -> Response:
    """Revoke a link, perhaps the one by which whoever does it came in."""
    with desk.portal.database.writing() as connection:
        link = revoke_link(connection, _link(desk, connection).id, desk.now)
    return (
        signed_out_response(desk)
        if link.id == desk.link.id
        else desk.redirect(LINKS_PATH, done="revoked")
    )


def _holding(desk: OfficeSession, connection: Connection) -> CompanyAccess:
    """Give the company that the address names.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.path_number("company")
    found = next((each for each in list_company_access(connection) if each.company == number), None)
    if found is None:
        raise AccessDenied(is_attempt=False)
    return found


def _link(desk: OfficeSession, connection: Connection) -> Link:
    """Give the link that the address names.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.path_number("link")
    known = (*list_links(connection, office=True), *list_links(connection, office=False))
    found = next((each for each in known if each.id == number), None)
    if found is None:
        raise AccessDenied(is_attempt=False)
    return found


def _ends(desk: OfficeSession, form: Form) -> date:
    """Read the last day of a link.

    Raises
    ------
    Unusable
        It is none, or past.
    """
    try:
        ends = date.fromisoformat(form.text("ends"))
    except ValueError:
        raise Unusable([problem("office.ends-fault")]) from None
    if ends < desk.today:
        raise Unusable([problem("office.ends-fault")])
    return ends
