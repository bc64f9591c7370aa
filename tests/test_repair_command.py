"""Hand edits are repaired, kept and told at the command line."""

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.file import planning_json, read_planning
from planner.planning.planning import Edition
from planner.year.activity import Activity
from tests.conftest import ALBI, PUBLISHED, Call


@pytest.fixture(scope="module")
def written(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the planning of 2026-2027 as JSON and as a workbook."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "planning.json").write_bytes(planning_json(edition))
    (folder / "planning.xlsx").write_bytes(planning_workbook(edition, Messages("fr")))
    return folder


def _edited(path: Path, **cells: object) -> Path:
    book = load_workbook(path)
    for cell, value in cells.items():
        book["Planning général"][cell].value = value
    book.save(path)
    return path


@pytest.mark.usefixtures("uncharted")
def test_a_hand_edit_is_repaired_and_told(planner: Call, written: Path, tmp_path: Path) -> None:
    """A week of the first year is moved to company: one week at school is missing."""
    book = Path(shutil.copy(written / "planning.xlsx", tmp_path))
    record = json.loads((written / "planning.json").read_text(encoding="utf-8"))
    weeks = record["cohorts"][0]["weeks"]
    row = 6 + next(n for n, week in enumerate(weeks) if n > 30 and week["activity"] == "school")
    _edited(book, **{f"D{row}": "E"})
    assert planner("check", book, "--quiet")[0] == 1
    out = tmp_path / "out"
    code, told, _ = planner("repair", book, "--out", out, "--today", "2026-10-01")
    assert code == 0
    assert "1A" in told
    assert planner("check", out / "planning.xlsx", "--quiet")[0] == 0
    code, told, _ = planner("diff", book, out / "planning.json")
    assert code == 1
    assert "école" in told
    assert planner("diff", written / "planning.json", written / "planning.xlsx")[:2] == (
        0,
        "Aucun changement.\n",
    )
    code, _, told = planner("repair", book, "--out", tmp_path)
    assert (code, "--force" in told) == (2, True)


@pytest.mark.usefixtures("uncharted")
def test_a_way_out_of_a_repair_is_tried_and_told_with_its_changes(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    """Two promotions must be at school in week 39: to let them is the way out."""
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "one.toml"
    path.write_text('extends = "albi.toml"\n[campus]\nmost_cohorts = 1\n', encoding="utf-8")
    out = tmp_path / "out"
    code, told, _ = planner(
        "repair",
        written / "planning.json",
        "--programme",
        path,
        "--today",
        "2026-10-20",
        "--out",
        out,
        "--try",
        1,
        "--time-limit",
        600,
    )
    assert code == 1
    assert "Le planning de la solution 1 est dans" in told
    assert "Changements" in load_workbook(out / "planning.xlsx").sheetnames
    assert "most_cohorts = 2" in (out / "one-1.toml").read_text(encoding="utf-8")
    assert planner("check", out / "planning.xlsx", "--quiet")[0] == 0


@pytest.mark.usefixtures("uncharted")
def test_a_closed_week_that_is_past_and_had_sessions_can_only_be_opened(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    """Week 41 is closed when it is past: one promotion was at school, the others had sessions."""
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "closed.toml"
    path.write_text('extends = "albi.toml"\n[closures]\nweeks = [41]\n', encoding="utf-8")
    code, _, told = planner(
        "repair",
        written / "planning.json",
        "--programme",
        path,
        "--today",
        "2026-10-20",
        "--out",
        tmp_path / "out",
    )
    assert (code, (tmp_path / "out").exists()) == (1, False)
    assert "Fermetures de l'école (closures) : S41 2026" in told
    assert "ouvrir l'école en S41 2026" in told
    assert "ne plus garder" not in told


@pytest.mark.usefixtures("uncharted")
def test_a_week_moved_by_hand_is_kept_where_the_repair_is_told_to(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    """The first year comes to school in week 5 as well: another week at school has to go."""
    book = _edited(Path(shutil.copy(written / "planning.xlsx", tmp_path)), D24="C", F24=None)
    asked = ("repair", book, "--today", "2026-11-16", "--out", tmp_path / "out", "--force")
    assert planner(*asked)[0] == 0
    found = read_planning(tmp_path / "out" / "planning.json", None, None).edition
    assert found.planning.cohorts[0].activities[18] == Activity.COMPANY
    assert found.revision == 2
    assert planner(*asked, "--lock", "1A:S05", "--revision", 7)[0] == 0
    found = read_planning(tmp_path / "out" / "planning.json", None, None).edition
    assert found.planning.cohorts[0].activities[18] == Activity.SCHOOL
    assert found.revision == 7
    assert planner(*asked, "--lock", "9Z")[0] == 2


@pytest.mark.usefixtures("uncharted")
def test_kept_weeks_stay_when_the_rest_is_planned_again(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "other.toml"
    path.write_text(
        'extends = "albi.toml"\n[[cohorts]]\nid = "1A"\nschool_blocks = { count = 5 }\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    asked = ("plan", path, "--year", 2026, "--out", out, "--quiet")
    kept = ("--keep", written / "planning.xlsx", "--until", "2027-01-31", "--lock", "3A")
    assert planner(*asked, *kept)[0] == 0
    records = [
        json.loads(p.read_text(encoding="utf-8"))
        for p in (written / "planning.json", out / "planning.json")
    ]
    until = next(
        n
        for n, week in enumerate(records[0]["cohorts"][0]["weeks"])
        if week["monday"] == "2027-02-01"
    )
    for number, weeks in ((0, until), (1, until), (2, 53)):
        one, other = (record["cohorts"][number]["weeks"][:weeks] for record in records)
        assert one == other
    assert records[1]["cohorts"][0]["locked"][0]["iso_week"] == 40
    assert [record["revision"] for record in records] == [1, 2]
    assert planner("check", out / "planning.json", "--quiet")[0] == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--until", "2027-01-31"], "demandent --keep"),
        (["--keep", "planning.json"], "--keep demande --until ou --lock"),
        (["--keep", "planning.json", "--lock", "9Z"], "promotion inconnue"),
        (["--keep", "planning.json", "--lock", "9Z:S41"], "promotion inconnue"),
        (["--keep", "planning.json", "--lock", "1A:"], "une promotion (3A)"),
        (["--keep", "planning.json", "--lock", ""], "une promotion (3A)"),
        (["--keep", "planning.json", "--lock", "S41-S99"], "n'a pas cette semaine"),
        (["--keep", "missing.json", "--lock", "1A"], "introuvable"),
        (["--keep", "planning.json", "--until", "demain"], "une date comme"),
    ],
)
def test_what_cannot_be_kept_is_told(
    planner: Call,
    written: Path,
    tmp_path: Path,
    options: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(written)
    code, _, found = planner("plan", ALBI, "--year", 2026, "--out", tmp_path / "out", *options)
    assert (code, told in found) == (2, True)
    assert not (tmp_path / "out").exists()


def test_plannings_of_different_years_are_not_compared(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    asked = (written / "planning.json", PUBLISHED, "--programme", ALBI, "--year", 2021)
    code, _, told = planner("diff", *asked)
    assert (code, "2021-2022" in told) == (2, True)
    code, _, told = planner(
        "plan",
        ALBI,
        "--year",
        2025,
        "--keep",
        written / "planning.json",
        "--lock",
        "1A",
        "--out",
        tmp_path / "out",
    )
    assert (code, "2026-2027" in told) == (2, True)


@pytest.mark.usefixtures("uncharted")
def test_the_published_calendar_is_repaired_where_it_leaves_no_room_for_leave(
    planner: Call, tmp_path: Path
) -> None:
    """A calendar without sessions: its weeks stay, as they keep every rule, and sessions come."""
    out = tmp_path / "out"
    code, told, _ = planner(
        "repair",
        PUBLISHED,
        "--programme",
        ALBI,
        "--year",
        2021,
        "--out",
        out,
        "--today",
        "2021-01-01",
    )
    assert code == 0
    assert "Aucun changement." in told


def test_a_year_of_other_weeks_is_made_anew_instead(
    planner: Call, written: Path, tmp_path: Path
) -> None:
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "september.toml"
    path.write_text('extends = "albi.toml"\n[academic_year]\nfirst_week = 36\n', encoding="utf-8")
    code, _, told = planner(
        "repair", written / "planning.json", "--programme", path, "--out", tmp_path / "out"
    )
    assert (code, "se refait" in told) == (2, True)
