"""Why a search found no planning: its conflict, and the planning of one of the ways out."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.common import EXIT_NEGATIVE
from planner.cli.interruption import Interruption
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.solver.deadline import Deadline

if TYPE_CHECKING:
    from planner.documents.planning.files import PlanningFiles
    from planner.planning.planning import Planning
    from planner.rules.case import Case
    from planner.solver.modules.conflicts import Untaught
    from planner.solver.solve import Infeasible, NotFound
    from planner.solver.ways import Way

EXPLAIN_SECONDS = 20.0
"""Time limit of an explanation, where no other is given, in seconds."""


EXPLAIN_MODULES_SECONDS = 120.0
"""The same where modules have to be placed as well: each trial takes a second or two."""


def checked_planning(planning: "Planning", text: Messages) -> "Planning":
    """Return a planning that keeps every rule.

    Raises
    ------
    AssertionError
        It breaks one: a bug of the solver.
    """
    from planner.planning.check import keeps_every_rule

    if not keeps_every_rule(planning):
        raise AssertionError(text("rejected"))
    return planning


@dataclass(frozen=True)
class SearchInput:
    """What a search starts from.

    Attributes
    ----------
    file
        The programme file, as messages call it.
    time_limit
        In seconds; None without one.
    deadline
        When the time limit is over.
    may_unlock
        Whether a way out may drop a lock of the command line.
    """

    file: Path
    case: "Case"
    time_limit: float | None
    deadline: Deadline
    may_unlock: bool = True


@dataclass(frozen=True)
class Attempt:
    """The way out of a conflict that is to be planned, and where that planning is written.

    Attributes
    ----------
    number
        Of the way out, from 1; None if none is planned.
    reference
        The planning with which the new one is compared.
    rules
        The file of the changed rules that the way out starts from, by name, if they were changed.
    seen
        The digests of the workbooks that `check` has found.
    """

    number: int | None
    out: Path
    force: bool
    quiet: bool
    reference: "Planning | None" = None
    rules: Mapping[str, bytes] = field(default_factory=dict)
    seen: dict[Path, bytes] = field(default_factory=dict)

    def variant(self, programme: Path) -> str:
        """Return the name of the file of the programme that the way out leads to."""
        return f"{programme.stem}-{self.number}.toml"

    def check(self, programme: Path, case: "Case") -> None:
        """Check that the files can be written, if a way out is planned.

        Raises
        ------
        Unusable
            They cannot.
        """
        if self.number:
            self.files(case).check([*self.rules, self.variant(programme)])

    def files(self, case: "Case") -> "PlanningFiles":
        """Return the files of the planning of the way out."""
        from planner.documents.planning.files import PlanningFiles

        return PlanningFiles(self.out, [case.year.label], self.force, self.seen)


def tell_no_planning(
    outcome: "Infeasible | NotFound",
    search_input: SearchInput,
    text: Messages,
    attempt: Attempt | None = None,
) -> int:
    """Print why a search found no planning; return the exit code."""
    from planner.solver.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=search_input.time_limit or 0.0), file=sys.stderr)
        return EXIT_NEGATIVE
    if search_input.time_limit is None:
        search_input = replace(search_input, deadline=Deadline.after(EXPLAIN_SECONDS))
    return explain_conflict(outcome, search_input, text, attempt, stderr=True)


def explain_conflict(
    obstacle: "Infeasible | Untaught",
    search_input: SearchInput,
    text: Messages,
    attempt: Attempt | None,
    *,
    stderr: bool = False,
) -> int:
    """Print the conflict as soon as it is found, then the ways out; plan the chosen one.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    Unusable
        There is no way out of that number.
    """
    from planner.cli.report.explanations import line_printer, print_conflicts, print_ways
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.modules.explain import explain_obstacle
    from planner.solver.ways import Changing

    search = FeasibilitySearch(search_input.deadline)
    changing = Changing(search_input.file.name, search_input.may_unlock)
    year, print_line = search_input.case.year, line_printer(stderr=stderr)
    found = explain_obstacle(
        obstacle,
        search_input.case,
        changing,
        search,
        lambda found: print_conflicts(found, year, text, print_line),
    )
    print_ways(found, year, text, print_line)
    if attempt and attempt.number:
        if attempt.number > len(found.ways):
            count = len(found.ways)
            raise Unusable([problem("try.none", number=attempt.number, count=count)])
        return _plan_way_out(found.ways[attempt.number - 1], search_input, attempt, text)
    return EXIT_NEGATIVE


def _plan_way_out(way: "Way", search_input: SearchInput, attempt: Attempt, text: Messages) -> int:
    """Write the planning that a way out leads to, and the variant; return the exit code."""
    from planner.cli.report.changes import print_changes
    from planner.cli.report.notices import print_notices
    from planner.cli.report.plannings import print_planning
    from planner.cli.report.progress import search_progress
    from planner.planning.changes import difference
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

    interruption = Interruption()
    with interruption.heeded() as is_stopped, search_progress(text, attempt.quiet) as on_progress:
        outcome = solve(way.case, on_progress=on_progress, is_stopped=is_stopped)
    if not isinstance(outcome, Solved):
        interruption.check()
    assert isinstance(outcome, Solved)
    edition = Edition(checked_planning(outcome.planning, text), outcome.objectives)
    changed = difference(attempt.reference, edition.planning) if attempt.reference else None
    variant = attempt.variant(search_input.file)
    others = dict(attempt.rules)
    if way.tables:
        others[variant] = way.case.programme.text.encode()
    files = attempt.files(search_input.case).write(
        [edition], text, difference=changed, others=others
    )
    if not attempt.quiet:
        print_planning(edition, text)
        if changed:
            print_changes(changed, text)
        print_notices(edition.planning, text)
        key = "try.done" if way.tables else "try.done-unlocked"
        print(
            text(
                key,
                number=attempt.number,
                folder=attempt.out,
                files=text.listed(files),
                variant=variant,
                programme=search_input.file,
            )
        )
    return interruption.exit_code([edition], text) or EXIT_NEGATIVE
