"""Attestations: the planned hours of a person between two days, to be signed by the school."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

import planner as planner_api
from planner.apprentices.apprentice import Apprentice, Period, PeriodKind, Span
from planner.apprentices.day import Hours
from planner.apprentices.followed import followed
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.exchange.attestations import attestations_archive
from planner.documents.exchange.source import ExportSource
from planner.documents.letterhead import Letterhead
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.ledger import totals
from planner.planning.planning import Edition
from planner.portal.settings.reading import read_settings
from planner.year.activity import Place
from tests.builders import employed
from tests.conftest import Call
from tests.lake import planned
from tests.test_settings_file import faults_of

LIST = """Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat
Étoile;Véga;BACH;Forge;01/09/2027;31/08/2030
Brun;=Zoé;BACH;Forge;01/09/2026;05/02/2028
Brun;=Zoé;BACH;Verrerie;15/03/2028;31/08/2029
"""
FIRST, LAST = date(2027, 9, 6), date(2028, 9, 3)
"""The first Monday and the last Sunday of the planning."""

moments = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(n))


@cache
def whole() -> ApprenticeYear:
    return apprentice_year(Apprentice("X", "Y", "BACH", (Period("Forge"),)), planned())


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write a planning and its list."""
    path, roster = tmp_path / "planning.json", tmp_path / "liste.csv"
    path.write_bytes(planning_json(Edition(planned(), (), "V1", None)))
    roster.write_text(LIST, "utf-8")
    return path, roster


@pytest.fixture(scope="module", params=["PNG", "JPEG"])
def logo(request: pytest.FixtureRequest) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), (30, 90, 140)).save(content, request.param)
    return content.getvalue()


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))


# --- Hours --------------------------------------------------------------------------------------


def test_the_whole_planning_has_the_hours_of_the_ledger() -> None:
    row = whole().cohort
    ledger, found = totals(row, planned().case), followed(whole(), Span(FIRST, LAST))
    assert found.total.hours.academic == ledger.academic
    assert found.total.company_days == ledger.days[Place.COMPANY]
    assert found.total.school_days == ledger.days[Place.SCHOOL]


@given(moments, moments, moments)
def test_spans_side_by_side_have_the_hours_of_both(one: date, two: date, three: date) -> None:
    first, cut, last = sorted((one, two, three))
    parts = [followed(whole(), Span(first, cut)), followed(whole(), Span(cut + timedelta(1), last))]
    found = followed(whole(), Span(first, last))
    days = [day for each in parts for month in each.months for day in month.span]
    assert days == list(Span(first, last))
    assert _sum(each.total.hours for each in parts) == found.total.hours
    assert _sum(month.hours for month in found.months) == found.total.hours
    assert sum(each.total.school_days for each in parts) == found.total.school_days


def _sum(listed: Iterable[Hours]) -> Hours:
    return Hours(*map(sum, zip(*map(astuple, listed), strict=True)))


def test_a_break_has_no_hours() -> None:
    pause = Period(kind=PeriodKind.BREAK, start=date(2028, 1, 1), end=date(2028, 1, 31))
    year = apprentice_year(Apprentice("X", "Y", "BACH", (Period("Forge"), pause)), planned())
    found = followed(year, Span(date(2028, 1, 1), date(2028, 1, 31)))
    assert (found.is_empty, found.total.hours) == (True, Hours(0, 0, 0, 0))


def test_lost_hours_are_not_followed() -> None:
    year = whole()
    taught = next(day for day in year.days if day.hours.onsite)
    struck = replace(taught, hours=replace(taught.hours, lost=taught.hours.onsite))
    days = tuple(struck if day is taught else day for day in year.days)
    before, after = (followed(each, Span(FIRST, LAST)) for each in (year, replace(year, days=days)))
    assert after.total.onsite == before.total.onsite - taught.hours.onsite
    assert after.total.lessons == before.total.lessons - taught.hours.onsite


# --- Files --------------------------------------------------------------------------------------


def test_each_person_has_a_page_that_says_planned(
    files: tuple[Path, Path], planner: Call, tmp_path: Path, logo: bytes
) -> None:
    """Who has two companies has one page, with both."""
    path, roster = files
    (tmp_path / "logo.png").write_bytes(logo)
    school = tmp_path / "ecole.toml"
    school.write_text('[school]\nname = "Lac"\naddress = ["1, quai"]\nlogo = "logo.png"\n', "utf-8")
    asked = ("--roster", roster, "--from", "2028-01-10", "--to", "2028-03-31")
    out = ("--settings", school, "--out", tmp_path / "a.zip")
    assert planner("export", "attestations", path, *asked, *out)[0] == 0
    pages = ZipFile(tmp_path / "a.zip")
    assert pages.namelist() == ["Brun =Zoé.pdf", "Étoile Véga.pdf"]
    reader = PdfReader(io.BytesIO(pages.read("Brun =Zoé.pdf")))
    assert len(reader.pages) == 1
    assert b"/Image" in pages.read("Brun =Zoé.pdf")
    said = " ".join(reader.pages[0].extract_text().replace("\xa0", " ").split())
    for part in (
        "Lac 1, quai Attestation d'heures planifiées",
        "du 10 janvier au 31 mars 2028",
        "Forge / Verrerie",
        "du 10 au 31 janvier 2028",
        "février 2028",
        "Elles ne disent rien de la présence",
        "signature et cachet",
    ):
        assert part in said, part


def test_the_table_has_a_row_a_person(
    files: tuple[Path, Path], planner: Call, tmp_path: Path
) -> None:
    path, roster = files
    asked = ("export", "attestations", path, "--roster", roster)
    assert planner(*asked, "--out", tmp_path / "a.csv")[0] == 0
    head, *rows = table(tmp_path / "a.csv")
    assert [row[:7] for row in rows] == [
        ["Brun", "'=Zoé", "Bachelor", "", "Forge / Verrerie", "06/09/2027", "03/09/2028"],
        ["Étoile", "Véga", "Bachelor", "", "Forge", "06/09/2027", "03/09/2028"],
    ]
    assert rows[1][head.index("Heures de cours en tout")] == "365,0"
    only = ("--company", "verrerie", "--out", tmp_path / "a.xlsx")
    assert planner(*asked, *only)[0] == 0
    sheet = load_workbook(tmp_path / "a.xlsx")["Heures planifiées"]
    assert [cell.value for cell in sheet["E"][5:]] == ["Verrerie"]


def test_python_writes_the_same(files: tuple[Path, Path], planner: Call, tmp_path: Path) -> None:
    path, roster = files
    dates = ("--from", "2028-01-10", "--to", "2028-03-31")
    ours, theirs = tmp_path / "a.zip", tmp_path / "b.zip"
    planner("export", "attestations", path, "--roster", roster, *dates, "--out", ours)
    planner_api.export(
        planner_api.read(path),
        "attestations",
        theirs,
        roster=roster,
        first=date(2028, 1, 10),
        last=date(2028, 3, 31),
    )
    assert ours.read_bytes() == theirs.read_bytes()


def test_long_texts_take_one_page() -> None:
    """Thirteen months, names of four lines, a head of all the lines that settings accept."""
    name = "Abd-el-Rahmane " * 8
    who = employed(name, name, "BACH", "Société coopérative des ateliers du Haut-Lac " * 6)
    head = Letterhead("École supérieure " * 4, ("1, quai du Lac, bâtiment B " * 3,) * 6)
    source = ExportSource(Edition(planned(), ()), (who,), letterhead=head)
    for language in ("fr", "en"):
        packed = ZipFile(io.BytesIO(attestations_archive(source, Messages(language))))
        (page,) = (packed.read(each) for each in packed.namelist())
        assert len(PdfReader(io.BytesIO(page)).pages) == 1


# --- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--from", "2028-04-01", "--to", "2028-03-31"), "après le dernier"),
        (("--from", "2027-09-05"), "5 septembre 2027 n'est pas dans ce planning"),
        (("--to", "2028-09-04"), "du 6 septembre 2027 au 3 septembre 2028"),
        (("--from", "hier"), "--from"),
        (("--from", "2028-01-08", "--to", "2028-01-09"), "Aucun apprenti"),
    ],
)
def test_dates_that_do_not_fit_are_told(
    options: tuple[str, ...], told: str, files: tuple[Path, Path], planner: Call, tmp_path: Path
) -> None:
    path, roster = files
    asked = ("export", "attestations", path, "--roster", roster, "--out", tmp_path / "a.zip")
    code, _, error = planner(*asked, *options)
    assert (code, told in " ".join(error.replace("\xa0", " ").split())) == (2, True), error
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("option", ["--from", "--to", "--settings"])
def test_an_option_without_effect_is_told(
    option: str, files: tuple[Path, Path], planner: Call, tmp_path: Path
) -> None:
    path, roster = files
    value = path if option == "--settings" else "2028-01-10"
    out = tmp_path / "p.csv"
    asked = ("export", "payroll", path, "--roster", roster, "--out", out, option, value)
    code, _, error = planner(*asked)
    assert (code, "sans effet" in error) == (2, True)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff"])
def test_a_logo_that_is_no_image_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    path = tmp_path / "ecole.toml"
    path.write_text('[school]\nlogo = "logo.png"\n', "utf-8")
    assert "school.logo" in faults_of(path)[0]
    assert "PNG" in faults_of(path)[0]


def test_a_logo_is_read_from_beside_the_settings(tmp_path: Path, logo: bytes) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text('[school]\nlogo = "logo.png"\n', "utf-8")
    assert "school.logo" in faults_of(path)[0]
    (tmp_path / "logo.png").write_bytes(logo + b"\0" * 200_000)
    assert "200" in faults_of(path)[0]
    (tmp_path / "logo.png").write_bytes(logo)
    assert read_settings(path).school.letterhead == Letterhead(logo=logo)
