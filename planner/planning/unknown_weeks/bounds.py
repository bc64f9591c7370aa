"""The bounds of rules on a planning that is not published in all weeks: kept, broken or open."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.planning.unknown_weeks.completions import OpenQuantity
from planner.planning.unknown_weeks.grid import CompletionGrid
from planner.programme.cohort import Cohort
from planner.rules.statement import Aspect, Bound, Intervals, Rule, SharedRule
from planner.year.blocks import Block


@dataclass(frozen=True)
class OpenBound:
    """A bound whose quantity depends on weeks that are not published.

    Attributes
    ----------
    bound
        With the quantity of the completion that has the least.
    most
        The quantity of the completion that has the most.
    is_kept
        Whether it is kept whatever these weeks have; if not, they decide.
    """

    bound: Bound
    most: int
    is_kept: bool


AnyBound = Bound | OpenBound


def bounds_of_rule(rule: Rule, grid: CompletionGrid) -> Iterator[AnyBound]:
    """Yield the bounds of a rule on the completions of a planning; all that break it are known.

    Raises
    ------
    NotGiven
        The rule reads sessions or hours.
    """
    year, written = grid.year, grid.completions.written
    rows = zip(year.week_of_step, year.steps, written, strict=True)
    of_weeks: list[AnyBound] = []
    for index, step, choices in rows:
        found = [tuple(rule.of_week(index, step, activity)) for activity in choices]
        of_weeks += _joined(found)
    yield from dict.fromkeys(of_weeks)
    for first in range(1, len(written)):
        index, step = year.week_of_step[first], year.steps[first]
        pairs = grid.completions.neighbours(first)
        yield from _joined(
            [
                tuple(rule.of_change(index, step, before, after)) if before != after else ()
                for before, after in pairs
            ]
        )
    yield from _of_blocks(rule, grid)
    yield from map(_of_year, rule.of_year(grid))


def bounds_of_shared(rule: SharedRule, grids: Sequence[CompletionGrid]) -> Iterator[AnyBound]:
    """Yield the bounds of a rule on all cohorts on the completions of their plannings."""
    rows: list[tuple[Cohort, CompletionGrid]] = [(g.planning.cohort, g) for g in grids]
    yield from map(_of_year, rule.of_cohorts(rows))


def _of_year(bound: Bound) -> AnyBound:
    if not isinstance(bound.actual, OpenQuantity):
        return bound
    low, high = bound.actual.extremes
    least = replace(bound, actual=low)
    if low == high:
        return least
    if any(one <= low and high <= other for one, other in bound.accepted):
        return OpenBound(least, high, is_kept=True)
    if not any(one <= high and low <= other for one, other in bound.accepted):
        return replace(bound, actual=_nearest((low, high), bound.accepted))
    return OpenBound(least, high, is_kept=False)


def _nearest(values: Iterable[int], accepted: Intervals) -> int:
    """Return the value that is nearest to one that is accepted: that of the best completion."""
    return min(values, key=lambda n: min(max(low - n, n - high) for low, high in accepted))


def _of_blocks(rule: Rule, grid: CompletionGrid) -> Iterator[AnyBound]:
    """Yield the bounds on blocks: of each published one as it may go on, of those in holes."""
    week_of = grid.year.week_of_step

    def bounds(block: Block) -> tuple[Bound, ...]:
        return tuple(
            replace(bound, week=None if bound.week is None else week_of[bound.week])
            for bound in rule.of_block(block)
        )

    found: list[AnyBound] = []
    for place in grid.completions.places:
        of_place = [*map(bounds, place.blocks)]
        without: list[tuple[Bound, ...]] = [] if place.is_published else [()]
        found += _joined([*of_place, *without], week_of[place.step])
    yield from dict.fromkeys(found)


def _joined(found: Sequence[tuple[Bound, ...]], week: int | None = None) -> Iterator[AnyBound]:
    """Yield one bound for each aspect, of those of which one set holds in each completion.

    Parameters
    ----------
    week
        Where it stands, instead of with the first of them.
    """
    if len(found) == 1:
        yield from found[0]
        return
    by_aspect: dict[Aspect, list[Bound]] = defaultdict(list)
    for bounds in found:
        for bound in bounds:
            by_aspect[bound.aspect].append(bound)
    for alike in by_aspect.values():
        figures = [bound.figure for bound in alike]
        first = alike[0] if week is None else replace(alike[0], week=week)
        least, broken = replace(first, actual=min(figures)), [b for b in alike if not b.kept]
        if len(broken) == len(found):
            yield replace(first, actual=_nearest(figures, first.accepted))
        elif broken:
            yield OpenBound(least, max(figures), is_kept=False)
        elif min(figures) < max(figures):
            yield OpenBound(least, max(figures), is_kept=True)
        else:
            yield least
