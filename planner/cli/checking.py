"""Commands that only read: `check`, `diff` and `schema`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import PATH_TYPE, YEAR_TYPE
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.planning.file import ReadPlanning


@click.command("check", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE)
@click.option("--mark", type=PATH_TYPE)
@click.option("--all", "every_rule", is_flag=True)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def check_command(
    text: Messages,
    planning: Path,
    programme: Path | None,
    year: int | None,
    mark: Path | None,
    every_rule: bool,
    quiet: bool,
    force: bool,
) -> int:
    """Check the rules of a planning; exit with 1 if one is broken or a figure is wrong."""
    from planner.cli.report.checks import print_check
    from planner.cli.report.notices import print_notices
    from planner.cli.report.plannings import print_company_time, print_course_totals
    from planner.planning.check import Verdict
    from planner.planning.check import check as check_rules
    from planner.planning.file import read_course
    from planner.planning.progressions import module_faults
    from planner.planning.unknown_weeks.completions import is_published
    from planner.programme.file import read_programme

    if mark:
        _check_marked_file(mark, planning, force)
    rules = read_programme(programme) if programme else None
    years = read_course(planning, rules, year)
    if mark:
        _write_marked(mark, planning, years[0], text)
    is_kept = True
    for read in years:
        checks = check_rules(read.edition.planning)
        broken = any(found.verdict is Verdict.BROKEN for found in checks)
        broken = broken or any(module_faults(read.edition.planning))
        is_kept = is_kept and not broken and not read.misstatements
        if not quiet:
            print_check(planning, read, checks, text, every_rule=every_rule)
            print_notices(read.edition.planning, text)
    if not quiet:
        if len(years) > 1:
            plannings = [read.edition.planning for read in years]
            print_course_totals(plannings, text)
            if all(map(is_published, plannings)):
                print_company_time(plannings, text)
        if years[0].other_rules:
            print(text("check.other-rules", programme=programme))
        if mark:
            print(text("check.marked", file=mark))
    return EXIT_OK if is_kept else EXIT_NEGATIVE


def _check_marked_file(mark: Path, planning: Path, force: bool) -> None:
    """Check that the marked copy can be written and overwrites no manual edits.

    Raises
    ------
    Unusable
        It is no .xlsx, cannot be written, is the planning itself, or was edited by hand.
    """
    from planner.documents.seal import has_valid_seal
    from planner.files.output import check_folder

    if mark.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=mark)])
    check_folder(mark.parent, [mark.name])
    if force or not mark.exists():
        return
    if planning.exists() and mark.samefile(planning):
        raise Unusable([problem("mark.same", file=mark)])
    if not has_valid_seal(mark):
        raise Unusable([problem("out.edited", file=mark)])


def _write_marked(mark: Path, planning: Path, read: "ReadPlanning", text: Messages) -> None:
    from planner.documents.planning.workbook import planning_workbook
    from planner.files.output import write_all
    from planner.planning.editing import without_proofs

    edition = read.edition
    if any(cohort.sessions is None for cohort in edition.planning.cohorts):
        raise Unusable([problem("mark.incomplete", file=planning)])
    if read.other_rules and not edition.changed:
        edition = without_proofs(edition, "rules")
    write_all(mark.parent, {mark.name: planning_workbook(edition, text, marked=True)})


@click.command("diff", cls=Command)
@click.argument("before", type=PATH_TYPE)
@click.argument("after", type=PATH_TYPE)
@click.option("--programme", type=PATH_TYPE)
@click.option("--year", type=YEAR_TYPE)
@lang_option
@click.pass_obj
def diff_command(
    text: Messages, before: Path, after: Path, programme: Path | None, year: int | None
) -> int:
    """Print the weeks that differ between two plannings; exit with 1 if there are any."""
    from planner.programme.file import read_programme

    rules = read_programme(programme) if programme else None

    from planner.cli.report.changes import print_changes
    from planner.cli.report.notices import print_notices
    from planner.planning.changes import difference, same_weeks
    from planner.planning.inputs import read_two_plannings

    one, other = read_two_plannings(before, after, rules, year)
    if not same_weeks(one.year, other.year):
        raise Unusable([problem("diff.other-year", one=one.year.label, other=other.year.label)])
    found = difference(one, other)
    print_changes(found, text)
    print_notices(other, text, one.year)
    return EXIT_OK if found.is_none else EXIT_NEGATIVE


@click.command("schema", cls=Command)
@lang_option
def schema_command() -> None:
    """Print the JSON Schema of the programme file."""
    from planner.programme.file import json_schema

    click.echo(json_schema(), nl=False)
