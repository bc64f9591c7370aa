"""How an example of a rule is written."""

from dataclasses import dataclass, field
from typing import Any

from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import ActivityRules
from planner.programme.names import RuleName
from planner.rules.given import Given, OtherPlannings, Stay
from planner.year.activity import Activity
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import AcademicYear
from tests.builders import SPLIT

SCHOOL, COMPANY, DEFENCE = Activity.SCHOOL, Activity.COMPANY, Activity.DEFENCE
LEAVE_WEEK = Activity.LEAVE


@dataclass(frozen=True)
class Example:
    """A rule on a planning; `broken` lists the weeks of its breaches (None: the whole year).

    Several cohorts (1A, 2A), all with the same rules, are written one beside the other.
    """

    rule: RuleName
    written: str
    broken: list[int | None] = field(default_factory=list)
    cohort: dict[str, Any] = field(default_factory=dict)
    programme: dict[str, Any] = field(default_factory=dict)
    year: AcademicYear | None = None
    sessions: list[int] | None = None
    onsite: list[int] | None = None
    before: dict[str, Stay] = field(default_factory=dict)
    others: OtherPlannings = field(default_factory=OtherPlannings)

    @property
    def given(self) -> Given:
        return Given(before=self.before, others=self.others)


HOLIDAY = {
    "others": {
        LEAVE_WEEK: ActivityRules(
            Extent(1, 3), BlockShape(shortest=2, windows=(Window(start=NumberedWeek(16)),))
        )
    }
}
SPLIT_TOO = {"others": {SPLIT: ActivityRules()}}
