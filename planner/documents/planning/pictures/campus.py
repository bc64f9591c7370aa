"""Draw a site of a school as a picture (SVG): the people in each week, and below who they are.

The programmes stand below each other on a common axis of weeks, a class a row. A week without room
enough has a mark above its bar.
"""

from collections.abc import Sequence

from planner.documents.planning.pictures.strip_canvas import (
    GAP,
    ROW,
    TYPE,
    Canvas,
    YearRows,
    line_below,
    shortened,
)
from planner.messages import Messages
from planner.planning.campus_load import SiteLoad, SiteWeek
from planner.planning.planning import CohortPlanning, Planning
from planner.words.campus import exceeded_line, peak_line, room_line
from planner.words.colours import HAIRLINE, INK, LOAD, MARK, MUTED_INK
from planner.year.weeks import month_spans

_WIDTH, _LEFT, _MARGIN = 1100.0, 76.0, 5.0
"""The widths of the picture and of the column of labels, and the space beside these."""

_MONTHS, _BARS, _WEEKS, _NAME = 16.0, 90.0, 14.0, 20.0
"""The heights of months, bars, numbers of weeks, and of the name of a programme."""

_LEAST_MONTH = 24.0
"""The width of the part of a month that bears its name."""

_MARKED = 12.0
"""The space above the bars, for marks."""

_NUMBER = 7.0
"""The size of the numbers of weeks."""


def campus_picture(load: SiteLoad, plannings: Sequence[Planning], text: Messages) -> str:
    """Draw the weeks of a site, and of the classes there, as an `svg` element; deterministic.

    Parameters
    ----------
    plannings
        Those of which the load is.

    Returns
    -------
    str
        The element, 1,100 pixels wide.
    """
    return _Picture(load, plannings, text).canvas.markup()


class _Picture:
    """Draws the picture, from the top to the bottom."""

    def __init__(self, load: SiteLoad, plannings: Sequence[Planning], text: Messages) -> None:
        self.load, self.text = load, text
        there = [(planning, _classes_at(load, planning)) for planning in plannings]
        self.there = [(planning, rows) for planning, rows in there if rows]
        self.first = load.weeks[0].week.monday
        self.weeks = (load.weeks[-1].week.monday - self.first).days // 7 + 1
        self.week = (_WIDTH - _LEFT - 1) / self.weeks
        self.bottom = _MONTHS + _MARKED + _BARS
        rows = sum(_NAME + len(rows) * (ROW + GAP) for _, rows in self.there)
        self.height = self.bottom + _WEEKS + rows
        self.canvas = Canvas(_WIDTH, self.height)
        self._say()
        self._months()
        self._people()
        self._programmes()

    def _say(self) -> None:
        lines = [peak_line(self.load, self.text), room_line(self.load.room, self.text)]
        lines.append(exceeded_line(self.load, self.text))
        title = self.text("campus.picture", site=self.load.name)
        self.canvas.say(title, " ".join(filter(None, lines)))

    def _months(self) -> None:
        for month, first, last in month_spans(self.first, self.weeks):
            start, end = self._x(first), self._x(last)
            if end - start > _LEAST_MONTH:
                name = self.text.month(month, "MMM")
                self.canvas.text((start + end) / 2, _MONTHS - 5, name, TYPE, MUTED_INK)
            if first:
                self.canvas.rectangle(start, 0, 0.5, self.height, HAIRLINE)

    def _people(self) -> None:
        """Draw the bars, each with the number of classes, the peak, the room, the weeks."""
        room = self.load.room.people
        most = max(1, self.load.peak.people, room or 0)
        for each in self.load.weeks:
            self._bar(each, each.people * _BARS / most)
        self.canvas.rectangle(_LEFT, self.bottom, _WIDTH - _LEFT - 1, 0.8, INK)
        free = 0.0
        for people, ink in sorted({room or 0: MARK, self.load.peak.people: INK}.items())[::-1]:
            if people:
                y = self.bottom - people * _BARS / most
                self.canvas.rectangle(_LEFT, y, _WIDTH - _LEFT - 1, 0.7, ink)
                line = max(free, line_below(y, TYPE))
                label = self.text.number(people)
                self.canvas.text(_LEFT - _MARGIN, line, label, ink=ink, anchor="end")
                free = line + TYPE

    def _bar(self, each: SiteWeek, height: float) -> None:
        index = (each.week.monday - self.first).days / 7
        middle = self._x(index) + self.week / 2
        if each.present:
            fill = LOAD[min(each.classes, len(LOAD)) - 1]
            top = self.bottom - height
            self.canvas.rectangle(self._x(index), top, self.week, height, fill, outlined=True)
            self.canvas.text(middle, self.bottom - 4, str(each.classes))
            if each.exceeds(self.load.room):
                self.canvas.text(middle, top - 2, "!", ink=MARK)
        number = f"{each.week.iso_week:02}"
        self.canvas.text(middle, self.bottom + 10, number, _NUMBER, MUTED_INK)

    def _programmes(self) -> None:
        top = self.bottom + _WEEKS
        for planning, rows in self.there:
            name = planning.programme.name
            self.canvas.text(_MARGIN, top + _NAME - 6, name, anchor="start")
            top += _NAME
            weeks = (planning.year.weeks[0].monday - self.first).days / 7
            drawn = YearRows(self.canvas, planning, self._x(weeks), self.week)
            for row in rows:
                label = shortened(row.cohort.id, _LEFT - 2 * _MARGIN)
                self.canvas.text(_LEFT / 2, line_below(top + ROW / 2, TYPE), label)
                drawn.draw(top, row)
                top += ROW + GAP

    def _x(self, weeks: float) -> float:
        return _LEFT + weeks * self.week


def _classes_at(load: SiteLoad, planning: Planning) -> list[CohortPlanning]:
    """Return the classes of a planning that belong to a site."""
    programme = planning.programme
    sites = {site.id for site in programme.sites_in_use if load.is_of(programme, site)}
    return [row for row in planning.cohorts if row.cohort.site in sites]
