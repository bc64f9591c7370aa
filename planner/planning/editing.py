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
from planner.rules.given import OtherPlannings
from planner.year.activity import Activity


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


def edited(edition: Edition, edits: Iterable[WeekEdit]) -> Edition:
    """Return a planning with some weeks edited by hand.

    A week whose new activity carries no sessions loses those it had.
    """
    of_cohort: dict[str, list[WeekEdit]] = {}
    for edit in edits:
        of_cohort.setdefault(edit.cohort, []).append(edit)
    planning = edition.planning
    cohorts = tuple(
        _edited(row, of_cohort[row.cohort.id], planning) if row.cohort.id in of_cohort else row
        for row in planning.cohorts
    )
    return with_cohorts(edition, cohorts)


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

    Its modules are those of the weeks before: other weeks have none until they are planned again.
    """
    placed = None if sessions is None else tuple(sessions)
    changed = replace(row, activities=tuple(activities), sessions=placed)
    if changed != row:
        changed = replace(changed, progression=None, unplaced=None)
    if changed.activities == row.activities or row.onsite is None:
        return changed
    return with_onsite(changed, planning.case)


def with_cohorts(edition: Edition, cohorts: tuple[CohortPlanning, ...]) -> Edition:
    """Return an edition with other rows, marked as edited by hand; the same one if none differs."""
    if cohorts == edition.planning.cohorts:
        return edition
    planning = Planning.of(edition.planning.case, cohorts)
    return without_proofs(replace(edition, planning=planning), "by-hand")


def without_proofs(edition: Edition, changed: Changed) -> Edition:
    """Recompute the objectives of a planning without proofs, as it or its rules have changed.

    It is no longer one of several to choose from, nor of years planned jointly: these were asked
    of the search alone.
    """
    planning, case = edition.planning, edition.planning.case
    alone = replace(case, given=replace(case.given, others=OtherPlannings()))
    measured = ((name, objective_value(name, planning)) for name in case.ranking)
    found = tuple(
        ObjectiveResult(name, value, 0, proven=False)
        for name, value in measured
        if value is not None
    )
    planning = replace(planning, case=alone)
    return replace(edition, planning=planning, objectives=found, changed=changed, jointly=None)
