"""Relaxations of the rules on blocks: their lengths, number and place."""

from collections.abc import Iterator

from planner.programme.cohort import BlockShape, Extent
from planner.programme.file import Tables
from planner.rules.blocks import AcrossYears, Blocks, Changes, LongestPresence, NamedBlocks
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
from planner.solver.relaxations.windows import windows
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
        weeks = positions(rule.shape.window, context.case.year)
        yield from windows(demand, rule.shape.window, weeks, path, context)
    else:
        yield from _shape(demand, rule.shape, path)


@relax.register
def _(rule: Changes, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    tables = in_cohort(demand, changes_on=["any"])
    yield [Relaxation((demand.rule_key, "changes"), demand, "changes", None, None, 1, tables)]


@relax.register
def _(rule: NamedBlocks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    path = ("named_blocks", rule.named.name)

    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, *path, weeks=extent_table(extent))

    if demand.aspect is Aspect.TOTAL and rule.named.weeks:
        yield extents(demand, "weeks", rule.named.weeks, tables)
    else:
        yield from _shape(demand, rule.named.shape, path)


@relax.register
def _(rule: AcrossYears, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    path = _path(rule.stay.activity.name)
    yield [
        figure(demand, "weeks", rule.longest, n, in_cohort(demand, *path, longest_across=n))
        for n in range(rule.longest + 1, MOST_WEEKS + 1)
    ]


@relax.register
def _(rule: LongestPresence, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(most: int) -> Tables:
        return in_cohort(demand, "longest_presence", **{rule.about: most})

    yield [
        figure(demand, "weeks", rule.longest, n, tables(n))
        for n in range(rule.longest + 1, MOST_WEEKS + 1)
    ]


def _shape(demand: Demand, shape: BlockShape, path: Path) -> Iterator[Degrees]:
    """Yield shorter or longer blocks, fewer or more of them."""

    def counted(extent: Extent) -> Tables:
        return in_cohort(demand, *path, count=extent_table(extent))

    if demand.aspect is Aspect.COUNT and shape.count:
        yield extents(demand, "blocks", shape.count, counted)
    elif demand.aspect is Aspect.LENGTH and demand.side is Side.LEAST:
        yield [
            figure(demand, "weeks", shape.shortest, n, in_cohort(demand, *path, shortest=n))
            for n in range(shape.shortest - 1, 0, -1)
        ]
    elif demand.aspect is Aspect.LENGTH and shape.longest is not None:
        yield [
            figure(demand, "weeks", shape.longest, n, in_cohort(demand, *path, longest=n))
            for n in range(shape.longest + 1, MOST_WEEKS + 1)
        ]
