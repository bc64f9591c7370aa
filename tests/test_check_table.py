"""The table of the rules that `check` prints: by columns, or by rows if there are many classes."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli.report.checks import print_check
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import ReadPlanning
from planner.planning.planning import Edition
from tests.builders import cohort, planning, programme, year


def printed(count: int, capfd: pytest.CaptureFixture[str]) -> list[str]:
    who = [cohort(id=f"C{n}", headcount=10 + n) for n in range(count)]
    found = planning(programme(*who), year(6), *["CCEEEE"] * count)
    first = replace(found.cohorts[0], activities=found.cohorts[0].activities[::-1])
    found = replace(found, cohorts=(first, *found.cohorts[1:]))
    read = ReadPlanning(Edition(found, ()), (), False)
    print_check(Path("planning.json"), read, check(found), Messages("fr"))
    return capfd.readouterr().out.splitlines()


def test_few_classes_stand_side_by_side(capfd: pytest.CaptureFixture[str]) -> None:
    lines = printed(9, capfd)
    assert all(f"C{n}" in lines[2] for n in range(9))
    assert any(line.count("respectée") == 9 for line in lines)


def test_of_ten_classes_each_has_a_row_a_rule(capfd: pytest.CaptureFixture[str]) -> None:
    lines = printed(10, capfd)
    weeks = [line.split("│")[1:-1] for line in lines if "(school_weeks)" in line]
    assert [row[1].strip() for row in weeks] == [f"C{n}" for n in range(10)]
    assert {tuple(cell.strip() for cell in row[2:]) for row in weeks} == {
        ("2 semaines", "2 semaines", "respectée")
    }
    assert not any("C1" in line and "C2" in line for line in lines[:3])
