"""Request handlers of scolarité for versions: list, changes, withdraw, publish again."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from itertools import groupby

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Problem, Unusable, problem, replaced_problem_keys
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.pages.office_tasks import companies_without_link
from planner.portal.pages.publication_changes import publication_changes
from planner.portal.pages.publication_view import publication_view
from planner.portal.settings.roles import Role
from planner.portal.store.audit import OfficeAct
from planner.portal.store.planned import list_planned
from planner.portal.store.publishing import (
    Proposal,
    propose,
    published_proposal,
    republish,
    withdraw,
)
from planner.portal.store.rights import Scope, scope_of_programme
from planner.portal.store.versions import (
    Version,
    list_versions,
    newest_version,
    preceding_version,
    read_edition,
    read_enrolments,
    read_version,
    roster_of,
)
from planner.portal.web.http.downloads import file_response
from planner.portal.web.http.forms import Form
from planner.portal.web.office.mail import notices_of, notify
from planner.portal.web.office.publishing_later import planned_instead
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

VERSIONS_PATH = "/office/versions"
"""The path of the list of versions."""

_DONE = {
    "published": "office.done-published",
    "withdrawn": "office.done-withdrawn",
    "again": "office.done-again",
}


@office_page
def versions_page(session: OfficeSession) -> Response:
    """Return the list of versions by series."""
    with session.portal.database.reading() as connection:
        listed = list_versions(connection)
        scopes = {each.id: scope_of_version(session, connection, each) for each in listed}
        found = [each for each in listed if session.sees(scopes[each.id])]
        planned = [
            each
            for each in list_planned(connection, 0)
            if each.is_waiting and session.sees(each.scope)
        ]
        unlinked = companies_without_link(connection, session.portal.cache.contents, session.today)
    series = [tuple(listed) for _, listed in groupby(found, lambda each: each.series)]
    query = session.request.query_params
    done = _DONE.get(query.get("done", ""))
    which = next((each for each in found if str(each.id) == query.get("version")), None)
    return session.render_page(
        "office_versions.html",
        series=series,
        scopes=scopes,
        done=which and done,
        which=which,
        unlinked=len(unlinked),
        planned=len(planned),
    )


@office_page
def planning_file(session: OfficeSession) -> Response:
    """Return the planning.json of a version."""
    with session.portal.database.reading() as connection:
        found = _version(session, connection)
        content = planning_json(read_edition(connection, found.id))
    name = f"planning-{found.series.key}-v{found.revision}.json"
    session.note(OfficeAct.DOWNLOADED, name)
    return file_response(name, content)


@office_page
def version_changes_page(session: OfficeSession) -> Response:
    """Return what a version changed, and for whom."""
    with session.portal.database.reading() as connection:
        found = _version(session, connection)
        over = preceding_version(list_versions(connection, found.series), found)

    def proposal() -> Proposal:
        with session.portal.database.reading() as connection:
            return published_proposal(connection, found)

    difference = _difference(session, (found, over), proposal)
    return session.render_page(
        "office_changes.html", version=found, over=over, difference=difference
    )


def _version(session: OfficeSession, connection: Connection) -> Version:
    """Return the version in the path.

    Raises
    ------
    Unusable
        There is no such version.
    RoleNeeded
        The person has not the role that is needed for its programme.
    """
    found = read_version(connection, session.path_number("version"))
    session.check_scope(scope_of_version(session, connection, found))
    return found


def scope_of_version(session: OfficeSession, connection: Connection, version: Version) -> Scope:
    """Return what a version is about; its sites are read only if they matter."""
    if not session.rights.asks_for_sites:
        return Scope(version.series.programme, frozenset())
    return scope_of_programme(read_edition(connection, version.id).planning.programme)


# --- Withdrawal ----------------------------------------------------------------------------------


@office_page
@needs(Role.PUBLISHER)
def withdrawal_page(session: OfficeSession) -> Response:
    """Return the confirmation page of a withdrawal."""
    with session.portal.database.reading() as connection:
        found = _version(session, connection)
        if found.withdrawn or found != newest_version(connection, found.series):
            return session.redirect(VERSIONS_PATH)
        roster = roster_of(read_enrolments(connection, found.id))
    return session.render_page(
        "office_withdrawal.html",
        version=found,
        people=len(roster),
        companies=len({name for each in roster for name in each.companies}),
    )


@office_action
@needs(Role.PUBLISHER)
def withdraw_action(session: OfficeSession, _: Form) -> Response:
    """Withdraw the version that is served."""
    with session.portal.database.reading() as connection:
        found = _version(session, connection)
    if found.withdrawn:
        return session.redirect(VERSIONS_PATH)
    with replaced_problem_keys(PAGE_MESSAGE_KEYS):
        withdraw(session.portal.database, found, session.user_name, session.now)
    return session.redirect(VERSIONS_PATH, done="withdrawn", version=found.id)


# --- Publishing an earlier version again ---------------------------------------------------------


@office_page
@needs(Role.PUBLISHER)
def republication_page(session: OfficeSession) -> Response:
    """Return the confirmation page for publishing an earlier version again."""
    with session.portal.database.reading() as connection:
        found = _version(session, connection)
        return _republication(session, connection, found)


@office_action
@needs(Role.PUBLISHER)
def republish_action(session: OfficeSession, form: Form) -> Response:
    """Publish an earlier version again, if nothing changed since it was confirmed."""
    database = session.portal.database
    with database.reading() as connection:
        found = _version(session, connection)
        proposal = _proposed_again(session, connection, found)
        over = proposal.replaced
        if over is None or form.text("over") != proposal.token:
            overtaken = Unusable([problem("office.overtaken")])
            return _republication(session, connection, found, overtaken)
    try:
        if planned := planned_instead(session, form, proposal, repeats=found.revision):
            return planned
        with replaced_problem_keys(PAGE_MESSAGE_KEYS):
            again = partial(republish, to=found, over=over, who=session.user_name, now=session.now)
            published = session.portal.cache.publish(again)
    except Unusable as unusable:
        with database.reading() as connection:
            return _republication(session, connection, found, unusable)
    notify(session, published, form)
    return session.redirect(VERSIONS_PATH, done="again", version=published.id)


def _republication(
    session: OfficeSession, connection: Connection, found: Version, unusable: Unusable | None = None
) -> Response:
    proposal = _proposed_again(session, connection, found)
    return proposal_page(session, "office_again.html", proposal, unusable, version=found)


def _proposed_again(session: OfficeSession, connection: Connection, found: Version) -> Proposal:
    roster = roster_of(read_enrolments(connection, found.id))
    return proposal_of(session, connection, read_edition(connection, found.id), roster)


def proposal_of(
    session: OfficeSession,
    connection: Connection,
    edition: Edition,
    roster: tuple[Apprentice, ...],
) -> Proposal:
    """Prepare a publication that the person of a session may do.

    Raises
    ------
    RoleNeeded
        The person has not the role for the planning, or for the one that it replaces.
    Unusable
        As for `propose`.
    """
    found = propose(connection, edition, roster)
    session.check_scope(*found.scopes)
    return found


def proposal_page(
    session: OfficeSession,
    template: str,
    proposal: Proposal,
    unusable: Unusable | None,
    *,
    notes: Sequence[Problem] = (),
    **shown: object,
) -> Response:
    """Render the changes of a proposal with its form; 409 Conflict with problems, if any.

    Parameters
    ----------
    notes
        What to tell about the list of apprentices of a submission that was just read.
    shown
        What else the template shows.
    """
    return session.render_page(
        template,
        status=409 if unusable else 200,
        at=None,
        proposal=proposal,
        over=proposal.token,
        notices=notices_of(session, proposal),
        two_persons=session.portal.settings.publication.two_persons,
        difference=_difference(session, proposal.digest, lambda: proposal),
        problems=session.problem_lines(unusable),
        notes=[session.text.unbroken(session.text.sentence(each)) for each in notes],
        **shown,
    )


def _difference(
    session: OfficeSession, versions: Hashable, proposal: Callable[[], Proposal]
) -> Markup:
    """Return what a publication changes, as a part of a page.

    Parameters
    ----------
    versions
        Tells the two versions that are compared.
    proposal
        Returns the publication; called if they were not compared yet.
    """

    def render() -> str:
        found = proposal()
        view = publication_view(found, publication_changes(found), session.text)
        return session.render("office_difference.html", view=view)

    key = versions, session.text.language
    return Markup(session.portal.differences.get(key, render))
