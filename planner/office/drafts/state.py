"""The state of a draft, and what follows from it: its programme, its case, its planning."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from planner.apprentices.apprentice import Apprentice
from planner.curriculum.check import ModuleBreach
from planner.files.problems import Unusable, problem
from planner.planning.check import RuleCheck, check
from planner.planning.course import case_with_given, in_terms_of, planned_weeks, stays_before
from planner.planning.editing import ModuleEdit, WeekEdit, edited, without_proofs
from planner.planning.file import parse_edition, planning_json
from planner.planning.file.json_reader import parse_exchange
from planner.planning.planning import Edition
from planner.planning.progressions import module_faults
from planner.portal.store.rights import Scope
from planner.programme.cohort import PlannedWeek
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import KeptWeeks
from planner.year.weeks import AcademicYear

_RECENT = 64
"""Parsed programmes and plannings that are kept in memory."""

RULES_NAME, PLANNING_NAME = "programme.toml", "planning.json"
"""The names of a draft's contents in messages."""

LockedCell = tuple[str, str]
"""A locked week: the id of its cohort, and the week as in 2026-W45."""


@dataclass(frozen=True)
class DraftState:
    """What a draft holds at one moment.

    Attributes
    ----------
    rules
        The text of a programme file that extends no other; it may be incomplete.
    start_year
        The year in which the academic year starts.
    planning
        A planning.json; None before the first planning.
    before
        The planning.json of the year before; None if it is not given.
    locked
        The weeks that no search may change, in order.
    roster
        The list of apprentices.
    """

    rules: str
    start_year: int
    planning: bytes | None = None
    before: bytes | None = None
    locked: tuple[LockedCell, ...] = ()
    roster: tuple[Apprentice, ...] = ()


@lru_cache(_RECENT)
def _programme(rules: str) -> Programme:
    return parse_programme(rules, RULES_NAME)


@lru_cache(_RECENT)
def _edition(planning: bytes) -> Edition:
    return parse_edition(planning.decode(), PLANNING_NAME)


def programme_name(state: DraftState) -> str:
    """Return the name of the programme, as far as the rules have one; "" if not."""
    try:
        return str(tomllib.loads(state.rules).get("name", ""))
    except tomllib.TOMLDecodeError:
        return ""


def scope_of(state: DraftState) -> Scope:
    """Return what a draft is about, as far as its rules say."""
    try:
        tables = tomllib.loads(state.rules)
    except tomllib.TOMLDecodeError:
        return Scope("", frozenset())
    cohorts = tables.get("cohorts", [])
    named = (
        [each for each in cohorts if isinstance(each, dict)] if isinstance(cohorts, list) else []
    )
    return Scope(str(tables.get("id", "")), frozenset(str(each.get("site", "")) for each in named))


def has_curriculum(state: DraftState) -> bool:
    """Return whether the rules of a draft are whole and name modules."""
    try:
        return programme_of(state).curriculum is not None
    except Unusable:
        return False


def programme_of(state: DraftState) -> Programme:
    """Return the programme of the rules.

    Raises
    ------
    Unusable
        With all that is missing in the rules, or wrong with them.
    """
    return _programme(state.rules)


def year_of(state: DraftState) -> AcademicYear:
    """Return the academic year of a draft.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or the year is out of range.
    """
    return academic_year_of(programme_of(state), state.start_year)


def edition_of(state: DraftState) -> Edition | None:
    """Return the planning, under the rules and after the year before of the draft.

    Where these are others than those of its search, its proofs are left out. None before the
    first planning.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or the planning is not one of their classes and weeks.
    """
    if state.planning is None:
        return None
    edition = _edition(state.planning)
    if edition.planning.programme.text != state.rules:
        rules = programme_of(state)
        read = parse_exchange(state.planning.decode(), PLANNING_NAME, rules).edition
        edition = without_proofs(read, "rules")
    return edition if state.before is None else _following(edition, _edition(state.before))


def required_edition(state: DraftState) -> Edition:
    """Return the planning of a draft, as `edition_of` does.

    Raises
    ------
    Unusable
        There is none yet, or for the reasons of `edition_of`.
    """
    edition = edition_of(state)
    if edition is None:
        raise Unusable([problem("draft.no-planning")])
    return edition


def _following(edition: Edition, before: Edition) -> Edition:
    """Return a planning that follows the one of the year before."""
    planning = edition.planning
    case, programme = planning.case, planning.programme
    stays = stays_before(in_terms_of(before.planning, programme), programme)
    if stays == case.given.before:
        return edition
    given = replace(case.given, before=stays)
    following = replace(planning, case=replace(case, given=given))
    return without_proofs(replace(edition, planning=following), "rules")


def is_proven_best(state: DraftState) -> bool:
    """Return whether a draft can have no better planning: it was proven with what it gives now.

    Nothing is proven by a repair, which asks for the nearest planning, by a search for further
    plannings, nor by one that kept weeks which are no longer locked, or followed a year before
    which the draft does not have.
    """
    edition = edition_of(state)
    if edition is None or edition.status != "optimal":
        return False
    given, year = edition.planning.case.given, edition.planning.year
    held = {
        (cohort, week_key(year, index))
        for cohort, weeks in given.locked.items()
        for index, week in enumerate(weeks)
        if week
    }
    is_followed = state.before is not None or not given.before
    is_free = not given.repairs and not given.others.weeks
    return is_followed and is_free and held <= set(state.locked)


def checks_of(state: DraftState) -> tuple[RuleCheck, ...]:
    """Return the check of every rule of a draft on its planning; empty before the first one.

    Raises
    ------
    Unusable
        As `edition_of`.
    """
    return () if state.planning is None else _checks(replace(state, locked=(), roster=()))


@lru_cache(_RECENT)
def _checks(state: DraftState) -> tuple[RuleCheck, ...]:
    edition = edition_of(state)
    assert edition is not None
    return check(edition.planning)


def module_breaches_of(state: DraftState) -> tuple[tuple[str, ModuleBreach], ...]:
    """Return what the modules of a draft do wrong, each breach with the id of its cohort.

    Raises
    ------
    Unusable
        As `edition_of`.
    """
    return () if state.planning is None else _module_breaches(replace(state, locked=(), roster=()))


@lru_cache(_RECENT)
def _module_breaches(state: DraftState) -> tuple[tuple[str, ModuleBreach], ...]:
    edition = edition_of(state)
    assert edition is not None
    return tuple(module_faults(edition.planning))


def planned_edition(state: DraftState) -> Edition | None:
    """Return the planning, under the rules with which it was made; None before the first one."""
    return None if state.planning is None else _edition(state.planning)


def search_case(state: DraftState) -> Case:
    """Return the case that a search of a draft plans: its rules, the year before, locked weeks.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or locked weeks are given without a planning of the
        same year.
    """
    case = Case(programme_of(state), year_of(state))
    before = None if state.before is None else _edition(state.before).planning
    return case_with_given(case, before, locked=locked_weeks(state))


def locked_weeks(state: DraftState) -> KeptWeeks:
    """Return what the locked weeks hold in the planning of a draft, by cohort id."""
    edition = planned_edition(state)
    if edition is None or not state.locked:
        return {}
    planning = in_terms_of(edition.planning, programme_of(state))
    rows = {row.cohort.id: planned_weeks(row) for row in planning.cohorts}
    places = {week_key(planning.year, n): n for n in range(len(planning.year))}
    weeks = year_of(state).weeks
    kept: dict[str, list[PlannedWeek | None]] = {}
    for cohort in programme_of(state).cohorts:
        if cohort.id in rows:
            kept[cohort.id] = [None] * len(weeks)
    keys = {week_key(year_of(state), n): n for n in range(len(weeks))}
    for cohort_id, key in state.locked:
        if cohort_id in kept and key in places and key in keys:
            week = rows[cohort_id][places[key]]
            kept[cohort_id][keys[key]] = replace(week, onsite=None)
    return {cohort_id: tuple(row) for cohort_id, row in kept.items()}


def week_key(year: AcademicYear, index: int) -> str:
    """Return the name of a week of a year: 2026-W45."""
    week = year.weeks[index]
    return f"{week.iso_year}-W{week.iso_week:02}"


def with_planning(state: DraftState, edition: Edition) -> DraftState:
    """Return a state with another planning, and with the rules that this planning has."""
    planning = planning_json(edition)
    return replace(state, rules=edition.planning.programme.text, planning=planning)


def with_edits(state: DraftState, edits: Iterable[WeekEdit | ModuleEdit]) -> DraftState:
    """Return a state in whose planning some weeks, or modules in them, are edited by hand.

    Raises
    ------
    Unusable
        There is no planning yet, or it does not fit the rules, or a week is locked.
    """
    edition = edition_of(state)
    if edition is None:
        raise Unusable([problem("draft.no-planning")])
    wanted = tuple(edits)
    locked = set(state.locked)
    planning = edition.planning
    if any((edit.cohort, week_key(planning.year, edit.index)) in locked for edit in wanted):
        raise Unusable([problem("draft.locked")])
    given = replace(planning.case.given, locked=locked_weeks(state))
    open_case = replace(planning, case=replace(planning.case, given=given))
    changed = edited(replace(edition, planning=open_case), wanted)
    if changed.planning.cohorts == planning.cohorts:
        return state
    return replace(state, planning=planning_json(changed))


def with_locks(state: DraftState, cells: Iterable[LockedCell], *, locked: bool) -> DraftState:
    """Return a state in which some weeks are locked, or no longer."""
    changed = set(state.locked) | set(cells) if locked else set(state.locked) - set(cells)
    return replace(state, locked=tuple(sorted(changed)))
