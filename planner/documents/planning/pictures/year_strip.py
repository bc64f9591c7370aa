"""Draw a year as a small picture (SVG): a row a cohort, a column a week, the months above.

Pages show several of them side by side, to choose or to compare. The five days of a week lie below
each other in its column: a split week shows where each of its days is spent.
"""

from planner.documents.planning.pictures.strip_canvas import (
    GAP,
    LETTER,
    ROW,
    TYPE,
    Canvas,
    YearRows,
    line_below,
    shortened,
)
from planner.messages import Messages
from planner.planning.blocks import stretches
from planner.planning.planning import CohortPlanning, Planning
from planner.words.colours import HAIRLINE, HOLIDAY, MUTED_INK
from planner.words.names import activity_name
from planner.year.weeks import month_spans

_WIDTH = 360.0

_MONTHS, _CLOSED = 13.0, 3.0
"""The heights of months and of the marks of closed weeks."""

_LEAST_LABEL, _MOST_LABEL, _MARGIN = 18.0, 66.0, 5.0
"""The width of the column of labels, and the space beside them."""

_LEAST_MONTH = 18.0
"""The width of the part of a month that bears its name."""


def year_strip(planning: Planning, text: Messages) -> str:
    """Draw the year of a planning as an `svg` element; deterministic.

    To those who cannot see it, it says its programme and year (`title`), and how many weeks and
    blocks of each activity every cohort has (`desc`).

    Returns
    -------
    str
        The element, 360 pixels wide: a part of a page, or a file of its own.
    """
    return _Strip(planning, text).canvas.markup()


class _Strip:
    """Draws the picture; x coordinates of weeks follow from their indices."""

    def __init__(self, planning: Planning, text: Messages) -> None:
        self.planning, self.text = planning, text
        longest = max(len(cohort.cohort.id) for cohort in planning.cohorts)
        self.left = min(_MOST_LABEL, max(_LEAST_LABEL, longest * LETTER * TYPE + _MARGIN))
        self.week = (_WIDTH - self.left - 1) / len(planning.year)
        self.height = _MONTHS + _CLOSED + len(planning.cohorts) * (ROW + GAP)
        self.canvas = Canvas(_WIDTH, self.height)
        self.rows = YearRows(self.canvas, planning, self.left, self.week)
        self._say()
        self._months()
        for number, cohort in enumerate(planning.cohorts):
            top = _MONTHS + _CLOSED + number * (ROW + GAP)
            label = shortened(cohort.cohort.id, self.left - _MARGIN)
            self.canvas.text(self.left / 2, line_below(top + ROW / 2, TYPE), label)
            self.rows.draw(top, cohort)

    def _say(self) -> None:
        programme, year = self.planning.programme.name, self.planning.year.label
        title = self.text("strip.title", programme=programme, year=year)
        cohorts = " ".join(self._summary(cohort) for cohort in self.planning.cohorts)
        self.canvas.say(title, cohorts)

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
        weeks, canvas, x = self.planning.year.weeks, self.canvas, self.rows.x
        for month, first, last in month_spans(weeks[0].monday, len(weeks)):
            start, end = x(first), x(last)
            if end - start > _LEAST_MONTH:
                name = self.text.month(month, "MMM")
                canvas.text((start + end) / 2, _MONTHS - 4, name, TYPE, MUTED_INK)
            if first:
                canvas.rectangle(start, 0, 0.5, self.height - GAP, HAIRLINE)
        for index, week in enumerate(weeks):
            if week.closed:
                canvas.rectangle(x(index), _MONTHS - 1, self.week, _CLOSED, HOLIDAY)
