"""The objectives in plain words over days, and the best of all plannings there are.

It is slow and simple: every planning of a short year is written down and judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import accumulate, groupby, pairwise, product

from tests.fuzz.calendar import Table, days_of, year_of
from tests.fuzz.cohort import STAYS, TAUGHT, Cohort, blocks_table, minutes
from tests.fuzz.rows import Row, Sessions, Stay, Weeks, longest, runs
from tests.fuzz.sites import at_site, by_site
from tests.fuzz.statements import OF_A_ROW, OF_A_WEEK, OF_WEEKS, broken_by_all, on_campus

# --- Objectives, by name: of one row, added up or the largest taken, or of all together


def _journeys(cohort: Cohort, weeks: Weeks) -> int:
    days = (halves for n in range(len(weeks)) for halves in cohort.spent(weeks, n))
    places = (place for halves in days for place in halves if place in STAYS)
    return sum(a != b for a, b in pairwise(places))


def _imbalance(cohort: Cohort, weeks: Weeks) -> int:
    uneven = 0
    for activity in cohort.placeable:
        found = runs(cohort.surrounding(weeks))
        lengths = [run.length for run in found if run.activity == activity]
        if blocks_table(cohort, activity).get("balanced") and lengths:
            length, longer = divmod(sum(lengths), len(lengths))
            level = [length + (n < longer) for n in range(len(lengths))]
            uneven += sum(n * n for n in lengths) - sum(n * n for n in level)
    return uneven


def _shortfall(cohort: Cohort, weeks: Weeks) -> int:
    if "company_hours" not in cohort.table:
        return 0
    total = cohort.table.get("sessions", {"total": 0})["total"]
    hours = cohort.company_minutes(Row(weeks, (total, *(0,) * (len(weeks) - 1))))
    return max(0, minutes(cohort.table["company_hours"]["target"]) - hours)


def _missed_wishes(cohort: Cohort, weeks: Weeks) -> int:
    wishes = cohort.table.get("wished_weeks", {})
    missed = [
        wish.get("weight", 1)
        for n, week in enumerate(cohort.year)
        if (wish := wishes.get(str(week.number))) and wish["activity"] != weeks[n]
        if cohort.is_there[n]
    ]
    return sum(missed)


def _weight(cohort: Cohort, weeks: Weeks, trial: int) -> int:
    """Return what tells equal plannings apart: 256 a block, and 0 to 63 a week by a hash."""
    names = (f"{trial} {cohort.table['id']} {name} {n}" for n, name in enumerate(weeks))
    hashed = (int.from_bytes(sha256(name.encode()).digest()[:4]) % 64 for name in names)
    return 256 * len(list(groupby(cohort.surrounding(weeks)))) + sum(hashed)


def _departures(cohort: Cohort, weeks: Weeks) -> int:
    return sum(
        asked not in (None, found)
        for _, row in cohort.patterns
        for asked, found in zip(row, weeks, strict=True)
    )


def _gap(cohort: Cohort, weeks: Weeks, *places: str) -> int:
    pairs = zip(weeks, cohort.is_at(weeks, *places), strict=True)
    return longest([not here and activity != "outside" for activity, here in pairs])


def _changed_weeks(cohort: Cohort, weeks: Weeks) -> int:
    pairs = zip(weeks, cohort.near.weeks if cohort.near else weeks, strict=True)
    return sum(found != before for found, before in pairs)


ADDED: Mapping[str, Callable[[Cohort, Weeks], int]] = {
    "company_shortfall": _shortfall,
    "block_balance": _imbalance,
    "journeys": _journeys,
    "idle_weeks": lambda c, w: sum(c.consists_of(a, "leave", "none") for a in w),
    "wished_weeks": _missed_wishes,
    "pattern_departures": _departures,
    "closeness": _changed_weeks,
    "week_order": lambda c, w: sum(n for n, a in enumerate(w, start=1) if a == "school"),
}
LARGEST: Mapping[str, Callable[[Cohort, Weeks], int]] = {
    "school_absence": lambda c, w: _gap(c, w, *TAUGHT),
    "company_absence": lambda c, w: _gap(c, w, "company"),
}


TOGETHER: Mapping[str, Callable[[Sequence[Sequence[int]]], int]] = {
    "campus_peak": lambda campus: max(map(len, campus)),
    "campus_overlap": lambda campus: sum(max(0, len(here) - 1) for here in campus),
    "shared_weeks": lambda campus: sum(len(here) > 1 for here in campus),
    "people_peak": lambda campus: max(map(sum, campus)),
}
"""By the headcounts of the cohorts on campus in each week of each site."""


OF_STEPS = {
    "campus_overlap": 1,
    "shared_weeks": 1,
    "block_balance": 2,
    "school_absence": 1,
    "company_absence": 1,
    "idle_weeks": 1,
    "wished_weeks": 1,
    "pattern_departures": 1,
    "closeness": 1,
    "week_order": 2,
}
"""Objectives that count steps, with the power of the steps of a week that is one of their unit."""


def value(name: str, cohorts: Sequence[Cohort], rows: Sequence[Weeks]) -> float:
    """Return the value of an objective that depends on the weeks, in its unit."""
    pairs, a_week = list(zip(cohorts, rows, strict=True)), cohorts[0].a_week
    unit = 60 if name == "company_shortfall" else a_week ** OF_STEPS.get(name, 0)
    if name in ADDED:
        return sum(ADDED[name](cohort, weeks) for cohort, weeks in pairs) / unit
    if name in LARGEST:
        return max(LARGEST[name](cohort, weeks) for cohort, weeks in pairs) / unit
    campus = [
        on_campus(there, n, here)
        for there, own in by_site(cohorts, rows)
        for n, here in enumerate(zip(*own, strict=True))
    ]
    return TOGETHER[name](campus) / unit


def moved(cohort: Cohort, sessions: Sessions) -> int:
    """Return how many sessions lie in other weeks than in the planning to stay near."""
    pairs = zip(sessions, cohort.near.sessions if cohort.near else sessions, strict=True)
    return sum(max(0, found - before) for found, before in pairs)


def spread(cohort: Cohort, row: Row) -> int:
    """Return how uneven sessions lie over the weeks that may carry some."""
    carrying = cohort.carrying(row.weeks)
    so_far = accumulate(row.sessions[n] for n in carrying)
    total = sum(row.sessions)
    return sum(abs(len(carrying) * done - n * total) for n, done in enumerate(so_far, start=1))


# --- All plannings


def cohorts_of(
    programme: Table, start_year: int, before: Mapping[str, Stay], near: Mapping[str, Row]
) -> tuple[Cohort, ...]:
    def cohort(table: Table) -> Cohort:
        own = at_site(programme, table.get("site"))
        weeks = year_of(own, start_year)
        steps = days_of(weeks) if is_by_days(programme) else weeks
        return Cohort(table, own, weeks, steps, before.get(table["id"]), near.get(table["id"]))

    return tuple(map(cohort, programme["cohorts"]))


def is_by_days(programme: Table) -> bool:
    """Tell whether some cohort or activity changes on another day than Monday."""
    for cohort in programme["cohorts"]:
        for table in (cohort, *cohort.get("activities", {}).values()):
            if not all(map(is_monday, table.get("changes_on", ["monday"]))):
                return True
        for pattern in cohort.get("patterns", {}).values():
            ends = (pattern.get(key, {}) for key in ("from", "until", "before"))
            if pattern.get("within_block") and any({"date", "day"} & end.keys() for end in ends):
                return True
    return False


def is_monday(day: str | date) -> bool:
    """Tell whether a day of changes is a Monday; weekends count as the next one."""
    return day.weekday() in (0, 5, 6) if isinstance(day, date) else day == "monday"


def allowed(cohort: Cohort) -> list[list[str]]:
    """Return what a cohort may do in each week as far as the rules on single weeks go."""
    return [
        [a for a in cohort.activities if all(keeps(cohort, n, a) for keeps in OF_A_WEEK.values())]
        for n in range(len(cohort.year))
    ]


def may_follow(cohort: Cohort, step: int, before: str, activity: str) -> bool:
    """Tell whether a row may go on so; beside parts of blocks, which only a whole row shows."""
    is_known = not {step - 1, step} & cohort.inlaid.keys()
    return before == activity or not is_known or cohort.may_change(step, before, activity)


def count_rows(cohort: Cohort) -> int:
    """Count the rows that change where a cohort may change."""
    counts: dict[str, int] = {}
    for step, here in enumerate(allowed(cohort)):
        counts = {
            a: sum(n for b, n in counts.items() if may_follow(cohort, step, b, a)) if step else 1
            for a in here
        }
    return sum(counts.values())


def sequences(cohort: Cohort, choices: Sequence[Sequence[str]]) -> Iterator[Weeks]:
    """Yield all rows of some choices that change where the cohort may change."""
    rows: list[Weeks] = [()]
    for step, here in enumerate(choices):
        rows = [
            (*row, a)
            for row in rows
            for a in here
            if not row or may_follow(cohort, step, row[-1], a)
        ]
    yield from rows


def all_rows(cohort: Cohort) -> dict[Weeks, list[Sessions]]:
    """Write down the weeks that a cohort can have, each with the sessions they can have."""
    if not any(cohort.is_there):
        return {}
    choices = allowed(cohort)
    rules = cohort.table.get("sessions", {"total": 0, "a_week": [0]})
    placed = [
        sessions
        for sessions in product(
            *(sorted({*rules["a_week"]}) if t else [0] for t in cohort.is_there)
        )
        if sum(sessions) == rules["total"]
    ]
    found = {}
    for weeks in sequences(cohort, choices):
        if all(keeps(cohort, weeks) for keeps in OF_WEEKS.values()):
            sessions = [
                each
                for each in placed
                if all(keeps(cohort, Row(weeks, each)) for keeps in OF_A_ROW.values())
            ]
            if sessions:
                found[weeks] = sessions
    return found


@dataclass(frozen=True)
class Best:
    """The best planning: the weeks of each cohort, and the value of each objective."""

    weeks: tuple[Weeks, ...]
    values: dict[str, float]


def best(cohorts: Sequence[Cohort], rows: Sequence[Mapping[Weeks, list[Sessions]]]) -> Best | None:
    """Return the best of all plannings; None if there is none.

    Sessions are placed once the weeks are known: where that is asked, the fewest are moved.
    """
    ranking = [name for name in cohorts[0].programme["objectives"] if name != "session_spread"]

    def uneven(cohort: Cohort, weeks: Weeks, sessions: Sessions) -> tuple[int, int]:
        few = moved(cohort, sessions) if "moved_sessions" in ranking else 0
        return few, spread(cohort, Row(weeks, sessions))

    def placed(weeks: tuple[Weeks, ...]) -> list[tuple[int, int]]:
        return [
            min(uneven(cohort, row, sessions) for sessions in choices[row])
            for cohort, row, choices in zip(cohorts, weeks, rows, strict=True)
        ]

    def values(weeks: tuple[Weeks, ...]) -> list[float]:
        return [
            sum(few for few, _ in placed(weeks))
            if name == "moved_sessions"
            else value(name, cohorts, weeks)
            for name in ranking
        ]

    def order(weeks: tuple[Weeks, ...]) -> list[int]:
        pairs = list(zip(cohorts, weeks, strict=True))
        return [sum(_weight(*pair, trial) for pair in pairs) for trial in range(4)]

    kept = [weeks for weeks in product(*rows) if not broken_by_all(cohorts, weeks)]
    if not kept:
        return None
    found = min(kept, key=lambda weeks: (values(weeks), order(weeks)))
    least = sum(least for _, least in placed(found))
    return Best(found, dict(zip(ranking, values(found), strict=True)) | {"session_spread": least})
