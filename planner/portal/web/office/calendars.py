"""Request handlers of scolarité for public calendars of classes: list, make public, take back."""

from starlette.responses import Response

from planner.portal.pages.listed_classes import listed_classes, require_on_line
from planner.portal.settings.roles import Role
from planner.portal.store.public_calendars import make_public, take_back
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page

CALENDARS_PATH = "/office/calendars"
"""The path of the list of classes."""

_DONE = {"public": "calendars.done-public", "withdrawn": "calendars.done-withdrawn"}


@office_page
@needs(Role.READER, everywhere=True)
def calendars_page(session: OfficeSession) -> Response:
    """Return the list of classes, with the addresses of those whose calendar is public."""
    with session.portal.database.reading() as connection:
        programmes = listed_classes(connection, session.portal.cache.contents, session.today)
    return session.render_page(
        "office_calendars.html",
        programmes=programmes,
        address=f"{session.portal.address_for(session.request)}/k/",
        done=_DONE.get(session.request.query_params.get("done", "")),
    )


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def make_public_action(session: OfficeSession, form: Form) -> Response:
    """Make the calendar of a class public."""
    database, wanted = session.portal.database, (form.text("programme"), form.text("cohort"))
    with database.reading() as connection:
        listed = listed_classes(connection, session.portal.cache.contents, session.today)
    require_on_line(listed, *wanted)
    with database.writing() as connection:
        make_public(connection, *wanted, session.user_name, session.now)
    return session.redirect(CALENDARS_PATH, done="public")


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def take_back_action(session: OfficeSession, form: Form) -> Response:
    """Close the address of a public calendar."""
    with session.portal.database.writing() as connection:
        take_back(connection, form.text("name"), session.user_name, session.now)
    return session.redirect(CALENDARS_PATH, done="withdrawn")
