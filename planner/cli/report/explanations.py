"""Prints why a programme is infeasible, and the changes that would make it feasible."""

from typing import TYPE_CHECKING

from rich.markup import escape

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.words import reasons
from planner.year.weeks import AcademicYear

if TYPE_CHECKING:
    from planner.solver.explain import Explanation


def print_explanation(
    found: "Explanation", year: AcademicYear, text: Messages, *, stderr: bool = False
) -> None:
    """Print the conflicting subsets of rules, then the numbered ways out."""
    console = open_console(stderr)

    def print_line(line: str) -> None:
        console.print(escape(line), soft_wrap=True)

    print_line(text("impossible", year=year.label))
    for conflict in found.conflicts:
        print_line("")
        print_line(reasons.conflict_heading(conflict, text))
        for line in reasons.conflict_lines(conflict, year.weeks, text):
            print_line(f"  - {line}")
    if found.unsearched:
        print_line("")
        cohorts = text.listed(cohort.id for cohort in found.unsearched)
        print_line(text("explain.unsearched", cohorts=cohorts))
    print_line("")
    if found.ways:
        print_line(text("explain.ways"))
    elif found.whole:
        print_line(text("explain.no-way"))
    for number, way in enumerate(found.ways, start=1):
        print_line(f"  {number}. {reasons.way_line(way, year.weeks, text)}")
    if not found.whole:
        print_line(text("explain.more-ways" if found.ways else "explain.way-not-found"))
    if found.ways:
        print_line(text("explain.try"))
