"""Request handlers of scolarité: the audit trail, as a page and as a file."""

from starlette.responses import Response

from planner.portal.pages.audit import audit_csv
from planner.portal.settings.roles import Role
from planner.portal.store.audit import OfficeAct, read_audit
from planner.portal.web.http.downloads import file_response
from planner.portal.web.http.forms import whole_number
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_page

ENTRIES_PER_PAGE = 50
"""How many entries a page of the audit trail has."""


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def audit_page(session: OfficeSession) -> Response:
    """Return a page of the audit trail, the newest entries first."""
    act = _act(session)
    before = whole_number(session.request.query_params.get("before", ""))
    with session.portal.database.reading() as connection:
        found = read_audit(connection, ENTRIES_PER_PAGE + 1, act, before)
    shown = found[:ENTRIES_PER_PAGE]
    return session.render_page(
        "office_audit.html",
        entries=[(each, session.text(f"audit.{each.act}")) for each in shown],
        acts={each: session.text(f"audit.{each}") for each in OfficeAct},
        act=act,
        before=before,
        older=shown[-1].id if len(found) > len(shown) else None,
    )


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def audit_file(session: OfficeSession) -> Response:
    """Return the whole audit trail as CSV."""
    with session.portal.database.reading() as connection:
        found = read_audit(connection, act=_act(session))
    return file_response(session.text("audit.file"), audit_csv(found, session.text))


def _act(session: OfficeSession) -> OfficeAct | None:
    """Return the act that is asked for; None for all."""
    asked = session.request.query_params.get("act", "")
    return OfficeAct(asked) if asked in list(OfficeAct) else None
