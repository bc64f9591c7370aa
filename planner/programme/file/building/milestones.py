"""Builds milestones from the validated tables of a programme file."""

from planner.programme.file.building.cohort import build_moment
from planner.programme.file.schema.milestones import MilestoneTable
from planner.programme.milestones import (
    AtMoment,
    DayInCompany,
    DayOf,
    InPeriod,
    Milestone,
    MilestoneRule,
    Visits,
)


def build_milestone(table: MilestoneTable) -> Milestone:
    """Build a milestone; what its rule names need not be known."""
    return Milestone(
        table.name,
        table.owner,
        _rule(table),
        tuple(dict.fromkeys(table.cohorts)),
        7 * table.plus_weeks + table.plus_days,
    )


def _rule(table: MilestoneTable) -> MilestoneRule:
    if table.on is not None:
        return AtMoment(build_moment(table.on))
    if table.period is not None:
        return InPeriod(table.period, table.at, table.number or table.which)
    if table.day_in_company is not None:
        return DayInCompany(table.day_in_company)
    if table.visits is not None:
        return Visits(table.visits)
    assert table.day_of is not None
    return DayOf(table.day_of)
