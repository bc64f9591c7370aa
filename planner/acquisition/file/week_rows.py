"""Calendars with a row a week, a row a day, or a row a period: dates, and a column a class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.acquisition.file.codes import is_code
from planner.acquisition.file.dates import (
    ONE_DAY,
    ONE_WEEK,
    WrittenWeek,
    dated_spans,
    dated_weeks,
    monday_of,
    month_of_title,
    span_of,
    week_number,
    weekdays_of,
)
from planner.acquisition.file.lattice import Lattice, is_number, number_in
from planner.acquisition.file.marks import Mark, Marks, SeenSessions, WrongDay, YearUnknown
from planner.files.spelling import folded
from planner.planning.file.calendar_reader import WEEK_COLUMNS

_LEAST_ROWS = 5
"""Fewer rows are no calendar."""

_STRAY_ROWS = 2
"""So many rows out of order may be titles with a day in them."""

_WEEK_TITLES = ("s", "n°", "no", "n", "num", "w")
_GENERAL = ("lieu", "activite", "planning", "alternance", "rythme", "place", "statut", "activity")
"""Titles of a column that name no class: the title of the sheet does."""

_SESSION_WORDS = ("seance", "session")
_FRIDAY = 4

DaySpan = tuple[date, date]


@dataclass(frozen=True)
class _Dated:
    """The rows that have a date, in order, with their first and last days, and those columns."""

    rows: tuple[int, ...]
    spans: tuple[DaySpan, ...]
    columns: frozenset[int]

    @property
    def head(self) -> range:
        """The rows above them."""
        return range(self.rows[0])


def read_week_rows(lattice: Lattice, start_year: int | None) -> Marks | None:
    """Read a calendar with its dates below each other; None if it is not laid out so.

    Raises
    ------
    YearUnknown
        Its days or weeks have no year.
    """
    if (dated := _dated_rows(lattice, start_year)) is None:
        return None
    marks: list[Mark] = []
    sessions: list[SeenSessions] = []
    passed_over = []
    name = ""
    for column in lattice.columns:
        if column in dated.columns:
            continue
        titles = _titles(lattice, dated, column)
        filled = [row for row in dated.rows if lattice.code(row, column)]
        if not filled and not any(titles):
            continue
        if _is_counted(lattice, filled, column):
            sessions += _session_counts(lattice, dated, column, titles, name)
        elif not _is_of_class(lattice, dated, column):
            passed_over.append((" ".join(titles), lattice.spot(dated.rows[0], column)))
        else:
            weekday = _weekday(titles)
            name = _name(titles if weekday is None else titles[:-1], lattice)
            marks += _marks_of(lattice, dated, column, name, weekday)
    if not marks:
        return None
    names = {mark.group for mark in marks}
    return Marks(
        tuple(marks),
        tuple(each for each in sessions if each.group in names),
        frozenset((row, column) for row in dated.rows for column in lattice.columns),
        tuple(passed_over),
    )


# --- The dates


def _dated_rows(lattice: Lattice, start_year: int | None) -> _Dated | None:
    """Return the rows with a date: by the columns of their days, else of their weeks."""
    undated = False
    for find in (_by_days, _by_weeks):
        for column in lattice.columns:
            found = find(lattice, column, start_year)
            if found is None:
                continue
            if found.spans:
                return found
            undated = True
    if undated:
        raise YearUnknown
    return None


def _by_days(lattice: Lattice, column: int, start_year: int | None) -> _Dated | None:
    """Read a column of days; a second one beside it may tell their ends.

    Spans are empty where no year is known.
    """
    read = {row: span for row in lattice.rows if (span := span_of(lattice.cells[row][column]))}
    rows = tuple(read)
    if len(rows) < _LEAST_ROWS:
        return None
    ends = next(
        (
            other
            for other in (column + 1, column + 2)
            if other in lattice.columns and all(span_of(lattice.cells[r][other]) for r in rows)
        ),
        None,
    )
    spans = [read[row] for row in rows]
    if ends is not None:
        lasts = [span_of(lattice.cells[row][ends]) for row in rows]
        spans = [(first, last[1]) for (first, _), last in zip(spans, lasts, strict=True) if last]
    columns = {column} if ends is None else {column, ends}
    dated = dated_spans(spans, start_year)
    if dated is None:
        return _Dated(rows, (), frozenset(columns))
    kept = _following(lattice, column, rows, [first for first, _ in dated])
    rows, dated = rows[kept.start : kept.stop], dated[kept.start : kept.stop]
    if len(rows) < _LEAST_ROWS or _are_months(dated):
        return None
    _check_between(lattice, column, rows)
    return _Dated(
        rows, tuple(_stretched(dated)), frozenset(columns | _telling_dates(lattice, rows))
    )


def _following(lattice: Lattice, column: int, rows: Sequence[int], days: Sequence[date]) -> range:
    """Return which of some rows follow each other: a day in a title above them does not.

    Returns
    -------
    range
        Empty if the column is none of dates in order.

    Raises
    ------
    WrongDay
        A row within does not follow the one before.
    """
    breaks = [n + 1 for n, (one, other) in enumerate(pairwise(days)) if one >= other]
    runs = [range(one, other) for one, other in pairwise([0, *breaks, len(days)])]
    longest = max(runs, key=len)
    if len(days) - len(longest) <= _STRAY_ROWS:
        return longest
    if len(breaks) > _STRAY_ROWS:
        return range(0)
    row = rows[next((n for n in breaks if n > _STRAY_ROWS), breaks[0])]
    raise WrongDay(lattice.spot(row, column), lattice.text(row, column))


def _check_between(lattice: Lattice, column: int, rows: Sequence[int]) -> None:
    """Refuse a row within that has codes, and a day that does not exist.

    Raises
    ------
    WrongDay
        There is one.
    """
    for row in set(range(rows[0], rows[-1])) - set(rows):
        text = lattice.text(row, column)
        others = {lattice.text(row, other) for other in lattice.columns} - {"", text}
        if any(letter.isdigit() for letter in text) and any(map(is_code, others)):
            raise WrongDay(lattice.spot(row, column), text)


def _are_months(spans: Sequence[DaySpan]) -> bool:
    """Whether single days are so far apart that they name months."""
    gaps = sorted(other[0] - one[0] for one, other in pairwise(spans))
    return gaps[len(gaps) // 2] > 2 * ONE_WEEK and all(first == last for first, last in spans)


def _stretched(spans: Sequence[DaySpan]) -> list[DaySpan]:
    """Return spans whose single days stand for their week, where rows are weeks apart."""
    gaps = sorted(other[0] - one[0] for one, other in pairwise(spans))
    if gaps[len(gaps) // 2] < ONE_WEEK:
        return list(spans)
    return [
        (monday_of(first), monday_of(first) + _FRIDAY * ONE_DAY) if first == last else (first, last)
        for first, last in spans
    ]


def _by_weeks(lattice: Lattice, column: int, start_year: int | None) -> _Dated | None:
    """Read a column of week numbers; spans are empty where no year is known."""
    titled = _row_titled(lattice, column, _is_week_title)
    read: dict[int, WrittenWeek] = {}
    for row in lattice.rows:
        number = number_in(lattice.cells[row][column])
        if week := week_number(lattice.text(row, column)):
            read[row] = week
        elif titled is not None and row > titled and number and 1 <= number <= 53:
            read[row] = WrittenWeek(number, _year_beside(lattice, row, titled))
    rows = tuple(read)
    steps = [other.number - one.number for one, other in pairwise(read.values())]
    if len(rows) < _LEAST_ROWS or steps.count(1) < len(steps) / 2:
        return None
    columns = {column} | _telling_dates(lattice, rows)
    mondays = dated_weeks(list(read.values()), start_year)
    if mondays is None:
        return _Dated(rows, (), frozenset(columns))
    kept = _following(lattice, column, rows, mondays)
    rows, mondays = rows[kept.start : kept.stop], mondays[kept.start : kept.stop]
    if len(rows) < _LEAST_ROWS:
        return None
    spans = tuple((monday, monday + _FRIDAY * ONE_DAY) for monday in mondays)
    return _Dated(rows, spans, frozenset(columns))


def _is_week_title(text: str) -> bool:
    word = folded(text).rstrip(".")
    word = word.removeprefix("n°") or word
    return WEEK_COLUMNS.get(word) == "iso_week" or word in _WEEK_TITLES


def _is_year_title(text: str) -> bool:
    return WEEK_COLUMNS.get(folded(text)) == "iso_year"


def _row_titled(lattice: Lattice, column: int, is_titled: Callable[[str], bool]) -> int | None:
    """Return the row in which a column has a title of a kind."""
    return next((row for row in lattice.rows if is_titled(lattice.text(row, column))), None)


def _year_beside(lattice: Lattice, row: int, head: int) -> int | None:
    """Return the year that a column of years gives a row."""
    for column in lattice.columns:
        if _is_year_title(lattice.text(head, column)):
            return number_in(lattice.cells[row][column])
    return None


def _telling_dates(lattice: Lattice, rows: Sequence[int]) -> set[int]:
    """Return the columns that say more of the dates: week numbers, years, weekdays, months."""
    return {column for column in lattice.columns if _tells_dates(lattice, rows, column)}


def _tells_dates(lattice: Lattice, rows: Sequence[int], column: int) -> bool:
    texts = [text for row in rows if (text := lattice.text(row, column))]
    if not texts:
        return False
    if all(month_of_title(text) or week_number(text) for text in texts):
        return True
    titles = [lattice.text(row, column) for row in range(rows[0])]
    is_titled = any(_is_week_title(title) or _is_year_title(title) for title in titles)
    if is_titled and len(texts) == len(rows) and all(map(is_number, texts)):
        return True
    return len(texts) == len(rows) and all(map(weekdays_of, texts))


# --- The classes


def _is_counted(lattice: Lattice, rows: Sequence[int], column: int) -> bool:
    """Whether a column holds numbers; one of 0 and 1 only ticks off."""
    numbers = {number_in(lattice.cells[row][column]) for row in rows}
    return None not in numbers and not (numbers <= {0, 1} and len(rows) > 1)


def _titles(lattice: Lattice, dated: _Dated, column: int) -> list[str]:
    """Return the titles above a column, the lowest last: those that are not all across."""
    found = []
    for row in dated.head:
        text = lattice.text(row, column)
        across = all(lattice.text(row, other) in (text, "") for other in lattice.columns)
        if text and not (across and len(lattice.columns) > len(dated.columns) + 1):
            found.append(text)
    return found[-2:]


def _weekday(titles: Sequence[str]) -> int | None:
    """Return the weekday that the lowest title names, if it names one day only."""
    days = weekdays_of(titles[-1]) if titles and len(titles[-1]) > 1 else frozenset()
    return next(iter(days)) if len(days) == 1 else None


def _name(titles: Sequence[str], lattice: Lattice) -> str:
    """Return the name of a class: the lowest title, else that of the sheet."""
    return titles[-1] if titles and folded(titles[-1]) not in _GENERAL else lattice.class_title


def _is_of_class(lattice: Lattice, dated: _Dated, column: int) -> bool:
    """Whether a column tells what a class does: most of its texts are codes, and some recur."""
    texts = [text for row in dated.rows if (text := lattice.code(row, column))]
    codes = [text for text in texts if is_code(text)]
    return len(codes) > len(texts) / 2 and len(set(texts)) <= max(2, len(texts) / 2)


def _marks_of(
    lattice: Lattice, dated: _Dated, column: int, name: str, weekday: int | None
) -> list[Mark]:
    found = []
    for row, (first, last) in zip(dated.rows, dated.spans, strict=True):
        if weekday is not None:
            first = last = monday_of(first) + weekday * ONE_DAY
        code, spot = lattice.code(row, column), lattice.spot(row, column)
        found.append(Mark(name, first, last, code, spot))
    return found


def _session_counts(
    lattice: Lattice, dated: _Dated, column: int, titles: Sequence[str], before: str
) -> list[SeenSessions]:
    """Read a column of numbers of sessions, of the class in its title or that before it."""
    if not any(word in folded(" ".join(titles)) for word in _SESSION_WORDS):
        return []
    group = next((t for t in titles[:-1] if folded(t) and not _is_sessions(t)), before)
    return [
        SeenSessions(group, monday_of(first), number_in(lattice.cells[row][column]) or 0)
        for row, (first, _) in zip(dated.rows, dated.spans, strict=True)
    ]


def _is_sessions(title: str) -> bool:
    return any(word in folded(title) for word in _SESSION_WORDS)
