"""The commands: each reads, calls and prints. What takes long to import is imported when used."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.command_line import (
    DAY,
    LABEL,
    LANGUAGE,
    PATH,
    SECONDS,
    YEAR,
    Command,
    Group,
    translate,
    usage_problem,
)
from planner.messages import Messages
from planner.problems import Problem, Unusable, problem

if TYPE_CHECKING:
    from planner.domain import Edition
    from planner.solve import Impossible, NotFound

DONE, NO, UNUSABLE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141

JSON, WORKBOOK, CHART_PNG, CHART_SVG = "planning.json", "planning.xlsx", "gantt.png", "gantt.svg"

_lang = click.option("--lang", metavar="fr|en", type=LANGUAGE, expose_value=False)


def run(arguments: list[str], language: str) -> int:
    """Run a command and give its exit code; every error is told in words of the language."""
    text = Messages(language)
    translate(planner, text)
    try:
        code = planner.main(arguments, "planner", standalone_mode=False, obj=text)
        sys.stdout.flush()
    except Unusable as unusable:
        return _tell(unusable.problems, text)
    except click.UsageError as error:
        return _tell([usage_problem(error)], text)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        print(text("interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as fault:
        if isinstance(fault.__cause__ or fault.__context__, KeyboardInterrupt):
            print(text("interrupted"), file=sys.stderr)  # while a library was being imported
            return INTERRUPTED
        if os.environ.get("PLANNER_DEBUG"):
            raise
        print(text("internal", kind=type(fault).__name__, message=str(fault)), file=sys.stderr)
        return FAULT
    return code if isinstance(code, int) else DONE


def _tell(problems: Sequence[Problem], text: Messages) -> int:
    if len(problems) > 1:
        print(text.counted("problems", len(problems)), file=sys.stderr)
    for what in problems:
        print(text.tell(what), file=sys.stderr)
    return UNUSABLE


@click.group(cls=Group, no_args_is_help=False)
@click.version_option(version("planner"), message="planner %(version)s")
@_lang
def planner() -> None:
    pass


@dataclass(frozen=True)
class _Documents:
    """Where and how the documents of a planning are written."""

    folder: Path
    force: bool

    def check(self) -> None:
        from planner.documents.seal import is_untouched
        from planner.output import check_folder

        check_folder(self.folder, (JSON, WORKBOOK, CHART_PNG, CHART_SVG))
        book = self.folder / WORKBOOK
        if book.exists() and not self.force and not is_untouched(book):
            raise Unusable([problem("out.edited", file=book)])

    def write(self, edition: "Edition", text: Messages) -> None:
        from planner.documents.gantt import gantt
        from planner.documents.workbook import workbook
        from planner.output import write_all
        from planner.planning_file import planning_json

        write_all(
            self.folder,
            {
                WORKBOOK: workbook(edition, text),
                CHART_PNG: gantt(edition, text, "png"),
                CHART_SVG: gantt(edition, text, "svg"),
                JSON: planning_json(edition),
            },
        )


@planner.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--out", type=PATH, default="out")
@click.option("--time-limit", type=SECONDS)
@click.option("--version-label", type=LABEL)
@click.option("--issued", type=DAY)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@_lang
@click.pass_obj
def plan(
    text: Messages,
    programme: Path,
    year: int,
    out: Path,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner.programme_file import academic_year_of, read_programme

    rules = read_programme(programme)
    weeks = academic_year_of(rules, year)
    documents = _Documents(out, force)
    documents.check()

    from planner import report
    from planner.check import Verdict, check
    from planner.domain import Edition
    from planner.solve import Solved, solve

    with report.progress(text, quiet) as on_progress:
        outcome = solve(rules, weeks, time_limit=time_limit, on_progress=on_progress)
    if not isinstance(outcome, Solved):
        return _no_planning(outcome, weeks.label, text)
    if any(found.verdict is not Verdict.KEPT for found in check(outcome.planning)):
        raise AssertionError(text("rejected"))
    edition = Edition(outcome.planning, outcome.objectives, version_label, issued)
    documents.write(edition, text)
    if not quiet:
        report.planned(edition, text)
        names = text.listed((JSON, WORKBOOK, CHART_PNG, CHART_SVG))
        print(text("planned.files", folder=out, files=names))
    return DONE


def _no_planning(outcome: "Impossible | NotFound", year: str, text: Messages) -> int:
    from planner.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=outcome.time_limit), file=sys.stderr)
        return NO
    print(text("impossible", year=year), file=sys.stderr)
    for cohort, rules in outcome.cohorts:
        names = text.listed(f"{text(f'rule.{rule}')} ({rule})" for rule in rules)
        print(text("impossible.cohort", cohort=cohort.id, rules=names), file=sys.stderr)
    return NO


@planner.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@click.option("--quiet", is_flag=True)
@_lang
@click.pass_obj
def check(
    text: Messages, planning: Path, programme: Path | None, year: int | None, quiet: bool
) -> int:
    from planner import report
    from planner.check import Verdict
    from planner.check import check as check_rules
    from planner.planning_file import read_planning
    from planner.programme_file import read_programme

    rules = read_programme(programme) if programme else None
    read = read_planning(planning, rules, year)
    checks = check_rules(read.edition.planning)
    broken = any(found.verdict is Verdict.BROKEN for found in checks)
    if not quiet:
        report.checked(planning, read, checks, text)
        if read.other_rules:
            print(text("check.other-rules", programme=programme))
    return NO if broken or read.misstatements else DONE


@planner.command(cls=Command)
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--year", type=YEAR, required=True)
@click.option("--time-limit", type=SECONDS)
@_lang
@click.pass_obj
def compare(text: Messages, files: tuple[Path, ...], year: int, time_limit: float | None) -> int:
    from planner.planning_file import read_planning
    from planner.programme_file import academic_year_of, read_programme

    programmes = {f: read_programme(f) for f in files if f.suffix.lower() == ".toml"}
    if not programmes:
        raise Unusable([problem("compare.no-programme")])
    first = next(iter(programmes.values()))
    weeks = {file: academic_year_of(rules, year) for file, rules in programmes.items()}
    read = {
        file: read_planning(file, None if file.suffix.lower() == ".json" else first, year)
        for file in files
        if file not in programmes
    }

    from planner import report
    from planner.solve import Solved, solve

    doubled = len({file.name for file in files}) < len(files)
    names = {file: file if doubled else file.name for file in files}
    plannings = [
        (text("compare.read", file=names[file]), found.edition.planning)
        for file, found in read.items()
    ]
    for file, rules in programmes.items():
        outcome = solve(rules, weeks[file], time_limit=time_limit)
        if not isinstance(outcome, Solved):
            return _no_planning(outcome, weeks[file].label, text)
        is_proven = all(objective.proven for objective in outcome.objectives)
        key = "compare.planned" if is_proven else "compare.unproven"
        plannings.append((text(key, file=names[file]), outcome.planning))
    report.compared(plannings, text)
    return DONE


@planner.command(cls=Command)
@_lang
def schema() -> None:
    from planner.programme_file import json_schema

    click.echo(json_schema(), nl=False)
