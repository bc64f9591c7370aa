"""Request handlers of scolarité for links: list, issue, renew, revoke."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection
from starlette.responses import Response

from planner.documents.company.links_sheet import links_sheet
from planner.files.problems import MOST_LABEL, Unusable, is_label, problem, replaced_problem_keys
from planner.portal.settings.roles import Role
from planner.portal.store.address import company_page_url, office_sign_in_url
from planner.portal.store.contents import essential_pages
from planner.portal.store.issuing import (
    LinkRequest,
    issue_office_link,
    issue_page_links,
    page_summaries,
    prolong_links,
)
from planner.portal.store.links import (
    IssuedLink,
    Link,
    PageAccess,
    issue_link,
    list_links,
    list_page_access,
    revoke_link,
)
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.sessions import SIGN_IN_LIFETIME, list_office_access
from planner.portal.store.visits import last_openings
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.downloads import file_response
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import Need, needs
from planner.portal.web.office.session import (
    OfficeSession,
    office_action,
    office_page,
    signed_out_response,
)
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

LINKS_PATH = "/office/links"
"""The path of the list of links."""

_YEAR = timedelta(days=365)

_DONE = {"revoked": "office.done-revoked", "prolonged": "office.done-prolonged"}


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def links_page(session: OfficeSession) -> Response:
    """Return the list of links of a kind of recipients; that of companies has scolarité's too."""
    kind = _kind(session.request.query_params.get("kind", ""))
    with session.portal.database.reading() as connection:
        found = _listed(session, connection, kind)
        opened, summaries = last_openings(connection), page_summaries(connection)
        own = list_office_access(connection, session.now, session.today)
    last: dict[int, datetime] = {}
    for (company, _), at in opened.items():
        last[company] = max(at, last.get(company, at))
    missing = [
        each
        for each in found
        if each.needs_link(session.today) and each.year_goes_on(session.today)
    ]
    return session.render_page(
        "office_links.html",
        kind=kind,
        kinds={each: session.text(f"recipients_of.{each}") for each in RecipientKind},
        purpose=session.text(f"links_for.{kind}"),
        tags={each: session.text(f"recipient.{each}") for each in RecipientKind},
        companies=[each for each in found if each.apprentices or each.link],
        summaries=summaries,
        last=last,
        missing=len(missing),
        early=sum(each.ends_early(session.today) for each in found),
        own=own if kind is RecipientKind.COMPANY else None,
        days=SIGN_IN_LIFETIME.days,
        year=session.today + _YEAR,
        most_name=MOST_LABEL,
        done=_DONE.get(session.request.query_params.get("done", "")),
        roles={each: session.text(f"role_may.{each}") for each in reversed(Role)},
    )


def _listed(
    session: OfficeSession, connection: Connection, kind: RecipientKind
) -> list[PageAccess]:
    """List those of a kind; with companies, the others whom no company's page shows whole."""
    essential = essential_pages(connection, session.portal.cache.contents)
    return [
        each
        for each in list_page_access(connection)
        if each.kind is kind or (kind is RecipientKind.COMPANY and each.company in essential)
    ]


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def prolong_action(session: OfficeSession, form: Form) -> Response:
    """Prolong the links of a kind that end before the year of their apprentices.

    Raises
    ------
    Unusable
        There is none.
    """
    kind = _kind(form.text("kind"))
    with session.portal.database.writing() as connection:
        listed = _listed(session, connection, kind)
        if not prolong_links(connection, listed, session.user_name, session.now, session.today):
            raise Unusable([problem("links.none-early")])
    return session.redirect(LINKS_PATH, kind=kind, done="prolonged")


def _kind(named: str) -> RecipientKind:
    """Return the kind of recipients that an address or a form names; companies by default."""
    return next((each for each in RecipientKind if each == named), RecipientKind.COMPANY)


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def issue_missing_links(session: OfficeSession, form: Form) -> Response:
    """Issue links to all of a kind who have none, and return them in a workbook."""
    address, text = session.portal.address_for(session.request), session.text
    kind = _kind(form.text("kind"))
    asked = LinkRequest(kinds=frozenset({kind} - {RecipientKind.COMPANY}))
    with replaced_problem_keys(PAGE_MESSAGE_KEYS), session.portal.database.writing() as connection:
        mailed = issue_page_links(connection, asked, session.user_name, session.now, session.today)
        if not any(each.issued for each in mailed):
            return session.redirect(LINKS_PATH, kind=kind)
        content = links_sheet([each.sheet_row(address) for each in mailed], session.today, text)
    return file_response(text("office.links-file"), content)


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def company_link_page(session: OfficeSession) -> Response:
    """Return the page of one link of a page, with its actions."""
    with session.portal.database.reading() as connection:
        access = _access(session, connection)
        summary = page_summaries(connection).get(access.company)
    ends = access.year_ends if access.year_goes_on(session.today) else session.today + _YEAR
    return session.render_page("office_link.html", access=access, summary=summary, ends=ends)


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def issue_one_link(session: OfficeSession, form: Form) -> Response:
    """Issue or renew the link of a page, and show it once."""
    ends = _ends(session, form)
    with session.portal.database.writing() as connection:
        issued = issue_link(
            connection, _access(session, connection), ends, session.user_name, session.now
        )
    return _link_shown(
        session,
        issued,
        company_page_url(session.portal.address_for(session.request), issued.secret),
    )


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def issue_own_link(session: OfficeSession, form: Form) -> Response:
    """Issue a link for a person at scolarité, and show it once."""
    name, ends = form.text("name"), _ends(session, form)
    if not name or not is_label(name):
        raise Unusable([problem("office.name", most=MOST_LABEL)])
    with replaced_problem_keys(PAGE_MESSAGE_KEYS), session.portal.database.writing() as connection:
        issued = issue_office_link(
            connection, name, ends, session.user_name, session.now, _role(form)
        )
    return _link_shown(
        session,
        issued,
        office_sign_in_url(session.portal.address_for(session.request), issued.secret),
    )


def _role(form: Form) -> Role:
    """Return the role of a form.

    Raises
    ------
    Unusable
        There is no such role.
    """
    try:
        return Role(form.text("role") or Role.PUBLISHER)
    except ValueError:
        raise Unusable([problem("office.role-fault")]) from None


def _link_shown(session: OfficeSession, issued: IssuedLink, address: str) -> Response:
    return session.render_page(
        "office_issued.html",
        at=LINKS_PATH,
        link=issued.link,
        address=address,
        days=SIGN_IN_LIFETIME.days,
    )


@office_page
def revocation_page(session: OfficeSession) -> Response:
    """Return the confirmation page of a revocation."""
    with session.portal.database.reading() as connection:
        link = _revocable(session, connection)
    return session.render_page(
        "office_revocation.html", link=link, is_mine=link == session.entry.link
    )


@office_action
@needs(Role.READER)
def revoke_action(session: OfficeSession, _: Form) -> Response:
    """Revoke a link; the session ends if it was its own."""
    with session.portal.database.writing() as connection:
        found = _revocable(session, connection)
        link = revoke_link(connection, found.id, session.now, session.user_name)
    return (
        signed_out_response(session)
        if link.id == (session.entry.link and session.entry.link.id)
        else session.redirect(LINKS_PATH, done="revoked")
    )


def _access(session: OfficeSession, connection: Connection) -> PageAccess:
    """Return the access to the page in the path.

    Raises
    ------
    AccessDenied
        There is no such page.
    """
    number = session.path_number("company")
    found = next((each for each in list_page_access(connection) if each.company == number), None)
    if found is None:
        raise AccessDenied(is_attempt=False)
    return found


def _link(session: OfficeSession, connection: Connection) -> Link:
    """Return the link in the path.

    Raises
    ------
    AccessDenied
        There is no such link.
    """
    number = session.path_number("link")
    known = (*list_links(connection, office=True), *list_links(connection, office=False))
    found = next((each for each in known if each.id == number), None)
    if found is None:
        raise AccessDenied(is_attempt=False)
    return found


def _revocable(session: OfficeSession, connection: Connection) -> Link:
    """Return the link in the path; whoever came by another one must be allowed to revoke it.

    Raises
    ------
    AccessDenied
        There is no such link.
    RoleNeeded
        It is somebody else's, and the person may not revoke it.
    """
    link = _link(session, connection)
    if link != session.entry.link:
        session.check_role(Need(Role.PUBLISHER, everywhere=True))
    return link


def _ends(session: OfficeSession, form: Form) -> date:
    """Parse the last day of a link.

    Raises
    ------
    Unusable
        It is not a date, or past.
    """
    try:
        ends = date.fromisoformat(form.text("ends"))
    except ValueError:
        raise Unusable([problem("office.ends-fault")]) from None
    if ends < session.today:
        raise Unusable([problem("office.ends-fault")])
    return ends
