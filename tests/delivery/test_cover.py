"""The cover page of a company and the summary of all."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import apprentice_documents, company_folders
from planner.delivery.rendering import DocumentRenderer
from planner.documents.roster.summary import roster_summary
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.builders import employed
from tests.delivery.conftest import FULL, LATE, LIST


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def cover(apprentices: Sequence[Apprentice], edition: Edition, before: Edition | None) -> bytes:
    (company,) = company_folders(apprentices, edition.planning.year)
    return DocumentRenderer(edition, before, "fr").company_index(company)


def test_the_cover_page_tells_whom_and_what_for(real: Mapping[str, bytes]) -> None:
    (page,) = pages(real["companies/Zyxwerk Ferronnerie/index.pdf"])
    page = " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())
    for part in (
        "Zyxwerk Ferronnerie",
        "2 apprentis",
        "V2 – édition du 1er octobre 2026",
        "Ysolde Abrazine",
        "dossier : Abrazine Ysolde",
        "46 séances",
        "440 h",
        "161 h",
        "Le contrat commence le 2 novembre 2026.",
        "S50 2026",
        "calendrier.ics",
        "Ysolde Abrazine 2 séances déplacées.",
        "Tancrède Bromélan Rien n'a changé.",
    ):
        assert part in page


def test_no_line_of_the_cover_page_ends_where_french_does_not_let_it(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page itself does not tell its spaces apart: what it is set from does."""
    said: list[str] = []

    def typeset(_: str, data: Mapping[str, object]) -> bytes:
        said.append(json.dumps(data, ensure_ascii=False).replace('": ', '":'))
        return b""

    monkeypatch.setattr("planner.documents.company.index.typeset", typeset)
    for company in company_folders(LIST, versions[0].planning.year):
        DocumentRenderer(*versions, "fr").company_index(company)
    assert len(said) == 4
    for line in said:
        assert "version\u00a0: V2" in line
        assert "\u00a0h" in line
        assert Messages("fr").unbroken(line) == line


def test_many_apprentices_and_long_names_flow_onto_more_pages(
    versions: tuple[Edition, Edition],
) -> None:
    long = [employed("W" * 100, f"{n} " + "é" * 99, "1A", "V" * 200, row=n) for n in range(12)]
    told = pages(cover(long, versions[0], None))
    assert len(told) > 1
    assert all("Promotion" in page for page in told[:-1])
    assert all(f"sur {len(told)}" in page for page in told)


def test_the_cover_page_is_tagged_and_carries_its_fonts(real: Mapping[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(real["companies/Qombat Textiles/index.pdf"]))
    root: Any = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    within = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert within
    assert all("/FontFile2" in font or "/FontFile3" in font for font in within)


def test_the_summary_tells_who_gets_what_and_what_is_to_settle(
    versions: tuple[Edition, Edition],
) -> None:
    odd = replace(FULL, surname="=1+1", remarks="+33 5", email="@x")
    companies = company_folders([*LIST, odd], versions[0].planning.year)
    edition, text = versions[0], Messages("fr")
    press = DocumentRenderer(edition, None, "fr")
    years = {f.apprentice: press.years(f.apprentice)[0] for c in companies for f in c.folders}
    given = apprentice_documents(changes=False)
    content = roster_summary(companies, years, given, edition, text)
    assert content == roster_summary(companies, years, given, edition, text)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Apprentis", "Entreprises", "Heures par mois"]
    rows = list(book["Apprentis"].iter_rows(min_row=6, values_only=True))
    by_name = {row[1]: row for row in rows}
    assert len(rows) == 6
    late = by_name["Bromélan"]
    assert late[7].date() == LATE  # type: ignore[union-attr]
    assert late[9] == late[10] == years[LIST[1]].hours.sessions < 40
    assert late[11] == years[LIST[1]].hours.onsite / 60
    stuck = by_name["=1+1"]
    assert (stuck[10], stuck[16]) == (46, "+33 5")
    assert stuck[9] == 46 - sum(u.sessions - u.room for u in years[odd].unplaced) < 46
    assert "S45 2026" in str(stuck[15])
    assert "planner repair" in str(book["Apprentis"]["A4"].value)
    assert all(cell.data_type != "f" for row in book["Apprentis"].iter_rows() for cell in row)
    assert [row[:2] for row in book["Entreprises"].iter_rows(min_row=6, values_only=True)] == [
        ("Forge", 1),
        ("Pâtes Ghislemont", 1),
        ("Qombat Textiles", 1),
        ("Verrerie Hulmont", 1),
        ("Zyxwerk Ferronnerie", 2),
    ]
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
