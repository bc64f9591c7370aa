"""From the state of a draft to a search, and from what was found to a new state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import tomli_w

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import (
    RULES_NAME,
    DraftState,
    edition_of,
    has_curriculum,
    planned_edition,
    programme_of,
    search_case,
    week_key,
    with_locks,
    year_of,
)
from planner.office.searches.task import AlternativesTask, SearchTask, WayOut
from planner.planning.changes import same_weeks
from planner.planning.course import in_terms_of, near_to
from planner.planning.file import planning_json
from planner.planning.planning import Edition, with_days
from planner.planning.repair import repair_case
from planner.programme.file import (
    Tables,
    added_cohort,
    check_closable,
    closed_days,
    closed_week,
    flattened_text,
    parse_toml,
    with_teacher_away,
)
from planner.programme.names import NEARNESS, ObjectiveName
from planner.programme.programme import SourceText
from planner.scenarios.alternatives import AskedAlternatives, check_first


def planning_task(state: DraftState, time_limit: float | None = None) -> SearchTask:
    """Return the search for the best planning of a draft.

    Where its rules ask for closeness to a planning, that is the one which the draft has.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or there is no planning to stay close to.
    """
    case = search_case(state)
    if ObjectiveName.CLOSENESS in case.ranking:
        reference = _planned(state).planning
        near = near_to(in_terms_of(reference, case.programme), case.year)
        case = replace(case, given=replace(case.given, near=near))
    return SearchTask(case, time_limit)


def repair_task(state: DraftState, today: date) -> SearchTask:
    """Return the search for the planning nearest to the one of a draft that keeps its rules.

    Weeks that are past do not change, nor those that are locked.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or their year has other weeks; there is no planning.
    """
    case = search_case(state)
    planning = _planned(state).planning
    if not same_weeks(planning.year, case.year):
        raise Unusable([problem("searches.other-weeks")])
    planning = replace(planning, case=replace(planning.case, given=case.given))
    return SearchTask(repair_case(planning, case, today))


def alternatives_task(state: DraftState, asked: AskedAlternatives) -> SearchTask:
    """Return the search for plannings as good as the one of a draft, far from it and each other.

    The weeks that are locked do not change.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or ask for closeness to a planning; the draft has no
        planning, or one that breaks a rule.
    """
    case = search_case(state)
    if any(name in NEARNESS for name in case.ranking):
        raise Unusable([problem("searches.near-asked")])
    first = edition_of(state)
    if first is None:
        raise Unusable([problem("draft.no-planning")])
    check_first(replace(first.planning, case=case))
    return SearchTask(case, alternatives=AlternativesTask(first, asked))


def modules_task(state: DraftState) -> SearchTask:
    """Return the search for the best progressions of modules in the weeks of a draft.

    What modules have in locked weeks does not change.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or name no modules; the draft has no planning, or one of
        other weeks.
    """
    edition = edition_of(state)
    if edition is None:
        raise Unusable([problem("draft.no-planning")])
    if not has_curriculum(state):
        raise Unusable([problem("searches.no-modules")])
    weeks = (week for row in edition.planning.cohorts for week in row.activities)
    case = with_days(search_case(state), weeks)
    return SearchTask(case, weeks=replace(edition, planning=replace(edition.planning, case=case)))


def explaining_task(state: DraftState) -> SearchTask:
    """Return the search for why a draft has no planning.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong.
    """
    return SearchTask(search_case(state), only_explains=True)


def with_closed_week(state: DraftState, day: date, site: str) -> DraftState:
    """Return a state whose rules close the school in the week of a day, of this year alone.

    Parameters
    ----------
    site
        The id of the site that is closed; all of them if empty.

    Raises
    ------
    Unusable
        There is no such site.
    """
    return replace(state, rules=tomli_w.dumps(closed_week(_tables(state), day, site)))


def with_closed_day(
    state: DraftState, day: date, cohorts: Sequence[str], *, site: str, lost: bool, name: str
) -> DraftState:
    """Return a state whose rules close the school on a day of a week that stays open.

    Parameters
    ----------
    cohorts
        The ids of the cohorts for which it is closed; all of them if empty.
    site
        The id of the site that is closed; all of them if empty.
    lost
        Whether the hours of the day are lost; if not, other weeks make them up.
    name
        Why it is closed; "" if nothing is said.

    Raises
    ------
    Unusable
        The year does not have such a day, or the school is closed on it already.
    """
    here = (cohort.id for cohort in programme_of(state).cohorts if cohort.site == site)
    check_closable(day, year_of(state).of(next(here, "")), cohorts)
    tables = closed_days(_tables(state), day, day, cohorts=cohorts, lost=lost, name=name, site=site)
    return replace(state, rules=tomli_w.dumps(tables))


def with_absent_teacher(state: DraftState, name: str, weeks: Sequence[int]) -> DraftState:
    """Return a state whose rules have a teacher away in some more weeks, by their ISO numbers.

    Raises
    ------
    Unusable
        No module has such a teacher.
    """
    return replace(state, rules=tomli_w.dumps(with_teacher_away(_tables(state), name, weeks)))


def with_added_cohort(
    state: DraftState, like: str, cohort: str, label: str, headcount: int | None
) -> DraftState:
    """Return a state whose rules have one more cohort, which has the rules of another one.

    Parameters
    ----------
    like, cohort
        The id of the other cohort, and its own.
    label
        The name that is printed; its id if it is empty.
    headcount
        That of the other cohort if None.

    Raises
    ------
    Unusable
        There is no cohort to be like.
    """
    tables = added_cohort(_tables(state), like, cohort, label=label or None, headcount=headcount)
    return replace(state, rules=tomli_w.dumps(tables))


def _tables(state: DraftState) -> Tables:
    return parse_toml(state.rules, RULES_NAME)


def _planned(state: DraftState) -> Edition:
    edition = planned_edition(state)
    if edition is None:
        raise Unusable([problem("draft.no-planning")])
    return edition


def with_found(state: DraftState, edition: Edition, rules: str | None = None) -> DraftState:
    """Return a state with a planning that was found, and with the rules that come with it.

    Parameters
    ----------
    rules
        Those of the state if None: they may have changed since the search.
    """
    return replace(state, planning=planning_json(edition), rules=rules or state.rules)


def with_way_out(state: DraftState, way: WayOut, rules: str | None = None) -> DraftState:
    """Return a state whose rules are changed as a way out does, its weeks unlocked.

    Parameters
    ----------
    rules
        Those that the way out changes; those of the state if None.

    Raises
    ------
    Unusable
        The rules of the state are incomplete or wrong.
    """
    state = replace(state, rules=rules or state.rules)
    year = year_of(state)
    cells = [(cohort, week_key(year, index)) for cohort, index in way.unlocks]
    changed = changed_rules(state.rules, way.changes) if way.changes else state.rules
    return with_locks(replace(state, rules=changed), cells, locked=False)


def changed_rules(rules: str, changes: Tables) -> str:
    """Return the text of rules in which some keys are changed, as by a file that extends them."""
    extending = tomli_w.dumps({"extends": RULES_NAME, **changes})
    return flattened_text(extending, [SourceText(RULES_NAME, rules)])
