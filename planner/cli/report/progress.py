"""Progress of long work on standard error: in place on a terminal, else line by line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from planner.cli.report.console import open_console
from planner.cli.report.fronts import front_point_text
from planner.messages import Messages
from planner.programme.names import ObjectiveName
from planner.scenarios import FrontPoint

if TYPE_CHECKING:
    from planner.solver.search import Progress

_ESTIMATE_SECONDS = 3600.0
"""Window over which the remaining time is estimated: one scenario may take minutes."""

_SWEEP_LINES = 10
"""Lines printed over a whole sweep, where the output is no terminal."""

_APPRENTICES_A_LINE = 50
"""Apprentices between two lines, where the output is no terminal."""


@contextmanager
def search_progress(text: Messages, quiet: bool) -> Iterator[Callable[["Progress"], None]]:
    """Show the progress of a search: in place on a terminal, else a line for each objective.

    Yields
    ------
    callable
        To be called with each report of the solver.
    """
    console = open_console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with console.status("") as status:
            yield lambda found: status.update(escape(_search_line(found, text)))
    else:
        latest: dict[ObjectiveName, Progress] = {}

        def on_progress(found: "Progress") -> None:
            for name in [name for name in latest if name is not found.objective]:
                console.print(escape(_search_line(latest.pop(name), text)))
            latest[found.objective] = found

        yield on_progress
        for found in latest.values():
            console.print(escape(_search_line(found, text)))


def _search_line(found: "Progress", text: Messages) -> str:
    name = text(f"objective.{found.objective}")
    key = "progress.searching" if found.best is None else "progress"
    return text(key, objective=name, best=found.best, bound=found.bound)


@contextmanager
def scenario_progress(total: int, text: Messages, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show how many scenarios are planned and the remaining time: a bar, or some lines.

    Yields
    ------
    callable
        To be called once for each scenario that is planned.
    """
    console = open_console(stderr=True)
    if quiet or not total:
        yield lambda: None
    elif console.is_terminal:
        left = text("scenarios.left")
        columns = (BarColumn(), MofNCompleteColumn(), left, TimeRemainingColumn())
        window = _ESTIMATE_SECONDS
        with Bar(*columns, console=console, transient=True, speed_estimate_period=window) as bar:
            task = bar.add_task("", total=total)
            yield lambda: bar.advance(task)
    else:
        count = 0

        def on_done() -> None:
            nonlocal count
            count += 1
            if count * _SWEEP_LINES // total > (count - 1) * _SWEEP_LINES // total:
                console.print(text("scenarios.progress", count=count, total=total))

        yield on_done


@contextmanager
def front_progress(text: Messages, quiet: bool) -> Iterator[Callable[[FrontPoint], None]]:
    """Print each point of a Pareto front as it is found.

    Yields
    ------
    callable
        To be called with each point.
    """
    console = open_console(stderr=True)
    if quiet:
        yield lambda _: None
    else:
        yield lambda point: console.print(front_point_text(point.values, text))


@contextmanager
def delivery_progress(
    apprentices: int, text: Messages, quiet: bool
) -> Iterator[Callable[[int], None]]:
    """Show for how many apprentices the documents are written: a bar, or some lines.

    Yields
    ------
    callable
        To be called with the number of apprentices done so far.
    """
    console = open_console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task(text("progress.documents"), total=apprentices)
            yield lambda done: bar.update(task, completed=done)
    else:

        def on_done(done: int) -> None:
            if done % _APPRENTICES_A_LINE == 0 or done == apprentices:
                console.print(text("progress.delivered", done=done, count=apprentices))

        yield on_done
