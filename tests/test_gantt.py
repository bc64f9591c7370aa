"""The Gantt chart: what is on its pages, at which size, and in which files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from planner.documents.drawing import Look, Marker, Page, Stroke
from planner.documents.lettering import text_width
from planner.documents.planning.file_names import chart_names, chart_page_count
from planner.documents.planning.files import PlanningFiles
from planner.documents.planning.pictures.gantt import gantt_files, gantt_pages
from planner.messages import Messages
from planner.planning.planning import Edition, Planning
from planner.programme.block_shapes import NamedBlock
from planner.rules.case import Case
from planner.words.colours import COLOURS, INK
from planner.words.names import planning_legend
from planner.year.activity import Activity
from tests.builders import cohort, planned, programme, year

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Licence professionnelle Métiers de l'industrie, parcours alterné, groupe {}"


def _edition(count: int, label: str = LONG) -> Edition:
    """Issue the planning of many cohorts, each with three blocks in eight weeks."""
    who = [cohort(id=f"C{n}", year=n + 1, label=label.format(n)) for n in range(count)]
    when = year(8, closed=[6])
    rows = tuple(planned(c, "CCEEEECC", when, [0, 0, 1, 2, 3, 4, 0, 0]) for c in who)
    return Edition(Planning(Case(programme(*who), when), rows), (), "V2")


def _words(page: Page) -> Iterator[str]:
    for words in page.words.values():
        yield from (word.line for word in words)


def test_every_block_session_and_week_is_drawn(edition: Edition, french: Messages) -> None:
    (page,) = gantt_pages([edition], french)
    planning = edition.planning
    blocks = [block for row in planning.cohorts for block in row.blocks]
    for activity in (Activity.SCHOOL, Activity.COMPANY, Activity.DEFENCE):
        drawn = page.shapes[2][Look(COLOURS[activity], INK, 0.7)]
        assert len(drawn) == sum(block.activity == activity for block in blocks)
    dots = [shapes for look, shapes in page.shapes[5].items() if isinstance(look, Marker)]
    assert sum(map(len, dots)) == sum(sum(row.sessions or ()) for row in planning.cohorts)
    assert {f"{week.iso_week:02}" for week in planning.year.weeks} <= set(_words(page))


def test_charts_have_the_size_of_their_page(edition: Edition, english: Messages) -> None:
    files = gantt_files([edition], english)
    assert set(files) == {"gantt.png", "gantt.svg"}
    assert int.from_bytes(files["gantt.png"][16:20], "big") == round(11.69 * 200)
    root = ElementTree.fromstring(files["gantt.svg"])
    assert root.get("width") == f"{11.69 * 72:.6g}pt"
    assert b"General planning" in files["gantt.svg"]


def test_dollar_signs_and_foreign_letters_are_drawn_as_they_are(
    edition: Edition, french: Messages
) -> None:
    odd = replace(edition, version_label=r"$\foo$ 中")
    drawing = gantt_files([odd], french, only="gantt.svg")["gantt.svg"]
    assert "$\\foo$ 中".encode() in drawing
    assert b"NotoSansCJKsc" in drawing


def test_letters_lie_in_their_blocks_and_holiday_lines_below(
    edition: Edition, french: Messages
) -> None:
    (page,) = gantt_pages([edition] * 4, french)  # weeks are narrow in a course of several years
    corners = page.shapes[2][Look(COLOURS[Activity.NONE], INK, 0.7)]
    least = min(box[1][0] - box[0][0] for box in corners)
    dashes = [word for word in page.words[6] if word.line == "–"]
    assert dashes
    assert all(text_width(dash.line, dash.size, dash.weight) <= least for dash in dashes)
    others = [w for words in page.words.values() for w in words if w not in dashes]
    assert min(word.size for word in others) >= 7
    dashed = {
        layer
        for layer, shapes in page.shapes.items()
        if any(isinstance(look, Stroke) and look.dashes for look in shapes)
    }
    assert dashed == {1}


@pytest.mark.parametrize(
    ("count", "shares"), [(1, [1]), (20, [20]), (21, [11, 10]), (47, [16, 16, 15])]
)
def test_a_page_has_at_most_twenty_lanes_and_all_that_explains_them(
    count: int, shares: list[int], french: Messages
) -> None:
    edition = _edition(count, "Promotion {}")
    pages = gantt_pages([edition], french)
    assert chart_page_count(count) == len(pages)
    labels: list[str] = []
    for number, page in enumerate(pages, start=1):
        words = list(_words(page))
        labels += [word for word in words if word.startswith("Promotion ")]
        assert words.count("14") >= 1
        for entry in planning_legend([edition.planning], french):
            assert f"{entry.letters}  {entry.meaning}" in words
        told = f"page {number} sur {len(pages)}"
        assert any(word.endswith(told) for word in words) == (len(pages) > 1)
        assert len([word for word in words if word.startswith("Promotion ")]) == shares[number - 1]
        assert {look for look in page.shapes[2] if isinstance(look, Look)} == {
            Look(COLOURS[activity], INK, 0.7) for activity in (Activity.SCHOOL, Activity.COMPANY)
        }
    assert labels == [f"Promotion {n}" for n in range(count)]


@pytest.mark.parametrize("count", [3, 20])
def test_the_name_of_a_narrow_block_is_whole_and_not_too_small(
    count: int, french: Messages
) -> None:
    label = "soutenance devant le jury"
    defence = NamedBlock("SOUTENAN", label, Activity.SCHOOL, last=True)
    who = [cohort(id=f"C{n}", year=n + 1, named_blocks=(defence,)) for n in range(count)]
    when = year(52)
    rows = tuple(planned(c, "CC" + "E" * 49 + "C", when) for c in who)
    edition = Edition(Planning(Case(programme(*who), when), rows), ())
    (page,) = gantt_pages([edition], french)
    turned = [word.line for word in page.words[6] if word.upwards]
    assert "".join(turned) == "SOUTENAN" * count
    assert min(word.size for words in page.words.values() for word in words) >= 7


@pytest.mark.parametrize("count", [3, 8, 20])
def test_nothing_of_a_long_name_is_lost_or_leaves_its_lane(count: int, french: Messages) -> None:
    (page,) = gantt_pages([_edition(count)], french)
    bold = [word for word in page.words[3] if word.weight == "bold" and word.size <= 10]
    for n in range(count):
        whole = LONG.format(n)
        assert whole in " ".join(word.line for word in bold)
    tops = sorted(word.y for word in bold)
    assert all(word.x > 0 for word in bold)
    assert tops[0] > 1


def test_several_pages_are_one_pdf_that_can_be_searched_and_a_drawing_each(
    french: Messages,
) -> None:
    edition = _edition(41, "Promotion {}")
    files = gantt_files([edition], french)
    assert list(files) == ["gantt.pdf", "gantt-1.svg", "gantt-2.svg", "gantt-3.svg"]
    assert files == gantt_files([edition], french)
    import io

    reader = PdfReader(io.BytesIO(files["gantt.pdf"]))
    for page in reader.pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(
            [16.54 * 72, 11.69 * 72]
        )
    for number, page in enumerate(reader.pages, start=1):
        told = page.extract_text()
        drawing = files[f"gantt-{number}.svg"].decode()
        for words in (f"page {number} sur 3", f"Promotion {min(14 * number, 41) - 1}"):
            assert words in told
            assert words in drawing
    assert reader.metadata is not None
    assert reader.metadata.title == "Planning général des alternances 2023"
    assert reader.metadata.creation_date is None


def test_names_of_many_pages_sort_in_their_order() -> None:
    names = list(chart_names(12))[1:]
    assert names[0] == "gantt-01.svg"
    assert names == sorted(names)


@pytest.mark.usefixtures("uncharted")
def test_charts_of_another_number_of_pages_are_deleted(tmp_path: Path, french: Messages) -> None:
    ours = {"planning.json", "planning.xlsx"}
    (tmp_path / "gantt-notes.svg").write_bytes(b"of somebody else")
    for count, charts in (
        (1, {"gantt.png", "gantt.svg"}),
        (41, {"gantt.pdf", "gantt-1.svg", "gantt-2.svg", "gantt-3.svg"}),
        (21, {"gantt.pdf", "gantt-1.svg", "gantt-2.svg"}),
        (2, {"gantt.png", "gantt.svg"}),
    ):
        files = PlanningFiles(tmp_path, ["2023-2024"], force=False)
        files.check()
        written = files.write([_edition(count, "{}")], french)
        assert set(written) == ours | charts
        assert {path.name for path in tmp_path.iterdir()} == {"gantt-notes.svg"} | ours | charts
