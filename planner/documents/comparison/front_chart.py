"""Draw the Pareto front of two objectives, and the distance of plannings from it.

Both objectives are minimized. Labels are placed greedily where they overlap the least.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import dist

from planner.documents.comparison.chart_parts import (
    MARKER_STEP,
    PAGE_MARGIN,
    ChartTitle,
    MarkerLegend,
    NumberedScenario,
    draw_marker,
    drawn_scenarios,
)
from planner.documents.drawing import A4_LANDSCAPE, Look, Marker, Page, Stroke
from planner.documents.lettering import text_width, wrap_to_width
from planner.documents.plotting import MaxNLocator
from planner.messages import Messages
from planner.scenarios import Compared, DominatingPoint, Front, distance, front_values
from planner.words.colours import CLOSED, FAINT, INK, LINE, MARK, WHITE

_WIDTH = A4_LANDSCAPE[0]
_LEFT, _HEIGHT = 0.95, 4.9
"""The left end of the plot, and its height, in inches."""

_NAMED, _NAME, _LINE_HEIGHT = 3, 1.6, 0.185
"""The most scenarios named at one point; the widths of a name and a line, in inches."""

_NEAR = 0.3
"""Points closer than this, in inches, share a label."""

_PROVEN = Marker("o", 7, INK, INK)
_UNPROVEN = Marker("o", 7, WHITE, INK)
_PLANNED = Marker("D", 6, WHITE, INK)
_GIVEN = Marker("^", 8, WHITE, INK)
_NOWHERE = (Look(hatch="...."), Look(edge=CLOSED, width=1))
"""The hatching of the region in which no planning exists, and the edge of its example."""

_TICK = 0.05
"""The length of the marks of the scales."""

_Point = tuple[float, float]


@dataclass(frozen=True)
class _LabelLine:
    """A line of a label: markers of scenarios, then words."""

    numbers: Sequence[int] = ()
    words: str = ""
    weight: str = "normal"

    @property
    def width(self) -> float:
        return MARKER_STEP * len(self.numbers) + text_width(self.words, 7.5, self.weight) + 0.06


@dataclass(frozen=True)
class _Area:
    """A rectangle of the page, in inches."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, reach: float) -> "_Area":
        return cls(x - reach, y - reach, x + reach, y + reach)

    def overlap(self, other: "_Area") -> float:
        """Return the area of the intersection with another rectangle, in square inches."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


class FrontChart:
    """A scatter plot of two objectives; a dot is one planning, or several with the same values."""

    def __init__(self, front: Front, compared: Sequence[Compared], text: Messages) -> None:
        self.front, self.text = front, text
        self.shown = drawn_scenarios(compared)
        self.proven = [point.values for point in front.points if point.proven]
        self.places: dict[_Point, list[NumberedScenario]] = {
            point.values: [] for point in front.points
        }
        for each in self.shown:
            values = front_values(front.objectives, each.planning) if each.planning else None
            if values is not None:
                self.places.setdefault(values, []).append(each)
        about = [self._front_status(), *self._rules(compared)]
        self.title = ChartTitle(text("chart.front"), self.shown, compared, text, _WIDTH, *about)
        top = self.title.bottom + 0.1
        self.plot = _Area(_LEFT, top, _WIDTH - PAGE_MARGIN, top + _HEIGHT)

    def _front_status(self) -> str:
        """Return the sentence on whether the front is complete."""
        if not self.front.points:
            return self.text("front.none" if self.front.whole else "front.unknown")
        return self.text("front.whole" if self.front.whole else "front.part")

    def _rules(self, compared: Sequence[Compared]) -> Iterator[str]:
        """Yield the sentence on which scenario's rules the front was computed with."""
        for point in self.front.points[:1]:
            programme = point.edition.planning.programme
            for each in self.shown:
                if each.scenario.texts == (programme.text, programme.bases) and not each.is_given:
                    yield self.text("front.rules", number=each.number, name=each.name)
                    return

    def draw(self) -> Page:
        """Draw the page, as wide as A4."""
        key = MarkerLegend(self.shown, self.text, _WIDTH)
        page = Page(_WIDTH, self.plot.bottom + 1.0 + key.height)
        self.title.draw(page)
        self._scales(page)
        self._staircase(page)
        taken = [self._dot(page, values) for values in self.places]
        taken += self._distances(page)
        for cluster in sorted(self._clusters(), key=self._line_count):
            taken.append(self._label(page, cluster, taken))
        self._legend(page, self.plot.bottom + 0.72)
        key.draw(page, self.plot.bottom + 0.85)
        return page

    @cached_property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes, with room for labels."""
        ends = []
        for axis in (0, 1):
            values = [place[axis] for place in self.places] or [0.0, 1.0]
            span = max(values) - min(values) or 1.0
            ends.append((max(min(values) - 0.15 * span, -0.05 * span), max(values) + 0.3 * span))
        return ends[0], ends[1]

    def inches(self, values: _Point) -> tuple[float, float]:
        """Return the position of a point on the page, in inches."""
        (low, high), (least, most) = self.limits
        plot = self.plot
        across = (values[0] - low) / (high - low) * (plot.right - plot.left)
        up = (values[1] - least) / (most - least) * (plot.bottom - plot.top)
        return plot.left + across, plot.bottom - up

    def _scales(self, page: Page) -> None:
        """Draw both scales, and their lines, behind everything else."""
        plot, grid, line = self.plot, Stroke(FAINT, 0.8), Stroke(LINE, 0.8)
        across, up = (self._ticks(*ends) for ends in self.limits)
        low, least = (ends[0] for ends in self.limits)
        for value in across:
            x, _ = self.inches((value, least))
            page.line([(x, plot.top), (x, plot.bottom)], grid, -1)
            page.line([(x, plot.bottom), (x, plot.bottom + _TICK)], line, 0)
            page.text(x, plot.bottom + 0.14, self.text.number(value), 8, align="center")
        for value in up:
            _, y = self.inches((low, value))
            page.line([(plot.left, y), (plot.right, y)], grid, -1)
            page.line([(plot.left - _TICK, y), (plot.left, y)], line, 0)
            page.text(plot.left - 0.09, y, self.text.number(value), 8, align="right")
        page.line(
            [(plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)], line, 0
        )
        one, other = (
            self.text("chart.axis", measure=self.text(f"objective.{name}"))
            for name in self.front.objectives
        )
        middle = ((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2)
        page.text(middle[0], plot.bottom + 0.34, one, 9, align="center")
        page.text(plot.left - 0.62, middle[1], other, 9, align="center", upwards=True)

    def _ticks(self, low: float, high: float) -> list[float]:
        """Return the values that a scale shows."""
        ticks = MaxNLocator(nbins=10, integer=True).tick_values(low, high)
        return [float(tick) for tick in ticks if low <= tick <= high]

    @cached_property
    def corners(self) -> list[tuple[float, float]]:
        """The corners of the staircase of the front, as far as it is proven."""
        if not self.proven:
            return []
        found = [(self.inches(self.proven[0])[0], self.plot.top)]
        for before, after in pairwise(self.proven):
            found += [self.inches(before), self.inches((after[0], before[1]))]
        found.append(self.inches(self.proven[-1]))
        if self.front.whole:
            found.append((self.plot.right, found[-1][1]))
        return found

    def _staircase(self, page: Page) -> None:
        """Draw the front as a staircase, and hatch the region below it, which is infeasible."""
        if not self.corners:
            return
        plot = self.plot
        page.line(self.corners, Stroke(INK, 1.6), 2)
        foot = (self.corners[-1][0], plot.bottom)
        ground = [*self.corners, foot, (plot.left, plot.bottom), (plot.left, plot.top)]
        page.area(ground, _NOWHERE[0], 0)

    def _dot(self, page: Page, values: _Point) -> _Area:
        """Draw a dot; return the area it covers."""
        x, y = self.inches(values)
        page.mark(x, y, self._style(values), 5)
        return _Area.around(x, y, 0.08)

    def _style(self, values: _Point) -> Marker:
        if values in self.proven:
            return _PROVEN
        if any(point.values == values for point in self.front.points):
            return _UNPROVEN
        return _GIVEN if self._is_given(values) else _PLANNED

    def _is_given(self, values: _Point) -> bool:
        return any(each.is_given for each in self.places[values])

    def _nearest(self, values: _Point) -> DominatingPoint | None:
        """Return the point of the front that dominates a dot and is nearest to it on the page."""
        here = self.inches(values)
        better = distance(self.front, values).dominating
        return min(better, key=lambda b: dist(here, self.inches(b.point.values)), default=None)

    def _distances(self, page: Page) -> Iterator[_Area]:
        """Draw lines from dominated given plannings to the front; yield the areas they cover."""
        for values in filter(self._is_given, self.places):
            if nearest := self._nearest(values):
                (x, y), (to_x, to_y) = self.inches(values), self.inches(nearest.point.values)
                page.line([(x, y), (to_x, to_y)], Stroke(MARK, 1.3, (5, 3)), 3)
                for n in range(1, 40):
                    part = n / 40
                    yield _Area.around(x + (to_x - x) * part, y + (to_y - y) * part, 0.05)

    def _clusters(self) -> list[list[_Point]]:
        """Group dots that are too near each other for separate labels."""
        clusters: list[list[_Point]] = []
        for values in sorted(self.places, key=lambda values: (values[0], -values[1])):
            here = self.inches(values)
            for cluster in clusters:
                if dist(here, self.inches(cluster[0])) < _NEAR:
                    cluster.append(values)
                    break
            else:
                clusters.append([values])
        return clusters

    def _line_count(self, cluster: Sequence[_Point]) -> int:
        """Return the number of lines of a label; short labels are placed first."""
        return sum(len(list(self._label_lines(values))) for values in cluster)

    def _label_lines(self, values: _Point) -> Iterator[_LabelLine]:
        """Yield the lines of a label: values, scenarios, distance to the front."""
        one, other = map(self.text.number, values)
        yield _LabelLine((), self.text("front.point", one=one, other=other), "bold")
        there = self.places[values]
        numbers = [each.number for each in there]
        if len(there) > _NAMED:
            yield from (_LabelLine(numbers[n : n + 8]) for n in range(0, len(numbers), 8))
        else:
            for each in there:
                yield _LabelLine((each.number,), *wrap_to_width(each.name, _NAME, 7.5))
        if self._is_given(values):
            position = distance(self.front, values).position
            if nearest := self._nearest(values):
                one, other = map(self.text.number, nearest.by)
                yield _LabelLine((), self.text("front.behind", one=one, other=other))
            elif position != "unknown":
                yield _LabelLine((), self.text(f"front.{position}"))

    def _label(self, page: Page, cluster: Sequence[_Point], taken: Sequence[_Area]) -> _Area:
        """Draw the label of some dots; return the area it covers."""
        rows = [row for values in cluster for row in self._label_lines(values)]
        x, y = self.inches(cluster[0])
        area = self._label_area(
            x, y, max(row.width for row in rows), _LINE_HEIGHT * len(rows), taken
        )
        end = min(max(x, area.left), area.right), min(max(y, area.top), area.bottom)
        if dist((x, y), end) > 0.25:
            page.line([(x, y), end], Stroke(LINE, 0.7), 3)
        size = (area.right - area.left, area.bottom - area.top)
        page.box(area.left, area.top, *size, Look(WHITE, opacity=0.85), 4)
        for n, row in enumerate(rows):
            middle = area.top + _LINE_HEIGHT * (n + 0.5)
            for place, number in enumerate(row.numbers):
                draw_marker(page, area.left + MARKER_STEP * (place + 0.5), middle, number)
            start = area.left + MARKER_STEP * len(row.numbers) + 0.03
            page.text(start, middle, row.words, 7.5, row.weight, layer=6)
        return area

    def _label_area(
        self, x: float, y: float, width: float, height: float, taken: Sequence[_Area]
    ) -> _Area:
        """Return the area of a label with the least cost among 48 candidates around a dot.

        The cost is what lies outside the plot or overlaps other labels, dots, lines or the
        staircase, then how close it is to other dots, then the distance to its own.
        """
        edges = pairwise(self.corners)
        stairs = [_Area(a[0] - 0.03, a[1] - 0.03, b[0] + 0.03, b[1] + 0.03) for a, b in edges]
        dots = [self.inches(values) for values in self.places]
        others = [_Area.around(*dot, 0.3) for dot in dots if dist(dot, (x, y)) > _NEAR]

        def cost(found: tuple[float, _Area]) -> float:
            away, area = found
            outside = width * height - area.overlap(self.plot)
            covered = sum(area.overlap(other) for other in (*taken, *stairs))
            mistakable = sum(area.overlap(other) for other in others)
            return round(outside + covered + mistakable / 5 + away / 1000, 6)

        areas = [
            (away, _Area(left, top, left + width, top + height))
            for away in (0.12, 0.25, 0.4, 0.6, 0.9, 1.3)
            for left, top in (
                (x + away, y - away - height),
                (x + away, y + away),
                (x - away - width, y - away - height),
                (x - away - width, y + away),
                (x + away, y - height / 2),
                (x - away - width, y - height / 2),
                (x - width / 2, y - away - height),
                (x - width / 2, y + away),
            )
        ]
        return min(areas, key=cost)[1]

    def _legend(self, page: Page, y: float) -> None:
        """Draw the legend of the dots that occur, and of the hatched region."""
        x = _LEFT
        used = [self._style(values) for values in self.places]
        for style, key in (
            (_PROVEN, "front.proven"),
            (_UNPROVEN, "front.unproven"),
            (_PLANNED, "front.planned"),
            (_GIVEN, "front.given"),
        ):
            if style in used:
                page.mark(x, y, style, 2)
                page.text(x + 0.15, y, self.text(key))
                x += 0.5 + text_width(self.text(key), 8)
        if self.corners:
            for look in _NOWHERE:
                page.box(x - 0.08, y - 0.06, 0.24, 0.12, look)
            page.text(x + 0.24, y, self.text("front.nowhere"))
