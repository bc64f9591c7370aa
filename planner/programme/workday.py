"""The lengths of days: in company, at school, of a session."""

from dataclasses import dataclass
from datetime import time

from planner.year.weeks import Minutes


@dataclass(frozen=True)
class Workday:
    """The lengths of things, in minutes: a day in company, a day at school, a session.

    Attributes
    ----------
    company
        The minutes of each day in company, Monday to Friday.
    morning, afternoon
        When a session begins in either half of a day.
    """

    company: tuple[Minutes, ...]
    school: Minutes
    session: Minutes
    morning: time = time(8, 30)
    afternoon: time = time(13, 30)

    @property
    def company_week(self) -> Minutes:
        """The minutes of a week in company."""
        return sum(self.company)

    @property
    def sessions_by_day(self) -> tuple[int, ...]:
        """How many sessions fit into each day in company: one a half-day if it is long enough."""
        return tuple(
            2 if 2 * self.session <= minutes else 1 if minutes else 0 for minutes in self.company
        )
