"""Contradictions between the figures of a cohort that appear in a given year."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from planner.files.problems import Problem, problem
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import Cohort
from planner.year.activity import Activity
from planner.year.moments import Moment, Window
from planner.year.positions import (
    days_of,
    positions,
    step_positions,
    steps_between,
    weeks_between,
    working_days_of,
)
from planner.year.weeks import AcademicYear


def wrong_in_year(cohort: Cohort, year: AcademicYear) -> Iterator[Problem]:
    """Yield the contradictions between parts of the year, windows and the weeks of a cohort."""
    own = weeks_between(cohort.starts, cohort.ends, year)
    if not steps_between(cohort.starts, cohort.ends, year):
        yield problem(
            "cohort.no-weeks",
            starts=_day(cohort.starts, year, 0),
            ends=_day(cohort.ends, year, 1),
            year=year.label,
        )
        return
    if not cohort.changes_on and not working_days_of(cohort.changes_at, year):
        yield problem("cohort.no-changes", year=year.label)
    yield from _wrong_semesters(cohort, year, own)
    yield from _wrong_patterns(cohort, year)
    first, last = year.weeks[own[0]].monday, year.weeks[own[-1]].last_day
    numbers = [year.weeks[index].iso_week for index in own]
    for field, windows in _needed_windows(cohort, numbers):
        weeks = {week for window in windows for week in positions(window, year)}
        if weeks and not weeks & {*own}:
            yield problem("cohort.window-outside", field=field, first=first, last=last)


def _day(moment: Moment | None, year: AcademicYear, end: int) -> str:
    """Return the first (0) or last (1) day of a moment as files write it, "–" if it has none."""
    days = moment and days_of(moment, year)
    return days[end].isoformat() if days else "–"


def _wrong_semesters(cohort: Cohort, year: AcademicYear, own: range) -> Iterator[Problem]:
    """Yield the problems of semesters that overlap in a year, or whose hours miss the total."""
    parts = [(part, set(positions(part.window, year))) for part in cohort.semesters]
    for (one, weeks), (other, others) in combinations(parts, 2):
        if weeks & others:
            shared = year.weeks[min(weeks & others)]
            yield problem(
                "semesters.overlap",
                one=one.name,
                other=other.name,
                week=shared.iso_week,
                year=year.label,
            )
    due = [(part.onsite, weeks) for part, weeks in parts if part.onsite is not None]
    covered = set().union(*(weeks for _, weeks in due))
    total = sum(minutes for minutes, _ in due)
    if cohort.onsite is not None and covered.issuperset(own) and total != cohort.onsite:
        yield problem("semesters.total", found=total, hours=cohort.onsite, year=year.label)


def _wrong_patterns(cohort: Cohort, year: AcademicYear) -> Iterator[Problem]:
    """Yield the problems of patterns of parts of a year that overlap."""
    parts = [(each, {*step_positions(each.window, year)}) for each in cohort.patterns if each.name]
    for (one, steps), (other, others) in combinations(parts, 2):
        if steps & others:
            yield problem(
                "patterns.overlap",
                one=one.name,
                other=other.name,
                day=year.steps[min(steps & others)].first_day,
                year=year.label,
            )


def _needed_windows(
    cohort: Cohort, numbers: Sequence[int]
) -> Iterator[tuple[str, Sequence[Window]]]:
    """Yield the windows in one of which something must lie, with their keys.

    Parameters
    ----------
    numbers
        The ISO numbers of the weeks of the cohort.
    """
    if cohort.sessions.total and cohort.sessions.window:
        yield "sessions", [cohort.sessions.window]
    for part in cohort.semesters:
        if part.onsite or (part.sessions and part.sessions.low):
            yield f"semesters.{part.name}", [part.window]
    for key, activity in (
        ("school_blocks", Activity.SCHOOL),
        ("company_blocks", Activity.COMPANY),
        *((f"activities.{activity}.blocks", activity) for activity in cohort.others),
    ):
        shape = cohort.shape(activity)
        if _is_needed(cohort.stated_weeks(activity, numbers), shape):
            yield key, shape.windows
    for named in cohort.named_blocks:
        if _is_needed(named.weeks, named.shape):
            yield f"named_blocks.{named.name}", named.windows or _start_of(named)


def _is_needed(weeks: Extent | None, shape: BlockShape) -> bool:
    """Whether there must be a block."""
    return any(extent is not None and extent.low for extent in (weeks, shape.count))


def _start_of(named: NamedBlock) -> Sequence[Window]:
    """Return the window of the moment with which a block begins, as far as it is given."""
    return () if named.start is None else (Window(named.start, named.start),)
