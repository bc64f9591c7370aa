"""Write the calendar file of each teacher: the weeks in which they are on call.

The half-day is agreed within the week, so an entry spans Monday to Friday and blocks no time.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from planner.documents.calendar_events import (
    CalendarEntry,
    CalendarHeading,
    calendar_of_events,
    events_by_uid,
    name_in_uid,
)
from planner.documents.planning.file_names import ON_CALL_FOLDER
from planner.files.file_names import distinct_names
from planner.messages import Messages
from planner.planning.on_call import Duty, duties_of_teachers
from planner.planning.planning import Edition
from planner.words.on_call import duty_title
from planner.year.activity import WEEKDAYS


def on_call_calendars(
    edition: Edition, text: Messages, before: Edition | None = None
) -> Mapping[str, bytes]:
    """Return the calendar files of the teachers who are on call, by name.

    Parameters
    ----------
    before
        The version that this one replaces: what it alone has is cancelled, also for teachers who
        are no longer on call.
    """
    now, former = _duties(edition), _duties(before) if before else {}
    teachers = [name for name in former | now if now.get(name) or former.get(name)]
    names = distinct_names({name: name for name in teachers}, (".ics",))
    found = {}
    for teacher in teachers:
        replaced = None
        if before and former.get(teacher):
            replaced = _calendar(teacher, former[teacher], before, text)
        content = _calendar(teacher, now.get(teacher, ()), edition, text, replaced)
        found[f"{ON_CALL_FOLDER}/{names[teacher]}.ics"] = content
    return found


def _duties(edition: Edition) -> dict[str, tuple[Duty, ...]]:
    """Return the half-days of each teacher who has a name."""
    found = duties_of_teachers(edition.planning)
    return {each.teacher.name: each.duties for each in found if each.teacher.name}


def _calendar(
    teacher: str,
    duties: tuple[Duty, ...],
    edition: Edition,
    text: Messages,
    replaced: bytes | None = None,
) -> bytes:
    programme, year = edition.planning.programme, edition.planning.year
    heading = CalendarHeading(
        name=text("on-call.agenda", name=teacher, year=year.label),
        about=f"{year.label}, {teacher}\n{programme.school}, {programme.name}",
        time_zone=programme.sites[0].time_zone,
    )
    whose = programme.id, year.start_year, "teacher", name_in_uid(teacher)
    events = events_by_uid(whose, _entries(teacher, duties, edition, text))
    return calendar_of_events(heading, events, edition, text, replaced)


def _entries(
    teacher: str, duties: tuple[Duty, ...], edition: Edition, text: Messages
) -> Iterator[CalendarEntry]:
    for duty in duties:
        monday = edition.planning.year.weeks[duty.week].monday
        yield CalendarEntry(
            "on-call",
            (duty.cohort.id, duty.module.id, duty.number),
            monday,
            monday + timedelta(days=WEEKDAYS),
            text("on-call.entry", what=duty_title(duty, text)),
            text("on-call.category"),
            note="\n".join(_notes(duty, teacher, text)),
        )


def _notes(duty: Duty, teacher: str, text: Messages) -> Iterator[str]:
    """Yield when half a day is, and with whom it is shared."""
    yield text("on-call.when")
    if others := [name for name in duty.module.teachers if name != teacher]:
        yield text("on-call.with", names=text.listed(others))
