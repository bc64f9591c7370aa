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
    COUNT,
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
    from planner.domain import AcademicYear, Edition, Planning, Programme
    from planner.planning_file import ReadPlanning
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


ONE_YEAR = (JSON, WORKBOOK, CHART_PNG, CHART_SVG)


@dataclass(frozen=True)
class _Documents:
    """Where and how the documents are written: of one year, or a folder a year.

    Attributes
    ----------
    years
        The labels of the years, in order.
    """

    folder: Path
    years: Sequence[str]
    force: bool

    def _place(self, year: str, name: str) -> str:
        return f"{year}/{name}" if len(self.years) > 1 else name

    def check(self) -> None:
        from planner.documents.seal import is_untouched
        from planner.output import check_folder

        names = [self._place(year, name) for year in self.years for name in ONE_YEAR]
        check_folder(self.folder, (*names, CHART_PNG, CHART_SVG))
        books = [self.folder / self._place(year, WORKBOOK) for year in self.years]
        edited = [b for b in books if b.exists() and not self.force and not is_untouched(b)]
        if edited:
            raise Unusable(problem("out.edited", file=book) for book in edited)

    def write(self, editions: "Sequence[Edition]", text: Messages) -> list[str]:
        """Write all files, and name them."""
        from planner.documents.gantt import course_gantt, gantt
        from planner.documents.workbook import workbook
        from planner.output import write_all
        from planner.planning_file import planning_json

        files: dict[str, bytes] = {}
        for year, edition in zip(self.years, editions, strict=True):
            files[self._place(year, JSON)] = planning_json(edition)
            files[self._place(year, WORKBOOK)] = workbook(edition, text)
            files[self._place(year, CHART_PNG)] = gantt(edition, text, "png")
            files[self._place(year, CHART_SVG)] = gantt(edition, text, "svg")
        if len(editions) > 1:
            files[CHART_PNG] = course_gantt(editions, text, "png")
            files[CHART_SVG] = course_gantt(editions, text, "svg")
        write_all(self.folder, files)
        return list(files)


@planner.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--years", type=COUNT, default=1)
@click.option("--after", type=PATH)
@click.option("--close-to", type=PATH)
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
    years: int,
    after: Path | None,
    close_to: Path | None,
    out: Path,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner.programme_file import academic_year_of, read_programme

    rules = read_programme(programme)
    calendar = [academic_year_of(rules, year + n) for n in range(years)]
    documents = _Documents(out, [each.label for each in calendar], force)
    documents.check()
    before = _year_before(after, rules, calendar[0]) if after else None
    reference = _reference(close_to, rules, year)

    from planner import report
    from planner.check import Verdict, check
    from planner.course import given_of
    from planner.domain import Edition
    from planner.solve import Solved, solve

    editions: list[Edition] = []
    for each in calendar:
        given = given_of(rules, each, before, reference)
        with report.progress(text, quiet) as on_progress:
            outcome = solve(rules, each, given, time_limit=time_limit, on_progress=on_progress)
        if not isinstance(outcome, Solved):
            return _no_planning(outcome, each.label, text)
        if any(found.verdict is not Verdict.KEPT for found in check(outcome.planning)):
            raise AssertionError(text("rejected"))
        before = outcome.planning
        editions.append(Edition(outcome.planning, outcome.objectives, version_label, issued))
    files = documents.write(editions, text)
    if not quiet:
        for edition in editions:
            report.planned(edition, text)
        report.company_time([edition.planning for edition in editions], text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return DONE


def _year_before(path: Path, rules: "Programme", year: "AcademicYear") -> "Planning":
    """Read the planning of the year before, which must end where a year begins."""
    from planner.course import follows_on
    from planner.planning_file import read_planning

    before = read_planning(path, None, None).edition.planning
    if not follows_on(before.year, year):
        raise Unusable([problem("after.not-before", file=path, found=before.year.label,
                                year=year.label)])  # fmt: skip
    if before.programme.id != rules.id:
        raise Unusable([problem("after.other-programme", file=path, found=before.programme.id,
                                expected=rules.id)])  # fmt: skip
    return before


def _reference(path: Path | None, rules: "Programme", year: int) -> "Planning | None":
    """Read the planning to stay close to, if the objectives ask for one."""
    from planner.domain import ObjectiveName
    from planner.planning_file import carries_rules, read_planning

    asked = ObjectiveName.CLOSENESS in rules.ranking
    if path is None:
        if asked:
            raise Unusable([problem("closeness.needs")])
        return None
    if not asked:
        raise Unusable([problem("closeness.unranked", file=path)])
    its_own = carries_rules(path)
    read = read_planning(path, None, None) if its_own else read_planning(path, rules, year)
    return read.edition.planning


def _no_planning(outcome: "Impossible | NotFound", year: str, text: Messages) -> int:
    from planner.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=outcome.time_limit), file=sys.stderr)
        return NO
    print(text("impossible", year=year), file=sys.stderr)
    if outcome.shared:
        names = text.listed(f"{text(f'rule.{rule}')} ({rule})" for rule in outcome.shared)
        print(text("impossible.shared", rules=names), file=sys.stderr)
    for cohort, rules in outcome.cohorts:
        names = text.listed(f"{text(f'rule.{rule}')} ({rule})" for rule in rules)
        print(text("impossible.cohort", cohort=cohort.id, rules=names), file=sys.stderr)
    return NO


@planner.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@click.option("--mark", type=PATH)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@_lang
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
    from planner import report
    from planner.check import Verdict
    from planner.check import check as check_rules
    from planner.planning_file import read_planning
    from planner.programme_file import read_programme

    if mark:
        _check_mark(mark, planning, force)
    rules = read_programme(programme) if programme else None
    read = read_planning(planning, rules, year)
    checks = check_rules(read.edition.planning)
    broken = any(found.verdict is Verdict.BROKEN for found in checks)
    if mark:
        _write_marked(mark, planning, read, text)
    if not quiet:
        report.checked(planning, read, checks, text)
        if read.other_rules:
            print(text("check.other-rules", programme=programme))
        if mark:
            print(text("check.marked", file=mark))
    return NO if broken or read.misstatements else DONE


def _check_mark(mark: Path, planning: Path, force: bool) -> None:
    """Make sure that a marked copy can be written without the loss of what somebody typed."""
    from planner.documents.seal import is_untouched
    from planner.output import check_folder

    if mark.suffix.lower() != ".xlsx":
        raise Unusable([problem("mark.kind", file=mark)])
    check_folder(mark.parent, [mark.name])
    if force or not mark.exists():
        return
    if planning.exists() and mark.samefile(planning):
        raise Unusable([problem("mark.same", file=mark)])
    if not is_untouched(mark):
        raise Unusable([problem("out.edited", file=mark)])


def _write_marked(mark: Path, planning: Path, read: "ReadPlanning", text: Messages) -> None:
    from planner.documents.workbook import workbook
    from planner.output import write_all
    from planner.planning_file import unproven

    edition = read.edition
    if any(cohort.sessions is None for cohort in edition.planning.cohorts):
        raise Unusable([problem("mark.incomplete", file=planning)])
    if read.other_rules and not edition.changed:
        edition = unproven(edition, "rules")
    write_all(mark.parent, {mark.name: workbook(edition, text, marked=True)})


@planner.command(cls=Command)
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--year", type=YEAR, required=True)
@click.option("--time-limit", type=SECONDS)
@_lang
@click.pass_obj
def compare(text: Messages, files: tuple[Path, ...], year: int, time_limit: float | None) -> int:
    from planner.planning_file import carries_rules, read_planning
    from planner.programme_file import academic_year_of, read_programme

    programmes = {f: read_programme(f) for f in files if f.suffix.lower() == ".toml"}
    if not programmes:
        raise Unusable([problem("compare.no-programme")])
    for rules in programmes.values():
        _reference(None, rules, year)
    first = next(iter(programmes.values()))
    weeks = {file: academic_year_of(rules, year) for file, rules in programmes.items()}
    read = {
        file: read_planning(file, None if carries_rules(file) else first, year)
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
