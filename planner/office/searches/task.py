"""Tasks of searches and their results: pure functions, which run in any process.

Results have no types of the solver, whose import is slow: the process that serves pages never
makes it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from planner.messages import LANGUAGES, Messages
from planner.office.year.breaches import rule_anchor
from planner.planning.check import keeps_every_rule
from planner.planning.editing import without_proofs
from planner.planning.planning import Edition
from planner.programme.file import Tables
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.scenarios.alternatives import (
    Alternatives,
    AskedAlternatives,
    Limits,
    find_alternatives,
)
from planner.solver.deadline import Deadline, IsStopped
from planner.year.activity import Activity

if TYPE_CHECKING:
    from planner.solver.explain import Explanation
    from planner.solver.modules.conflicts import Untaught
    from planner.solver.modules.demands import AnyConflict
    from planner.solver.search import Progress
    from planner.solver.solve import Infeasible

EXPLAINED_SECONDS = 120.0
"""The time limit of an explanation: whoever has seen enough stops it before."""


@dataclass(frozen=True)
class AlternativesTask:
    """Which plannings are wanted besides the one of a draft.

    Attributes
    ----------
    first
        The planning of the draft, with which they are compared.
    """

    first: Edition
    asked: AskedAlternatives


@dataclass(frozen=True)
class SearchTask:
    """What a search is asked: the best planning of a case, further ones, or why it has none.

    Or the best progressions of modules in the weeks of a planning.

    Attributes
    ----------
    time_limit
        In seconds; without one, a planning is searched until it is proven the best.
    only_explains
        Whether no planning is wanted.
    alternatives
        Which further plannings are wanted; None where the best one is.
    weeks
        The planning whose weeks stay, and whose modules are placed anew; None where weeks are
        searched.
    """

    case: Case
    time_limit: float | None = None
    only_explains: bool = False
    alternatives: AlternativesTask | None = None
    weeks: Edition | None = None


@dataclass(frozen=True)
class SearchStanding:
    """How far a search is.

    Attributes
    ----------
    objective
        The objective at hand; None while the search asks why there is no planning.
    best, bound
        Its best value so far, and one that no planning can go below.
    weeks
        What each cohort does in each week of a planning found just now; None where none was.
    number
        Which of several plannings is searched, from 2; 1 where one is.
    """

    objective: ObjectiveName | None
    best: float | None = None
    bound: float = 0.0
    weeks: tuple[tuple[Activity, ...], ...] | None = None
    number: int = 1


@dataclass(frozen=True)
class PlanningFound:
    """The best planning, or the best so far of a search that was ended early."""

    edition: Edition


@dataclass(frozen=True)
class AlternativesFound:
    """Plannings to choose from: the one of the draft, and those found besides."""

    found: Alternatives


@dataclass(frozen=True)
class PlanningExists:
    """There is a planning, so that there is nothing to explain."""


@dataclass(frozen=True)
class NothingFound:
    """The search ended early, before any planning was found; one may exist."""


@dataclass(frozen=True)
class ConflictRule:
    """A rule of a conflict: the sentence of what it asks for, and its field in the form."""

    sentence: str
    field: str


@dataclass(frozen=True)
class ConflictSentences:
    """Rules that cannot hold together, in sentences of one language."""

    heading: str
    rules: tuple[ConflictRule, ...]


@dataclass(frozen=True)
class Reasons:
    """Why there is no planning, in sentences of one language.

    Attributes
    ----------
    unsearched
        The ids of the cohorts of which time was too short to tell.
    ways
        What would make a planning possible, the cheapest first: one for each way out.
    whole
        Whether the search for ways out came to its end.
    of_modules
        Whether there are weeks, in which the modules cannot be taught.
    """

    conflicts: tuple[ConflictSentences, ...]
    unsearched: tuple[str, ...]
    ways: tuple[str, ...]
    whole: bool
    of_modules: bool = False


@dataclass(frozen=True)
class WayOut:
    """A change of the rules that makes a planning possible.

    Attributes
    ----------
    changes
        The keys of the programme file that change.
    unlocks
        The weeks that are no longer locked, as the id of a cohort and a position.
    """

    changes: Tables
    unlocks: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Impossible:
    """The proof that there is no planning, with its reasons by language, and the ways out.

    Where there are weeks, it is the proof that these admit no progression of the modules.
    """

    reasons: Mapping[str, Reasons]
    ways: tuple[WayOut, ...]

    @property
    def of_modules(self) -> bool:
        """Whether there are weeks, in which the modules cannot be taught."""
        return any(reasons.of_modules for reasons in self.reasons.values())


Finding = PlanningFound | AlternativesFound | PlanningExists | NothingFound | Impossible

Report = Callable[[SearchStanding], None]


def perform(task: SearchTask, report: Report, is_stopped: IsStopped) -> Finding:
    """Search as asked, and explain where there is no planning.

    Parameters
    ----------
    report
        Called with each standing, possibly from another thread.
    is_stopped
        Asked now and then; once it returns true, what was found so far is returned.

    Raises
    ------
    AssertionError
        The planning breaks a rule: a bug of the solver.
    """
    if task.only_explains:
        return _explained(task, report, is_stopped)
    if task.alternatives:
        return _alternatives(task, task.alternatives, report, is_stopped)
    if task.weeks:
        deadline = Deadline.after(task.time_limit, is_stopped=is_stopped)
        return PlanningFound(_with_modules(task.weeks, deadline))

    from planner.solver.solve import Infeasible, NotFound, solve

    tell = _teller(task.case, report)
    outcome = solve(task.case, time_limit=task.time_limit, on_progress=tell, is_stopped=is_stopped)
    if isinstance(outcome, NotFound):
        return NothingFound()
    if isinstance(outcome, Infeasible):
        report(SearchStanding(None))
        deadline = Deadline.after(EXPLAINED_SECONDS, is_stopped=is_stopped)
        return _reasons(outcome, task.case, deadline)
    if not keeps_every_rule(outcome.planning):
        raise AssertionError("the planning breaks a rule")
    return PlanningFound(Edition(outcome.planning, outcome.objectives))


def _teller(case: Case, report: Report, number: int = 1) -> Callable[["Progress"], None]:
    """Return the function that reports the solver's progress in searching the n-th planning."""

    def tell(found: "Progress") -> None:
        weeks = found.weeks and tuple(map(case.year.of_steps, found.weeks))
        report(SearchStanding(found.objective, found.best, found.bound, weeks, number))

    return tell


def _alternatives(
    task: SearchTask, wanted: AlternativesTask, report: Report, is_stopped: IsStopped
) -> AlternativesFound:
    from planner.solver.solve import Outcome, solve

    def search(case: Case, limits: Limits) -> Outcome:
        tell = _teller(case, report, number=len(case.given.others.weeks) + 1)
        return solve(case, limits=limits, on_progress=tell, is_stopped=is_stopped)

    return AlternativesFound(find_alternatives(wanted.first, task.case, wanted.asked, search))


def _with_modules(edition: Edition, deadline: Deadline) -> Edition:
    """Return a planning with its modules placed anew; only of these anything is proven."""
    from planner.solver.solve import place_modules

    planning = place_modules(edition.planning, deadline)
    placed = without_proofs(replace(edition, planning=planning), edition.changed or "by-hand")
    return replace(placed, planning=replace(placed.planning, cohorts=planning.cohorts))


def _explained(task: SearchTask, report: Report, is_stopped: IsStopped) -> Finding:
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.modules.conflicts import Untaught, planning_or_obstacle
    from planner.solver.solve import Infeasible, NotFound

    deadline = Deadline.after(task.time_limit or EXPLAINED_SECONDS, is_stopped=is_stopped)
    found = planning_or_obstacle(task.case, FeasibilitySearch(deadline))
    is_open = isinstance(found, Untaught) and not found.cohorts
    if isinstance(found, NotFound) or is_open:
        return NothingFound()
    if not isinstance(found, Infeasible | Untaught):
        return PlanningExists()
    report(SearchStanding(None))
    return _reasons(found, task.case, deadline)


def _reasons(obstacle: "Infeasible | Untaught", case: Case, deadline: Deadline) -> Impossible:
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.modules.explain import explain_obstacle
    from planner.solver.ways import Changing

    changing = Changing(f"{case.programme.id}.toml", may_unlock=not case.given.repairs)
    found = explain_obstacle(obstacle, case, changing, FeasibilitySearch(deadline))
    return Impossible(
        {language: _told(found, case, Messages(language)) for language in LANGUAGES},
        tuple(
            WayOut(way.tables, tuple(r.unlocks for r in way.relaxations if r.unlocks))
            for way in found.ways
        ),
    )


def _told(found: "Explanation[AnyConflict]", case: Case, text: Messages) -> Reasons:
    from planner.solver.demands import Demand
    from planner.solver.modules.demands import ModuleConflict, ModuleDemand
    from planner.words.reasons import conflict_heading, conflict_lines, way_line

    weeks = case.year.weeks
    positions = {cohort.id: n for n, cohort in enumerate(case.programme.cohorts)}

    def field(demand: Demand | ModuleDemand) -> str:
        if isinstance(demand, ModuleDemand):
            return "curriculum"
        return rule_anchor(demand.rule.name, positions.get(demand.cohort))

    def conflicts() -> Iterator[ConflictSentences]:
        for conflict in found.conflicts:
            demands: Sequence[Demand | ModuleDemand] = conflict.demands
            runs = groupby(demands, lambda demand: demand.rule_key)
            first = [next(run) for _, run in runs]
            lines = conflict_lines(conflict, weeks, text, with_keys=False)
            rules = (
                ConflictRule(line, field(demand)) for line, demand in zip(lines, first, strict=True)
            )
            yield ConflictSentences(conflict_heading(conflict, text), tuple(rules))

    return Reasons(
        tuple(conflicts()),
        tuple(cohort.id for cohort in found.unsearched),
        tuple(way_line(way, weeks, text, with_keys=False) for way in found.ways),
        found.whole,
        any(isinstance(conflict, ModuleConflict) for conflict in found.conflicts),
    )
