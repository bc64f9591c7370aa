"""Plannings that a command takes besides its programme, read and validated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.planning.changes import same_weeks
from planner.planning.course import Lock, NoSuchWeek, follows_on, in_terms_of, weeks_to_lock
from planner.planning.file import ReadPlanning, carries_rules, read_planning
from planner.planning.planning import Edition, Planning
from planner.planning.unknown_weeks.completions import is_published
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import KeptWeeks
from planner.year.weeks import AcademicYear


def read_any_planning(path: Path, rules: Programme | None, year: int | None) -> ReadPlanning:
    """Read a planning with the rules it carries, or (a table) with those given.

    Raises
    ------
    Unusable
        The file cannot be read, or it is a table and rules or year are not given.
    """
    return (
        read_planning(path, None, None) if carries_rules(path) else read_planning(path, rules, year)
    )


def read_two_plannings(
    one: Path, other: Path, rules: Programme | None, year: int | None
) -> tuple[Planning, Planning]:
    """Read two plannings; a calendar is read with the rules and the year of the other.

    Parameters
    ----------
    rules, year
        Of a calendar, if given, instead of those that the other planning carries.

    Raises
    ------
    Unusable
        A file cannot be read, or both are calendars and rules or year are not given.
    """
    carrying = [path for path in (one, other) if carries_rules(path)]
    found = {path: read_planning(path, None, None).edition.planning for path in carrying}
    for planning in found.values():
        rules, year = rules or planning.programme, year or planning.year.start_year
    for path in {one, other} - found.keys():
        found[path] = read_planning(path, rules, year).edition.planning
    return found[one], found[other]


def year_before(path: Path, case: Case) -> Planning:
    """Read the planning of the year before, which must end where a year begins.

    Raises
    ------
    Unusable
        The file cannot be read, or is of another year or programme.
    """
    rules, year = case.programme, case.year
    before = read_planning(path, None, None).edition.planning
    if not follows_on(before.year, year):
        raise Unusable(
            [problem("after.not-before", file=path, found=before.year.label, year=year.label)]
        )
    if before.programme.id != rules.id:
        raise Unusable(
            [
                problem(
                    "after.other-programme", file=path, found=before.programme.id, expected=rules.id
                )
            ]
        )
    return before


def reference(path: Path | None, case: Case) -> Planning | None:
    """Read the planning to stay close to, if the objectives ask for one.

    Raises
    ------
    Unusable
        One is asked for and not given, or given and not asked for, or cannot be read.
    """
    asked = ObjectiveName.CLOSENESS in case.ranking
    if path is None:
        if asked:
            raise Unusable([problem("closeness.needs")])
        return None
    if not asked:
        raise Unusable([problem("closeness.unranked", file=path)])
    return read_any_planning(path, case.programme, case.year.start_year).edition.planning


@dataclass(frozen=True)
class Kept:
    """What is kept of a planning.

    Attributes
    ----------
    weeks
        What the weeks hold that must not change, by cohorts; None for the others.
    revision
        That of the planning; 0 without one.
    """

    weeks: KeptWeeks = field(default_factory=dict)
    revision: int = 0


def kept_weeks(
    path: Path | None,
    until: date | None,
    locks: Sequence[tuple[str, Lock]],
    case: Case,
) -> Kept:
    """Read the weeks of a planning that are to be kept.

    Where nothing is said of a calendar that is not published in all weeks, these are all that are.

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
        return Kept()
    year = case.year
    edition = read_any_planning(path, case.programme, year.start_year).edition
    kept = in_terms_of(edition.planning, case.programme)
    if not until and not locks:
        if is_published(kept):
            raise Unusable([problem("keep.needs")])
        locks = [("", Lock(""))]
    if kept.year.start_year != year.start_year:
        found, asked = kept.year.label, year.label
        raise Unusable([problem("keep.other-year", file=path, found=found, year=asked)])
    weeks = weeks_to_lock(kept, year, until, locks_of(locks, kept, case))
    return Kept(weeks, edition.revision)


def locks_of(locks: Sequence[tuple[str, Lock]], planning: Planning, case: Case) -> list[Lock]:
    """Return locks whose cohorts and weeks a case has, and whose modules a planning has.

    Parameters
    ----------
    locks
        Each with the words in which it was given.

    Raises
    ------
    Unusable
        A cohort, a week or a module is not there, or the module has nothing in these weeks.
    """
    known = [cohort.id for cohort in case.programme.cohorts]
    for words, lock in locks:
        if lock.cohort and lock.cohort not in known:
            raise Unusable([problem("lock.cohort", lock=words, known=", ".join(known))])
        try:
            lock.weeks(case.year)
        except NoSuchWeek:
            raise Unusable([problem("lock.week", lock=words, year=case.year.label)]) from None
        if lock.module:
            _check_module(words, lock, planning, case.year)
    return [lock for _, lock in locks]


def _check_module(words: str, lock: Lock, planning: Planning, year: AcademicYear) -> None:
    taught = [
        each
        for row in planning.cohorts
        if row.progression and lock.cohort in ("", row.cohort.id)
        for each in row.progression.modules
    ]
    if not taught:
        raise Unusable([problem("lock.no-modules", lock=words)])
    found = [each for each in taught if lock.keeps(each.module)]
    if not found:
        known = ", ".join(dict.fromkeys(each.module.id for each in taught))
        raise Unusable([problem("lock.module", lock=words, known=known)])
    if not any({*each.onsite_weeks, *each.session_weeks} & {*lock.weeks(year)} for each in found):
        raise Unusable([problem("lock.module-nothing", lock=words)])


def whole_edition(path: Path) -> Edition:
    """Read a planning from which documents can be made: with its rules, sessions and hours.

    Raises
    ------
    Unusable
        The file cannot be read, or something is missing in it.
    """
    if not carries_rules(path):
        raise Unusable([problem("delivery.needs-rules", file=path)])
    edition = read_any_planning(path, None, None).edition
    if any(cohort.sessions is None or cohort.onsite is None for cohort in edition.planning.cohorts):
        raise Unusable([problem("delivery.incomplete", file=path)])
    return edition


def version_before(path: Path, edition: Edition) -> Edition:
    """Read the planning that an edition takes the place of.

    Raises
    ------
    Unusable
        The file cannot be read, is of another programme or year, or its revision is not lower.
    """
    before = whole_edition(path)
    planning = edition.planning
    if before.planning.programme.id != planning.programme.id:
        raise Unusable(
            [
                problem(
                    "after.other-programme",
                    file=path,
                    found=before.planning.programme.id,
                    expected=planning.programme.id,
                )
            ]
        )
    if not same_weeks(before.planning.year, planning.year):
        one, other = before.planning.year.label, planning.year.label
        raise Unusable([problem("diff.other-year", one=one, other=other)])
    if before.revision >= edition.revision:
        raise Unusable(
            [
                problem(
                    "delivery.since-revision",
                    file=path,
                    before=before.revision,
                    revision=edition.revision,
                    next=before.revision + 1,
                )
            ]
        )
    return before
