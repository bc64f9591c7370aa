"""Request handler that stops the office on a person's own machine."""

from starlette.responses import Response

from planner.portal.web.denials import AccessDenied
from planner.portal.web.forms import Form
from planner.portal.web.office_session import OfficeSession, office_action


@office_action
def quit_action(session: OfficeSession, _: Form) -> Response:
    """Stop the office.

    Raises
    ------
    AccessDenied
        It runs on a server, for others as well.
    """
    portal = session.portal
    if portal.stop is None:
        raise AccessDenied(is_attempt=False)
    portal.stop()
    return session.render_page("stopped.html")
