"""What is due in the year of a draft, as text."""

from dataclasses import dataclass

from planner.messages import Messages
from planner.planning.milestones import due_in_planning
from planner.planning.planning import Planning
from planner.words.milestones import due_when, owner_name, undated_in_classes


@dataclass(frozen=True)
class YearDue:
    """What is due on a day, or in a window: when, for which cohort, what, by whom."""

    when: str
    cohort: str
    what: str
    owner: str


@dataclass(frozen=True)
class YearDues:
    """All that is due, in the order of the days; and what has no date, each with the reason."""

    dated: tuple[YearDue, ...]
    undated: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.dated or self.undated)


def year_dues(planning: Planning, text: Messages) -> YearDues:
    """Return what is due in the year of a planning."""
    return YearDues(
        tuple(
            YearDue(
                due_when(due, text),
                cohort.id,
                due.milestone.name,
                owner_name(due.milestone.owner, text),
            )
            for cohort, due in due_in_planning(planning)
        ),
        tuple(undated_in_classes(planning, text)),
    )
