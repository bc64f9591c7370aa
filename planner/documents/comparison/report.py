"""Write the report of a comparison: one HTML file without scripts or external resources."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import chain
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from planner.documents.comparison.charts import (
    campus_load_chart,
    front_chart,
    gantts_chart,
    measures_chart,
)
from planner.documents.comparison.words import (
    ARROWS,
    compared_measures,
    extreme_marks,
    measure_head,
    one_line,
    proof_lines,
    reproduction_line,
    search_lines,
    setting_cell,
    source_programmes,
    source_title,
    status_text,
    value_text,
    weeks_apart_table,
)
from planner.messages import Messages
from planner.scenarios import Compared, Front, distance, front_values
from planner.words.names import measure_name
from planner.words.objectives import told_objectives

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""The Content-Security-Policy: inline style and embedded images only."""

_FEW = 6
"""With at most this many scenarios, they are columns of the table, else rows."""

_Content = Element | str
"""The content of an element: text, or another element."""


def comparison_html(
    compared: Sequence[Compared],
    front: Front | None,
    text: Messages,
    opening: Sequence[str] = (),
) -> bytes:
    """Write the report of a comparison.

    Parameters
    ----------
    front
        The Pareto front of two objectives, if one was searched.
    opening
        Sentences that are said of all scenarios.

    Returns
    -------
    bytes
        An HTML file; deterministic.
    """
    parts: tuple[tuple[str, str, Iterable[Element]], ...] = (
        ("table", text("report.table"), _table(compared, text)),
        ("apart", text("sheet.apart"), _apart(compared, text)),
        ("proof", text("report.proof"), _proofs(compared, text)),
        ("pictures", text("report.pictures"), _pictures(compared, text)),
        ("front", text("chart.front"), _front(front, compared, text) if front else ()),
        ("definitions", text("sheet.definitions"), _definitions(compared, text)),
        ("origin", text("sheet.origin"), _origin(compared, text)),
    )
    sections = [_section(name, title, *content) for name, title, content in parts]
    sections = [section for section in sections if len(section) > 1]
    body = _element("main", *_opening(compared, opening, sections, text), *sections)
    page = _element("html", _head(text), _element("body", body), lang=text.language)
    html = ElementTree.tostring(page, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{html}\n".encode()


def _element(tag: str, *content: _Content, **attributes: str) -> Element:
    """Return an HTML element; trailing underscores of attribute names are dropped (`class_`)."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = Element(tag, named)
    for each in content:
        if isinstance(each, Element):
            element.append(each)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + each
        else:
            element.text = (element.text or "") + each
    return element


def _head(text: Messages) -> Element:
    style = resources.files(__package__).joinpath("report.css").read_text("utf-8")
    return _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("title", text("comparison.title")),
        _element("style", style),
    )


def _opening(
    compared: Sequence[Compared],
    opening: Sequence[str],
    sections: Sequence[Element],
    text: Messages,
) -> Iterator[Element]:
    """Yield the heading: what is compared, the outcomes, and links to the sections."""
    yield _element("h1", text("comparison.title"))
    plannings = [scenario.edition.planning for scenario in compared if scenario.edition]
    for line in dict.fromkeys(
        f"{p.programme.school} · {p.programme.name} · {p.year.label}" for p in plannings
    ):
        yield _element("p", one_line(line), class_="of")
    counts = Counter(status_text(scenario, text) for scenario in compared)
    outcomes = " · ".join(text("report.count", status=key, count=n) for key, n in counts.items())
    yield _element("p", f"{text.counted('scenarios', len(compared))} – {outcomes}")
    for line in opening:
        yield _element("p", text.unbroken(line))
    links = [
        _element("li", _element("a", section[0].text or "", href=f"#{section.get('id')}"))
        for section in sections
    ]
    yield _element("nav", _element("ul", *links), aria_label=text("report.contents"))


def _section(name: str, title: str, *content: Element) -> Element:
    return _element("section", _element("h2", title), *content, id=name)


def _scrollable(name: str, table: Element) -> Element:
    """Return a table in a region that scrolls sideways, also by keyboard (`tabindex`)."""
    return _element("div", table, class_="wide", tabindex="0", role="region", aria_label=name)


def _rows(titles: Sequence[str], rows: Sequence[Sequence[_Content]], caption: str) -> Element:
    """Return a table whose first column has the row headers."""
    head = [_element("th", title, scope="col") for title in titles]
    body = [
        _element(
            "tr",
            _element("th", row[0], scope="row"),
            *(_element("td", cell) for cell in row[1:]),
        )
        for row in rows
    ]
    return _scrollable(
        caption,
        _element(
            "table",
            _element("caption", caption),
            _element("thead", _element("tr", *head)),
            _element("tbody", *body),
        ),
    )


def _lines(lines: Sequence[str]) -> Element:
    return _element("ul", *(_element("li", line) for line in lines))


def _name(number: int, scenario: Compared) -> str:
    return f"{number}. {one_line(scenario.name)}"


def _table(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    """Yield the table of settings, statuses and measures, the best and worst values marked."""
    few = len(compared) <= _FEW
    yield _element("p", text("comparison.legend"))
    across, down = ("col", "row") if few else ("row", "col")
    grid = [
        [
            _element("td"),
            *(_element("th", _name(n, c), scope=across) for n, c in enumerate(compared, start=1)),
        ]
    ]
    for title, cells in _columns(compared, text):
        head = _element("th", _element("span", title), scope=down)
        grid.append([head, *cells])
    rows = grid if few else [list(row) for row in zip(*grid, strict=True)]
    table = _element(
        "table",
        _element("caption", text("report.table")),
        _element("thead", _element("tr", *rows[0])),
        _element("tbody", *(_element("tr", *row) for row in rows[1:])),
        class_="figures" if few else "figures many",
    )
    yield _scrollable(text("report.table"), table)


def _columns(compared: Sequence[Compared], text: Messages) -> Iterator[tuple[str, list[Element]]]:
    """Yield a title, then a cell for each scenario."""
    for key in dict.fromkeys(chain.from_iterable(scenario.settings for scenario in compared)):
        values = (setting_cell(scenario.settings.get(key)) for scenario in compared)
        yield key, [_element("td", "" if value is None else str(value)) for value in values]
    yield text("column.status"), [_element("td", status_text(c, text)) for c in compared]
    if len({scenario.start_year for scenario in compared}) > 1:
        yield text("column.start"), [_element("td", str(c.start_year or "")) for c in compared]
    for measure in compared_measures(compared):
        found, cells = extreme_marks(measure, compared), []
        for scenario in compared:
            value_line = value_text(scenario, measure, text)
            value = scenario.measures.get(measure.name)
            mark = found.get(value) if value is not None else None
            cells.append(
                _element("td", f"{mark.sign}\u00a0{value_line}", class_=mark.name)
                if mark
                else _element("td", value_line)
            )
        yield f"{measure_head(measure, text)}\u00a0{ARROWS[measure.better]}", cells


def _apart(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    """Yield the table of the weeks in which plannings differ from each other."""
    if not (apart := weeks_apart_table(compared)):
        return
    yield _element("p", text("comparison.apart"))
    rows = [
        [_name(number, scenario), *("–" if each is None else text.number(each) for each in weeks)]
        for number, (scenario, weeks) in enumerate(zip(compared, apart, strict=True), start=1)
    ]
    titles = [text("column.scenario"), *(str(n) for n in range(1, len(compared) + 1))]
    yield _rows(titles, rows, text("sheet.apart"))


def _proofs(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    """Yield what is not proven or has no planning, and the bounds of all objectives."""
    rows: list[list[_Content]] = []
    if proven := [n for n, c in enumerate(compared, start=1) if c.status == "optimal"]:
        yield _element("p", text("report.proven", scenarios=text.listed(proven)))
    for number, scenario in enumerate(compared, start=1):
        name = _name(number, scenario)
        lines = proof_lines(scenario, text)
        if scenario.status != "optimal" and lines:
            yield _element("h3", f"{name} – {status_text(scenario, text)}")
            yield _lines(lines)
        for o in told_objectives(scenario.edition) if scenario.edition else ():
            is_proven = text("word.yes" if o.proven else "word.no")
            figures = (text.number(o.value), text.number(o.bound), is_proven)
            rows.append([name, text(f"objective.{o.name}"), *figures])
    if rows:
        yield _element("p", text("comparison.bounds"))
        columns = ("scenario", "objective", "value", "bound", "proven")
        title = text("report.bounds")
        table = _rows([text(f"column.{key}") for key in columns], rows, title)
        yield _element("details", _element("summary", title), table)


def _pictures(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    yield _picture(gantts_chart(compared, text, "svg"), "gantts", text)
    yield _picture(campus_load_chart(compared, text, "svg"), "load", text)
    yield _picture(measures_chart(compared, text, "svg"), "measures", text)


def _picture(drawing: bytes, name: str, text: Messages) -> Element:
    source = f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
    description, title = text(f"report.{name}"), text(f"chart.{name}")
    image = _element("img", src=source, alt=description)
    frame = _element("div", image, class_="wide", tabindex="0", role="region", aria_label=title)
    return _element("figure", frame, _element("figcaption", description), class_=name)


def _front(front: Front, compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    """Yield the Pareto front: chart, points, distances of given plannings."""
    yield _picture(front_chart(front, compared, text, "svg"), "front", text)
    one, other = (text(f"objective.{name}") for name in front.objectives)
    there: dict[tuple[float, float], list[str]] = {}
    for number, scenario in enumerate(compared, start=1):
        planning = scenario.edition.planning if scenario.edition else None
        values = front_values(front.objectives, planning) if planning else None
        if values is not None:
            there.setdefault(values, []).append(_name(number, scenario))
        if values is not None and scenario.status == "given":
            yield from _distance(front, values, _name(number, scenario), text)
    if front.points:
        rows = [
            (
                text.number(point.values[0]),
                text.number(point.values[1]),
                text("word.yes" if point.proven else "word.no"),
                text.listed(there.get(point.values, ())),
            )
            for point in front.points
        ]
        titles = [one, other, text("column.proven"), text("column.scenario")]
        yield _rows(titles, rows, text("chart.front"))


def _distance(
    front: Front, values: tuple[float, float], name: str, text: Messages
) -> Iterator[Element]:
    """Yield how far a given planning is from the points of the front that dominate it."""
    one, other = map(text.number, values)
    found = distance(front, values)
    here = f"{name} {text('front.point', one=one, other=other)}"
    if not found.dominating:
        yield _element("p", f"{here} – {text(f'front.{found.position}')}")
        return
    yield _element("p", here)
    lines = []
    for better in found.dominating:
        less, fewer = map(text.number, better.by)
        to_one, to_other = map(text.number, better.point.values)
        point = text("front.point", one=to_one, other=to_other)
        lines.append(f"{point} – {text('front.behind', one=less, other=fewer)}")
    yield _lines(lines)


def _definitions(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    titles = [text(f"column.{key}") for key in ("measure", "unit", "better", "definition")]
    rows = [
        (
            measure_name(measure, text),
            text(f"unit.{measure.unit}"),
            f"{ARROWS[measure.better]}\u00a0{text(f'better.{measure.better}')}",
            text(f"definition.{measure.name}"),
        )
        for measure in compared_measures(compared)
    ]
    yield _rows(titles, rows, text("sheet.definitions"))


def _origin(compared: Sequence[Compared], text: Messages) -> Iterator[Element]:
    """Yield what is needed to reproduce each scenario."""
    yield _element("p", reproduction_line(text))
    found, chains = source_programmes(compared)
    columns = ("scenario", "start", "texts", "search", "key")
    rows: list[list[_Content]] = []
    for number, (scenario, names) in enumerate(zip(compared, chains, strict=True), start=1):
        key = scenario.specification.key if scenario.specification else ""
        searched = " ; ".join(search_lines(scenario, text))
        named = _name(number, scenario)
        rows.append([named, str(scenario.start_year or ""), names, searched, _element("code", key)])
    yield _rows([text(f"column.{key}") for key in columns], rows, text("sheet.origin"))
    for source in found:
        summary = _element("summary", source_title(source, text))
        yield _element("details", summary, _element("pre", _element("code", source.text)))
