"""Reading the file of a planning, whichever it is: planning.json, a workbook, a calendar."""

from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.files.tables import CSV, WORKBOOKS, open_book
from planner.planning.file.course_reader import read_calendar_years
from planner.planning.file.json_reader import ReadPlanning, read_exchange
from planner.planning.file.workbook_reader import find_hidden_sheet, read_workbook
from planner.programme.programme import Programme

_JSON = ".json"


def carries_rules(path: Path) -> bool:
    """Whether the file of a planning contains its programme: all but published calendars do.

    Raises
    ------
    Unusable
        The file is a workbook that cannot be read.
    """
    if path.suffix.lower() in WORKBOOKS:
        return find_hidden_sheet(open_book(path)) is not None
    return path.suffix.lower() == _JSON


def read_planning(path: Path, programme: Programme | None, start_year: int | None) -> ReadPlanning:
    """Read a planning: planning.json, planning.xlsx, or a calendar as CSV or workbook.

    Parameters
    ----------
    programme, start_year
        The rules to read it with, and the year in which its academic year starts. Required for a
        published calendar; other files contain both, and `programme` overrides theirs.

    Raises
    ------
    Unusable
        The file is invalid or of another year, or a required argument is None.
    """
    kind = path.suffix.lower()
    if kind not in (_JSON, CSV, *WORKBOOKS):
        raise Unusable([problem("planning.kind", file=path)])
    read = _read_with_rules(path, programme)
    if read is None:
        if programme is None or start_year is None:
            raise Unusable([problem("planning.table-needs", file=path)])
        years = read_calendar_years(path, programme, start_year)
        if len(years) > 1:
            labels = ", ".join(each.edition.planning.year.label for each in years)
            raise Unusable([problem("planning.several-years", file=path, years=labels)])
        return years[0]
    found = read.edition.planning.year.start_year
    if start_year not in (None, found):
        raise Unusable([problem("planning.other-year", file=path, found=found, year=start_year)])
    return read


def read_course(
    path: Path, programme: Programme | None, start_year: int | None
) -> tuple[ReadPlanning, ...]:
    """Read a planning, or the years of a calendar of several years, cut at the academic years.

    Parameters
    ----------
    programme, start_year
        As for `read_planning`; the first year of a calendar of several.

    Raises
    ------
    Unusable
        As for `read_planning`.
    """
    if programme is None or start_year is None or carries_rules(path):
        return (read_planning(path, programme, start_year),)
    return read_calendar_years(path, programme, start_year)


def _read_with_rules(path: Path, programme: Programme | None) -> ReadPlanning | None:
    """Read a planning whose file contains its programme; None for a published calendar."""
    if path.suffix.lower() == _JSON:
        return read_exchange(path, programme)
    if path.suffix.lower() not in WORKBOOKS:
        return None
    book = open_book(path)
    hidden = find_hidden_sheet(book)
    return None if hidden is None else read_workbook(book, hidden, programme)
