"""A Pareto front with the scenarios on it, and how far given plannings are from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import dist
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import MaxNLocator

from planner.documents.comparison.marks import MARGIN, STEP, Key, Numbered, Title, chosen, mark
from planner.documents.drawing import A4_LANDSCAPE, lines_within, page, width_of, write
from planner.messages import Messages
from planner.scenarios import Compared, DominatingPoint, Front, distance, front_values
from planner.words.style import CLOSED, FAINT, INK, LINE, MARK

_WIDTH = A4_LANDSCAPE[0]
_LEFT, _HEIGHT = 0.95, 4.9
"""In inches: the left end of the chart, and its height."""

_NAMED, _NAME, _LINE_HEIGHT = 3, 1.6, 0.185
"""The most scenarios at one place that are named there, and in inches: a name, a line."""

_NEAR = 0.3
"""The inches from one place to another that is too near for a label of its own."""

_PROVEN: Any = {"marker": "o", "markersize": 7}
_UNPROVEN: Any = {"marker": "o", "markersize": 7, "markerfacecolor": "white"}
_PLANNED: Any = {"marker": "D", "markersize": 6, "markerfacecolor": "white"}
_GIVEN: Any = {"marker": "^", "markersize": 8, "markerfacecolor": "white"}
_NOWHERE: Any = {"facecolor": "none", "edgecolor": f"#{CLOSED}", "hatch": "...."}

Values = tuple[float, float]


@dataclass(frozen=True)
class _Row:
    """A line of a label: marks of scenarios, then words."""

    numbers: Sequence[int] = ()
    words: str = ""
    weight: str = "normal"

    @property
    def width(self) -> float:
        return STEP * len(self.numbers) + width_of(self.words, 7.5, self.weight) + 0.06


@dataclass(frozen=True)
class _Area:
    """A part of a page, in inches."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, reach: float) -> "_Area":
        return cls(x - reach, y - reach, x + reach, y + reach)

    def shared(self, other: "_Area") -> float:
        """Tell how many square inches it shares with another one."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


class FrontChart:
    """Two objectives as two axes; a dot is a planning, or several with the same values."""

    def __init__(self, front: Front, compared: Sequence[Compared], text: Messages) -> None:
        self.front, self.text = front, text
        self.shown = chosen(compared)
        self.proven = [point.values for point in front.points if point.proven]
        self.places: dict[Values, list[Numbered]] = {point.values: [] for point in front.points}
        for each in self.shown:
            values = front_values(front.objectives, each.planning) if each.planning else None
            if values is not None:
                self.places.setdefault(values, []).append(each)
        about = [self._standing(), *self._rules(compared)]
        self.title = Title(text("chart.front"), self.shown, compared, text, _WIDTH, *about)
        top = self.title.bottom + 0.1
        self.plot = _Area(_LEFT, top, _WIDTH - MARGIN, top + _HEIGHT)

    def _standing(self) -> str:
        """Say what is proven of the front."""
        if not self.front.points:
            return self.text("front.none" if self.front.whole else "front.unknown")
        return self.text("front.whole" if self.front.whole else "front.part")

    def _rules(self, compared: Sequence[Compared]) -> Iterator[str]:
        """Say by which scenario's rules the front was made."""
        for point in self.front.points[:1]:
            programme = point.edition.planning.programme
            for each in self.shown:
                if each.scenario.texts == (programme.text, programme.bases) and not each.is_given:
                    yield self.text("front.rules", number=each.number, name=each.name)
                    return

    def draw(self) -> Figure:
        """Draw the page, as wide as A4."""
        key = Key(self.shown, self.text, _WIDTH)
        figure, axes = page(_WIDTH, self.plot.bottom + 1.0 + key.height)
        self.title.draw(axes)
        self._scales(figure)
        self._stairs(axes)
        taken = [self._dot(axes, values) for values in self.places]
        taken += self._distances(axes)
        for cluster in sorted(self._clusters(), key=self._size):
            taken.append(self._label(axes, cluster, taken))
        self._legend(axes, self.plot.bottom + 0.72)
        key.draw(axes, self.plot.bottom + 0.85)
        return figure

    @cached_property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes, with room for labels; none begins far below 0."""
        ends = []
        for axis in (0, 1):
            values = [place[axis] for place in self.places] or [0.0, 1.0]
            span = max(values) - min(values) or 1.0
            ends.append((max(min(values) - 0.15 * span, -0.05 * span), max(values) + 0.3 * span))
        return ends[0], ends[1]

    def inches(self, values: Values) -> tuple[float, float]:
        """Give the place of some values on the page."""
        (low, high), (least, most) = self.limits
        plot = self.plot
        across = (values[0] - low) / (high - low) * (plot.right - plot.left)
        up = (values[1] - least) / (most - least) * (plot.bottom - plot.top)
        return plot.left + across, plot.bottom - up

    def _scales(self, figure: Figure) -> None:
        """Draw the two axes, under all that stands on the page."""
        plot, height = self.plot, figure.get_figheight()
        size = ((plot.right - plot.left) / _WIDTH, _HEIGHT / height)
        scales = figure.add_axes((plot.left / _WIDTH, 1 - plot.bottom / height, *size), zorder=-1)
        scales.set_xlim(*self.limits[0])
        scales.set_ylim(*self.limits[1])
        for axis in (scales.xaxis, scales.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=10, integer=True))
            axis.set_major_formatter(lambda value, _: self.text.number(value))
        scales.tick_params(labelsize=8, color=f"#{LINE}", labelcolor=f"#{INK}")
        scales.grid(color=f"#{FAINT}", linewidth=0.8)
        for name, spine in scales.spines.items():
            spine.set_visible(name in ("left", "bottom"))
            spine.set_color(f"#{LINE}")
        one, other = (
            self.text("chart.axis", measure=self.text(f"objective.{name}"))
            for name in self.front.objectives
        )
        scales.set_xlabel(one, fontsize=9, color=f"#{INK}")
        scales.set_ylabel(other, fontsize=9, color=f"#{INK}")

    @cached_property
    def corners(self) -> list[tuple[float, float]]:
        """The corners of the stairs from the upper edge down, as far as they are proven."""
        if not self.proven:
            return []
        found = [(self.inches(self.proven[0])[0], self.plot.top)]
        for before, after in pairwise(self.proven):
            found += [self.inches(before), self.inches((after[0], before[1]))]
        found.append(self.inches(self.proven[-1]))
        if self.front.whole:
            found.append((self.plot.right, found[-1][1]))
        return found

    def _stairs(self, axes: Axes) -> None:
        """Draw the front as stairs, and dot the paper where no planning can be."""
        if not self.corners:
            return
        plot = self.plot
        axes.plot(*zip(*self.corners, strict=True), color=f"#{INK}", linewidth=1.6, zorder=2)
        foot = (self.corners[-1][0], plot.bottom)
        ground = [*self.corners, foot, (plot.left, plot.bottom), (plot.left, plot.top)]
        axes.add_patch(Polygon(ground, linewidth=0, zorder=0, **_NOWHERE))

    def _dot(self, axes: Axes, values: Values) -> _Area:
        """Draw the place of some values, and give its area."""
        x, y = self.inches(values)
        axes.plot([x], [y], color=f"#{INK}", zorder=5, **self._style(values))
        return _Area.around(x, y, 0.08)

    def _style(self, values: Values) -> Any:
        if values in self.proven:
            return _PROVEN
        if any(point.values == values for point in self.front.points):
            return _UNPROVEN
        return _GIVEN if self._is_given(values) else _PLANNED

    def _is_given(self, values: Values) -> bool:
        return any(each.is_given for each in self.places[values])

    def _nearest(self, values: Values) -> DominatingPoint | None:
        """Find the point of the front that is better than some values, and nearest on the page."""
        here = self.inches(values)
        better = distance(self.front, values).dominating
        return min(better, key=lambda b: dist(here, self.inches(b.point.values)), default=None)

    def _distances(self, axes: Axes) -> Iterator[_Area]:
        """Draw the ways from given plannings to the front, and give what they cover."""
        for values in filter(self._is_given, self.places):
            if nearest := self._nearest(values):
                (x, y), (to_x, to_y) = self.inches(values), self.inches(nearest.point.values)
                axes.plot(
                    [x, to_x],
                    [y, to_y],
                    color=f"#{MARK}",
                    linewidth=1.3,
                    zorder=3,
                    linestyle=(0, (5, 3)),
                )
                for n in range(1, 40):
                    part = n / 40
                    yield _Area.around(x + (to_x - x) * part, y + (to_y - y) * part, 0.05)

    def _clusters(self) -> list[list[Values]]:
        """Put places together that are too near each other for labels of their own."""
        clusters: list[list[Values]] = []
        for values in sorted(self.places, key=lambda values: (values[0], -values[1])):
            here = self.inches(values)
            for cluster in clusters:
                if dist(here, self.inches(cluster[0])) < _NEAR:
                    cluster.append(values)
                    break
            else:
                clusters.append([values])
        return clusters

    def _size(self, cluster: Sequence[Values]) -> int:
        """Count the lines of a label: small ones are placed first, nearest to their dots."""
        return sum(len(list(self._rows(values))) for values in cluster)

    def _rows(self, values: Values) -> Iterator[_Row]:
        """Say what stands at a place: its values, its scenarios, its distance to the front."""
        one, other = map(self.text.number, values)
        yield _Row((), self.text("front.point", one=one, other=other), "bold")
        there = self.places[values]
        numbers = [each.number for each in there]
        if len(there) > _NAMED:
            yield from (_Row(numbers[n : n + 8]) for n in range(0, len(numbers), 8))
        else:
            for each in there:
                yield _Row((each.number,), *lines_within(each.name, _NAME, 7.5))
        if self._is_given(values):
            position = distance(self.front, values).position
            if nearest := self._nearest(values):
                one, other = map(self.text.number, nearest.by)
                yield _Row((), self.text("front.behind", one=one, other=other))
            elif position != "unknown":
                yield _Row((), self.text(f"front.{position}"))

    def _label(self, axes: Axes, cluster: Sequence[Values], taken: Sequence[_Area]) -> _Area:
        """Write what stands at some places beside them, where it covers the least."""
        rows = [row for values in cluster for row in self._rows(values)]
        x, y = self.inches(cluster[0])
        area = self._free(x, y, max(row.width for row in rows), _LINE_HEIGHT * len(rows), taken)
        end = min(max(x, area.left), area.right), min(max(y, area.top), area.bottom)
        if dist((x, y), end) > 0.25:
            axes.plot([x, end[0]], [y, end[1]], color=f"#{LINE}", linewidth=0.7, zorder=3)
        size = (area.right - area.left, area.bottom - area.top)
        axes.add_patch(
            Rectangle(
                (area.left, area.top), *size, facecolor="white", alpha=0.85, linewidth=0, zorder=4
            )
        )
        for n, row in enumerate(rows):
            middle = area.top + _LINE_HEIGHT * (n + 0.5)
            for place, number in enumerate(row.numbers):
                mark(axes, area.left + STEP * (place + 0.5), middle, number)
            start = area.left + STEP * len(row.numbers) + 0.03
            write(axes, start, middle, row.words, 7.5, row.weight, zorder=6)
        return area

    def _free(
        self, x: float, y: float, width: float, height: float, taken: Sequence[_Area]
    ) -> _Area:
        """Find room for a label near a place: inside the chart, off what is there, and near."""
        edges = pairwise(self.corners)
        stairs = [_Area(a[0] - 0.03, a[1] - 0.03, b[0] + 0.03, b[1] + 0.03) for a, b in edges]
        dots = [self.inches(values) for values in self.places]
        others = [_Area.around(*dot, 0.3) for dot in dots if dist(dot, (x, y)) > _NEAR]

        def cost(found: tuple[float, _Area]) -> float:
            away, area = found
            outside = width * height - area.shared(self.plot)
            covered = sum(area.shared(other) for other in (*taken, *stairs))
            mistakable = sum(area.shared(other) for other in others)
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

    def _legend(self, axes: Axes, y: float) -> None:
        """Explain the dots that occur, and the dotted part."""
        x = _LEFT
        used = [self._style(values) for values in self.places]
        for style, key in (
            (_PROVEN, "front.proven"),
            (_UNPROVEN, "front.unproven"),
            (_PLANNED, "front.planned"),
            (_GIVEN, "front.given"),
        ):
            if style in used:
                axes.plot([x], [y], color=f"#{INK}", **style)
                write(axes, x + 0.15, y, self.text(key))
                x += 0.5 + width_of(self.text(key), 8)
        if self.corners:
            axes.add_patch(Rectangle((x - 0.08, y - 0.06), 0.24, 0.12, **_NOWHERE))
            write(axes, x + 0.24, y, self.text("front.nowhere"))
