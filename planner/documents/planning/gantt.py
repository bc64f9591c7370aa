"""Draw the Gantt chart of a planning, or of several consecutive years.

Up to five cohorts fit on an A4 page or a part of it (A3 for several years); with more, the page
is higher.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.documents.drawing import (
    A3_LANDSCAPE,
    A4_LANDSCAPE,
    ImageFormat,
    draw_text,
    render_figure,
    text_width,
    wrap_to_width,
)
from planner.documents.plotting import Axes, Figure, Line2D, Patch, Rectangle
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.course import promotions
from planner.planning.ledger import Totals, totals
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.words.colours import CLOSED, FAINT, HEADER, INK, LINE, colour
from planner.words.names import planning_legend, version_line
from planner.year.activity import Activity, Place
from planner.year.blocks import Block
from planner.year.weeks import month_spans

_LANE, _GAP = 1.0, 0.3
"""The height of a lane, and the gap below it; y coordinates of the chart are in these units."""

_LANES_A_PAGE = 5
_SMALL = 7
"""The smallest type, in points."""

_SMALL_LABEL_WIDTH = 22
"""Characters of a line of a lane's label in small type."""

_WHOLE = (Activity.SCHOOL, Activity.COMPANY, Activity.ABROAD)
"""Their letters stand for the three places in the lines of a lane."""

_LEFT, _WIDTH = 0.125, 0.86
"""Where the lanes begin and how wide they are, by the width of the page."""

_INSET = 0.005
"""The least space beside the letters of a block, in inches."""

_UNBROKEN = "\u00a0"

_SESSION_MARK = "#17496E"
_HOLIDAY_MARK = "#A0301F"


def gantt_chart(edition: Edition, text: Messages, kind: ImageFormat) -> bytes:
    """Draw the Gantt chart of a planning, a lane a cohort; deterministic."""
    planning = edition.planning
    lanes = [
        _Lane(cohort.cohort.label, _lane_lines(cohort, planning, text), ((0, cohort),))
        for cohort in planning.cohorts
    ]
    return render_figure(_Chart([edition], lanes, text).draw, kind)


def course_gantt_chart(editions: Sequence[Edition], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the Gantt chart of consecutive years, a lane a promotion; deterministic."""
    plannings = [edition.planning for edition in editions]
    lanes = [
        _Lane(
            text("lane.promotion", entry=promotion.entry),
            [line for line in (promotion.option,) if line],
            promotion.years,
        )
        for promotion in promotions(plannings)
    ]
    return render_figure(_Chart(editions, lanes, text).draw, kind)


def _lane_lines(cohort: CohortPlanning, planning: Planning, text: Messages) -> list[str]:
    found = totals(cohort, planning.case)
    return [
        text.counted("people", cohort.cohort.headcount),
        *_presence_lines(found, text),
        *([text.counted("sessions", found.sessions)] if found.sessions else []),
    ]


def _presence_lines(found: Totals, text: Messages) -> list[str]:
    """Return the weeks of a cohort, and its days at each place where weeks are split."""
    whole = [(activity.code, found.whole_weeks.get(activity.days[0], 0)) for activity in _WHOLE]
    if not found.split_weeks and not found.whole_weeks.get(Place.ABROAD):
        (_, school), (_, company), _ = whole
        return [text("lane.weeks", school=school, company=company)]
    split = [(a.code, weeks) for a, weeks in found.weeks.items() if a.is_split]
    days = [(a.code, found.days.get(a.days[0], 0)) for a in _WHOLE] if split else []
    return [
        *_wrapped([text("lane.weeks-of", code=of, count=n) for of, n in (*whole, *split) if n]),
        *_wrapped([text("lane.days-of", code=of, count=n) for of, n in days if n]),
    ]


def _wrapped(parts: Sequence[str]) -> list[str]:
    """Join parts to lines of small type; none is broken."""
    joined = ", ".join(part.replace(" ", _UNBROKEN) for part in parts)
    return [line.replace(_UNBROKEN, " ") for line in textwrap.wrap(joined, _SMALL_LABEL_WIDTH)]


@dataclass(frozen=True)
class _Lane:
    """A lane: its label, small lines below, and the plannings of its years."""

    name: str
    lines: Sequence[str]
    years: Sequence[tuple[int, CohortPlanning]]


class _Chart:
    """Draws the chart; x coordinates are in weeks from the first Monday."""

    left: float
    """The width of the labels, in inches."""

    week: float
    """The width of a week, in inches."""

    def __init__(self, editions: Sequence[Edition], lanes: Sequence[_Lane], text: Messages) -> None:
        self.editions, self.lanes, self.text = editions, lanes, text
        self.plannings = [edition.planning for edition in editions]
        self.programme = self.plannings[0].programme
        self.weeks = [week for planning in self.plannings for week in planning.year.weeks]
        lengths = [len(planning.year) for planning in self.plannings]
        self.offsets = [sum(lengths[:n]) for n in range(len(lengths))]
        self.is_course = len(editions) > 1
        self.bottom = len(lanes) * (_LANE + _GAP)

    def draw(self) -> Figure:
        width, height = A3_LANDSCAPE if self.is_course else A4_LANDSCAPE
        lanes = len(self.lanes)
        part = min(1.0, max(0.6, lanes / 3))  # fewer than three lanes: a part of the page
        figure = Figure(figsize=(width, height * max(part, lanes / _LANES_A_PAGE)))
        below, above = 1.25 / figure.get_figheight(), 0.9 / figure.get_figheight()
        self.left, self.week = _LEFT * width, _WIDTH * width / len(self.weeks)
        axes = figure.add_axes((_LEFT, below, _WIDTH, 1 - below - above))
        axes.set_xlim(0, len(self.weeks))
        axes.set_ylim(self.bottom + 0.75, -0.75)
        axes.set_axis_off()
        self._months(axes)
        self._background(axes)
        for number, lane in enumerate(self.lanes):
            self._lane(axes, number, lane)
        for offset in self.offsets[1:]:
            axes.plot(
                [offset] * 2, [-0.72, self.bottom - 0.15], color=f"#{INK}", linewidth=1.6, zorder=6
            )
        self._week_axis(axes)
        self._titles(figure)
        self._legend(figure)
        return figure

    def _position(self, day: date) -> float:
        return (day - self.weeks[0].monday).days / 7

    def _months(self, axes: Axes) -> None:
        spans = month_spans(self.weeks[0].monday, len(self.weeks))
        for n, (month, first, last) in enumerate(spans):
            fill = f"#{FAINT}" if n % 2 else "white"
            axes.add_patch(
                Rectangle(
                    (first, -0.72),
                    last - first,
                    0.42,
                    facecolor=fill,
                    edgecolor=f"#{LINE}",
                    linewidth=0.6,
                )
            )
            wide = last - first > 2 and not self.is_course
            name = self.text.month(month, "MMMM" if wide else "MMM") if last - first > 0.9 else ""
            size = _SMALL if self.is_course else 8
            draw_text(axes, (first + last) / 2, -0.51, name, size, ha="center")
            axes.plot(
                [first] * 2, [-0.3, self.bottom - 0.15], color=f"#{LINE}", linewidth=0.6, zorder=1
            )

    def _background(self, axes: Axes) -> None:
        end = self.bottom - 0.15
        for index, week in enumerate(self.weeks):
            if week.closed:
                axes.add_patch(
                    Rectangle(
                        (index, -0.3), 1, end + 0.3, facecolor=f"#{CLOSED}", linewidth=0, zorder=0
                    )
                )
                axes.add_patch(
                    Rectangle(
                        (index, -0.3),
                        1,
                        end + 0.3,
                        facecolor="none",
                        hatch="////",
                        linewidth=0,
                        zorder=3,
                    )
                )
            for day in week.public_holidays:  # the lines lie below blocks and their letters
                middle = self._position(day) + 0.5 / 7
                axes.plot(
                    [middle] * 2,
                    [-0.12, end],
                    color=_HOLIDAY_MARK,
                    linewidth=0.8,
                    linestyle=(0, (1, 1.5)),
                    zorder=1,
                )
                axes.plot([middle], [-0.17], marker="v", color=_HOLIDAY_MARK, markersize=4.5)

    def _lane(self, axes: Axes, number: int, lane: _Lane) -> None:
        top = number * (_LANE + _GAP)
        for year, planning in lane.years:
            first = self.offsets[year]
            names = block_names(planning, self.plannings[year].year)
            for block in planning.blocks:
                self._block(axes, top, first, block, names[block.first])
            for index, sessions in enumerate(planning.sessions or (), start=first):
                for n in range(sessions):
                    axes.plot(
                        [index + 0.5],
                        [top + _LANE - 0.1 - 0.09 * n],
                        marker="o",
                        markersize=1.6 if self.is_course else 2.6,
                        color=_SESSION_MARK,
                        zorder=4,
                    )
            if self.is_course:
                name = f"{planning.cohort.label} · {self.plannings[year].year.label}"
                axes.text(
                    first + len(planning.activities) / 2,
                    top + 0.02,
                    name,
                    ha="center",
                    va="bottom",
                    fontsize=_SMALL,
                    color=f"#{INK}",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
                )
        self._lane_label(axes, top, lane)

    def _block(self, axes: Axes, top: float, first: int, block: Block, name: str | None) -> None:
        fill = f"#{colour(block.activity, self.programme)}"
        start = first + block.first
        axes.add_patch(
            Rectangle(
                (start, top + self._head),
                block.length,
                _LANE - self._head,
                zorder=2,
                facecolor=fill,
                edgecolor=f"#{INK}",
                linewidth=0.7,
            )
        )
        letters = name or block.activity.code
        room = self.week * block.length - 2 * _INSET
        size = 11 * min(1, room / text_width(letters, 11, "bold"))
        lines = [(letters, max(size, _SMALL), "bold"), (self._length(block), _SMALL, "normal")]
        if block.activity == Activity.NONE:
            lines = [(letters, size, "bold")]
        for height, (line, points, weight) in zip((0.27, 0.6), lines, strict=False):
            axes.text(
                start + block.length / 2,
                top + height + self._head / 2,
                line,
                ha="center",
                va="center",
                fontsize=points,
                fontweight=weight,
                rotation=90 if points > size else 0,
                color=f"#{INK}",
                zorder=5,
                bbox={"facecolor": fill, "edgecolor": "none", "pad": 0.4},
            )

    @property
    def _head(self) -> float:
        """The height of the label of the year above the blocks of a lane."""
        return 0.08 if self.is_course else 0.0

    def _length(self, block: Block) -> str:
        """Return the length of a block in weeks, abbreviated where there is little room."""
        if block.length == 1 or self.is_course:
            return str(block.length)
        return self.text("weeks.short", count=block.length)

    def _lane_label(self, axes: Axes, top: float, lane: _Lane) -> None:
        room = self.left - self.week / 2 - _INSET
        is_short = all(text_width(each.name, 10, "bold") <= room for each in self.lanes)
        small = wrap_to_width(lane.name, room, _SMALL, most=4, weight="bold")
        label = [lane.name] if is_short else small
        axes.text(
            -0.5,
            top + 0.05,
            "\n".join(label),
            ha="right",
            va="top",
            fontsize=10 if is_short else _SMALL,
            fontweight="bold",
            color=f"#{INK}",
        )
        axes.text(
            -0.5,
            top + _LANE - 0.05,
            "\n".join(lane.lines),
            ha="right",
            va="bottom",
            fontsize=_SMALL,
            linespacing=1.35,
            color=f"#{INK}",
        )

    def _week_axis(self, axes: Axes) -> None:
        """Draw, below the lanes, the number of cohorts at school and the ISO weeks."""
        campus = [row for planning in self.plannings for row in planning.on_campus()]
        every = 3 if self.is_course else 1
        for index, week in enumerate(self.weeks):
            present, middle = len(campus[index]), index + 0.5
            count, weight = str(present or "·"), "bold" if present > 1 else "normal"
            draw_text(axes, middle, self.bottom + 0.02, count, _SMALL, weight, "center")
            if index % every:
                continue
            number, day = f"{week.iso_week:02}", f"{week.monday:%d}"
            draw_text(axes, middle, self.bottom + 0.3, number, _SMALL, ha="center")
            draw_text(axes, middle, self.bottom + 0.57, day, _SMALL, ha="center", color="#555555")
        for line, key in ((0.02, "axis.campus"), (0.3, "axis.week"), (0.57, "axis.monday")):
            draw_text(axes, -0.5, self.bottom + line, self.text(key), _SMALL, ha="right")

    def _titles(self, figure: Figure) -> None:
        programme, text = self.programme, self.text
        first, last = self.plannings[0].year, self.plannings[-1].year
        label = first.label if not self.is_course else f"{first.start_year}-{last.label[-4:]}"
        title = text("sheet.general.title", year=label)
        figure.text(
            0.02,
            1 - 0.41 / figure.get_figheight(),
            title,
            fontsize=16,
            fontweight="bold",
            color=f"#{HEADER}",
        )
        what = f"{programme.school} · {programme.name}"
        figure.text(0.02, 1 - 0.66 / figure.get_figheight(), what, fontsize=9, color=f"#{INK}")
        figure.text(
            0.98,
            0.03,
            version_line(self.editions[-1], text),
            ha="right",
            fontsize=7.5,
            color=f"#{INK}",
        )

    def _legend(self, figure: Figure) -> None:
        figure.legend(
            handles=self._legend_handles(),
            loc="lower left",
            bbox_to_anchor=(0.015, 0.05),
            ncols=4,
            fontsize=8,
            frameon=False,
            columnspacing=2.2,
            handlelength=1.8,
        )

    def _legend_handles(self) -> list[Patch | Line2D]:
        text = self.text
        handles: list[Patch | Line2D] = [
            Patch(
                facecolor=f"#{entry.colour}",
                edgecolor=f"#{INK}",
                label=f"{entry.letters}  {entry.meaning}",
            )
            for entry in planning_legend(self.plannings, text)
        ]
        if any(week.closed for week in self.weeks):
            handles.append(Patch(facecolor=f"#{CLOSED}", hatch="////", label=text("legend.closed")))
        holiday = Line2D(
            [],
            [],
            color=_HOLIDAY_MARK,
            marker="v",
            markersize=4.5,
            linewidth=0.8,
            linestyle=(0, (1, 1.5)),
            label=text("legend.holiday"),
        )
        session = Line2D(
            [],
            [],
            color=_SESSION_MARK,
            marker="o",
            markersize=3,
            linestyle="none",
            label=text("legend.session"),
        )
        has_sessions = any(planning.has_sessions for planning in self.plannings)
        return [*handles, holiday, *[session] * has_sessions]
