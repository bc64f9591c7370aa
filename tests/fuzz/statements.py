"""The rules in plain words over days, by the tables of a programme file.

Nothing here comes from the planner, so that a rule stated wrongly is found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import ceil
from operator import and_

from tests.fuzz.calendar import (
    ENDS,
    WEEK,
    Table,
    Week,
    is_made_up,
    is_single,
    moment,
    next_day,
    window,
)
from tests.fuzz.rows import ANY, Due, Row, Run, Stay, Weeks, admits, longest, runs

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
    before
        The activity and the weeks of the stay with which the year before ended, if it is given.
    near
        The planning to stay near, if it is given.
    """

    table: Table
    programme: Table
    year: tuple[Week, ...]
    before: Stay | None = None
    near: Row | None = None

    def with_tables(self, more: Table) -> "Cohort":
        return replace(self, table={**self.table, **more})

    def days(self, activity: str) -> tuple[str, ...]:
        return BUILT_IN.get(activity) or tuple(self.programme["activities"][activity]["days"])

    def spent(self, weeks: Weeks, week: int) -> list[str]:
        """Return where the days of a week are spent: "" where nobody works."""
        laid, here = self.year[week], self.days(weeks[week])
        return [
            "" if day in laid.off and place != "abroad" else place
            for day, place in zip(laid.days, here, strict=False)
        ]

    def is_closed(self, week: int) -> bool:
        """Tell whether the school is closed all week, be it day by day."""
        laid = self.year[week]
        worked = [day for day in laid.days if day not in laid.off and day not in self.absent[week]]
        made_up = (is_made_up(self.programme, day, self.table["id"]) for day in worked)
        return laid.closed or (bool(worked) and all(made_up))

    def days_of(self, weeks: Weeks, week: int) -> list[tuple[date, str]]:
        """Return the days of a week with where they are spent, as far as the cohort is there."""
        days = zip(self.year[week].days, self.spent(weeks, week), strict=True)
        return [(day, place) for day, place in days if day not in self.absent[week]]

    def is_made_up_elsewhere(self, week: int, day: date) -> bool:
        """Tell whether a day is closed in a week that is not, its hours made up by other weeks."""
        is_single = is_made_up(self.programme, day, self.table["id"])
        return is_single and not self.is_closed(week)

    def is_at(self, weeks: Weeks, *places: str) -> list[bool]:
        """Tell for each week whether a working day is spent at one of some places."""
        return [bool({*places}.intersection(self.spent(weeks, n))) for n in range(len(weeks))]

    def consists_of(self, activity: str, *places: str) -> bool:
        return {*places}.issuperset(self.days(activity))

    @cached_property
    def placeable(self) -> tuple[str, ...]:
        return ("school", "company", *self.table.get("activities", ()))

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """All activities of its year, in the order in which equal plannings are told apart."""
        pattern = self.table.get("pattern", {}).get("week_53", "counted")
        others = [*self.table.get("fixed_weeks", {}).values(), pattern]
        if {"starts", "ends"}.intersection(self.table):
            others.append("outside")
        return tuple(dict.fromkeys([*self.placeable, *(a for a in others if a != "counted")]))

    @cached_property
    def is_there(self) -> list[bool]:
        """Tell for each week whether it has a weekday from the first to the last of the cohort."""
        return [
            all(
                end is not None and any(has(day, *end) for day in week.days)
                for has, end in self._ends
            )
            for week in self.year
        ]

    @cached_property
    def _ends(self) -> list[tuple[Callable[[date, date, date], bool], tuple[date, date] | None]]:
        return [
            (ENDS[of], moment(self.table[key], self.year))
            for key, of in (("starts", "from"), ("ends", "until"))
            if key in self.table
        ]

    @cached_property
    def absent(self) -> list[set[date]]:
        """The days before it starts and after it ends, of the weeks in which it is there."""
        found: list[set[date]] = []
        for week, is_there in zip(self.year, self.is_there, strict=True):
            sides = (
                {day for day in week.days if end is not None and not has(day, *end)}
                for has, end in self._ends
            )
            found.append(set().union(*(side for side in sides if is_there and side - week.off)))
        return found

    @cached_property
    def session_minutes(self) -> int:
        return minutes(self.programme["workday"].get("session", 3.5))

    @cached_property
    def patterned(self) -> Sequence[str | None]:
        """What a pattern asks of each week; None where it asks nothing."""
        pattern, counted = self.table["pattern"], 0
        asked: list[str | None] = []
        for n, (week, is_there) in enumerate(zip(self.year, self.is_there, strict=True)):
            if not is_there:
                asked.append(None)
                continue
            if week.number == 53 and pattern["week_53"] != "counted":
                activity = pattern["week_53"]
            else:
                is_by_iso = pattern.get("counted_by") == "iso_week"
                place = week.number - 1 if is_by_iso else counted
                activity = pattern["weeks"][place % len(pattern["weeks"])]
                counted += 1
            needs_school = {"school", "defence"}.intersection(self.days(activity))
            stands_outside = self.is_closed(n) and needs_school
            is_fixed = str(week.number) in self.table.get("fixed_weeks", {})
            asked.append(None if stands_outside or is_fixed else activity)
        return asked

    @cached_property
    def may_carry(self) -> list[bool]:
        """Tell for each week whether it may carry sessions as far as its date goes."""
        rules = self.table.get("sessions", {"a_week": [0]})
        return [
            here and not week.closed and week.number not in rules.get("without_weeks", ())
            for here, week in zip(window(rules, self.year), self.year, strict=True)
        ]

    def named(self, block: Table, weeks: Weeks) -> list[Run]:
        """Return the blocks at the place of a named block."""
        within = window(block, self.year)
        found = [run for run in runs(weeks) if run.activity == block.get("activity", "company")]
        starts = self.place(block["starts"]) if "starts" in block else None
        return [
            run
            for run in found
            if all(within[run.first : run.first + run.length])
            and ("starts" not in block or (starts and starts[0] == run.first))
            and (not block.get("last") or run == found[-1])
        ]

    def place(self, table: Table) -> tuple[int, int] | None:
        """Return the week and the weekday of a moment; at weekends, those of the Friday before."""
        found = moment(table, self.year)
        for n, week in enumerate(self.year):
            if found and week.monday <= found[0] < week.monday + WEEK:
                weekday = min(4, found[0].weekday())
                return (n, weekday) if weekday < len(week.days) else None
        return None

    def carrying(self, weeks: Weeks) -> list[int]:
        """Return the positions of the weeks that may carry sessions, where weeks are these."""
        if not max(self.table.get("sessions", {"a_week": [0]})["a_week"]):
            return []
        without = {
            week
            for block in self.table.get("named_blocks", {}).values()
            if not block.get("sessions", True)
            for run in self.named(block, weeks)
            for week in range(run.first, run.first + run.length)
        }
        return [
            n
            for n, activity in enumerate(weeks)
            if self.may_carry[n] and n not in without and self.carries(activity)
        ]

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
            for day, place in self.days_of(row.weeks, n):
                if place == "company":
                    spent += 7 * 60 if day == week.solidarity else self.company_days[day.weekday()]
        return spent - sum(row.sessions) * self.session_minutes

    def onsite_room(self, weeks: Weeks, part: Sequence[bool]) -> tuple[int, int]:
        """Return the least and the most minutes that can be taught in the weeks of a part."""
        a_day, limits = (
            minutes({**self.programme["workday"], **self.table.get("workday", {})}["school"]),
            self.table.get("onsite_a_week", {}),
        )
        low = high = 0
        for n, here in enumerate(part):
            days = sum(
                place == "abroad" or (place == "school" and not self.is_made_up_elsewhere(n, day))
                for day, place in self.days_of(weeks, n)
            )
            most = days * a_day
            if "most" in limits:
                most = min(most, days * minutes(limits["most"]) // 5)
            most -= most % 15
            least = days * minutes(limits.get("least", 0)) // 5
            low += here * min(most, least - least % 15)
            high += here * most
        return low, high

    @cached_property
    def onsite_parts(self) -> list[Due]:
        """The parts of the year in which minutes are due on site, and how many."""
        parts, rest = [], [True] * len(self.year)
        for semester in self.table.get("semesters", {}).values():
            if "onsite_hours" in semester:
                due, part = minutes(semester["onsite_hours"]), window(semester, self.year)
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


# --- Rules, by name: whether a cohort's weeks, or its sessions as well, keep them


def _week_is_fixed(cohort: Cohort, n: int, activity: str) -> bool:
    if activity == "outside" and not cohort.is_there[n]:
        return True
    fixed = cohort.table.get("fixed_weeks", {}).get(str(cohort.year[n].number))
    if fixed is not None:
        return bool(activity == fixed)
    of_53 = cohort.table.get("pattern", {}).get("week_53")
    return activity in cohort.placeable or (cohort.year[n].number == 53 and activity == of_53)


def _week_is_allowed(cohort: Cohort, n: int, activity: str) -> bool:
    return activity not in cohort.table.get("forbidden_weeks", {}).get(
        str(cohort.year[n].number), ()
    )


def _week_is_locked(cohort: Cohort, n: int, activity: str) -> bool:
    asked = _lock(cohort, n)
    return asked is None or bool(activity == asked["activity"])


def _lock(cohort: Cohort, n: int) -> Table | None:
    year, number, _ = cohort.year[n].monday.isocalendar()
    asked = cohort.table.get("locked_weeks", {}).get(f"{year}-W{number:02}")
    return {"activity": asked} if isinstance(asked, str) else asked


def _week_has_its_events(cohort: Cohort, n: int, activity: str) -> bool:
    for event in cohort.table.get("events", ()) if activity != "outside" else ():
        place = cohort.place(event["on"])
        if place and place[0] == n:
            asked = cohort.days(event.get("activity", "school"))[place[1]]
            if cohort.days(activity)[place[1]] != asked:
                return False
    return True


def _week_is_open(cohort: Cohort, n: int, activity: str) -> bool:
    return not (cohort.is_closed(n) and {"school", "defence"}.intersection(cohort.days(activity)))


def _week_follows_the_pattern(cohort: Cohort, n: int, activity: str) -> bool:
    pattern = cohort.table.get("pattern")
    if not pattern or pattern.get("preferred"):
        return True
    return cohort.patterned[n] in (None, activity)


OF_A_WEEK: Mapping[str, Callable[[Cohort, int, str], bool]] = {
    "cohort_weeks": lambda c, n, a: c.is_there[n] == (a != "outside"),
    "fixed_weeks": _week_is_fixed,
    "forbidden_weeks": _week_is_allowed,
    "events": _week_has_its_events,
    "closures": _week_is_open,
    "pattern": _week_follows_the_pattern,
    "locked_weeks": _week_is_locked,
}


def _school_weeks(cohort: Cohort, weeks: Weeks) -> list[bool]:
    return [cohort.consists_of(activity, *TAUGHT) for activity in weeks]


def _school_weeks_a_month(cohort: Cohort, weeks: Weeks) -> bool:
    if "school_weeks_a_month" not in cohort.table:
        return True
    months = [week.middle.month for week in cohort.year]
    taught = _school_weeks(cohort, weeks)
    most = cohort.table["school_weeks_a_month"]
    return all(
        sum(here for here, of in zip(taught, months, strict=True) if of == month) <= most
        for month in months
    )


def _blocks(cohort: Cohort, weeks: Weeks, activity: str, blocks: Table) -> bool:
    within = window(blocks, cohort.year)
    found = [run for run in runs(weeks) if run.activity == activity]
    return admits(blocks.get("count"), len(found)) and all(
        blocks.get("shortest", 1) <= run.length <= blocks.get("longest", len(weeks))
        and all(within[run.first : run.first + run.length])
        for run in found
    )


def _named_blocks(cohort: Cohort, weeks: Weeks) -> bool:
    for block in cohort.table.get("named_blocks", {}).values():
        found = cohort.named(block, weeks)
        if not (
            admits(block.get("count"), len(found))
            and admits(block.get("weeks"), sum(run.length for run in found))
            and all(
                block.get("shortest", 1) <= run.length <= block.get("longest", len(weeks))
                for run in found
            )
        ):
            return False
    return True


def _across_years(cohort: Cohort, weeks: Weeks) -> bool:
    if cohort.before is None or weeks[0] != cohort.before[0] or not cohort.is_there[0]:
        return True
    blocks = blocks_table(cohort, weeks[0])
    most: int = blocks.get("longest_across", 999)
    return runs(weeks)[0].length + cohort.before[1] <= most


def blocks_table(cohort: Cohort, activity: str) -> Table:
    if activity in ("school", "company"):
        return dict(cohort.table.get(f"{activity}_blocks", {}))
    return dict(cohort.table.get("activities", {}).get(activity, {}).get("blocks", {}))


OF_WEEKS: Mapping[str, Callable[[Cohort, Weeks], bool]] = {
    "school_weeks": lambda c, w: admits(c.table.get("school_weeks"), sum(_school_weeks(c, w))),
    "school_weeks_a_month": _school_weeks_a_month,
    "company_weeks": lambda c, w: admits(
        c.table.get("company_weeks"), sum(c.consists_of(a, "company") for a in w)
    ),
    "activity_weeks": lambda c, w: all(
        admits(rules.get("weeks"), w.count(a)) for a, rules in c.table.get("activities", {}).items()
    ),
    "school_blocks": lambda c, w: _blocks(c, w, "school", blocks_table(c, "school")),
    "company_blocks": lambda c, w: _blocks(c, w, "company", blocks_table(c, "company")),
    "activity_blocks": lambda c, w: all(
        _blocks(c, w, a, blocks_table(c, a)) for a in c.table.get("activities", ())
    ),
    "named_blocks": _named_blocks,
    "across_years": _across_years,
    "longest_presence": lambda c, w: all(
        longest(c.is_at(w, place)) <= most
        for place, most in c.table.get("longest_presence", {}).items()
    ),
    "onsite_room": lambda c, w: all(
        low <= due.most and due.least <= high
        for due in c.onsite_parts
        for low, high in [c.onsite_room(w, due.part)]
    ),
}


def _sessions_of_semesters(cohort: Cohort, row: Row) -> bool:
    return all(
        admits(
            semester.get("sessions"),
            sum(
                n
                for n, here in zip(row.sessions, window(semester, cohort.year), strict=True)
                if here
            ),
        )
        for semester in cohort.table.get("semesters", {}).values()
    )


def _leave(cohort: Cohort, row: Row) -> bool:
    asked = cohort.programme.get("leave")
    if not asked:
        return True
    free = [
        cohort.consists_of(activity, "company", "leave") and not sessions
        for activity, sessions in zip(row.weeks, row.sessions, strict=True)
    ]
    since = asked["consecutive_from"]
    start = next_day(cohort.year[0].monday, since["month"], since["day"])
    in_summer = [week.monday >= start for week in cohort.year]
    summer = [here for here, late in zip(free, in_summer, strict=True) if late]
    due, in_a_row = asked["weeks"], asked["consecutive"]
    if asked.get("in_proportion"):
        due = ceil(due * sum(cohort.is_there) / len(cohort.year))
        in_a_row = min(in_a_row, due)
        if sum(map(and_, in_summer, cohort.is_there)) < in_a_row:
            in_a_row = 0
    return bool(sum(free) >= due and longest(summer) >= in_a_row)


def _locked_sessions(cohort: Cohort, row: Row) -> bool:
    asked = [_lock(cohort, n) or {} for n in range(len(row.weeks))]
    pairs = zip(asked, row.sessions, strict=True)
    return all(sessions == lock.get("sessions", sessions) for lock, sessions in pairs)


def _session_blocks(cohort: Cohort, row: Row) -> bool:
    return all(
        not any(row.sessions[run.first : run.first + run.length])
        for block in cohort.table.get("named_blocks", {}).values()
        if not block.get("sessions", True)
        for run in cohort.named(block, row.weeks)
    )


def _reaches(target: Table | None, found: int) -> bool:
    return target is None or abs(found - minutes(target["target"])) <= minutes(
        target.get("tolerance", 0)
    )


OF_A_ROW: Mapping[str, Callable[[Cohort, Row], bool]] = {
    "sessions": lambda c, r: sum(r.sessions) == c.table.get("sessions", {"total": 0})["total"],
    "sessions_a_week": lambda c, r: (
        {n for n, here in zip(r.sessions, c.is_there, strict=True) if here}
        <= {*c.table.get("sessions", {"a_week": [0]})["a_week"]}
    ),
    "session_weeks": lambda c, r: all(
        not n or (may and c.carries(activity))
        for activity, n, may in zip(r.weeks, r.sessions, c.may_carry, strict=True)
    ),
    "session_blocks": _session_blocks,
    "locked_weeks": _locked_sessions,
    "semester_sessions": _sessions_of_semesters,
    "leave": _leave,
    "academic_hours": lambda c, r: _reaches(
        c.table.get("academic_hours"),
        c.taught(r.weeks) + sum(r.sessions) * c.session_minutes,
    ),
    "company_hours": lambda c, r: _reaches(c.table.get("company_hours"), c.company_minutes(r)),
}


def broken(cohort: Cohort, row: Row) -> set[str]:
    """Return the names of the rules that a row breaks."""
    weeks = [
        name
        for name, keeps in OF_A_WEEK.items()
        if not all(keeps(cohort, n, activity) for n, activity in enumerate(row.weeks))
    ]
    year = [name for name, keeps in OF_WEEKS.items() if not keeps(cohort, row.weeks)]
    return {*weeks, *year, *(name for name, keeps in OF_A_ROW.items() if not keeps(cohort, row))}


def _comes(cohort: Cohort, n: int, activity: str) -> bool:
    """Tell whether a cohort is at school in a week of an activity, on a day that is not closed."""
    laid, places = cohort.year[n], cohort.days(activity)
    worked = [day for day in laid.days if day not in laid.off and day not in cohort.absent[n]]
    closed = {day for day in worked if is_single(cohort.programme, day, cohort.table["id"])}
    if not closed or cohort.is_closed(n):
        return "school" in places
    days = zip(laid.days, places, strict=False)
    there = ((day, place) for day, place in days if day not in cohort.absent[n])
    return any(place == "school" and day not in closed for day, place in there)


def on_campus(cohorts: Sequence[Cohort], n: int, here: Weeks) -> list[int]:
    """Return the headcounts of the cohorts at school in a week, by their activities in it."""
    pairs = zip(cohorts, here, strict=True)
    return [cohort.table["headcount"] for cohort, a in pairs if _comes(cohort, n, a)]


def _resources(cohorts: Sequence[Cohort], n: int, here: Weeks) -> bool:
    for name, room in _campus(cohorts).get("resources", {}).items():
        groups = 0
        for cohort, activity in zip(cohorts, here, strict=True):
            use = cohort.table.get("uses", {}).get(name, {"activities": ()})
            comes = _comes(cohort, n, activity) or "school" not in cohort.days(activity)
            used = activity in use.get("activities", ["school"]) and comes
            groups += use.get("groups", 1) * used
        if groups > room:
            return False
    return True


def _campus(cohorts: Sequence[Cohort]) -> Table:
    return dict(cohorts[0].programme.get("campus", {}))


OF_ALL: Mapping[str, Callable[[Sequence[Cohort], int, Weeks], bool]] = {
    "campus_cohorts": lambda cohorts, n, here: (
        len(on_campus(cohorts, n, here)) <= _campus(cohorts).get("most_cohorts", len(here))
    ),
    "campus_people": lambda cohorts, n, here: (
        sum(on_campus(cohorts, n, here)) <= _campus(cohorts).get("most_people", 10**6)
    ),
    "resources": _resources,
}
"""Of all cohorts together, by a week and their activities in it."""


def broken_by_all(cohorts: Sequence[Cohort], rows: Sequence[Weeks]) -> set[str]:
    """Return the names of the rules on all cohorts together that their weeks break."""
    weeks = list(enumerate(zip(*rows, strict=True)))
    return {
        name
        for name, keeps in OF_ALL.items()
        if not all(keeps(cohorts, n, here) for n, here in weeks)
    }
