"""Lay out the one-page calendar of an apprentice as a grid, independent of the file format.

Columns are months, rows are days; below are the hours of each month, the year, the legend and
the notes. The PDF, the workbook and the page of the portal all draw this grid.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from planner.apprentices.apprentice import Part
from planner.apprentices.day import Day, HeldSession, Hours
from planner.apprentices.timeline import DayStatus
from planner.apprentices.year import ApprenticeYear, Month
from planner.documents.apprentice.grid_parts import (
    OUTSIDE_CONTRACT_FACE,
    WEEKEND_FACE,
    CalendarGrid,
    DayCell,
    Face,
    GridLegendEntry,
    HourRow,
    MonthColumn,
    Note,
)
from planner.documents.apprentice.module_list import ModuleList, module_list
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words import colours
from planner.words.apprentices import class_details
from planner.words.closed_days import closed_day_lines
from planner.words.colours import MUTED_INK, WHITE, colour, display_activity
from planner.words.milestones import due_lines
from planner.words.names import activity_legend, halves_name, version_line, week_name
from planner.words.own_days import own_note
from planner.words.periods import company_name, contact_lines, contract_line, missed_line
from planner.words.roster_fields import contract_hours_line
from planner.year.activity import AT_THE_SCHOOL, Activity, Place
from planner.year.weeks import HOUR, Minutes

DAY_ROWS = 31
"""The number of rows of days."""

_EDGE_MONTH_DAYS = 7
"""A month with at most this many days in the year gets a narrow column."""

_BLOCK_LETTERS = 4
"""The longest name of a named block, in characters, that is written in its days."""

_HALF_LETTERS = 2
"""The longest one that is written in half a day; of others, the code of the activity is."""

_NAME_LETTERS = 12
"""The longest name of a day off, in characters, that fits in its day."""

_OF_SESSIONS = ("calendar.remote", "calendar.sessions")
"""The rows of figures that say nothing where a cohort has no sessions."""

_MAX_LENGTH = 120
"""Names of persons, companies and programmes are truncated to this many characters."""

_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
"""White space, control characters and lone surrogates."""

_MOST_LETTERS_DUE = 1000
"""The most characters of what is due, so that the days keep their height."""

_MAX_LISTED_WEEKS = 8
"""The most weeks without room for their sessions that are listed one by one."""


def calendar_grid(year: ApprenticeYear, edition: Edition, text: Messages) -> CalendarGrid:
    """Lay out the calendar of an apprentice."""
    apprentice, of_whom = year.apprentice, " · ".join(class_details(year))
    layout = CalendarLayout(year, text)
    return layout.grid(edition, apprentice.name, company_name(apprentice, text), of_whom)


def week_cells(year: ApprenticeYear, week: int, text: Messages) -> tuple[tuple[DayCell, str], ...]:
    """Lay out the days of a week, each with the meaning of its face."""
    layout = CalendarLayout(year, text)
    meanings = dict(layout.meanings())
    cells = map(layout.cell, year.week(week))
    days = zip(year.week(week), cells, strict=True)
    return tuple(
        (
            cell,
            halves_name(day.halves, text)
            if day.afternoon and day.is_spent
            else meanings.get(cell.face, cell.face.letters),
        )
        for day, cell in days
    )


def figure_text(value: int, row: HourRow, text: Messages) -> str:
    """Format a figure: hours or sessions, a dash for zero."""
    if not value:
        return "–"
    return text.number(value / HOUR if row.is_hours else value)


class CalendarLayout:
    """Computes a grid, and its parts, in one language."""

    def __init__(self, year: ApprenticeYear, text: Messages) -> None:
        self.year, self.text = year, text
        self.programme = year.planning.programme
        self.has_sessions = year.cohort.has_sessions
        self.weeks = year.planning.year.weeks_of(year.cohort.cohort.id)
        self.leave = {day for span in year.summer_leave for day in span}
        self.names = year.names_of_holidays(text.language)
        self.weekdays = [text.weekday_name(day.date.weekday())[0].upper() for day in year.week(0)]
        self.sessions = {
            part: Face(text(f"calendar.{part}"), colours.SESSION, WHITE) for part in Part
        }
        self.holiday = Face(text("calendar.holiday"), colours.HOLIDAY, WHITE)
        self.company_closed = Face(text("calendar.company_closed"), colours.CLOSED)
        self.school_closed = Face(text("closed.code"), WHITE)
        self.missed = Face(text("closed.code"), colours.CLOSED)
        self.event = Face(colours.EVENT, WHITE)
        self.milestone = Face(colours.MILESTONE, WHITE)
        self.due = year.due.dated
        self.due_days = {due.day for due in self.due}
        self.own = Face("*", WHITE)
        self.on_break = Face(text("calendar.break"), WHITE, MUTED_INK)
        taught = year.progression.modules if year.progression else ()
        self.of_module = {
            each.module.id: Face(str(number), colours.SESSION, WHITE)
            for number, each in enumerate(taught, start=1)
        }

    def grid(self, edition: Edition, name: str, company: str, cohort: str) -> CalendarGrid:
        """Lay out the calendar under a heading: of whom it is, at which company."""
        year, text, planning = self.year, self.text, self.year.planning
        columns = tuple(self.column(month) for month in year.months)
        covered = year.is_whole or not year.apprentice.contracts
        hours_title = "calendar.year" if covered else "calendar.contract-hours"
        return CalendarGrid(
            title=text("calendar.title", year=planning.year.label),
            name=short_line(name),
            company=short_line(company),
            cohort=short_line(cohort),
            school=short_line(planning.programme.school),
            programme=short_line(planning.programme.name),
            version=short_line(version_line(edition, text)),
            columns=columns,
            hours=tuple(self.hours()),
            hours_title=text(hours_title, year=planning.year.label),
            legend=tuple(self.legend(columns)),
            notes=tuple(
                Note(text.unbroken(text(f"note.{key}")), text.unbroken(line))
                for key, line in self.notes()
            ),
            modules=self.modules(),
        )

    # --- The days

    def column(self, month: Month) -> MonthColumn:
        """Lay out a month."""
        cells = {day.date.day: self.cell(day) for day in month.days}
        is_edge = len(cells) <= _EDGE_MONTH_DAYS
        return MonthColumn(
            self.text.month(month.first, "MMM y" if is_edge else "MMMM y"),
            is_edge,
            tuple(cells.get(number) for number in range(1, DAY_ROWS + 1)),
        )

    def cell(self, day: Day) -> DayCell:
        """Lay out a day."""
        face, marks, week = self.face(day), tuple(self.marks(day)), self.year.week_of(day)
        is_monday = day.date == week.monday
        halves = tuple(self.halves(day))
        return DayCell(
            date=day.date,
            weekday=self.weekdays[day.date.weekday()],
            number=f"{day.date.day:02}",
            face=face,
            halves=halves,
            name="" if is_monday or marks or halves else self._short_name(day, face),
            week=f"{self.text('week.letter')}{week.iso_week:02}" if is_monday else "",
            marks=marks,
            may_be_leave=day.date in self.leave,
        )

    def halves(self, day: Day) -> Iterator[Face]:
        """Yield the appearances of both halves of a day with sessions, or spent at two places."""
        if day.sessions or (day.afternoon and day.is_spent):
            sessions = {each.part: self._session_face(each) for each in day.held_sessions}
            for part, place in zip(Part, day.halves, strict=True):
                yield sessions.get(part) or self._face_at(place, day, _HALF_LETTERS)

    def _session_face(self, session: HeldSession) -> Face:
        """Return the number of its module, or that it is one if options have other modules."""
        if len(session.subject) == 1:
            return self.of_module[session.subject[0]]
        return self.sessions[session.part]

    def _short_name(self, day: Day, face: Face) -> str:
        name = self.names[day.date] if face is self.holiday else ""
        if day.missed and face is self.missed:
            name = day.missed.name
        return name.replace(" ", "\N{NO-BREAK SPACE}") if len(name) <= _NAME_LETTERS else ""

    def face(self, day: Day) -> Face:
        """Return the appearance of a day, apart from its sessions."""
        if day.activity == Activity.OUTSIDE:
            outside = Face(day.activity.code, colour(day.activity, self.programme))
            return outside if day.date.weekday() < 5 else WEEKEND_FACE
        if day.place is None:
            is_weekend = day.date.weekday() > 4 and day.status is not DayStatus.OUTSIDE
            return WEEKEND_FACE if is_weekend else OUTSIDE_CONTRACT_FACE
        if day.status is DayStatus.BREAK:
            return self.on_break
        if not day.is_bound:
            return OUTSIDE_CONTRACT_FACE
        if day.is_off:
            return self.holiday
        return self._face_at(day.place, day)

    def _face_at(self, place: Place, day: Day, most: int = _BLOCK_LETTERS) -> Face:
        """Return the appearance of the part of a day that is spent at a place.

        Parameters
        ----------
        most
            The letters for which it has room.
        """
        if not day.status.spends(place):
            return OUTSIDE_CONTRACT_FACE
        if day.missed and place in AT_THE_SCHOOL:
            return self.missed
        if day.company_closed and place is Place.COMPANY:
            return self.company_closed
        activity = display_activity(place, day.activity)
        block = None if day.own else day.block
        named = block if block and len(block) <= most else None
        return Face(named or activity.code, colour(activity, self.programme))

    def marks(self, day: Day) -> Iterator[Face]:
        """Yield the letters beside a day."""
        if not day.is_bound or day.place is None:
            return
        if day.school_closed and not day.is_off:
            yield self.school_closed
        if day.own:
            yield self.own
        if day.events:
            yield self.event
        if day.date in self.due_days:
            yield self.milestone

    # --- The modules

    def modules(self) -> ModuleList | None:
        """Lay out the list of modules; None if none are placed."""
        return module_list(self.year, self.text)

    # --- The hours

    def hours(self) -> Iterator[HourRow]:
        """Yield the rows of figures below the months."""
        figures: tuple[tuple[str, Callable[[Hours], int]], ...] = (
            ("calendar.onsite", lambda hours: hours.onsite),
            ("calendar.lost", lambda hours: hours.lost),
            ("calendar.remote", lambda hours: hours.remote),
            ("calendar.company", lambda hours: hours.company),
            ("calendar.all", lambda hours: hours.academic + hours.company),
            ("calendar.sessions", lambda hours: hours.sessions),
        )
        months = [month.hours for month in self.year.months]
        for key, figure in figures:
            if key in _OF_SESSIONS and not self.has_sessions:
                continue
            if key == "calendar.lost" and not self.year.hours.lost:
                continue
            yield HourRow(
                self.text(key),
                tuple(map(figure, months)),
                figure(self.year.hours),
                is_hours=key != "calendar.sessions",
                is_sum=key == "calendar.all",
            )

    # --- The legend

    def legend(self, columns: Sequence[MonthColumn]) -> Iterator[GridLegendEntry]:
        """Yield the entries for what the days show, and for nothing else."""
        cells = [cell for column in columns for cell in column.cells if cell]
        found = {face for cell in cells for face in cell.faces}
        yield from (
            GridLegendEntry(face, meaning) for face, meaning in self.meanings() if face in found
        )
        if numbered := [face for face in self.of_module.values() if face in found]:
            yield GridLegendEntry(numbered[0], self.text("calendar.of-module"))
        if self.leave:
            company = colour(Activity.COMPANY, self.programme)
            yield GridLegendEntry(Face("", company), self.text("calendar.leave"), may_be_leave=True)

    def meanings(self) -> Iterator[tuple[Face, str]]:
        """Yield what each appearance of a day means, in the order of the legend."""
        text = self.text
        for activity in self.programme.activities:
            face = Face(activity.code, colour(activity, self.programme))
            yield face, text.unbroken(activity_legend(activity, text))
        for named in self.year.cohort.cohort.named_blocks:
            yield Face(named.name, colour(named.activity, self.programme)), named.label
        yield self.sessions[Part.MORNING], text("calendar.in-morning")
        yield self.sessions[Part.AFTERNOON], text("calendar.in-afternoon")
        yield self.holiday, text("legend.holiday")
        yield self.company_closed, text("agenda.closed")
        yield self.school_closed, text("legend.closed")
        yield self.missed, text("legend.closed_day")
        yield self.own, text("exception.mark")
        yield self.event, text("agenda.events")
        yield self.milestone, text("agenda.milestones")
        yield self.on_break, text("day_status.break")
        yield WEEKEND_FACE, text("tables.weekend")
        yield (
            OUTSIDE_CONTRACT_FACE,
            text("calendar.after" if self.year.is_whole else "contract.outside"),
        )

    # --- The notes

    def notes(self) -> Iterator[tuple[str, str]]:
        """Yield the notes: the key of the heading, and the text."""
        year, text = self.year, self.text
        if line := contract_line(year, text):
            yield "contract", line
        if line := missed_line(year, text):
            yield "missed", line
        for line in contact_lines(year, text):
            yield "contacts", line
        if line := contract_hours_line(year.apprentice, text):
            yield "contract-hours", line
        if line := own_note(year, text):
            yield "exceptions", line
        if year.unplaced:
            yield "unplaced", self._unplaced()
        if any(day.afternoon and day.is_spent for day in year.days):
            yield "halves", text("calendar.two-places")
        if any(day.sessions for day in year.days):
            yield "sessions", self.session_times()
        if year.apprentice.contracts:
            yield "leave", self._leave()
        eventful = [day for day in year.days if self.event in self.marks(day)]
        if eventful:
            events = (f"{text.weekday(day.date)} {text.listed(day.events)}" for day in eventful)
            yield "events", text.listed(events)
        if self.due:
            yield "milestones", self._milestones()
        off = [day.date for day in year.days if self.face(day) is self.holiday]
        if off:
            days = (f"{text.weekday(day)} {self.names[day]}" for day in off)
            yield "holidays", text.listed(days)
        missed = [day.missed for day in year.days if day.missed and day.is_bound]
        if missed:
            yield "closed_days", text.listed(closed_day_lines(missed, text))
        if year.hours.company:
            key = "calendar.hours-gross" if self.has_sessions else "calendar.hours-gross-plain"
            yield "hours", text(key)

    def _milestones(self) -> str:
        """Return what is due with its days, as far as the page has room for it."""
        shown, length = [], 0
        lines = list(due_lines(self.due, self.text))
        for line in lines:
            length += len(line)
            if length > _MOST_LETTERS_DUE:
                break
            shown.append(line)
        listed = " · ".join(shown)
        left = len(lines) - len(shown)
        if not left:
            return listed
        return self.text("calendar.more-milestones", listed=listed, count=left)

    def _unplaced(self) -> str:
        weeks = [
            self.text(
                "calendar.unplaced",
                week=week_name(self.weeks[lost.week], self.text),
                missing=lost.sessions - lost.room,
                sessions=lost.sessions,
            )
            for lost in self.year.unplaced
        ]
        listed = self.text.listed(weeks[:_MAX_LISTED_WEEKS])
        if len(weeks) <= _MAX_LISTED_WEEKS:
            return listed
        return self.text("calendar.more-weeks", listed=listed, count=len(weeks))

    def session_times(self, key: str = "calendar.sessions-at") -> str:
        """Return the sentence that says how long sessions are and when they begin."""
        workday = self.programme.workday
        return self.text(
            key,
            hours=workday.session,
            morning=workday.morning,
            noon=_later(workday.morning, workday.session),
            afternoon=workday.afternoon,
            evening=_later(workday.afternoon, workday.session),
        )

    def _leave(self) -> str:
        spans = self.year.summer_leave
        if not spans:
            case, cohort = self.year.planning.case, self.year.cohort.cohort
            least = max(1, case.leaves[cohort.id].consecutive)
            key = "calendar.no-leave" if self.has_sessions else "calendar.no-leave-plain"
            return self.text(key, weeks=self.text.counted("weeks", least))
        listed = self.text.listed(self.text.span(span.first, span.last) for span in spans)
        key = "calendar.leave-in" if self.has_sessions else "calendar.leave-in-plain"
        return self.text(key, spans=listed)


def _later(start: time, minutes: Minutes) -> time:
    return (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time()


def short_line(line: str) -> str:
    """Return a text on one line, without unprintable characters, truncated."""
    line = _UNPRINTABLE.sub(" ", line)
    return line if len(line) <= _MAX_LENGTH else line[: _MAX_LENGTH - 1].rstrip() + "…"
