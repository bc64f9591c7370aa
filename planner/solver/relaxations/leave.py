"""Relaxations of the rule on leave: none, as the law asks for it."""

from collections.abc import Iterator

from planner.rules.leave import Leave
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import Degrees, RelaxationContext, relax


@relax.register
def _(rule: Leave, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield nothing: the leave is what the law asks for."""
    yield from ()
