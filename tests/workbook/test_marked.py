"""Breaches are seen and marked in the cells that break a rule."""

import io
from pathlib import Path

from openpyxl import load_workbook

from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.programme.file import parse_programme
from planner.programme.names import RuleName
from planner.words.colours import MARK
from tests.conftest import ALBI
from tests.workbook.conftest import ALBI_LAYOUT, GENERAL, edit, planned_carelessly, setting


def test_breaches_are_seen_in_the_cells_that_break_them(path: Path) -> None:
    edit(path, setting(D8="C", F8=None, F10=9, J57="C", J40="C", G30="C"))
    read = read_planning(path, None, None)
    (layout,) = read.cells
    found = {
        (check.rule.name, layout.cell_of(check, bound, read.edition.planning))
        for check in check(read.edition.planning)
        for bound in check.breaches
    }
    assert {
        (RuleName.SCHOOL_WEEKS, "D4"),
        (RuleName.SCHOOL_BLOCKS, "D8"),
        (RuleName.SESSIONS_A_WEEK, "F10"),
        (RuleName.SESSIONS, "F5"),
        (RuleName.FIXED_WEEKS, "J57"),
        (RuleName.SCHOOL_BLOCKS, "G30"),
        (RuleName.NAMED_BLOCKS, "J41"),
    } <= found


def test_what_cohorts_share_is_seen_in_the_week(tmp_path: Path, french: Messages) -> None:
    text = ALBI.read_text(encoding="utf-8").replace(
        "[leave]", "[campus]\nmost_cohorts = 1\n[leave]"
    )
    edition = planned_carelessly(parse_programme(text, "albi.toml"), 2026)
    (shared,) = [c for c in check(edition.planning) if c.rule.name is RuleName.CAMPUS_COHORTS]
    (site,) = edition.planning.programme.sites
    present = enumerate(edition.planning.on_campus(site))
    crowded = [n for n, cohorts in present if len(cohorts) > 1]
    cells = [ALBI_LAYOUT.cell_of(shared, bound, edition.planning) for bound in shared.breaches]
    assert cells == [f"A{6 + n}" for n in crowded]


def test_a_marked_copy_frames_the_cells_and_tells_why(path: Path, french: Messages) -> None:
    edit(path, setting(D8="C", F10=9))
    read = read_planning(path, None, None)
    content = planning_workbook(read.edition, french, marked=True)
    sheet = load_workbook(io.BytesIO(content))[GENERAL]
    marked = {
        cell.coordinate: str(cell.comment.text)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert {"D4", "D6", "D8", "F5", "F10"} <= set(marked)
    assert "(sessions_a_week), 1A, S44 2026 (entreprise) : trouvé 9" in marked["F10"]
    assert "(school_weeks)" in marked["D4"]
    assert "(school_blocks)" in marked["D4"]
    for cell in marked:
        assert sheet[cell].border.left.style == "thick"
        assert str(sheet[cell].font.color.rgb).endswith(MARK)
    assert "règle enfreinte : voir la note" in {cell.value for cell in sheet["N"]}
    assert content == planning_workbook(read.edition, french, marked=True)


def test_a_planning_without_breach_is_marked_nowhere(
    written: bytes, edition: Edition, french: Messages
) -> None:
    assert planning_workbook(edition, french, marked=True) == written
