"""What `check` and `compare` print of few and of many classes, on narrow and wide terminals."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli.report.checks import print_check
from planner.cli.report.comparisons import print_comparison
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import ReadPlanning
from planner.planning.planning import Edition, Planning
from planner.programme.names import RuleName
from planner.scenarios import Compared
from planner.scenarios.comparison import measure_values
from tests.builders import cohort, planning, programme, year

SOURCE = "Brochure 2021, page 4"


@pytest.fixture(params=["80", "200"])
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A terminal without colours; give its width."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", request.param)
    return int(request.param)


def planned(count: int, *, broken: bool = True) -> Planning:
    """Plan some classes of long names, of which the first breaks a rule."""
    label = "Conception de produits industriels n° "
    who = [cohort(id=f"C{n}", label=f"{label}{n}", headcount=10 + n) for n in range(count)]
    of = replace(programme(*who), sources={RuleName.SCHOOL_WEEKS: SOURCE})
    first = "EEEEEE" if broken else "CCEEEE"
    return planning(of, year(6), first, *["CCEEEE"] * (count - 1))


def printed(
    count: int, capfd: pytest.CaptureFixture[str], *, every_rule: bool = False
) -> list[str]:
    """Print the check of some classes, of which the first breaks a rule."""
    found = planned(count)
    read = ReadPlanning(Edition(found, ()), (), False)
    print_check(Path("planning.json"), read, check(found), Messages("fr"), every_rule=every_rule)
    return capfd.readouterr().out.splitlines()


def compared(count: int, scenarios: int, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Print a comparison of scenarios, of which the last ones differ in the first class."""
    plannings = [planned(count, broken=n > 0) for n in range(scenarios)]
    print_comparison(
        [
            Compared(f"s{n}", "given", measure_values(found), Edition(found, ()))
            for n, found in enumerate(plannings)
        ],
        Messages("fr"),
    )
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


def test_of_many_classes_only_those_that_differ_are_compared(
    capfd: pytest.CaptureFixture[str],
) -> None:
    few, many = compared(3, 2, capfd), compared(100, 2, capfd)
    assert sum("Périodes à l'école, C" in line for line in few) == 3
    assert [line.split("│")[2].strip() for line in many if "Périodes à l'école, C" in line] == [
        "Périodes à l'école, C0"
    ]
    assert any(line.endswith(" : 99 sur 100.") for line in many)


@pytest.mark.parametrize("scenarios", [2, 4, 8])
def test_no_comparison_is_cut(
    terminal: int, scenarios: int, capfd: pytest.CaptureFixture[str]
) -> None:
    tables = [line for line in compared(12, scenarios, capfd) if "│" in line or "┃" in line]
    assert max(map(len, tables)) <= terminal
    assert not any("…" in line for line in tables)
