"""The one-page calendar of a class: that of its apprentices, without a person or a company."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from planner.apprentices.day import Day
from planner.apprentices.year import ApprenticeYear, class_year
from planner.documents.apprentice.calendar_entries import class_calendar_entries
from planner.documents.apprentice.calendar_grid import CalendarLayout
from planner.documents.apprentice.calendar_pdf import calendar_image, calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.grid_parts import CalendarGrid, Face
from planner.documents.apprentice.module_list import ModuleList, class_module_list
from planner.documents.calendar_events import CalendarHeading, calendar_of_events
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.cohort import Cohort
from planner.words.colours import WHITE

_MARKED_WEEKDAYS = (1, 2, 3, 4, 0)
"""Tuesday first: beside Monday stands the number of the week."""


class ClassForm(StrEnum):
    """A form of the calendar of a class; its value is the suffix of the file."""

    PAGE = "pdf"
    IMAGE = "png"
    SHEET = "xlsx"
    AGENDA = "ics"


def class_calendar(
    cohort: Cohort, form: ClassForm, edition: Edition, text: Messages, before: Edition | None = None
) -> bytes:
    """Return the calendar of a class in a form; the bytes are deterministic.

    Parameters
    ----------
    edition
        A complete planning, with sessions and hours, that has the class.
    before
        The version that the edition replaces: an agenda cancels what it alone has.
    """
    match form:
        case ClassForm.PAGE:
            return calendar_pdf(class_calendar_grid(cohort, edition, text), text)
        case ClassForm.IMAGE:
            return calendar_image(class_calendar_grid(cohort, edition, text), text)
        case ClassForm.SHEET:
            return calendar_sheet(class_calendar_grid(cohort, edition, text), text)
        case ClassForm.AGENDA:
            has_class = before and cohort.id in {row.cohort.id for row in before.planning.cohorts}
            replaced = class_agenda(cohort, before, text) if before and has_class else None
            return class_agenda(cohort, edition, text, replaced)


def class_agenda(
    cohort: Cohort, edition: Edition, text: Messages, replaced: bytes | None = None
) -> bytes:
    """Serialize the calendar file of a class; see `calendar_of_events`."""
    year = class_year(cohort.id, edition.planning)
    programme, label = edition.planning.programme, edition.planning.year.label
    heading = CalendarHeading(
        name=text("agenda.name", name=cohort.label, year=label),
        about=f"{label}, {cohort.label}\n{programme.school}, {programme.name}",
        time_zone=year.time_zone,
    )
    entries = class_calendar_entries(year, text)
    return calendar_of_events(heading, entries, edition, text, replaced)


def class_calendar_grid(cohort: Cohort, edition: Edition, text: Messages) -> CalendarGrid:
    """Lay out the calendar of a class.

    The half-days of sessions are agreed with each company: a week says how many it has. Hours are
    counted as if they were the first ones of the week.
    """
    layout = _ClassLayout(class_year(cohort.id, edition.planning), text)
    people = text.counted("apprentices", cohort.headcount) if cohort.headcount else ""
    site = edition.planning.programme.site_name(cohort)
    about = " · ".join(filter(None, (people, site)))
    return layout.grid(edition, cohort.label, cohort.option, about)


class _ClassLayout(CalendarLayout):
    """Computes the parts of the calendar of a class."""

    def __init__(self, year: ApprenticeYear, text: Messages) -> None:
        super().__init__(year, text)
        counts = sorted({*year.cohort.placed_sessions} - {0})
        self.counts = {n: Face(text("calendar.week-sessions", count=n), WHITE) for n in counts}

    def halves(self, day: Day) -> Iterator[Face]:
        """Yield those of a day at two places: half-days of sessions are not those of a class."""
        return super().halves(replace(day, sessions=()))

    def marks(self, day: Day) -> Iterator[Face]:
        sessions = self.year.cohort.placed_sessions[day.week]
        if sessions and day.date.weekday() == self._marked_weekday(day.week):
            yield self.counts[sessions]
        yield from super().marks(day)

    def modules(self) -> ModuleList | None:
        return class_module_list(self.year, self.text)

    def _marked_weekday(self, week: int) -> int:
        """Return the first weekday on which a week may have sessions, Tuesday if it can."""
        activity = self.year.cohort.activities[week]
        return next((n for n in _MARKED_WEEKDAYS if activity.on(n).sessions), _MARKED_WEEKDAYS[0])

    def meanings(self) -> Iterator[tuple[Face, str]]:
        yield from super().meanings()
        for count, face in self.counts.items():
            yield face, self.text.counted("calendar.in-week", count)

    def session_times(self, key: str = "calendar.class-sessions") -> str:
        return super().session_times(key)
