"""The one-page calendar of a class: that of its apprentices, without a person or a company."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.day import Day
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_grid import CalendarLayout
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.grid_parts import CalendarGrid, Face
from planner.documents.apprentice.module_list import ModuleList, class_module_list
from planner.documents.planning.module_files import former_module_files, module_files
from planner.files.file_names import distinct_names
from planner.files.output import check_folder, write_all
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.words.colours import WHITE

_MARKED_WEEKDAYS = (1, 2, 3, 4, 0)
"""Tuesday first: beside Monday stands the number of the week."""


def write_class_calendars(
    folder: Path, edition: Edition, text: Messages, before: Edition | None = None
) -> list[str]:
    """Write the calendars of all classes to a folder, or none of them; return their names.

    Where modules are placed, also their pages and the calendar files of teachers.

    Parameters
    ----------
    before
        The version that the edition replaces: see `on_call_calendars`.

    Raises
    ------
    Unusable
        They cannot be written.
    """
    programme = edition.planning.programme
    names = class_calendar_names(programme, text)
    former = former_module_files(folder)
    check_folder(folder, (*names.values(), *former))
    files = {names[each.id]: class_calendar_pdf(each, edition, text) for each in programme.cohorts}
    files |= module_files(edition, text, before)
    write_all(folder, files, [name for name in former if name not in files])
    return list(files)


def class_calendar_names(programme: Programme, text: Messages) -> Mapping[str, str]:
    """Return the file names of the calendars of all classes, by cohort id."""
    named = {
        cohort.id: text("file.class-calendar", cohort=cohort.id) for cohort in programme.cohorts
    }
    names = distinct_names(named, (".pdf",))
    return {cohort: f"{name}.pdf" for cohort, name in names.items()}


def class_calendar_pdf(cohort: Cohort, edition: Edition, text: Messages) -> bytes:
    """Typeset the calendar of a class on one A4 page; the bytes are deterministic.

    Parameters
    ----------
    edition
        A complete planning, with sessions and hours, that has the class.
    """
    return calendar_pdf(class_calendar_grid(cohort, edition, text), text)


def class_calendar_grid(cohort: Cohort, edition: Edition, text: Messages) -> CalendarGrid:
    """Lay out the calendar of a class.

    The half-days of sessions are agreed with each company: a week says how many it has. Hours are
    counted as if they were the first ones of the week.
    """
    nobody = Apprentice("", "", cohort.id, (Period(),))
    layout = _ClassLayout(apprentice_year(nobody, edition.planning), text)
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
