"""What an apprentice is to follow between two days, month by month: lessons, days in company.

It is what the planning has, and not what was attended. Days without contract or in a break have no
hours; those that are lost, as the school is closed, are not followed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from planner.apprentices.apprentice import Span
from planner.apprentices.day import Day, Hours
from planner.apprentices.year import ApprenticeYear
from planner.year.activity import FOLLOWED_AT, Place, in_days
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class FollowedDays:
    """Days in a row, and what is followed on them.

    Attributes
    ----------
    school_days, company_days
        Days at school, abroad or at a defence, and days in company, sessions among them; half a
        day counts 0.5.
    """

    span: Span
    school_days: float
    company_days: float
    hours: Hours

    @property
    def onsite(self) -> Minutes:
        """The minutes of lessons on site, without those that are lost."""
        return self.hours.onsite - self.hours.lost

    @property
    def lessons(self) -> Minutes:
        """The minutes of lessons, on site and in sessions."""
        return self.onsite + self.hours.remote

    @classmethod
    def of(cls, days: Iterable[Day], span: Span) -> "FollowedDays":
        """Return what is followed on some days, which lie in a span."""
        listed = list(days)
        halves = [half for day in listed for half in day.halves_spent]
        return cls(
            span,
            in_days(sum(half in FOLLOWED_AT for half in halves)),
            in_days(halves.count(Place.COMPANY)),
            Hours.of(listed),
        )


@dataclass(frozen=True)
class Followed:
    """What an apprentice is to follow between two days, and in each month of these."""

    year: ApprenticeYear
    total: FollowedDays
    months: tuple[FollowedDays, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no day at school or in company."""
        return not (self.total.school_days or self.total.company_days)


def followed(year: ApprenticeYear, span: Span) -> Followed:
    """Return what an apprentice is to follow from one day to another."""
    days = [day for day in year.days if day.date in span]
    months = []
    for _, run in groupby(days, lambda day: day.date.replace(day=1)):
        part = list(run)
        months.append(FollowedDays.of(part, Span(part[0].date, part[-1].date)))
    return Followed(year, FollowedDays.of(days, span), tuple(months))
