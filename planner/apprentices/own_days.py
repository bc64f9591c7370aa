"""Days that an apprentice spends otherwise than the class: exceptions to its planning."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Halves, Place, afternoons_of

OWN_PLACES = (Place.COMPANY, Place.SCHOOL, Place.NONE)
"""Where a day can be spent instead; at none, it is free for an examination, say."""


@dataclass(frozen=True)
class OwnDays:
    """Days, from the first to the last, that are spent at a place whatever the class does.

    Weekends stay free, and public holidays are kept.

    Attributes
    ----------
    reason
        Why, as documents print it; "" if nobody said.
    """

    first: date
    last: date
    place: Place
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def between(self, first: date | None, last: date | None) -> "OwnDays | None":
        """Return the part from one day to another, None being open; None if there is no such."""
        start, end = max(self.first, first or self.first), min(self.last, last or self.last)
        return replace(self, first=start, last=end) if start <= end else None


OWN_WEEK = "own"
"""The name of the activity of a week that an exception gives days of its own."""


def own_activity(planned: Activity, halves: tuple[Halves, ...]) -> Activity:
    """Return the activity of a week whose days are spent otherwise than planned.

    Where they are all at one place, it is the ready-made activity of that place; else one whose
    code is that of the planned activity with a star.
    """
    if halves == planned.halves:
        return planned
    lived = Activity(
        OWN_WEEK,
        tuple(morning for morning, _ in halves),
        f"{planned.code[:2]}*",
        sessions=planned.sessions,
        afternoons=afternoons_of(halves),
    )
    whole = (ready for ready in BUILT_IN_ACTIVITIES if lived.days_at(ready.days[0]) == len(halves))
    return next(whole, lived)


def own_days_on(day: date, listed: Iterable[OwnDays]) -> OwnDays | None:
    """Return the exception that holds on a day, if any."""
    return next((each for each in listed if day in each), None)


def contradictory_days(listed: Iterable[OwnDays]) -> Iterator[tuple[OwnDays, OwnDays]]:
    """Yield exceptions that share a day, by pairs."""
    for one, other in combinations(listed, 2):
        if one.first <= other.last and other.first <= one.last:
            yield one, other
