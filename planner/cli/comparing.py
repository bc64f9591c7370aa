"""Commands that compare rhythms: `compare`, `sweep` and `measures`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_INTERRUPTED, EXIT_NEGATIVE, EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import (
    FRONT_TYPE,
    PATH_TYPE,
    POSITIVE_INTEGER_TYPE,
    SECONDS_TYPE,
    YEAR_TYPE,
)
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.programme.names import ObjectiveName
    from planner.scenarios import Compared, Front, Result, Specification
    from planner.scenarios.executors import WorkerOpener
    from planner.scenarios.result_cache import ResultCache


@click.command("compare", cls=Command)
@click.argument("files", type=PATH_TYPE, nargs=-1, required=True)
@click.option("--year", type=YEAR_TYPE, required=True)
@click.option("--out", type=PATH_TYPE)
@click.option("--front", "of", type=FRONT_TYPE)
@click.option("--workers", type=POSITIVE_INTEGER_TYPE)
@click.option("--time-limit", type=SECONDS_TYPE)
@click.option("--quiet", is_flag=True)
@lang_option
@click.pass_obj
def compare_command(
    text: Messages,
    files: tuple[Path, ...],
    year: int,
    out: Path | None,
    of: "tuple[ObjectiveName, ObjectiveName] | None",
    workers: int | None,
    time_limit: float | None,
    quiet: bool,
) -> int:
    """Plan scenarios, compare them, and compute a Pareto front; exit with 1 without planning."""
    from planner.scenarios.reading import read_scenarios
    from planner.scenarios.specification import Specification

    scenarios = read_scenarios(files, year, time_limit)
    specifications = [each for each in scenarios if isinstance(each, Specification)]
    with _store(out, front=of is not None) as cache:
        from planner.scenarios.executors import choose_workers, usable_cores
        from planner.scenarios.reading import compared_scenario

        count = workers or min(usable_cores(), len(specifications))
        done = _plan_all(specifications, choose_workers(count), cache, text, quiet)
        found = [
            compared_scenario(each, done.results[each.key], text.language)
            if isinstance(each, Specification)
            else each
            for each in scenarios
            if not isinstance(each, Specification) or each.key in done.results
        ]
        front = None
        if of and not done.trouble:
            try:
                front = _front(specifications[0], of, cache, text, quiet)
            except KeyboardInterrupt as ended:
                done = replace(done, trouble=ended)
        return _finish_comparison(found, front, out, done, text, quiet)


@click.command("sweep", cls=Command)
@click.argument("sweep_file", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE, required=True)
@click.option("--out", type=PATH_TYPE, required=True)
@click.option("--workers", type=POSITIVE_INTEGER_TYPE)
@click.option("--scheduler")
@click.option("--time-limit", type=SECONDS_TYPE)
@click.option("--quiet", is_flag=True)
@lang_option
@click.pass_obj
def sweep_command(
    text: Messages,
    sweep_file: Path,
    year: int,
    out: Path,
    workers: int | None,
    scheduler: str | None,
    time_limit: float | None,
    quiet: bool,
) -> int:
    """Plan all combinations of a sweep file and compare them; exit with 1 without planning."""
    from planner.programme.file import academic_year_of
    from planner.scenarios.sweep_file import read_sweep

    grid = read_sweep(sweep_file)
    academic_year_of(grid.programme, year)
    combinations = list(grid.combinations(year, time_limit))
    specifications = [each.specification for each in combinations]
    if not quiet:
        print(text("sweep.count", count=grid.count))
    with _store(out, front=False) as cache:
        from planner.scenarios.executors import choose_workers
        from planner.scenarios.reading import compared_scenario

        done = _plan_all(specifications, choose_workers(workers, scheduler), cache, text, quiet)
        found = [
            compared_scenario(each.specification, result, text.language, each.settings)
            for each in combinations
            if (result := done.results.get(each.specification.key))
        ]
        return _finish_comparison(found, None, out, done, text, quiet)


@contextmanager
def _store(out: Path | None, *, front: bool) -> "Iterator[ResultCache]":
    """Open the cache of results: in the folder of the output, else in a temporary folder."""
    from planner.scenarios.result_cache import ResultCache

    if out is None:
        with TemporaryDirectory() as folder:
            yield ResultCache(Path(folder))
    else:
        from planner.documents.comparison.files import SOLVED_FOLDER, fixed_file_names
        from planner.files.output import check_folder

        check_folder(out, fixed_file_names(front=front))
        yield ResultCache(out / SOLVED_FOLDER)


@dataclass(frozen=True)
class PlannedBatch:
    """The results of many scenarios, perhaps interrupted.

    Attributes
    ----------
    results
        By the keys of their specifications.
    total
        The number of distinct scenarios that were to be planned.
    trouble
        The exception that ended the search before all were planned.
    """

    results: "Mapping[str, Result]"
    total: int
    trouble: BaseException | None


def _plan_all(
    specifications: "Sequence[Specification]",
    open_workers: "WorkerOpener",
    cache: "ResultCache",
    text: Messages,
    quiet: bool,
) -> PlannedBatch:
    """Plan the scenarios whose results are not cached.

    Raises
    ------
    BaseException
        What ended the search, if there is no result at all; else it is returned.
    """
    from planner.cli.report.comparisons import print_cached_count
    from planner.cli.report.progress import scenario_progress
    from planner.scenarios.running import plan_scenarios

    keys = {each.key: each for each in specifications}
    results = {key: cached for key, each in keys.items() if (cached := cache.get(each))}
    left = [each for key, each in keys.items() if key not in results]
    if not quiet:
        print_cached_count(len(specifications), len(left), text)
    trouble: BaseException | None = None
    with scenario_progress(len(left), text, quiet) as advance:

        def on_done(result: "Result") -> None:
            results[result.specification.key] = result
            advance()

        try:
            plan_scenarios(left, open_workers, cache, on_done)
        except BaseException as ended:
            if not results:
                raise
            trouble = ended
    return PlannedBatch(results, len(keys), trouble)


def _front(
    specification: "Specification",
    of: "tuple[ObjectiveName, ObjectiveName]",
    cache: "ResultCache",
    text: Messages,
    quiet: bool,
) -> "Front":
    """Compute a Pareto front; every result goes to the cache."""
    from planner.cli.report.progress import front_progress
    from planner.scenarios.front import pareto_front
    from planner.scenarios.running import plan_or_load

    with front_progress(text, quiet) as on_point:
        return pareto_front(specification, *of, partial(plan_or_load, cache=cache), on_point)


def _finish_comparison(
    scenarios: "Sequence[Compared]",
    front: "Front | None",
    out: Path | None,
    done: PlannedBatch,
    text: Messages,
    quiet: bool,
) -> int:
    """Print and write a comparison of the scenarios that are planned, even after an interruption.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    BaseException
        What ended the search, unless it was an interruption by the user.
    """
    from planner.cli.report.comparisons import print_comparison
    from planner.cli.report.fronts import print_front

    written: list[str] = []
    if out:
        from planner.documents.comparison.files import (
            COMPARISON_CSV,
            RESULTS_FOLDER,
            comparison_files,
            stale_files,
        )
        from planner.files.output import write_all

        files = comparison_files(scenarios, front, text)
        gone = stale_files(files) if (out / COMPARISON_CSV).exists() else ()
        write_all(out, files, gone)
        written = [
            *(name for name in files if not name.startswith(f"{RESULTS_FOLDER}/")),
            f"{RESULTS_FOLDER}/",
        ]
    if not quiet:
        print_comparison(scenarios, text)
        if front:
            print_front(front, scenarios, text)
        if out:
            print(text("planned.files", folder=out, files=text.listed(written)))
    if done.trouble:
        key = "scenarios.interrupted" if out else "interrupted"
        count = len(done.results)
        print(text(key, count=count, total=done.total, folder=out), file=sys.stderr)
        if isinstance(done.trouble, KeyboardInterrupt):
            return EXIT_INTERRUPTED
        raise done.trouble
    return EXIT_OK if any(scenario.edition for scenario in scenarios) else EXIT_NEGATIVE


@click.command("measures", cls=Command)
@lang_option
@click.pass_obj
def measures_command(text: Messages) -> int:
    """Print the definitions of the measures."""
    from planner.cli.report.comparisons import print_measures

    print_measures(text)
    return EXIT_OK
