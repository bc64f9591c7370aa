"""Plannings made: a new one, the nearest to one that was published, why there is none."""

import sys
import time
from collections.abc import Sequence
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
    from planner.programme.programme import Programme
    from planner.rules.case import Given
    from planner.solver.explain import Way
    from planner.solver.solve import Impossible, NotFound
    from planner.year.weeks import AcademicYear

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

    rules = read_programme(programme)
    calendar = [academic_year_of(rules, year + n) for n in range(years)]

    from planner.cli.report.plannings import print_company_time, print_planning
    from planner.cli.report.progress import search_progress
    from planner.documents.issue import Documents
    from planner.planning import inputs
    from planner.planning.course import given_of
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

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
        with search_progress(text, quiet) as on_progress:
            outcome = solve(rules, each, given, time_limit=time_limit, on_progress=on_progress)
        if not isinstance(outcome, Solved):
            return _no_planning(outcome, Asking(programme, rules, each, given), text, trying)
        before = _checked(outcome.planning, text)
        editions.append(Edition(before, outcome.objectives, version_label, issued, revision=number))
    files = documents.write(editions, text)
    if not quiet:
        for edition in editions:
            print_planning(edition, text)
        print_company_time([edition.planning for edition in editions], text)
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
        from planner.documents.issue import Documents

        if self.attempt:
            Documents(self.out, [years[0].label], self.force).check([self.variant(programme)])


def _no_planning(
    outcome: "Impossible | NotFound", asking: Asking, text: Messages, trying: Trying | None = None
) -> int:
    from planner.solver.solve import NotFound

    if isinstance(outcome, NotFound):
        print(text("not-found", seconds=outcome.time_limit), file=sys.stderr)
        return NO
    return _explain(asking, EXPLAIN_SECONDS, text, trying, stderr=True)


def _explain(
    asking: Asking, seconds: float, text: Messages, trying: Trying | None, *, stderr: bool = False
) -> int:
    """Tell why there is no planning, and what would make one possible; try what is asked for."""
    from planner.cli.report.explanations import print_explanation
    from planner.solver.explain import Case, Changing, Search, explain

    search = Search(time.monotonic() + seconds)
    changing = Changing(asking.file.name, asking.may_unlock)
    found = explain(Case(asking.rules, asking.year, asking.given), changing, search)
    print_explanation(found, asking.year, text, stderr=stderr)
    if trying and trying.attempt:
        if trying.attempt > len(found.ways):
            count = len(found.ways)
            raise Unusable([problem("try.none", number=trying.attempt, count=count)])
        _try(found.ways[trying.attempt - 1], asking, trying, text)
    return NO


def _try(way: "Way", asking: Asking, trying: Trying, text: Messages) -> None:
    """Write the planning that a way out leads to, and the variant it comes from."""
    from planner.cli.report.changes import print_changes
    from planner.cli.report.plannings import print_planning
    from planner.cli.report.progress import search_progress
    from planner.documents.issue import Documents
    from planner.planning.changes import difference
    from planner.planning.planning import Edition
    from planner.solver.solve import Solved, solve

    with search_progress(text, trying.quiet) as on_progress:
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
        print_planning(edition, text)
        if changed:
            print_changes(changed, text)
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

    rules = read_programme(programme)
    weeks = academic_year_of(rules, year)

    from planner.planning import inputs
    from planner.planning.course import given_of
    from planner.solver.explain import Case, Search

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

    from planner.cli.report.changes import print_changes
    from planner.cli.report.plannings import print_planning
    from planner.cli.report.progress import search_progress
    from planner.documents.issue import Documents
    from planner.planning import inputs
    from planner.planning.changes import difference, same_weeks
    from planner.planning.planning import Edition
    from planner.planning.repair import given_for_repair
    from planner.solver.solve import Solved, solve

    published = inputs.any_planning(planning, given_rules, year).edition
    found = published.planning
    if year not in (None, found.year.start_year):
        raise Unusable(
            [problem("planning.other-year", file=planning, found=found.year.start_year, year=year)]
        )
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
    with search_progress(text, quiet) as on_progress:
        outcome = solve(rules, weeks, given, time_limit=time_limit, on_progress=on_progress)
    if not isinstance(outcome, Solved):
        asking = Asking(file, rules, weeks, given, may_unlock=False)
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
        print_planning(edition, text)
        print_changes(changed, text)
        print(text("planned.files", folder=out, files=text.listed(files)))
    return DONE
