"""Request handlers of scolarité: who is signed in, and the end of a session."""

from starlette.responses import Response

from planner.portal.settings.roles import Role
from planner.portal.store.sessions import Session, end_session, list_sessions
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import Need, needs
from planner.portal.web.office.session import (
    OfficeSession,
    office_action,
    office_page,
    signed_out_response,
)

SESSIONS_PATH = "/office/sessions"
"""The path of the list of sessions."""


@office_page
@needs(None)
def sessions_page(session: OfficeSession) -> Response:
    """Return the list of sessions."""
    return session.render_page(
        "office_sessions.html",
        sessions=_seen(session),
        is_ended=session.request.query_params.get("done") == "ended",
    )


@office_action
@needs(None)
def end_action(session: OfficeSession, _: Form) -> Response:
    """End a session, and revoke its link if it has one; one's own leads out.

    Raises
    ------
    AccessDenied
        There is no such session.
    """
    number = session.path_number("session")
    found = next((each for each in _seen(session) if each.id == number), None)
    if found is None:
        raise AccessDenied(is_attempt=False)
    with session.portal.database.writing() as connection:
        end_session(connection, found, session.user_name, session.now)
    if found.id == session.entry.id:
        return signed_out_response(session)
    return session.redirect(SESSIONS_PATH, done="ended")


def _seen(session: OfficeSession) -> tuple[Session, ...]:
    """Return the sessions that the person may see and end: their own, or all."""
    with session.portal.database.reading() as connection:
        found = list_sessions(connection, session.now, session.today)
    if session.may(Need(Role.PUBLISHER, everywhere=True)):
        return found
    return tuple(each for each in found if each.is_of(session.entry))
