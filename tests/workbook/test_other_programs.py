"""What other programs save is read the same, and no text becomes a formula in any."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from planner.documents.planning.workbook import planning_workbook
from planner.documents.seal import has_valid_seal
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.programme.programme import SourceText
from planner.year.activity import Activity
from tests.builders import ruled_by
from tests.workbook.conftest import GENERAL, edit, setting

SAMPLE = Path(__file__).parent.parent / "samples" / "edited-in-libreoffice.xlsx"


# --- what people type never becomes a formula -----------------------------------------------

SIGNS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")')


def _wild(edition: Edition, sign: str) -> Edition:
    planning = edition.planning
    rules = replace(
        planning.programme,
        name=sign,
        school=sign,
        text=sign,
        sources=dict.fromkeys(planning.programme.sources, sign),
        bases=(SourceText(sign, sign),),
    )
    split = Activity("split", Activity.COMPANY.days, sign, sign, sessions=True)
    cohorts = []
    for each in planning.cohorts:
        named = tuple(replace(b, name=sign, label=sign) for b in each.cohort.named_blocks)
        cohort = replace(each.cohort, label=sign, named_blocks=named)
        activities = (split, *each.activities[1:])
        cohorts.append(replace(each, cohort=cohort, activities=activities))
    rules = replace(
        rules,
        cohorts=tuple(c.cohort for c in cohorts),
        activities=(*planning.programme.activities, split),
    )
    wild = replace(ruled_by(planning, rules), cohorts=tuple(cohorts))
    return replace(edition, planning=wild, version_label=sign, changed="by-hand")


def _kinds(book: Workbook) -> set[str]:
    return {c.data_type for sheet in book.worksheets for row in sheet.iter_rows() for c in row}


@pytest.mark.parametrize("sign", SIGNS)
def test_no_text_becomes_a_formula(sign: str, edition: Edition, french: Messages) -> None:
    content = planning_workbook(_wild(edition, sign), french, marked=True)
    book = load_workbook(io.BytesIO(content))
    assert "f" not in _kinds(book)
    assert sign in {cell.value for cell in book[GENERAL]["D"]}


# --- what other programs save ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["edited.xls", "edited.ods"])
def test_the_workbook_saved_in_other_formats_is_read_the_same(name: str) -> None:
    """Their cells have the values of the workbook that LibreOffice saved."""
    assert read_planning(SAMPLE.with_name(name), None, 2026) == read_planning(SAMPLE, None, 2026)


@pytest.fixture(scope="module")
def opened(written: bytes, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have LibreOffice save workbooks, all in one go, in a folder within that of what it opens."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("opened")
    for name in ("untouched.xlsx", "typed.xlsx"):
        (folder / name).write_bytes(written)
    edit(folder / "typed.xlsx", setting(D10="École", F10=None, F11=1, J57="C"))
    wild = planning_workbook(_wild(edition, SIGNS[0]), Messages("fr"), marked=True)
    (folder / "wild.xlsx").write_bytes(wild)
    subprocess.run(
        [
            program,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "saved"),
            *map(str, sorted(folder.glob("*.xlsx"))),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return folder


def test_libreoffice_saves_what_was_not_touched(opened: Path, edition: Edition) -> None:
    saved = opened / "saved" / "untouched.xlsx"
    assert not has_valid_seal(saved)
    assert read_planning(saved, None, None).edition == edition


def test_libreoffice_saves_what_was_typed(opened: Path) -> None:
    saved = opened / "saved" / "typed.xlsx"
    assert read_planning(saved, None, None) == read_planning(opened / "typed.xlsx", None, None)
    sheet = load_workbook(saved)[GENERAL]
    offered = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert set(offered) == {"D6:D58", "G6:G58", "J6:J58"}
    assert not any(v.showErrorMessage for v in offered.values())


def test_libreoffice_makes_no_formula_of_text(opened: Path) -> None:
    assert "f" not in _kinds(load_workbook(opened / "saved" / "wild.xlsx"))


def test_a_stored_workbook_that_libreoffice_saved_is_read() -> None:
    """In 1A, week S42 of 2026 was set to "école" and S01 of 2027 to one session."""
    read = read_planning(SAMPLE, None, 2026)
    assert (read.edited, read.misstatements) == (True, ())
    weeks = ["".join(a.code for a in c.activities) for c in read.edition.planning.cohorts]
    assert weeks == [
        "EECEEECCEEEEEECCCCEEEEECCEEEEECCCEEEEEECCCCEEEEEEEECC",
        "EEEEEEEEEECCEEEEEEECCCCEEEEEEEEEECCCCCCEEEEEEEEECCCCC",
        "CCCCCCCCCCEEEEEEEEEEEEECCCCCCCEEEEEEEEEEEEEEEEEEEEJJ–",
    ]
    sessions = ["".join(map(str, c.placed_sessions)) for c in read.edition.planning.cohorts]
    assert sessions == [
        "22022200202200100022022002022200020222200000000002200",
        "20220222020000202200000220220222000000022020000000000",
        "00000000002300223232232000000000000000000000000000000",
    ]
