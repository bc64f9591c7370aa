"""Who of a list is still there a year later, in which class, with which contracts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from planner.apprentices.apprentice import Apprentice, Period
from planner.files.spelling import folded
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.calendar import start_of_year


@dataclass(frozen=True)
class FollowingYear:
    """A list of apprentices a year later.

    Attributes
    ----------
    staying
        Those who are still there, each in the class that follows theirs.
    finished
        Those of the last classes, as they were.
    ended
        Those whose last contract ends before the year begins, as they were.
    unfilled
        The classes that nobody moves into.
    """

    staying: tuple[Apprentice, ...]
    finished: tuple[Apprentice, ...]
    ended: tuple[Apprentice, ...]
    unfilled: tuple[Cohort, ...]


def following_year(
    roster: Iterable[Apprentice], programme: Programme, start_year: int
) -> FollowingYear:
    """Return who of a list is there in the year after.

    What concerns the year before alone goes: closures, exceptions, contracts with other companies
    that have ended. Where no class of the programme follows another, all stay in theirs.

    Parameters
    ----------
    start_year
        That in which the year after begins.
    """
    opening = start_of_year(start_year, programme.span)
    staying, finished, ended = [], [], []
    for person in roster:
        after = _cohort_after(person, programme)
        if after is None:
            finished.append(person)
        elif not (periods := tuple(_going_on(person, opening))):
            ended.append(person)
        else:
            option = after.option or person.option
            later = tuple(each for each in person.own_days if each.last >= opening)
            staying.append(
                replace(person, cohort=after.id, option=option, periods=periods, own_days=later)
            )
    taken = {person.cohort for person in staying}
    unfilled = tuple(each for each in programme.cohorts if each.id not in taken)
    return FollowingYear(tuple(staying), tuple(finished), tuple(ended), unfilled)


def _going_on(person: Apprentice, opening: date) -> Iterable[Period]:
    """Return the periods that a person still has, and former ones at the same companies."""
    left = [each for each in person.periods if each.end is None or each.end >= opening]
    companies = {folded(each.company) for each in left if each.company}
    return (
        replace(each, closed=())
        for each in person.periods
        if left and (each in left or folded(each.company) in companies)
    )


def _cohort_after(person: Apprentice, programme: Programme) -> Cohort | None:
    """Return the cohort of a person in the year after; None after the last year."""
    cohorts = {each.id: each for each in programme.cohorts}
    if not any(map(programme.cohort_before, programme.cohorts)):
        return cohorts.get(person.cohort)
    following = [
        cohort
        for cohort in programme.cohorts
        if (before := programme.cohort_before(cohort)) and before.id == person.cohort
    ]
    of_option = (each for each in following if folded(each.option) == folded(person.option))
    return next(of_option, following[0] if following else None)
