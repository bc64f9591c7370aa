"""The documents of a comparison: the table read back, the pictures, the report."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pandas
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from planner.documents.comparison.chart_parts import MAX_DRAWN, drawn_scenarios
from planner.documents.comparison.charts import (
    campus_load_chart,
    front_chart,
    gantts_chart,
    measures_chart,
)
from planner.documents.comparison.csv_table import comparison_csv
from planner.documents.comparison.measures_chart import spread_labels
from planner.documents.comparison.report import comparison_html
from planner.documents.comparison.words import measure_head, value_text
from planner.documents.comparison.workbook import comparison_workbook
from planner.files.software import SEED, software_versions
from planner.messages import Messages
from planner.planning.measures import MEASURES, Direction, Measure, MeasureUnit, best_and_worst
from planner.planning.planning import Edition, Planning
from planner.programme.names import ObjectiveName
from planner.scenarios import Compared, Front, FrontPoint, front_values, specification
from planner.scenarios.comparison import measure_values
from planner.words.colours import BEST, WORST
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from tests.builders import SPLIT, cohort, planning, programme, year

WILD = '=1+1 <script src="http://x.example/a.js"> & "🎓"\n– a name that somebody typed'
CONFLICT = ("toutes – au plus 1 <b>à la fois</b>", "1A – S39 2027 école")
HEAD = 5
"""The last row of the header of the table."""

OF = (ObjectiveName.CAMPUS_OVERLAP, ObjectiveName.JOURNEYS)


def measured(planning: Planning) -> dict[str, float | None]:
    return {measure.name: measure.of(planning) for measure in MEASURES}


@pytest.fixture(scope="module")
def compared(edition: Edition) -> list[Compared]:
    """Compare a planning, an unproven variant, one without sessions, one that cannot be."""
    planning = edition.planning
    asked = specification("base", planning.programme, 2026)
    rows = tuple(replace(row, sessions=None, onsite=None) for row in planning.cohorts)
    published = replace(planning, cohorts=rows)
    first, second, *others = edition.objectives
    unproven = replace(edition, objectives=(first, replace(second, bound=1, proven=False), *others))
    worse = {**measured(planning), "campus_overlap": 15, "session_gap": 8, "company_stretch": 21}
    once = {"campus.most_cohorts": 1, "closures.weeks": [30, 31]}
    return [
        Compared("base", "optimal", measured(planning), edition, (), asked, {}),
        Compared(WILD, "feasible", worse, unproven, (), replace(asked, time_limit=0.5)),
        Compared("given", "given", measured(published), Edition(published, ())),
        Compared("une seule", "impossible", {}, None, CONFLICT, replace(asked, year=2027), once),
    ]


@pytest.fixture(scope="module")
def front(compared: Sequence[Compared]) -> Front:
    edition = compared[0].edition
    assert edition is not None
    one, other = front_values(OF, edition.planning) or (0, 0)
    beyond = FrontPoint((one + 3, other - 4), True, edition)
    return Front(OF, (FrontPoint((one - 1, other - 1), True, edition), beyond), whole=True)


def many(compared: Sequence[Compared], count: int) -> list[Compared]:
    return [replace(compared[n % 4], name=f"scenario {n}") for n in range(count)]


# --- Best and worst


@pytest.mark.parametrize(
    ("better", "values", "expected"),
    [
        (Direction.LESS, [3, 1, None, 2], (1, 3)),
        (Direction.MORE, [3, 1, None, 2], (3, 1)),
        (Direction.MORE, [2, 2, 1.5], (2, 1.5)),
        (Direction.LESS, [2, 2, None], None),
        (Direction.LESS, [2, None], None),
        (Direction.LESS, [None, None], None),
        (Direction.LESS, [], None),
    ],
)
def test_best_and_worst_follow_the_direction_of_a_measure(
    better: Direction, values: list[float | None], expected: tuple[float, float] | None
) -> None:
    measure = Measure("x", MeasureUnit.WEEKS, better, lambda planning: None)
    assert best_and_worst(measure, values) == expected


# --- The table


@pytest.mark.parametrize(("language", "how"), [("fr", {"sep": ";", "decimal": ","}), ("en", {})])
def test_pandas_reads_the_figures_of_the_csv_again(
    compared: Sequence[Compared], language: str, how: dict[str, str]
) -> None:
    text = Messages(language)
    written = comparison_csv(compared, text)
    assert written.startswith(b"\xef\xbb\xbf")
    table = pandas.read_csv(io.BytesIO(written), **how)  # type: ignore[call-overload]
    assert list(table.iloc[:, 0]) == [1, 2, 3, 4]
    for measure in MEASURES:
        column = table[measure_head(measure, text)]
        for value, scenario in zip(column, compared, strict=True):
            known = scenario.measures.get(measure.name)
            assert pandas.isna(value) if known is None else value == known
    overlap = text("objective.campus_overlap")
    bounds = table[f"{overlap} – {text('column.bound')}"]
    assert list(bounds[:2]) == [compared[0].measures["campus_overlap"], 1]
    assert list(table[f"{overlap} – {text('column.proven')}"][:2]) == [
        text("word.yes"),
        text("word.no"),
    ]
    assert table["campus.most_cohorts"][3] == 1
    assert table["closures.weeks"][3] == "[30, 31]"
    assert table[text("column.conflict")][3] == " | ".join(CONFLICT)
    asked = compared[0].specification
    assert asked is not None
    assert table[text("column.key")][0] == asked.key
    assert list(table[text("column.start")]) == [2026, 2026, 2026, 2027]


def test_a_name_is_one_line_and_no_formula_in_the_csv(compared: Sequence[Compared]) -> None:
    lines = comparison_csv(compared, Messages("en")).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(compared)
    assert lines[2].startswith('2,"\'=1+1 <script src=""http://x.example/a.js""> & ""🎓"" – a name')


@pytest.fixture(scope="module")
def book(compared: Sequence[Compared]) -> Workbook:
    return load_workbook(io.BytesIO(comparison_workbook(compared, Messages("fr"))))


def test_the_workbook_holds_the_measures_and_marks_the_best_and_the_worst(
    book: Workbook, compared: Sequence[Compared]
) -> None:
    sheet, text = book["Comparaison"], Messages("fr")
    columns = {cell.value: n for n, cell in enumerate(sheet[HEAD - 1], start=1)}
    for measure in MEASURES:
        column = columns[measure_head(measure, text)]
        cells = [sheet.cell(HEAD + n, column) for n in range(1, 5)]
        values = [scenario.measures.get(measure.name) for scenario in compared]
        absent = ("–" if scenario.edition is None else "non publié" for scenario in compared)
        assert [cell.value for cell in cells] == [
            other if value is None else value for value, other in zip(values, absent, strict=True)
        ]
        ends = best_and_worst(measure, values)
        for cell, value in zip(cells, values, strict=True):
            is_best = ends is not None and value == ends[0]
            is_worst = ends is not None and value == ends[1]
            assert ("▲" in cell.number_format, "▽" in cell.number_format) == (is_best, is_worst)
            assert bool(cell.font.bold) is is_best
            assert str(cell.fill.fgColor.rgb).endswith(BEST) is is_best
            assert str(cell.fill.fgColor.rgb).endswith(WORST) is is_worst


def test_ties_are_all_marked_and_what_is_the_same_is_not(book: Workbook) -> None:
    sheet = book["Comparaison"]
    signs = {}
    for column in range(1, sheet.max_column + 1):
        forms = [sheet.cell(HEAD + n, column).number_format for n in range(1, 5)]
        signs[sheet.cell(HEAD - 1, column).value] = "".join(
            next((sign for sign in "▲▽" if sign in form), ".") for form in forms
        )
    text = Messages("fr")
    by_name = {measure.name: signs[measure_head(measure, text)] for measure in MEASURES}
    assert by_name["campus_overlap"] == "▲▽▲."
    assert by_name["session_gap"] == "▽▲.."
    assert by_name["company_stretch"] == "▽▲▽."
    assert by_name["journeys"] == "...."
    assert by_name["sessions_a_month"] == "...."


def test_a_planning_without_a_block_at_a_place_is_not_called_unpublished() -> None:
    found = planning(programme(cohort(), activities=(*BUILT_IN_ACTIVITIES, SPLIT)), year(4), "MMMM")
    compared = Compared("s", "given", measure_values(found), Edition(found, ()))
    (mean,) = [each for each in MEASURES if each.name == "school_block_mean"]
    assert value_text(compared, mean, Messages("fr")) == "sans objet"


def test_long_figures_have_room_with_their_sign(compared: Sequence[Compared]) -> None:
    long = {"company_imbalance": 1375.717}
    found = [replace(each, measures={**each.measures, **long}) for each in compared[:2]]
    sheet = load_workbook(io.BytesIO(comparison_workbook(found, Messages("fr"))))["Comparaison"]
    title = measure_head(next(m for m in MEASURES if m.name in long), Messages("fr"))
    (column,) = [cell.column for cell in sheet[HEAD - 1] if cell.value == title]
    width = sheet.column_dimensions[get_column_letter(column)].width
    assert width > len("▲ 1 375,717")


def test_a_scenario_without_planning_stays_in_the_table_with_its_conflict(book: Workbook) -> None:
    row = [cell.value for cell in book["Comparaison"][HEAD + 4]]
    assert row[:5] == [4, "une seule", 1, "[30, 31]", "impossible, prouvé"]
    proofs = list(book["Preuves"].iter_rows(min_row=5, max_col=4, values_only=True))
    assert [row[3] for row in proofs if row[0] == 4] == list(CONFLICT)
    assert any("minimum possible : 1" in str(row[3]) for row in proofs if row[0] == 2)


def test_objectives_definitions_and_origin_have_sheets_of_their_own(
    book: Workbook, compared: Sequence[Compared]
) -> None:
    sheets = ["Comparaison", "Semaines différentes", "Preuves", "Objectifs"]
    assert book.sheetnames == [*sheets, "Définitions", "Origine"]
    apart = [row[2:] for row in book["Semaines différentes"].iter_rows(min_row=5, values_only=True)]
    assert apart == [(None, 0, 0, None), (0, None, 0, None), (0, 0, None, None), (None,) * 4]
    objectives = list(book["Objectifs"].iter_rows(min_row=5, values_only=True))
    edition = compared[1].edition
    assert edition is not None
    assert [(row[2], *row[4:6]) for row in objectives if row[0] == 2] == [
        (rank, o.value, o.bound) for rank, o in enumerate(edition.objectives, start=1)
    ]
    definitions = list(book["Définitions"].iter_rows(min_row=5, values_only=True))
    assert [row[2] for row in definitions] == [
        "↓ moins" if measure.better is Direction.LESS else "↑ plus" for measure in MEASURES
    ]
    origin = list(book["Origine"].iter_rows(min_row=5, values_only=True))
    keys = [c.specification.key if c.specification else None for c in compared]
    assert [row[5] for row in origin[:4]] == keys
    assert [row[3] for row in origin[:4]] == ["T1"] * 4
    assert "0,5" in str(origin[1][4])
    start = next(n for n, row in enumerate(origin) if row[0] == "Texte T1")
    lines = [str(row[1] or "") for row in origin[start + 1 :]]
    assert "\n".join(lines).strip() == edition.planning.programme.text.strip()


def test_the_sheets_print_on_a4_and_no_text_is_a_formula(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert book["Comparaison"].page_setup.orientation == "landscape"


# --- The pictures


def test_one_scenario_and_twelve_are_drawn(compared: Sequence[Compared], french: Messages) -> None:
    for scenarios in (compared[:1], many(compared, 12)):
        drawing = gantts_chart(scenarios, french, "svg").decode()
        for n, scenario in enumerate(scenarios, start=1):
            assert f"<!-- {n} -->" in drawing
            assert f"<!-- {scenario.name} -->" in drawing
        assert drawing.count("<!-- 53 -->") == 1
    planning = compared[0].edition.planning if compared[0].edition else None
    assert planning is not None
    blocks = [b for row in planning.cohorts for b in row.blocks if b.activity == Activity.SCHOOL]
    assert drawing.count("fill: #f6b55e; stroke: #1e1e1e") == 9 * len(blocks) + 1
    assert drawing.count("Aucun planning n'existe, c'est prouvé") == 3


def test_campus_load_says_the_peak_of_each_scenario(
    compared: Sequence[Compared], english: Messages
) -> None:
    drawing = campus_load_chart(compared, english, "svg").decode()
    assert drawing.count("at most 100 people, 6 weeks") == 3
    assert "No planning exists: this is proven" in drawing


def test_the_chart_of_measures_writes_what_differs_and_lists_the_rest(
    compared: Sequence[Compared], english: Messages
) -> None:
    drawing = measures_chart(compared, english, "svg").decode()
    assert "<!-- 15 -->" in drawing
    listed = " ".join(re.findall("<!-- (.*) -->", drawing[drawing.index("No difference") - 5 :]))
    assert "Changes of place: 21" in listed
    assert "not given: 3" in listed
    assert "beyond the first" not in listed


@pytest.mark.parametrize(
    "places", [[1.0], [1.0, 1.0, 1.0], [0.0, 0.1, 5.0, 5.0], [n / 10 for n in range(20)]]
)
def test_marks_of_near_values_are_moved_apart(places: list[float]) -> None:
    widths = [0.5 + 0.1 * (n % 3) for n in range(len(places))]
    centres = spread_labels(places, widths, 0.0, 20.0)
    edges = [(c - w / 2, c + w / 2) for c, w in zip(centres, widths, strict=True)]
    assert edges[0][0] >= -1e-9
    assert all(left[1] <= right[0] + 1e-9 for left, right in pairwise(edges))
    if len(places) == 1:
        assert centres == places


def test_of_many_scenarios_the_given_and_the_best_are_drawn_each_planning_once(
    compared: Sequence[Compared],
) -> None:
    edition = compared[0].edition
    assert edition is not None
    shifted = []
    for n in range(20):
        rows = edition.planning.cohorts
        turned = rows[0].activities[n:] + rows[0].activities[:n]
        planning = replace(edition.planning, cohorts=(replace(rows[0], activities=turned),))
        figures = {"journeys": 30 - n, "campus_peak": 2}
        shifted.append(Compared(f"{n}", "optimal", figures, replace(edition, planning=planning)))
    twice = replace(shifted[19], name="twice")
    drawn = drawn_scenarios([*shifted, twice, compared[3], compared[2]])
    assert len(drawn) == MAX_DRAWN
    assert drawn[-1].scenario is compared[2]
    assert shifted[19] in [each.scenario for each in drawn]
    assert not {"twice", compared[3].name} & {each.name for each in drawn}


def test_the_front_is_drawn_with_the_scenarios_and_the_way_to_it(
    compared: Sequence[Compared], front: Front, english: Messages
) -> None:
    drawing = front_chart(front, compared, english, "svg").decode()
    one, other = front_values(OF, front.points[0].edition.planning) or (0, 0)
    for place in ((one, other), (one - 1, other - 1), (one + 3, other - 4)):
        assert f"<!-- ({place[0]:n}; {place[1]:n}) -->" in drawing
    assert "distance to the front: (1; 1)" in drawing
    assert "Exact and whole front" in drawing
    assert "By the rules of scenario 1: base" in drawing


def test_a_front_that_was_not_finished_says_so(
    compared: Sequence[Compared], front: Front, english: Messages
) -> None:
    points = (front.points[0], replace(front.points[1], proven=False))
    drawing = front_chart(Front(OF, points, whole=False), compared[:1], english, "svg").decode()
    assert "Part of the front" in drawing
    assert "point found, not proven" in drawing
    assert b"No planning exists" in front_chart(Front(OF, (), True), compared[3:], english, "svg")


# --- The report


class _Page(HTMLParser):
    """Reads a page: its elements with their attributes, the text of its cells and headings."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self._open.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, words = self._open.pop()
        assert opened == tag
        self.texts.append((tag, attributes, "".join(words)))

    def handle_data(self, data: str) -> None:
        for _, _, words in self._open:
            words.append(data)

    def all(self, tag: str) -> list[str]:
        return [words for name, _, words in self.texts if name == tag]


@pytest.fixture(scope="module")
def written(compared: Sequence[Compared], front: Front) -> bytes:
    return comparison_html(compared, front, Messages("fr"))


@pytest.fixture(scope="module")
def page(written: bytes) -> _Page:
    return _Page(written)


def test_the_report_needs_nothing_from_outside_and_runs_nothing(
    written: bytes, page: _Page
) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "srcset", "action"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "data:image/svg+xml;base64,"))
    assert b"url(" not in written
    assert b"@import" not in written
    policy = [a["content"] for _, a in page.elements if a.get("http-equiv")]
    assert str(policy[0]).startswith("default-src 'none'")


def test_names_typed_by_people_are_text_in_the_report(written: bytes, page: _Page) -> None:
    plain = WILD.replace("\n", " ")
    assert any(plain in words for words in page.all("th"))
    assert b"&lt;script src=" in written
    assert any(CONFLICT[0] in words for words in page.all("li"))


def test_the_report_tells_figures_marks_proofs_and_origin(
    page: _Page, compared: Sequence[Compared]
) -> None:
    text = Messages("fr")
    cells = [(a.get("class"), words) for tag, a, words in page.texts if tag in ("td", "th")]
    for measure in MEASURES:
        start = next(
            n for n, (_, words) in enumerate(cells) if words.startswith(measure_head(measure, text))
        )
        values = [scenario.measures.get(measure.name) for scenario in compared]
        ends = best_and_worst(measure, values) or ()
        for (mark, words), value in zip(cells[start + 1 : start + 5], values, strict=True):
            assert words.split("\u00a0")[-1] == ("–" if value is None else text.number(value)) or (
                value is None and words == "non publié"
            )
            expected = dict(zip(ends, ("best", "worst"), strict=False))
            assert mark == expected.get(value)  # type: ignore[arg-type]
            assert words[0] == {"best": "▲", "worst": "▽"}.get(str(mark), words[0])
    assert "optimal, prouvé : 1" in " ".join(page.all("p")).replace("\u00a0", " ")
    headings = page.all("h3")
    assert any(words.startswith("4. une seule – impossible") for words in headings)
    assert not any(words.startswith("1. base") for words in headings)
    assert [words for words in page.all("li") if words.endswith("minimum possible : 1")]
    assert compared[0].texts[0] in page.all("pre")
    assert compared[0].specification is not None
    assert compared[0].specification.key in page.all("code")
    assert any("écart au front" in words for words in page.all("li"))
    used = {**software_versions(), "graine": SEED}
    told = next(words for words in page.all("p") if words.startswith("Un scénario se refait"))
    assert all(f"{name} {value}" in told for name, value in used.items())


def test_the_report_can_be_read_by_ear(page: _Page) -> None:
    assert page.elements[0] == ("html", {"lang": "fr"})
    assert all(attributes.get("alt") for tag, attributes in page.elements if tag == "img")
    assert sum(tag == "img" for tag, _ in page.elements) == 4
    assert all(attributes.get("scope") for tag, attributes in page.elements if tag == "th")
    assert len(page.all("caption")) == len(page.all("table"))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    links = {str(a["href"])[1:] for tag, a in page.elements if tag == "a"}
    assert links == {a["id"] for tag, a in page.elements if tag == "section"}


def test_many_scenarios_are_the_rows_of_the_table(
    compared: Sequence[Compared], english: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.documents.comparison.report._pictures", lambda *_: iter(()))
    page = _Page(comparison_html(many(compared, 40), None, english))
    assert page.elements[0] == ("html", {"lang": "en"})
    rows = [a.get("scope") for tag, a, words in page.texts if words == "40. scenario 39"]
    assert rows[0] == "row"
    assert not any(tag == "section" and a["id"] == "front" for tag, a in page.elements)


def test_the_same_comparison_gives_the_same_bytes(
    compared: Sequence[Compared], front: Front, written: bytes
) -> None:
    text = Messages("fr")
    assert comparison_html(compared, front, text) == written
    for write in (comparison_csv, comparison_workbook):
        assert write(compared, text) == write(compared, text)
    assert campus_load_chart(compared[:1], text, "png") == campus_load_chart(
        compared[:1], text, "png"
    )
