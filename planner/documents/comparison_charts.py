"""The pictures of a comparison: plannings under each other, campus load, measures, the front.

Every scenario has its number, on a mark of its own shape and colour; the numbers are those of the
table. A page is drawn in inches from its upper left corner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from planner.documents import wording
from planner.documents.comparison_words import measure_head, plain, proof, status
from planner.documents.drawing import (
    A3_LANDSCAPE,
    A4_LANDSCAPE,
    Kind,
    drawn,
    lines_within,
    month_spans,
    width_of,
)
from planner.documents.style import (
    CLOSED,
    FAINT,
    HEADER,
    INK,
    LINE,
    LOAD,
    SCENARIOS,
    code,
    colour,
)
from planner.documents.wording import activity_legend, legend_of_blocks
from planner.domain import AcademicYear, Activity, Planning
from planner.measures import MEASURES, Measure, people_peak
from planner.messages import Messages
from planner.rules import block_names
from planner.scenarios import Compared, best_and_worst

MOST_DRAWN = 12
"""The most scenarios on one picture."""

_SHAPES = ("o", "s", "h", "D")
"""Of the marks of scenarios; with the colours, they come again after twenty."""

_INK, _LINE, _FAINT, _HEADER = f"#{INK}", f"#{LINE}", f"#{FAINT}", f"#{HEADER}"
_MARGIN, _GAP, _NAMES = 0.35, 0.14, 2.35
"""In inches: around a page, between panels, and for the names of scenarios beside them."""

_LEGEND_COLUMNS, _KEY_COLUMNS = 5, 2

_STEP, _EDGE = 0.19, 0.2
"""In inches: from a mark to the next, and from the ends of a scale to its first and last value."""


def gantts(compared: Sequence[Compared], text: Messages, kind: Kind) -> bytes:
    """Draw the plannings of some scenarios under each other: a panel a scenario, a lane a cohort.

    Weeks of the same date lie under each other, also of different years. Of more than twelve
    scenarios, those are drawn that are best in most measures; the same comparison gives the same
    bytes.
    """
    return drawn(_Gantts(compared, text).draw, kind)


def campus_load(compared: Sequence[Compared], text: Messages, kind: Kind) -> bytes:
    """Draw the people and the cohorts at school, week by week: a panel a scenario.

    Which scenarios are drawn, and where: as in `gantts`.
    """
    return drawn(_CampusLoad(compared, text).draw, kind)


def measures_chart(compared: Sequence[Compared], text: Messages, kind: Kind) -> bytes:
    """Draw the measures in which scenarios differ: a row a measure, better to the right.

    Measures in which all are the same are listed below. Which scenarios are drawn: as in `gantts`.
    """
    return drawn(_Measures(compared, text).draw, kind)


@dataclass(frozen=True)
class _Shown:
    """A scenario with its number."""

    number: int
    scenario: Compared

    @property
    def name(self) -> str:
        return plain(self.scenario.name)

    @property
    def planning(self) -> Planning | None:
        return self.scenario.edition.planning if self.scenario.edition else None


def _shown(compared: Sequence[Compared]) -> list[_Shown]:
    """Choose what is drawn: all scenarios, or the given ones and those best in most measures.

    Scenarios with the same planning are then drawn once.
    """
    every = [_Shown(number, scenario) for number, scenario in enumerate(compared, start=1)]
    if len(every) <= MOST_DRAWN:
        return every
    best: dict[int, int] = {shown.number: 0 for shown in every}
    for measure in MEASURES:
        values = [c.measures.get(measure.name) for c in compared]
        if ends := best_and_worst(measure, values):
            for number, value in enumerate(values, start=1):
                best[number] += value == ends[0]
    every.sort(key=lambda s: (s.scenario.status != "given", -best[s.number], s.number))
    distinct: dict[object, _Shown] = {}
    for shown in every:
        distinct.setdefault(_weeks_of(shown), shown)
    return sorted(list(distinct.values())[:MOST_DRAWN], key=lambda shown: shown.number)


def _weeks_of(shown: _Shown) -> object:
    """Give what tells the planning of a scenario from others."""
    planning = shown.planning
    return planning and (planning.year, tuple(c.activities for c in planning.cohorts))


def _page(width: float, height: float) -> tuple[Figure, Axes]:
    """Begin a page on which everything is placed in inches, downwards from the upper left."""
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


def _write(
    axes: Axes,
    x: float,
    y: float,
    line: str,
    size: float = 8,
    weight: str = "normal",
    ha: str = "left",
    va: str = "center",
    color: str = _INK,
    **more: object,
) -> None:
    axes.text(x, y, line, fontsize=size, fontweight=weight, ha=ha, va=va, color=color, **more)  # type: ignore[arg-type]


def _mark(axes: Axes, x: float, y: float, number: int) -> None:
    """Draw the mark of a scenario: its number on its shape and colour."""
    shape = _SHAPES[(number - 1) % len(_SHAPES)]
    fill = f"#{SCENARIOS[(number - 1) % len(SCENARIOS)]}"
    size = 11.5 if shape != "D" else 9.5
    axes.plot([x], [y], marker=shape, markersize=size, markerfacecolor=fill,
              markeredgecolor=_INK, markeredgewidth=0.7, zorder=6)  # fmt: skip
    points = 6.2 if number < 100 else 4.5
    _write(axes, x, y + 0.005, str(number), points, "bold", "center", zorder=7)


def _head(axes: Axes, title: str, lines: Sequence[str], width: float) -> float:
    """Write the title of a page and the lines below, and give where they end."""
    _write(axes, _MARGIN, 0.42, title, 16, "bold", color=_HEADER)
    fitted = [each for line in lines for each in lines_within(line, width - 2 * _MARGIN, 8.5, 2)]
    for n, line in enumerate(fitted):
        _write(axes, _MARGIN, 0.7 + 0.18 * n, line, 8.5)
    return 0.72 + 0.18 * len(fitted)


class _Calendar:
    """Panels under each other on one axis of weeks, those of the same year under one header."""

    title: str
    unit_range: tuple[float, float]
    """The least and the most inches of a unit in which the height of panels is counted."""

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        self.text = text
        self.shown = _shown(compared)
        self.lines = _lines_below(self.shown, compared, text)
        self.plannings = [s.planning for s in self.shown if s.planning]
        years = [planning.year for planning in self.plannings]
        self.first = min((_place(y.weeks[0].monday, y) for y in years), default=0.0)
        self.last = max((_place(y.weeks[-1].monday, y) + 1 for y in years), default=52.0)
        self.left = _MARGIN + _NAMES + self.label_width

    @property
    def label_width(self) -> float:
        """The inches between the names of scenarios and the panels."""
        raise NotImplementedError

    def units(self, shown: _Shown) -> float:
        """Tell how high a panel is, in units."""
        raise NotImplementedError

    def note(self, shown: _Shown) -> str:
        """Say what stands below the name of a scenario."""
        return status(shown.scenario, self.text)

    def panel(self, planning: Planning, top: float, height: float) -> None:
        """Draw the panel of a planning."""
        raise NotImplementedError

    def legend(self) -> list[Patch]:
        """Explain colours and letters."""
        raise NotImplementedError

    def draw(self) -> Figure:
        years = sorted({_year_of(shown) for shown in self.shown})
        units = sum(map(self.units, self.shown))
        handles = self.legend()
        foot = 0.3 + 0.2 * -(-len(handles) // _LEGEND_COLUMNS)
        fixed = 1.0 + 0.55 * len(years) + _GAP * len(self.shown) + foot
        least, most = self.unit_range
        fits = (A4_LANDSCAPE[1] - fixed) / units >= least
        self.width, page = A4_LANDSCAPE if fits else A3_LANDSCAPE
        unit = min(most, max(least, (page - fixed) / units))
        self.week = (self.width - _MARGIN - self.left) / (self.last - self.first)
        figure, self.axes = _page(self.width, fixed + units * unit)
        top = _head(self.axes, self.title, self.lines, self.width) + 0.1
        for year in years:
            there = [shown for shown in self.shown if _year_of(shown) == year]
            top = self._header([s.planning.year for s in there if s.planning], year, top)
            for shown in there:
                height = self.units(shown) * unit
                self._scenario(shown, top, height)
                top += height + _GAP
            top += 0.1
        figure.legend(handles=handles, loc="lower left", ncols=_LEGEND_COLUMNS, fontsize=8,
                      frameon=False, bbox_to_anchor=(0.2 / self.width, 0))  # fmt: skip
        return figure

    def x(self, place: float) -> float:
        """Give the inches from the left of a place on the axis of weeks."""
        return self.left + (place - self.first) * self.week

    def _header(self, years: Sequence[AcademicYear], number: int, top: float) -> float:
        """Write months and weeks over the panels of a year."""
        if not years:
            return top
        year = years[0]
        weeks = {week.monday: week for year in years for week in year.weeks}
        monday = min(weeks)
        start = _place(monday, year)
        _write(self.axes, _MARGIN, top + 0.2, year.label, 10, "bold")
        length = (max(weeks) - monday).days / 7 + 1
        for n, (month, first, last) in enumerate(month_spans(monday, length)):
            left, width = self.x(start + first), (last - first) * self.week
            self._box(left, top, width, 0.22, _FAINT if n % 2 else "white", _LINE)
            name = self.text.month(month, "MMMM" if width > 0.75 else "MMM")
            if width > 0.3:
                _write(self.axes, left + width / 2, top + 0.115, name, 7, ha="center")
        for week in weeks.values():
            is_extra = week.iso_week == 53
            middle = self.x(_place(week.monday, year) + 0.5)
            _write(self.axes, middle, top + 0.31, f"{week.iso_week:02}", 6 if is_extra else 5.5,
                   "bold" if is_extra else "normal", "center")  # fmt: skip
        _write(self.axes, self.left - 0.06, top + 0.31, self.text("axis.week"), 5.5, ha="right")
        return top + 0.42

    def _box(
        self, left: float, top: float, width: float, height: float, fill: str, edge: str = "none"
    ) -> None:
        self.axes.add_patch(
            Rectangle((left, top), width, height, facecolor=fill, edgecolor=edge, linewidth=0.6)
        )

    def _scenario(self, shown: _Shown, top: float, height: float) -> None:
        """Draw a scenario: its mark, its name and what is said of it, its panel."""
        _mark(self.axes, _MARGIN + 0.1, top + 0.1, shown.number)
        most = max(1, int((height - 0.1) / 0.14))
        names = lines_within(shown.name, _NAMES - 0.35, 8, most, "bold")
        for n, line in enumerate([*names, self.note(shown)]):
            is_name = n < len(names)
            (fitted,) = lines_within(line, _NAMES - 0.3, 8 if is_name else 7)
            _write(self.axes, _MARGIN + 0.28, top + 0.1 + 0.14 * n, fitted, 8 if is_name else 7,
                   "bold" if is_name else "normal")  # fmt: skip
        if shown.planning is None:
            self._empty(shown, top, height)
            return
        for week in shown.planning.year.weeks:
            if week.closed:
                left = self.x(_place(week.monday, shown.planning.year))
                self._box(left, top, self.week, height, f"#{CLOSED}")
                self.axes.add_patch(Rectangle((left, top), self.week, height, facecolor="none",
                                              hatch="////", linewidth=0, zorder=3))  # fmt: skip
        self.panel(shown.planning, top, height)

    def _empty(self, shown: _Shown, top: float, height: float) -> None:
        """Say in place of a panel that there is no planning, and why."""
        width = self.x(self.last) - self.left
        self._box(self.left, top, width, height, "white", _LINE)
        told = "  •  ".join(
            [self.text(f"no-planning.{shown.scenario.status}"), *proof(shown.scenario, self.text)]
        )
        lines = lines_within(told, width - 0.2, 7, max(1, int(height / 0.13)))
        middle = top + height / 2 - 0.13 * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            _write(self.axes, self.left + 0.1, middle + 0.13 * n, line, 7)


class _Gantts(_Calendar):
    unit_range = (0.2, 0.36)

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        super().__init__(compared, text)
        self.title = text("chart.gantts")

    @property
    def label_width(self) -> float:
        ids = (row.cohort.id for planning in self.plannings for row in planning.cohorts)
        return 0.15 + max((width_of(each, 7.5) for each in ids), default=0.3)

    def units(self, shown: _Shown) -> float:
        return len(shown.planning.cohorts) if shown.planning else 2

    def panel(self, planning: Planning, top: float, height: float) -> None:
        lane = height / len(planning.cohorts)
        for n, row in enumerate(planning.cohorts):
            upper = top + n * lane
            names = block_names(row, planning.year)
            _write(self.axes, self.left - 0.06, upper + lane / 2, row.cohort.id, 7.5, ha="right")
            for block in row.blocks:
                first = planning.year.weeks[block.first]
                left = self.x(_place(first.monday, planning.year))
                width = block.length * self.week
                fill = f"#{colour(block.activity, planning.programme)}"
                self.axes.add_patch(
                    Rectangle((left, upper + 0.01), width, lane - 0.02, facecolor=fill,
                              edgecolor=_INK, linewidth=0.6, zorder=2)
                )  # fmt: skip
                letters = names[block.first] or code(block.activity)
                longer = f"{letters} {block.length}"
                fits = width_of(longer, 7, "bold") < width - 0.02
                line = longer if fits and block.activity != Activity.NONE else letters
                size = 7 if width_of(line, 7, "bold") < width else 5
                middle, paper = left + width / 2, {"facecolor": fill, "edgecolor": "none"}
                _write(self.axes, middle, upper + lane / 2, line, size, "bold", "center",
                       zorder=5, bbox={**paper, "pad": 0.3})  # fmt: skip

    def legend(self) -> list[Patch]:
        handles = {}
        for planning in self.plannings:
            for activity in planning.activities:
                label = f"{code(activity)}  {activity_legend(activity, self.text)}"
                handles[label] = colour(activity, planning.programme)
            for name, named in legend_of_blocks(planning):
                handles[f"{name}  {named.label}"] = colour(named.activity, planning.programme)
        return [_patch(label, fill) for label, fill in handles.items()] + [_closed(self.text)]


class _CampusLoad(_Calendar):
    unit_range = (0.38, 0.8)

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        super().__init__(compared, text)
        self.title = text("chart.load")
        self.most = max((people_peak(planning) for planning in self.plannings), default=0)

    @property
    def label_width(self) -> float:
        return 0.45

    def units(self, shown: _Shown) -> float:
        return 1

    def note(self, shown: _Shown) -> str:
        if shown.planning is None:
            return super().note(shown)
        present = list(shown.planning.on_campus())
        people = [sum(row.cohort.headcount for row in rows) for rows in present]
        return self.text(
            "chart.peak",
            people=self.text.counted("people", max(people)),
            weeks=self.text.counted("weeks", people.count(max(people))),
        )

    def panel(self, planning: Planning, top: float, height: float) -> None:
        bottom, scale = top + height, (height - 0.14) / max(1, self.most)
        for (cohorts, people), run in groupby(
            enumerate(planning.on_campus()),
            lambda week: (len(week[1]), sum(row.cohort.headcount for row in week[1])),
        ):
            weeks = [index for index, _ in run]
            left = self.x(_place(planning.year.weeks[weeks[0]].monday, planning.year))
            width = len(weeks) * self.week
            if not cohorts:
                continue
            upper = bottom - people * scale
            fill = f"#{LOAD[min(cohorts, len(LOAD)) - 1]}"
            self.axes.add_patch(Rectangle((left, upper), width, people * scale, facecolor=fill,
                                          edgecolor=_INK, linewidth=0.6, zorder=2))  # fmt: skip
            _write(self.axes, left + width / 2, bottom - 0.08, str(cohorts), 6.5,
                   "bold" if cohorts > 1 else "normal", "center", zorder=5)  # fmt: skip
        peak = people_peak(planning)
        right = self.x(_place(planning.year.weeks[-1].monday, planning.year) + 1)
        self.axes.plot([self.left, right], [bottom, bottom], color=_INK, linewidth=0.8)
        self.axes.plot([self.left, right], [bottom - peak * scale] * 2, color=_INK, linewidth=0.7,
                       linestyle=(0, (4, 2)), zorder=4)  # fmt: skip
        _write(self.axes, self.left - 0.06, bottom - peak * scale, str(peak), 7.5, "bold", "right")

    def legend(self) -> list[Patch]:
        labels = [self.text.counted("chart.cohorts", n) for n in (1, 2)]
        labels.append(self.text("chart.more-cohorts"))
        return [
            *(_patch(label, fill) for label, fill in zip(labels, LOAD, strict=True)),
            _closed(self.text),
        ]


class _Measures:
    """A row a measure, each on a scale of its own on which better is to the right."""

    row = 0.46
    low, high = 3.35, A4_LANDSCAPE[1] - _MARGIN
    """Where the scales begin and end, in inches."""

    def __init__(self, compared: Sequence[Compared], text: Messages) -> None:
        self.text = text
        self.shown = _shown(compared)
        self.lines = _lines_below(self.shown, compared, text)
        self.ends: dict[Measure, tuple[float, float]] = {}
        self.equal: list[str] = []
        for measure in MEASURES:
            values = self.values(measure)
            if ends := best_and_worst(measure, values.values()):
                self.ends[measure] = ends
            elif values:
                name, value = wording.measure_name(measure, text), next(iter(values.values()))
                self.equal.append(text("chart.equal-value", measure=name, value=value))

    def values(self, measure: Measure) -> Mapping[int, float]:
        """Give the values of a measure by the numbers of the scenarios that have one."""
        found = {s.number: s.scenario.measures.get(measure.name) for s in self.shown}
        return {number: value for number, value in found.items() if value is not None}

    def draw(self) -> Figure:
        width = A4_LANDSCAPE[1]
        told = self.text("chart.equal", measures=" · ".join(self.equal)) if self.equal else ""
        equal = lines_within(told, width - 2 * _MARGIN, 7.5, 12)
        keys = _key_height(self.shown)
        head = 1.25 + 0.18 * len(self.lines)
        height = head + keys + self.row * len(self.ends) + 0.16 * len(equal) + 0.4
        _, axes = _page(width, height)
        top = _head(axes, self.text("chart.measures"), self.lines, width)
        _key(axes, self.shown, top + 0.05, width, self.text)
        top += keys + 0.25
        if self.ends:
            _write(axes, self.low, top, self.text("chart.worse"), 8)
            _write(axes, self.high, top, self.text("chart.better"), 8, ha="right")
        for measure in self.ends:
            top += self.row
            self._row(axes, measure, top - 0.12)
        for n, line in enumerate(equal):
            _write(axes, _MARGIN, top + 0.32 + 0.16 * n, line, 7.5)
        return axes.get_figure()  # type: ignore[return-value]

    def _row(self, axes: Axes, measure: Measure, y: float) -> None:
        """Draw the scale of a measure with the scenarios on it, and write its values."""
        self._title(axes, measure, y)
        axes.plot([self.low, self.high], [y, y], color=_LINE, linewidth=1, zorder=1)
        best, worst = self.ends[measure]
        numbers: dict[float, list[int]] = {}
        for number, value in self.values(measure).items():
            numbers.setdefault(value, []).append(number)
        room = self.high - self.low - 2 * _EDGE
        places = {
            value: self.low + _EDGE + room * (value - worst) / (best - worst) for value in numbers
        }
        ordered = sorted(numbers, key=lambda value: places[value])
        written = {value: self.text.number(value) for value in ordered}
        widths = [
            max(_STEP * len(numbers[value]), width_of(written[value], 7, "bold")) + 0.06
            for value in ordered
        ]
        centres = _spread([places[v] for v in ordered], widths, self.low, self.high)
        for value, centre in zip(ordered, centres, strict=True):
            place = places[value]
            axes.plot([place, place], [y - 0.035, y + 0.035], color=_INK, linewidth=1.2, zorder=3)
            for end in (y - 0.09, y + 0.08):
                axes.plot([place, centre], [y, end], color=_LINE, linewidth=0.7, zorder=2)
            is_best = value == best
            _write(axes, centre, y + 0.13, written[value], 7, "bold" if is_best else "normal",
                   "center")  # fmt: skip
            first = centre - _STEP * (len(numbers[value]) - 1) / 2
            for n, number in enumerate(numbers[value]):
                _mark(axes, first + _STEP * n, y - 0.13, number)

    def _title(self, axes: Axes, measure: Measure, y: float) -> None:
        """Name a measure beside its scale, and who has no value of it."""
        lines = lines_within(measure_head(measure, self.text), self.low - _MARGIN - 0.2, 8, 2)
        known = self.values(measure)
        missing = [s.number for s in self.shown if s.planning and s.number not in known]
        if missing:
            lines.append(self.text("chart.missing", scenarios=self.text.listed(missing)))
        for n, line in enumerate(lines):
            size = 6.5 if missing and n == len(lines) - 1 else 8
            _write(axes, _MARGIN, y + 0.135 * (n - (len(lines) - 1) / 2), line, size)


def _spread(
    places: Sequence[float], widths: Sequence[float], low: float, high: float
) -> list[float]:
    """Move boxes apart, each as little as need be, so that none lies over another.

    Parameters
    ----------
    places
        Where their middles should be, in ascending order.
    low, high
        The ends between which all must lie.

    Returns
    -------
    list of float
        Where their middles are.
    """
    runs: list[tuple[float, list[int]]] = []  # the left end of boxes that touch, and which they are

    def left_end(boxes: Sequence[int]) -> float:
        wished, before = 0.0, 0.0
        for box in boxes:
            wished += places[box] - widths[box] / 2 - before
            before += widths[box]
        return max(low, min(wished / len(boxes), high - before))

    def end(run: tuple[float, list[int]]) -> float:
        return run[0] + sum(widths[box] for box in run[1])

    for box in range(len(places)):
        run = (left_end([box]), [box])
        while runs and end(runs[-1]) > run[0]:
            boxes = runs.pop()[1] + run[1]
            run = (left_end(boxes), boxes)
        runs.append(run)
    centres = []
    for left, boxes in runs:
        for box in boxes:
            centres.append(left + widths[box] / 2)
            left += widths[box]
    return centres


def _key_height(shown: Sequence[_Shown]) -> float:
    return 0.21 * -(-len(shown) // _KEY_COLUMNS) + 0.05


def _key(axes: Axes, shown: Sequence[_Shown], top: float, width: float, text: Messages) -> None:
    """Say which mark is which scenario, and what became of it, in columns."""
    column = (width - 2 * _MARGIN) / _KEY_COLUMNS
    rows = -(-len(shown) // _KEY_COLUMNS)
    for n, each in enumerate(shown):
        left, y = _MARGIN + column * (n // rows), top + 0.1 + 0.21 * (n % rows)
        _mark(axes, left + 0.1, y, each.number)
        outcome = f" – {status(each.scenario, text)}"
        room = column - 0.4 - width_of(outcome, 7)
        (name,) = lines_within(each.name, room, 8, 1, "bold")
        _write(axes, left + 0.26, y, name, 8, "bold")
        _write(axes, left + 0.26 + width_of(name, 8, "bold"), y, outcome, 7)


def _patch(label: str, fill: str) -> Patch:
    return Patch(facecolor=f"#{fill}", edgecolor=_INK, label=label)


def _closed(text: Messages) -> Patch:
    return Patch(facecolor=f"#{CLOSED}", hatch="////", label=text("legend.closed"))


def _place(day: date, year: AcademicYear) -> float:
    """Give the place of a day on an axis of weeks from 1 January of the year of the start."""
    return (day - date(year.start_year, 1, 1)).days / 7


def _year_of(shown: _Shown) -> int:
    return shown.scenario.start_year or 0


def _lines_below(
    shown: Sequence[_Shown], compared: Sequence[Compared], text: Messages
) -> list[str]:
    """Say below a title which programmes are compared, and which scenarios are drawn."""
    programmes = [s.planning.programme for s in shown if s.planning]
    named = dict.fromkeys(f"{p.school} · {p.name}" for p in programmes)
    lines = [plain(" / ".join(named))] if named else []
    if len(shown) < len(compared):
        lines.append(text("chart.chosen", shown=len(shown), total=len(compared)))
    return lines
