"""Request handler that stops the office on a person's own machine."""

from starlette.responses import Response

from planner.office.web.draft.searching import searches_of
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import Form
from planner.portal.web.office.session import OfficeSession, office_action


@office_action
def quit_action(session: OfficeSession, form: Form) -> Response:
    """Stop the office; while searches are under way, ask first.

    Raises
    ------
    AccessDenied
        It runs on a server, for others as well.
    """
    portal = session.portal
    if portal.stop is None:
        raise AccessDenied(is_attempt=False)
    under_way = sum(not each.state.is_over for each in searches_of(session.request).all())
    if under_way and form.text("sure") != "yes":
        return session.render_page("quit.html", at=portal.home, under_way=under_way)
    portal.stop()
    return session.render_page("stopped.html")
