"""Plannings are checked, marked and compared at the command line."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands.conftest import edit
from tests.conftest import ALBI, PUBLISHED, Call


def test_a_broken_rule_is_named_with_its_place(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    text = PUBLISHED.read_text(encoding="utf-8")
    path.write_text(text.replace("2021,50,company,9,", "2021,50,school,9,"), encoding="utf-8")
    code, told, _ = planner("check", path, "--programme", ALBI, "--year", 2021)
    assert code == 1
    assert "(school_blocks), 1A, S50 2021 (école) : une période de 1 semaine commence ici" in told
    assert "year1_number indique 9, mais le planning donne 3" in told


def test_the_published_planning_checks_clean_with_what_it_does_not_give(planner: Call) -> None:
    code, told, _ = planner("check", PUBLISHED, "--programme", ALBI, "--year", 2021)
    assert code == 0
    assert "Non publié, donc non vérifié : Séances à distance" in told
    for hours in ("1 029 h", "1 043 h", "1 001 h", "854 h", "868 h", "826 h"):
        assert hours in told.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("uncharted")
def test_other_rules_than_the_planning_was_made_with_are_told(
    planner: Call, tmp_path: Path
) -> None:
    planner("plan", ALBI, "--year", 2025, "--out", tmp_path, "--quiet")
    other = tmp_path / "other.toml"
    text = ALBI.read_text(encoding="utf-8")
    other.write_text(text.replace("longest = 4", "longest = 3"), encoding="utf-8")
    code, told, _ = planner("check", tmp_path / "planning.json", "--programme", other)
    assert code == 1
    assert "autres règles" in told
    assert "accepté : de 2 à 3" in told


def test_compare_shows_the_published_planning_beside_our_own(planner: Call) -> None:
    code, told, _ = planner("compare", ALBI, PUBLISHED, "--year", 2021)
    assert code == 0
    rows = [
        [cell.strip() for cell in line.split("│")[1:5]]
        for line in told.splitlines()
        if line.startswith("│")
    ]

    def figures(name: str) -> list[str]:
        return next(row[2:] for row in rows if name in row[:2])

    assert figures("campus_peak") == ["2", "3"]
    assert figures("campus_overlap")[1] == "16"
    assert figures("shared_weeks")[1] == "15"
    assert figures("session_spread")[1] == "non publié"
    assert figures("Périodes à l'école, 3A")[1] == "6 11"


def test_compare_keeps_files_apart_and_matches_promotions_by_name(
    planner: Call, tmp_path: Path
) -> None:
    text = ALBI.read_text(encoding="utf-8")
    head, first, _, rest = text.split("[[cohorts]]")
    third, sources = rest.split("# Where each rule")
    folder = tmp_path / "other"
    folder.mkdir()
    other = folder / "albi.toml"
    cohorts = "".join(f"[[cohorts]]{cohort}" for cohort in (third, first))
    other.write_text(f"{head}{cohorts}\n# Where each rule{sources}", encoding="utf-8")
    code, told, _ = planner("compare", ALBI, other, PUBLISHED, "--year", 2021, "--workers", 1)
    assert code == 0
    rows = {
        line.split("│")[2].strip(): [cell.strip() for cell in line.split("│")[3:6]]
        for line in told.splitlines()
        if line.startswith("│")
    }
    assert rows["Périodes à l'école, 1A"][2] == "2 3 3 3 2 4"
    assert rows["Périodes à l'école, 2A"][1] == "–"
    assert sum(map(int, rows["Périodes à l'école, 3A"][1].split())) == 17


@pytest.mark.usefixtures("uncharted")
def test_an_edited_workbook_is_checked_alone_and_marked(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")[0] == 0
    book, marked = tmp_path / "planning.xlsx", tmp_path / "deeper" / "marked.xlsx"
    code, told, _ = planner("check", book)
    assert (code, "Aucune règle" in told, "à la main" in told) == (0, True, False)
    edit(book, F6=1)
    code, told, _ = planner("check", book, "--mark", marked)
    assert code == 1
    assert "Planning général, F6 : Séances par semaine (sessions_a_week), 1A, S40 2026" in told
    assert "modifiées à la main" in told
    assert f"Copie annotée : {marked}" in told
    comment = load_workbook(marked)["Planning général"]["F6"].comment
    assert comment is not None
    code, told, _ = planner("check", marked, "--lang", "en", language="en")
    assert (code, "were edited" in told) == (1, False)
    assert planner("compare", ALBI, book, "--year", 2026)[0] == 0


@pytest.mark.usefixtures("uncharted")
def test_a_marked_copy_replaces_nothing_that_somebody_typed(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")[0] == 0
    book, marked = tmp_path / "planning.xlsx", tmp_path / "marked.xlsx"
    from_json = ("check", tmp_path / "planning.json", "--mark", marked, "--quiet")
    assert planner(*from_json) == (0, "", "")
    assert planner(*from_json) == (0, "", "")
    edit(marked, F6=1)
    before = marked.read_bytes()
    code, _, told = planner(*from_json)
    assert (code, "--force" in told) == (2, True)
    code, _, told = planner("check", book, "--mark", book)
    assert (code, "le planning lu" in told) == (2, True)
    assert marked.read_bytes() == before
    assert planner(*from_json, "--force")[0] == 0
    assert load_workbook(marked)["Planning général"]["F6"].value == 2


@pytest.mark.usefixtures("uncharted")
def test_a_copy_marked_with_other_rules_claims_no_proof(planner: Call, tmp_path: Path) -> None:
    planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")
    other, marked = tmp_path / "other.toml", tmp_path / "marked.xlsx"
    text = ALBI.read_text(encoding="utf-8").replace("longest = 4", "longest = 3")
    other.write_text(text, encoding="utf-8")
    planner("check", tmp_path / "planning.xlsx", "--programme", other, "--mark", marked)
    assert "d'autres règles" in str(load_workbook(marked).worksheets[0]["A2"].value)
    code, told, _ = planner("check", marked)
    assert (code, "accepté : de 2 à 3" in told, "indique" in told) == (1, True, False)


def test_a_calendar_without_sessions_is_not_marked(planner: Call, tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"
    code, out, told = planner(
        "check", PUBLISHED, "--programme", ALBI, "--year", 2021, "--mark", marked
    )
    assert (code, out, "séances de chaque semaine" in told) == (2, "", True)
    code, _, told = planner("check", PUBLISHED, "--mark", tmp_path / "marked.ods")
    assert (code, ".xlsx" in told) == (2, True)
    assert list(tmp_path.iterdir()) == []
