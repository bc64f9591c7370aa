"""Remote sessions of a week on half-days of a company: on different days, then as preferred."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from planner.apprentices.apprentice import HALF_DAYS, HalfDay


def place_half_days(
    sessions: int, open_days: Collection[int], preferred: Sequence[HalfDay], most_a_day: int = 2
) -> tuple[HalfDay, ...]:
    """Choose the half-days of a week's sessions.

    First as few sessions as can be share a day; then the half-days are those preferred, the first
    ones before the others; then the mornings, the earliest first.

    Parameters
    ----------
    open_days
        The weekdays, from 0, on which there is work in company.
    preferred
        The half-days that the company prefers, the first one first.
    most_a_day
        How many sessions fit into one day: 1 or 2.

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
