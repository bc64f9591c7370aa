"""Planning scenarios: one from its specification alone, and many, each kept as it comes."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from functools import cache
from random import shuffle

from planner.files.problems import Problem, Unusable, problem, without_file
from planner.files.software import software_versions
from planner.messages import LANGUAGES, Messages
from planner.planning.check import Verdict, check
from planner.planning.file import planning_json
from planner.planning.measures import MEASURES, in_units
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import NEARNESS
from planner.programme.programme import Programme
from planner.rules.case import Given
from planner.rules.objectives import OBJECTIVES
from planner.scenarios.executors import WorkerOpener
from planner.scenarios.result_cache import ResultCache
from planner.scenarios.specification import Result, Specification, Status
from planner.words import reasons
from planner.year.weeks import AcademicYear

OnDone = Callable[[Result], None]

CONFLICT_SECONDS = 10.0
"""How long it is looked for what does not go together."""


def plan_scenario(specification: Specification) -> Result:
    """Plan a scenario and measure its planning, or tell why it has none.

    It depends on nothing else, so that any process on any machine may do it. A scenario whose
    figures contradict each other has no planning, as one whose rules do not go together.
    """
    try:
        programme, year = _read(specification)
    except Unusable as unusable:
        return _without(specification, "impossible", *map(without_file, unusable.problems))
    return _planned(specification, programme, year)


def _read(specification: Specification) -> tuple[Programme, AcademicYear]:
    programme = parse_programme(specification.text, specification.name, specification.bases)
    if specification.ranking:
        programme = replace(programme, ranking=specification.ranking)
    asked = (*programme.ranking, *(name for name, _ in specification.limits))
    if any(name in NEARNESS for name in asked):
        raise Unusable([problem("scenario.closeness")])
    return programme, academic_year_of(programme, specification.year)


def _planned(specification: Specification, programme: Programme, year: AcademicYear) -> Result:
    """Search for the planning; only a process that does imports the solver, which takes long."""
    from planner.solver.solve import NotFound, Solved, solve

    limits = dict(specification.limits)
    outcome = solve(programme, year, limits=limits, time_limit=specification.time_limit)
    if isinstance(outcome, Solved):
        return _solved(specification, Edition(outcome.planning, outcome.objectives))
    if isinstance(outcome, NotFound):
        late = problem("not-found", seconds=outcome.time_limit)
        return _without(specification, "not-found", late)
    if limits:
        told = (f"{n} ≤ {in_units(m, OBJECTIVES[n].per_unit)}" for n, m in limits.items())
        limited = problem("limits.impossible", limits=", ".join(told))
        return _without(specification, "impossible", limited)
    return Result(specification, "impossible", conflict=_conflict(programme, year))


def _solved(specification: Specification, edition: Edition) -> Result:
    planning = edition.planning
    if any(found.verdict is not Verdict.KEPT for found in check(planning)):
        raise AssertionError(f"{specification.name}: the planning breaks a rule")
    return Result(
        specification,
        edition.status,
        planning_json(edition).decode(),
        {measure.name: measure.of(planning) for measure in MEASURES},
    )


def _conflict(programme: Programme, year: AcademicYear) -> dict[str, tuple[str, ...]]:
    """Say what does not go together, in each language: a sentence for each rule of a cohort."""
    from planner.solver.explain import Case, Search, conflicts

    search = Search(time.monotonic() + CONFLICT_SECONDS)
    found = conflicts(Case(programme, year, Given()), search)

    def told(text: Messages) -> Iterator[str]:
        for conflict in found:
            if not conflict.smallest:
                yield text("explain.perhaps-too-large")
            yield from reasons.conflict_lines(conflict, year.weeks, text)

    return {text.language: tuple(told(text)) for text in _languages()}


def _without(specification: Specification, status: Status, *problems: Problem) -> Result:
    told = {text.language: tuple(map(text.tell, problems)) for text in _languages()}
    return Result(specification, status, conflict=told)


@cache
def _languages() -> tuple[Messages, ...]:
    return tuple(map(Messages, LANGUAGES))


def plan_or_load(specification: Specification, cache: ResultCache) -> Result:
    """Plan a scenario and keep its result, unless it is kept."""
    if kept := cache.get(specification):
        return kept
    result = plan_scenario(specification)
    cache.put(result)
    return result


def plan_scenarios(
    specifications: Iterable[Specification],
    open_workers: WorkerOpener,
    cache: ResultCache,
    on_done: OnDone,
) -> None:
    """Plan many scenarios, each kept as soon as it is done; what is kept is not planned again.

    They are taken in no particular order: two processes that share a folder then seldom meet at
    the same one, and what an interruption leaves is spread over all of them.

    Parameters
    ----------
    open_workers
        Opens the workers; once more, if they break down.
    on_done
        Told of every result, new or kept, once for each key.

    Raises
    ------
    Unusable
        The workers broke down twice, or are of other versions; or a result cannot be kept.
    Exception
        What planning a scenario raised; the others have been planned before.
    """
    left = {each.key: each for each in specifications}

    def done(result: Result) -> None:
        del left[result.specification.key]
        on_done(result)

    try:
        _work_off(left, open_workers, cache, done)
    except BrokenExecutor:
        try:
            _work_off(left, open_workers, cache, done)
        except BrokenExecutor:
            raise Unusable([problem("workers.broken", count=len(left))]) from None


def _work_off(
    left: Mapping[str, Specification],
    open_workers: WorkerOpener,
    cache: ResultCache,
    on_done: OnDone,
) -> None:
    """Have what is left planned; what raised is told after all the rest is done."""
    waiting = list(left.values())
    shuffle(waiting)
    faults: list[Exception] = []
    with open_workers() as workers:
        running: set[Future[Result]] = set()
        broken = False
        while waiting or running:
            if waiting and len(running) < workers.ahead():
                specification = waiting.pop()
                if kept := cache.get(specification):
                    on_done(kept)
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
            ", ".join(f"{name} {version}" for name, version in told.items())
            for told in (result.versions, software_versions())
        )
        raise Unusable([problem("workers.versions", found=found, expected=expected)])
