"""What people are called can be printed, or is told: no name becomes boxes."""

import re
import runpy
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from planner.apprentices.roster import read_roster
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.drawing import Page
from planner.documents.font_files import FONTS
from planner.documents.lettering import FAMILIES, text_width
from planner.documents.plotting import shipped_settings
from planner.files.glyphs import without_glyph
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.file import parse_programme, read_programme
from tests.builders import SOMEBODY, lived
from tests.conftest import ALBI

ROOT = Path(__file__).parent.parent
NAMES = {
    "Latin": "Ŵłódź Žižek Şırnak Øresund Ñandú Œuvré Ưỡng",
    "Vietnamese": "Nguyễn Thị Hồng Nhung",
    "Greek": "Γιώργος Ἀθῆναι",
    "Cyrillic": "Олексій Їжак Щёлоков Қасым",
    "Arabic": "عبد الرحمن پژمان",
    "Hebrew": "דוד כהן",
    "Chinese": "王小明 張偉 鄧",
    "Japanese": "田中さくら ヴィクトル 髙橋",
    "Korean": "김민준 뷁",
    "others of Europe": "Արամ გიორგი",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_what_people_are_called_can_be_printed(name: str) -> None:
    assert without_glyph(name) == ()


def test_characters_without_a_glyph_are_told_once_and_unseen_ones_are_not() -> None:
    assert without_glyph("Siti ꦱꦶꦠꦶ 🎓") == ("ꦱ", "ꦶ", "ꦠ", "🎓")
    assert without_glyph("می\u200cخواهم e\u0301 a\u00a0b 葛\U000e0100") == ()


def test_the_list_is_that_of_the_fonts_of_pages_and_charts() -> None:
    """Every family in all its weights: a name is set in bold as well."""
    script = runpy.run_path(str(ROOT / "scripts" / "make-fonts"))
    families = script["characters"]()
    listed = script["LIST"].read_text(encoding="ascii").splitlines()
    assert listed == list(script["lines"](set().union(*families.values())))
    pages = (FONTS.parent / "typst" / "fonts.typ").read_text(encoding="utf-8")
    assert families.keys() == set(FAMILIES) == set(re.findall('"(.+?)"', pages))


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("Hebrew", "NotoSansHebrew-Bold"),
        ("Arabic", "NotoSansArabic-Bold"),
        ("Chinese", "NotoSansCJKsc-Regular"),
        ("Japanese", "NotoSansCJKsc-Regular"),
        ("Korean", "NotoSansCJKsc-Regular"),
        ("Cyrillic", "SourceSans3-Bold"),
    ],
)
def test_a_page_is_set_in_the_fonts_that_have_the_name(
    name: str, font: str, french: Messages
) -> None:
    year = lived("CE", who=replace(SOMEBODY, first_name="Camille", surname=NAMES[name]))
    grid = calendar_grid(year, Edition(year.planning, ()), french)
    page = PdfReader(BytesIO(calendar_pdf(grid, french))).pages[0]
    embedded, others = page._get_fonts()
    assert font in {each.partition("+")[2].removesuffix("-Identity-H") for each in embedded}
    assert others == set()


def test_a_chart_has_a_glyph_for_every_name() -> None:
    page = Page(6, 6)
    for row, name in enumerate(NAMES.values()):
        page.text(0, row / 2, name, weight="bold")
        assert text_width(name, 8) > 0
    with shipped_settings({"font.family": FAMILIES}):
        page.figure.savefig(BytesIO(), format="svg")  # a missing glyph is a warning, an error here


def test_a_name_that_cannot_be_printed_is_told_with_its_row(
    tmp_path: Path, edition: Edition, french: Messages
) -> None:
    path = tmp_path / "liste.csv"
    rows = ["Nom;Prénom;Promotion;Entreprise", "Marti;Bé;1A;Société", "ꦱꦶꦠꦶ;Siti;1A;Studio 🎓"]
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_roster(path, edition.planning.case)
    told = [french.sentence(each) for each in unusable.value.problems]
    assert len(told) == 2
    assert "ligne 3, colonne A" in told[0]
    assert 'et non "ꦱ" (U+A9B1), "ꦶ" (U+A9B6), "ꦠ" (U+A9A0)' in told[0]
    assert 'et non "🎓" (U+1F393)' in told[1]


def test_a_label_that_cannot_be_printed_is_told_in_a_file_and_read_in_a_planning(
    tmp_path: Path, french: Messages
) -> None:
    text = ALBI.read_text(encoding="utf-8").replace('"1re année"', '"1re année 🎓"')
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_programme(tmp_path / "p.toml")
    (told,) = map(french.sentence, unusable.value.problems)
    assert "cohorts[1A].label" in told
    assert 'et non "🎓" (U+1F393)' in told
    assert parse_programme(text, "p.toml", carried=True).cohorts[0].label == "1re année 🎓"
