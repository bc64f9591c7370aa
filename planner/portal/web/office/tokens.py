"""Request handlers of scolarité for tokens: list, make, revoke."""

from starlette.responses import Response

from planner.files.problems import MOST_LABEL
from planner.portal.interface.document import ROOT
from planner.portal.settings.roles import Role
from planner.portal.store.tokens import TokenScope, active_tokens, issue_token, revoke_token
from planner.portal.store.versions import newest_versions
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page

TOKENS_PATH = "/office/tokens"
"""The path of the list of tokens."""


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def tokens_page(session: OfficeSession) -> Response:
    """Return the list of tokens, with the form that makes one."""
    with session.portal.database.reading() as connection:
        tokens = active_tokens(connection)
        versions = newest_versions(connection)
    names = {each.series.programme: each.programme_name for each in reversed(versions)}
    return session.render_page(
        "office_tokens.html",
        tokens=tokens,
        programmes=names,
        address=f"{session.portal.address_for(session.request)}{ROOT}",
        most_name=MOST_LABEL,
        is_revoked=session.request.query_params.get("done") == "revoked",
    )


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def issue_token_action(session: OfficeSession, form: Form) -> Response:
    """Make a token, and show it once."""
    scope = TokenScope(form.text("programme") or None, "with_persons" in form.fields)
    with session.portal.database.writing() as connection:
        issued = issue_token(connection, form.text("name"), scope, session.user_name, session.now)
    return session.render_page("office_token_issued.html", at=TOKENS_PATH, issued=issued)


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def revoke_token_action(session: OfficeSession, _: Form) -> Response:
    """Revoke a token: nothing is read with it any more."""
    with session.portal.database.writing() as connection:
        revoke_token(connection, session.path_number("token"), session.now, session.user_name)
    return session.redirect(TOKENS_PATH, done="revoked")
