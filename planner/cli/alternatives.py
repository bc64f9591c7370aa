"""Further plannings to choose from: the options of `plan` that ask for them, and their files."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from planner.cli.common import combined_options
from planner.cli.interruption import Interruption
from planner.cli.option_types import ALTERNATIVES_TYPE, STEP_TYPE, WEEKS_APART_TYPE
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.documents.planning.files import PlanningFiles
    from planner.planning.planning import Edition
    from planner.programme.names import ObjectiveName
    from planner.rules.case import Case
    from planner.scenarios.alternatives import AskedAlternatives, Limits
    from planner.solver.solve import Outcome

alternatives_options = combined_options(
    click.option("--alternatives", type=ALTERNATIVES_TYPE),
    click.option("--apart", type=WEEKS_APART_TYPE),
    click.option("--at-most-worse", type=STEP_TYPE, multiple=True),
)
"""Options that ask for further plannings."""


def asked_alternatives(
    count: int | None,
    apart: int | None,
    steps: Sequence[tuple[str, int]],
    ranking: "Sequence[ObjectiveName]",
    others: Sequence[str],
) -> "AskedAlternatives | None":
    """Return which further plannings the options ask for; None if they ask for none.

    Parameters
    ----------
    others
        The options given besides that do not go with them.

    Raises
    ------
    Unusable
        The options do not go together, or a step is of an objective that does not matter.
    """
    from planner.scenarios.alternatives import WEEKS_APART, AskedAlternatives, steps_by_objective

    if count is None:
        if apart or steps:
            raise Unusable([problem("alternatives.needs")])
        return None
    if others:
        raise Unusable(problem("alternatives.not-with", option=option) for option in others)
    worse = steps_by_objective(steps, ranking, "--at-most-worse")
    return AskedAlternatives(count, apart or WEEKS_APART, worse)


def comparison_names(asked: "AskedAlternatives | None") -> list[str]:
    """Return the names of the files in which further plannings are compared."""
    if asked is None:
        return []
    from planner.documents.comparison.alternatives import alternatives_file_names

    return alternatives_file_names()


def plan_alternatives(
    first: "Edition",
    asked: "AskedAlternatives",
    documents: "PlanningFiles",
    time_limit: float | None,
    interruption: Interruption,
    text: Messages,
    quiet: bool,
) -> int:
    """Search for plannings to choose from, write and print them with their comparison.

    Parameters
    ----------
    interruption
        That of the search for the first one; it ends this one as well, with those found.

    Returns
    -------
    int
        The exit code.
    """
    from planner.cli.report.alternatives import print_alternatives
    from planner.cli.report.progress import search_progress
    from planner.documents.comparison.alternatives import alternatives_files
    from planner.documents.comparison.words import alternatives_end_line
    from planner.scenarios.alternatives import AlternativesEnd, find_alternatives
    from planner.solver.solve import NotFound, solve

    def search(case: "Case", limits: "Limits") -> "Outcome":
        if interruption.is_asked():
            return NotFound()
        if not quiet:
            number = len(case.given.others.weeks) + 1
            print(text("alternatives.searching", number=number), file=sys.stderr)
        with interruption.heeded() as is_stopped, search_progress(text, quiet) as on_progress:
            return solve(
                case,
                limits=limits,
                time_limit=time_limit,
                on_progress=on_progress,
                is_stopped=is_stopped,
            )

    found = find_alternatives(first, first.planning.case, asked, search)
    files = documents.write(found.editions, text, others=alternatives_files(found, text))
    if not quiet:
        print_alternatives(found, documents.folder, files, text)
    elif found.end is not AlternativesEnd.COMPLETE:
        print(alternatives_end_line(found, text), file=sys.stderr)
    return interruption.exit_code(found.editions, text)
