"""What is said of hours in person of which a programme asks no total."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.planning.ledger import open_hours
from planner.planning.planning import CohortPlanning
from planner.rules.case import Case


def open_hours_lines(
    plannings: Sequence[CohortPlanning], case: Case, text: Messages
) -> Iterator[str]:
    """Yield how many hours the weeks give, for each cohort whose hours are open."""
    for planning in plannings:
        if found := open_hours(planning, case):
            key = "hours.open" if found.taught == found.room else "hours.open-academic"
            yield text(key, cohort=planning.cohort.id, hours=found.taught, room=found.room)
