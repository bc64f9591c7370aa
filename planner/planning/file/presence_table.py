"""Reads tables of presences as calendars: each week gets what its days have.

Classes are named by their ids or labels, activities as in other calendars of a programme; where no
column has the activity, the place says it. Days and hours are not read, they follow from it. A
week of which no row says anything is not published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.files.tables import Line, Table, day_of_cell, shown
from planner.planning.file.activity_words import activity_words
from planner.planning.file.presence_layout import (
    OF_PERSONS,
    PresenceColumn,
    presence_columns,
)
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.rules.course import MOST_YEARS
from planner.year.activity import WEEKDAYS, Activity, week_of
from planner.year.weeks import AcademicYear

MOST_CALENDAR_WEEKS = 54 * MOST_YEARS
"""More than any course has."""

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class _Told:
    """What a line of the table says of a day."""

    activity: Activity
    line: Line


@dataclass(frozen=True)
class WeekOfPresences:
    """A week of the table.

    Attributes
    ----------
    line
        The first line that says something of it, or of a later week.
    activities
        The names of activities by cohort id; "" where nothing is said.
    """

    monday: date
    line: Line
    activities: Mapping[str, str]


@dataclass
class PresenceTable:
    """A table of presences, with what is found while it is read.

    Attributes
    ----------
    columns
        The positions of its columns, from 0.
    faults
        What cannot be read, each with the line it is in, or None for the header.
    """

    table: Table
    columns: Mapping[PresenceColumn, int]
    programme: Programme
    year: AcademicYear
    faults: list[tuple[Line | None, Problem]] = field(default_factory=list)

    @classmethod
    def found_in(
        cls, table: Table, programme: Programme, year: AcademicYear
    ) -> "PresenceTable | None":
        """Return a table with the columns of presences; None for any other."""
        columns = presence_columns(map(shown, table.header.cells))
        return cls(table, columns, programme, year) if columns else None

    def weeks(self) -> Sequence[WeekOfPresences]:
        """Return its weeks, and all of the year of which it has some; none if there are faults."""
        if not OF_PERSONS.isdisjoint(self.columns):
            self.faults.append((None, problem("presences.of-persons")))
            return ()
        days = self._days()
        dates = [day for of in days.values() for day in of]
        if self.faults or not dates:
            return ()
        first, last = min(dates), max(dates)
        self.faults += [(None, fault) for fault in self._faults_of_whole(days, first, last)]
        if self.faults:
            return ()
        found = [self._week(monday, days) for monday in self._mondays(first, last)]
        return () if self.faults else found

    def _faults_of_whole(
        self, days: Mapping[str, dict[date, _Told]], first: date, last: date
    ) -> Iterator[Problem]:
        if last - first > MOST_CALENDAR_WEEKS * _WEEK:
            yield problem("table.too-many-rows", most=MOST_CALENDAR_WEEKS)
        silent = ", ".join(cohort for cohort, of in days.items() if not of)
        if silent and last <= self.year.weeks[-1].last_day:  # else a course, of classes that follow
            yield problem("presences.no-class", cohorts=silent)

    def _days(self) -> Mapping[str, dict[date, _Told]]:
        days: dict[str, dict[date, _Told]] = {each.id: {} for each in self.programme.cohorts}
        for line in self.table.rows:
            self._read(line, days)
        return days

    def _read(self, line: Line, days: Mapping[str, dict[date, _Told]]) -> None:
        """Note what a line says of the days of its class."""
        if line.is_overlong:
            self.faults.append((line, problem("table.too-many-cells")))
            return
        cohort = self._cohorts.get(folded(self._text(line, PresenceColumn.COHORT)))
        if cohort is None:
            known = problem("accepted.one-of", expected=", ".join(self.cohorts))
            self._refuse(line, PresenceColumn.COHORT, known)
            return
        activity = self._activity(line, cohort)
        first, last = self._day(line, PresenceColumn.FIRST), self._day(line, PresenceColumn.LAST)
        if activity is None or first is None or last is None:
            return
        if not timedelta() <= last - first < MOST_CALENDAR_WEEKS * _WEEK:
            self._refuse(line, PresenceColumn.LAST, problem("accepted.day-from", first=first))
            return
        self._note(line, activity, (first, last), days[cohort.id])

    def _note(
        self, line: Line, activity: Activity, span: tuple[date, date], days: dict[date, _Told]
    ) -> None:
        first, last = span
        for n in range((last - first).days + 1):
            day = first + timedelta(n)
            if day.weekday() >= WEEKDAYS:
                continue
            told = days.setdefault(day, _Told(activity, line))
            if told.activity != activity:
                where = problem("row.number", line=told.line.number)
                self.faults.append((line, problem("presences.twice", day=day, row=where)))
                return

    def _mondays(self, first: date, last: date) -> Iterator[date]:
        """Yield the Mondays of the table, and those of the year where it has days of it."""
        opening, end = self.year.weeks[0].monday, self.year.weeks[-1].last_day
        if first <= end and opening <= last:
            first, last = min(first, opening), max(last, end)
        monday = first - timedelta(first.weekday())
        while monday <= last:
            yield monday
            monday += _WEEK

    def _week(self, monday: date, days: Mapping[str, dict[date, _Told]]) -> WeekOfPresences:
        dates = [monday + timedelta(n) for n in range(WEEKDAYS)]
        lines = [of[day].line for of in days.values() for day in dates if day in of]
        line = min(lines, key=lambda each: each.number, default=self.table.rows[0])
        activities = {
            cohort.id: self._of_week(cohort, dates, days[cohort.id])
            for cohort in self.programme.cohorts
        }
        return WeekOfPresences(monday, line, activities)

    def _of_week(self, cohort: Cohort, dates: Sequence[date], days: Mapping[date, _Told]) -> str:
        """Return the name of what a class does in a week; "" if nothing is said of it.

        The days before its first one and after its last one are as these, but where they may be
        planned by themselves.
        """
        told = [days[day] for day in dates if day in days]
        if not told:
            return ""
        is_alone = self.programme.by_days and cohort.is_part_year
        first = Activity.OUTSIDE if is_alone else told[0].activity
        last = Activity.OUTSIDE if is_alone else told[-1].activity
        activities = []
        for day in dates:
            if day in days:
                activities.append(days[day].activity)
            elif day < min(days) or day > max(days):
                activities.append(first if day < min(days) else last)
            else:
                what = problem("presences.missing", cohort=cohort.id, day=day)
                self.faults.append((told[0].line, what))
                return ""
        return week_of(activities).name

    @property
    def cohorts(self) -> Sequence[str]:
        """The ids of the classes that it may name."""
        return [cohort.id for cohort in self.programme.cohorts]

    # --- Cells ------------------------------------------------------------------------------------

    @cached_property
    def _cohorts(self) -> Mapping[str, Cohort]:
        """The classes by their folded labels and ids."""
        cohorts = self.programme.cohorts
        by_label = {folded(each.label): each for each in cohorts}
        return {**by_label, **{folded(each.id): each for each in cohorts}}

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, Activity]]:
        """What words mean for each class, by its id."""
        cohorts = self.programme.cohorts
        return {each.id: dict(activity_words(each, self.programme)) for each in cohorts}

    def _activity(self, line: Line, cohort: Cohort) -> Activity | None:
        words = self._words[cohort.id]
        is_told = PresenceColumn.ACTIVITY in self.columns
        column = PresenceColumn.ACTIVITY if is_told else PresenceColumn.PLACE
        word = folded(self._text(line, column))
        if word and word in words:
            return words[word]
        known = ", ".join(dict.fromkeys(each.name for each in words.values()))
        self._refuse(line, column, problem("accepted.one-of", expected=known))
        return None

    def _day(self, line: Line, column: PresenceColumn) -> date | None:
        if (day := day_of_cell(self._cell(line, column))) is None:
            self._refuse(line, column, problem("accepted.plain-day"))
        return day

    def _refuse(self, line: Line, column: PresenceColumn, accepted: Problem) -> None:
        title = shown(self.table.header.cells[self.columns[column]])
        found = f'"{self._text(line, column)[:60]}"'
        what = problem("field.value", field=title, found=found, accepted=accepted)
        self.faults.append((line, what))

    def _text(self, line: Line, column: PresenceColumn) -> str:
        return shown(self._cell(line, column)).strip()

    def _cell(self, line: Line, column: PresenceColumn) -> object:
        place = self.columns[column]
        return line.cells[place] if place < len(line.cells) else None
