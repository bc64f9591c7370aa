"""Commands as people call them, with the plannings of Albi that the session has."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.solver.solve import Outcome, Solved
from tests.conftest import ALBI

BASE = Path(__file__).parent.parent / "infeasible" / "base.toml"
RHYTHM = Path(__file__).parent.parent / "rhythms" / "two-two.toml"

LONG = ("--time-limit", 600)
"""Far more than an explanation takes, on the slowest machine."""

FILES = {"planning.json", "planning.xlsx", "gantt.png", "gantt.svg"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, solved: Callable[[int], Solved]) -> None:
    """Take Albi's own plannings from the session; whatever else is asked is solved, once a test."""
    from planner.solver.solve import solve as real

    text = ALBI.read_text(encoding="utf-8")
    others: dict[tuple[str, int, str], Outcome] = {}

    def known(case, **options):  # type: ignore[no-untyped-def]
        if options.get("time_limit"):
            return real(case, **options)
        text_of, start, given = case.programme.text, case.year.start_year, case.given
        if text_of == text and not (given.before or given.near):
            return solved(start)
        asked = (text_of, start, repr(given))
        if asked not in others:
            others[asked] = real(case, **options)
        return others[asked]

    monkeypatch.setattr("planner.solver.solve.solve", known)


def edit(path: Path, **cells: object) -> None:
    """Type into the first sheet of a workbook."""
    book = load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value  # type: ignore[assignment]
    book.save(path)
