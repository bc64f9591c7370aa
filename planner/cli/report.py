"""What the commands print: progress while solving, and tables."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from planner.documents.comparison.words import measure_head
from planner.messages import Messages
from planner.planning.changes import Difference
from planner.planning.check import Misstatement, RuleCheck, Verdict, check
from planner.planning.course import company_time as time_in_company
from planner.planning.course import promotions
from planner.planning.file import Layout, ReadPlanning
from planner.planning.ledger import Totals, totals
from planner.planning.measures import MEASURES, objective_value
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.names import ObjectiveName
from planner.scenarios import (
    Compared,
    Front,
    FrontPoint,
    distance,
    foremost,
    front_values,
    names_beside,
)
from planner.words import apprentices as apprentice_wording
from planner.words import reasons
from planner.words.names import measure_name, planned_week_name, week_name
from planner.words.rules import breach_line, rule_name
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear

if TYPE_CHECKING:
    from planner.apprentices.year import ApprenticeYear
    from planner.delivery.delivery import Delivery, DeliveryResult
    from planner.solver.conflicts import Conflict
    from planner.solver.explain import Explanation
    from planner.solver.search import Progress

_HOUR_KEYS = (
    "school_weeks",
    "company_weeks",
    "onsite",
    "sessions",
    "remote",
    "academic",
    "company",
    "net",
)
_ON_REQUEST = (
    ObjectiveName.WISHED_WEEKS,
    ObjectiveName.PATTERN_DEPARTURES,
    ObjectiveName.CLOSENESS,
    ObjectiveName.MOVED_SESSIONS,
)
"""Objectives that say nothing where no wish, pattern or planning was given."""

_NOTHING = "–"

MOST_COLUMNS, MOST_LINES, MOST_MEASURES = 6, 12, 6
"""How many scenarios stand beside each other, or below each other with how many measures."""

_NAME_WIDTH = 40

_SPAN = 3600.0
"""The last seconds from which it is told how long the rest takes: a scenario may take minutes."""

_PARTS_TOLD = 10
"""How often it is told how many scenarios are done, where the output is no terminal."""

_PLAIN_WIDTH = 140
"""Columns of a table where the output is no terminal, so that nothing is cut."""


def _console(stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, width=_PLAIN_WIDTH)
    )


_TOLD_EACH = 50
"""Apprentices whose documents are made between two lines, where the output is no terminal."""


@contextmanager
def progress(text: Messages, quiet: bool) -> Iterator[Callable[["Progress"], None]]:
    """Show how far the search is: in place on a terminal, else a line for each objective."""
    console = _console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with console.status("") as status:
            yield lambda found: status.update(escape(_progress_line(found, text)))
    else:
        latest: dict[ObjectiveName, Progress] = {}

        def note(found: "Progress") -> None:
            for name in [name for name in latest if name is not found.objective]:
                console.print(escape(_progress_line(latest.pop(name), text)))
            latest[found.objective] = found

        yield note
        for found in latest.values():
            console.print(escape(_progress_line(found, text)))


def _progress_line(found: "Progress", text: Messages) -> str:
    name = text(f"objective.{found.objective}")
    key = "progress.searching" if found.best is None else "progress"
    return text(key, objective=name, best=found.best, bound=found.bound)


def planned(edition: Edition, text: Messages) -> None:
    """Print a planning that was found: a line a cohort, then the objectives."""
    console, planning = _console(), edition.planning
    title = text("planned.title", name=planning.programme.name, year=planning.year.label)
    console.print(_hours_table(planning, text, escape(title)))
    console.print(_objectives_table(edition, text))
    console.print(text("planned.status", status=text(f"status.{edition.status}")))
    for objective in edition.objectives:
        if not objective.proven:
            name = text(f"objective.{objective.name}")
            gap = objective.value - objective.bound
            key = "planned.gap" if gap else "planned.ties"
            console.print(escape(text(key, gap=gap, objective=name)))


def company_time(plannings: Sequence[Planning], text: Messages) -> None:
    """Print the time in company along each promotion seen from its first year to its last.

    Beside it stands what the school publishes, with the difference.
    """
    published = plannings[0].programme.published_company
    course = max(cohort.year for cohort in plannings[0].programme.cohorts)
    whole = [p for p in promotions(plannings) if len(p.years) == course]
    if not whole or published is None:
        return
    table = Table()
    for key in ("promotion", "counted", "hours", "published", "difference"):
        table.add_column(text(f"column.{key}"), justify="left" if key == "counted" else "right")
    for promotion in whole:
        found = time_in_company(promotion, plannings)
        for field in ("contract", "less_leave", "worked", "net"):
            minutes = getattr(found, field)
            name = f"{promotion.entry} {promotion.option}".strip()
            hours = (minutes, published, minutes - published)
            row = (escape(name), text(f"company.{field}"), *(text.hours(h) for h in hours))
            table.add_row(*row)
    _console().print(table)


def _hours_table(planning: Planning, text: Messages, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(text("column.cohort"), no_wrap=True)
    for key in _HOUR_KEYS:
        table.add_column(text(f"column.{key}"), justify="right")
    for cohort in planning.cohorts:
        table.add_row(*_hours_row(cohort, _totals(cohort, planning), text))
    return table


def _totals(cohort: CohortPlanning, planning: Planning) -> Totals:
    return totals(cohort, planning.case)


def _hours_row(cohort: CohortPlanning, found: Totals, text: Messages) -> tuple[str, ...]:
    return (
        escape(f"{cohort.cohort.id} – {cohort.cohort.label}"),
        str(found.school_weeks),
        str(found.company_weeks),
        text.hours(found.onsite),
        str(found.sessions),
        text.hours(found.remote),
        text.hours(found.academic),
        text.hours(found.company),
        text.hours(found.company_net),
    )


def _objectives_table(edition: Edition, text: Messages) -> Table:
    table = Table()
    table.add_column(text("column.objective"))
    for key in ("value", "bound", "proven"):
        table.add_column(text(f"column.{key}"), justify="right")
    for objective in edition.objectives:
        table.add_row(
            escape(f"{text(f'objective.{objective.name}')} [{objective.name}]"),
            text.number(objective.value),
            text.number(objective.bound),
            text("word.yes" if objective.proven else "word.no"),
        )
    return table


def explained(
    found: "Explanation", year: AcademicYear, text: Messages, *, stderr: bool = False
) -> None:
    """Print why there is no planning, and what would make one possible."""
    console = _console(stderr)

    def say(line: str) -> None:
        console.print(escape(line), soft_wrap=True)

    say(text("impossible", year=year.label))
    for conflict in found.conflicts:
        say("")
        say(_opening(conflict, text))
        for line in reasons.conflict_lines(conflict, year.weeks, text):
            say(f"  - {line}")
    say("")
    say(text("explain.ways" if found.ways else "explain.no-way"))
    for number, way in enumerate(found.ways, start=1):
        say(f"  {number}. {reasons.way_line(way, year.weeks, text)}")
    if not found.whole:
        say(text("explain.not-whole"))
    if found.ways:
        say(text("explain.try"))


def _opening(conflict: "Conflict", text: Messages) -> str:
    cohorts = text.listed(cohort.id for cohort in conflict.cohorts)
    if not conflict.minimal:
        return text("explain.perhaps-too-large")
    if conflict.alone:
        return text("explain.conflict-alone", cohort=cohorts)
    return text("explain.conflict")


def changed(found: Difference, text: Messages) -> None:
    """Print what changed from one planning to another."""
    console = _console()
    for key, cohorts in (("added", found.added), ("removed", found.removed)):
        if cohorts:
            console.print(text(f"changes.{key}", cohorts=text.listed(c.id for c in cohorts)))
    if found.is_none:
        console.print(text("changes.none"))
    if not found.changes:
        return
    table = Table(title=text.counted("changes", len(found.changes)), title_justify="left")
    for key in ("cohort", "week", "monday", "before", "after"):
        table.add_column(text(f"column.{key}"))
    for change in found.changes:
        table.add_row(
            escape(change.cohort.id),
            week_name(change.week, text),
            text.day(change.week.monday),
            escape(planned_week_name(change.before, text)),
            escape(planned_week_name(change.after, text)),
        )
    console.print(table)


def checked(file: Path, read: ReadPlanning, checks: Sequence[RuleCheck], text: Messages) -> None:
    """Print what a check found: the rules, each breach, the hours."""
    console, planning = _console(), read.edition.planning
    title = text("check.title", file=file, name=planning.programme.name, year=planning.year.label)
    console.print(_rules_table(planning, checks, text, escape(title)))
    for line in (
        *_breaches(planning, checks, read.cells, text),
        *_misstated(read.misstatements, text),
    ):
        console.print(escape(line), soft_wrap=True)
    count = sum(len(found.breaches) for found in checks) + len(read.misstatements)
    console.print(text.counted("check.broken", count) if count else text("check.kept"))
    if read.edited:
        console.print(text("check.edited"), soft_wrap=True)
    unseen = {c.rule.name: None for c in checks if c.verdict is Verdict.NOT_GIVEN}
    if unseen:
        names = text.listed(text(f"rule.{name}") for name in unseen)
        console.print(text("check.not-given", rules=names), soft_wrap=True)
    console.print(_hours_table(planning, text))
    if unseen:
        console.print(text("check.sessions-assumed"))
    if read.edition.objectives:
        console.print(_objectives_table(read.edition, text))
        console.print(text("check.not-proof"))


def _rules_table(
    planning: Planning, checks: Sequence[RuleCheck], text: Messages, title: str
) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(text("column.rule"))
    for cohort in planning.cohorts:
        table.add_column(cohort.cohort.id)
    verdicts = {
        (_rule(c, text), cohort.cohort.id): c.verdict
        for c in checks
        for cohort in planning.cohorts
        if c.cohort in (None, cohort.cohort)
    }
    for name in {_rule(c, text): None for c in checks}:
        row = [verdicts.get((name, cohort.cohort.id)) for cohort in planning.cohorts]
        table.add_row(
            escape(name), *(text(f"verdict.{verdict}") if verdict else "" for verdict in row)
        )
    return table


def _breaches(
    planning: Planning, checks: Sequence[RuleCheck], cells: Layout | None, text: Messages
) -> Iterator[str]:
    for found in checks:
        for bound in found.breaches:
            what = breach_line(found, bound, planning.year.weeks, text)
            if cells:
                cell = cells.cell_of(found, bound, planning)
                yield text("breach.cell", sheet=cells.sheet, cell=cell, what=what)
            else:
                yield what


def _rule(found: RuleCheck, text: Messages) -> str:
    return f"{rule_name(found.rule, text)} ({found.rule.name})"


def _misstated(misstatements: Sequence[Misstatement], text: Messages) -> Iterator[str]:
    ordered = sorted(misstatements, key=_place)
    for (*_, field), group in groupby(ordered, _place):
        first, *others = group
        yield _misstatement(first, text)
        if others:
            yield text("misstatement.more", count=len(others), field=field)


def _place(wrong: Misstatement) -> tuple[bool, str, str]:
    return wrong.cohort is None, wrong.cohort.id if wrong.cohort else "", wrong.field


def _misstatement(wrong: Misstatement, text: Messages) -> str:
    places = [
        wrong.cohort.id if wrong.cohort else text("misstatement.whole"),
        *([week_name(wrong.week, text)] if wrong.week else []),
    ]
    return text(
        "misstatement",
        where=text.listed(places),
        field=wrong.field,
        found=str(wrong.found),
        expected="–" if wrong.expected is None else str(wrong.expected),
    )


def measures(text: Messages) -> None:
    """Print all measures: name, unit, which value is better, what each means."""
    table = Table(show_lines=True)
    for key in ("measure", "unit", "better", "definition"):
        table.add_column(text(f"column.{key}"), overflow="fold")
    for measure in MEASURES:
        name = f"{measure_name(measure, text)} [{measure.name}]"
        unit, better = text(f"unit.{measure.unit}"), text(f"better.{measure.better}")
        table.add_row(escape(name), unit, better, text(f"definition.{measure.name}"))
    _console().print(table)


def to_plan(total: int, left: int, text: Messages) -> None:
    """Print how many scenarios need not be planned again."""
    if left < total:
        _console().print(text("scenarios.kept", count=total - left, total=total))


@contextmanager
def planning_many(total: int, text: Messages, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show how many scenarios are done, and how long the others take: a bar, or some lines.

    Yields
    ------
    callable
        To be called for each that is done.
    """
    console = _console(stderr=True)
    if quiet or not total:
        yield lambda: None
    elif console.is_terminal:
        left = text("scenarios.left")
        columns = (BarColumn(), MofNCompleteColumn(), left, TimeRemainingColumn())
        with Bar(*columns, console=console, transient=True, speed_estimate_period=_SPAN) as bar:
            task = bar.add_task("", total=total)
            yield lambda: bar.advance(task)
    else:
        count = 0

        def note() -> None:
            nonlocal count
            count += 1
            if count * _PARTS_TOLD // total > (count - 1) * _PARTS_TOLD // total:
                console.print(text("scenarios.progress", count=count, total=total))

        yield note


def compared(scenarios: Sequence[Compared], text: Messages) -> None:
    """Print scenarios beside each other, a column each; more of them below each other.

    Of very many, the foremost are shown.
    """
    console = _console()
    shown = [scenarios[place] for place in foremost(scenarios, MOST_LINES)]
    if len(scenarios) > MOST_LINES:
        counts = Counter(scenario.status for scenario in scenarios)
        told = (
            text("compare.count", count=count, status=text(f"outcome.{status}"))
            for status, count in counts.items()
        )
        console.print(text.listed(told))
        console.print(text("compare.foremost", count=len(shown), total=len(scenarios)))
    beside = len(scenarios) <= MOST_COLUMNS
    console.print(_beside(shown, text) if beside else _below(shown, scenarios, text))
    for scenario in shown:
        if scenario.conflict:
            console.print(escape(text("compare.without", name=scenario.name)), soft_wrap=True)
            for line in scenario.conflict:
                console.print(escape(f"  - {line}"), soft_wrap=True)
    plannings = [each.edition.planning for each in shown if each.edition]
    if beside and any(c.sessions is None for planning in plannings for c in planning.cohorts):
        console.print(text("compare.sessions-assumed"))


@contextmanager
def finding_front(text: Messages, quiet: bool) -> Iterator[Callable[[FrontPoint], None]]:
    """Tell each point of a front as it is found."""
    console = _console(stderr=True)
    if quiet:
        yield lambda _: None
    else:
        yield lambda point: console.print(_at(point.values, text))


def front(found: Front, scenarios: Sequence[Compared], text: Messages) -> None:
    """Print a front, and where the scenarios stand beside it."""
    console = _console()
    table = Table()
    for name in found.of:
        table.add_column(escape(f"{text(f'objective.{name}')} [{name}]"), justify="right")
    table.add_column(text("column.proven"), justify="right")
    for point in found.points:
        values = map(text.number, point.values)
        table.add_row(*values, text("word.yes" if point.proven else "word.no"))
    if found.points:
        console.print(table)
        console.print(text("front.whole" if found.whole else "front.part"))
    else:
        console.print(text("front.none" if found.whole else "front.unknown"))
    for scenario in scenarios:
        values_of = scenario.edition and front_values(found.of, scenario.edition.planning)
        if values_of and found.points:
            console.print(escape(_stands(scenario.name, values_of, found, text)))


def _stands(name: str, values: tuple[float, float], found: Front, text: Messages) -> str:
    """Say where a scenario stands beside a front: which points are better, and by how much."""
    where = distance(found, values)
    if where.better:
        told = text.listed(
            text("front.better", point=_at(better.point.values, text), by=_at(better.by, text))
            for better in where.better
        )
    else:
        told = "–" if where.position == "unknown" else text(f"front.{where.position}")
    return text("front.scenario", name=name, at=_at(values, text), told=told)


def _at(values: tuple[float, float], text: Messages) -> str:
    one, other = map(text.number, values)
    return text("front.point", one=one, other=other)


def _beside(scenarios: Sequence[Compared], text: Messages) -> Table:
    table = Table()
    table.add_column("", no_wrap=True)
    table.add_column(text("measure"), overflow="fold")
    for name in names_beside(scenarios):
        table.add_column(_on_lines(name), justify="right", overflow="fold")
    table.add_row("", "", *(text(f"outcome.{scenario.status}") for scenario in scenarios))
    for name, label, values in _lines(scenarios, text):
        table.add_row(name, escape(label), *values)
    return table


def _lines(scenarios: Sequence[Compared], text: Messages) -> Iterator[tuple[str, str, list[str]]]:
    """Write the measures, then the other objectives, the rules broken, and what cohorts have.

    Each with the name by which commands and files call it, if they do.
    """
    plannings = [each.edition.planning if each.edition else None for each in scenarios]
    for measure in MEASURES:
        name = measure.name
        cells = [_value(each, name, each.measures.get(name), text) for each in scenarios]
        yield name, measure_head(measure, text), cells
    measured = {measure.name for measure in MEASURES}
    for name in ObjectiveName:
        values = [objective_value(name, p) if p else None for p in plannings]
        if name not in measured and (name not in _ON_REQUEST or any(values)):
            cells = [_value(s, name, v, text) for s, v in zip(scenarios, values, strict=True)]
            yield name, text(f"objective.{name}"), cells
    yield "", text("measure.kept"), [_broken(planning, text) for planning in plannings]
    for cohort in {c.cohort.id: None for p in plannings if p for c in p.cohorts}:
        for label, cells in _cohort_lines(cohort, plannings, text):
            yield "", label, cells


def _value(scenario: Compared, name: str, value: float | None, text: Messages) -> str:
    """Write a value, with its bound where it is not proven."""
    if scenario.edition is None:
        return _NOTHING
    if value is None:
        return text("verdict.not_given")
    found = {o.name.value: o for o in scenario.edition.objectives}.get(name)
    if found and not found.proven and found.bound < value:
        return text("compare.bounded", value=value, bound=found.bound)
    return text.number(value)


def _broken(planning: Planning | None, text: Messages) -> str:
    if planning is None:
        return _NOTHING
    return text.number(sum(c.verdict is Verdict.BROKEN for c in check(planning)))


def _below(shown: Sequence[Compared], scenarios: Sequence[Compared], text: Messages) -> Table:
    """Lay out a row a scenario, with the first measures in which they differ."""
    planned = [scenario.measures for scenario in scenarios if scenario.edition]
    differing = [m for m in MEASURES if len({found.get(m.name) for found in planned}) > 1]
    names = [_on_lines(name) for name in names_beside(shown)]
    width = max([0, *(len(line) for name in names for line in name.splitlines())])
    table = Table(show_lines=True)
    table.add_column(text("column.scenario"), min_width=min(width, _NAME_WIDTH), overflow="fold")
    table.add_column(text("column.status"))
    for measure in differing[:MOST_MEASURES]:
        table.add_column(measure_name(measure, text), justify="right")
    for scenario, name in zip(shown, names, strict=True):
        values = (
            _value(scenario, m.name, scenario.measures.get(m.name), text)
            for m in differing[:MOST_MEASURES]
        )
        table.add_row(name, text(f"outcome.{scenario.status}"), *values)
    return table


def _on_lines(name: str) -> str:
    """Break the name of a combination between its settings."""
    return escape(name.replace(" · ", "\n"))


def _cohort_lines(
    cohort: str, plannings: Sequence[Planning | None], text: Messages
) -> Iterator[tuple[str, list[str]]]:
    """Compare the cohorts of one id; a planning that has none of it shows a dash."""
    rows = [
        next((c for c in p.cohorts if c.cohort.id == cohort), None) if p else None
        for p in plannings
    ]
    for activity in (Activity.SCHOOL, Activity.COMPANY):
        label = text(f"measure.{activity}_blocks", cohort=cohort)
        yield label, [_lengths(row, activity) if row else _NOTHING for row in rows]
    hours = []
    for row, planning in zip(rows, plannings, strict=True):
        found = _totals(row, planning) if row and planning else None
        star = "" if found is None or found.sessions_given else " *"
        hours.append(text.hours(found.company if found else None) + star)
    yield text("measure.company_hours", cohort=cohort), hours


def _lengths(planning: CohortPlanning, activity: Activity) -> str:
    return " ".join(str(b.length) for b in planning.blocks if b.activity == activity)


@contextmanager
def delivering(apprentices: int, text: Messages, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how many apprentices' documents are made: a bar on a terminal, else some lines."""
    console = _console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task(text("progress.documents"), total=apprentices)
            yield lambda done: bar.update(task, completed=done)
    else:

        def note(done: int) -> None:
            if done % _TOLD_EACH == 0 or done == apprentices:
                console.print(text("progress.delivered", done=done, count=apprentices))

        yield note


def delivered(delivery: "Delivery", found: "DeliveryResult", text: Messages) -> None:
    """Print what was delivered, what was taken away, and what calendars would not notice."""
    console = _console()
    table = Table()
    counts = {
        "summary.companies": len(delivery.companies),
        "summary.apprentices": delivery.apprentices,
        "summary.count": len(found.files),
    }
    for key in counts:
        table.add_column(text(key), justify="right")
    table.add_column(text("summary.folder"), overflow="fold")
    table.add_row(*map(str, counts.values()), escape(str(delivery.out)))
    console.print(table)
    if found.removed:
        console.print(text.counted("delivery.gone", len(found.removed)), soft_wrap=True)
    if found.needs_new_revision:
        revision = delivery.edition.revision
        console.print(
            text("delivery.unnoticed", revision=revision, next=revision + 1), soft_wrap=True
        )


def unplaced(years: Collection["ApprenticeYear"], text: Messages) -> None:
    """Tell whose sessions found no room, in which weeks, and what to do."""
    console = _console(stderr=True)
    for year in years:
        who = year.apprentice
        for found in year.unplaced:
            what = apprentice_wording.unplaced_line(found, year.planning.year.weeks, text)
            line = text(
                "delivery.unplaced",
                file=who.where,
                row=who.row,
                name=who.name,
                cohort=who.cohort,
                company=who.company,
                what=what,
            )
            console.print(escape(line), soft_wrap=True)
    if any(year.unplaced for year in years):
        console.print(escape(text("unplaced.advice")), soft_wrap=True)
