"""From the calendar of a past year to a programme file, as people do it."""

import tomllib
from pathlib import Path

import pytest

import planner
from planner.cli import run_command_line
from planner.programme.names import RuleName
from tests import calendars
from tests.conftest import PUBLISHED
from tests.test_seen_calendars import TWO, table


def filled(text: str) -> str:
    """Fill in what stands as a comment; the school of the workday is the second one."""
    text = text.replace("# school =", 'school = "y"', 1).replace("# school =", "school = 7", 1)
    text = text.replace("# name =", 'name = "x"').replace("# company =", "company = 7")
    return text.replace("# headcount =", "headcount = 30")


def test_a_calendar_becomes_a_programme_that_is_completed_and_planned(tmp_path: Path) -> None:
    out = tmp_path / "albi.toml"
    assert run_command_line(["learn", str(PUBLISHED), "--out", str(out)], "fr") == 0
    out.write_text(filled(out.read_text(encoding="utf-8")), encoding="utf-8")
    programme = planner.load(out)
    assert [cohort.label for cohort in programme.cohorts] == ["1re année", "2e année", "3e année"]
    assert programme.sources[RuleName.SCHOOL_WEEKS].startswith(
        "Calendrier 2021-2022 – 1A : 17 semaines"
    )


def test_what_is_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = calendars.with_day_names(TWO, tmp_path)
    assert run_command_line(["learn", str(path), "--looser"], "fr") == 0
    printed = capsys.readouterr().out
    assert "E : en entreprise, à vérifier" in printed
    assert "[~]" in printed
    assert "cohorts.1A.headcount" in printed
    assert run_command_line(["learn", str(path)], "en") == 0
    assert "E: in company, to be checked" in capsys.readouterr().out


def test_an_unknown_code_is_asked_for_and_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = table(tmp_path, ["1A"], *[["P2"], ["E"], ["E"], ["E"]] * 4)
    assert run_command_line(["learn", str(path)], "fr") == 2
    assert "que veulent dire ces codes ? « P2 » (Planning, B2)" in capsys.readouterr().err
    assert run_command_line(["learn", str(path), "--code", "P2=école"], "fr") == 0
    assert run_command_line(["learn", str(path), "--code", "P2=autre"], "fr") == 2
    assert "P2=autre" in capsys.readouterr().err


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "albi.toml"
    out.write_text("mine", encoding="utf-8")
    command = ["learn", str(PUBLISHED), "--out", str(out)]
    assert run_command_line(command, "fr") == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert (
        run_command_line([*command, "--force", "--name", "Ingénieur", "--school", "IMT"], "fr") == 0
    )
    tables = tomllib.loads(out.read_text(encoding="utf-8"))
    assert (tables["name"], tables["school"]) == ("Ingénieur", "IMT")


def test_learn_from_python() -> None:
    found = planner.learn(PUBLISHED, language="en")
    assert list(found.rules.columns) == ["cohort", "rule", "seen", "choice"]
    assert "6 blocks at school, of 2 to 4 weeks" in set(found.rules["seen"])
    assert "cohorts.1A.headcount" in found.open
    assert planner.learn(PUBLISHED, language="en").programme == found.programme
    with pytest.raises(planner.UnusableInput):
        planner.learn(PUBLISHED, codes={"school": "somewhere"})
