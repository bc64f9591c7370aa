"""A cohort of a programme in its year, as the tables of its file describe it, in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import ceil

from tests.fuzz.calendar import (
    DAY,
    ENDS,
    Table,
    Week,
    is_made_up,
    is_single,
    moment,
    window,
)
from tests.fuzz.rows import ANY, Due, Row, Run, Stay, Weeks, runs

BUILT_IN = {
    name: (name,) * 5
    for name in ("school", "company", "abroad", "defence", "leave", "none", "outside")
}
STAYS = ("school", "company", "abroad")
TAUGHT = ("school", "abroad")


@dataclass(frozen=True)
class Cohort:
    """A cohort of a programme in its year, as the file describes it.

    Attributes
    ----------
    weeks
        The weeks of the year.
    year
        Its steps: the weeks, or the days where some cohort changes within weeks. What is called a
        week below is a step.
    before
        The activity and the weeks of the stay with which the year before ended, if it is given.
    near
        The planning to stay near, if it is given.
    """

    table: Table
    programme: Table
    weeks: tuple[Week, ...]
    year: tuple[Week, ...]
    before: Stay | None = None
    near: Row | None = None

    @cached_property
    def a_week(self) -> int:
        """The steps of a whole week."""
        return 1 if self.year == self.weeks else 5

    @cached_property
    def week_of(self) -> list[int]:
        """The position of the week of each step."""
        return [n for n, week in enumerate(self.weeks) for _ in week.days[:: 5 // self.a_week]]

    def in_weeks(self, steps: int) -> int:
        """Return a number of steps in weeks, the last of them begun."""
        return -(-steps // self.a_week)

    def with_tables(self, more: Table) -> "Cohort":
        return replace(self, table={**self.table, **more})

    def halves(self, activity: str) -> list[list[str]]:
        """Return the places of the morning and of the afternoon of each day of an activity."""
        days = BUILT_IN.get(activity) or self.programme["activities"][activity]["days"]
        return [(day.split("/") * 2)[:2] for day in days]

    def places(self, activity: str) -> set[str]:
        """Return all places of an activity."""
        return {half for day in self.halves(activity) for half in day}

    def spent(self, weeks: Weeks, week: int) -> list[list[str]]:
        """Return where the halves of the days of a week are spent: "" where nobody works."""
        laid, here = self.year[week], self.halves(weeks[week])
        return [
            ["" if day in laid.off and at != "abroad" else at for at in here[day.weekday()]]
            for day in laid.days
        ]

    def is_closed(self, week: int) -> bool:
        """Tell whether the school is closed all week, be it day by day."""
        laid = self.weeks[self.week_of[week]]
        off = laid.off | self.away(laid)
        worked = [day for day in laid.days if day not in off]
        made_up = (is_made_up(self.programme, day, self.table["id"]) for day in worked)
        return laid.closed or (bool(worked) and all(made_up))

    def is_off(self, step: int) -> bool:
        """Tell whether the school is closed all week; on a day, whether it is off or closed."""
        laid = self.year[step]
        if self.a_week == 1 or self.is_closed(step):
            return self.is_closed(step)
        return all(
            day in laid.off or is_single(self.programme, day, self.table["id"]) for day in laid.days
        )

    def is_made_up_elsewhere(self, week: int, day: date) -> bool:
        """Tell whether a day is closed in a week that is not, its hours made up by other weeks."""
        is_single = is_made_up(self.programme, day, self.table["id"])
        return is_single and not self.is_closed(week)

    def is_at(self, weeks: Weeks, *places: str) -> list[bool]:
        """Tell for each week whether a working day is spent at one of some places."""
        spent = (self.spent(weeks, n) for n in range(len(weeks)))
        return [any(not {*places}.isdisjoint(halves) for halves in days) for days in spent]

    def consists_of(self, activity: str, *places: str) -> bool:
        return {*places} >= self.places(activity)

    @cached_property
    def placeable(self) -> tuple[str, ...]:
        return ("school", "company", *self.table.get("activities", ()))

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """All activities of its year, in the order in which equal plannings are told apart."""
        tables = [self.table.get("pattern", {}), *self.table.get("patterns", {}).values()]
        of_53 = [pattern.get("week_53", "counted") for pattern in tables]
        others = [*self.table.get("fixed_weeks", {}).values(), *of_53]
        if {"starts", "ends"}.intersection(self.table):
            others.append("outside")
        return tuple(dict.fromkeys([*self.placeable, *(a for a in others if a != "counted")]))

    @cached_property
    def is_there(self) -> list[bool]:
        """Tell for each week whether it has a weekday from the first to the last of the cohort.

        Days of such a week before its first and after its last are not there by themselves, unless
        public holidays are all that lies there.
        """
        weeks = zip(self.year, self.week_of, strict=True)
        is_by_days = self.a_week > 1
        return [
            self._is_in(self.weeks[week]) and not (is_by_days and self.away(step))
            for step, week in weeks
        ]

    def _is_in(self, week: Week) -> bool:
        return all(
            end is not None and any(has(day, *end) for day in week.days) for has, end in self._ends
        )

    @cached_property
    def _ends(self) -> list[tuple[Callable[[date, date, date], bool], tuple[date, date] | None]]:
        return [
            (ENDS[of], moment(self.table[key], self.year))
            for key, of in (("starts", "from"), ("ends", "until"))
            if key in self.table
        ]

    def away(self, week: Week) -> set[date]:
        """Return the days before it starts and after it ends, of a week in which it is there."""
        whole = next(each for each in self.weeks if each.monday == week.monday)
        sides = (
            {day for day in whole.days if end is not None and not has(day, *end)}
            for has, end in self._ends
        )
        away = set().union(*(side for side in sides if self._is_in(whole) and side - whole.off))
        return away.intersection(week.days)

    def is_there_on(self, day: date) -> bool:
        week = next(each for each in self.weeks if day in each.days)
        return self._is_in(week) and day not in self.away(week)

    def as_locked(self, weeks: Weeks) -> Weeks:
        """Return weeks as they are locked: outside on days on which the cohort is not there."""
        if self.a_week == 1:
            return weeks
        steps = zip(weeks, self.is_there, self.week_of, strict=True)
        return tuple(
            held if there or not self._is_in(self.weeks[week]) else "outside"
            for held, there, week in steps
        )

    def days_of(self, weeks: Weeks, week: int) -> list[tuple[date, list[str]]]:
        """Return the days of a week with where their halves are spent, as far as it is there."""
        laid, away = self.year[week], self.away(self.year[week])
        days = zip(laid.days, self.spent(weeks, week), strict=True)
        return [(day, halves) for day, halves in days if day not in away]

    @cached_property
    def session_minutes(self) -> int:
        return minutes(self.programme["workday"].get("session", 3.5))

    @cached_property
    def patterns(self) -> list[tuple[Table, Sequence[str | None]]]:
        """The patterns, each with what it asks of each week: None where it asks nothing.

        A part of the year has its own instead of that of the year.
        """
        of_year = [self.table["pattern"]] if "pattern" in self.table else []
        tables = [*self.table.get("patterns", {}).values(), *of_year]
        found: list[tuple[Table, Sequence[str | None]]] = []
        taken = [False] * len(self.year)
        for table in tables:
            inside = window(table, self.year)
            asked = self._asked(table, inside)
            found.append(
                (table, [None if gone else a for a, gone in zip(asked, taken, strict=True)])
            )
            taken = [here or gone for here, gone in zip(inside, taken, strict=True)]
        return found

    def _asked(self, pattern: Table, inside: Sequence[bool]) -> list[str | None]:
        asked: list[str | None] = [None] * len(self.year)
        counted = -1
        last = -1
        for n, week in enumerate(self.year):
            if not (inside[n] and self.is_there[n]):
                continue
            is_of_53 = week.number == 53 and pattern["week_53"] != "counted"
            if self.week_of[n] != last and not is_of_53:
                counted += 1
            last = self.week_of[n]
            is_by_iso = pattern.get("counted_by") == "iso_week"
            place = week.number - 1 if is_by_iso else counted
            activity = pattern["weeks"][place % len(pattern["weeks"])]
            activity = pattern["week_53"] if is_of_53 else activity
            needs_school = {"school", "defence"}.intersection(self.places(activity))
            is_fixed = str(week.number) in self.table.get("fixed_weeks", {})
            spans = (moment(each, self.weeks) for each in pattern.get("except", ()))
            is_excepted = any(s and s[0] <= d <= s[1] for s in spans for d in week.days)
            if not is_fixed and not is_excepted and not (self.is_closed(n) and needs_school):
                asked[n] = activity
        return asked

    @cached_property
    def asked(self) -> list[str | None]:
        """What any pattern asks of each week."""
        rows = [asked for _, asked in self.patterns] or [[None] * len(self.year)]
        return [next(filter(None, here), None) for here in zip(*rows, strict=True)]

    @cached_property
    def inlaid(self) -> dict[int, str]:
        """What is asked in the weeks that are a part of the block around them."""
        return {
            n: activity
            for table, asked in self.patterns
            for n, activity in enumerate(asked)
            if table.get("within_block") and activity
        }

    def surrounding(self, weeks: Weeks) -> Weeks:
        """Return the activities of the blocks around: of the week before, else of that after.

        Where there is neither, it is their own.
        """
        parts = [n for n, activity in self.inlaid.items() if weeks[n] == activity]
        found: list[str | None] = [None if n in parts else a for n, a in enumerate(weeks)]
        for n in range(1, len(found)):
            if found[n] is None and found[n - 1] != "outside":
                found[n] = found[n - 1]
        for n in reversed(range(len(found) - 1)):
            if found[n] is None and found[n + 1] != "outside":
                found[n] = found[n + 1]
        return tuple(around or own for around, own in zip(found, weeks, strict=True))

    @cached_property
    def months(self) -> list[int]:
        """The month in which each step counts: its own, or that of its week."""
        by_days = self.table.get("count_cut_weeks", "fifths") == "fifths"
        spans = self.year if by_days else [self.weeks[week] for week in self.week_of]
        return [span.middle.month for span in spans]

    def counted(self, flags: Sequence[bool]) -> float:
        """Return how many weeks some steps are, as it counts cut ones."""
        count = self.table.get("count_cut_weeks", "fifths")
        if self.a_week == 1 or count == "fifths":
            return sum(flags) / self.a_week
        by_week: list[list[bool]] = [[] for _ in self.weeks]
        for week, here in zip(self.week_of, flags, strict=True):
            by_week[week].append(here)
        return sum(all(here) if count == "whole" else any(here) for here in by_week)

    @cached_property
    def may_carry(self) -> list[bool]:
        """Tell for each week whether it may carry sessions as far as its date goes."""
        rules = self.table.get("sessions", {"a_week": [0]})
        return [
            here and not self.is_closed(n) and week.number not in rules.get("without_weeks", ())
            for n, (here, week) in enumerate(zip(window(rules, self.year), self.year, strict=True))
        ]

    def room(self, weeks: Weeks, week: int) -> int:
        """Return how many sessions a week has room for: one on each half of a day in company.

        A day that is shorter than two of them has one.
        """
        if not (self.may_carry[week] and self.carries(weeks[week])):
            return 0
        room = 0
        for day, halves in self.days_of(weeks, week):
            length = self.company_days[day.weekday()]
            most = 2 if length >= 2 * self.session_minutes else 1 if length else 0
            room += min(most, halves.count("company"))
        return room

    def named(self, block: Table, weeks: Weeks) -> list[Run]:
        """Return the blocks at the place of a named block."""
        found = runs(self.surrounding(weeks))
        found = [run for run in found if run.activity == block.get("activity", "company")]
        starts = self.place(block["starts"]) if "starts" in block else None
        return [
            run
            for run in found
            if self.lies_in(block, run)
            and ("starts" not in block or (starts and starts[0] == run.first))
            and (not block.get("last") or run == found[-1])
        ]

    def lies_in(self, blocks: Table, run: Run) -> bool:
        """Tell whether a block lies in one of the parts of the year that a table names."""
        parts = (window(each, self.year) for each in blocks.get("windows", [blocks]))
        return any(all(inside[run.first : run.first + run.length]) for inside in parts)

    def place(self, table: Table) -> tuple[int, int] | None:
        """Return the step and the weekday of a moment; at weekends, those of the Friday before."""
        found = moment(table, self.year)
        if not found:
            return None
        weekday = min(4, found[0].weekday())
        day = found[0] - (found[0].weekday() - weekday) * DAY
        return next(((n, weekday) for n, step in enumerate(self.year) if day in step.days), None)

    def may_change(self, step: int, before: str, after: str) -> bool:
        """Tell whether it may change from one activity to another at the start of a step."""
        if "outside" in (before, after) or self.a_week == 1:
            return True
        others = self.table.get("activities", {})
        days = [*self.table.get("changes_on", ["monday"])]
        for activity in (before, after):
            days += others.get(activity, {}).get("changes_on", [])
        day = self.year[step].days[0]
        dates = {each for each in days if isinstance(each, date)}
        mondays = {each + (7 - each.weekday()) * DAY for each in dates if each.weekday() > 4}
        return not {"any", f"{day:%A}".lower(), day}.isdisjoint({*days, *mondays})

    def part_of(self, table: Table) -> list[bool]:
        """Tell for each step whether its week lies in a part of the year."""
        inside = window(table, self.weeks)
        return [inside[week] for week in self.week_of]

    def carrying(self, weeks: Weeks) -> list[int]:
        """Return the positions of the weeks that may carry sessions, where weeks are these."""
        numbers = {*self.table.get("sessions", {"a_week": [0]})["a_week"]} - {0}
        least = min(numbers, default=ANY)
        without = {
            week
            for block in self.table.get("named_blocks", {}).values()
            if not block.get("sessions", True)
            for run in self.named(block, weeks)
            for week in range(run.first, run.first + run.length)
        }
        return [n for n in range(len(weeks)) if n not in without and self.room(weeks, n) >= least]

    def carries(self, activity: str) -> bool:
        own = self.programme.get("activities", {}).get(activity, {})
        return activity == "company" or bool(own.get("sessions"))

    @cached_property
    def company_days(self) -> list[int]:
        """The minutes of each day in company: of the class, else of the school."""
        own = self.table.get("workday", {})
        if "company_days" in own:
            return [minutes(hours) for hours in own["company_days"]]
        day = own["company_week"] / 5 if "company_week" in own else None
        return [minutes(day or self.programme["workday"]["company"])] * 5

    def company_minutes(self, row: Row) -> int:
        spent = 0
        for n, week in enumerate(self.year):
            for day, halves in self.days_of(row.weeks, n):
                whole = 7 * 60 if day == week.solidarity else self.company_days[day.weekday()]
                shares = (whole - whole // 2, whole // 2)  # the morning has the odd minute
                spent += sum(m for m, at in zip(shares, halves, strict=True) if at == "company")
        return spent - sum(row.sessions) * self.session_minutes

    def onsite_room(self, weeks: Weeks, part: Sequence[bool]) -> tuple[int, int]:
        """Return the least and the most minutes that can be taught in the weeks of a part.

        Of days, the least is rounded up to the minute, the most down to a quarter of an hour: then
        weeks have room for all that is between.
        """
        a_day, limits = (
            minutes({**self.programme["workday"], **self.table.get("workday", {})}["school"]),
            self.table.get("onsite_a_week", {}),
        )
        low = high = 0
        for n, here in enumerate(part):
            halves = sum(
                at == "abroad" or (at == "school" and not self.is_made_up_elsewhere(n, day))
                for day, both in self.days_of(weeks, n)
                for at in both
            )
            most = ceil(halves * a_day / 2)
            if "most" in limits:
                share = halves * minutes(limits["most"]) / 10
                most = min(most, ceil(share) if halves % 2 else int(share))
            least = halves * minutes(limits.get("least", 0)) / 2
            if self.a_week > 1:
                low += here * min(most, ceil(least / 5))
            else:
                low += here * min(most - most % 15, int(least / 5) // 15 * 15)
            high += here * (most - most % 15)
        return low, high

    @cached_property
    def onsite_parts(self) -> list[Due]:
        """The parts of the year in which minutes are due on site, and how many."""
        parts, rest = [], [True] * len(self.year)
        for semester in self.table.get("semesters", {}).values():
            if "onsite_hours" in semester:
                due, part = minutes(semester["onsite_hours"]), self.part_of(semester)
                parts.append(Due(due, due, due, part))
                rest = [here and not taken for here, taken in zip(rest, part, strict=True)]
        elsewhere = sum(part.aim for part in parts)
        if "onsite_hours" in self.table:
            left = minutes(self.table["onsite_hours"]) - elsewhere
            return [*parts, Due(left, left, left, rest)]
        if "academic_hours" not in self.table:
            return [*parts, Due(0, ANY, ANY, rest)]
        target = self.table["academic_hours"]
        sessions = self.table.get("sessions", {"total": 0})["total"]
        aim = minutes(target["target"]) - elsewhere - sessions * self.session_minutes
        slack = minutes(target.get("tolerance", 0))
        return [*parts, Due(aim - slack, aim + slack, aim, rest)]

    def taught(self, weeks: Weeks) -> int:
        """Return the minutes on site: those due, or what is nearest to them in open weeks."""
        if "onsite_hours" in self.table:
            return minutes(self.table["onsite_hours"])
        rooms = [(part.aim, *self.onsite_room(weeks, part.part)) for part in self.onsite_parts]
        return sum(max(low, min(high, aim)) for aim, low, high in rooms)


def minutes(hours: float) -> int:
    return round(60 * hours)


def blocks_table(cohort: Cohort, activity: str) -> Table:
    if activity in ("school", "company"):
        return dict(cohort.table.get(f"{activity}_blocks", {}))
    return dict(cohort.table.get("activities", {}).get(activity, {}).get("blocks", {}))
