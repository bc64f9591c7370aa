"""A publication that is not done at once: at a time, or once a second person has confirmed it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.portal.store.planned import PublicationPlan, plan_publication, publisher_of
from planner.portal.store.publishing import Proposal
from planner.portal.web.http.forms import Form
from planner.portal.web.office.mail import asks_for_notices
from planner.portal.web.office.session import OfficeSession
from planner.year.time_zones import PARIS

PLANNED_PATH = "/office/planned"
"""The path of the list of planned publications."""


def planned_instead(
    session: OfficeSession, form: Form, proposal: Proposal, repeats: int | None = None
) -> Response | None:
    """Plan a publication, if the form names a time or the school asks for two persons.

    Returns
    -------
    Response or None
        The redirect that follows; None if the publication is to be done at once.

    Raises
    ------
    Unusable
        The form names no time that is to come.
    """
    due, needs_second = _due(session, form), session.portal.settings.publication.two_persons
    if due is None and not needs_second:
        return None
    plan = PublicationPlan(due, needs_second, asks_for_notices(form), repeats)
    with session.portal.database.writing() as connection:
        plan_publication(connection, proposal, plan, publisher_of(session.entry), session.now)
    return session.redirect(PLANNED_PATH, done="proposed" if needs_second else "planned")


def _due(session: OfficeSession, form: Form) -> datetime | None:
    """Return the moment that a form names, in the time zone of the school; None without one."""
    day, at = form.text("due_day"), form.text("due_time")
    if not (day or at):
        return None
    try:
        due = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(PARIS))
    except ValueError:
        raise Unusable([problem("later.no-moment")]) from None
    if due <= session.now:
        raise Unusable([problem("later.past")])
    return due
