"""Calendars with a column a month and a row a day, as French schools publish them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.acquisition.file.codes import is_code
from planner.acquisition.file.dates import month_of_title, weekdays_of
from planner.acquisition.file.lattice import Lattice, number_in
from planner.acquisition.file.marks import Mark, Marks, YearUnknown

_LEAST_MONTHS = 3
_LEAST_DAYS = 20
_YEARS = range(2015, 2036)
"""The years among which the weekdays of a calendar choose."""

_DAY_CELL = re.compile(
    r"(?:([A-Za-zÀ-ÿ]{1,9})\.?\s*)?0?(\d{1,2})\s*([A-Za-zÀ-ÿ]{1,9})?\.?(?:\s+(.+))?"
)


@dataclass(frozen=True)
class _Month:
    """A month of the head: its columns, and its year if that is written."""

    month: int
    year: int | None
    columns: range


@dataclass(frozen=True)
class _DayCell:
    """The cell of a day: its number, the weekdays it may be, and a code behind them."""

    row: int
    day: int
    weekdays: frozenset[int]
    code: str = ""


@dataclass(frozen=True)
class _Days:
    """The days of a month: the column of their cells, and the cells."""

    month: _Month
    column: int
    cells: tuple[_DayCell, ...]

    @property
    def contents(self) -> range:
        """The columns behind that of the days."""
        return range(self.column + 1, self.month.columns.stop)


def read_month_columns(lattice: Lattice, start_year: int | None) -> Marks | None:
    """Read a calendar with its months beside each other; None if it is not laid out so.

    Raises
    ------
    YearUnknown
        It tells no year, and its weekdays fit several.
    """
    for row in lattice.rows:
        months = _months_of(lattice, row)
        if len(months) >= _LEAST_MONTHS:
            days = [found for month in months if (found := _days_of(lattice, month, row))]
            days = days or _shared_days(lattice, months, row)
            if len(days) >= _LEAST_MONTHS:
                marks = _read(lattice, days, row, start_year)
                return marks if marks.marks else None
    return None


def _months_of(lattice: Lattice, row: int) -> list[_Month]:
    """Return the months that a row names, each with the columns up to the next one."""
    starts: list[tuple[int, int, int | None]] = []
    for column in lattice.columns:
        title = month_of_title(lattice.cells[row][column])
        if title and (not starts or starts[-1][1:] != title):
            starts.append((column, *title))
    if not starts:
        return []
    if len({(month, year) for _, month, year in starts}) < len(starts):
        return []
    ends = [column for column, _, _ in starts[1:]] + [len(lattice.columns)]
    return [
        _Month(month, year, range(column, end))
        for (column, month, year), end in zip(starts, ends, strict=True)
    ]


def _days_of(lattice: Lattice, month: _Month, head: int) -> _Days | None:
    """Find the column that numbers the days of a month."""
    for column in month.columns:
        cells = tuple(_day_cells(lattice, column, head))
        if len(cells) >= _LEAST_DAYS and _is_counting([cell.day for cell in cells]):
            return _Days(month, *_with_weekdays(lattice, month, column, cells))
    return None


def _shared_days(lattice: Lattice, months: Sequence[_Month], head: int) -> list[_Days]:
    """Find one column, before all months, that numbers their days."""
    for column in range(months[0].columns.start):
        cells = tuple(_day_cells(lattice, column, head))
        if len(cells) >= _LEAST_DAYS and _is_counting([cell.day for cell in cells]):
            return [_Days(month, month.columns.start - 1, cells) for month in months]
    return []


def _day_cells(lattice: Lattice, column: int, head: int) -> Iterator[_DayCell]:
    for row in lattice.rows[head + 1 :]:
        value = lattice.cells[row][column]
        if isinstance(value, date):
            yield _DayCell(row, value.day, frozenset({value.weekday()}))
        elif (day := number_in(value)) is not None:
            if 1 <= day <= 31:
                yield _DayCell(row, day, frozenset(range(7)))
        elif found := _DAY_CELL.fullmatch(lattice.text(row, column)):
            before, number, after, code = found.groups()
            days = weekdays_of(before or after or "")
            if after and (before or not days):
                days, code = weekdays_of(before or ""), " ".join(filter(None, (after, code)))
            if 1 <= int(number) <= 31:
                yield _DayCell(row, int(number), days or frozenset(range(7)), code or "")


def _is_counting(days: Sequence[int]) -> bool:
    return all(other == one + 1 for one, other in pairwise(days))


def _with_weekdays(
    lattice: Lattice, month: _Month, column: int, cells: tuple[_DayCell, ...]
) -> tuple[int, tuple[_DayCell, ...]]:
    """Return the last column of the days, with the weekdays that a column beside it tells."""
    for other in (column - 1, column + 1):
        if other in month.columns:
            names = [weekdays_of(lattice.text(cell.row, other)) for cell in cells]
            if _are_successive(names):
                paired = zip(cells, names, strict=True)
                named = tuple(_DayCell(c.row, c.day, found, c.code) for c, found in paired)
                return max(column, other), named
    return column, cells


def _are_successive(names: Sequence[frozenset[int]]) -> bool:
    return any(all((first + n) % 7 in found for n, found in enumerate(names)) for first in range(7))


def _read(lattice: Lattice, days: Sequence[_Days], head: int, start_year: int | None) -> Marks:
    marks: list[Mark] = []
    used = set()
    offsets = _offsets(lattice, days)
    for each, year in zip(days, _years_of(days, start_year), strict=True):
        for number, offset in enumerate(offsets):
            column = each.column + offset
            if column in range(each.column, each.contents.stop):
                several = number + 1 if len(offsets) > 1 else None
                name = _name(lattice, column, head, each, several)
                marks += _marks_of(lattice, each, column, name, year)
        used |= {(cell.row, c) for cell in each.cells for c in each.month.columns}
    return Marks(tuple(marks), used=frozenset(used))


def _offsets(lattice: Lattice, days: Sequence[_Days]) -> list[int]:
    """Return how far behind the column of the days those of the classes stand; 0 for the same."""
    behind = {
        column - each.column
        for each in days
        for column in each.contents
        if _is_of_class(lattice, each, column)
    }
    return sorted(behind) or [0] * any(_tells_itself(lattice, each) for each in days)


def _marks_of(lattice: Lattice, days: _Days, column: int, name: str, year: int) -> Iterator[Mark]:
    for cell in days.cells:
        if (day := _existing(year, days.month.month, cell.day)) is None:
            continue
        code = cell.code
        if column != days.column:
            code = lattice.code(cell.row, column)
        elif not code:
            code = lattice.colours.get((cell.row, column), "")
        yield Mark(name, day, day, code, lattice.spot(cell.row, column))


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_of_class(lattice: Lattice, days: _Days, column: int) -> bool:
    """Whether a column behind the days tells what a class does, and not the number of weeks."""
    texts = [text for cell in days.cells if (text := lattice.code(cell.row, column))]
    codes = [text for text in texts if is_code(text) and not re.fullmatch(r"[sS]?\s*\d+", text)]
    return bool(codes) and len(codes) > len(texts) / 2


def _tells_itself(lattice: Lattice, days: _Days) -> bool:
    """Whether the cells of the days have codes or colours."""
    return any(c.code or (c.row, days.column) in lattice.colours for c in days.cells)


def _name(lattice: Lattice, column: int, head: int, days: _Days, number: int | None) -> str:
    """Return the name of a class: below the month, else the sheet's, with a number if several."""
    below = range(head + 1, days.cells[0].row)
    titles = [text for row in below if (text := lattice.text(row, column))]
    name = titles[-1] if titles else lattice.class_title
    if not titles and number is not None:
        name = f"{name} {number}".strip()
    return name


# --- The years


def _years_of(days: Sequence[_Days], start_year: int | None) -> list[int]:
    """Return the year of each month: as written, as hinted, or as the weekdays have it.

    Raises
    ------
    YearUnknown
        There is no or more than one such year.
    """
    written = next((n for n, each in enumerate(days) if each.month.year is not None), None)
    steps = _steps(days)
    if written is not None:
        year = days[written].month.year
        assert year is not None
        starts = [year - steps[written]]
    else:
        starts = [start_year] if start_year else list(_YEARS)
    fitting = [start for start in starts if _fits(days, [start + step for step in steps])]
    if len(fitting) != 1:
        raise YearUnknown
    return [fitting[0] + step for step in steps]


def _steps(days: Sequence[_Days]) -> list[int]:
    """Return how many years after the first month each month lies."""
    steps, step = [0], 0
    for one, other in pairwise(days):
        step += other.month.month < one.month.month
        steps.append(step)
    return steps


def _fits(days: Sequence[_Days], years: Sequence[int]) -> bool:
    return all(
        day is None or day.weekday() in cell.weekdays
        for each, year in zip(days, years, strict=True)
        for cell in each.cells
        for day in (_existing(year, each.month.month, cell.day),)
    )
