"""The network of a cohort, made to remember what its rules and the objectives ask of a whole path.

Its nodes count the totals that rules bound (weeks, blocks), and know what the objectives that are
ranked read: how many blocks there were, the last place before. What would make it too large stays
beside it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
from ortools.sat.python import cp_model

from planner.programme.cohort import Cohort
from planner.programme.names import ObjectiveName
from planner.rules import Rule
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import is_present
from planner.rules.statement import Bound, NotGiven
from planner.solver.bare_model import BareModel
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.demands import in_networks
from planner.solver.network.arcs import Network, admissible_blocks
from planner.solver.network.places import routes_of
from planner.solver.network.products import (
    Total,
    is_implied,
    keeping_total,
    path_range,
    remembered,
    with_last_place,
    without_long_gaps,
)
from planner.solver.network.quantities import Amounts, ArcQuantities
from planner.solver.pricing.totals import totals_grid
from planner.solver.rhythm import expression, unshaped
from planner.year.activity import Activity, Place
from planner.year.weeks import AcademicYear, Week

MOST_ARCS = 150_000
"""Size beyond which a network is not made to remember more."""

MOST_COUNTED = 120
"""Amounts beyond which a total is not counted: most are minutes, and hardly two paths share one."""

MOST_REMEMBERED = 400_000
"""Arcs of the networks that are kept for another case: of a few hundred megabytes."""

_FEW_COPIES = 1.5
"""Copies of an arc up to which it is worth searching the network that remembers."""


@dataclass(frozen=True, eq=False)
class CohortNetwork:
    """The network of a cohort, and the totals that its paths do not keep by themselves.

    Attributes
    ----------
    year
        The year as the cohort has it.
    bare
        The network before it remembered anything.
    origins
        For each arc of the network, the position of the arc of `bare` that it is a copy of.
    is_needed
        Whether an objective is linear in what the nodes remember, and in nothing else.
    """

    network: Network
    year: AcademicYear
    bare: Network
    origins: tuple[int, ...]
    totals: tuple[Total, ...] = ()
    is_needed: bool = False

    @classmethod
    def of(
        cls, network: Network, year: AcademicYear, totals: Sequence[Total] = ()
    ) -> "CohortNetwork":
        """Return a network that remembers nothing."""
        left = tuple(total for total in totals if not is_implied(network, total))
        return cls(network, year, network, tuple(range(len(network.arcs))), left)

    @cached_property
    def quantities(self) -> ArcQuantities:
        """What its arcs add to the quantities that rules and objectives read."""
        return ArcQuantities(self.network)

    @cached_property
    def searched(self) -> ArcQuantities:
        """The network to search: the bare one, unless few arcs are copies of each other."""
        left = sorted(set(self.origins))
        if self.is_needed or len(self.network.arcs) <= _FEW_COPIES * len(left):
            return self.quantities
        return ArcQuantities(self.bare.restricted(left))

    def replaced(self, network: Network, origins: Sequence[int]) -> "CohortNetwork":
        """Return the same of another network, whose arcs are copies of arcs of this one."""
        totals = [total.at(origins) for total in self.totals] if network.arcs else []
        left = tuple(total for total in totals if not is_implied(network, total))
        first = tuple(self.origins[index] for index in origins)
        return replace(self, network=network, origins=first, totals=left)

    def restricted(self, kept: Sequence[int]) -> "CohortNetwork":
        """Return it with some of the arcs only; each of them must lie on a path of them."""
        if len(kept) == len(self.network.arcs):
            return self
        return self.replaced(self.network.restricted(kept), kept)

    def without_long_gaps(self, places: Sequence[Place], longest: int) -> "CohortNetwork | None":
        """Return it without the paths that are away from some places for longer.

        None if it would be too large.
        """
        steps = self.year.steps
        presence = [
            [
                is_present(steps[index], self.network.done(arc.block.activity, index), places)
                for index in arc.block.span
            ]
            for arc in self.network.arcs
        ]
        made = without_long_gaps(self.network, presence, longest, MOST_ARCS)
        return None if made is None else self.replaced(*made)


@dataclass(frozen=True)
class _Asked:
    """All that a network follows from: equal ones have the same network."""

    rules: Sequence[Rule]
    activities: Sequence[Activity]
    balanced: Sequence[Activity]
    year: AcademicYear
    has_places: bool
    told: Set[Activity]

    @classmethod
    def of(cls, cohort: Cohort, case: Case, told: Set[Activity]) -> "_Asked":
        return cls(
            case.rules[cohort.id],
            cohort.activities,
            _balanced(cohort, case),
            case.year.of(cohort.id),
            ObjectiveName.JOURNEYS in case.ranking,
            told,
        )


class NetworkMemory:
    """Networks by what they follow from: parallel cohorts share one, and so do similar cases.

    It may be used by several threads.
    """

    def __init__(self) -> None:
        self._known: tuple[tuple[_Asked, CohortNetwork], ...] = ()

    def get(self, asked: _Asked) -> CohortNetwork | None:
        """Return the network of what is asked; None if it is not known."""
        return next((network for other, network in self._known if other == asked), None)

    def put(self, asked: _Asked, network: CohortNetwork) -> None:
        """Remember a network as the one used last."""
        others = (known for known in self._known if known[1] is not network)
        self._known = ((asked, network), *others)

    def trim(self) -> None:
        """Forget the networks used longest ago, where there are too many."""
        sizes = accumulate(len(network.network.arcs) for _, network in self._known)
        kept = sum(size <= MOST_REMEMBERED for size in sizes)
        self._known = self._known[:kept]


def cohort_networks(
    course: Course, deadline: Deadline = NO_DEADLINE, memory: NetworkMemory | None = None
) -> list[CohortNetwork] | None:
    """Build the networks of the cohorts of all years that are not known yet.

    Returns
    -------
    list or None
        None if a cohort has no admissible year.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    memory = memory or NetworkMemory()
    memory.trim()
    networks = []
    for (case, cohort), told in zip(course.classes, course.limited_across, strict=True):
        asked = _Asked.of(cohort, case, told)
        network = memory.get(asked) or _cohort_network(cohort, case, told, deadline)
        memory.put(asked, network)
        if not network.network.arcs:
            return None
        networks.append(network)
    return networks


def _balanced(cohort: Cohort, case: Case) -> list[Activity]:
    """Return the activities whose blocks an objective wants balanced."""
    if ObjectiveName.BLOCK_BALANCE not in case.ranking:
        return []
    return [activity for activity in cohort.placeable if cohort.shape(activity).balanced]


def _cohort_network(
    cohort: Cohort, case: Case, told: Set[Activity], deadline: Deadline
) -> CohortNetwork:
    """Build the network of the blocks admitted, and make it remember one thing after the other."""
    rules, year = case.rules[cohort.id], case.year.of(cohort.id)
    loose = unshaped(cohort, rules) - told
    network = admissible_blocks(year, in_networks(rules), cohort.activities, loose, deadline)
    if not network.arcs:
        return CohortNetwork.of(network, year)
    made = CohortNetwork.of(network, year, list(_totals(cohort, rules, year, network)))
    while countable := [total for total in made.totals if total.countable]:
        deadline.check()
        made = _counting(made, countable)
    if made.network.arcs and ObjectiveName.JOURNEYS in case.ranking:
        made = _knowing_places(made, year.steps)
    for activity in _balanced(cohort, case) if made.network.arcs else []:
        made = _knowing_blocks(made, activity)
    return made


def _counting(made: CohortNetwork, countable: Sequence[Total]) -> CohortNetwork:
    """Make a network count the total that makes it grow the least; or give that total up."""
    widths = [_width(made.network, total) for total in countable]
    total = countable[widths.index(min(widths))]
    grown = keeping_total(made.network, total, MOST_ARCS) if min(widths) <= MOST_COUNTED else None
    others = tuple(each for each in made.totals if each is not total)
    if grown is None:
        return replace(made, totals=(*others, replace(total, countable=False)))
    return replace(made, totals=others).replaced(*grown)


def _width(network: Network, total: Total) -> int:
    low, high = path_range(network, total.amounts)
    return high - low


def _knowing_places(made: CohortNetwork, steps: Sequence[Week]) -> CohortNetwork:
    """Make a network know the last place before each node, unless its arcs tell the journeys."""
    if made.quantities.journeys(steps) is not None:
        return made
    grown = with_last_place(made.network, routes_of(made.network, steps), MOST_ARCS)
    return made.replaced(*grown) if grown else made


def _knowing_blocks(made: CohortNetwork, activity: Activity) -> CohortNetwork:
    """Make a network know how many weeks and blocks of an activity came before each node."""
    for power in (0, 1):
        if made.quantities.imbalance(activity) is None:
            arcs = made.network.arcs
            of_arcs = [a.block.length**power * (a.block.activity == activity) for a in arcs]
            amounts = np.array(of_arcs, dtype=np.int64)
            grown = remembered(made.network, amounts, MOST_ARCS)
            made = replace(made.replaced(*grown), is_needed=True) if grown else made
    return made


def _totals(
    cohort: Cohort, rules: Sequence[Rule], year: AcademicYear, network: Network
) -> Iterator[Total]:
    """Yield the totals of paths that the rules on the year bound."""
    model = BareModel()
    grid, rhythm = totals_grid(model, cohort, year, ArcQuantities(network))
    for rule in rules:
        with suppress(NotGiven):
            for bound in rule.of_year(grid):
                total = _total(bound, rhythm.amounts, len(network.arcs))
                if total is not None:
                    yield total


def _total(bound: Bound, amounts: Mapping[int, Amounts], arcs: int) -> Total | None:
    """Return what a bound states of a path; None if it states something of other variables.

    Bounds on single weeks are not worth counting: they are many, and each binds a few arcs only.
    """
    flat = cp_model.FlatIntExpr(cp_model.LinearExpr.sum([expression(bound.actual)]))
    by_arc = np.zeros(arcs, dtype=np.int64)
    for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
        if variable.index not in amounts:
            return None
        added = amounts[variable.index]
        by_arc[added.arcs] += factor * added.values
    accepted = tuple((low - flat.offset, high - flat.offset) for low, high in bound.accepted)
    return Total(by_arc, accepted, countable=bound.week is None)
