"""Verifies an explanation by solving again, whatever the explanation says it has found."""

import tomllib
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from planner.messages import Messages
from planner.planning.check import keeps_every_rule
from planner.programme.file import academic_year_of, read_programme, variant
from planner.rules.case import Case
from planner.rules.given import Given
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deletion_filter import Conflict
from planner.solver.demands import Demand, Lifted, demands_of
from planner.solver.explain import RuleExplanation, explain_rules
from planner.solver.network.cohort import NetworkMemory
from planner.solver.relaxations import Degrees, Relaxation, RelaxationContext, relaxations_of
from planner.solver.solve import Infeasible, Solved, solve
from planner.solver.ways import MOST_ALIKE, MOST_WAYS, Changing, Way
from planner.words.reasons import conflict_lines, way_line
from planner.year.weeks import Week

CHANGING = Changing("case.toml")
LANGUAGES = (Messages("fr"), Messages("en"))


@dataclass(frozen=True)
class Expected:
    """What has no planning, and how that is told.

    Attributes
    ----------
    changes
        What is laid over a programme file.
    conflicts
        For each conflict, the rules that take part in it: "1A sessions, closures".
    ways
        The ways out in French, the cheapest first.
    """

    changes: str
    conflicts: tuple[str, ...]
    ways: tuple[str, ...]
    given: Given = field(default_factory=Given)


def case_of(expected: Expected, file: Path, start: int = 2026) -> Case:
    """Lay the changes over a programme file."""
    programme = variant(read_programme(file), file.name, tomllib.loads(expected.changes))
    return Case(programme, academic_year_of(programme, start), expected.given)


def explained(case: Case) -> RuleExplanation:
    return explain_rules(case, CHANGING, FeasibilitySearch())


def rules_in(conflict: Conflict[Demand]) -> str:
    """Name the rules of a conflict: 1A sessions, closures."""
    found = {f"{demand.cohort} {demand.name}".strip() for demand in conflict.demands}
    return ", ".join(sorted(found))


def sentences(found: RuleExplanation, weeks: Sequence[Week], text: Messages) -> list[str]:
    """Tell a whole explanation."""
    lines = [line for conflict in found.conflicts for line in conflict_lines(conflict, weeks, text)]
    return [*lines, *(way_line(way, weeks, text) for way in found.ways)]


def _every(case: Case, conflict: Conflict[Demand]) -> frozenset[Demand]:
    return frozenset(demands_of(case.with_cohorts(conflict.cohorts)))


Possible = Callable[[Set[Demand]], bool | None]


def _possible(case: Case, conflict: Conflict[Demand]) -> Possible:
    """Return what tells whether some demands of the cohorts of a conflict go together."""
    every, search = _every(case, conflict), FeasibilitySearch()
    of_cohorts = case.with_cohorts(conflict.cohorts)

    def possible(kept: Set[Demand]) -> bool | None:
        assert kept <= every
        return search.is_feasible(of_cohorts, Lifted(every, kept))

    return possible


def is_impossible(case: Case, conflict: Conflict[Demand]) -> bool:
    """Tell whether demands do not go together."""
    return _possible(case, conflict)(frozenset(conflict.demands)) is False


def is_needed(case: Case, conflict: Conflict[Demand]) -> bool:
    """Tell whether demands do not go together, but do without any one of them."""
    possible, kept = _possible(case, conflict), frozenset(conflict.demands)
    return possible(kept) is False and all(possible(kept - {demand}) for demand in kept)


def is_possible(case: Case, memory: NetworkMemory | None = None) -> bool:
    """Solve a case for real, for its first objective; what is found keeps all the rules."""
    hasty = replace(case.programme, ranking=case.programme.ranking[:1])
    outcome = solve(Case(hasty, case.year, case.given), memory=memory)
    if isinstance(outcome, Solved):
        assert keeps_every_rule(outcome.planning)
    return isinstance(outcome, Solved)


def _degrees(case: Case, change: Relaxation) -> Degrees:
    """Find the degrees of the figure that a change is about, as the case has it."""
    asked = RelaxationContext(case, may_unlock=True)
    demand = next(d for d in demands_of(case) if d == change.demand)
    (degrees,) = [d for d in relaxations_of(demand, asked) if d and d[0].key == change.key]
    return degrees


def _one_degree_less(case: Case, change: Relaxation) -> Way | None:
    """Make a change by one degree less; None where it is the least there is."""
    degrees = _degrees(case, change)
    smaller = (CHANGING.changed(case, [d]) for d in reversed(degrees[: degrees.index(change)]))
    return next((way for way in smaller if way), None)


def _one_change_fewer(case: Case, way: Way, left_out: Relaxation) -> Way | None:
    """Make only the others of several changes, each as if it were the first."""
    others = [
        next((d for d in _degrees(case, change) if d.after == change.after), change)
        for change in way.relaxations
        if change != left_out
    ]
    return CHANGING.changed(case, others)


def _smaller(case: Case, way: Way) -> Iterator[Way | None]:
    if len(way.relaxations) == 1:
        yield _one_degree_less(case, way.relaxations[0])
    else:
        yield from (_one_change_fewer(case, way, change) for change in way.relaxations)


def verify(case: Case, found: RuleExplanation) -> None:
    """Verify all that an explanation says."""
    memory = NetworkMemory()
    assert isinstance(solve(case, memory=memory), Infeasible)
    assert found.whole
    assert found.conflicts
    for conflict in found.conflicts:
        assert conflict.minimal
        assert is_needed(case, conflict)
        assert {d.cohort for d in conflict.demands} - {""} <= {c.id for c in conflict.cohorts}
    for way in found.ways:
        assert is_possible(way.case, memory)
        smaller = (fewer.case for fewer in _smaller(case, way) if fewer)
        assert not any(is_possible(fewer, memory) for fewer in smaller)
    assert all(one.cost <= other.cost for one, other in pairwise(found.ways))
    kinds = [way.kind for way in found.ways]
    assert all(kinds.count(kind) <= MOST_ALIKE for kind in kinds)
    assert len(found.ways) <= MOST_WAYS
    for text in LANGUAGES:
        told = [way_line(way, case.year.weeks, text) for way in found.ways]
        assert len(set(told)) == len(told)
