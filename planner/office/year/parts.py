"""What differs between two views of a year: the parts of the page to be rendered anew."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from planner.office.year.view import YearView


@dataclass(frozen=True)
class GridPart:
    """A part of a page with a grid.

    Attributes
    ----------
    id
        The identifier of its element in the page.
    kind
        The name of the macro that renders it.
    content
        What the macro is given.
    """

    id: str
    kind: str
    content: object


def is_same_grid(before: YearView, after: YearView) -> bool:
    """Return whether two views have the same weeks, cohorts and offered activities."""
    return _frame(before) == _frame(after)


def _frame(view: YearView) -> object:
    cohorts = [(each.cohort, each.label, each.people) for each in view.cohorts]
    weeks = [(each.name, each.first, each.holidays, each.is_closed) for each in view.weeks]
    return view.label, cohorts, weeks, view.activities, view.has_sessions, view.legend


def changed_parts(
    before: YearView, after: YearView, touched: Collection[str] = ()
) -> Iterator[GridPart]:
    """Yield the parts that differ between two views of the same grid.

    Parameters
    ----------
    touched
        The identifiers of cells that are rendered anew whether they differ or not: those that the
        browser has repainted already.
    """
    for was_row, row in zip(before.cells, after.cells, strict=True):
        for was, cell in zip(was_row, row, strict=True):
            if was != cell or cell.id in touched:
                yield GridPart(cell.id, "cell", cell)
    for was_week, week in zip(before.weeks, after.weeks, strict=True):
        if was_week != week:
            yield GridPart(week.id, "week", week)
            yield GridPart(f"n{week.week}", "present", week)
            yield GridPart(f"p{week.week}", "people", week)
    for was_head, head in zip(before.cohorts, after.cohorts, strict=True):
        if was_head != head:
            yield GridPart(head.id, "cohort", head)
    if before.totals != after.totals:
        yield GridPart("totals", "totals", after)
    if before.breaches != after.breaches:
        yield GridPart("breaches", "breaches", after)
    if before.dues != after.dues:
        yield GridPart("dues", "dues", after)
