"""Relaxations: for each demand, the changes that would relax it, the smallest first.

A change is what the school would write: some keys of a variant of its programme file, which
extends it; or weeks that are no longer locked. Each rule registers its own, in the file of its
family; a rule that is never relaxed registers that, with the reason.
"""

# Imported to register what they define.
from planner.solver.relaxations import (  # noqa: F401
    apart,
    blocks,
    campus,
    hours,
    leave,
    locks,
    sessions,
    weeks,
)
from planner.solver.relaxations.modules import module_relaxations
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    RelaxationKey,
    relaxations_of,
    unlocked,
)

__all__ = [
    "Degrees",
    "Relaxation",
    "RelaxationContext",
    "RelaxationKey",
    "module_relaxations",
    "relaxations_of",
    "unlocked",
]
