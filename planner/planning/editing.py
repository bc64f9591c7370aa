"""Plannings changed after their search: weeks edited by hand, or read under other rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.planning.measures import objective_value
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import (
    Changed,
    CohortPlanning,
    Edition,
    ObjectiveResult,
    Planning,
)
from planner.planning.progressions import module_frame
from planner.rules.case import Case
from planner.rules.given import OtherPlannings
from planner.year.activity import Activity
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class WeekEdit:
    """What one week of a cohort is to hold.

    Attributes
    ----------
    cohort
        The id of the cohort.
    index
        The position of the week in the year.
    activity
        None to leave the activity as it is.
    sessions
        The number of remote sessions; None to leave it as it is, as far as the activity carries
        sessions.
    """

    cohort: str
    index: int
    activity: Activity | None = None
    sessions: int | None = None


@dataclass(frozen=True)
class ModuleEdit:
    """What a module of a cohort is to have in one week.

    Attributes
    ----------
    cohort
        The id of the cohort.
    module
        The id of the module; "" for the hours that no module has.
    index
        The position of the week in the year.
    onsite
        Minutes on site.
    """

    cohort: str
    module: str
    index: int
    onsite: Minutes
    sessions: int


def edited(edition: Edition, edits: Iterable[WeekEdit | ModuleEdit]) -> Edition:
    """Return a planning with some weeks, or modules in them, edited by hand.

    A week whose new activity carries no sessions loses those it had. Hours and sessions of a week
    follow from its modules when one of these is edited.
    """
    of_cohort: dict[str, list[WeekEdit | ModuleEdit]] = {}
    for edit in edits:
        of_cohort.setdefault(edit.cohort, []).append(edit)
    planning = edition.planning

    def edited_row(row: CohortPlanning) -> CohortPlanning:
        wanted = of_cohort.get(row.cohort.id, ())
        weeks = [edit for edit in wanted if isinstance(edit, WeekEdit)]
        modules = [edit for edit in wanted if isinstance(edit, ModuleEdit)]
        row = _edited(row, weeks, planning) if weeks else row
        return with_modules(row, modules, planning.case) if modules else row

    return with_cohorts(edition, tuple(map(edited_row, planning.cohorts)))


def _edited(row: CohortPlanning, edits: Sequence[WeekEdit], planning: Planning) -> CohortPlanning:
    activities = list(row.activities)
    sessions = None if row.sessions is None else list(row.sessions)
    for edit in edits:
        if edit.activity is not None:
            activities[edit.index] = edit.activity
        if sessions is not None:
            if not activities[edit.index].sessions and edit.activity is not None:
                sessions[edit.index] = 0
            if edit.sessions is not None:
                sessions[edit.index] = edit.sessions
    return with_weeks(row, activities, sessions, planning)


def with_weeks(
    row: CohortPlanning,
    activities: Sequence[Activity],
    sessions: Sequence[int] | None,
    planning: Planning,
) -> CohortPlanning:
    """Return the row of a cohort with other weeks; if activities changed, hours are spread anew.

    Where it has modules, these stay where they are, and the hours of its weeks stay theirs, as far
    as the weeks have room for them.
    """
    placed = None if sessions is None else tuple(sessions)
    changed = replace(row, activities=tuple(activities), sessions=placed)
    if changed != row:
        changed = replace(changed, unplaced=None)
    if changed.activities == row.activities or row.onsite is None:
        return changed
    if row.progression is None:
        return with_onsite(changed, planning.case)
    rooms = module_frame(changed, planning.case).rooms
    onsite = (min(hours, most) for hours, (_, most) in zip(row.onsite, rooms, strict=True))
    return replace(changed, onsite=tuple(onsite))


def with_modules(row: CohortPlanning, edits: Sequence[ModuleEdit], case: Case) -> CohortPlanning:
    """Return the row of a cohort with other modules; the weeks that are edited have their hours.

    A week that can have no lessons, or no sessions, keeps having none: its module is then wrong.
    """
    if row.progression is None or row.onsite is None:
        return row
    progression, frame = row.progression, module_frame(row, case)
    onsite, sessions = list(row.onsite), list(row.placed_sessions)
    for edit in edits:
        progression = progression.with_week(edit.module, edit.index, edit.onsite, edit.sessions)
    for n in {edit.index for edit in edits}:
        if n in frame.school_weeks:
            onsite[n] = progression.minutes[n]
        if n in frame.session_weeks:
            sessions[n] = progression.sessions[n]
    return replace(row, progression=progression, onsite=tuple(onsite), sessions=tuple(sessions))


def with_cohorts(edition: Edition, cohorts: tuple[CohortPlanning, ...]) -> Edition:
    """Return an edition with other rows, marked as edited by hand; the same one if none differs."""
    if cohorts == edition.planning.cohorts:
        return edition
    planning = Planning.of(edition.planning.case, cohorts)
    return without_proofs(replace(edition, planning=planning), "by-hand")


def without_proofs(edition: Edition, changed: Changed) -> Edition:
    """Recompute the objectives of a planning without proofs, as it or its rules have changed.

    It is no longer one of several to choose from, nor of years planned jointly: these were asked
    of the search alone. What was proven of modules is left out.
    """
    rows = tuple(map(_without_results, edition.planning.cohorts))
    planning, case = replace(edition.planning, cohorts=rows), edition.planning.case
    alone = replace(case, given=replace(case.given, others=OtherPlannings()))
    measured = ((name, objective_value(name, planning)) for name in case.ranking)
    found = tuple(
        ObjectiveResult(name, value, 0, proven=False)
        for name, value in measured
        if value is not None
    )
    planning = replace(planning, case=alone)
    return replace(edition, planning=planning, objectives=found, changed=changed, jointly=None)


def _without_results(row: CohortPlanning) -> CohortPlanning:
    return replace(row, progression=row.progression and replace(row.progression, results=()))
