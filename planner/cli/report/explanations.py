"""Prints why a programme is infeasible, and the changes that would make it feasible."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.solver.modules.demands import AnyConflict, ModuleConflict
from planner.words import reasons
from planner.year.weeks import AcademicYear

if TYPE_CHECKING:
    from planner.solver.deletion_filter import Conflicts
    from planner.solver.explain import Explanation

PrintLine = Callable[[str], None]


def line_printer(*, stderr: bool = False) -> PrintLine:
    """Return what prints a line of an explanation as it is, at once."""
    console = open_console(stderr)
    return lambda line: console.print(escape(line), soft_wrap=True)


def print_conflicts(
    found: "Conflicts[AnyConflict]", year: AcademicYear, text: Messages, print_line: PrintLine
) -> None:
    """Print the conflicting subsets of rules."""
    of_modules = _are_of_modules(found.found)
    key = "module_conflict.impossible" if of_modules else "impossible"
    print_line(text(key, year=year.label))
    for conflict in found.found:
        print_line("")
        print_line(reasons.conflict_heading(conflict, text))
        for line in reasons.conflict_lines(conflict, year.weeks, text):
            print_line(f"  - {line}")
    if found.unsearched:
        print_line("")
        cohorts = text.listed(cohort.id for cohort in found.unsearched)
        key = "module_conflict.unsearched" if of_modules else "explain.unsearched"
        print_line(text(key, cohorts=cohorts))


def _are_of_modules(conflicts: "Sequence[AnyConflict]") -> bool:
    return any(isinstance(conflict, ModuleConflict) for conflict in conflicts)


def print_ways(
    found: "Explanation[AnyConflict]", year: AcademicYear, text: Messages, print_line: PrintLine
) -> None:
    """Print the numbered ways out."""
    print_line("")
    of_modules = _are_of_modules(found.conflicts)
    if found.ways:
        print_line(text("module_conflict.ways" if of_modules else "explain.ways"))
    elif found.whole:
        print_line(text("module_conflict.no-way" if of_modules else "explain.no-way"))
    for number, way in enumerate(found.ways, start=1):
        print_line(f"  {number}. {reasons.way_line(way, year.weeks, text)}")
    if not found.whole:
        print_line(text("explain.more-ways" if found.ways else "explain.way-not-found"))
    if found.ways:
        print_line(text("explain.try"))
