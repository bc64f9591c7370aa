"""Write the planning of courses by week, in the layout that timetable offices type.

See `planner.planning.file.timetables.layout`, which is also how it is read again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.curriculum.module import Module
from planner.curriculum.progression import Progression, TaughtModule
from planner.documents.cell_styles import INDENTED, INDENTED_LINES, LEFT, UPRIGHT, number_format
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.sheets import WorkbookWriter
from planner.messages import Messages
from planner.planning.file.timetables.layout import (
    CHECK_TITLE,
    FIRST_LINE,
    FIRST_WEEK,
    GROUPS,
    LENGTH,
    MODULE,
    MONDAY_ROW,
    MOST_HOURS_TITLE,
    MOST_ROW,
    NAME,
    ROOM,
    RULE_ROW,
    TEACHERS,
    TOTAL_TITLE,
    TYPE,
    WEEK_ROW,
)
from planner.planning.planning import CohortPlanning, Edition
from planner.planning.progressions import module_frame
from planner.words.colours import CLOSED, COLOURS, FAINT, HEADER, INK, MUTED_INK, colour
from planner.year.activity import Activity
from planner.year.durations import decimal_hours
from planner.year.weeks import HOUR, QUARTER, Minutes

_WIDTHS = {MODULE: 56.0, NAME: 40.0, TYPE: 10.0, LENGTH: 7.0, TEACHERS: 24.0, ROOM: 16.0}
_GROUPS_WIDTH, _WEEK, _CHECK = 12.0, 4.0, 8.0

_SHORTEST: Minutes = HOUR
"""No course is shorter, where the week has enough hours of the module."""


@dataclass(frozen=True)
class CourseLine:
    """The courses of one length of a module: how many each week has."""

    module: Module
    is_session: bool
    length: Minutes
    counts: tuple[int, ...]


def courses_of(minutes: Minutes, longest: Minutes) -> list[Minutes]:
    """Return the courses into which the hours of a week are cut: as few as possible.

    All have the greatest length but the last one; where that were shorter than an hour, the last
    two share what they have, by quarters of an hour.
    """
    whole, rest = divmod(minutes, longest)
    if whole and 0 < rest < _SHORTEST:
        both = longest + rest
        first = -(-both // 2 // QUARTER) * QUARTER
        return [longest] * (whole - 1) + [first, both - first]
    return [longest] * whole + [rest] * bool(rest)


def course_lines(taught: TaughtModule, longest: Minutes, session: Minutes) -> Iterator[CourseLine]:
    """Yield the lines of a module: its courses on site, the longest first, then its sessions."""
    weeks = [Counter(courses_of(minutes, longest)) for minutes in taught.minutes]
    for length in sorted({length for week in weeks for length in week}, reverse=True):
        yield CourseLine(taught.module, False, length, tuple(week[length] for week in weeks))
    if any(taught.sessions):
        yield CourseLine(taught.module, True, session, taught.sessions)


def timetable_workbook(edition: Edition, text: Messages) -> bytes:
    """Serialize the workbook: a sheet for each class that has modules."""
    title = text("courses.title", year=edition.planning.year.label)
    book = WorkbookWriter(title)
    for row in edition.planning.cohorts:
        if row.progression:
            _TimetableSheet(book, edition, text, row, row.progression).write()
    return book.sealed()


class _TimetableSheet(PlanningSheet):
    """A line for the courses of one length of a module, and a column a week."""

    landscape = True
    on_a3 = True

    def __init__(
        self,
        book: WorkbookWriter,
        edition: Edition,
        text: Messages,
        cohort: CohortPlanning,
        progression: Progression,
    ) -> None:
        super().__init__(book, cohort.cohort.id, edition, text)
        self.cohort, self.progression = cohort, progression
        self.weeks = self.planning.year.weeks_of(cohort.cohort.id)
        self.workday = self.planning.programme.workday_of(cohort.cohort)
        self._check_column = FIRST_WEEK + len(self.weeks)

    def write(self) -> None:
        """Write the whole sheet."""
        self._head()
        half_day, session = self.workday.school // 2, self.workday.session
        row = FIRST_LINE
        for n, taught in enumerate(self.progression.modules):
            for k, line in enumerate(course_lines(taught, half_day, session)):
                self._line(row, line, FAINT if n % 2 else None, is_first=k == 0)
                row += 1
        last = self._totals(row)
        widths = [*_WIDTHS.values(), _GROUPS_WIDTH, *[_WEEK] * len(self.weeks), _CHECK]
        self._note(last, widths)
        self.finish(widths, RULE_ROW, last, GROUPS)
        if not self._has_codes:
            self.sheet.set_column(NAME - 1, NAME - 1, None, None, {"hidden": True})

    @property
    def _has_codes(self) -> bool:
        """Whether some module is called otherwise than by its name."""
        modules = (each.module for each in self.progression.modules)
        return any(not module.id.startswith(module.name) for module in modules)

    def _head(self) -> None:
        titles = ("module", "module-name", "type", "length", "teachers", "room", "groups")
        for column, key in enumerate(titles, start=1):
            self.put_header(WEEK_ROW, column, self.text(f"courses.{key}"))
            for row in (MOST_ROW, MONDAY_ROW):
                title = MOST_HOURS_TITLE if (row, column) == (MOST_ROW, GROUPS) else None
                self.put(row, column, title, bold=True, fill=FAINT)
        rooms = module_frame(self.cohort, self.planning.case).rooms
        letter = self.text("week.letter")
        for n, week in enumerate(self.weeks):
            column, most = FIRST_WEEK + n, decimal_hours(rooms[n][1])
            fill = self._fill(n)
            number = f'"{letter}"00'
            self.put(WEEK_ROW, column, week.iso_week, bold=True, fill=fill, form=number)
            self.put(MOST_ROW, column, most or None, fill=fill, form=number_format(most))
            self.put(MONDAY_ROW, column, week.monday, fill=fill, form="dd/mm", align=UPRIGHT)
        for row, title in ((WEEK_ROW, CHECK_TITLE), (MOST_ROW, None), (MONDAY_ROW, None)):
            self.put(row, self._check_column, title, bold=True, fill=FAINT)
        self.put(RULE_ROW, 1, None, fill=HEADER, across=self._check_column)
        self.set_height(MONDAY_ROW, 36)
        self.set_height(RULE_ROW, 4)

    def _fill(self, n: int) -> str:
        """Return the colour of a week: that of its activity, or of a closed one."""
        if self.weeks[n].closed:
            return CLOSED
        return colour(self.cohort.activities[n], self.planning.programme)

    def _line(self, row: int, line: CourseLine, fill: str | None, *, is_first: bool) -> None:
        module, text = line.module, self.text
        kind = "session" if line.is_session else "course"
        place = "company" if line.is_session else "school"
        ink = INK if is_first else MUTED_INK
        for column, name in ((MODULE, module.id), (NAME, module.name)):
            bold = is_first and column == MODULE
            self.put(row, column, name, fill=fill, bold=bold, colour=ink, align=INDENTED_LINES)
        self.put(row, TYPE, text(f"courses.{kind}"), fill=fill)
        self.put(row, LENGTH, line.length, fill=fill)
        teachers = ";".join(module.teachers)
        self.put(row, TEACHERS, teachers or None, fill=fill, align=INDENTED_LINES)
        rooms = () if line.is_session else module.resources
        room = ";".join(rooms) or text(f"courses.{place}")
        self.put(row, ROOM, room, fill=fill, align=INDENTED_LINES)
        self.put(row, GROUPS, module.option or self.cohort.cohort.id, fill=fill)
        taught = COLOURS[Activity.COMPANY if line.is_session else Activity.SCHOOL]
        for column, count in enumerate(line.counts, start=FIRST_WEEK):
            self.put(row, column, count or None, bold=True, fill=taught if count else fill)
        lines = ((MODULE, module.id), (NAME, module.name), (TEACHERS, teachers), (ROOM, room))
        shown = lines if self._has_codes else [each for each in lines if each[0] != NAME]
        self.fit_height(row, [(value, _WIDTHS[column]) for column, value in shown])
        hours = decimal_hours(line.length * sum(line.counts))
        self.put(row, self._check_column, hours, fill=fill, form=number_format(hours))

    def _totals(self, row: int) -> int:
        """Write what each person has in a week below the lines; return the row after."""
        found, text = self.progression, self.text
        taught = [all_ - other for all_, other in zip(found.minutes, found.other, strict=True)]
        figures: list[tuple[str, Sequence[float]]] = [
            ("courses.total-hours", [decimal_hours(each) for each in taught]),
            ("courses.total-sessions", found.sessions),
            ("courses.total-other", [decimal_hours(each) for each in found.other]),
        ]
        rows = [figures[0], *(each for each in figures[1:] if any(each[1]))]
        for n, (key, values) in enumerate(rows):
            title = TOTAL_TITLE if n == 0 else None
            self.put(row, 1, text(key), bold=True, fill=FAINT, align=INDENTED, across=GROUPS - 1)
            self.put(row, GROUPS, title, bold=True, fill=FAINT)
            for column, value in enumerate((*values, sum(values)), start=FIRST_WEEK):
                form = number_format(value)
                self.put(row, column, value or None, bold=True, fill=FAINT, form=form)
            row += 1
        return row

    def _note(self, row: int, widths: Sequence[float]) -> None:
        note = self.text("courses.note")
        self.put(row, 1, note, align=LEFT, box=False, across=len(widths))
        self.fit_height(row, [(note, sum(widths))])
