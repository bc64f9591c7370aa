"""The common parts of the charts of a comparison: markers of scenarios, title, legend.

Lengths are in inches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.documents.comparison.words import one_line, status_text
from planner.documents.drawing import Marker, Page
from planner.documents.lettering import text_width, wrap_to_width
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.scenarios import Compared, select_scenarios, short_scenario_names
from planner.words.colours import HEADER, INK, SCENARIOS

MAX_DRAWN = 12
"""The most scenarios on one chart."""

PAGE_MARGIN, MARKER_STEP = 0.35, 0.2
"""The margin of a page, and the distance between markers side by side."""

_SHAPES = ("o", "s", "h", "D")
"""Shapes of markers (matplotlib); with the colours, they repeat after twenty scenarios."""

_TITLE_LINE, _KEY_LINE, _KEY_COLUMNS = 0.18, 0.145, 2


@dataclass(frozen=True)
class NumberedScenario:
    """A scenario with its number in the table."""

    number: int
    scenario: Compared
    name: str

    @property
    def planning(self) -> Planning | None:
        """The planning of the scenario, if it has one."""
        return self.scenario.edition.planning if self.scenario.edition else None

    @property
    def is_given(self) -> bool:
        """Whether its planning was given, not computed."""
        return self.scenario.status == "given"


def drawn_scenarios(compared: Sequence[Compared]) -> list[NumberedScenario]:
    """Return the scenarios to draw: all of them, or the select_scenarios ones if there are many."""
    places = select_scenarios(compared, MAX_DRAWN)
    names = short_scenario_names([compared[place] for place in places])
    return [
        NumberedScenario(place + 1, compared[place], one_line(name) or "–")
        for place, name in zip(places, names, strict=True)
    ]


def draw_marker(page: Page, x: float, y: float, number: int) -> None:
    """Draw the marker of a scenario: its number on its shape and colour."""
    shape = _SHAPES[(number - 1) % len(_SHAPES)]
    fill = SCENARIOS[(number - 1) % len(SCENARIOS)]
    page.mark(x, y, Marker(shape, 11 if shape == "D" else 13, fill, INK, 0.7), 6)
    page.text(x, y, str(number), 7, "bold", "center", layer=7)


class ChartTitle:
    """The title of a chart, the programmes compared, and further lines."""

    def __init__(
        self,
        title: str,
        shown: Sequence[NumberedScenario],
        compared: Sequence[Compared],
        text: Messages,
        width: float,
        *more: str,
    ) -> None:
        programmes = [each.planning.programme for each in shown if each.planning]
        named = dict.fromkeys(one_line(f"{p.school} · {p.name}") for p in programmes)
        lines = [" / ".join(named), *more]
        if len(shown) < len(compared):
            lines.append(text("chart.chosen", shown=len(shown), total=len(compared)))
        room = width - 2 * PAGE_MARGIN
        self.title = title
        self.lines = [fitted for line in lines for fitted in wrap_to_width(line, room, 8.5, 2)]
        self.bottom = 0.72 + _TITLE_LINE * len(self.lines)

    def draw(self, page: Page) -> None:
        """Draw the title at the top of a page."""
        page.text(PAGE_MARGIN, 0.42, self.title, 16, "bold", ink=HEADER)
        for n, line in enumerate(self.lines):
            page.text(PAGE_MARGIN, 0.7 + _TITLE_LINE * n, line, 8.5)


@dataclass(frozen=True)
class _Entry:
    """An entry of the legend: number, name on one or two lines, outcome."""

    number: int
    lines: Sequence[str]
    outcome: str

    @property
    def height(self) -> float:
        return 0.07 + _KEY_LINE * len(self.lines)


class MarkerLegend:
    """The legend of the markers, in columns."""

    def __init__(self, shown: Sequence[NumberedScenario], text: Messages, width: float) -> None:
        self._column = (width - 2 * PAGE_MARGIN) / _KEY_COLUMNS
        entries = [self._entry(each, text) for each in shown]
        rows = -(-len(entries) // _KEY_COLUMNS)
        self._columns = [entries[n * rows : (n + 1) * rows] for n in range(_KEY_COLUMNS)]
        self.height = max(sum(entry.height for entry in column) for column in self._columns)

    def _entry(self, each: NumberedScenario, text: Messages) -> _Entry:
        outcome = f" – {status_text(each.scenario, text)}"
        room = self._column - 0.4
        beside = room - text_width(outcome, 7)
        lines = wrap_to_width(each.name, room, 8, 2, "bold")
        if len(lines) == 1 and text_width(lines[0], 8, "bold") > beside:
            lines.append("")
        lines[-1:] = wrap_to_width(lines[-1], beside, 8, 1, "bold") or [""]
        return _Entry(each.number, lines, outcome)

    def draw(self, page: Page, top: float) -> None:
        """Draw the legend below a position."""
        for n, column in enumerate(self._columns):
            left, y = PAGE_MARGIN + self._column * n, top + 0.1
            for entry in column:
                draw_marker(page, left + 0.1, y, entry.number)
                for line in entry.lines:
                    page.text(left + 0.26, y, line, 8, "bold")
                    y += _KEY_LINE
                end = left + 0.26 + text_width(entry.lines[-1], 8, "bold")
                page.text(end, y - _KEY_LINE, entry.outcome, 7)
                y += 0.07
