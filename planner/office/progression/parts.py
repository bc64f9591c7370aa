"""What differs between two views of a progression: the parts of the page to be rendered anew."""

from collections.abc import Collection, Iterator

from planner.office.progression.view import ProgressionView
from planner.office.year.parts import GridPart


def changed_modules(
    before: ProgressionView, after: ProgressionView, touched: Collection[str] = ()
) -> Iterator[GridPart] | None:
    """Return the parts that differ between two views; None if they have other weeks or modules.

    Parameters
    ----------
    touched
        The identifiers of cells that are rendered anew whether they differ or not.
    """
    return _parts(before, after, touched) if _frame(before) == _frame(after) else None


def _frame(view: ProgressionView) -> object:
    weeks = [(each.name, each.first, each.has_lessons) for each in view.weeks]
    groups = [
        (group.label, [(row.module, row.name) for row in group.rows]) for group in view.groups
    ]
    return view.cohort, view.label, view.year, weeks, groups, view.has_sessions


def _parts(
    before: ProgressionView, after: ProgressionView, touched: Collection[str]
) -> Iterator[GridPart]:
    for was, row in zip(before.rows, after.rows, strict=True):
        for earlier, cell in zip(was.cells, row.cells, strict=True):
            if earlier != cell or cell.id in touched:
                yield GridPart(cell.id, "cell", cell)
        if (was.hours, was.facts, was.breaches) != (row.hours, row.facts, row.breaches):
            yield GridPart(row.id, "module", row)
        if was.onsite != row.onsite:
            yield GridPart(f"{row.id}h", "sum", row.onsite)
        if was.sessions != row.sessions:
            yield GridPart(f"{row.id}s", "sum", row.sessions)
    for was_week, week in zip(before.weeks, after.weeks, strict=True):
        if was_week != week:
            yield GridPart(week.id, "week", week)
    if before.sums != after.sums:
        yield GridPart("sums", "sums", after)
    if (before.breaches, before.elsewhere) != (after.breaches, after.elsewhere):
        yield GridPart("breaches", "breaches", after)
    if before.objectives != after.objectives:
        yield GridPart("objectives", "objectives", after)
