"""What reads files of others runs in a process of its own: bounded, and told in words."""

import operator
import os
import sys
from pathlib import Path

import pytest

from planner.files.confined import READING, WRITING, OutOfBounds, confined, confined_within
from planner.files.problems import Unusable, problem, read_bytes
from planner.files.tables import open_book
from planner.messages import Messages
from tests.test_tables import Parts, cell, open_document, packed, row, told, with_cells

pytestmark = pytest.mark.usefixtures("confining")

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds the time only")


def test_what_a_function_returns_or_refuses_comes_through(tmp_path: Path) -> None:
    assert confined(operator.add, "a", "b") == "ab"
    assert confined(os.getpid) not in (os.getpid(), confined(os.getpid))
    with pytest.raises(Unusable) as unusable:
        confined(read_bytes, tmp_path / "none", 1)
    assert unusable.value.problems == (problem("file.missing", file=tmp_path / "none"),)


def test_within_such_a_process_a_function_is_called() -> None:
    assert confined(confined, operator.add, 1, 2) == 3


def test_a_bug_is_told_as_one() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        confined(operator.truediv, 1, 0)


@POSIX
def test_more_memory_than_it_may_take_ends_it() -> None:
    with pytest.raises(OutOfBounds):
        confined(bytes, READING.memory)
    with pytest.raises(OutOfBounds):
        confined(os.abort)


@POSIX
def test_a_fault_that_follows_from_too_little_memory_is_told_as_that() -> None:
    """As of an archive that is closed on the way out, and cannot be."""
    with pytest.raises(OutOfBounds):
        confined(exec, f"try: bytes({READING.memory})\nfinally: 1 / 0")


@POSIX
def test_what_makes_documents_may_take_more() -> None:
    filled = f"len(bytes({READING.memory}))"
    assert confined_within(WRITING, eval, filled) == READING.memory


@POSIX
def test_it_leaves_no_image_of_its_memory_and_may_compute_for_a_time() -> None:
    import resource

    assert confined(resource.getrlimit, resource.RLIMIT_CORE) == (0, 0)
    assert confined(resource.getrlimit, resource.RLIMIT_CPU) == (READING.seconds, READING.seconds)


# --- Small workbooks that would fill any memory -------------------------------------------------

STRINGS, NAMESPACE = "sharedStrings", "http://schemas.openxmlformats.org"
TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"


def shared_text(length: int, cells: int) -> Parts:
    """Give a workbook whose cells all have one long text."""
    rows = (b"<row>%s</row>" % (b'<c t="s"><v>0</v></c>' * 100)) * (cells // 100)
    parts = with_cells(rows)
    text = f'<sst xmlns="{NAMESPACE}/spreadsheetml/2006/main"><si><t>{"x" * length}</t></si></sst>'
    kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{STRINGS}+xml"
    target = f"{NAMESPACE}/officeDocument/2006/relationships/{STRINGS}"
    part = f'<Override PartName="/xl/{STRINGS}.xml" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Id="s" Type="{target}" Target="{STRINGS}.xml"/></Relationships>'
    return {
        **parts,
        f"xl/{STRINGS}.xml": text.encode(),
        TYPES: parts[TYPES].replace(b"</Types>", part.encode()),
        RELATIONS: parts[RELATIONS].replace(b"</Relationships>", relation.encode()),
    }


BOMBS = {
    "one long text in each cell.xlsx": packed(shared_text(1_000_000, 100_000)),
    "rows hidden many times.ods": open_document(
        row(cell("x"), visibility="collapse", number_rows_repeated=10_000) * 20_000
    ),
}


@POSIX
@pytest.mark.parametrize("name", BOMBS)
def test_a_small_workbook_that_fills_the_memory_is_told(
    name: str, tmp_path: Path, french: Messages
) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name])
    assert path.stat().st_size < 32_000
    assert "bien plus" in told(path, french)


def test_a_long_text_in_many_cells_is_read_within_the_bounds(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed(shared_text(200, 10_000)))
    assert open_book(path).sheets[0].rows[-1] == ("x" * 200,) * 100
