"""The Gantt chart of a planning: a lane a cohort over the year.

Up to five cohorts fill one A4 page or a part of it; with more the page grows in height.
"""

import io
import textwrap
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from planner.documents.style import CLOSED, CODES, COLOURS, FAINT, HEADER, INK, LINE
from planner.documents.wording import version_line
from planner.domain import Activity, Block, CohortPlanning, Edition
from planner.ledger import totals
from planner.messages import Messages

A4_LANDSCAPE = (11.69, 8.27)
PNG_DPI = 200

_SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "svg.hashsalt": "planner",
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
    "hatch.color": "#8A8A8A",
}
_LANE, _GAP = 1.0, 0.3
_LANES_A_PAGE = 5
_LABEL_WIDTH, _SMALL_LABEL_WIDTH = 14, 22
_SESSION_MARK = "#17496E"
_HOLIDAY_MARK = "#A0301F"


def gantt(edition: Edition, text: Messages, kind: Literal["png", "svg"]) -> bytes:
    """Draw the Gantt chart of a planning; the same edition gives the same bytes."""
    stream = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # a character that the font lacks is drawn as an empty box
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = _Chart(edition, text).draw()
        figure.savefig(stream, format=kind, dpi=PNG_DPI, metadata=metadata)
    return stream.getvalue()


class _Chart:
    """Places everything on an axis whose unit is the week, from the first Monday of the year."""

    def __init__(self, edition: Edition, text: Messages) -> None:
        self.edition, self.text = edition, text
        self.planning = edition.planning
        self.weeks = edition.planning.year.weeks
        lanes = len(edition.planning.cohorts)
        self.bottom = lanes * (_LANE + _GAP)

    def draw(self) -> Figure:
        width, height = A4_LANDSCAPE
        lanes = len(self.planning.cohorts)
        part = min(1.0, max(0.6, lanes / 3))  # one or two lanes need no whole page
        figure = Figure(figsize=(width, height * max(part, lanes / _LANES_A_PAGE)))
        axes = figure.add_axes((0.115, 0.155, 0.87, 0.735))
        axes.set_xlim(0, len(self.weeks))
        axes.set_ylim(self.bottom + 0.75, -0.75)
        axes.set_axis_off()
        self._months(axes)
        self._background(axes)
        for lane, planning in enumerate(self.planning.cohorts):
            self._lane(axes, lane, planning)
        self._week_axis(axes)
        self._titles(figure)
        self._legend(figure)
        return figure

    def _position(self, day: date) -> float:
        return (day - self.weeks[0].monday).days / 7

    def _months(self, axes: Axes) -> None:
        for n, (first, last) in enumerate(self._month_spans()):
            middle = (first[1] + last) / 2
            fill = f"#{FAINT}" if n % 2 else "white"
            axes.add_patch(Rectangle((first[1], -0.72), last - first[1], 0.42, facecolor=fill,
                                     edgecolor=f"#{LINE}", linewidth=0.6))  # fmt: skip
            wide = last - first[1] > 2
            name = (
                self.text.month(first[0], "MMMM" if wide else "MMM")
                if last - first[1] > 0.9
                else ""
            )
            axes.text(middle, -0.51, name, ha="center", va="center", fontsize=8, color=f"#{INK}")
            axes.plot(
                [first[1]] * 2,
                [-0.3, self.bottom - 0.15],
                color=f"#{LINE}",
                linewidth=0.6,
                zorder=1,
            )

    def _month_spans(self) -> Iterator[tuple[tuple[date, float], float]]:
        """Give each month with its first and last position on the axis."""
        start = self.weeks[0].monday
        position = 0.0
        while position < len(self.weeks):
            following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
            end = min(float(len(self.weeks)), self._position(following))
            yield (start, position), end
            start, position = following, end

    def _background(self, axes: Axes) -> None:
        end = self.bottom - 0.15
        for index, week in enumerate(self.weeks):
            if week.closed:
                axes.add_patch(Rectangle((index, -0.3), 1, end + 0.3, facecolor=f"#{CLOSED}",
                                         linewidth=0, zorder=0))  # fmt: skip
                axes.add_patch(Rectangle((index, -0.3), 1, end + 0.3, facecolor="none",
                                         hatch="////", linewidth=0, zorder=3))  # fmt: skip
            for day in week.public_holidays:
                middle = self._position(day) + 0.5 / 7
                axes.plot([middle] * 2, [-0.12, end], color=_HOLIDAY_MARK, linewidth=0.8,
                          linestyle=(0, (1, 1.5)), zorder=3)  # fmt: skip
                axes.plot([middle], [-0.17], marker="v", color=_HOLIDAY_MARK, markersize=4.5)

    def _lane(self, axes: Axes, lane: int, planning: CohortPlanning) -> None:
        top = lane * (_LANE + _GAP)
        for block in planning.blocks:
            self._block(axes, top, block)
        for index, sessions in enumerate(planning.placed_sessions):
            for n in range(sessions):
                axes.plot([index + 0.5], [top + _LANE - 0.1 - 0.09 * n], marker="o", markersize=2.6,
                          color=_SESSION_MARK, zorder=4)  # fmt: skip
        self._lane_label(axes, top, planning)

    def _block(self, axes: Axes, top: float, block: Block) -> None:
        axes.add_patch(
            Rectangle((block.first, top), block.length, _LANE, zorder=2,
                      facecolor=f"#{COLOURS[block.activity]}", edgecolor=f"#{INK}", linewidth=0.7)
        )  # fmt: skip
        length = self.text("weeks.short", count=block.length) if block.length > 1 else "1"
        lines = [(0.27, CODES[block.activity], 11.0, "bold"), (0.52, length, 6.5, "normal")]
        for height, line, size, weight in lines[: 1 if block.activity is Activity.NONE else 2]:
            axes.text(block.first + block.length / 2, top + height, line, ha="center", va="center",
                      fontsize=size, fontweight=weight, color=f"#{INK}", zorder=5,
                      bbox={"facecolor": f"#{COLOURS[block.activity]}", "edgecolor": "none",
                            "pad": 0.6})  # fmt: skip

    def _lane_label(self, axes: Axes, top: float, planning: CohortPlanning) -> None:
        found = totals(planning, self.weeks, self.planning.programme)
        lines = (
            self.text.counted("people", planning.cohort.headcount),
            self.text("lane.weeks", school=found.school_weeks, company=found.company_weeks),
            self.text.counted("sessions", found.sessions),
        )
        name = planning.cohort.label
        is_short = len(name) <= _LABEL_WIDTH
        label = [name] if is_short else textwrap.wrap(name, _SMALL_LABEL_WIDTH)
        axes.text(-0.5, top + 0.05, "\n".join(label), ha="right", va="top",
                  fontsize=10 if is_short else 6.5, fontweight="bold",
                  color=f"#{INK}")  # fmt: skip
        axes.text(-0.5, top + _LANE - 0.05, "\n".join(lines), ha="right", va="bottom",
                  fontsize=6.5, linespacing=1.35, color=f"#{INK}")  # fmt: skip

    def _week_axis(self, axes: Axes) -> None:
        """Write under the lanes the promotions at school and the ISO weeks."""
        campus = list(self.planning.at(Activity.SCHOOL))
        for index, week in enumerate(self.weeks):
            present = len(campus[index])
            axes.text(index + 0.5, self.bottom + 0.02, str(present) if present else "·",
                      ha="center", va="center", fontsize=7, color=f"#{INK}",
                      fontweight="bold" if present > 1 else "normal")  # fmt: skip
            axes.text(index + 0.5, self.bottom + 0.3, f"{week.iso_week:02}", ha="center",
                      va="center", fontsize=6.5, color=f"#{INK}")  # fmt: skip
            axes.text(index + 0.5, self.bottom + 0.57, f"{week.monday:%d}", ha="center",
                      va="center", fontsize=5.5, color="#555555")  # fmt: skip
        for line, key in ((0.02, "axis.campus"), (0.3, "axis.week"), (0.57, "axis.monday")):
            axes.text(-0.5, self.bottom + line, self.text(key), ha="right", va="center",
                      fontsize=6.5, color=f"#{INK}")  # fmt: skip

    def _titles(self, figure: Figure) -> None:
        programme, text = self.planning.programme, self.text
        title = text("sheet.general.title", year=self.planning.year.label)
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
        figure.text(0.98, 0.03, version_line(self.edition, text), ha="right", fontsize=7.5,
                    color=f"#{INK}")  # fmt: skip

    def _legend(self, figure: Figure) -> None:
        text = self.text
        handles: list[Patch | Line2D] = [
            Patch(facecolor=f"#{COLOURS[activity]}", edgecolor=f"#{INK}",
                  label=f"{CODES[activity]}  {text(f'legend.{activity}')}")
            for activity in Activity
        ]  # fmt: skip
        handles += [
            Patch(facecolor=f"#{CLOSED}", hatch="////", label=text("legend.closed")),
            Line2D([], [], color=_HOLIDAY_MARK, marker="v", markersize=4.5, linewidth=0.8,
                   linestyle=(0, (1, 1.5)), label=text("legend.holiday")),
            Line2D([], [], color=_SESSION_MARK, marker="o", markersize=3, linestyle="none",
                   label=text("legend.session")),
        ]  # fmt: skip
        figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.015, 0.05), ncols=4,
                      fontsize=8, frameon=False, columnspacing=2.2, handlelength=1.8)  # fmt: skip
