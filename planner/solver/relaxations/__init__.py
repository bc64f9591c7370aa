"""Relaxations: for each demand, the changes that would relax it, the smallest first.

A change is what the school would write: some keys of a variant of its programme file, which
extends it; or weeks that are no longer locked. Each rule registers its own, in the file of its
family; `never` lists the rules that are never relaxed.
"""

from planner.solver.relaxations import blocks, campus, hours, locks, never, sessions, weeks
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    relax,
    relaxations_of,
    unlocked,
)

__all__ = [
    "Degrees",
    "Relaxation",
    "RelaxationContext",
    "blocks",
    "campus",
    "hours",
    "locks",
    "never",
    "relax",
    "relaxations_of",
    "sessions",
    "unlocked",
    "weeks",
]
