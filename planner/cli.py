"""The commands: each reads, calls and prints. What takes long to import is imported when used."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from planner.command_line import (
    COUNT,
    DAY,
    FRONT,
    LABEL,
    LANGUAGE,
    LOCK,
    NUMBER,
    PATH,
    REVISION,
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
    from planner.course import Lock
    from planner.domain import AcademicYear, Given, ObjectiveName, Planning, Programme
    from planner.explain import Way
    from planner.planning_file import ReadPlanning
    from planner.scenarios import Compared, Front, Result, Specification
    from planner.scenarios.executors import Executing
    from planner.scenarios.store import Store
    from planner.solve import Impossible, NotFound

DONE, NO, UNUSABLE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141

MOST_TOLD = 50
"""So many problems of an input are told one by one."""

EXPLAIN_SECONDS = 20.0
"""How long it is looked for why there is no planning."""

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
    for what in problems[:MOST_TOLD]:
        print(text.tell(what), file=sys.stderr)
    if (others := len(problems) - MOST_TOLD) > 0:
        print(text.counted("problems.others", others), file=sys.stderr)
    return UNUSABLE


@click.group(cls=Group, no_args_is_help=False)
@click.version_option(version("planner"), message="planner %(version)s")
@_lang
def planner() -> None:
    pass


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Add options that several commands share, in this order."""

    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_keeping = _options(
    click.option("--keep", type=PATH),
    click.option("--until", type=DAY),
    click.option("--lock", type=LOCK, multiple=True),
)
"""Which weeks of a planning are kept."""

_trying = _options(click.option("--try", "attempt", type=NUMBER))
"""Which of the ways out of a conflict is planned."""

_issuing = _options(
    click.option("--time-limit", type=SECONDS),
    click.option("--version-label", type=LABEL),
    click.option("--issued", type=DAY),
    click.option("--revision", type=REVISION),
    click.option("--quiet", is_flag=True),
    click.option("--force", is_flag=True),
)
"""How a planning is searched and issued."""


@planner.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--years", type=COUNT, default=1)
@click.option("--after", type=PATH)
@click.option("--close-to", type=PATH)
@_keeping
@_trying
@click.option("--out", type=PATH, default="out")
@_issuing
@_lang
@click.pass_obj
def plan(
    text: Messages,
    programme: Path,
    year: int,
    years: int,
    after: Path | None,
    close_to: Path | None,
    keep: Path | None,
    until: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    attempt: int | None,
    out: Path,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner.programme_file import academic_year_of, read_programme

    rules = read_programme(programme)
    calendar = [academic_year_of(rules, year + n) for n in range(years)]

    from planner import inputs, report
    from planner.course import given_of
    from planner.domain import Edition
    from planner.issue import Documents
    from planner.solve import Solved, solve

    documents = Documents(out, [each.label for each in calendar], force)
    documents.check()
    trying = Trying(attempt, out, force, quiet)
    trying.check(programme, calendar)
    before = inputs.year_before(after, rules, calendar[0]) if after else None
    reference = inputs.reference(close_to, rules, year)
    kept = inputs.kept_weeks(keep, until, lock, rules, calendar[0])
    number = revision or kept.revision + 1

    editions: list[Edition] = []
    for each in calendar:
        given = given_of(rules, each, before, reference, None if editions else kept.weeks)
        with report.progress(text, quiet) as on_progress:
            outcome = solve(rules, each, given, time_limit=time_limit, on_progress=on_progress)
        if not isinstance(outcome, Solved):
            return _no_planning(outcome, Asking(programme, rules, each, given), text, trying)
        before = _checked(outcome.planning, text)
        editions.append(Edition(before, outcome.objectives, version_label, issued, revision=number))
    files = documents.write(editions, text)
    if not quiet:
        for edition in editions:
            report.planned(edition, text)
        report.company_time([edition.planning for edition in editions], text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return DONE


def _checked(planning: "Planning", text: Messages) -> "Planning":
    """Give a planning back if it keeps every rule; another one is a fault of the program."""
    from planner.check import Verdict, check

    if any(found.verdict is not Verdict.KEPT for found in check(planning)):
        raise AssertionError(text("rejected"))
    return planning


@dataclass(frozen=True)
class Asking:
    """What a planning is asked for, and in which file."""

    file: Path
    rules: "Programme"
    year: "AcademicYear"
    given: "Given"
    may_unlock: bool = True


@dataclass(frozen=True)
class Trying:
    """Which way out is planned, and where that planning is written.

    Attributes
    ----------
    attempt
        Its number; None if none is.
    reference
        The planning to tell the changes from.
    """

    attempt: int | None
    out: Path
    force: bool
    quiet: bool
    reference: "Planning | None" = None

    def variant(self, programme: Path) -> str:
        """Name the file of the variant that a way out is."""
        return f"{programme.stem}-{self.attempt}.toml"

    def check(self, programme: Path, years: "Sequence[AcademicYear]") -> None:
        """Make sure that the planning can be written, if one is asked for."""
        from planner.issue import Documents

        if self.attempt:
            Documents(self.out, [years[0].label], self.force).check([self.variant(programme)])


def _no_planning(
    outcome: "Impossible | NotFound", asking: Asking, text: Messages, trying: Trying | None = None
) -> int:
    from planner.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=outcome.time_limit), file=sys.stderr)
        return NO
    return _explain(asking, EXPLAIN_SECONDS, text, trying, stderr=True)


def _explain(
    asking: Asking, seconds: float, text: Messages, trying: Trying | None, *, stderr: bool = False
) -> int:
    """Tell why there is no planning, and what would make one possible; try what is asked for."""
    from planner import report
    from planner.explain import Case, Changing, Search, explain

    search = Search(time.monotonic() + seconds)
    changing = Changing(asking.file.name, asking.may_unlock)
    found = explain(Case(asking.rules, asking.year, asking.given), changing, search)
    report.explained(found, asking.year, text, stderr=stderr)
    if trying and trying.attempt:
        if trying.attempt > len(found.ways):
            count = len(found.ways)
            raise Unusable([problem("try.none", number=trying.attempt, count=count)])
        _try(found.ways[trying.attempt - 1], asking, trying, text)
    return NO


def _try(way: "Way", asking: Asking, trying: Trying, text: Messages) -> None:
    """Write the planning that a way out leads to, and the variant it comes from."""
    from planner import report
    from planner.changes import difference
    from planner.domain import Edition
    from planner.issue import Documents
    from planner.solve import Solved, solve

    with report.progress(text, trying.quiet) as on_progress:
        outcome = solve(way.case.programme, way.case.year, way.case.given, on_progress=on_progress)
    assert isinstance(outcome, Solved)
    edition = Edition(_checked(outcome.planning, text), outcome.objectives)
    changed = difference(trying.reference, edition.planning) if trying.reference else None
    variant = trying.variant(asking.file)
    others = {variant: way.case.programme.text.encode()} if way.tables else {}
    files = Documents(trying.out, [asking.year.label], trying.force).write(
        [edition], text, difference=changed, others=others
    )
    if not trying.quiet:
        report.planned(edition, text)
        if changed:
            report.changed(changed, text)
        key = "try.done" if way.tables else "try.done-unlocked"
        print(text(key, number=trying.attempt, folder=trying.out, files=text.listed(files),
                   variant=variant, programme=asking.file))  # fmt: skip


@planner.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--after", type=PATH)
@_keeping
@_trying
@click.option("--out", type=PATH, default="out")
@click.option("--time-limit", type=SECONDS, default=EXPLAIN_SECONDS)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@_lang
@click.pass_obj
def explain(
    text: Messages,
    programme: Path,
    year: int,
    after: Path | None,
    keep: Path | None,
    until: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    attempt: int | None,
    out: Path,
    time_limit: float,
    quiet: bool,
    force: bool,
) -> int:
    from planner.programme_file import academic_year_of, read_programme

    rules = read_programme(programme)
    weeks = academic_year_of(rules, year)

    from planner import inputs
    from planner.course import given_of
    from planner.explain import Case, Search

    trying = Trying(attempt, out, force, quiet)
    trying.check(programme, [weeks])
    before = inputs.year_before(after, rules, weeks) if after else None
    kept = inputs.kept_weeks(keep, until, lock, rules, weeks)
    asking = Asking(programme, rules, weeks, given_of(rules, weeks, before, None, kept.weeks))
    possible = Search(time.monotonic() + time_limit).planning(Case(rules, weeks, asking.given))
    if possible is True:
        print(text("explain.unknown", seconds=time_limit))
        return NO
    if possible:
        print(text("explain.possible", year=weeks.label))
        return DONE
    return _explain(asking, time_limit, text, trying)


@planner.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--out", type=PATH, required=True)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@click.option("--today", type=DAY)
@click.option("--lock", type=LOCK, multiple=True)
@_trying
@_issuing
@_lang
@click.pass_obj
def repair(
    text: Messages,
    planning: Path,
    out: Path,
    programme: Path | None,
    year: int | None,
    today: date | None,
    lock: "tuple[tuple[str, Lock], ...]",
    attempt: int | None,
    time_limit: float | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner.programme_file import academic_year_of, read_programme

    given_rules = read_programme(programme) if programme else None

    from planner import inputs, report
    from planner.changes import difference, same_weeks
    from planner.domain import Edition
    from planner.issue import Documents
    from planner.repair import given_for_repair
    from planner.solve import Solved, solve

    published = inputs.any_planning(planning, given_rules, year).edition
    found = published.planning
    if year not in (None, found.year.start_year):
        raise Unusable([problem("planning.other-year", file=planning,
                                found=found.year.start_year, year=year)])  # fmt: skip
    rules = given_rules or found.programme
    weeks = academic_year_of(rules, found.year.start_year)
    if not same_weeks(found.year, weeks):
        raise Unusable([problem("repair.other-weeks", file=planning, year=weeks.label)])
    documents = Documents(out, [weeks.label], force)
    documents.check()
    file = programme or Path(f"{rules.id}.toml")
    trying = Trying(attempt, out, force, quiet, found)
    trying.check(file, [weeks])
    locks = inputs.locks_of(lock, rules, weeks)
    given = given_for_repair(found, rules, weeks, today or date.today(), locks)
    with report.progress(text, quiet) as on_progress:
        outcome = solve(rules, weeks, given, time_limit=time_limit, on_progress=on_progress)
    if not isinstance(outcome, Solved):
        asking = Asking(file, rules, weeks, given, may_unlock=False)
        return _no_planning(outcome, asking, text, trying)
    edition = Edition(
        _checked(outcome.planning, text), outcome.objectives, version_label, issued,
        revision=revision or published.revision + 1,
    )  # fmt: skip
    changed = difference(found, edition.planning)
    files = documents.write([edition], text, difference=changed)
    if not quiet:
        report.planned(edition, text)
        report.changed(changed, text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return DONE


@planner.command(cls=Command)
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@_lang
@click.pass_obj
def diff(
    text: Messages, before: Path, after: Path, programme: Path | None, year: int | None
) -> int:
    from planner.programme_file import read_programme

    rules = read_programme(programme) if programme else None

    from planner import inputs, report
    from planner.changes import difference, same_weeks

    one, other = (
        inputs.any_planning(file, rules, year).edition.planning for file in (before, after)
    )
    if not same_weeks(one.year, other.year):
        raise Unusable([problem("diff.other-year", one=one.year.label, other=other.year.label)])
    found = difference(one, other)
    report.changed(found, text)
    return DONE if found.is_none else NO


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
@click.option("--out", type=PATH)
@click.option("--front", "of", type=FRONT)
@click.option("--workers", type=NUMBER)
@click.option("--time-limit", type=SECONDS)
@click.option("--quiet", is_flag=True)
@_lang
@click.pass_obj
def compare(
    text: Messages,
    files: tuple[Path, ...],
    year: int,
    out: Path | None,
    of: "tuple[ObjectiveName, ObjectiveName] | None",
    workers: int | None,
    time_limit: float | None,
    quiet: bool,
) -> int:
    from planner.scenarios.reading import read_scenarios
    from planner.scenarios.specification import Specification

    scenarios = read_scenarios(files, year, time_limit)
    asked = [each for each in scenarios if isinstance(each, Specification)]
    with _store(out, front=of is not None) as store:
        from planner.scenarios.executors import cores, executing
        from planner.scenarios.reading import compared

        count = workers or min(cores(), len(asked))
        done = _plan_all(asked, executing(count), store, text, quiet)
        found = [
            compared(each, done.results[each.key], text.language)
            if isinstance(each, Specification)
            else each
            for each in scenarios
            if not isinstance(each, Specification) or each.key in done.results
        ]
        front = None
        if of and not done.trouble:
            try:
                front = _front(asked[0], of, store, text, quiet)
            except KeyboardInterrupt as ended:
                done = replace(done, trouble=ended)
        return _compared(found, front, out, done, text, quiet)


@planner.command(cls=Command)
@click.argument("sweep_file", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--out", type=PATH, required=True)
@click.option("--workers", type=NUMBER)
@click.option("--scheduler")
@click.option("--time-limit", type=SECONDS)
@click.option("--quiet", is_flag=True)
@_lang
@click.pass_obj
def sweep(
    text: Messages,
    sweep_file: Path,
    year: int,
    out: Path,
    workers: int | None,
    scheduler: str | None,
    time_limit: float | None,
    quiet: bool,
) -> int:
    from planner.programme_file import academic_year_of
    from planner.scenarios.sweep_file import read_sweep

    grid = read_sweep(sweep_file)
    academic_year_of(grid.programme, year)
    combinations = list(grid.combinations(year, time_limit))
    asked = [each.specification for each in combinations]
    if not quiet:
        print(text("sweep.count", count=grid.count))
    with _store(out, front=False) as store:
        from planner.scenarios.executors import executing
        from planner.scenarios.reading import compared

        done = _plan_all(asked, executing(workers, scheduler), store, text, quiet)
        found = [
            compared(each.specification, result, text.language, each.settings)
            for each in combinations
            if (result := done.results.get(each.specification.key))
        ]
        return _compared(found, None, out, done, text, quiet)


@contextmanager
def _store(out: Path | None, *, front: bool) -> "Iterator[Store]":
    """Give the place where results are kept: with what is written, if anything is."""
    from planner.scenarios.store import Store

    if out is None:
        with TemporaryDirectory() as folder:
            yield Store(Path(folder))
    else:
        from planner.output import check_folder
        from planner.scenarios.issuing import SOLVED, fixed_names

        check_folder(out, fixed_names(front=front))
        yield Store(out / SOLVED)


@dataclass(frozen=True)
class Done:
    """What was planned of many scenarios, and what ended it before all were.

    Attributes
    ----------
    results
        By their keys.
    """

    results: "Mapping[str, Result]"
    total: int
    trouble: BaseException | None


def _plan_all(
    asked: "Sequence[Specification]",
    executing: "Executing",
    store: "Store",
    text: Messages,
    quiet: bool,
) -> Done:
    """Plan what is not kept yet; an end before its time leaves what is done."""
    from planner import report
    from planner.scenarios.running import run_all

    keys = {each.key: each for each in asked}
    results = {key: kept for key, each in keys.items() if (kept := store.find(each))}
    left = [each for key, each in keys.items() if key not in results]
    if not quiet:
        report.to_plan(len(asked), len(left), text)
    trouble: BaseException | None = None
    with report.planning_many(len(left), text, quiet) as advance:

        def on_done(result: "Result") -> None:
            results[result.specification.key] = result
            advance()

        try:
            run_all(left, executing, store, on_done)
        except BaseException as ended:
            if not results:
                raise
            trouble = ended
    return Done(results, len(keys), trouble)


def _front(
    specification: "Specification",
    of: "tuple[ObjectiveName, ObjectiveName]",
    store: "Store",
    text: Messages,
    quiet: bool,
) -> "Front":
    from planner import report
    from planner.scenarios.front import front
    from planner.scenarios.running import run_kept

    with report.finding_front(text, quiet) as on_point:
        return front(specification, *of, partial(run_kept, store=store), on_point)


def _compared(
    scenarios: "Sequence[Compared]",
    front: "Front | None",
    out: Path | None,
    done: Done,
    text: Messages,
    quiet: bool,
) -> int:
    """Print and write a comparison, also of the part that is done."""
    from planner import report

    written: list[str] = []
    if out:
        from planner.output import write_all
        from planner.scenarios.issuing import CSV, RESULTS, files_of, left_over

        files = files_of(scenarios, front, text)
        gone = left_over(files) if (out / CSV).exists() else ()
        write_all(out, files, gone)
        written = [*(name for name in files if not name.startswith(f"{RESULTS}/")), f"{RESULTS}/"]
    if not quiet:
        report.compared(scenarios, text)
        if front:
            report.front(front, scenarios, text)
        if out:
            print(text("planned.files", folder=out, files=text.listed(written)))
    if done.trouble:
        key = "scenarios.interrupted" if out else "interrupted"
        count = len(done.results)
        print(text(key, count=count, total=done.total, folder=out), file=sys.stderr)
        if isinstance(done.trouble, KeyboardInterrupt):
            return INTERRUPTED
        raise done.trouble
    return DONE if any(scenario.edition for scenario in scenarios) else NO


@planner.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--roster", type=PATH, required=True)
@click.option("--out", type=PATH, required=True)
@click.option("--since", type=PATH)
@click.option("--company")
@click.option("--version-label", type=LABEL)
@click.option("--issued", type=DAY)
@click.option("--revision", type=REVISION)
@click.option("--workers", type=NUMBER)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@_lang
@click.pass_obj
def documents(
    text: Messages,
    planning: Path,
    roster: Path,
    out: Path,
    since: Path | None,
    company: str | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    workers: int | None,
    quiet: bool,
    force: bool,
) -> int:
    from planner import inputs
    from planner.output import check_folder

    check_folder(out, ())
    found = inputs.whole_edition(planning)
    _refuse_broken(planning, found.planning, text)
    edition = replace(
        found,
        version_label=version_label or found.version_label,
        issued=issued or found.issued,
        revision=revision or found.revision,
    )
    before = inputs.version_before(since, edition) if since else None

    from planner.folders import company_folders
    from planner.roster import read_roster

    companies = company_folders(read_roster(roster, edition.planning))

    from planner import report
    from planner.delivery import Delivery, company_called

    is_whole = company is None
    chosen = companies if company is None else (company_called(company, companies),)
    delivery = Delivery(out, edition, chosen, is_whole, before, text, force)
    delivery.check()
    with report.delivering(delivery.apprentices, text, quiet) as on_progress:
        delivered = delivery.write(on_progress, workers)
    if not quiet:
        report.delivered(delivery, delivered, text)
    years = delivery.years.values()
    report.unplaced(years, text)
    return NO if any(year.unplaced for year in years) else DONE


def _refuse_broken(file: Path, planning: "Planning", text: Messages) -> None:
    """Make sure that a planning keeps its rules before anybody is given documents of it."""
    from planner.check import check as check_rules
    from planner.documents.wording import breach_line

    weeks = planning.year.weeks
    broken = [
        breach_line(found, bound, weeks, text)
        for found in check_rules(planning)
        for bound in found.breaches
    ]
    if broken:
        told = (problem("file.field", file=file, what=line) for line in broken)
        raise Unusable([problem("delivery.broken", file=file), *told])


@planner.command(cls=Command)
@_lang
def schema() -> None:
    from planner.programme_file import json_schema

    click.echo(json_schema(), nl=False)


@planner.command(cls=Command)
@click.argument("file", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--force", is_flag=True)
@_lang
@click.pass_obj
def roster_template(text: Messages, file: Path, programme: Path | None, force: bool) -> None:
    from planner.output import check_folder, write_all
    from planner.programme_file import read_programme

    if file.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=file)])
    check_folder(file.parent, [file.name])
    if file.exists() and not force:
        raise Unusable([problem("out.exists", file=file)])
    rules = read_programme(programme) if programme else None

    from planner.documents import roster_template

    write_all(file.parent, {file.name: roster_template.roster_template(text, rules)})
    print(text("planned.files", folder=file.parent, files=file.name))


@planner.command(cls=Command)
@_lang
@click.pass_obj
def measures(text: Messages) -> int:
    from planner import report

    report.measures(text)
    return DONE
