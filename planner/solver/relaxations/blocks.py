"""Relaxations of the rules on blocks: their lengths, number and place."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from planner.programme.block_shapes import BlockShape, Extent, most_steps
from planner.programme.file import Tables
from planner.rules.blocks import (
    AcrossYears,
    Blocks,
    Changes,
    LongestPresence,
    NamedBlocks,
    RightAfter,
    RightBefore,
)
from planner.rules.statement import Aspect
from planner.solver.demands import Demand, Side
from planner.solver.relaxations.relaxation import (
    MOST_WEEKS,
    Degrees,
    Relaxation,
    RelaxationContext,
    extent_table,
    extents,
    figure,
    in_cohort,
    relax,
)
from planner.solver.relaxations.weeks import by_fifths
from planner.solver.relaxations.windows import tables_of_window, windows
from planner.year.activity import WEEKDAYS
from planner.year.positions import positions

Path = tuple[str, ...]


def _path(activity: str) -> Path:
    """Return the names of the tables that lead to the blocks of an activity in a cohort's."""
    named: dict[str, Path] = {"school": ("school_blocks",), "company": ("company_blocks",)}
    return named.get(activity, ("activities", activity, "blocks"))


@relax.register
def _(rule: Blocks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    path = _path(rule.activity.name)
    if demand.aspect is Aspect.PLACE:
        yield from _wider(rule, demand, path, context)
    else:
        yield from _shape(demand, rule.shape, path, rule.a_week)


def _wider(
    rule: Blocks | NamedBlocks, demand: Demand, path: Path, context: RelaxationContext
) -> Iterator[Degrees]:
    """Yield wider windows, one after the other."""
    for number, window in enumerate(rule.windows):
        place = number if len(rule.windows) > 1 else None
        tables = tables_of_window(demand, path, context, place)
        weeks = positions(window, context.year(demand))
        yield from windows(demand, window, weeks, tables, context)


@relax.register
def _(rule: Changes, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    tables = in_cohort(demand, changes_on=["any"])
    yield [Relaxation((demand.rule_key, "changes"), demand, "changes", None, None, 1, tables)]


@relax.register
def _(rule: NamedBlocks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield other figures, and wider windows where blocks are missing: more then bear the name."""
    path = ("named_blocks", rule.named.name)

    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, *path, weeks=extent_table(extent))

    if demand.aspect is Aspect.TOTAL and rule.named.weeks:
        yield extents(demand, "weeks", rule.named.weeks, tables)
        yield from by_fifths(demand, rule.count)
    else:
        yield from _shape(demand, rule.named.shape, path, rule.a_week)
    if demand.aspect is not Aspect.LENGTH and demand.side is Side.LEAST:
        for degrees in _wider(rule, demand, path, context):
            yield [replace(degree, widens=False) for degree in degrees]


@relax.register(RightAfter)
@relax.register(RightBefore)
def _(
    rule: RightAfter | RightBefore, demand: Demand, context: RelaxationContext
) -> Iterator[Degrees]:
    tables = in_cohort(demand, "named_blocks", rule.named.name, **{str(rule.name): "free"})
    yield [Relaxation((demand.rule_key,), demand, "unbind", None, None, 1, tables)]


@relax.register
def _(rule: AcrossYears, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    path = _path(rule.stay.activity.name)
    yield [
        figure(demand, "weeks", rule.longest, n, in_cohort(demand, *path, longest_across=n))
        for n in range(rule.longest + 1, MOST_WEEKS + 1)
    ]


@relax.register
def _(rule: LongestPresence, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(kind: str, most: int) -> Tables:
        return in_cohort(demand, _PRESENCES[kind], **{rule.about: most})

    yield _longer(demand, rule.longest, rule.longest_days, rule.a_week, tables)


_PRESENCES = {"weeks": "longest_presence", "days": "longest_presence_days"}
_SHORTEST = {"weeks": "shortest", "days": "shortest_days"}
_LONGEST = {"weeks": "longest", "days": "longest_days"}
"""By what a length counts, the keys that say it."""


def _shape(demand: Demand, shape: BlockShape, path: Path, a_week: int) -> Iterator[Degrees]:
    """Yield shorter or longer blocks, fewer or more of them."""

    def shortest(kind: str, least: int) -> Tables:
        return in_cohort(demand, *path, **{_SHORTEST[kind]: least})

    def longest(kind: str, most: int) -> Tables:
        return in_cohort(demand, *path, **{_LONGEST[kind]: most})

    def counted(extent: Extent) -> Tables:
        return in_cohort(demand, *path, count=extent_table(extent))

    if demand.aspect is Aspect.COUNT and shape.count:
        yield extents(demand, "blocks", shape.count, counted)
    elif demand.aspect is Aspect.LENGTH and demand.side is Side.LEAST:
        yield _shorter(demand, shape, a_week, shortest)
    elif demand.aspect is Aspect.LENGTH:
        yield _longer(demand, shape.longest, shape.longest_days, a_week, longest)


def _shorter(
    demand: Demand, shape: BlockShape, a_week: int, tables: Callable[[str, int], Tables]
) -> Degrees:
    """Return lower limits, of the one that is the highest; of days, those that change a step."""
    least, days = shape.limits(a_week)[0], shape.shortest_days
    if days is None or replace(shape, shortest_days=None).limits(a_week)[0] == least:
        lower = range(shape.shortest - 1, 0, -1)
        return [figure(demand, "weeks", shape.shortest, n, tables("weeks", n)) for n in lower]
    step = WEEKDAYS // a_week
    lower = range((least - 1) * step, 0, -step)
    return [figure(demand, "days", days, n, tables("days", n), WEEKDAYS) for n in lower]


def _longer(
    demand: Demand,
    weeks: int | None,
    days: int | None,
    a_week: int,
    tables: Callable[[str, int], Tables],
) -> Degrees:
    """Return higher limits, of the one that is the lowest; of days, those that change a step."""
    most = most_steps(weeks, days, a_week)
    if weeks is not None and weeks * a_week == most:
        higher = range(weeks + 1, MOST_WEEKS + 1)
        return [figure(demand, "weeks", weeks, n, tables("weeks", n)) for n in higher]
    if most is None or days is None:
        return []
    step = WEEKDAYS // a_week
    higher = range((most + 1) * step, MOST_WEEKS * WEEKDAYS + 1, step)
    return [figure(demand, "days", days, n, tables("days", n), WEEKDAYS) for n in higher]
