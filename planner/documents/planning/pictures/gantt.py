"""Draw the Gantt chart of a planning, or of several consecutive years, on one or more pages.

A page has at most 20 lanes: up to five are on A4, or a part of it, more are on A3 as are several
years. Every page has the months and weeks, the legend and the version. Lengths are in inches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from planner.documents.drawing import (
    A3_LANDSCAPE,
    A4_LANDSCAPE,
    Look,
    Page,
    Stroke,
    render_page,
    render_pages,
)
from planner.documents.legend import (
    ChartEntry,
    Legend,
    closed_entry,
    letters_entry,
)
from planner.documents.lettering import text_width, wrap_to_width
from planner.documents.planning.file_names import (
    GANTT_PDF,
    GANTT_PNG,
    chart_names,
    chart_page_count,
)
from planner.documents.planning.pictures.gantt_lanes import (
    A_DAY,
    HOLIDAY_LINE,
    HOLIDAY_MARK,
    MISSED,
    SESSION_DOT,
    SMALL,
    SMALL_LINE,
    Lane,
    LaneDrawing,
    LaneFrame,
    chart_lanes,
    draw_closed,
    draw_holiday,
    fit_in_large_type,
    is_high,
    label_room,
    place_in_week,
)
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.site import Site
from planner.words.colours import FAINT, HEADER, INK, LINE, WHITE
from planner.words.names import planning_legend, version_line
from planner.year.activity import Activity
from planner.year.weeks import Week, month_spans

_LANES_ON_A4 = 5
_MOST_PITCH = 1.85
"""The most from the top of a lane to that of the next."""

_MARGIN = 0.23
_MONTHS, _MONTH = 0.8, 0.28
"""The top of the months, and their height."""

_WEEK_LINE = 0.16
"""The height of the numbers of weeks below the months, where lanes are low."""

_ABOVE, _YEAR_LABELS = 0.2, 0.12
"""From the months, or the weeks below them, to the first lane: the marks of holidays, and the
labels of years where there are several."""

_AXIS, _AXIS_LINE = 0.5, 0.2
"""The height of what stands below the lanes: weeks and Mondays; and of a line with the cohorts
at school."""

_SITE_LINE = 0.25
"""The height of a line with those at one of several sites, whose name may take two lines."""

_FOOT = 0.4
"""The height below the legend."""

_LABELS, _LARGE_LABELS = (1.29,), (1.8, 2.55, 3.6)
"""The widths that labels may have, on A4 and on A3."""

_GREY_INK = "555555"

_MONTH_LINE, _YEAR_LINE = Stroke(LINE, 0.6), Stroke(INK, 1.6)

_LEGEND_COLUMNS = 4


def gantt_pages(editions: Sequence[Edition], text: Messages) -> list[Page]:
    """Draw the chart of a planning, a lane a cohort, or of consecutive years, a lane a promotion.

    Lanes are shared evenly among the pages.
    """
    plannings = [edition.planning for edition in editions]
    lanes = chart_lanes(plannings, text)
    count = chart_page_count(len(lanes))
    share, more = divmod(len(lanes), count)
    ends = accumulate((share + (n < more) for n in range(count)), initial=0)
    parts = [lanes[first:end] for first, end in pairwise(ends)]
    return [_Chart(editions, parts, number, text).page for number in range(count)]


def gantt_files(
    editions: Sequence[Edition], text: Messages, only: str | None = None
) -> dict[str, bytes]:
    """Return the files of a chart, or only that of a name; deterministic."""
    pages, title = gantt_pages(editions, text), _title(editions, text)
    return {
        name: _file(name, pages[part], title)
        for name, part in chart_names(len(pages)).items()
        if only in (None, name)
    }


def _file(name: str, pages: Sequence[Page], title: str) -> bytes:
    if name == GANTT_PDF:
        return render_pages(pages, title)
    return render_page(pages[0], "png" if name == GANTT_PNG else "svg")


def _title(editions: Sequence[Edition], text: Messages) -> str:
    first, last = editions[0].planning.year, editions[-1].planning.year
    label = first.label if len(editions) == 1 else f"{first.start_year}-{last.label[-4:]}"
    return text("sheet.general.title", year=label)


@dataclass(frozen=True)
class _AxisLine:
    """A line of the axis: its place, its title, and what it says of each week.

    Attributes
    ----------
    has_counts
        Whether it counts cohorts: several stand out.
    is_whole
        Whether every week has its value where others have one in three weeks.
    """

    y: float
    title: str
    values: Sequence[str]
    ink: str = INK
    has_counts: bool = False
    is_whole: bool = False


_FEW = ("·", "1", Activity.UNKNOWN.code)
"""The numbers of cohorts at school that do not stand out."""


class _Chart:
    """Draws a page of the chart.

    Parameters
    ----------
    parts
        The lanes of each page.
    number
        Of this page, from 0.
    """

    def __init__(
        self,
        editions: Sequence[Edition],
        parts: Sequence[Sequence[Lane]],
        number: int,
        text: Messages,
    ) -> None:
        self.editions, self.parts, self.number, self.text = editions, parts, number, text
        self.plannings = [edition.planning for edition in editions]
        self.weeks = [week for planning in self.plannings for week in planning.year.weeks]
        years = (len(planning.year) for planning in self.plannings)
        self.offsets = list(accumulate(years, initial=0))[:-1]
        self.is_course = len(editions) > 1
        sites = (each for planning in self.plannings for each in planning.programme.sites_in_use)
        self.sites = list({site.id: site for site in sites}.values())
        self.page, self.frame = self._laid_out()
        self.bottom = self.top + len(parts[number]) * self.frame.pitch
        self._months()
        self._background()
        lanes = LaneDrawing(self.page, self.frame, self.plannings, self.offsets, text)
        for n, lane in enumerate(parts[number]):
            lanes.draw(lane, self.top + n * self.frame.pitch)
        self._week_axis()
        self._titles()
        self.legend.draw(self.page, self.page.height - _FOOT)

    def _laid_out(self) -> tuple[Page, LaneFrame]:
        """Return the page, and where its lanes lie: all pages have the same."""
        most = max(map(len, self.parts))
        is_large = self.is_course or most > _LANES_ON_A4
        width, height = A3_LANDSCAPE if is_large else A4_LANDSCAPE
        self.legend = Legend(list(self._entries()), _MARGIN, width, _LEGEND_COLUMNS)
        below = _AXIS + self._site_line * len(self.sites) + self.legend.height + _FOOT
        self.top = _MONTHS + _MONTH + _ABOVE + (_YEAR_LABELS if self.is_course else 0)
        pitch = min(_MOST_PITCH, (height - self.top - below) / most)
        if not is_high(pitch):
            self.top += _WEEK_LINE
            pitch = (height - self.top - below) / most
        lanes = [lane for part in self.parts for lane in part]
        room = label_room(lanes, _LARGE_LABELS if is_large else _LABELS, pitch)
        week = (width - 2 * _MARGIN - room) / (len(self.weeks) + 0.5)
        left = width - _MARGIN - week * len(self.weeks)
        frame = LaneFrame(room, left, week, pitch, fit_in_large_type(lanes, room))
        return Page(width, min(height, self.top + most * pitch + below)), frame

    @property
    def _site_line(self) -> float:
        return _SITE_LINE if len(self.sites) > 1 else _AXIS_LINE

    def _entries(self) -> Iterator[ChartEntry]:
        """Yield what the legend explains."""
        yield from map(letters_entry, planning_legend(self.plannings, self.text))
        if any(week.closed for week, _ in self._spent()):
            yield closed_entry(self.text)
        if any(week.missed_days(activity) for week, activity in self._spent()):
            yield ChartEntry((MISSED,), self.text("legend.closed_day"))
        yield ChartEntry((HOLIDAY_LINE, HOLIDAY_MARK), self.text("legend.holiday"))
        if any(planning.has_sessions for planning in self.plannings):
            yield ChartEntry((SESSION_DOT,), self.text("legend.session"))

    def _spent(self) -> Iterator[tuple[Week, Activity]]:
        """Yield the weeks of all cohorts, each as its cohort has it, with what is done in it."""
        for planning in self.plannings:
            for row in planning.cohorts:
                weeks = planning.year.weeks_of(row.cohort.id)
                yield from zip(weeks, row.activities, strict=True)

    def _months(self) -> None:
        page, frame = self.page, self.frame
        for n, (month, first, last) in enumerate(
            month_spans(self.weeks[0].monday, len(self.weeks))
        ):
            left, width = frame.left + first * frame.week, (last - first) * frame.week
            page.box(left, _MONTHS, width, _MONTH, Look(FAINT if n % 2 else WHITE, LINE, 0.6))
            wide = self.text.month(month, "MMMM")
            size = SMALL if self.is_course else 8
            for name in (wide, self.text.month(month, "MMM")):
                if text_width(name, size) < width - 0.06:
                    middle = left + width / 2
                    page.text(middle, _MONTHS + _MONTH / 2, name, size, align="center")
                    break
            page.line([(left, _MONTHS + _MONTH), (left, self.bottom)], _MONTH_LINE)

    def _background(self) -> None:
        """Draw closed weeks, public holidays and, of several years, where each begins."""
        page, frame, top = self.page, self.frame, _MONTHS + _MONTH
        marks = top + _ABOVE / 2 + (0 if is_high(frame.pitch) else _WEEK_LINE)
        for index, week in enumerate(self.weeks):
            left = frame.left + index * frame.week
            if week.closed:
                draw_closed(page, (left, top, frame.week, self.bottom - top))
            for day in week.public_holidays:
                middle = left + (place_in_week(day) + A_DAY / 2) * frame.week
                draw_holiday(page, middle, (marks, self.bottom))
        for offset in self.offsets[1:]:
            left = frame.left + offset * frame.week
            page.line([(left, _MONTHS), (left, self.bottom)], _YEAR_LINE, 7)

    def _week_axis(self) -> None:
        """Draw, below the lanes, the cohorts at school and the weeks; above low lanes as well."""
        lines = list(self._axis_lines())
        every = 3 if self.is_course else 1
        for index in range(len(self.weeks)):
            for line in lines:
                if index % every == 0 or line.is_whole:
                    value = line.values[index]
                    weight = "bold" if line.has_counts and value not in _FEW else "normal"
                    middle = self.frame.left + (index + 0.5) * self.frame.week
                    self.page.text(middle, line.y, value, SMALL, weight, "center", ink=line.ink)
        right = self.frame.left - self.frame.week / 2
        for line in lines:
            titles = wrap_to_width(line.title, self.frame.room, SMALL, 2)
            for n, title in enumerate(titles):
                y = line.y + SMALL_LINE * (n - (len(titles) - 1) / 2)
                self.page.text(right, y, title, SMALL, align="right")

    def _axis_lines(self) -> Iterator["_AxisLine"]:
        """Yield the lines with the cohorts at each site, the weeks and the Mondays."""
        y = self.bottom + 0.12
        for site in self.sites:
            values = list(self._present(site))
            most = max(values, key=len)
            is_crowded = text_width(most, SMALL, "bold") > 0.9 * self.frame.week
            key = "axis.at-site" if len(self.sites) > 1 else "axis.campus"
            title = self.text(key, site=site.name)
            if site.name and text_width(title, SMALL) > self.frame.room:
                title = site.name
            yield _AxisLine(y, title, values, has_counts=True, is_whole=not is_crowded)
            y += self._site_line
        numbers = [f"{week.iso_week:02}" for week in self.weeks]
        yield _AxisLine(y, self.text("axis.week"), numbers)
        mondays = [f"{week.monday:%d}" for week in self.weeks]
        yield _AxisLine(y + _AXIS_LINE, self.text("axis.monday"), mondays, _GREY_INK)
        if not is_high(self.frame.pitch):
            above = _MONTHS + _MONTH + _WEEK_LINE / 2
            yield _AxisLine(above, self.text("axis.week"), numbers)

    def _present(self, site: Site) -> Iterator[str]:
        """Yield how many cohorts are at a site in each week, or that it is not known."""
        for planning in self.plannings:
            rows = [row.activities for row in planning.cohorts if row.cohort.site == site.id]
            for index, present in enumerate(planning.on_campus(site)):
                is_open = any(activities[index] == Activity.UNKNOWN for activities in rows)
                yield Activity.UNKNOWN.code if is_open else str(len(present) or "·")

    def _titles(self) -> None:
        page, text, programme = self.page, self.text, self.plannings[0].programme
        room = page.width - 2 * _MARGIN
        page.text(_MARGIN, 0.33, _title(self.editions, text), 16, "bold", ink=HEADER)
        for what in wrap_to_width(f"{programme.school} · {programme.name}", room, 9):
            page.text(_MARGIN, 0.62, what, 9)
        last = [version_line(self.editions[-1], text)]
        if (pages := len(self.parts)) > 1:
            last.append(text("index.page", page=self.number + 1, pages=pages))
        line = " · ".join(filter(None, last))
        page.text(page.width - _MARGIN, page.height - 0.25, line, 7.5, align="right")
