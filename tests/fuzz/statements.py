"""The rules in plain words over days, by the tables of a programme file.

Nothing here comes from the planner, so that a rule stated wrongly is found.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from operator import and_

from tests.fuzz.calendar import DAY, Table, is_single, next_day, window
from tests.fuzz.cohort import TAUGHT, Cohort, blocks_table, minutes
from tests.fuzz.rows import ANY, Row, Run, Weeks, admits, longest, runs
from tests.fuzz.sites import by_site

# --- Rules, by name: whether a cohort's weeks, or its sessions as well, keep them


def _week_is_fixed(cohort: Cohort, n: int, activity: str) -> bool:
    if activity == "outside" and not cohort.is_there[n]:
        return True
    fixed = cohort.table.get("fixed_weeks", {}).get(str(cohort.year[n].number))
    if fixed is not None:
        return bool(activity == fixed)
    of_53 = [pattern.get("week_53") for pattern, _ in cohort.patterns]
    return activity in cohort.placeable or (cohort.year[n].number == 53 and activity in of_53)


def _week_is_allowed(cohort: Cohort, n: int, activity: str) -> bool:
    return activity not in cohort.table.get("forbidden_weeks", {}).get(
        str(cohort.year[n].number), ()
    )


def _week_is_locked(cohort: Cohort, n: int, activity: str) -> bool:
    asked = _lock(cohort, n)
    if asked and cohort.a_week > 1 and cohort.away(cohort.year[n]):
        return activity == "outside"
    return asked is None or bool(activity == asked["activity"])


def _lock(cohort: Cohort, n: int) -> Table | None:
    year, number, _ = cohort.year[n].monday.isocalendar()
    asked = cohort.table.get("locked_weeks", {}).get(f"{year}-W{number:02}")
    return {"activity": asked} if isinstance(asked, str) else asked


def _week_has_its_events(cohort: Cohort, n: int, activity: str) -> bool:
    for event in cohort.table.get("events", ()) if activity != "outside" else ():
        place = cohort.place(event["on"])
        if place and place[0] == n and cohort.is_there_on(cohort.year[n].monday + place[1] * DAY):
            asked = cohort.halves(event.get("activity", "school"))[place[1]][0]
            if asked not in cohort.halves(activity)[place[1]]:
                return False
    return True


def _week_is_open(cohort: Cohort, n: int, activity: str) -> bool:
    return not (cohort.is_closed(n) and {"school", "defence"}.intersection(cohort.places(activity)))


def _week_follows_the_patterns(cohort: Cohort, n: int, activity: str) -> bool:
    return all(
        pattern.get("preferred") or "most_departures" in pattern or asked[n] in (None, activity)
        for pattern, asked in cohort.patterns
    )


OF_A_WEEK: Mapping[str, Callable[[Cohort, int, str], bool]] = {
    "cohort_weeks": lambda c, n, a: c.is_there[n] == (a != "outside"),
    "fixed_weeks": _week_is_fixed,
    "forbidden_weeks": _week_is_allowed,
    "events": _week_has_its_events,
    "closures": _week_is_open,
    "pattern": _week_follows_the_patterns,
    "locked_weeks": _week_is_locked,
}


def _school_weeks(cohort: Cohort, weeks: Weeks) -> list[bool]:
    return [cohort.consists_of(activity, *TAUGHT) for activity in weeks]


def _school_weeks_a_month(cohort: Cohort, weeks: Weeks) -> bool:
    if "school_weeks_a_month" not in cohort.table:
        return True
    months, taught = cohort.months, _school_weeks(cohort, weeks)
    most = cohort.table["school_weeks_a_month"]
    return all(
        cohort.counted([here and of == month for here, of in zip(taught, months, strict=True)])
        <= most
        for month in months
    )


def _has_length(cohort: Cohort, blocks: Table, run: Run) -> bool:
    """Tell whether a block has an accepted length; one week at least is any length."""
    shortest, days = blocks.get("shortest", 1), run.length * 5 // cohort.a_week
    least = 1 if shortest == 1 else shortest * cohort.a_week
    return bool(
        least <= run.length <= blocks.get("longest", ANY) * cohort.a_week
        and blocks.get("shortest_days", 1) <= days <= blocks.get("longest_days", ANY)
    )


def _blocks(cohort: Cohort, weeks: Weeks, activity: str, blocks: Table) -> bool:
    found = [run for run in runs(cohort.surrounding(weeks)) if run.activity == activity]
    return admits(blocks.get("count"), len(found)) and all(
        _has_length(cohort, blocks, run) and cohort.lies_in(blocks, run) for run in found
    )


def _named_blocks(cohort: Cohort, weeks: Weeks) -> bool:
    for block in cohort.table.get("named_blocks", {}).values():
        found = cohort.named(block, weeks)
        if not (
            admits(block.get("count"), len(found))
            and admits(block.get("weeks"), cohort.counted(_covered(found, len(weeks))))
            and all(_has_length(cohort, block, run) for run in found)
        ):
            return False
    return True


def _covered(found: Sequence[Run], steps: int) -> list[bool]:
    inside = {step for run in found for step in range(run.first, run.first + run.length)}
    return [step in inside for step in range(steps)]


def _neighbours(cohort: Cohort, weeks: Weeks, key: str) -> bool:
    """Tell whether named blocks have the neighbours that they ask for, closed weeks left out.

    A neighbour that is an activity may lie beyond the edge of the year.
    """
    named: Table = cohort.table.get("named_blocks", {})
    steps = len(weeks)

    def meets(block: Table, run: Run) -> bool:
        wanted = block[key]
        every = runs(cohort.surrounding(weeks))
        others = cohort.named(named[wanted], weeks) if wanted in named else every
        near = [run for run in others if wanted in named or run.activity == wanted]
        ends = {other.first + other.length for other in near}
        edge, way = (run.first, -1) if key == "right_after" else (run.first + run.length, 1)
        edges = {edge}
        while 0 <= min(edge, edge + way) < steps and cohort.is_off(min(edge, edge + way)):
            edge += way
            edges.add(edge)
        beyond = wanted not in named and edge in (0, steps)
        return beyond or bool(
            edges & (ends if key == "right_after" else {other.first for other in near})
        )

    return all(
        meets(block, run)
        for block in named.values()
        if key in block
        for run in cohort.named(block, weeks)
    )


def _across_years(cohort: Cohort, weeks: Weeks) -> bool:
    first = runs(cohort.surrounding(weeks))[0]
    if cohort.before is None or first.activity != cohort.before[0] or not cohort.is_there[0]:
        return True
    most: int = blocks_table(cohort, first.activity).get("longest_across", 999)
    return first.length + cohort.before[1] * cohort.a_week <= most * cohort.a_week


def _departures(cohort: Cohort, weeks: Weeks) -> bool:
    return all(
        sum(asked not in (None, found) for asked, found in zip(row, weeks, strict=True))
        <= pattern.get("most_departures", ANY) * cohort.a_week
        for pattern, row in cohort.patterns
    )


def _changes(cohort: Cohort, weeks: Weeks) -> bool:
    pairs = enumerate(pairwise(cohort.surrounding(weeks)), start=1)
    return all(a == b or cohort.may_change(step, a, b) for step, (a, b) in pairs)


def _in_weeks(cohort: Cohort, weeks: Weeks, *places: str) -> float:
    return cohort.counted([cohort.consists_of(a, *places) for a in weeks])


OF_WEEKS: Mapping[str, Callable[[Cohort, Weeks], bool]] = {
    "school_weeks": lambda c, w: admits(c.table.get("school_weeks"), _in_weeks(c, w, *TAUGHT)),
    "school_weeks_a_month": _school_weeks_a_month,
    "company_weeks": lambda c, w: admits(c.table.get("company_weeks"), _in_weeks(c, w, "company")),
    "activity_weeks": lambda c, w: all(
        admits(rules.get("weeks"), c.counted([b == a for b in w]))
        for a, rules in c.table.get("activities", {}).items()
    ),
    "school_blocks": lambda c, w: _blocks(c, w, "school", blocks_table(c, "school")),
    "company_blocks": lambda c, w: _blocks(c, w, "company", blocks_table(c, "company")),
    "activity_blocks": lambda c, w: all(
        _blocks(c, w, a, blocks_table(c, a)) for a in c.table.get("activities", ())
    ),
    "named_blocks": _named_blocks,
    "right_after": lambda c, w: _neighbours(c, w, "right_after"),
    "right_before": lambda c, w: _neighbours(c, w, "right_before"),
    "changes": _changes,
    "departures": _departures,
    "across_years": _across_years,
    "longest_presence": lambda c, w: all(
        longest(c.is_at(w, place)) <= most * c.a_week
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


def _first_session(cohort: Cohort, row: Row) -> bool:
    asked = cohort.table.get("sessions", {}).get("after_first")
    before = [row.weeks[:n] for n, sessions in enumerate(row.sessions) if sessions]
    return asked is None or all(asked in weeks for weeks in before)


def _sessions_so_far(cohort: Cohort, row: Row) -> bool:
    most = cohort.table.get("sessions", {}).get("most_a_school_week")
    school = _school_weeks(cohort, row.weeks)
    return most is None or all(
        sum(row.sessions[: n + 1]) <= most * sum(school[: n + 1]) for n in range(len(school))
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
    "session_weeks": lambda c, r: all(n <= c.room(r.weeks, i) for i, n in enumerate(r.sessions)),
    "session_blocks": _session_blocks,
    "first_session": _first_session,
    "sessions_so_far": _sessions_so_far,
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
    """Tell whether a cohort is at school in a step of an activity, on a day that is not closed.

    Of days, public holidays are none; of weeks, they do not matter.
    """
    laid, places = cohort.year[n], cohort.halves(activity)
    worked = [day for day in laid.days if day not in laid.off and day not in cohort.away(laid)]
    closed = {day for day in worked if is_single(cohort.programme, day, cohort.table["id"])}
    if cohort.is_closed(n):
        closed = set()
    if cohort.a_week > 1:
        return any("school" in places[day.weekday()] and day not in closed for day in worked)
    if not closed:
        return "school" in cohort.places(activity)
    days = zip(laid.days, places, strict=False)
    there = ((day, place) for day, place in days if day not in cohort.away(laid))
    return any("school" in halves and day not in closed for day, halves in there)


def on_campus(cohorts: Sequence[Cohort], n: int, here: Weeks) -> list[int]:
    """Return the headcounts of the cohorts at school in a week, by their activities in it."""
    pairs = zip(cohorts, here, strict=True)
    return [cohort.table["headcount"] for cohort, a in pairs if _comes(cohort, n, a)]


def _resources(cohorts: Sequence[Cohort], n: int, here: Weeks) -> bool:
    for name, room in _campus(cohorts).get("resources", {}).items():
        groups = 0
        for cohort, activity in zip(cohorts, here, strict=True):
            use = cohort.table.get("uses", {}).get(name, {"activities": ()})
            comes = _comes(cohort, n, activity) or "school" not in cohort.places(activity)
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
"""Of all cohorts of a site together, by a week and their activities in it."""


def broken_by_all(cohorts: Sequence[Cohort], rows: Sequence[Weeks]) -> set[str]:
    """Return the names of the rules on all cohorts together that their weeks break."""
    return {
        name
        for there, own in by_site(cohorts, rows)
        for name, keeps in OF_ALL.items()
        if not all(keeps(there, n, here) for n, here in enumerate(zip(*own, strict=True)))
    }
