"""What `check` prints of the rules: their count, a table that has room, or a row for each."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli.report.checks import print_check
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import ReadPlanning
from planner.planning.planning import Edition
from planner.programme.names import RuleName
from tests.builders import cohort, planning, programme, year

SOURCE = "Brochure 2021, page 4"


@pytest.fixture(params=["80", "200"])
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A terminal without colours; give its width."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", request.param)
    return int(request.param)


def printed(
    count: int, capfd: pytest.CaptureFixture[str], *, every_rule: bool = False
) -> list[str]:
    """Print the check of some classes, of which the first breaks a rule."""
    long = "Conception de produits industriels n° "
    who = [cohort(id=f"C{n}", label=f"{long}{n}", headcount=10 + n) for n in range(count)]
    of = replace(programme(*who), sources={RuleName.SCHOOL_WEEKS: SOURCE})
    found = planning(of, year(6), *["CCEEEE"] * count)
    first = replace(found.cohorts[0], activities=found.cohorts[0].activities[2:] * 2)
    first = replace(first, activities=first.activities[:6])
    found = replace(found, cohorts=(first, *found.cohorts[1:]))
    read = ReadPlanning(Edition(found, ()), (), False)
    print_check(Path("planning.json"), read, check(found), Messages("fr"), every_rule=every_rule)
    return capfd.readouterr().out.splitlines()


def test_few_classes_stand_side_by_side(capfd: pytest.CaptureFixture[str]) -> None:
    lines = printed(8, capfd)
    assert all(f"C{n}" in lines[2] for n in range(8))
    assert any(line.count("respectée") == 8 for line in lines)


def test_many_classes_are_counted_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    lines = printed(100, capfd)
    (count,) = [line for line in lines if line.startswith("Règles respectées")]
    assert lines[1] == count
    assert count.endswith("; promotions sans écart : 99 sur 100.")


def test_each_breach_says_of_whom_what_and_from_where(capfd: pytest.CaptureFixture[str]) -> None:
    for count in (3, 100):
        (breach,) = [line for line in printed(count, capfd) if "(school_weeks), C0" in line]
        assert "trouvé 0 semaine ; accepté : 2" in breach
        assert breach.endswith(f"(source : {SOURCE})")


def test_every_rule_has_a_row_a_class_on_request(capfd: pytest.CaptureFixture[str]) -> None:
    for count in (3, 12):
        lines = printed(count, capfd, every_rule=True)
        rows = [line.split("│")[1:-1] for line in lines if "(school_weeks)" in line and "│" in line]
        assert [row[0].strip() for row in rows] == [f"C{n}" for n in range(count)]
        assert {tuple(cell.strip() for cell in row[2:]) for row in rows[1:]} == {
            ("2 semaines", "2 semaines", "respectée")
        }


def test_no_table_is_cut(terminal: int, capfd: pytest.CaptureFixture[str]) -> None:
    for count in (3, 12):
        for every_rule in (False, True):
            lines = printed(count, capfd, every_rule=every_rule)
            tables = [line for line in lines if "│" in line or "┃" in line]
            assert max(map(len, tables)) <= terminal
            assert not any("…" in line for line in tables)
            hours = [line for line in tables if line.startswith("│ C0")]
            assert any(line.count(" h ") >= 2 for line in hours)
