"""Ways to ask for less: for each demand, the changes that would ease it, the smallest first.

A change is what the school would write: some keys of a variant of its programme file, which
extends it; or weeks that are no longer locked. What the law asks of leave is never eased.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from typing import Any

from planner.programme.cohort import Cohort, Extent, SessionRules
from planner.programme.file import Tables, merge_tables, session_totals, tables_of
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.rules import held_weeks
from planner.rules.blocks import AcrossYears, Blocks, NamedBlocks
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.case import Given
from planner.rules.hours import CompanyHours, OnsiteAWeek, OnsiteRoom, Teaching
from planner.rules.sessions import (
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionWeeks,
)
from planner.rules.statement import Aspect
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    LockedWeeks,
    Patterned,
    SchoolWeeks,
    Weeks,
)
from planner.solver.demands import MOST_SESSIONS_A_WEEK, Demand, Side
from planner.year.calendar import positions
from planner.year.moments import Window
from planner.year.weeks import HOUR, AcademicYear, Minutes, Week

MOST_WEEKS = 53
_DAY = 7 * HOUR
"""The hours that count as one step, as one week or one session does."""

Key = tuple[object, ...]


@dataclass(frozen=True)
class Ease:
    """A change that eases one demand by some steps.

    Attributes
    ----------
    key
        Which figure it changes: of two eases of the same key, the larger one goes further.
    demand
        What it eases.
    kind
        The sentence that tells it.
    before, after
        The figure as it is, and as it would be; None where there is no figure.
    steps
        How large the change is: weeks, blocks, sessions, days of hours.
    tables
        The keys of the programme file that change.
    unlocks
        The week that would no longer be locked, as the id of a cohort and a position.
    """

    key: Key
    demand: Demand
    kind: str
    before: object
    after: object
    steps: int
    tables: Tables = field(default_factory=dict)
    unlocks: tuple[str, int] | None = None

    @property
    def widens(self) -> bool:
        """Whether all that was accepted still is; another exact number can be too small as well."""
        return not isinstance(self.demand.rule, Sessions) and self.kind != "onsite"


Degrees = Sequence[Ease]
"""Eases of one key, each going further than the one before."""


@dataclass(frozen=True)
class Asked:
    """What is asked for, as far as easing it goes."""

    programme: Programme
    year: AcademicYear
    given: Given
    may_unlock: bool

    def cohort(self, demand: Demand) -> Cohort:
        return next(c for c in self.programme.cohorts if c.id == demand.cohort)

    def tables(self, demand: Demand) -> Tables:
        """Give what the programme file says of a cohort."""
        cohorts: list[Tables] = tables_of(self.programme)["cohorts"]
        return next(table for table in cohorts if table["id"] == demand.cohort)


def eases_of(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    """List the ways in which a demand can be eased, each by degrees."""
    match demand.rule:
        case Weeks() as rule:
            yield from _weeks(demand, rule)
        case Blocks() | NamedBlocks() as rule:
            yield from _blocks(demand, rule, asked)
        case AcrossYears() as rule:
            path = _shape_path(rule.stay.activity.name)
            longest = range(rule.longest + 1, MOST_WEEKS + 1)
            yield [
                _figure(demand, "weeks", rule.longest, n, _at(demand, *path, longest_across=n))
                for n in longest
            ]
        case FixedWeeks() | Closed() | Events() | ForbiddenWeeks() | Patterned() | LockedWeeks():
            yield from _one_week(demand, asked)
        case Sessions() | SessionsAWeek() | SessionWeeks() | SessionBlocks() | SemesterSessions():
            yield from _sessions(demand, asked)
        case OnsiteRoom() | OnsiteAWeek() | CompanyHours():
            yield from _hours(demand, asked)
        case CampusCohorts() | CampusPeople() | Resources():
            yield from _shared(demand, asked)


def _at(demand: Demand, *path: str, **keys: Any) -> Tables:
    """Set keys of a table of a cohort."""
    table: Tables = keys
    for name in reversed(path):
        table = {name: table}
    return {"cohorts": [{"id": demand.cohort, **table}]}


def _extent_table(extent: Extent) -> int | Tables:
    if extent.is_exact:
        return extent.low
    return {"least": extent.low} | ({} if extent.high is None else {"most": extent.high})


def _figure(
    demand: Demand, unit: str, before: int, after: int, tables: Tables, step: int = 1
) -> Ease:
    key = (demand.of, demand.aspect, demand.side, unit)
    steps = -(-abs(after - before) // step)
    return Ease(key, demand, unit, before, after, steps, tables)


def _extents(
    demand: Demand, unit: str, extent: Extent, tables: Callable[[Extent], Tables]
) -> Degrees:
    """Widen an extent at the end that a demand is about."""
    if demand.side is Side.LEAST:
        lows = range(extent.low - 1, -1, -1)
        return [_figure(demand, unit, extent.low, n, tables(replace(extent, low=n))) for n in lows]
    high = MOST_WEEKS if extent.high is None else extent.high
    highs = range(high + 1, max(MOST_WEEKS, high + 10) + 1)
    return [_figure(demand, unit, high, n, tables(replace(extent, high=n))) for n in highs]


def _weeks(demand: Demand, rule: Weeks) -> Iterator[Degrees]:
    def tables(extent: Extent) -> Tables:
        table = _extent_table(extent)
        if isinstance(rule, ActivityWeeks):
            return _at(demand, "activities", rule.about, weeks=table)
        key = "school_weeks" if isinstance(rule, SchoolWeeks) else "company_weeks"
        return _at(demand, **{key: table})

    yield _extents(demand, "weeks", rule.extent, tables)


def _shape_path(activity: str) -> tuple[str, ...]:
    named = {"school": ("school_blocks",), "company": ("company_blocks",)}
    return named.get(activity, ("activities", activity, "blocks"))


def _blocks(demand: Demand, rule: Blocks | NamedBlocks, asked: Asked) -> Iterator[Degrees]:
    path: tuple[str, ...]
    if isinstance(rule, NamedBlocks):
        path, shape = ("named_blocks", rule.named.name), rule.named.shape
    else:
        path, shape = _shape_path(rule.activity.name), rule.shape
    match demand.aspect:
        case Aspect.LENGTH if demand.side is Side.LEAST:
            shorter = range(shape.shortest - 1, 0, -1)
            yield [
                _figure(demand, "weeks", shape.shortest, n, _at(demand, *path, shortest=n))
                for n in shorter
            ]
        case Aspect.LENGTH if shape.longest is not None:
            longer = range(shape.longest + 1, MOST_WEEKS + 1)
            yield [
                _figure(demand, "weeks", shape.longest, n, _at(demand, *path, longest=n))
                for n in longer
            ]
        case Aspect.COUNT if shape.count:
            yield _extents(
                demand, "blocks", shape.count, lambda e: _at(demand, *path, count=_extent_table(e))
            )
        case Aspect.TOTAL if isinstance(rule, NamedBlocks) and rule.named.weeks:
            yield _extents(
                demand,
                "weeks",
                rule.named.weeks,
                lambda e: _at(demand, *path, weeks=_extent_table(e)),
            )
        case Aspect.PLACE if isinstance(rule, Blocks):
            yield from _windows(demand, shape.window, rule.weeks, path, asked)


def _windows(
    demand: Demand, window: Window | None, weeks: range, path: tuple[str, ...], asked: Asked
) -> Iterator[Degrees]:
    """Let a window begin earlier, or end later, by whole weeks of this year."""
    if window is None or not weeks:
        return
    dated = asked.year.weeks
    first, last = dated[weeks[0]], dated[weeks[-1]]
    yield [
        Ease(
            (demand.of, "from"),
            demand,
            "from",
            first.monday,
            start,
            weeks[0] - n,
            _at(demand, *path, **{"from": {"date": start}}),
        )
        for n in range(weeks[0] - 1, -1, -1)
        if (start := dated[n].monday)
    ]
    ends = [key for key in ("until", "before") if getattr(window, _END[key]) is not None]
    later = [(n, dated[n].monday + timedelta(days=6)) for n in range(weeks[-1] + 1, len(dated))]
    yield [
        Ease(
            (demand.of, "until"),
            demand,
            "until",
            last.monday + timedelta(days=6),
            end,
            n - weeks[-1],
            _at(demand, *path, **{k: {"date": end + timedelta(days=k == "before")} for k in ends}),
        )
        for n, end in later
    ]


_END = {"until": "end", "before": "before"}


def _one_week(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    """Take one week out of a rule, or (for a pattern) make the rule a preference."""
    assert demand.week is not None
    week = asked.year.weeks[demand.week]
    number, dated = str(week.iso_week), (week.iso_year, week.iso_week)
    key = (demand.of, demand.week)
    match demand.rule:
        case FixedWeeks():
            tables = _at(demand, "fixed_weeks", **{number: "free"})
            yield [Ease(key, demand, "free", None, None, 1, tables)]
        case ForbiddenWeeks():
            tables = _at(demand, "forbidden_weeks", **{number: []})
            yield [Ease(key, demand, "allow", None, None, 1, tables)]
        case Closed():
            yield [_opened(demand, week, asked)]
        case Events() as rule:
            events = asked.tables(demand)["events"]
            for place, happening in enumerate(rule.happenings):
                if happening.place and happening.place[0] == demand.week:
                    name, left = happening.event.name, [*events[:place], *events[place + 1 :]]
                    tables = _at(demand, events=left)
                    yield [Ease((*key, happening.event), demand, "lapse", name, None, 3, tables)]
        case Patterned():
            tables = _at(demand, "pattern", preferred=True)
            yield [Ease((demand.of,), demand, "prefer", None, None, 5, tables)]
        case LockedWeeks():
            given = asked.given.locked.get(demand.cohort, ())
            is_given = demand.week < len(given) and given[demand.week] is not None
            if asked.may_unlock or not is_given:
                names = [
                    k
                    for k in asked.tables(demand).get("locked_weeks", {})
                    if (int(k[:4]), int(k[-2:])) == dated
                ]
                tables = _at(demand, "locked_weeks", **dict.fromkeys(names, "free"))
                yield [
                    Ease(
                        key,
                        demand,
                        "unlock",
                        None,
                        None,
                        1,
                        tables if names else {},
                        (demand.cohort, demand.week) if is_given else None,
                    )
                ]


def _opened(demand: Demand, week: Week, asked: Asked) -> Ease:
    """Open the school in a week that is closed."""
    opened = sorted({*asked.programme.closures.open_weeks, week.iso_week})
    tables = {"closures": {"open_weeks": opened}}
    return Ease(("open", week.monday), demand, "open", None, week, 1, tables)


def _sessions(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    cohort = asked.cohort(demand)
    rules = cohort.sessions
    match demand.rule:
        case Sessions(total):
            fewer = demand.side is Side.LEAST
            others = range(total - 1, -1, -1) if fewer else range(total + 1, 2 * total + 11)
            totals = session_totals(cohort, asked.programme, max(total, *others, 0))
            yield [
                _figure(demand, "sessions", total, n, _total_of_sessions(demand, n, cohort, asked))
                for n in others
                if n in totals
            ]
        case SessionsAWeek(accepted):
            most = max(accepted)
            between = [n for n in range(most) if n not in accepted]
            above = list(range(most + 1, MOST_SESSIONS_A_WEEK + 1))
            for part, more in (("between", between), ("above", above)):
                yield [
                    Ease(
                        (demand.of, part),
                        demand,
                        "a_week",
                        accepted,
                        wider,
                        n,
                        _at(demand, "sessions", a_week=list(wider)),
                    )
                    for n in range(1, len(more) + 1)
                    if (wider := tuple(sorted({*accepted, *more[:n]})))
                ]
        case SessionWeeks() as rule:
            without = _weeks_to_open(rule, cohort, asked.year)
            yield [_carry(demand, without[:n], rules) for n in range(1, len(without) + 1)]
            held = held_weeks(cohort, asked.year, asked.given)
            for week, kept in zip(asked.year.weeks, held, strict=True):
                if week.closed and kept and kept.sessions:
                    yield [_opened(demand, week, asked)]
            if rules.window and rule.open:
                weeks = range(min(rule.open), max(rule.open) + 1)
                yield from _windows(demand, rules.window, weeks, ("sessions",), asked)
        case SessionBlocks() as rule:
            tables = _at(demand, "named_blocks", rule.named.name, sessions=True)
            yield [Ease((demand.of,), demand, "teach", None, None, 3, tables)]
        case SemesterSessions() as rule:
            yield _extents(
                demand,
                "sessions",
                rule.extent,
                lambda e: _at(demand, "semesters", rule.about, sessions=_extent_table(e)),
            )


def _weeks_to_open(rule: SessionWeeks, cohort: Cohort, year: AcademicYear) -> list[Week]:
    """Find the weeks without sessions that could carry some."""
    rules = cohort.sessions
    weeks = [year.weeks[n] for n in positions(rules.window, year)]
    return [
        week
        for week in weeks
        if week.iso_week in rules.without_weeks and not week.closed
        if cohort.fixed_weeks.get(week.iso_week, rule.activities[0]) in rule.activities
    ]


def _carry(demand: Demand, weeks: Sequence[Week], rules: SessionRules) -> Ease:
    """Let some weeks carry sessions."""
    opened = {week.iso_week for week in weeks}
    left = [number for number in rules.without_weeks if number not in opened]
    tables = _at(demand, "sessions", without_weeks=left)
    return Ease((demand.of, "without"), demand, "carry", None, tuple(weeks), len(weeks), tables)


def _total_of_sessions(demand: Demand, total: int, cohort: Cohort, asked: Asked) -> Tables:
    """Set the number of sessions, and the tolerance that academic hours then need."""
    tables = _at(demand, "sessions", total=total)
    academic = cohort.onsite + total * asked.programme.workday.session
    return merge_tables(tables, _tolerance(demand, cohort, academic))


def _tolerance(demand: Demand, cohort: Cohort, academic: Minutes) -> Tables:
    target = cohort.academic_hours
    needed = abs(academic - target.minutes) if target else 0
    if target is None or needed <= target.tolerance:
        return {}
    return _at(demand, "academic_hours", tolerance=needed / HOUR)


def _hours(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    match demand.rule:
        case CompanyHours(target):
            wider = range(target.tolerance + HOUR, target.minutes + 1, HOUR)
            yield [
                replace(
                    _figure(
                        demand,
                        "tolerance",
                        target.tolerance,
                        n,
                        _at(demand, "company_hours", tolerance=n / HOUR),
                        _DAY,
                    ),
                    key=((demand.cohort, demand.name), "tolerance"),
                )
                for n in wider
            ]
        case OnsiteRoom() as rule:
            yield from _room(demand, rule, asked)
            fewer = demand.side is Side.MOST
            yield _hours_a_week(demand, rule.teaching, asked.programme.workday.school, fewer)
            yield from _kept_hours(demand, asked)
        case OnsiteAWeek() as rule:
            fewer = demand.aspect is Aspect.TOTAL
            yield _hours_a_week(demand, rule.teaching, asked.programme.workday.school, fewer)
            yield from _kept_hours(demand, asked)


def _room(demand: Demand, rule: OnsiteRoom, asked: Asked) -> Iterator[Degrees]:
    """Teach less where room is missing, more where it is not filled."""
    cohort, low = asked.cohort(demand), rule.teaching.a_week.low
    due = next((p.onsite or 0 for p in cohort.semesters if p.name == rule.part), cohort.onsite)
    left = due - rule.total
    if demand.side is Side.LEAST:
        totals = range(due - HOUR, left - 1, -HOUR)
    else:
        totals = range(due + HOUR, left + low * len(rule.weeks) + HOUR, HOUR)
    yield [
        _figure(demand, "onsite", due, n, _total_on_site(demand, rule, n - due, asked), _DAY)
        for n in totals
    ]


def _kept_hours(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    """Let go of weeks whose hours are kept."""
    if asked.may_unlock:
        for place, held in enumerate(asked.given.locked.get(demand.cohort, ())):
            if held and held.onsite is not None:
                key = ((demand.cohort, RuleName.LOCKED_WEEKS, ""), place)
                unlocks = (demand.cohort, place)
                yield [Ease(key, demand, "unlock", None, None, 1, unlocks=unlocks)]


def _hours_a_week(demand: Demand, teaching: Teaching, day: Minutes, fewer: bool) -> Degrees:
    """Let a week have fewer hours; or more of them, by longer days where these are full."""
    limits = teaching.a_week
    key = (demand.cohort, "onsite_week", fewer)

    def in_a_week(low: Minutes, high: Minutes | None) -> Tables:
        most = {} if high is None else {"most": high / HOUR}
        return _at(demand, onsite_a_week={"least": low / HOUR, **most})

    if fewer:
        weeks = [
            _figure(demand, "onsite_week", limits.low, n, in_a_week(n, limits.high), HOUR)
            for n in range(limits.low - HOUR, -1, -HOUR)
        ]
        return [replace(ease, key=key) for ease in weeks]
    if limits.high is not None and limits.high < 5 * day:
        more = range(limits.high + HOUR, 5 * day + 1, HOUR)
        weeks = [
            _figure(demand, "onsite_week", limits.high, n, in_a_week(limits.low, n), HOUR)
            for n in more
        ]
        return [replace(ease, key=key) for ease in weeks]
    days = [
        _figure(
            demand,
            "school_day",
            day,
            n,
            {"workday": {"school": n / HOUR}}
            | ({} if limits.high is None else in_a_week(limits.low, max(5 * n, limits.high))),
            HOUR // 2,
        )
        for n in range(day + HOUR // 2, 12 * HOUR + 1, HOUR // 2)
    ]
    own = () if limits.high is None else (demand.cohort,)
    return [replace(ease, key=("school_day", *own)) for ease in days]


def _total_on_site(demand: Demand, rule: OnsiteRoom, more: Minutes, asked: Asked) -> Tables:
    """Teach more (or less) on site, in the year and in a semester of it."""
    cohort = asked.cohort(demand)
    tables = _at(demand, onsite_hours=(cohort.onsite + more) / HOUR)
    if rule.part:
        part = next(p for p in cohort.semesters if p.name == rule.part)
        hours = ((part.onsite or 0) + more) / HOUR
        tables = merge_tables(tables, _at(demand, "semesters", rule.part, onsite_hours=hours))
    remote = cohort.sessions.total * asked.programme.workday.session
    return merge_tables(tables, _tolerance(demand, cohort, cohort.onsite + more + remote))


def _shared(demand: Demand, asked: Asked) -> Iterator[Degrees]:
    cohorts = asked.programme.cohorts
    match demand.rule:
        case CampusCohorts(most):
            yield [
                _figure(demand, "cohorts", most, n, {"campus": {"most_cohorts": n}})
                for n in range(most + 1, len(cohorts) + 1)
            ]
        case CampusPeople(most):
            sums = _sums([cohort.headcount for cohort in cohorts], most)
            yield [
                Ease((demand.of,), demand, "people", most, n, steps, {"campus": {"most_people": n}})
                for steps, n in enumerate(sums, start=1)
            ]
        case Resources(resource, most):
            groups = [use.groups for c in cohorts for use in c.uses if use.resource == resource]
            yield [
                Ease(
                    (demand.of,),
                    demand,
                    "groups",
                    most,
                    n,
                    steps,
                    {"campus": {"resources": {resource: n}}},
                )
                for steps, n in enumerate(_sums(groups, most), start=1)
            ]


def _sums(parts: Sequence[int], above: int) -> list[int]:
    """Give what some of the parts can add up to, beyond a number; only the whole of many."""
    if len(parts) > 10:
        return [sum(parts)]
    sizes = range(1, len(parts) + 1)
    found = {sum(some) for size in sizes for some in combinations(parts, size)}
    return sorted(total for total in found if total > above)


def unlocked(given: Given, unlocks: Sequence[tuple[str, int]]) -> Given:
    """Take back the locks of some weeks."""
    locked: Mapping[str, Any] = {
        cohort: tuple(None if (cohort, n) in unlocks else held for n, held in enumerate(weeks))
        for cohort, weeks in given.locked.items()
    }
    return replace(given, locked=locked)
