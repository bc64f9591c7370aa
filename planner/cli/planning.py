"""Plannings made: a new one, the nearest to one that was published, why there is none."""

import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.frame import DONE, NO, lang, options
from planner.cli.types import (
    COUNT,
    DAY,
    LABEL,
    LOCK,
    NUMBER,
    PATH,
    REVISION,
    SECONDS,
    YEAR,
    Command,
)
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.planning.course import Lock
    from planner.planning.planning import Planning
    from planner.rules.case import Case
    from planner.solver.explain import Way
    from planner.solver.solve import Infeasible, NotFound

EXPLAIN_SECONDS = 20.0
"""How long it is looked for why there is no planning."""

_keeping = options(
    click.option("--keep", type=PATH),
    click.option("--until", type=DAY),
    click.option("--lock", type=LOCK, multiple=True),
)
"""Which weeks of a planning are kept."""

_trying = options(click.option("--try", "attempt", type=NUMBER))
"""Which of the ways out of a conflict is planned."""

_issuing = options(
    click.option("--time-limit", type=SECONDS),
    click.option("--version-label", type=LABEL),
    click.option("--issued", type=DAY),
    click.option("--revision", type=REVISION),
    click.option("--quiet", is_flag=True),
    click.option("--force", is_flag=True),
)
"""How a planning is searched and issued."""


@click.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--years", type=COUNT, default=1)
@click.option("--after", type=PATH)
@click.option("--close-to", type=PATH)
@_keeping
@_trying
@click.option("--out", type=PATH, default="out")
@_issuing
@lang
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
    from planner.programme.file import academic_year_of, read_programme
    from planner.rules.case import Case

    rules = read_programme(programme)
    cases = [Case(rules, academic_year_of(rules, year + n)) for n in range(years)]

    from planner.cli import report
    from planner.documents.planning.files import PlanningFiles
    from planner.planning import inputs
    from planner.planning.course import case_after
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

    documents = PlanningFiles(out, [case.year.label for case in cases], force)
    documents.check()
    trying = Trying(attempt, out, force, quiet)
    trying.check(programme, cases[0])
    before = inputs.year_before(after, cases[0]) if after else None
    reference = inputs.reference(close_to, cases[0])
    kept = inputs.kept_weeks(keep, until, lock, cases[0])
    number = revision or kept.revision + 1

    editions: list[Edition] = []
    for each in cases:
        case = case_after(each, before, reference, None if editions else kept.weeks)
        with report.progress(text, quiet) as on_progress:
            outcome = solve(case, time_limit=time_limit, on_progress=on_progress)
        if not isinstance(outcome, Solved):
            return _no_planning(outcome, Asking(programme, case, time_limit), text, trying)
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
    from planner.planning.check import Verdict, check

    if any(found.verdict is not Verdict.KEPT for found in check(planning)):
        raise AssertionError(text("rejected"))
    return planning


@dataclass(frozen=True)
class Asking:
    """What a planning is asked for, in which programme file, and for how many seconds."""

    file: Path
    case: "Case"
    time_limit: float | None
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

    def check(self, programme: Path, case: "Case") -> None:
        """Make sure that the planning can be written, if one is asked for."""
        from planner.documents.planning.files import PlanningFiles

        if self.attempt:
            PlanningFiles(self.out, [case.year.label], self.force).check([self.variant(programme)])


def _no_planning(
    outcome: "Infeasible | NotFound", asking: Asking, text: Messages, trying: Trying | None = None
) -> int:
    from planner.solver.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=asking.time_limit or 0.0), file=sys.stderr)
        return NO
    return _explain(asking, EXPLAIN_SECONDS, text, trying, stderr=True)


def _explain(
    asking: Asking, seconds: float, text: Messages, trying: Trying | None, *, stderr: bool = False
) -> int:
    """Tell why there is no planning, and what would make one possible; try what is asked for."""
    from planner.cli import report
    from planner.solver.conflicts import Search
    from planner.solver.explain import Changing, explain

    search = Search(time.monotonic() + seconds)
    changing = Changing(asking.file.name, asking.may_unlock)
    found = explain(asking.case, changing, search)
    report.explained(found, asking.case.year, text, stderr=stderr)
    if trying and trying.attempt:
        if trying.attempt > len(found.ways):
            count = len(found.ways)
            raise Unusable([problem("try.none", number=trying.attempt, count=count)])
        _try(found.ways[trying.attempt - 1], asking, trying, text)
    return NO


def _try(way: "Way", asking: Asking, trying: Trying, text: Messages) -> None:
    """Write the planning that a way out leads to, and the variant it comes from."""
    from planner.cli import report
    from planner.documents.planning.files import PlanningFiles
    from planner.planning.changes import difference
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

    with report.progress(text, trying.quiet) as on_progress:
        outcome = solve(way.case, on_progress=on_progress)
    assert isinstance(outcome, Solved)
    edition = Edition(_checked(outcome.planning, text), outcome.objectives)
    changed = difference(trying.reference, edition.planning) if trying.reference else None
    variant = trying.variant(asking.file)
    others = {variant: way.case.programme.text.encode()} if way.tables else {}
    files = PlanningFiles(trying.out, [asking.case.year.label], trying.force).write(
        [edition], text, difference=changed, others=others
    )
    if not trying.quiet:
        report.planned(edition, text)
        if changed:
            report.changed(changed, text)
        key = "try.done" if way.tables else "try.done-unlocked"
        print(
            text(
                key,
                number=trying.attempt,
                folder=trying.out,
                files=text.listed(files),
                variant=variant,
                programme=asking.file,
            )
        )


@click.command(cls=Command)
@click.argument("programme", type=PATH)
@click.option("--year", type=YEAR, required=True)
@click.option("--after", type=PATH)
@_keeping
@_trying
@click.option("--out", type=PATH, default="out")
@click.option("--time-limit", type=SECONDS, default=EXPLAIN_SECONDS)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang
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
    from planner.programme.file import academic_year_of, read_programme
    from planner.rules.case import Case

    rules = read_programme(programme)
    case = Case(rules, academic_year_of(rules, year))

    from planner.planning import inputs
    from planner.planning.course import case_after
    from planner.solver.conflicts import Search
    from planner.solver.solve import Infeasible, NotFound

    trying = Trying(attempt, out, force, quiet)
    trying.check(programme, case)
    before = inputs.year_before(after, case) if after else None
    kept = inputs.kept_weeks(keep, until, lock, case)
    case = case_after(case, before, None, kept.weeks)
    found = Search(time.monotonic() + time_limit).planning(case)
    if isinstance(found, NotFound):
        print(text("explain.unknown", seconds=time_limit))
        return NO
    if isinstance(found, Infeasible):
        return _explain(Asking(programme, case, time_limit), time_limit, text, trying)
    print(text("explain.possible", year=case.year.label))
    return DONE


@click.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--out", type=PATH, required=True)
@click.option("--programme", type=PATH)
@click.option("--year", type=YEAR)
@click.option("--today", type=DAY)
@click.option("--lock", type=LOCK, multiple=True)
@_trying
@_issuing
@lang
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
    from planner.programme.file import academic_year_of, read_programme

    given_rules = read_programme(programme) if programme else None

    from planner.cli import report
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
    case = Case(rules, academic_year_of(rules, found.year.start_year))
    if not same_weeks(found.year, case.year):
        raise Unusable([problem("repair.other-weeks", file=planning, year=case.year.label)])
    documents = PlanningFiles(out, [case.year.label], force)
    documents.check()
    file = programme or Path(f"{rules.id}.toml")
    trying = Trying(attempt, out, force, quiet, found)
    trying.check(file, case)
    locks = inputs.locks_of(lock, case)
    case = repair_case(found, case, today or date.today(), locks)
    with report.progress(text, quiet) as on_progress:
        outcome = solve(case, time_limit=time_limit, on_progress=on_progress)
    if not isinstance(outcome, Solved):
        asking = Asking(file, case, time_limit, may_unlock=False)
        return _no_planning(outcome, asking, text, trying)
    edition = Edition(
        _checked(outcome.planning, text),
        outcome.objectives,
        version_label,
        issued,
        revision=revision or published.revision + 1,
    )
    changed = difference(found, edition.planning)
    files = documents.write([edition], text, difference=changed)
    if not quiet:
        report.planned(edition, text)
        report.changed(changed, text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return DONE
