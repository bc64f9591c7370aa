"""Write the list of modules as a sheet of a workbook."""

from collections.abc import Sequence

from planner.documents.apprentice.module_list import ModuleColumn, ModuleList
from planner.documents.cell_styles import (
    CENTRE,
    DATE_FORMAT,
    INDENTED_LINES,
    LEFT,
    Alignment,
    hours_format,
)
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.words.colours import FAINT

_HEAD = 4


def write_module_sheet(
    book: WorkbookWriter, listed: ModuleList, whose: str, version: str, text: Messages
) -> None:
    """Write the list to sort and filter, with the total below it.

    Parameters
    ----------
    whose
        The line below the title: of whom the list is.
    """
    _Modules(book, text("tables.modules")).write(listed, whose, version)


class _Modules(SheetWriter):
    landscape = True
    pages_high = 0

    def write(self, listed: ModuleList, whose: str, version: str) -> None:
        widths = [column.width for column in listed.columns]
        self.put_title(listed.title, whose, widths)
        self.put(3, 1, listed.note, align=LEFT, box=False, across=len(widths))
        self.fit_height(3, [(listed.note, sum(widths))])
        self.set_height(_HEAD, 32)
        last = _HEAD
        for last, row in enumerate(listed.rows, start=_HEAD + 1):
            self._row(last, row, listed.columns)
        self.put_table("modules", _HEAD, last, [column.heading for column in listed.columns])
        self._row(last + 1, listed.total, listed.columns, is_total=True)
        self.set_up_page(widths, _HEAD, last + 1, 2, version)

    def _row(
        self,
        row: int,
        values: Sequence[CellValue],
        columns: Sequence[ModuleColumn],
        is_total: bool = False,
    ) -> None:
        for place, (value, column) in enumerate(zip(values, columns, strict=True), start=1):
            align: Alignment = INDENTED_LINES if column.is_text else CENTRE
            bold, fill = is_total or column.key == "module", FAINT if is_total else None
            form = _form(column.key, value)
            self.put(row, place, value, bold=bold, fill=fill, align=align, form=form)
        widths = (column.width - 1 for column in columns)
        self.fit_height(row, zip(values, widths, strict=True), least=18)


def _form(key: str, value: CellValue) -> str | None:
    if key in ("first", "last"):
        return DATE_FORMAT
    return hours_format(value) if key == "onsite" and isinstance(value, float) else None
