"""Relaxations of the rule on plannings to choose from: none, as their number is the answer."""

from collections.abc import Iterator

from planner.rules.apart import Apart
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import Degrees, RelaxationContext, relax


@relax.register
def _(rule: Apart, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield nothing: where no further planning is far enough, that is what people are told."""
    yield from ()
