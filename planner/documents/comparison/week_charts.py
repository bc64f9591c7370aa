"""Draw charts of scenarios on a common axis of weeks: Gantt charts, campus load."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from planner.documents.comparison.chart_parts import (
    PAGE_MARGIN,
    ChartTitle,
    NumberedScenario,
    draw_marker,
    drawn_scenarios,
)
from planner.documents.comparison.words import proof_lines, status_text
from planner.documents.drawing import A3_LANDSCAPE, A4_LANDSCAPE, Look, Page, Stroke
from planner.documents.legend import (
    HATCHED,
    SHUT,
    ChartEntry,
    Legend,
    closed_entry,
    colour_entry,
    letters_entry,
)
from planner.documents.lettering import text_width, wrap_to_width
from planner.messages import Messages
from planner.planning.blocks import Stretch, stretches
from planner.planning.planning import Planning
from planner.programme.site import Site
from planner.scenarios import Compared
from planner.words.colours import FAINT, INK, LINE, LOAD, WHITE, colour
from planner.words.names import planning_legend
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear, month_spans

_GAP, _NAMES, _LABELS = 0.14, 2.35, 0.45
"""Inches between panels, for the names of scenarios, and for labels beside a panel."""

_LEGEND_COLUMNS = 5


class _PanelChart:
    """A chart of panels below each other, those of the same year under one header."""

    title: str
    least, most = 0.0, 0.0
    """The bounds of the height of one unit of a panel, in inches."""

    page: Page
    week: float
    """The width of a week, in inches."""

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        self.text, self.compared = text, compared
        self.shown = drawn_scenarios(compared)
        self.plannings = [each.planning for each in self.shown if each.planning]
        years = [planning.year for planning in self.plannings]
        self.first = min((_place(y.weeks[0].monday, y) for y in years), default=0.0)
        self.last = max((_place(y.weeks[-1].monday, y) + 1 for y in years), default=52.0)
        self.left = PAGE_MARGIN + _NAMES + _LABELS

    def units(self, each: NumberedScenario) -> float:
        """Return the height of a panel, in units."""
        return 1

    def note(self, each: NumberedScenario) -> str:
        """Return the line below the name of a scenario."""
        return status_text(each.scenario, self.text)

    def panel(self, planning: Planning, top: float, height: float) -> None:
        """Draw the panel of a planning."""
        raise NotImplementedError

    def legend(self) -> list[ChartEntry]:
        """Return the entries of the legend."""
        raise NotImplementedError

    def draw(self) -> Page:
        """Draw the page: A4, or A3 if panels would be too low."""
        years = sorted({_year_of(each) for each in self.shown})
        units = sum(map(self.units, self.shown))
        title = ChartTitle(self.title, self.shown, self.compared, self.text, A4_LANDSCAPE[0])
        fixed = title.bottom + 0.55 * len(years) + _GAP * len(self.shown) + 0.3
        for width, height in (A4_LANDSCAPE, A3_LANDSCAPE):
            legend = Legend(self.legend(), PAGE_MARGIN, width, _LEGEND_COLUMNS)
            free = height - fixed - legend.height
            if free / units >= self.least:
                break
        unit = min(self.most, max(self.least, free / units))
        self.week = (width - PAGE_MARGIN - self.left) / (self.last - self.first)
        self.page = Page(width, fixed + legend.height + units * unit)
        title.draw(self.page)
        top = title.bottom + 0.1
        for year in years:
            there = [each for each in self.shown if _year_of(each) == year]
            self._header([each.planning.year for each in there if each.planning], top)
            top += 0.42
            for each in there:
                self._scenario(each, top, self.units(each) * unit)
                top += self.units(each) * unit + _GAP
            top += 0.1
        legend.draw(self.page, self.page.height - 0.12)
        return self.page

    def x(self, day: date, year: AcademicYear) -> float:
        """Return the position of a day, in inches from the left."""
        return self.left + (_place(day, year) - self.first) * self.week

    def _header(self, years: Sequence[AcademicYear], top: float) -> None:
        """Draw months and weeks above the panels of a year; nothing if it has no planning."""
        if not years:
            return
        year = years[0]
        weeks = {week.monday: week for each in years for week in each.weeks}
        start, last = min(weeks), max(weeks)
        self.page.text(PAGE_MARGIN, top + 0.2, year.label, 10, "bold")
        spans = month_spans(start, (last - start).days / 7 + 1)
        for n, (month, begin, end) in enumerate(spans):
            left, width = self.x(start, year) + begin * self.week, (end - begin) * self.week
            fill = FAINT if n % 2 else WHITE
            self.page.box(left, top, width, 0.22, Look(fill, LINE, 0.6))
            name = self.text.month(month, "MMMM" if width > 0.75 else "MMM")
            if width > 0.3:
                self.page.text(left + width / 2, top + 0.115, name, 7, align="center")
        for week in weeks.values():
            weight = "bold" if week.iso_week == 53 else "normal"
            middle = self.x(week.monday, year) + self.week / 2
            self.page.text(middle, top + 0.31, f"{week.iso_week:02}", 7, weight, "center")
        self.page.text(self.left - 0.06, top + 0.31, self.text("axis.week"), 7, align="right")

    def _scenario(self, each: NumberedScenario, top: float, height: float) -> None:
        """Draw a scenario: marker, name, note, panel."""
        draw_marker(self.page, PAGE_MARGIN + 0.1, top + 0.1, each.number)
        room = max(1, int((height - 0.1) / 0.14))
        lines = [
            (line, 8, "bold") for line in wrap_to_width(each.name, _NAMES - 0.35, 8, room, "bold")
        ]
        lines += [(line, 7, "normal") for line in wrap_to_width(self.note(each), _NAMES - 0.3, 7)]
        for n, (line, size, weight) in enumerate(lines):
            self.page.text(PAGE_MARGIN + 0.28, top + 0.1 + 0.14 * n, line, size, weight)
        if each.planning is None:
            self._empty(each, top, height)
            return
        self._closed(each.planning.year, top, height)
        self.panel(each.planning, top, height)

    def _closed(
        self, year: AcademicYear, top: float, height: float, of: AcademicYear | None = None
    ) -> None:
        """Draw the closed weeks of a year; with another one, those that this one has not."""
        known = [week.closed for week in of.weeks] if of else [False] * len(year)
        for week, is_known in zip(year.weeks, known, strict=True):
            if week.closed and not is_known:
                left = self.x(week.monday, year)
                self.page.box(left, top, self.week, height, SHUT)
                self.page.box(left, top, self.week, height, HATCHED, 3)

    def _empty(self, each: NumberedScenario, top: float, height: float) -> None:
        """Draw, instead of a panel, why there is no planning."""
        width = (self.last - self.first) * self.week
        self.page.box(self.left, top, width, height, Look(WHITE, LINE, 0.6))
        why = proof_lines(each.scenario, self.text)
        if each.scenario.status == "impossible" or not why:
            why.insert(0, self.text(f"without.{each.scenario.status}"))
        lines = wrap_to_width("  •  ".join(why), width - 0.2, 7, max(1, int(height / 0.13)))
        middle = top + height / 2 - 0.13 * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            self.page.text(self.left + 0.1, middle + 0.13 * n, line, 7)


class GanttsChart(_PanelChart):
    """A lane per cohort: its blocks, with letters and lengths in weeks."""

    least, most = 0.2, 0.36

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        super().__init__(compared, text)
        self.title = text("chart.gantts")
        ids = (row.cohort.id for planning in self.plannings for row in planning.cohorts)
        self.left += max([0.0, *(text_width(each, 7.5) + 0.12 - _LABELS for each in ids)])

    def units(self, each: NumberedScenario) -> float:
        """Return the number of cohorts; 2 without a planning."""
        return len(each.planning.cohorts) if each.planning else 2

    def panel(self, planning: Planning, top: float, height: float) -> None:
        """Draw a lane per cohort."""
        lane = height / len(planning.cohorts)
        for n, row in enumerate(planning.cohorts):
            middle = top + (n + 0.5) * lane
            own = planning.year.of(row.cohort.id)
            self._closed(own, top + n * lane, lane, planning.year)
            self.page.text(self.left - 0.06, middle, row.cohort.id, 7.5, align="right")
            for block in stretches(row, planning.year):
                self._block(block, planning, middle, lane)

    def _block(self, block: Stretch, planning: Planning, middle: float, lane: float) -> None:
        letters = block.name or block.activity.code
        left = self.x(planning.year.weeks[0].monday, planning.year) + block.first * self.week
        width = block.length * self.week
        fill = colour(block.activity, planning.programme)
        look = Look(fill, INK, 0.6, HATCHED.hatch if block.activity == Activity.UNKNOWN else None)
        self.page.box(left, middle - lane / 2 + 0.01, width, lane - 0.02, look, 2)
        longer = f"{letters} {self.text.number(block.length)}"
        is_none = block.activity in (Activity.NONE, Activity.OUTSIDE, Activity.UNKNOWN)
        if not is_none and text_width(longer, 7, "bold") < width:
            letters = longer
        elif text_width(letters, 7, "bold") > width:
            letters = block.activity.code
        taken = text_width(letters, 7, "bold") / 2 + 0.02
        centre = left + width / 2
        self.page.box(centre - taken, middle - 0.06, 2 * taken, 0.12, Look(fill), 4)
        self.page.text(centre, middle, letters, 7, "bold", "center", layer=5)

    def legend(self) -> list[ChartEntry]:
        """Return the entries for activities, named blocks and closures."""
        entries = planning_legend(self.plannings, self.text)
        colours = map(letters_entry, entries)
        return [*colours, closed_entry(self.text)]


class CampusLoadChart(_PanelChart):
    """The people at school as a step function, with the number of cohorts; the peak is marked."""

    least, most = 0.38, 0.8

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        super().__init__(compared, text)
        self.title = text("chart.load")
        peaks = (max(_people_at_sites(planning)) for planning in self.plannings)
        self.peak = max(peaks, default=0)

    def units(self, each: NumberedScenario) -> float:
        """Return the number of sites."""
        return len(each.planning.programme.sites_in_use) if each.planning else 1

    def note(self, each: NumberedScenario) -> str:
        """Return the peak of people at school, and in how many weeks it occurs."""
        if each.planning is None:
            return super().note(each)
        people = _people_at_sites(each.planning)
        weeks = self.text.counted("weeks", people.count(max(people)))
        most = self.text.counted("people", max(people))
        return self.text("chart.peak", people=most, weeks=weeks)

    def panel(self, planning: Planning, top: float, height: float) -> None:
        """Draw the people at each site, the sites below each other."""
        sites = planning.programme.sites_in_use
        for n, site in enumerate(sites):
            first = top + n * height / len(sites)
            self._load(planning, site, first, height / len(sites))
            if len(sites) > 1:
                year = next(each.year for each in planning.year.sites if each.site == site.name)
                self._closed(year, first, height / len(sites), planning.year)
                self.page.text(self.left + 0.05, first + 0.07, site.name, 7, layer=6)

    def _load(self, planning: Planning, site: Site, top: float, height: float) -> None:
        """Draw the people at a site as steps, and their peak as a dashed line."""
        bottom, scale = top + height, (height - 0.14) / max(1, self.peak)
        weeks, people = planning.year.weeks, _people(planning, site)
        cohorts = [len(present) for present in planning.on_campus(site)]
        loads = list(zip(cohorts, people, strict=True))
        for (count, persons), run in groupby(range(len(weeks)), loads.__getitem__):
            if not count:
                continue
            steps = list(run)
            left, width = self.x(weeks[steps[0]].monday, planning.year), len(steps) * self.week
            high = persons * scale
            look = Look(LOAD[min(count, len(LOAD)) - 1], INK, 0.6)
            self.page.box(left, bottom - high, width, high, look, 2)
            line = bottom if high > 0.15 else bottom - high
            weight = "bold" if count > 1 else "normal"
            self.page.text(
                left + width / 2,
                line - 0.08,
                str(count),
                7,
                weight,
                "center",
                layer=5,
            )
        ends = [self.x(day, planning.year) for day in (weeks[0].monday, weeks[-1].last_day)]
        peak = bottom - max(people) * scale
        self.page.line([(end, bottom) for end in ends], Stroke(INK, 0.8), 2)
        self.page.line([(end, peak) for end in ends], Stroke(INK, 0.7, (4, 2)), 4)
        self.page.text(self.left - 0.06, peak, str(max(people)), 7.5, "bold", "right")

    def legend(self) -> list[ChartEntry]:
        """Return the entries for one, two and more cohorts, and for closures."""
        labels = [self.text.counted("chart.cohorts", n) for n in (1, 2)]
        labels.append(self.text("chart.more-cohorts"))
        return [*map(colour_entry, LOAD, labels), closed_entry(self.text)]


def _people(planning: Planning, site: Site) -> list[int]:
    """Return the number of people at a site in each week."""
    return [sum(row.cohort.headcount for row in here) for here in planning.on_campus(site)]


def _people_at_sites(planning: Planning) -> list[int]:
    """Return the number of people in each week of each site."""
    sites = planning.programme.sites_in_use
    return [people for site in sites for people in _people(planning, site)]


def _place(day: date, year: AcademicYear) -> float:
    """Return the position of a day, in weeks since 1 January of the starting year."""
    return (day - date(year.start_year, 1, 1)).days / 7


def _year_of(each: NumberedScenario) -> int:
    return each.scenario.start_year or 0
