"""The common base of the sheets of a planning: title, version, cells of a week."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.sheets import (
    DATE_FORMAT,
    SheetWriter,
)
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.colours import CLOSED
from planner.words.names import version_line
from planner.year.weeks import HOUR, Minutes, Week


class PlanningSheet(SheetWriter):
    """Writes a sheet of a planning."""

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet)
        self.edition, self.text = edition, text
        self.planning = edition.planning
        self.weeks = edition.planning.year.weeks

    def title(self, title: str, columns: int) -> None:
        """Write the title, and the line with the programme and the version."""
        programme = self.planning.programme
        version = version_line(self.edition, self.text)
        self.put_title(title, " · ".join((programme.school, programme.name, version)), columns)

    def finish(self, widths: Sequence[float], head: int, last_row: int, frozen: int) -> None:
        """Set up the page, with the version in the footer; widths are in characters."""
        version = version_line(self.edition, self.text)
        self.set_up_page(widths, head, last_row, frozen, version)

    def week_cells(self, row: int, week: Week) -> None:
        """Write the three cells that name a week."""
        fill = CLOSED if week.closed else None
        self.put(
            row, 1, week.iso_week, bold=True, fill=fill, form=f'"{self.text("week.letter")}"00'
        )
        self.put(row, 2, week.monday, fill=fill, form=DATE_FORMAT)
        self.put(row, 3, week.last_day, fill=fill, form=DATE_FORMAT)

    def holidays(self, week: Week) -> str:
        """Return the public holidays of a week, as text."""
        return self.text.listed(self.text.weekday(day) for day in week.public_holidays)


def hours_value(minutes: Minutes | None) -> float:
    """Convert minutes to hours; 0 if unknown."""
    return (minutes or 0) / HOUR
