"""Plannings that a command takes besides its programme: read, and fitting to what is planned."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from planner.course import Lock, NoSuchWeek, follows_on, in_terms_of, locked_weeks
from planner.domain import AcademicYear, Held, ObjectiveName, Planning, Programme
from planner.planning_file import ReadPlanning, carries_rules, read_planning
from planner.problems import Unusable, problem


def any_planning(path: Path, rules: Programme | None, year: int | None) -> ReadPlanning:
    """Read a planning with the rules it carries, or (a table) with those given.

    Raises
    ------
    Unusable
        The file cannot be read, or it is a table and rules or year are not given.
    """
    its_own = path.suffix.lower() == ".json" or carries_rules(path)
    return read_planning(path, None, None) if its_own else read_planning(path, rules, year)


def year_before(path: Path, rules: Programme, year: AcademicYear) -> Planning:
    """Read the planning of the year before, which must end where a year begins.

    Raises
    ------
    Unusable
        The file cannot be read, or is of another year or programme.
    """
    before = read_planning(path, None, None).edition.planning
    if not follows_on(before.year, year):
        raise Unusable([problem("after.not-before", file=path, found=before.year.label,
                                year=year.label)])  # fmt: skip
    if before.programme.id != rules.id:
        raise Unusable([problem("after.other-programme", file=path, found=before.programme.id,
                                expected=rules.id)])  # fmt: skip
    return before


def reference(path: Path | None, rules: Programme, year: int) -> Planning | None:
    """Read the planning to stay close to, if the objectives ask for one.

    Raises
    ------
    Unusable
        One is asked for and not given, or given and not asked for, or cannot be read.
    """
    asked = ObjectiveName.CLOSENESS in rules.ranking
    if path is None:
        if asked:
            raise Unusable([problem("closeness.needs")])
        return None
    if not asked:
        raise Unusable([problem("closeness.unranked", file=path)])
    return any_planning(path, rules, year).edition.planning


def kept_weeks(
    path: Path | None,
    until: date | None,
    locks: Sequence[tuple[str, Lock]],
    rules: Programme,
    year: AcademicYear,
) -> Mapping[str, tuple[Held | None, ...]]:
    """Read the weeks of a planning that are to be kept.

    Parameters
    ----------
    locks
        Each with the words in which it was given.

    Raises
    ------
    Unusable
        The file cannot be read or is of another year, nothing is said to be kept, or what is
        said is not in the year or in the programme.
    """
    if path is None:
        if until or locks:
            raise Unusable([problem("keep.missing")])
        return {}
    if not until and not locks:
        raise Unusable([problem("keep.needs")])
    kept = in_terms_of(any_planning(path, rules, year.start_year).edition.planning, rules)
    if kept.year.start_year != year.start_year:
        found, asked = kept.year.label, year.label
        raise Unusable([problem("keep.other-year", file=path, found=found, year=asked)])
    return locked_weeks(kept, year, until, locks_of(locks, rules, year))


def locks_of(locks: Sequence[tuple[str, Lock]], rules: Programme, year: AcademicYear) -> list[Lock]:
    """Take locks that are in a year and a programme.

    Parameters
    ----------
    locks
        Each with the words in which it was given.

    Raises
    ------
    Unusable
        A cohort or a week is not there.
    """
    known = [cohort.id for cohort in rules.cohorts]
    for words, lock in locks:
        if lock.cohort and lock.cohort not in known:
            raise Unusable([problem("lock.cohort", lock=words, known=", ".join(known))])
        try:
            lock.weeks(year)
        except NoSuchWeek:
            raise Unusable([problem("lock.week", lock=words, year=year.label)]) from None
    return [lock for _, lock in locks]
