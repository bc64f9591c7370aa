"""Place the remote sessions of a week on half-days of the company."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from planner.apprentices.apprentice import HALF_DAYS, HalfDay


@lru_cache(4096)  # a company's apprentices have the same few weeks
def place_half_days(
    sessions: int,
    open_days: tuple[int, ...],
    preferred: tuple[HalfDay, ...],
    most_a_day: int = 2,
) -> tuple[HalfDay, ...]:
    """Return the best half-days for the sessions of a week, by enumeration of all combinations.

    The best one is the least in lexicographic order of: how many sessions share a day; the ranks
    of the half-days, preferred ones first, then mornings, then the earliest.

    Parameters
    ----------
    sessions
        The number of sessions.
    open_days
        The weekdays, from 0, on which the apprentice works at the company.
    preferred
        The company's preferred half-days, most preferred first.
    most_a_day
        The largest number of sessions a day: 1 or 2.

    Returns
    -------
    tuple of HalfDay
        In the order of the week; fewer than `sessions` if there is no room for all.
    """
    wished = [*preferred, *(half_day for half_day in HALF_DAYS if half_day not in preferred)]
    rank = {half_day: place for place, half_day in enumerate(wished)}
    offered = sorted((h for h in HALF_DAYS if h.weekday in open_days), key=rank.__getitem__)

    def cost(chosen: Iterable[HalfDay]) -> tuple[int, list[int]]:
        return -_distinct_days(chosen), [rank[half_day] for half_day in chosen]

    wanted = min(sessions, most_a_day * len(set(open_days)))
    possible = [
        chosen for chosen in combinations(offered, wanted) if _most_on_one_day(chosen) <= most_a_day
    ]
    chosen = min(possible, key=cost)
    return tuple(sorted(chosen, key=lambda half_day: half_day.index_in_week))


def _distinct_days(chosen: Iterable[HalfDay]) -> int:
    return len({half_day.weekday for half_day in chosen})


def _most_on_one_day(chosen: Iterable[HalfDay]) -> int:
    return max(Counter(half_day.weekday for half_day in chosen).values(), default=0)
