"""Plans scenarios: one as a pure function of its specification, or many with a cache."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from functools import cache
from random import shuffle
from typing import TYPE_CHECKING

from planner.files.problems import Problem, Unusable, problem, without_file
from planner.files.software import software_versions
from planner.messages import LANGUAGES, Messages
from planner.planning.check import keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.measures import in_units
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import NEARNESS
from planner.rules.case import Case
from planner.rules.objectives import OBJECTIVES
from planner.scenarios.comparison import measure_values
from planner.scenarios.executors import WorkerOpener
from planner.scenarios.result_cache import ResultCache
from planner.scenarios.specification import Result, Specification, Status
from planner.scenarios.years import UnplannedYears
from planner.words import reasons
from planner.words.years import unfit_years_lines

if TYPE_CHECKING:
    from planner.solver.deadline import Deadline
    from planner.solver.network.cohort import NetworkMemory

OnDone = Callable[[Result], None]

CONFLICT_SECONDS = 10.0
"""Time limit of the search for conflicts, in seconds; that of the scenario ends it before."""


def plan_scenario(specification: Specification) -> Result:
    """Plan a scenario and measure its planning, or explain why it has none.

    The result depends on the specification and the versions of the software only, so any process
    on any machine may compute it. A programme with contradictions is infeasible, not an error.

    Raises
    ------
    AssertionError
        The planning breaks a rule: a bug of the solver.
    """
    try:
        case = specified_case(specification)
    except Unusable as unusable:
        return _failure(specification, "impossible", *map(without_file, unusable.problems))
    return plan_case(specification, case)


def specified_case(specification: Specification) -> Case:
    """Return the case of a scenario.

    Raises
    ------
    Unusable
        Its programme has faults, or its year, or it ranks being close to a planning.
    """
    programme = parse_programme(specification.text, specification.name, specification.bases)
    if specification.ranking:
        programme = replace(programme, ranking=specification.ranking)
    objectives = (*programme.ranking, *(name for name, _ in specification.limits))
    if any(name in NEARNESS for name in objectives):
        raise Unusable([problem("scenario.closeness")])
    return Case(programme, academic_year_of(programme, specification.year))


def plan_case(specification: Specification, case: Case) -> Result:
    """Plan the case of a scenario; the solver is imported here, as that is slow.

    Parameters
    ----------
    case
        That of the specification, with what is given besides.

    Raises
    ------
    AssertionError
        The planning breaks a rule: a bug of the solver.
    """
    from planner.solver.deadline import Deadline
    from planner.solver.solve import Infeasible, Solved, solve

    deadline = Deadline.after(specification.time_limit)
    limits = dict(specification.limits)
    outcome = solve(
        case, limits=limits, time_limit=specification.time_limit, memory=_network_memory()
    )
    if isinstance(outcome, Solved):
        return _solved(specification, Edition(outcome.planning, outcome.objectives))
    if isinstance(outcome, Infeasible) and limits:
        bounds = (f"{n} ≤ {in_units(m, OBJECTIVES[n].unit(case.year))}" for n, m in limits.items())
        limited = problem("limits.impossible", limits=", ".join(bounds))
        return _failure(specification, "impossible", limited)
    return unplanned_result(specification, UnplannedYears(outcome, case, deadline), [case])


def unplanned_result(
    specification: Specification, found: UnplannedYears, cases: Sequence[Case]
) -> Result:
    """Return why some years have no plannings."""
    from planner.solver.solve import NotFound

    if isinstance(found.outcome, NotFound):
        late = problem("not-found", seconds=specification.time_limit or 0.0)
        return _failure(specification, "not-found", late)
    if found.case:
        conflict = _conflict(found.case, found.deadline.within(CONFLICT_SECONDS))
    else:
        conflict = {
            text.language: tuple(unfit_years_lines(cases, found.is_each_possible, text))
            for text in _languages()
        }
    return Result(specification, "impossible", conflict=conflict)


@cache
def _network_memory() -> "NetworkMemory":
    """Return the networks that this process has built: scenarios have many cohorts in common."""
    from planner.solver.network.cohort import NetworkMemory

    return NetworkMemory()


def _solved(specification: Specification, edition: Edition) -> Result:
    planning = edition.planning
    if not keeps_every_rule(planning):
        raise AssertionError(f"{specification.name}: the planning breaks a rule")
    return Result(
        specification,
        edition.status,
        planning_json(edition).decode(),
        measure_values(planning),
    )


def _conflict(case: Case, deadline: "Deadline") -> dict[str, tuple[str, ...]]:
    """Return the sentences of the infeasible subsets of rules, by language."""
    from planner.solver.conflicts import FeasibilitySearch, conflicts

    found = conflicts(case, FeasibilitySearch(deadline)).found

    def sentences(text: Messages) -> Iterator[str]:
        for conflict in found:
            if not conflict.minimal:
                yield reasons.conflict_heading(conflict, text)
            yield from reasons.conflict_lines(conflict, case.year.weeks, text)

    return {text.language: tuple(sentences(text)) for text in _languages()}


def _failure(specification: Specification, status: Status, *problems: Problem) -> Result:
    conflict = {text.language: tuple(map(text.sentence, problems)) for text in _languages()}
    return Result(specification, status, conflict=conflict)


@cache
def _languages() -> tuple[Messages, ...]:
    return tuple(map(Messages, LANGUAGES))


def plan_or_load(specification: Specification, cache: ResultCache) -> Result:
    """Return the cached result of a scenario, or plan it and cache the result."""
    if cached := cache.get(specification):
        return cached
    result = plan_scenario(specification)
    cache.put(result)
    return result


def plan_scenarios(
    specifications: Iterable[Specification],
    open_workers: WorkerOpener,
    cache: ResultCache,
    on_done: OnDone,
) -> None:
    """Plan many scenarios; each result is cached as soon as it is found.

    The order is random: processes that share a cache then seldom plan the same scenario at once,
    and the results of an interrupted sweep are spread over the whole grid.

    Parameters
    ----------
    open_workers
        Starts the workers; they are started again once if they die.
    on_done
        Called with every result, new or cached, once a key.

    Raises
    ------
    Unusable
        The workers died twice or have other versions of the software, or the cache is not
        writable.
    Exception
        The exception of one scenario; all others have been planned before.
    """
    left = {each.key: each for each in specifications}

    def done(result: Result) -> None:
        del left[result.specification.key]
        on_done(result)

    try:
        _plan_left(left, open_workers, cache, done)
    except BrokenExecutor:
        try:
            _plan_left(left, open_workers, cache, done)
        except BrokenExecutor:
            raise Unusable([problem("workers.broken", count=len(left))]) from None


def _plan_left(
    left: Mapping[str, Specification],
    open_workers: WorkerOpener,
    cache: ResultCache,
    on_done: OnDone,
) -> None:
    """Plan all that is left; the first exception of a scenario is raised at the end.

    Raises
    ------
    BrokenExecutor
        The workers died.
    """
    waiting = list(left.values())
    shuffle(waiting)
    faults: list[Exception] = []
    with open_workers() as workers:
        running: set[Future[Result]] = set()
        broken = False
        while waiting or running:
            if waiting and len(running) < workers.ahead():
                specification = waiting.pop()
                if cached := cache.get(specification):
                    on_done(cached)
                else:
                    running.add(workers.executor.submit(plan_scenario, specification))
                continue
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    result = future.result()
                except workers.breakdowns:
                    broken, waiting = True, []
                except Exception as fault:
                    faults.append(fault)
                else:
                    _check_versions(result)
                    cache.put(result)
                    on_done(result)
    if broken:
        raise BrokenExecutor
    if faults:
        raise faults[0]


def _check_versions(result: Result) -> None:
    if result.versions != software_versions():
        found, expected = (
            ", ".join(f"{name} {version}" for name, version in used.items())
            for used in (result.versions, software_versions())
        )
        raise Unusable([problem("workers.versions", found=found, expected=expected)])
