"""The lengths of days: in company, at school, of a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from planner.year.activity import WEEKDAYS
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class Workday:
    """The lengths of things, in minutes: a day in company, a day at school, a session.

    Attributes
    ----------
    company
        The minutes of each day in company, Monday to Friday, or to Saturday.
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
        """The minutes of a week in company, Monday to Friday."""
        return sum(self.company[:WEEKDAYS])

    def company_on(self, weekday: int) -> Minutes:
        """Return the minutes of a weekday in company: a Saturday not given is as Friday."""
        return length_on(weekday, self.company)

    @property
    def sessions_by_day(self) -> tuple[int, ...]:
        """How many sessions fit into each day in company: one a half-day if it is long enough.

        They are held from Monday to Friday.
        """
        days = self.company[:WEEKDAYS]
        return tuple(2 if 2 * self.session <= minutes else 1 if minutes else 0 for minutes in days)


def length_on(weekday: int, days: Sequence[Minutes]) -> Minutes:
    """Return the minutes of a weekday (0 for Monday): a Saturday not given is as Friday."""
    return days[min(weekday, len(days) - 1)]
