"""What scolarité is answered about links: made, renewed, revoked, shown once."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from starlette.responses import Response

from planner.documents.links_sheet import links_sheet
from planner.files.problems import MOST_LABEL, Unusable, is_label, problem, retold
from planner.portal.store.issuing import (
    Asked,
    company_page,
    make_links,
    make_office_link,
    office_entry,
)
from planner.portal.store.links import Holding, Link, Made, holdings, links, make, revoke
from planner.portal.store.visits import last_opened
from planner.portal.web.guard import Refused
from planner.portal.web.signing_in import Desk, Form, acting, gone, reading
from planner.portal.web.state import WORKBOOK, attachment
from planner.portal.web.wording import ON_PAGES

LIST = "/office/links"

_YEAR = timedelta(days=365)


@reading
def listing(desk: Desk) -> Response:
    """Answer with the links of companies, and those of scolarité's own people."""
    with desk.portal.database.reading() as connection:
        found, opened = holdings(connection), last_opened(connection)
        own = links(connection, office=True)
    last: dict[int, datetime] = {}
    for (company, _), at in opened.items():
        last[company] = max(at, last.get(company, at))
    missing = [each for each in found if each.needs_link(desk.today) and each.lasts(desk.today)]
    return desk.page(
        "office_links.html",
        holdings=[each for each in found if each.apprentices or each.link],
        last=last,
        missing=len(missing),
        own=[link for link in own if link.opens(desk.today)],
        mine=desk.link.id,
        year=desk.today + _YEAR,
        most_name=MOST_LABEL,
        is_revoked=desk.request.query_params.get("done") == "revoked",
    )


@acting
def make_missing(desk: Desk, _: Form) -> Response:
    """Make the links that are missing, and answer with the workbook that holds them."""
    address, text = desk.portal.address_for(desk.request), desk.text
    with retold(ON_PAGES), desk.portal.database.writing() as connection:
        mailed = make_links(connection, Asked(), desk.who, desk.now, desk.today)
        if not any(each.made for each in mailed):
            return desk.go(LIST)
        content = links_sheet([each.row(address) for each in mailed], desk.today, text)
    headers = {"Content-Disposition": attachment(text("office.links-file"))}
    return Response(content, headers=headers, media_type=WORKBOOK)


@reading
def of_company(desk: Desk) -> Response:
    """Answer with the link of a company, and what can be done about it."""
    with desk.portal.database.reading() as connection:
        holding = _holding(desk, connection)
    ends = holding.ends if holding.lasts(desk.today) else desk.today + _YEAR
    return desk.page("office_link.html", holding=holding, ends=ends)


@acting
def make_one(desk: Desk, form: Form) -> Response:
    """Make the link of a company, or renew it, and show it."""
    ends = _ends(desk, form)
    with desk.portal.database.writing() as connection:
        made = make(connection, _holding(desk, connection), ends, desk.who, desk.now)
    return _shown(desk, made, company_page(desk.portal.address_for(desk.request), made.secret))


@acting
def make_own(desk: Desk, form: Form) -> Response:
    """Make a link for somebody at scolarité, and show it."""
    name, ends = form.text("name"), _ends(desk, form)
    if not name or not is_label(name):
        raise Unusable([problem("office.name", most=MOST_LABEL)])
    with retold(ON_PAGES), desk.portal.database.writing() as connection:
        made = make_office_link(connection, name, ends, desk.who, desk.now, renew=False)
    return _shown(desk, made, office_entry(desk.portal.address_for(desk.request), made.secret))


def _shown(desk: Desk, made: Made, address: str) -> Response:
    return desk.page("office_made.html", at=LIST, link=made.link, address=address)


@reading
def ask_revocation(desk: Desk) -> Response:
    """Tell what a revocation means, and ask."""
    with desk.portal.database.reading() as connection:
        link = _link(desk, connection)
    return desk.page("office_revocation.html", link=link, is_mine=link.id == desk.link.id)


@acting
def do_revoke(desk: Desk, _: Form) -> Response:
    """Revoke a link, perhaps the one by which whoever does it came in."""
    with desk.portal.database.writing() as connection:
        link = revoke(connection, _link(desk, connection).id, desk.now)
    return gone(desk) if link.id == desk.link.id else desk.go(LIST, done="revoked")


def _holding(desk: Desk, connection: Connection) -> Holding:
    """Give the company that the address names.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.number("company")
    found = next((each for each in holdings(connection) if each.company == number), None)
    if found is None:
        raise Refused(counts=False)
    return found


def _link(desk: Desk, connection: Connection) -> Link:
    """Give the link that the address names.

    Raises
    ------
    Refused
        There is none.
    """
    number = desk.number("link")
    known = (*links(connection, office=True), *links(connection, office=False))
    found = next((each for each in known if each.id == number), None)
    if found is None:
        raise Refused(counts=False)
    return found


def _ends(desk: Desk, form: Form) -> date:
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
