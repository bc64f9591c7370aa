"""What small pictures of years (SVG) are drawn with: rectangles, letters, the weeks of a class.

Colours and sizes are presentation attributes, as the content security policy of pages forbids
styles. Lengths are in pixels of a picture of its own width.
"""

from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree

from planner.planning.blocks import block_names
from planner.planning.planning import CohortPlanning, Planning
from planner.words.colours import HOLIDAY, INK, LINE, colour, display_activity
from planner.year.blocks import Block

ROW, GAP = 26.0, 3.0
"""The height of a row, and the space above or below it."""

TYPE, SMALLEST = 9.0, 7.0
"""The size of letters, and the smallest they may have."""

LETTER, _CAPITAL = 0.72, 0.72
"""The width of a bold letter by the size of its type, and the height of a capital."""

_FONTS = "Source Sans 3, DejaVu Sans, sans-serif"


class Canvas:
    """An `svg` element that is drawn on."""

    def __init__(self, width: float, height: float) -> None:
        self.svg = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "viewBox": f"0 0 {width:g} {height:g}",
                "width": f"{width:g}",
                "height": f"{height:g}",
                "font-family": _FONTS,
                "font-size": f"{TYPE:g}",
                "text-anchor": "middle",
            },
        )

    def say(self, title: str, description: str) -> None:
        """Say what the picture shows to those who cannot see it."""
        ElementTree.SubElement(self.svg, "title").text = title
        ElementTree.SubElement(self.svg, "desc").text = description

    def markup(self) -> str:
        """Return the element as text; deterministic."""
        return ElementTree.tostring(self.svg, encoding="unicode")

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        outlined: bool = False,
    ) -> None:
        """Draw a rectangle from its upper left corner."""
        place = {"x": x, "y": y, "width": width, "height": height}
        attributes = {name: _shortly(length) for name, length in place.items()}
        attributes["fill"] = f"#{fill}"
        if outlined:
            attributes |= {"stroke": f"#{LINE}", "stroke-width": "0.5"}
        ElementTree.SubElement(self.svg, "rect", attributes)

    def text(
        self,
        x: float,
        y: float,
        letters: str,
        size: float = TYPE,
        ink: str = INK,
        turn: str | None = None,
        anchor: str | None = None,
    ) -> None:
        """Write letters on the line at y: bold in ink, else plain.

        Parameters
        ----------
        anchor
            "start" or "end" where they do not stand around x.
        """
        attributes = {"x": _shortly(x), "y": _shortly(y), "fill": f"#{ink}"}
        attributes |= {"font-size": _shortly(size)}
        if ink == INK:
            attributes["font-weight"] = "bold"
        if turn:
            attributes["transform"] = turn
        if anchor:
            attributes["text-anchor"] = anchor
        ElementTree.SubElement(self.svg, "text", attributes).text = letters

    def letters(
        self, middle: tuple[float, float], width: float, height: float, letters: str
    ) -> None:
        """Write letters in a rectangle; upwards where there is room for them in no other way."""
        for turn, along, across in ((0, width, height), (-90, height, width)):
            size = min(TYPE, along / len(letters) / LETTER, across / _CAPITAL)
            if size >= SMALLEST:
                x, y = middle
                turning = f"rotate({turn} {_shortly(x)} {_shortly(y)})" if turn else None
                self.text(x, line_below(y, size), letters, size, turn=turning)
                return


@dataclass(frozen=True)
class YearRows:
    """Draws the weeks of classes as rows.

    Attributes
    ----------
    left
        Where the first week of the year begins.
    week
        The width of a week.
    """

    canvas: Canvas
    planning: Planning
    left: float
    week: float

    def draw(self, top: float, cohort: CohortPlanning) -> None:
        """Draw a class from y = `top`: blocks, marks of closed weeks and of single closed days."""
        names = block_names(cohort, self.planning.year)
        for block in cohort.blocks:
            self._block(top, block, names[block.first])
        weeks = self.planning.year.weeks_of(cohort.cohort.id)
        of_site = self.planning.year.of(cohort.cohort.id).weeks
        for index, week in enumerate(self.planning.year.weeks):
            if of_site[index].closed and not week.closed:
                self.canvas.rectangle(self.x(index), top - GAP, self.week, GAP, HOLIDAY)
        for index, (week, activity) in enumerate(zip(weeks, cohort.activities, strict=True)):
            for missed in week.missed_days(activity):
                y = top + missed.date.weekday() * ROW / len(activity.days)
                height = ROW / len(activity.days)
                self.canvas.rectangle(self.x(index), y, self.week, height, HOLIDAY)

    def _block(self, top: float, block: Block, name: str | None) -> None:
        """Draw the weeks of a block at once, its days at each place below each other."""
        halves = [(n, half) for n, day in enumerate(block.activity.halves) for half in day]
        left, width = self.x(block.first), block.length * self.week
        faces = [display_activity(place, block.activity.on(n)) for n, place in halves]
        for shown, run in groupby(range(len(halves)), key=faces.__getitem__):
            at = list(run)
            y = top + at[0] * ROW / len(halves)
            height = len(at) * ROW / len(halves)
            fill = colour(shown, self.planning.programme)
            self.canvas.rectangle(left, y, width, height, fill, outlined=True)
            middle = left + width / 2, y + height / 2
            self.canvas.letters(middle, width, height, name or shown.code)

    def x(self, weeks: float) -> float:
        """Return where a week of the year begins, by its index."""
        return self.left + weeks * self.week


def line_below(middle: float, size: float) -> float:
    """Return the line on which letters stand whose middle is there."""
    return middle + _CAPITAL * size / 2


def shortened(label: str, room: float) -> str:
    """Return a label without its middle, where it is longer than some pixels."""
    most = round(room / LETTER / TYPE)
    return label if len(label) <= most else f"{label[: most - 4]}…{label[-3:]}"


def _shortly(length: float) -> str:
    """Format a length with at most two decimals."""
    return f"{length:.2f}".rstrip("0").rstrip(".")
