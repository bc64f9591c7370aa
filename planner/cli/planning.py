"""Commands that search: `plan`, `explain` and `repair`."""

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
from planner.cli.explaining import (
    EXPLAIN_MODULES_SECONDS,
    EXPLAIN_SECONDS,
    Attempt,
    SearchInput,
    checked_planning,
    explain_conflict,
    tell_no_planning,
)
from planner.cli.help import Command
from planner.cli.interruption import Interruption
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
    from planner.planning.course import Lock

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
    from planner.documents.planning.module_files import told_file_names
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
    interruption = Interruption()
    with interruption.heeded() as is_stopped:
        found = plan_years(cases, time_limit, lambda: search_progress(text, quiet), is_stopped)
    if not isinstance(found, PlannedYears):
        interruption.check()
        if found.case is None and isinstance(found.outcome, Infeasible):
            print_unfit_years(cases, found.is_each_possible, text)
            return EXIT_NEGATIVE
        search_input = SearchInput(programme, found.case or first, time_limit, found.deadline)
        return tell_no_planning(found.outcome, search_input, text, attempt)
    editions = found.editions(version_label, issued, number)
    for edition in editions:
        checked_planning(edition.planning, text)
    if asked:
        return plan_alternatives(
            editions[0], asked, documents, time_limit, interruption, text, quiet
        )
    files = documents.write(editions, text)
    if not quiet:
        for edition in editions:
            print_planning(edition, text)
            print_notices(edition.planning, text)
        if found.jointly:
            print_joint_result(editions, found.jointly, text)
        print_company_time([edition.planning for edition in editions], text)
        print(text("planned.files", folder=out, files=text.listed(told_file_names(files))))
    return interruption.exit_code(editions, text, labels[len(editions) :])


@click.command("explain", cls=Command)
@click.argument("programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE, required=True)
@click.option("--after", type=PATH_TYPE)
@_keep_options
@_try_option
@click.option("--out", type=PATH_TYPE, default="out")
@click.option("--time-limit", type=SECONDS_TYPE)
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
    time_limit: float | None,
    quiet: bool,
    force: bool,
) -> int:
    """Explain why a programme is infeasible; exit with 0 if it is feasible."""
    from planner.programme.file import academic_year_of, read_programme
    from planner.rules.case import Case

    rules = read_programme(programme)
    time_limit = time_limit or (EXPLAIN_MODULES_SECONDS if rules.curriculum else EXPLAIN_SECONDS)
    deadline = Deadline.after(time_limit)
    case = Case(rules, academic_year_of(rules, year))

    from planner.planning import inputs
    from planner.planning.course import case_with_given
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.modules.conflicts import Untaught, planning_or_obstacle
    from planner.solver.solve import Infeasible, NotFound

    attempt = Attempt(way_number, out, force, quiet)
    attempt.check(programme, case)
    before = inputs.year_before(after, case) if after else None
    kept = inputs.kept_weeks(keep, until, lock, case)
    case = case_with_given(case, before, None, kept.weeks)
    found = planning_or_obstacle(case, FeasibilitySearch(deadline))
    if isinstance(found, NotFound):
        print(text("explain.unknown", seconds=time_limit))
        return EXIT_NEGATIVE
    if isinstance(found, Untaught) and not found.cohorts:
        cohorts = text.listed(cohort.id for cohort in found.unsearched)
        print(text("module_conflict.unsearched", cohorts=cohorts))
        return EXIT_NEGATIVE
    if isinstance(found, Infeasible | Untaught):
        search_input = SearchInput(programme, case, time_limit, deadline)
        return explain_conflict(found, search_input, text, attempt)
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
    from planner.documents.planning.module_files import told_file_names
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
    locks = inputs.locks_of(lock, found, case)
    case = repair_case(found, case, today or date.today(), locks)
    deadline, interruption = Deadline.after(time_limit), Interruption()
    with interruption.heeded() as is_stopped, search_progress(text, quiet) as on_progress:
        outcome = solve(case, time_limit=time_limit, on_progress=on_progress, is_stopped=is_stopped)
    if not isinstance(outcome, Solved):
        interruption.check()
        search_input = SearchInput(file, case, time_limit, deadline, may_unlock=False)
        return tell_no_planning(outcome, search_input, text, attempt)
    edition = Edition(
        checked_planning(outcome.planning, text),
        outcome.objectives,
        version_label,
        issued,
        revision=revision or published.revision + 1,
    )
    changed = difference(found, edition.planning)
    files = documents.write([edition], text, difference=changed, before=published, others=written)
    if not quiet:
        print_planning(edition, text)
        print_changes(changed, text)
        print_notices(edition.planning, text, found.year)
        print(text("planned.files", folder=out, files=text.listed(told_file_names(files))))
        if written:
            print(text("repair.rules", file=file))
    return interruption.exit_code([edition], text)
