"""Write what is due in the year of all cohorts, to sort and filter."""

from collections.abc import Iterator

from planner.documents.cell_styles import CENTRE, DATE_FORMAT, INDENTED_LINES, LEFT
from planner.documents.paper import text_width_in_characters
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.sheets import CellValue
from planner.planning.milestones import DueDate, due_in_planning
from planner.programme.cohort import Cohort
from planner.words.colours import FAINT
from planner.words.milestones import owner_name, undated_in_classes
from planner.words.names import week_name

_HEAD = 4
_WIDTHS = {"due": 12.0, "week": 10.0, "opens": 13.0, "cohort": 12.0, "what": 40.0, "owner": 22.0}
"""Widths of the columns, in characters; that of cohorts is the least."""

_FILTER = 3.0
"""The width of the button of a filter beside a header, in characters."""

_LEFT = ("what", "owner")
"""The columns of words."""


class MilestonesSheet(PlanningSheet):
    """A row for each day on which something is due, in their order; then what has no date."""

    pages_high = 0

    def write(self) -> None:
        """Write the whole sheet."""
        text = self.text
        ids = (row.cohort.id for row in self.planning.cohorts)
        widest = max(map(text_width_in_characters, ids)) + _FILTER
        shapes = _WIDTHS | {"cohort": max(_WIDTHS["cohort"], widest)}
        widths = list(shapes.values())
        self.title(text("sheet.milestones.title", year=self.planning.year.label), widths)
        for column, key in enumerate(_WIDTHS, start=1):
            self.put_header(_HEAD, column, text(f"column.{key}"))
        self.set_height(_HEAD, 20)
        row = _HEAD
        for row, (cohort, due) in enumerate(due_in_planning(self.planning), start=_HEAD + 1):
            self._row(row, cohort, due)
        self.put_filter(_HEAD, max(row, _HEAD + 1), len(_WIDTHS))
        for line in self._undated():
            row += 1
            self.put(row, 1, line, align=LEFT, box=False, across=len(_WIDTHS))
            self.fit_height(row, [(line, sum(widths))])
        self.finish(widths, _HEAD, row, frozen=1)

    def _row(self, row: int, cohort: Cohort, due: DueDate) -> None:
        week = next(week for week in reversed(self.weeks) if week.monday <= due.day)
        values: dict[str, CellValue] = {
            "due": due.day,
            "week": week_name(week, self.text),
            "opens": due.opens,
            "cohort": cohort.id,
            "what": due.milestone.name,
            "owner": owner_name(due.milestone.owner, self.text),
        }
        for column, (key, value) in enumerate(values.items(), start=1):
            self.put(
                row,
                column,
                value,
                bold=key == "due",
                fill=FAINT if due.day.month % 2 else None,
                align=INDENTED_LINES if key in _LEFT else CENTRE,
                form=DATE_FORMAT if key in ("due", "opens") else None,
            )
        self.fit_height(row, [(due.milestone.name, _WIDTHS["what"])])

    def _undated(self) -> Iterator[str]:
        if listed := list(undated_in_classes(self.planning, self.text)):
            yield ""
            year = self.planning.year.label
            yield self.text("milestones.undated", year=year, listed=self.text.listed(listed))
