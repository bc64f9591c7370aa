"""Request handlers of scolarité for publications that wait for their time, or a second person."""

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable, problem, replaced_problem_keys
from planner.portal.settings.roles import Role
from planner.portal.store.planned import (
    PlannedPublication,
    PlannedState,
    call_off_planned,
    confirm_planned,
    list_planned,
    planned_proposal,
    publisher_of,
    read_planned,
)
from planner.portal.web.http.forms import Form
from planner.portal.web.office.publishing_later import PLANNED_PATH
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page
from planner.portal.web.office.versions import proposal_page
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

_MOST_PAST = 30

_DONE = {
    "planned": "later.done-planned",
    "proposed": "later.done-proposed",
    "confirmed": "later.done-confirmed",
    "called-off": "later.done-called-off",
}


@office_page
@needs(Role.PUBLISHER)
def planned_page(session: OfficeSession) -> Response:
    """Return the list of planned publications, and of what became of the last ones."""
    with session.portal.database.reading() as connection:
        listed = list_planned(connection, _MOST_PAST)
    found = [each for each in listed if session.sees(each.scope)]
    return session.render_page(
        "office_planned.html",
        waiting=[each for each in found if each.is_waiting],
        past=[each for each in found if not each.is_waiting],
        states={each: session.text(f"later_state.{each}") for each in PlannedState},
        faults={each.id: session.problem_lines(Unusable(each.faults)) for each in found},
        done=_DONE.get(session.request.query_params.get("done", "")),
    )


@office_page
@needs(Role.PUBLISHER)
def planned_review_page(session: OfficeSession) -> Response:
    """Return what a planned publication would change, with what can be done about it."""
    return _review(session)


@office_action
@needs(Role.PUBLISHER)
def confirm_action(session: OfficeSession, form: Form) -> Response:
    """Confirm a publication that somebody else proposed, if what it changes is what was seen."""
    number = session.path_number("planned")
    try:
        with session.portal.database.writing() as connection:
            proposal = planned_proposal(connection, _planned(session, connection))
            session.check_scope(*proposal.scopes)
            if form.text("over") != proposal.token:
                raise Unusable([problem("office.overtaken")])
            confirm_planned(connection, number, publisher_of(session.entry), session.now)
    except Unusable as unusable:
        return _review(session, unusable)
    session.portal.wake()
    return session.redirect(PLANNED_PATH, done="confirmed")


@office_action
@needs(Role.PUBLISHER)
def call_off_action(session: OfficeSession, _: Form) -> Response:
    """Call off a publication that waits."""
    with session.portal.database.writing() as connection:
        planned = _planned(session, connection)
        call_off_planned(connection, planned.id, session.user_name, session.now)
    return session.redirect(PLANNED_PATH, done="called-off")


def _planned(session: OfficeSession, connection: Connection) -> PlannedPublication:
    """Return the planned publication in the path.

    Raises
    ------
    Unusable
        There is none of this number.
    RoleNeeded
        The person has not the role that is needed for its programme.
    """
    found = read_planned(connection, session.path_number("planned"))
    session.check_scope(found.scope)
    return found


def _review(session: OfficeSession, unusable: Unusable | None = None) -> Response:
    with session.portal.database.reading() as connection:
        planned = _planned(session, connection)
        if not planned.is_waiting:
            return session.redirect(PLANNED_PATH)
        with replaced_problem_keys(PAGE_MESSAGE_KEYS):
            proposal = planned_proposal(connection, planned)
            session.check_scope(*proposal.scopes)
    if unusable is None and proposal.token != planned.over:
        unusable = Unusable([problem("later.overtaken")])
    return proposal_page(
        session,
        "office_planned_review.html",
        proposal,
        unusable,
        planned=planned,
        may_confirm=planned.may_be_confirmed_by(publisher_of(session.entry)),
        is_overtaken=proposal.token != planned.over,
    )
