"""The usual rhythm of a class: how long it is in company and at school in turn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, gcd
from statistics import median

from planner.planning.blocks import Stretch, stretches
from planner.planning.planning import CohortPlanning
from planner.programme.hours_of_week import TAUGHT_AT
from planner.year.activity import WEEKDAYS, Activity, Halves, Place
from planner.year.weeks import AcademicYear


class AlternationUnit(StrEnum):
    """The unit in which a rhythm is told."""

    HALF_DAY = "half-day"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class Alternation:
    """The usual rhythm: so many units in company, then so many at school, or the other way."""

    unit: AlternationUnit
    company: int
    school: int


def alternation(planning: CohortPlanning, year: AcademicYear) -> Alternation | None:
    """Return the usual rhythm of a class; None if it is not both in company and at school.

    Where most weeks with lessons have days in company as well, it is that of the most frequent of
    these weeks, in its smallest numbers: two days at school and three in company. Else it is the
    median length of the blocks at each place, those with a name of their own left out where there
    are others: two weeks and six.
    """
    weeks = [week for week in planning.activities if not week.parts and _places(week.halves)]
    shared = [week for week in weeks if len(_places(week.halves)) > 1]
    if 2 * len(shared) > sum(any(p in TAUGHT_AT for p in _places(w.halves)) for w in weeks):
        (usual, _), *_ = Counter(shared).most_common(1)
        return _of_week(usual)
    found = stretches(planning, year)
    at_school = _lengths([each for each in found if each.activity.is_taught])
    in_company = _lengths([each for each in found if each.activity.is_in_company])
    return _of_blocks(in_company, at_school) if at_school and in_company else None


def _lengths(blocks: Sequence[Stretch]) -> list[float]:
    unnamed = [each.length for each in blocks if each.name is None]
    return unnamed or [each.length for each in blocks]


def _places(halves: Sequence[Halves]) -> set[Place]:
    """Return the places of lessons and of work among those of some days: one for lessons."""
    places = {place for day in halves for place in day}
    return ({Place.SCHOOL} if places & {*TAUGHT_AT} else set()) | (places & {Place.COMPANY})


def _of_week(week: Activity) -> Alternation:
    halves = [half for day in week.halves[:WEEKDAYS] for half in day]
    company, school = halves.count(Place.COMPANY), sum(half in TAUGHT_AT for half in halves)
    is_whole = all(one is other for one, other in week.halves[:WEEKDAYS])
    unit = AlternationUnit.DAY if is_whole else AlternationUnit.HALF_DAY
    common = gcd(company, school)
    return Alternation(unit, company // common, school // common)


def _of_blocks(company: Sequence[float], school: Sequence[float]) -> Alternation:
    """Return the usual lengths in weeks; in days where some are no whole weeks."""
    if all(length == int(length) for length in (*company, *school)):
        return Alternation(AlternationUnit.WEEK, _usual(company), _usual(school))
    in_company, at_school = (
        _usual([length * WEEKDAYS for length in lengths]) for lengths in (company, school)
    )
    if in_company % WEEKDAYS or at_school % WEEKDAYS:
        return Alternation(AlternationUnit.DAY, in_company, at_school)
    return Alternation(AlternationUnit.WEEK, in_company // WEEKDAYS, at_school // WEEKDAYS)


def _usual(lengths: Sequence[float]) -> int:
    """Return the median, a half rounded up; at least 1."""
    return max(1, floor(median(lengths) + 0.5))
