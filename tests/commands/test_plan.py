"""A year is planned at the command line: exit codes, words, files, and nothing half-written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.rules.case import Case
from planner.solver.solve import Outcome
from tests.commands.conftest import BASE, FILES, LONG, RHYTHM, edit
from tests.conftest import ALBI, PUBLISHED, Call


@pytest.mark.parametrize("start", [2025, 2026])
def test_a_year_end_to_end(start: int, planner: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told, _ = planner("plan", ALBI, "--year", start, "--out", out)
    assert code == 0
    assert {path.name for path in out.iterdir()} == FILES
    for part in ("1A – 1re année", "601 h", "campus_peak", "Planning optimal"):
        assert part in told
    code, told, _ = planner("check", out / "planning.json")
    assert (code, "Aucune règle" in told) == (0, True)


def test_the_whole_command_gives_the_same_bytes_in_a_process_of_its_own(
    planner: Call, tmp_path: Path
) -> None:
    asked = ("plan", str(RHYTHM), "--year", "2026", "--issued", "2026-11-21", "--out")
    done = subprocess.run(
        [sys.executable, "-m", "planner", *asked, str(tmp_path / "a")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    _, _, told = planner(*asked, tmp_path / "b")
    assert "minimum possible" in done.stderr
    assert "minimum possible" in told
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.usefixtures("uncharted")
def test_quiet_prints_nothing(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet") == (0, "", "")


@pytest.mark.usefixtures("uncharted")
def test_documents_speak_english_on_request(planner: Call, tmp_path: Path) -> None:
    code, told, _ = planner(
        "plan",
        ALBI,
        "--year",
        2026,
        "--out",
        tmp_path,
        "--lang",
        "en",
        "--version-label",
        "V2",
        "--issued",
        "2026-11-21",
        language="en",
    )
    assert code == 0
    assert "every objective is proven" in told
    book = load_workbook(tmp_path / "planning.xlsx")
    assert "V2 – issued on 21 November 2026" in str(book["General planning"]["A2"].value)
    assert json.loads((tmp_path / "planning.json").read_text())["issued"] == "2026-11-21"


@pytest.mark.usefixtures("uncharted")
def test_a_workbook_edited_by_hand_is_not_overwritten_without_force(
    planner: Call, tmp_path: Path
) -> None:
    again = ("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")
    assert planner(*again)[0] == 0
    assert planner(*again)[0] == 0
    book = load_workbook(tmp_path / "planning.xlsx")
    book["1A"]["N1"] = "my note"
    book.save(tmp_path / "planning.xlsx")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    code, _, told = planner(*again)
    assert code == 2
    assert "--force" in told
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert planner(*again, "--force")[0] == 0
    assert load_workbook(tmp_path / "planning.xlsx")["1A"]["N1"].value is None


@pytest.mark.usefixtures("uncharted")
@pytest.mark.parametrize(
    ("command", "force"),
    [("plan", ()), ("plan", ("--force",)), ("repair", ("--force",)), ("try", ("--force",))],
    ids=["plan", "plan --force", "repair --force", "try --force"],
)
def test_a_workbook_edited_during_the_search_is_not_overwritten(
    command: str,
    force: tuple[str, ...],
    planner: Call,
    tmp_path: Path,
    nobody_at_school: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from planner.solver.solve import solve as search

    out = tmp_path / "out"
    assert planner("plan", ALBI, "--year", 2026, "--out", out, "--quiet")[0] == 0
    book = out / "planning.xlsx"
    asked: tuple[object, ...] = ("plan", ALBI, "--year", 2026)
    if command == "repair":
        asked = ("repair", out / "planning.json", "--today", "2027-01-04")
    elif command == "try":
        asked = ("plan", nobody_at_school, "--year", 2026, "--try", 1, *LONG)

    def edited_meanwhile(case: Case, **options: Any) -> Outcome:
        edit(book, F6=1)
        return search(case, **options)

    monkeypatch.setattr("planner.solver.solve.solve", edited_meanwhile)
    before = {path: path.read_bytes() for path in out.iterdir() if path != book}
    code, _, told = planner(*asked, "--out", out, "--quiet", *force)
    assert code == 2
    assert "pendant que le planner travaillait" in told
    assert {path: path.read_bytes() for path in out.iterdir() if path != book} == before
    assert load_workbook(book)["Planning général"]["F6"].value == 1


@pytest.fixture
def nobody_at_school(tmp_path: Path) -> Path:
    """Ask for two weeks at school where nobody may be; it is a programme of one small class."""
    shutil.copy(BASE, tmp_path)
    path = tmp_path / "none.toml"
    path.write_text(
        'extends = "base.toml"\n[campus]\nmost_cohorts = 0\n'
        '[[cohorts]]\nid = "1A"\nschool_weeks = 2\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def one_at_a_time(tmp_path: Path) -> Path:
    """Ask that only one promotion be at school at a time; two of them must be in week 39."""
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "one.toml"
    path.write_text('extends = "albi.toml"\n[campus]\nmost_cohorts = 1\n', encoding="utf-8")
    return path


def test_no_planning_says_why_and_what_would_make_one_possible(
    planner: Call, tmp_path: Path, one_at_a_time: Path
) -> None:
    out = tmp_path / "out"
    code, _, told = planner("plan", one_at_a_time, "--year", 2026, "--out", out, *LONG)
    assert code == 1
    assert "Aucun planning n'existe pour 2026-2027" in told
    for part in (
        "toute l'école – Promotions sur le campus (campus_cohorts) : ",
        "1A – Semaines imposées (fixed_weeks) : S39 2027 école",
        "2A – Semaines imposées (fixed_weeks) : S39 2027 école",
        "  1. toute l'école – Promotions sur le campus (campus.most_cohorts) : 2 promotions",
        "--try 1 --out essai",
    ):
        assert part in told
    assert not out.exists()


@pytest.mark.usefixtures("uncharted")
def test_explain_writes_the_planning_of_a_way_out_and_its_variant(
    planner: Call, tmp_path: Path, nobody_at_school: Path
) -> None:
    out = tmp_path / "try"
    asked = ("explain", nobody_at_school, "--year", 2026, "--out", out, *LONG)
    code, told, _ = planner(*asked, "--try", 9)
    assert (code, out.exists()) == (2, False)
    code, told, _ = planner(*asked, "--try", 1)
    assert code == 1
    assert "Planning optimal" in told
    assert {file.name for file in out.iterdir()} == {*FILES, "none-1.toml"}
    assert planner("check", out / "planning.json")[0] == 0
    adopted = shutil.copy(out / "none-1.toml", tmp_path)
    assert planner("explain", adopted, "--year", 2026)[:2] == (
        0,
        "Un planning existe pour 2026 : rien à expliquer. Pour le faire : planner plan\n",
    )


def test_a_time_limit_too_short_for_any_planning_is_an_honest_no(
    planner: Call, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, _, told = planner("plan", ALBI, "--year", 2026, "--out", out, "--time-limit", "1e-9")
    assert code == 1
    assert "rien ne prouve" in told
    assert not out.exists()


def test_a_planning_that_check_rejects_is_never_written(
    planner: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.planning.check.keeps_every_rule", lambda _: False)
    code, _, told = planner("plan", ALBI, "--year", 2026, "--out", tmp_path / "out")
    assert code == 3
    assert "rien n'a été écrit" in told
    assert not (tmp_path / "out").exists()


def test_years_one_after_the_other_are_those_planned_after_each_other(
    planner: Call, tmp_path: Path
) -> None:
    code, _, _ = planner("plan", ALBI, "--year", 2025, "--years", 2, "--out", tmp_path / "both")
    assert code == 0
    both = sorted(p.relative_to(tmp_path / "both") for p in (tmp_path / "both").rglob("*.*"))
    folders = {"2025-2026", "2026-2027"}
    assert {str(p) for p in both} == {"gantt.png", "gantt.svg"} | {
        f"{folder}/{name}" for folder in folders for name in FILES
    }
    assert b"2e ann" in (tmp_path / "both" / "gantt.svg").read_bytes()
    first = tmp_path / "both" / "2025-2026" / "planning.json"
    alone = tmp_path / "alone"
    assert planner("plan", ALBI, "--year", 2026, "--after", first, "--out", alone)[0] == 0
    second = tmp_path / "both" / "2026-2027" / "planning.json"
    assert (alone / "planning.json").read_bytes() == second.read_bytes()
    assert planner("check", second)[0] == 0
    record = json.loads(second.read_text(encoding="utf-8"))
    assert [c["before"] and c["before"]["activity"] for c in record["cohorts"]] == [
        None,
        "school",
        "school",
    ]


@pytest.mark.usefixtures("uncharted")
def test_a_year_before_that_does_not_end_where_the_year_begins_is_told(
    planner: Call, tmp_path: Path
) -> None:
    assert planner("plan", ALBI, "--year", 2021, "--out", tmp_path, "--quiet")[0] == 0
    code, _, told = planner(
        "plan", ALBI, "--year", 2026, "--after", tmp_path / "planning.json", "--out", tmp_path
    )
    assert code == 2
    assert "2021-2022" in told


@pytest.mark.usefixtures("uncharted")
def test_a_planning_close_to_the_published_one_changes_few_weeks(
    planner: Call, tmp_path: Path
) -> None:
    path = tmp_path / "close.toml"
    text = ALBI.read_text(encoding="utf-8")
    start = text.index("objectives = [")
    ranking = 'objectives = ["closeness", "week_order", "session_spread"]'
    path.write_text(text[:start] + ranking + text[text.index("]", start) + 1 :], encoding="utf-8")
    out = tmp_path / "out"
    asked = ("plan", path, "--year", 2021, "--out", out)
    code, _, told = planner(*asked)
    assert (code, "--close-to" in told) == (2, True)
    assert planner("compare", path, PUBLISHED, "--year", 2021)[0] == 2
    code, told, _ = planner(*asked, "--close-to", PUBLISHED)
    assert code == 0
    assert "Planning optimal" in told
    assert planner("check", out / "planning.json")[0] == 0
    code, _, told = planner(
        "plan", ALBI, "--year", 2021, "--out", out, "--close-to", PUBLISHED, "--force"
    )
    assert (code, "closeness" in told) == (2, True)
