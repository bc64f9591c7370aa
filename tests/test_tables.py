"""Workbooks of other programs: read as the programs open them, and bounded before they are read."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.files.tables import Formula, FormulaError, open_book
from planner.files.tables.cells import address_of, position_of, range_of
from planner.files.tables.opening import read_sheets
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.planning import Edition

CONFINING = pytest.mark.usefixtures("confining")
"""For what would fill the memory of this process if nothing bounded it."""

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

SAMPLES = Path(__file__).parent / "samples"

Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def in_part(name: str, change: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    def changed(parts: Parts) -> Parts:
        assert change(parts[name]) != parts[name]
        return {**parts, name: change(parts[name])}

    return changed


def replacing(name: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    return in_part(name, lambda part: part.replace(old, new))


def _strict(parts: Parts) -> Parts:
    transitional = b"http://schemas.openxmlformats.org/"
    strict = b"http://purl.oclc.org/ooxml/"
    return {
        name: part.replace(MAIN, strict + b"spreadsheetml/main").replace(
            transitional + b"officeDocument/2006/relationships",
            strict + b"officeDocument/relationships",
        )
        for name, part in parts.items()
    }


def _prefixed(part: bytes) -> bytes:
    part = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part)
    return part.replace(b"xmlns=", b"xmlns:x=", 1)


def _renamed(parts: Parts) -> Parts:
    return {
        name.replace("worksheets/sheet1", "Worksheets/Sheet1"): part for name, part in parts.items()
    }


ALTERED: dict[str, Callable[[Parts], Parts]] = {
    "an empty fill": in_part(
        STYLES, lambda p: re.sub(rb"<fill>.*?</fill>", b"<fill />", p, count=1)
    ),
    "a colour of the web": in_part(
        STYLES, lambda p: re.sub(rb'rgb="[0-9A-F]{8}"', b'rgb="#FFFF00"', p, count=3)
    ),
    "strict OOXML": _strict,
    "names with a prefix": in_part(SHEET, _prefixed),
    "no addresses of cells": in_part(SHEET, lambda p: re.sub(rb'(<row) r="\d+"', rb"\1", p)),
    "a wrong dimension": in_part(
        SHEET, lambda p: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', p)
    ),
    "an unknown alignment": replacing(STYLES, b'horizontal="center"', b'horizontal="middle"'),
    "an unknown pattern": replacing(STYLES, b'patternType="solid"', b'patternType="plain"'),
    "a comment in the sheet": replacing(SHEET, b"<sheetData>", b'<!-- <c r="ZZ9" --><sheetData>'),
    "no properties": lambda parts: {n: p for n, p in parts.items() if "docProps" not in n},
    "no theme": lambda parts: {n: p for n, p in parts.items() if "theme" not in n},
    "names in capitals": _renamed,
    "absolute targets": replacing(
        "xl/_rels/workbook.xml.rels", b'Target="worksheets/', b'Target="/xl/worksheets/'
    ),
    "an unknown view": replacing(SHEET, b"<sheetViews>", b"<sheetViews><other/>"),
    "an odd zoom": replacing(SHEET, b"<sheetView ", b'<sheetView zoomScale="1e9" '),
}


@pytest.fixture(scope="module")
def written(edition: Edition) -> Parts:
    return parts_of(planning_workbook(edition, Messages("fr")))


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_our_own_workbook_as_other_programs_write_it_is_read(
    change: Callable[[Parts], Parts], written: Parts, edition: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(packed(change(written)))
    assert read_planning(path, None, None).edition == edition


# --- what is refused -------------------------------------------------------------------------

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]>"
)


def told(path: Path, text: Messages) -> str:
    with pytest.raises(Unusable) as unusable:
        open_book(path)
    return "\n".join(text.sentence(p) for p in unusable.value.problems)


@CONFINING
@pytest.mark.parametrize("name", [SHEET, STYLES, BOOK, "docProps/app.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_part(
    name: str, encoding: str, written: Parts, tmp_path: Path, french: Messages
) -> None:
    part = BOMB + re.sub(rb"^<\?xml.*?\?>", b"", written[name])
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed({**written, name: part.decode().encode(encoding)}))
    assert "classeur lisible" in told(path, french)


@CONFINING
def test_a_document_type_is_refused_whatever_the_name_of_its_part(
    written: Parts, tmp_path: Path, french: Messages
) -> None:
    path, kinds = tmp_path / "list.xlsx", "xl/_rels/workbook.xml.rels"
    named = {name.replace("sheet1.xml", "sheet1.bin"): part for name, part in written.items()}
    named[kinds] = named[kinds].replace(b"sheet1.xml", b"sheet1.bin")
    path.write_bytes(packed(named))
    assert open_book(path).sheets
    named[SHEET.replace(".xml", ".bin")] = BOMB + re.sub(rb"^<\?xml.*?\?>", b"", written[SHEET])
    path.write_bytes(packed(named))
    assert "classeur lisible" in told(path, french)


def test_a_picture_may_have_a_document_type(written: Parts, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    logo = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
    path.write_bytes(packed({**written, "xl/media/image1.svg": logo}))
    assert open_book(path).sheets


def with_cells(*cells: bytes) -> Parts:
    book = Workbook()
    stream = io.BytesIO()
    book.save(stream)
    parts = parts_of(stream.getvalue())
    data = b"<sheetData>" + b"".join(cells) + b"</sheetData>"
    parts[SHEET] = re.sub(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", data, parts[SHEET])
    return parts


FAR: dict[str, Parts] = {
    "two corners": with_cells(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9000"><c r="XFD9000"><v>1</v></c></row>'
    ),
    "a cell of another row": with_cells(
        b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a cell hidden in quotes": with_cells(
        b'<row r="1"><c r="A1"><v>1</v></c><c t=">" r="XFD9000"><v>1</v></c></row>'
    ),
    "rows without numbers": with_cells(
        b"<row/>" * 9000, b"<row>", b"<c/>" * 9000, b"<c><v>1</v></c></row>"
    ),
}


@CONFINING
@pytest.mark.parametrize("parts", FAR.values(), ids=FAR)
def test_cells_far_apart_are_refused_before_memory_is_reserved(
    parts: Parts, tmp_path: Path, french: Messages
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed(parts))
    assert "bien plus" in told(path, french)


@pytest.mark.parametrize("parts", FAR.values(), ids=FAR)
def test_what_is_refused_takes_little_memory(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed(parts))
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from planner.files.problems import Unusable\nfrom planner.files.tables import open_book\n"
        "resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))\n"
        "try:\n    open_book(Path(sys.argv[1]))\nexcept Unusable as told:\n    print(told)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    assert done.stdout == "workbook.excessive\n"


def test_filled_rows_beyond_the_limit_are_left_out_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(
        packed(
            with_cells(
                b'<row r="2"><c r="B2"><v>7</v></c></row>',
                b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
            )
        )
    )
    (sheet,) = open_book(path).sheets
    assert sheet.rows == ((None, None), (None, 7.0))
    assert sheet.marks.is_cut


@CONFINING
@pytest.mark.parametrize("rows", [(10_001, 2), (3, 2)])
def test_rows_out_of_order_lose_nothing(rows: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    path.write_bytes(packed(with_cells(*(row.format(n).encode() for n in rows))))
    if max(rows) > 10_000:
        with pytest.raises(Unusable):
            open_book(path)
    else:
        assert [r[0] for r in open_book(path).sheets[0].rows] == [None, 2, 3]


# --- what values do not tell -----------------------------------------------------------------


def test_hidden_rows_merged_cells_and_formulas_are_told_where_openpyxl_fails(
    tmp_path: Path,
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["a", "=A1", "#N/A", date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 8)])
    for column, form in (("D", "d-mmm"), ("E", "dd/mm/yyyy"), ("F", '[$-40C]d" mai"')):
        sheet[f"{column}1"].number_format = form
    sheet.append(["b"])
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A3:B4")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFF00")
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed(ALTERED["an empty fill"](parts_of(stream.getvalue()))))
    with pytest.raises(TypeError):
        load_workbook(path)
    (read,) = open_book(path).sheets
    assert read.rows[0][:3] == ("a", Formula("=A1"), FormulaError("#N/A"))
    assert read.formula(1, 2) == Formula("=A1", has_value=False)
    assert read.marks.hidden_rows == {2}
    assert [span.address for span in read.marks.merged] == ["A3:B4"]
    assert read.marks.yearless == {(1, 4), (1, 6)}


NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = f"""<office:document-content office:version="1.2"
xmlns:office="{NAMESPACE}:office:1.0" xmlns:table="{NAMESPACE}:table:1.0"
xmlns:text="{NAMESPACE}:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Liste">ROWS</table:table>
</office:spreadsheet></office:body></office:document-content>"""
KIND = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<manifest:manifest xmlns:manifest="{NAMESPACE}:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/></manifest:manifest>"""


def open_document(rows: str) -> bytes:
    texts = {
        "mimetype": KIND,
        "content.xml": CONTENT.replace("ROWS", rows),
        "META-INF/manifest.xml": MANIFEST,
    }
    return packed({name: text.encode() for name, text in texts.items()})


def cell(text: str = "", **attributes: object) -> str:
    names = {"formula": "table:formula", "rows": "table:number-rows-spanned"}
    told = "".join(f' {names.get(key, key)}="{value}"' for key, value in attributes.items())
    if not text:
        return f"<table:table-cell{told}/>"
    return (
        f'<table:table-cell office:value-type="string"{told}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def row(*cells: str, **attributes: object) -> str:
    told = "".join(f' table:{key.replace("_", "-")}="{v}"' for key, v in attributes.items())
    return f"<table:table-row{told}>{''.join(cells)}</table:table-row>"


def test_an_open_document_tells_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    rows = (
        row(cell("a", rows=2), cell(formula="of:=[.A1]")),
        row(cell(), cell("b"), visibility="filter"),
        row(cell(), number_rows_repeated=3),
        row(cell("c"), visibility="collapse", number_rows_repeated=2),
        row(cell(), number_rows_repeated=1_048_000),
    )
    path.write_bytes(open_document("".join(rows)))
    (sheet,) = open_book(path).sheets
    assert [r[0] if r else None for r in sheet.rows] == ["a", None, None, None, None, "c", "c"]
    assert sheet.rows[0][1] == Formula("=[.A1]")
    assert sheet.rows[1][1] == "b"
    assert sheet.marks.hidden_rows == {2, 6, 7}
    assert [span.address for span in sheet.marks.merged] == ["A1:A2"]


@CONFINING
def test_an_open_document_is_bounded(tmp_path: Path, french: Messages) -> None:
    path = tmp_path / "list.ods"
    wide = cell("x").replace("cell ", "cell table:number-columns-repeated='16384' ", 1)
    path.write_bytes(open_document(row(wide, number_rows_repeated=1_000_000)))
    assert "bien plus" in told(path, french)
    parts = parts_of(open_document(row(cell("x"))))
    path.write_bytes(packed({**parts, "content.xml": BOMB + parts["content.xml"]}))
    assert "classeur lisible" in told(path, french)


def test_a_workbook_of_excel_97_is_read() -> None:
    (sheet,) = open_book(SAMPLES / "list.xls").sheets
    assert sheet.rows[1] == ("Durand", "Zoé", "1A", "Forge", date(2026, 10, 5))
    assert [span.address for span in sheet.marks.merged] == ["D2:D3"]


@CONFINING
def test_sectors_chained_in_a_circle_end(tmp_path: Path, french: Messages) -> None:
    content = bytearray((SAMPLES / "list.xls").read_bytes())
    sector = int.from_bytes(content[76:80], "little")  # the first of the allocation table
    table = 512 * (sector + 1)
    first = int.from_bytes(content[48:52], "little")  # the first of the directory
    content[table + 4 * first : table + 4 * first + 4] = first.to_bytes(4, "little")
    path = tmp_path / "list.xls"
    path.write_bytes(content)
    assert "endommagé" in told(path, french)


# --- an oracle -------------------------------------------------------------------------------

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1).filter(
        lambda text: not text.startswith(("=", "#")) and "_x" not in text
    ),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)

PLACES = st.tuples(st.integers(1, 40), st.integers(1, 40))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 40)), VALUES, max_size=30)
)
def test_any_values_are_read_as_openpyxl_reads_them(
    cells: dict[tuple[int, int], Any], tmp_path: Path
) -> None:
    book = Workbook()
    sheet: Any = book.active
    for place, value in cells.items():
        sheet.cell(*place).value = value
    path = tmp_path / "any.xlsx"
    book.save(path)
    expected: Any = load_workbook(path).active
    (read,) = read_sheets(path.read_bytes(), path)
    for place in cells:
        value, found = expected.cell(*place).value, read.value(*place)
        if isinstance(value, datetime) and not isinstance(found, datetime):
            value = value.date()
        if isinstance(value, datetime):
            assert isinstance(found, datetime)
            assert abs(found - value) < timedelta(seconds=1)
        else:
            assert found == pytest.approx(value) if isinstance(value, float) else found == value


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_are_read_as_they_are_written(row_number: int, column: int) -> None:
    written = address_of(row_number, column)
    assert position_of(written) == (row_number, column)
    assert range_of(f"${written}:{written}").address == f"{written}:{written}"
