"""What holds: the rules of a planning, what changed between two, the keys of a programme."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.frame import DONE, NO, lang
from planner.cli.types import PATH, YEAR, Command
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.planning.file import ReadPlanning


@click.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@click.option("--mark", type=PATH)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang
@click.pass_obj
def check(
    text: Messages,
    planning: Path,
    programme: Path | None,
    year: int | None,
    mark: Path | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner.cli.report.checks import print_check
    from planner.planning.check import Verdict
    from planner.planning.check import check as check_rules
    from planner.planning.file import read_planning
    from planner.programme.file import read_programme

    if mark:
        _check_mark(mark, planning, force)
    rules = read_programme(programme) if programme else None
    read = read_planning(planning, rules, year)
    checks = check_rules(read.edition.planning)
    broken = any(found.verdict is Verdict.BROKEN for found in checks)
    if mark:
        _write_marked(mark, planning, read, text)
    if not quiet:
        print_check(planning, read, checks, text)
        if read.other_rules:
            print(text("check.other-rules", programme=programme))
        if mark:
            print(text("check.marked", file=mark))
    return NO if broken or read.misstatements else DONE


def _check_mark(mark: Path, planning: Path, force: bool) -> None:
    """Make sure that a marked copy can be written without the loss of what somebody typed."""
    from planner.documents.seal import is_untouched
    from planner.files.output import check_folder

    if mark.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=mark)])
    check_folder(mark.parent, [mark.name])
    if force or not mark.exists():
        return
    if planning.exists() and mark.samefile(planning):
        raise Unusable([problem("mark.same", file=mark)])
    if not is_untouched(mark):
        raise Unusable([problem("out.edited", file=mark)])


def _write_marked(mark: Path, planning: Path, read: "ReadPlanning", text: Messages) -> None:
    from planner.documents.workbook import workbook
    from planner.files.output import write_all
    from planner.planning.file import unproven

    edition = read.edition
    if any(cohort.sessions is None for cohort in edition.planning.cohorts):
        raise Unusable([problem("mark.incomplete", file=planning)])
    if read.other_rules and not edition.changed:
        edition = unproven(edition, "rules")
    write_all(mark.parent, {mark.name: workbook(edition, text, marked=True)})


@click.command(cls=Command)
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@lang
@click.pass_obj
def diff(
    text: Messages, before: Path, after: Path, programme: Path | None, year: int | None
) -> int:
    from planner.programme.file import read_programme

    rules = read_programme(programme) if programme else None

    from planner.cli.report.changes import print_changes
    from planner.planning import inputs
    from planner.planning.changes import difference, same_weeks

    one, other = (
        inputs.any_planning(file, rules, year).edition.planning for file in (before, after)
    )
    if not same_weeks(one.year, other.year):
        raise Unusable([problem("diff.other-year", one=one.year.label, other=other.year.label)])
    found = difference(one, other)
    print_changes(found, text)
    return DONE if found.is_none else NO


@click.command(cls=Command)
@lang
def schema() -> None:
    from planner.programme.file import json_schema

    click.echo(json_schema(), nl=False)
