"""The best year of one class of which only the weeks are counted, by dynamic programming.

It states the objectives once more, in plain words over days, and knows nothing of networks. Week by
week it keeps the best year so far for each number of weeks of each activity, for each place at the
end of the week, and for each number of weeks away from a place whose absence is limited.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import add, gt
from typing import NamedTuple

from planner.year.activity import Activity, Place
from planner.year.weeks import Week

STAYS = (Place.SCHOOL, Place.COMPANY, Place.ABROAD)
"""The places between which one travels."""

ABSENCES = {
    "school_absence": (Place.SCHOOL, Place.ABROAD),
    "company_absence": (Place.COMPANY,),
}
"""The objectives that are the longest absence from some places; all others are added up."""

Values = tuple[int, ...]


class _Reached(NamedTuple):
    """What has to be known of the weeks so far: weeks counted, the last place, weeks away."""

    used: Values
    place: Place | None
    away: Values


class _Choice(NamedTuple):
    """What a week can be: the weeks it counts, its sums without journeys, where its days are."""

    counted: Values
    sums: Values
    days: tuple[Place, ...]


@dataclass(frozen=True)
class CountedYear:
    """A year of one class, and what is asked of it.

    Attributes
    ----------
    counts
        For each activity, the number of its weeks; None where it is free.
    wished
        The activity that each week should have; None where any will do.
    ranking
        The objectives, the most important first.
    """

    weeks: Sequence[Week]
    counts: Mapping[Activity, int | None]
    wished: Sequence[Activity | None]
    ranking: Sequence[str]

    def is_best(self, values: Mapping[str, int]) -> bool:
        """Return whether the best year has these values of its objectives."""
        known: Values = ()
        limits: dict[str, int] = {}
        for name in self.ranking:
            value = values[name]
            if name not in ABSENCES:
                known += (value,)
            elif self._is_kept(known, {**limits, name: value - 1}):
                return False
            else:
                limits[name] = value
        return self._is_kept(known, limits)

    def _is_kept(self, known: Values, limits: Mapping[str, int]) -> bool:
        """Return whether the best within limits on absences is what is known of the first sums."""
        return self._least(limits, known)[: len(known)] == known

    def _least(self, limits: Mapping[str, int], known: Values) -> Values:
        """Return the least sums, in their ranking, of years within limits on absences.

        Years that exceed what is known of the first sum are left out; () if none is left.
        """
        asked = tuple(weeks for weeks in self.counts.values() if weeks is not None)
        start = _Reached((0,) * len(asked), None, (0,) * len(limits))
        best = {start: (0,) * len(self._sums)}
        for choices in self._choices:
            further: dict[_Reached, Values] = {}
            for reached, values in best.items():
                for choice in choices:
                    head = _after(reached, choice, limits)
                    total = tuple(map(add, values, self._spent(reached, choice)))
                    is_beyond = total[: len(known[:1])] > known[:1]
                    is_beyond |= any(map(gt, head.used, asked))
                    if not is_beyond and not any(map(gt, head.away, limits.values())):
                        further[head] = min(total, further.get(head, total))
            best = further
        return min((best[each] for each in best if each.used == asked), default=())

    @cached_property
    def _sums(self) -> list[str]:
        return [name for name in self.ranking if name not in ABSENCES]

    @cached_property
    def _choices(self) -> list[list[_Choice]]:
        """What each week can be: nobody is at school in a closure."""
        return [
            [
                self._choice(index, activity)
                for activity in self.counts
                if not (week.closed and Place.SCHOOL in activity.days)
            ]
            for index, week in enumerate(self.weeks)
        ]

    def _choice(self, index: int, activity: Activity) -> _Choice:
        costs = {
            "week_order": index + 1 if activity == Activity.SCHOOL else 0,
            "pattern_departures": int(self.wished[index] not in (None, activity)),
            "journeys": 0,
        }
        counted = [int(a == activity) for a, weeks in self.counts.items() if weeks is not None]
        days = _working_days(self.weeks[index], activity)
        return _Choice(tuple(counted), tuple(costs[name] for name in self._sums), days)

    def _spent(self, reached: _Reached, choice: _Choice) -> Values:
        """Return what a week adds to the sums, journeys with it."""
        if "journeys" not in self._sums:
            return choice.sums
        days = choice.days if reached.place is None else (reached.place, *choice.days)
        journeys = sum(a is not b for a, b in pairwise(days))
        rank = self._sums.index("journeys")
        return (*choice.sums[:rank], journeys, *choice.sums[rank + 1 :])


def _after(reached: _Reached, choice: _Choice, limits: Iterable[str]) -> _Reached:
    used = tuple(map(add, reached.used, choice.counted))
    place = choice.days[-1] if choice.days else reached.place
    away = [
        0 if any(place in ABSENCES[name] for place in choice.days) else weeks + 1
        for name, weeks in zip(limits, reached.away, strict=True)
    ]
    return _Reached(used, place, tuple(away))


def _working_days(week: Week, activity: Activity) -> tuple[Place, ...]:
    """Return where the working days of a week are spent, as far as they are stays."""
    off = {(day - week.monday).days for day in week.public_holidays}
    places = enumerate(activity.days[: week.days])
    return tuple(p for n, p in places if p in STAYS and (n not in off or p is Place.ABROAD))
