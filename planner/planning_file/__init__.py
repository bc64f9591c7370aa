"""Plannings as files: the exchange format, both ways, and published calendars, read."""

from pathlib import Path

from planner.domain import Edition, Programme
from planner.planning_file.exchange import record_of
from planner.planning_file.reading import ReadPlanning, read_exchange
from planner.planning_file.table import EXCEL, read_table
from planner.problems import Unusable, problem

__all__ = ["ReadPlanning", "planning_json", "read_planning"]


def planning_json(edition: Edition) -> bytes:
    """Write a planning in the exchange format."""
    return (record_of(edition).model_dump_json(indent=1) + "\n").encode()


def read_planning(path: Path, programme: Programme | None, start_year: int | None) -> ReadPlanning:
    """Read a planning: planning.json, or a calendar as CSV or Excel.

    Parameters
    ----------
    programme, start_year
        The rules and the academic year. A planning.json carries its own; a table needs both.

    Raises
    ------
    Unusable
        The file cannot be used, or something is missing to read it with.
    """
    if path.suffix.lower() == ".json":
        read = read_exchange(path, programme)
        found = read.edition.planning.year.start_year
        if start_year not in (None, found):
            raise Unusable(
                [problem("planning.other-year", file=path, found=found, year=start_year)]
            )
        return read
    if path.suffix.lower() not in (".csv", *EXCEL):
        raise Unusable([problem("planning.kind", file=path)])
    if programme is None or start_year is None:
        raise Unusable([problem("planning.table-needs", file=path)])
    return read_table(path, programme, start_year)
