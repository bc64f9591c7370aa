"""The rules that are never relaxed."""

from collections.abc import Iterator

from planner.rules.hours import AcademicHours, OnsiteHours, SemesterHours
from planner.rules.leave import Leave
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import Degrees, RelaxationContext, relax


@relax.register(Leave)
def _(rule: Leave, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield nothing: the leave is what the law asks for."""
    yield from ()


@relax.register(OnsiteHours)
@relax.register(SemesterHours)
@relax.register(AcademicHours)
def _(
    rule: OnsiteHours | SemesterHours | AcademicHours, demand: Demand, context: RelaxationContext
) -> Iterator[Degrees]:
    """Yield nothing: hours are placed once the weeks are known, so no conflict holds these."""
    yield from ()
