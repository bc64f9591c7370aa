"""Place the remote sessions of a week on half-days of the company."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from planner.apprentices.apprentice import HALF_DAYS, HalfDay


@lru_cache(4096)  # a company's apprentices have the same few weeks
def place_half_days(
    sessions: int,
    room: tuple[int, ...],
    preferred: tuple[HalfDay, ...],
    elsewhere: frozenset[HalfDay] = frozenset(),
) -> tuple[HalfDay, ...]:
    """Return the best half-days for the sessions of a week, by enumeration of all combinations.

    The best one is the least in lexicographic order of: how many sessions share a day; the ranks
    of the half-days, preferred ones first, then mornings, then the earliest.

    Parameters
    ----------
    sessions
        The number of sessions.
    room
        How many sessions each weekday has room for, from Monday: 0 where the apprentice does not
        work at the company, else 1 or 2.
    preferred
        The company's preferred half-days, most preferred first.
    elsewhere
        The half-days that are not spent at the company, of days of which the other half is.

    Returns
    -------
    tuple of HalfDay
        In the order of the week; fewer than `sessions` if there is no room for all.
    """
    wished = [*preferred, *(half_day for half_day in HALF_DAYS if half_day not in preferred)]
    rank = {half_day: place for place, half_day in enumerate(wished)}
    free = (h for h in HALF_DAYS if room[h.weekday] and h not in elsewhere)
    offered = sorted(free, key=rank.__getitem__)

    def cost(chosen: Iterable[HalfDay]) -> tuple[int, list[int]]:
        return -len(_by_day(chosen)), [rank[half_day] for half_day in chosen]

    possible = [
        chosen
        for chosen in combinations(offered, min(sessions, sum(room)))
        if all(count <= room[day] for day, count in _by_day(chosen).items())
    ]
    chosen = min(possible, key=cost)
    return tuple(sorted(chosen, key=lambda half_day: half_day.index_in_week))


def _by_day(chosen: Iterable[HalfDay]) -> Counter[int]:
    return Counter(half_day.weekday for half_day in chosen)
