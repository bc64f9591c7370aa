"""A calendar as an example of a programme: its classes and activities, and whether it keeps rules.

The check is the planner's own: a programme is made of the rules, and the calendar is its planning.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import tomli_w

from planner.acquisition.class_names import is_year_name, year_of_name
from planner.acquisition.seen import SeenCalendar, SeenClass, SeenDays, is_whole
from planner.files.problems import Unusable
from planner.planning.check import Verdict, check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.file import Tables, academic_year_of, merge_tables, parse_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.activity import Activity, Place

OPEN = ("name", "school", "workday.company", "workday.school")
"""The keys of a programme that no calendar tells."""

OPEN_OF_COHORT = ("headcount",)
"""Those of each of its cohorts; hours on site may stay open."""

_MOST_ID = 20
_MANY_EMPTY = 4
"""From so many empty weeks on, a class is taken not to be there."""

_STANDING = {
    "name": "x",
    "school": "x",
    "workday": {"company": 24, "school": 24},
    "objectives": ["pattern_departures", "week_order", "session_spread"],
    "public_holidays": {"country": "FR"},
    "id": "x",
}
"""Values of what a calendar does not tell, which forbid nothing."""


@dataclass(frozen=True)
class ExampleClass:
    """A class of the calendar as a cohort.

    Attributes
    ----------
    year
        The year of the programme, from 1, if its name tells one; else 1.
    has_year_name
        Whether its name is that year only, so that the label may be written out.
    weeks
        The positions of the weeks in which it is there: of many empty weeks at the start or at the
        end of the calendar, it is taken to start later or to end earlier.
    """

    id: str
    year: int
    has_year_name: bool
    seen: SeenClass
    weeks: range


@dataclass(frozen=True)
class Example:
    """A calendar, in terms of a programme.

    Attributes
    ----------
    only
        The id of the only class that a programme of it has; all of them if None.
    """

    calendar: SeenCalendar
    only: str | None = None

    @cached_property
    def classes(self) -> tuple[ExampleClass, ...]:
        """The classes that it is about, with ids that are distinct in the calendar."""
        found: list[ExampleClass] = []
        for seen in self.calendar.classes:
            named, nth = is_year_name(seen.name), self.calendar.course_year
            year = (year_of_name(seen.name) or 1) + (nth or 1) - 1
            own = f"{year}A" if named else _as_id(seen.name, nth)
            taken = {each.id for each in found}
            free = next(name for name in _numbered(own) if name not in taken)
            there = _weeks_there(seen, self.calendar.mondays)
            found.append(ExampleClass(free, year, named, seen, there))
        return tuple(each for each in found if self.only in (None, each.id))

    @cached_property
    def activities(self) -> Tables:
        """The activities of its own: the weeks that are spent at several places."""
        return {
            self.activity(days): {
                "label": "x",
                "code": "M" if n == 1 else f"M{n}",
                "days": [place.value for place in days],
                **({"sessions": True} if self._has_sessions(days) else {}),
            }
            for n, days in enumerate(self.calendar.split_weeks, start=1)
        }

    def activity(self, days: SeenDays) -> str:
        """Return the name of the activity of a week."""
        if is_whole(days):
            return days[0].value
        number = self.calendar.split_weeks.index(days) + 1
        return "split" if number == 1 else f"split{number}"

    def row(self, of: ExampleClass) -> list[str]:
        """Return the activities of the weeks of a class, by name."""
        return [
            Activity.UNKNOWN.name
            if monday in of.seen.unpublished
            else self.activity(days)
            if index in of.weeks
            else Activity.OUTSIDE.name
            for index, (monday, days) in enumerate(
                zip(self.calendar.mondays, of.seen.weeks, strict=True)
            )
        ]

    def span_table(self, of: ExampleClass) -> Tables:
        """Return the days with which a class starts and ends, if it is not there all year."""
        first, last = self.calendar.mondays[of.weeks[0]], self.calendar.mondays[of.weeks[-1]]
        starts = {"starts": _every_year(first)} if of.weeks[0] > 0 else {}
        is_cut = of.weeks.stop < len(of.seen.weeks)
        ends = {"ends": _every_year(last + timedelta(days=4))} if is_cut else {}
        return {**starts, **ends}

    @property
    def numbers(self) -> list[int]:
        """The ISO numbers of its weeks."""
        return [monday.isocalendar().week for monday in self.calendar.mondays]

    def told_by_number(self, values: Sequence[object]) -> frozenset[int]:
        """Return the positions of the weeks that their ISO number tells by itself.

        A calendar of 53 weeks may have a number twice: it tells these weeks if they have the same
        value.

        Parameters
        ----------
        values
            A value for each week.
        """
        found: defaultdict[int, set[object]] = defaultdict(set)
        for number, value in zip(self.numbers, values, strict=True):
            found[number].add(value)
        return frozenset(n for n, number in enumerate(self.numbers) if len(found[number]) == 1)

    def _has_sessions(self, days: SeenDays) -> bool:
        return any(
            sessions and found == days
            for each in self.calendar.classes
            for found, sessions in zip(each.weeks, each.sessions or (), strict=False)
        )

    def tables(self, fragments: Iterable[Tables]) -> Tables:
        """Return the tables of a programme of some rules, without what no calendar tells."""
        tables: Tables = {
            **({"activities": self.activities} if self.activities else {}),
            "cohorts": [
                {"id": each.id, "label": each.id, "year": each.year} for each in self.classes
            ],
        }
        for fragment in fragments:
            tables = merge_tables(tables, fragment)
        cohorts = zip(tables["cohorts"], self.classes, strict=True)
        return {**tables, "cohorts": [self._placed(table, each) for table, each in cohorts]}

    def _placed(self, table: Tables, of: ExampleClass) -> Tables:
        """Let the planner place what is neither fixed nor placed anyway."""
        fixed, row = table.get("fixed_weeks", {}), self.row(of)
        if not table.keys() & self.span_table(of).keys():  # it is there all year, then
            row = [
                name if name == Activity.UNKNOWN.name else self.activity(days)
                for name, days in zip(row, of.seen.weeks, strict=True)
            ]
        loose = {a for n, a in zip(self.numbers, row, strict=True) if fixed.get(str(n)) != a}
        loose -= {Activity.OUTSIDE.name, Activity.UNKNOWN.name}
        placed: Tables = {name: {} for name in sorted(loose - {"school", "company"})}
        if not placed:
            return table
        return {**table, "activities": {**placed, **table.get("activities", {})}}

    def keeps(self, fragments: Iterable[Tables]) -> bool:
        """Whether some rules, of a programme of this calendar, are kept by it."""
        spans: Tables = {
            "cohorts": [{"id": each.id, **self.span_table(each)} for each in self.classes]
        }
        try:
            planning = self.planning(self.tables([spans, *fragments]))
        except Unusable:
            return False
        if tuple(week.monday for week in planning.year.weeks) != self.calendar.mondays:
            return False
        return all(found.verdict is not Verdict.BROKEN for found in check(planning))

    def planning(self, tables: Tables) -> Planning:
        """Return the calendar as a planning of a programme; what is open forbids nothing.

        Raises
        ------
        Unusable
            The tables are none of a programme.
        """
        whole = {**_STANDING, **tables}
        cohorts = [{"headcount": 1, **table} for table in tables["cohorts"]]
        text = tomli_w.dumps({**whole, "cohorts": [_labelled(table) for table in cohorts]})
        programme = parse_programme(text, self.calendar.source)
        year = academic_year_of(programme, self._start_year(tables))
        rows = (
            CohortPlanning(
                cohort,
                tuple(_activity(name, programme) for name in self.row(each)),
                each.seen.sessions if cohort.sessions.total else None,
            )
            for cohort, each in zip(programme.cohorts, self.classes, strict=True)
        )
        return Planning(Case(programme, year), tuple(rows))

    def _start_year(self, tables: Tables) -> int:
        """Return the year in which the calendar starts, as its programme counts it."""
        first = self.calendar.mondays[0]
        start: Tables | None = tables["academic_year"].get("starts")
        if start is None:
            return first.isocalendar().year
        return first.year + int(start["month"] < first.month)


def _activity(name: str, programme: Programme) -> Activity:
    return Activity.UNKNOWN if name == Activity.UNKNOWN.name else programme.activity(name)


def examples(calendar: SeenCalendar) -> tuple[Example, ...]:
    """Return the examples of which a programme is made: one a year of a course.

    Where the columns of a calendar of several years are the classes of each year, the example is
    the year that is published most fully, the last one of several.
    """
    if calendar.course_year is not None:
        return tuple(map(Example, calendar.years))
    return (Example(min(reversed(calendar.years), key=lambda year: year.holes)),)


def _weeks_there(seen: SeenClass, mondays: Sequence[date]) -> range:
    """Return the positions of the weeks of a class, without many empty ones at either end."""
    empty = [
        set(days) == {Place.NONE} and monday not in seen.unpublished
        for days, monday in zip(seen.weeks, mondays, strict=True)
    ]
    before = next((n for n, is_empty in enumerate(empty) if not is_empty), 0)
    after = next((n for n, is_empty in enumerate(reversed(empty)) if not is_empty), 0)
    first = before if before >= _MANY_EMPTY else 0
    return range(first, len(empty) - (after if after >= _MANY_EMPTY else 0))


def _every_year(day: date) -> Tables:
    """Return a day as that of every year; 28 February for the 29th."""
    return {"month": day.month, "day": 28 if (day.month, day.day) == (2, 29) else day.day}


def _labelled(table: Tables) -> Tables:
    """Return a cohort whose named blocks have labels."""
    named = table.get("named_blocks", {})
    blocks = {name: {"label": "x", **block} for name, block in named.items()}
    return {**table, **({"named_blocks": blocks} if blocks else {})}


def _as_id(name: str, course_year: int | None) -> str:
    """Return a name without what an id may not have, with its year in a course of several."""
    own = re.sub(r"[^\w.-]+", "-", name).strip("-")
    if course_year is None:
        return own[:_MOST_ID] or "A"
    return f"{own[: _MOST_ID - 2] or 'A'}-{course_year}"


def _numbered(name: str) -> Sequence[str]:
    """Return an id, and further ones where it is taken."""
    return [name, *(f"{name[: _MOST_ID - 4]}-{n}" for n in range(2, 1000))]
