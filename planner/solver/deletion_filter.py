"""The deletion filter: demands that are infeasible together are left out while they stay so.

It is that of J. W. Chinneck (Feasibility and Infeasibility in Optimization, 2008). It knows of a
demand only whose it is; what tries a part of the demands is given.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from planner.programme.cohort import Cohort
from planner.year.weeks import Minutes

_FIRST_STRIDE = 4
"""Which part of all groups of demands is left out first: one in so many."""


class OfCohort(Protocol):
    """What is demanded for a cohort, by its id; "" for all."""

    @property
    def cohort(self) -> str: ...


D = TypeVar("D", bound=OfCohort)
"""The demands that are filtered: of rules, or of a curriculum."""

D_co = TypeVar("D_co", bound=OfCohort, covariant=True)

Common = Callable[[D], object]
"""What demands that are left out together have in common; None of those that stay."""


@dataclass(frozen=True)
class Conflict(Generic[D_co]):
    """Demands that are infeasible together.

    Attributes
    ----------
    cohorts
        The cohorts that take part, also without a demand of their own.
    demands
        Those found in the time given: none of them is known where it was too short to leave any
        out.
    minimal
        Whether each of them is known to be needed.
    alone
        Whether it is one of a cohort by itself, whatever the others do.
    hours
        For demands on hours, what the weeks give while the other rules hold: the most where more
        are due, the least where fewer are. Only what is proven.
    """

    cohorts: tuple[Cohort, ...]
    demands: tuple[D_co, ...]
    minimal: bool
    alone: bool
    hours: Mapping[object, Minutes] = field(default_factory=dict)


C_co = TypeVar("C_co", bound=Conflict[OfCohort], covariant=True)
"""Conflicts of rules, or of curricula."""


@dataclass(frozen=True)
class Conflicts(Generic[C_co]):
    """What was found of the conflicts of a case.

    Attributes
    ----------
    found
        One for each cohort that has no planning even alone; if there is none, one of them all.
    unsearched
        The cohorts of which time was too short to learn whether they have a planning alone.
    """

    found: tuple[C_co, ...]
    unsearched: tuple[Cohort, ...]


class Trials(Protocol[D]):
    """Searches with a part of some demands."""

    def is_feasible(self, fewer: Conflict[D], conflict: Conflict[D]) -> bool | None:
        """Return whether a part of a conflict can be kept; None if it takes too long to tell."""

    def needed(self, common: Common[D], conflict: Conflict[D]) -> frozenset[object]:
        """Return the groups of demands without which the others are known to be feasible."""


def cohort_of(demand: OfCohort) -> object:
    """Group demands by their cohort: with them, it leaves the conflict."""
    return demand.cohort


def leaving_out(gone: Collection[object], common: Common[D], conflict: Conflict[D]) -> Conflict[D]:
    """Return a conflict without some groups of its demands, and their cohorts."""
    return replace(
        conflict,
        cohorts=tuple(c for c in conflict.cohorts if common is not cohort_of or c.id not in gone),
        demands=tuple(demand for demand in conflict.demands if common(demand) not in gone),
    )


def filtered(common: Common[D], conflict: Conflict[D], trials: Trials[D]) -> Iterator[Conflict[D]]:
    """Leave groups of demands out of a conflict, the last one first.

    Several at a time, twice as many after each that can be left out and half as many after each
    that cannot: what can be left out together can be left out one by one, so that this only saves
    searches. So does the guess that the groups known to be needed are all: of a single
    contradiction, they are.

    Yields
    ------
    Conflict
        Infeasible demands, ever fewer; at the end, also whether each group is known to be needed.
    """
    left = [group for group in dict.fromkeys(map(common, conflict.demands)) if group is not None]
    known, stride, guessed = True, max(1, len(left) // _FIRST_STRIDE), frozenset[object]()
    while True:
        needed = trials.needed(common, conflict)
        left = [group for group in left if group not in needed]
        if not left:
            break
        is_guess, guessed = needed != guessed and len(left) > 1, needed
        gone = left if is_guess else left[-stride:]
        fewer = leaving_out(gone, common, conflict)
        verdict = trials.is_feasible(fewer, conflict)
        if verdict is False:
            yield (conflict := fewer)
            stride *= 2
        elif len(gone) == 1:
            known = known and verdict is not None
        elif not is_guess:
            stride //= 2
        if verdict is False or len(gone) == 1:
            left = [group for group in left if group not in gone]
    yield replace(conflict, minimal=known)
