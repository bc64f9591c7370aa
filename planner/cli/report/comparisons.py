"""Prints scenarios beside each other, and what each measure means."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, compress

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import NO_VALUE, add_figures, fits, open_console
from planner.cli.report.plannings import cohort_totals
from planner.documents.comparison.words import (
    measure_head,
    missing_value,
    status_text,
    weeks_apart_table,
)
from planner.messages import Messages
from planner.planning.blocks import stretches
from planner.planning.check import Verdict, check
from planner.planning.ledger import PLAIN_ROWS, Totals, presence
from planner.planning.measures import MEASURES, Measure, objective_value, told_measures
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import ON_SESSIONS, ObjectiveName
from planner.scenarios import Compared, select_scenarios, short_scenario_names
from planner.words.names import measure_name
from planner.year.activity import Activity

_ON_REQUEST = (
    ObjectiveName.WISHED_WEEKS,
    ObjectiveName.PATTERN_DEPARTURES,
    ObjectiveName.CLOSENESS,
    ObjectiveName.MOVED_SESSIONS,
)
"""Objectives that are 0 where the programme has no wish or pattern and no planning is given."""

_MOST_BESIDE, _MOST_BELOW, _MOST_MEASURES = 6, 12, 6
"""Most scenarios in columns; most scenarios in rows, and most measures beside these."""

_MOST_COHORTS = 9
"""The most cohorts of which the same blocks and hours in all scenarios are told as well."""

_NAME_WIDTH, _COLUMN_WIDTH = 40, 24
"""The room for the name of a scenario before its row, and above its column."""

_Row = tuple[str, str, list[str]]
"""Its name in files and options ("" if it has none), its label, a cell a scenario."""


def print_measures(text: Messages) -> None:
    """Print all measures: name, unit, whether less or more is better, definition."""
    table = Table(show_lines=True)
    for key in ("measure", "unit", "better", "definition"):
        table.add_column(text(f"column.{key}"), overflow="fold")
    for measure in MEASURES:
        name = f"{measure_name(measure, text)} [{measure.name}]"
        unit, better = text(f"unit.{measure.unit}"), text(f"better.{measure.better}")
        table.add_row(escape(name), unit, better, text(f"definition.{measure.name}"))
    open_console().print(table)


def print_cached_count(total: int, left: int, text: Messages) -> None:
    """Print how many scenarios need no search, as their results are in the cache."""
    if left < total:
        open_console().print(text("scenarios.kept", count=total - left, total=total))


def print_comparison(scenarios: Sequence[Compared], text: Messages) -> None:
    """Print up to 6 scenarios as columns, more as rows; of more than 12, the best ones."""
    console = open_console()
    shown = [scenarios[place] for place in select_scenarios(scenarios, _MOST_BELOW)]
    if len(scenarios) > _MOST_BELOW:
        counts = Counter(scenario.status for scenario in scenarios)
        outcomes = (
            text("compare.count", count=count, status=text(f"outcome.{status}"))
            for status, count in counts.items()
        )
        console.print(text.listed(outcomes))
        console.print(text("compare.foremost", count=len(shown), total=len(scenarios)))
    beside = len(scenarios) <= _MOST_BESIDE
    if beside:
        _print_columns(shown, text, console)
    else:
        console.print(_rows_table(shown, scenarios, text, console))
    _print_weeks_apart(shown, text)
    for scenario in shown:
        if scenario.conflict:
            console.print(escape(text("compare.without", name=scenario.name)), soft_wrap=True)
            for line in scenario.conflict:
                console.print(escape(f"  - {line}"), soft_wrap=True)
    plannings = [each.edition.planning for each in shown if each.edition]
    if beside and any(c.sessions is None for planning in plannings for c in planning.cohorts):
        console.print(text("compare.sessions-assumed"))


def _print_weeks_apart(scenarios: Sequence[Compared], text: Messages) -> None:
    """Print in how many weeks a few plannings differ from each other."""
    apart = weeks_apart_table(scenarios)
    if not apart:
        return
    names = short_scenario_names(scenarios)
    table = Table(title=text("sheet.apart"), title_justify="left")
    table.add_column(text("column.scenario"), overflow="fold")
    for name in names:
        table.add_column(_break_name(name), justify="right", overflow="fold")
    for name, weeks in zip(names, apart, strict=True):
        cells = (NO_VALUE if each is None else text.number(each) for each in weeks)
        table.add_row(_break_name(name), *cells)
    open_console().print(table)


def _print_columns(scenarios: Sequence[Compared], text: Messages, console: Console) -> None:
    """Print a column a scenario, and how many of many cohorts are alike in all of them."""
    cohorts = _rows_by_cohort(scenarios, text)
    planned = [bool(scenario.edition) for scenario in scenarios]
    alike = {
        cohort
        for cohort, rows in cohorts.items()
        if all(len(set(compress(cells, planned))) <= 1 for _, _, cells in rows)
    }
    left_out = alike if len(cohorts) > _MOST_COHORTS else set()
    told = (rows for cohort, rows in cohorts.items() if cohort not in left_out)
    rows = [*_comparison_rows(scenarios, text), *chain.from_iterable(told)]
    table = _columns_table(scenarios, rows, text)
    if not fits(table, console):
        table = _columns_table(scenarios, [("", label, cells) for _, label, cells in rows], text)
    console.print(table)
    if left_out:
        counts = {"count": text.number(len(left_out)), "total": text.number(len(cohorts))}
        console.print(text("compare.alike", **counts))


def _columns_table(scenarios: Sequence[Compared], rows: Sequence[_Row], text: Messages) -> Table:
    """Return a table of a column a scenario; without names, they have no column."""
    table = Table()
    named = any(name for name, _, _ in rows)
    if named:
        table.add_column("", no_wrap=True)
    table.add_column(text("measure"), overflow="fold")
    for scenario in short_scenario_names(scenarios):
        table.add_column(
            _break_name(scenario), justify="right", overflow="fold", max_width=_COLUMN_WIDTH
        )
    status = ["", *(status_text(scenario, text) for scenario in scenarios)]
    for name, cells in [("", status), *((name, [escape(label), *v]) for name, label, v in rows)]:
        table.add_row(*([name] if named else []), *cells)
    return table


def _comparison_rows(scenarios: Sequence[Compared], text: Messages) -> Iterator[_Row]:
    """Yield the rows of the whole: measures, other objectives, broken rules."""
    plannings = [each.edition.planning if each.edition else None for each in scenarios]
    found = [planning for planning in plannings if planning]
    for measure in told_measures(found):
        name = measure.name
        cells = [_value_cell(each, name, each.measures.get(name), text) for each in scenarios]
        yield name, measure_head(measure, text), cells
    silent = () if any(planning.has_sessions for planning in found) else ON_SESSIONS
    left_out = {*silent, *(measure.name for measure in MEASURES)}
    for name in ObjectiveName:
        values = [objective_value(name, p) if p else None for p in plannings]
        if name not in left_out and (name not in _ON_REQUEST or any(values)):
            pairs = zip(scenarios, values, strict=True)
            yield name, text(f"objective.{name}"), [_value_cell(s, name, v, text) for s, v in pairs]
    yield "", text("measure.kept"), [_broken_rules_cell(planning, text) for planning in plannings]


def _rows_by_cohort(scenarios: Sequence[Compared], text: Messages) -> dict[str, list[_Row]]:
    """Return the rows of blocks and hours of each cohort, by its id."""
    plannings = [each.edition.planning if each.edition else None for each in scenarios]
    return {
        cohort: [("", *row) for row in _cohort_rows(cohort, plannings, text)]
        for cohort in {c.cohort.id: None for p in plannings if p for c in p.cohorts}
    }


def _cohort_name(cohort: str, plannings: Sequence[Planning | None]) -> str:
    """Return the id of a cohort, with its site where the cohorts of a planning have several."""
    sites = {
        p.programme.site_name(c.cohort): None
        for p in plannings
        if p
        for c in p.cohorts
        if c.cohort.id == cohort
    }
    return " – ".join(filter(None, [cohort, *sites]))


def _value_cell(scenario: Compared, name: str, value: float | None, text: Messages) -> str:
    """Return a value as text, with its bound where it is not proven."""
    if scenario.edition is None:
        return NO_VALUE
    if value is None:
        return missing_value(scenario.edition.planning, text)
    found = {o.name.value: o for o in scenario.edition.objectives}.get(name)
    if found and not found.proven and found.bound < value:
        return text("compare.bounded", value=value, bound=found.bound)
    return text.number(value)


def _broken_rules_cell(planning: Planning | None, text: Messages) -> str:
    if planning is None:
        return NO_VALUE
    return text.number(sum(c.verdict is Verdict.BROKEN for c in check(planning)))


def _cohort_rows(
    cohort: str, plannings: Sequence[Planning | None], text: Messages
) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of the cohort of one id; a planning without it has a dash."""
    rows = [
        next((c for c in p.cohorts if c.cohort.id == cohort), None) if p else None
        for p in plannings
    ]
    name = _cohort_name(cohort, plannings)
    for activity in (Activity.SCHOOL, Activity.COMPANY):
        label = text(f"measure.{activity}_blocks", cohort=name)
        pairs = zip(rows, plannings, strict=True)
        yield label, [_block_lengths(row, planning, activity, text) for row, planning in pairs]
    found = [
        cohort_totals(row, planning) if row and planning else None
        for row, planning in zip(rows, plannings, strict=True)
    ]
    yield from _presence_rows(name, found, text)
    hours = []
    for each in found:
        star = "" if each is None or each.sessions_given else " *"
        hours.append(text.hours(each.company if each else None) + star)
    yield text("measure.company_hours", cohort=name), hours


def _presence_rows(
    cohort: str, found: Sequence[Totals | None], text: Messages
) -> Iterator[tuple[str, list[str]]]:
    """Yield weeks and days at each place where blocks say too little: split weeks, weeks abroad."""
    rows = dict(presence([each for each in found if each]))
    if len(rows) == PLAIN_ROWS:
        return
    for key, counts in rows.items():
        label = text("measure.of-cohort", measure=text(f"column.{key}"), cohort=cohort)
        left = iter(counts)
        yield label, [text.number(next(left)) if each else NO_VALUE for each in found]


def _block_lengths(
    row: CohortPlanning | None, planning: Planning | None, activity: Activity, text: Messages
) -> str:
    if row is None or planning is None:
        return NO_VALUE
    blocks = stretches(row, planning.year)
    return " ".join(text.number(b.length) for b in blocks if b.activity == activity)


def _rows_table(
    shown: Sequence[Compared], scenarios: Sequence[Compared], text: Messages, console: Console
) -> Table:
    """Return a table of a row a scenario, with the first measures in which they differ.

    These are 6, or fewer on a narrow console.
    """
    planned = [scenario.measures for scenario in scenarios if scenario.edition]
    told = told_measures([scenario.edition.planning for scenario in scenarios if scenario.edition])
    differing = [m for m in told if len({found.get(m.name) for found in planned}) > 1]
    tables = [
        _measures_table(shown, differing[:most], text)
        for most in range(min(_MOST_MEASURES, len(differing)), -1, -1)
    ]
    return next((table for table in tables if fits(table, console)), tables[-1])


def _measures_table(
    scenarios: Sequence[Compared], measures: Sequence[Measure], text: Messages
) -> Table:
    """Return a table of a row a scenario, with some measures."""
    names = [_break_name(name) for name in short_scenario_names(scenarios)]
    width = max([0, *(len(line) for name in names for line in name.splitlines())])
    table = Table(show_lines=True)
    table.add_column(text("column.scenario"), min_width=min(width, _NAME_WIDTH), overflow="fold")
    table.add_column(text("column.status"))
    columns = [
        [_value_cell(each, m.name, each.measures.get(m.name), text) for each in scenarios]
        for m in measures
    ]
    for measure, cells in zip(measures, columns, strict=True):
        add_figures(table, measure_name(measure, text), cells)
    for n, (scenario, name) in enumerate(zip(scenarios, names, strict=True)):
        table.add_row(name, status_text(scenario, text), *(cells[n] for cells in columns))
    return table


def _break_name(name: str) -> str:
    """Break the name of a combination into a line a setting."""
    return escape(name.replace(" · ", "\n"))
