"""Write the calendar of an apprentice in iCalendar format."""

from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.calendar_events import CalendarHeading, calendar_of_events
from planner.messages import Messages
from planner.planning.planning import Edition


def calendar_file(
    year: ApprenticeYear, edition: Edition, text: Messages, replaced: bytes | None = None
) -> bytes:
    """Serialize the calendar of an apprentice's year; see `calendar_of_events`."""
    programme, label = year.planning.programme, year.planning.year.label
    who = f"{label}, {year.cohort.cohort.label}, {year.apprentice.name}"
    heading = CalendarHeading(
        name=text("agenda.name", name=year.apprentice.name, year=label),
        about=f"{who}\n{programme.school}, {programme.name}",
        time_zone=year.time_zone,
    )
    return calendar_of_events(heading, calendar_entries(year, text), edition, text, replaced)
