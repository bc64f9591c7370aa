"""Draw a year as a small picture (SVG): a row a cohort, a column a week, the months above.

Pages show several of them side by side, to choose or to compare. The five days of a week lie below
each other in its column: a split week shows where each of its days is spent. Colours and sizes are
presentation attributes, as the content security policy of pages forbids styles. Lengths are in
pixels of a picture of its own width.
"""

from itertools import groupby
from xml.etree import ElementTree

from planner.messages import Messages
from planner.planning.blocks import block_names, stretches
from planner.planning.planning import CohortPlanning, Planning
from planner.words.colours import HAIRLINE, HOLIDAY, INK, LINE, MUTED_INK, colour, display_activity
from planner.words.names import activity_name
from planner.year.blocks import Block
from planner.year.weeks import month_spans

_WIDTH = 360.0

_MONTHS, _CLOSED, _ROW, _GAP = 13.0, 3.0, 26.0, 3.0
"""The heights of months, of the marks of closed weeks and of a row, and the space below a row."""

_TYPE, _SMALLEST = 9.0, 7.0
"""The size of letters, and the smallest they may have."""

_LETTER, _CAPITAL = 0.72, 0.72
"""The width of a bold letter by the size of its type, and the height of a capital."""

_LEAST_LABEL, _MOST_LABEL, _MARGIN = 18.0, 66.0, 5.0
"""The width of the column of labels, and the space beside them."""

_LEAST_MONTH = 18.0
"""The width of the part of a month that bears its name."""

_FONTS = "Source Sans 3, DejaVu Sans, sans-serif"


def year_strip(planning: Planning, text: Messages) -> str:
    """Draw the year of a planning as an `svg` element; deterministic.

    To those who cannot see it, it says its programme and year (`title`), and how many weeks and
    blocks of each activity every cohort has (`desc`).

    Returns
    -------
    str
        The element, 360 pixels wide: a part of a page, or a file of its own.
    """
    return ElementTree.tostring(_Strip(planning, text).svg, encoding="unicode")


class _Strip:
    """Draws the picture; x coordinates of weeks follow from their indices."""

    def __init__(self, planning: Planning, text: Messages) -> None:
        self.planning, self.text = planning, text
        longest = max(len(cohort.cohort.id) for cohort in planning.cohorts)
        self.left = min(_MOST_LABEL, max(_LEAST_LABEL, longest * _LETTER * _TYPE + _MARGIN))
        self.week = (_WIDTH - self.left - 1) / len(planning.year)
        self.height = _MONTHS + _CLOSED + len(planning.cohorts) * (_ROW + _GAP)
        self.svg = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "viewBox": f"0 0 {_WIDTH:g} {self.height:g}",
                "width": f"{_WIDTH:g}",
                "height": f"{self.height:g}",
                "font-family": _FONTS,
                "font-size": f"{_TYPE:g}",
                "text-anchor": "middle",
            },
        )
        self._say()
        self._months()
        for number, cohort in enumerate(planning.cohorts):
            self._row(_MONTHS + _CLOSED + number * (_ROW + _GAP), cohort)

    def _say(self) -> None:
        programme, year = self.planning.programme.name, self.planning.year.label
        title = self.text("strip.title", programme=programme, year=year)
        ElementTree.SubElement(self.svg, "title").text = title
        cohorts = " ".join(self._summary(cohort) for cohort in self.planning.cohorts)
        ElementTree.SubElement(self.svg, "desc").text = cohorts

    def _summary(self, cohort: CohortPlanning) -> str:
        """Return how many weeks and blocks of each activity a cohort has, as a sentence."""
        parts = []
        found = stretches(cohort, self.planning.year)
        for activity in self.planning.activities:
            if blocks := [block for block in found if block.activity == activity]:
                weeks = self.text.counted("weeks", round(sum(block.length for block in blocks), 1))
                count = self.text.counted("blocks", len(blocks))
                name = activity_name(activity, self.text)
                parts.append(self.text("strip.activity", activity=name, weeks=weeks, blocks=count))
        label, listed = cohort.cohort.label, self.text.listed(parts)
        return self.text("strip.cohort", cohort=label, activities=listed)

    def _months(self) -> None:
        """Draw the names of months, the lines between them and the marks of closed weeks."""
        weeks = self.planning.year.weeks
        for month, first, last in month_spans(weeks[0].monday, len(weeks)):
            start, end = self._x(first), self._x(last)
            if end - start > _LEAST_MONTH:
                name = self.text.month(month, "MMM")
                self._text((start + end) / 2, _MONTHS - 4, name, _TYPE, MUTED_INK)
            if first:
                self._rectangle(start, 0, 0.5, self.height - _GAP, HAIRLINE)
        for index, week in enumerate(weeks):
            if week.closed:
                self._rectangle(self._x(index), _MONTHS - 1, self.week, _CLOSED, HOLIDAY)

    def _row(self, top: float, cohort: CohortPlanning) -> None:
        label, room = cohort.cohort.id, round((self.left - _MARGIN) / _LETTER / _TYPE)
        short = label if len(label) <= room else f"{label[: room - 4]}…{label[-3:]}"
        self._text(self.left / 2, _below(top + _ROW / 2, _TYPE), short, _TYPE)
        names = block_names(cohort, self.planning.year)
        for block in cohort.blocks:
            self._block(top, block, names[block.first])
        weeks = self.planning.year.weeks_of(cohort.cohort.id)
        of_site = self.planning.year.of(cohort.cohort.id).weeks
        for index, week in enumerate(self.planning.year.weeks):
            if of_site[index].closed and not week.closed:
                self._rectangle(self._x(index), top - _GAP, self.week, _GAP, HOLIDAY)
        for index, (week, activity) in enumerate(zip(weeks, cohort.activities, strict=True)):
            for missed in week.missed_days(activity):
                y = top + missed.date.weekday() * _ROW / len(activity.days)
                self._rectangle(self._x(index), y, self.week, _ROW / len(activity.days), HOLIDAY)

    def _block(self, top: float, block: Block, name: str | None) -> None:
        """Draw the weeks of a block at once, its days at each place below each other."""
        halves = [(n, half) for n, day in enumerate(block.activity.halves) for half in day]
        left, width = self._x(block.first), block.length * self.week
        faces = [display_activity(place, block.activity.on(n)) for n, place in halves]
        for shown, run in groupby(range(len(halves)), key=faces.__getitem__):
            at = list(run)
            y = top + at[0] * _ROW / len(halves)
            height = len(at) * _ROW / len(halves)
            fill = colour(shown, self.planning.programme)
            self._rectangle(left, y, width, height, fill, outlined=True)
            self._letters((left + width / 2, y + height / 2), width, height, name or shown.code)

    def _letters(
        self, middle: tuple[float, float], width: float, height: float, letters: str
    ) -> None:
        """Draw letters in a rectangle; upwards where there is room for them in no other way."""
        for turn, along, across in ((0, width, height), (-90, height, width)):
            size = min(_TYPE, along / len(letters) / _LETTER, across / _CAPITAL)
            if size >= _SMALLEST:
                x, y = middle
                turning = f"rotate({turn} {_shortly(x)} {_shortly(y)})" if turn else None
                self._text(x, _below(y, size), letters, size, turn=turning)
                return

    def _x(self, weeks: float) -> float:
        return self.left + weeks * self.week

    def _rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        outlined: bool = False,
    ) -> None:
        place = {"x": x, "y": y, "width": width, "height": height}
        attributes = {name: _shortly(length) for name, length in place.items()}
        attributes["fill"] = f"#{fill}"
        if outlined:
            attributes |= {"stroke": f"#{LINE}", "stroke-width": "0.5"}
        ElementTree.SubElement(self.svg, "rect", attributes)

    def _text(
        self, x: float, y: float, letters: str, size: float, ink: str = INK, turn: str | None = None
    ) -> None:
        attributes = {"x": _shortly(x), "y": _shortly(y), "fill": f"#{ink}"}
        attributes |= {"font-size": _shortly(size)}
        if ink == INK:
            attributes["font-weight"] = "bold"
        if turn:
            attributes["transform"] = turn
        ElementTree.SubElement(self.svg, "text", attributes).text = letters


def _below(middle: float, size: float) -> float:
    """Return the line on which letters stand whose middle is there."""
    return middle + _CAPITAL * size / 2


def _shortly(length: float) -> str:
    """Format a length with at most two decimals."""
    return f"{length:.2f}".rstrip("0").rstrip(".")
