"""Commands that search: `plan`, `explain` and `repair`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.alternatives import (
    alternatives_options,
    asked_alternatives,
    comparison_names,
    plan_alternatives,
)
from planner.cli.changing import RuleChanges, change_options
from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, combined_options, lang_option
from planner.cli.help import Command
from planner.cli.option_types import (
    DATE_TYPE,
    LABEL_TYPE,
    LOCK_TYPE,
    PATH_TYPE,
    POSITIVE_INTEGER_TYPE,
    REVISION_TYPE,
    SECONDS_TYPE,
    YEAR_COUNT_TYPE,
    YEAR_TYPE,
)
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.solver.deadline import Deadline

if TYPE_CHECKING:
    from planner.documents.planning.files import PlanningFiles
    from planner.planning.course import Lock
    from planner.planning.planning import Planning
    from planner.rules.case import Case
    from planner.solver.explain import Way
    from planner.solver.solve import Infeasible, NotFound

EXPLAIN_SECONDS = 20.0
"""Time limit of an explanation, where no other is given, in seconds."""

_keep_options = combined_options(
    click.option("--keep", type=PATH_TYPE),
    click.option("--until", type=DATE_TYPE),
    click.option("--lock", type=LOCK_TYPE, multiple=True),
)
"""Options that keep weeks of a planning."""

_try_option = combined_options(click.option("--try", "way_number", type=POSITIVE_INTEGER_TYPE))
"""The option that plans one of the ways out of a conflict."""

_issue_options = combined_options(
    click.option("--time-limit", type=SECONDS_TYPE),
    click.option("--version-label", type=LABEL_TYPE),
    click.option("--issued", type=DATE_TYPE),
    click.option("--revision", type=REVISION_TYPE),
    click.option("--quiet", is_flag=True),
    click.option("--force", is_flag=True),
)
"""Options of the search and of the files written."""


@click.command("plan", cls=Command)
@click.argument("programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE, required=True)
@click.option("--years", type=YEAR_COUNT_TYPE, default=1)
@click.option("--jointly", is_flag=True)
@click.option("--after", type=PATH_TYPE)
@click.option("--close-to", type=PATH_TYPE)
@_keep_options
@_try_option
@alternatives_options
@click.option("--out", type=PATH_TYPE, default="out")
@_issue_options
@lang_option
@click.pass_obj
def plan_command(
    text: Messages,
    programme: Path,
    year: int,
    years: int,
    jointly: bool,
    after: Path | None,
    close_to: Path | None,
    keep: Path | None,
    until: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    way_number: int | None,
    alternatives: int | None,
    apart: int | None,
    at_most_worse: tuple[tuple[str, int], ...],
    out: Path,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    quiet: bool,
    force: bool,
) -> int:
    """Plan one academic year or several in a row, and write the files of each."""
    from planner.programme.file import academic_year_of, read_programme
    from planner.rules.case import Case

    rules = read_programme(programme)
    cases = [Case(rules, academic_year_of(rules, year + n)) for n in range(years)]
    if jointly and years == 1:
        raise Unusable([problem("jointly.needs-years")])
    unfit = ["--years"] * (years > 1) + ["--try"] * (way_number is not None)
    asked = asked_alternatives(alternatives, apart, at_most_worse, rules.ranking, unfit)

    from planner.cli.report.notices import print_notices
    from planner.cli.report.plannings import (
        print_company_time,
        print_joint_result,
        print_planning,
        print_unfit_years,
    )
    from planner.cli.report.progress import search_progress
    from planner.documents.planning.files import PlanningFiles
    from planner.planning import inputs
    from planner.planning.course import case_with_given
    from planner.scenarios.years import PlannedYears, plan_in_turn, plan_jointly
    from planner.solver.solve import Infeasible

    labels = [case.year.label for case in cases]
    documents = PlanningFiles(out, labels, force, alternatives=asked.count if asked else 0)
    documents.check(comparison_names(asked))
    attempt = Attempt(way_number, out, force, quiet)
    attempt.check(programme, cases[0])
    before = inputs.year_before(after, cases[0]) if after else None
    reference = inputs.reference(close_to, cases[0])
    kept = inputs.kept_weeks(keep, until, lock, cases[0])
    number = revision or kept.revision + 1

    first = case_with_given(cases[0], before, reference, kept.weeks)
    cases = [first, *(case_with_given(each, None, reference) for each in cases[1:])]
    plan_years = plan_jointly if jointly else plan_in_turn
    found = plan_years(cases, time_limit, lambda: search_progress(text, quiet))
    if not isinstance(found, PlannedYears):
        if found.case is None and isinstance(found.outcome, Infeasible):
            print_unfit_years(cases, found.is_each_possible, text)
            return EXIT_NEGATIVE
        search_input = SearchInput(programme, found.case or first, time_limit, found.deadline)
        return _no_planning(found.outcome, search_input, text, attempt)
    editions = found.editions(version_label, issued, number)
    for edition in editions:
        _checked(edition.planning, text)
    if asked:
        return plan_alternatives(editions[0], asked, documents, time_limit, text, quiet)
    files = documents.write(editions, text)
    if not quiet:
        for edition in editions:
            print_planning(edition, text)
            print_notices(edition.planning, text)
        if found.jointly:
            print_joint_result(editions, found.jointly, text)
        print_company_time([edition.planning for edition in editions], text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return EXIT_OK


def _checked(planning: "Planning", text: Messages) -> "Planning":
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


def _no_planning(
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
    return _explain(search_input, text, attempt, stderr=True)


def _explain(
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
    from planner.solver.explain import Changing, explain

    search = FeasibilitySearch(search_input.deadline)
    changing = Changing(search_input.file.name, search_input.may_unlock)
    year, print_line = search_input.case.year, line_printer(stderr=stderr)
    found = explain(
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
        _plan_way_out(found.ways[attempt.number - 1], search_input, attempt, text)
    return EXIT_NEGATIVE


def _plan_way_out(way: "Way", search_input: SearchInput, attempt: Attempt, text: Messages) -> None:
    """Write the planning that a way out leads to, and the variant of the programme."""
    from planner.cli.report.changes import print_changes
    from planner.cli.report.notices import print_notices
    from planner.cli.report.plannings import print_planning
    from planner.cli.report.progress import search_progress
    from planner.planning.changes import difference
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

    with search_progress(text, attempt.quiet) as on_progress:
        outcome = solve(way.case, on_progress=on_progress)
    assert isinstance(outcome, Solved)
    edition = Edition(_checked(outcome.planning, text), outcome.objectives)
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


@click.command("explain", cls=Command)
@click.argument("programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE, required=True)
@click.option("--after", type=PATH_TYPE)
@_keep_options
@_try_option
@click.option("--out", type=PATH_TYPE, default="out")
@click.option("--time-limit", type=SECONDS_TYPE, default=EXPLAIN_SECONDS)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def explain_command(
    text: Messages,
    programme: Path,
    year: int,
    after: Path | None,
    keep: Path | None,
    until: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    way_number: int | None,
    out: Path,
    time_limit: float,
    quiet: bool,
    force: bool,
) -> int:
    """Explain why a programme is infeasible; exit with 0 if it is feasible."""
    deadline = Deadline.after(time_limit)

    from planner.programme.file import academic_year_of, read_programme
    from planner.rules.case import Case

    rules = read_programme(programme)
    case = Case(rules, academic_year_of(rules, year))

    from planner.planning import inputs
    from planner.planning.course import case_with_given
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.solve import Infeasible, NotFound

    attempt = Attempt(way_number, out, force, quiet)
    attempt.check(programme, case)
    before = inputs.year_before(after, case) if after else None
    kept = inputs.kept_weeks(keep, until, lock, case)
    case = case_with_given(case, before, None, kept.weeks)
    found = FeasibilitySearch(deadline).planning(case)
    if isinstance(found, NotFound):
        print(text("explain.unknown", seconds=time_limit))
        return EXIT_NEGATIVE
    if isinstance(found, Infeasible):
        return _explain(SearchInput(programme, case, time_limit, deadline), text, attempt)
    print(text("explain.possible", year=case.year.label))
    return EXIT_OK


@click.command("repair", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--out", type=PATH_TYPE, required=True)
@click.option("--programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE)
@click.option("--today", type=DATE_TYPE)
@click.option("--lock", type=LOCK_TYPE, multiple=True)
@change_options
@_try_option
@_issue_options
@lang_option
@click.pass_obj
def repair_command(
    text: Messages,
    planning: Path,
    out: Path,
    programme: Path | None,
    year: int | None,
    today: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    changes: RuleChanges,
    way_number: int | None,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    quiet: bool,
    force: bool,
) -> int:
    """Find the planning nearest to a published or edited one that keeps the rules."""
    from planner.programme.file import academic_year_of, read_programme

    given_rules = read_programme(programme) if programme else None

    from planner.cli.report.changes import print_changes
    from planner.cli.report.notices import print_notices
    from planner.cli.report.plannings import print_planning
    from planner.cli.report.progress import search_progress
    from planner.documents.planning.files import PlanningFiles
    from planner.planning import inputs
    from planner.planning.changes import difference, same_weeks
    from planner.planning.planning import Edition
    from planner.planning.repair import repair_case
    from planner.rules.case import Case
    from planner.solver.solve import Solved, solve

    published = inputs.read_any_planning(planning, given_rules, year).edition
    found = published.planning
    if year not in (None, found.year.start_year):
        raise Unusable(
            [problem("planning.other-year", file=planning, found=found.year.start_year, year=year)]
        )
    rules = given_rules or found.programme
    file, written = programme or Path(f"{rules.id}.toml"), {}
    case = Case(rules, academic_year_of(rules, found.year.start_year))
    if not changes.are_none:
        rules = changes.applied(rules, case.year)
        file = out / f"{rules.id}.toml"
        written = {file.name: rules.text.encode()}
        case = Case(rules, academic_year_of(rules, found.year.start_year))
    if not same_weeks(found.year, case.year):
        raise Unusable([problem("repair.other-weeks", file=planning, year=case.year.label)])
    documents = PlanningFiles(out, [case.year.label], force)
    documents.check([*written])
    attempt = Attempt(way_number, out, force, quiet, found, written)
    attempt.check(file, case)
    locks = inputs.locks_of(lock, case)
    case = repair_case(found, case, today or date.today(), locks)
    deadline = Deadline.after(time_limit)
    with search_progress(text, quiet) as on_progress:
        outcome = solve(case, time_limit=time_limit, on_progress=on_progress)
    if not isinstance(outcome, Solved):
        search_input = SearchInput(file, case, time_limit, deadline, may_unlock=False)
        return _no_planning(outcome, search_input, text, attempt)
    edition = Edition(
        _checked(outcome.planning, text),
        outcome.objectives,
        version_label,
        issued,
        revision=revision or published.revision + 1,
    )
    changed = difference(found, edition.planning)
    files = documents.write([edition], text, difference=changed, others=written)
    if not quiet:
        print_planning(edition, text)
        print_changes(changed, text)
        print_notices(edition.planning, text, found.year)
        print(text("planned.files", folder=out, files=text.listed(files)))
        if written:
            print(text("repair.rules", file=file))
    return EXIT_OK
