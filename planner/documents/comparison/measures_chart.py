"""Draw the measures in which scenarios differ: a row a measure, better to the right."""

from collections.abc import Mapping, Sequence

from planner.documents.comparison.chart_parts import (
    MARKER_STEP,
    PAGE_MARGIN,
    ChartTitle,
    MarkerLegend,
    draw_marker,
    drawn_scenarios,
)
from planner.documents.comparison.words import compared_measures, measure_head, missing_value
from planner.documents.drawing import A4_LANDSCAPE, Page, Stroke
from planner.documents.lettering import text_width, wrap_to_width
from planner.messages import Messages
from planner.planning.measures import Measure, best_and_worst
from planner.scenarios import Compared
from planner.words.colours import INK, LINE
from planner.words.names import measure_name

_WIDTH = A4_LANDSCAPE[1]
_LOW, _HIGH, _EDGE = 3.35, _WIDTH - PAGE_MARGIN, 0.2
"""The left and right ends of the scales, and their padding, in inches."""

_ROW, _LINE_HEIGHT = 0.43, 0.16
"""The heights of a row and of a line, in inches."""


class MeasuresChart:
    """A dot plot: a row per measure, each on its own scale."""

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        self.text = text
        self.shown = drawn_scenarios(compared)
        self.title = ChartTitle(text("chart.measures"), self.shown, compared, text, _WIDTH)
        self.ends: dict[Measure, tuple[float, float]] = {}
        self.equal: list[str] = []
        for measure in compared_measures(compared):
            values = self.values(measure)
            if ends := best_and_worst(measure, values.values()):
                self.ends[measure] = ends
            elif values:
                name, value = measure_name(measure, text), next(iter(values.values()))
                equal_line = text("chart.equal-value", measure=name, value=value)
                missing = self._missing(measure)
                self.equal.append(f"{equal_line} ({missing})" if missing else equal_line)

    def values(self, measure: Measure) -> Mapping[int, float]:
        """Return the values of a measure by the number of the scenario."""
        found = {s.number: s.scenario.measures.get(measure.name) for s in self.shown}
        return {number: value for number, value in found.items() if value is not None}

    def draw(self) -> Page:
        """Draw the page: A4 portrait, as high as the measures need."""
        equal_text = self.text("chart.equal", measures=" · ".join(self.equal)) if self.equal else ""
        equal = wrap_to_width(equal_text, _WIDTH - 2 * PAGE_MARGIN, 7.5, 12)
        key = MarkerLegend(self.shown, self.text, _WIDTH)
        top = self.title.bottom + 0.05 + key.height + 0.2
        page = Page(_WIDTH, top + _ROW * len(self.ends) + _LINE_HEIGHT * len(equal) + 0.55)
        self.title.draw(page)
        key.draw(page, self.title.bottom + 0.05)
        if self.ends:
            page.text(_LOW, top, self.text("chart.worse"), 8)
            page.text(_HIGH, top, self.text("chart.better"), 8, align="right")
        for measure in self.ends:
            top += _ROW
            self._row(page, measure, top - 0.12)
        for n, line in enumerate(equal):
            page.text(PAGE_MARGIN, top + 0.32 + _LINE_HEIGHT * n, line, 7.5)
        return page

    def _row(self, page: Page, measure: Measure, y: float) -> None:
        """Draw the scale of a measure, the markers of the scenarios on it, and the values."""
        self._title(page, measure, y)
        page.line([(_LOW, y), (_HIGH, y)], Stroke(LINE, 1))
        best, worst = self.ends[measure]
        numbers: dict[float, list[int]] = {}
        for number, value in self.values(measure).items():
            numbers.setdefault(value, []).append(number)
        values = sorted(numbers, reverse=best < worst)
        room = _HIGH - _LOW - 2 * _EDGE
        places = [_LOW + _EDGE + room * (value - worst) / (best - worst) for value in values]
        labels = [self.text.number(value) for value in values]
        widths = [
            max(MARKER_STEP * len(numbers[value]), text_width(line, 7, "bold")) + 0.06
            for value, line in zip(values, labels, strict=True)
        ]
        centres = spread_labels(places, widths, _LOW, _HIGH)
        for value, line, place, centre in zip(values, labels, places, centres, strict=True):
            page.line([(place, y - 0.035), (place, y + 0.035)], Stroke(INK, 1.2), 2)
            for end in (y - 0.09, y + 0.08):
                page.line([(place, y), (centre, end)], Stroke(LINE, 0.7))
            page.text(centre, y + 0.13, line, 7, "bold" if value == best else "normal", "center")
            first = centre - MARKER_STEP * (len(numbers[value]) - 1) / 2
            for n, number in enumerate(numbers[value]):
                draw_marker(page, first + MARKER_STEP * n, y - 0.13, number)

    def _title(self, page: Page, measure: Measure, y: float) -> None:
        """Draw the name of a measure, and the scenarios without a value."""
        lines = wrap_to_width(measure_head(measure, self.text), _LOW - PAGE_MARGIN - 0.2, 8, 2)
        sizes = [8.0] * len(lines)
        if missing := self._missing(measure):
            lines.append(missing)
            sizes.append(7.0)
        for n, (line, size) in enumerate(zip(lines, sizes, strict=True)):
            page.text(PAGE_MARGIN, y + 0.135 * (n - (len(lines) - 1) / 2), line, size)

    def _missing(self, measure: Measure) -> str:
        """Return the sentence that lists the plannings without a value of a measure."""
        known = self.values(measure)
        missing: dict[str, list[int]] = {}
        for each in self.shown:
            if each.planning and each.number not in known:
                why = missing_value(each.planning, self.text)
                missing.setdefault(why, []).append(each.number)
        return self.text.listed(
            self.text("chart.missing", why=why, scenarios=self.text.listed(numbers))
            for why, numbers in missing.items()
        )


def spread_labels(
    places: Sequence[float], widths: Sequence[float], low: float, high: float
) -> list[float]:
    """Move labels apart as little as possible in the sum of squares, so that none overlap.

    This is isotonic regression by pooling adjacent violators: labels that overlap are merged into
    blocks, each placed at the mean of the positions wanted.

    Parameters
    ----------
    places
        The wanted centres, in ascending order.
    widths
        The widths of the labels; if they do not fit, they are scaled down.
    low, high
        The ends between which all labels must lie.

    Returns
    -------
    list of float
        The centres.
    """
    shrink = min(1.0, (high - low) / sum(widths))
    widths = [width * shrink for width in widths]

    def left_end(boxes: Sequence[int]) -> float:
        """Return the best left end of a block of labels that touch."""
        wished, before = 0.0, 0.0
        for box in boxes:
            wished += places[box] - widths[box] / 2 - before
            before += widths[box]
        return max(low, min(wished / len(boxes), high - before))

    def right_end(boxes: Sequence[int]) -> float:
        return left_end(boxes) + sum(widths[box] for box in boxes)

    runs: list[list[int]] = []
    for box in range(len(places)):
        run = [box]
        while runs and right_end(runs[-1]) > left_end(run):
            run = runs.pop() + run
        runs.append(run)
    centres = []
    for run in runs:
        left = left_end(run)
        for box in run:
            centres.append(left + widths[box] / 2)
            left += widths[box]
    return centres
