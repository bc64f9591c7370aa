"""The lanes of a Gantt chart: what they show, their labels, blocks and sessions.

Lengths are in inches.
"""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from planner.documents.drawing import Look, Marker, Page, Stroke
from planner.documents.legend import HATCHED, SHUT
from planner.documents.lettering import POINTS_AN_INCH, text_width, wrap_to_width
from planner.messages import Messages
from planner.planning.blocks import Stretch, stretches
from planner.planning.course import promotions
from planner.planning.ledger import Totals, totals
from planner.planning.planning import CohortPlanning, Planning
from planner.words.colours import CLOSED, INK, WHITE, colour
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.weeks import Week

SMALL = 7.0
"""The smallest type, in points."""

_LARGE, _LOW_LARGE, _NAME = 11.0, 8.0, 10.0
"""The types of the letters of blocks in lanes that are high and low, and of short names."""

_SMALL_LABEL_WIDTH = 22
"""Characters of a line of a lane's label in small type."""

_WHOLE = (Activity.SCHOOL, Activity.COMPANY, Activity.ABROAD)
"""Their letters stand for the three places in the lines of a lane."""

MISSED = Look(CLOSED, INK, 0.5)
"""A single day of lessons on which the school is closed."""

_GAP = 0.23
"""The part of the space of a lane that lies between lanes."""

_HIGH = 0.8
"""From this height on, a lane has the lengths of its blocks below their letters."""

SMALL_LINE = 0.113
"""The height of a line of small type."""

_INSET = 0.005
"""The least space beside the letters of a block."""

A_DAY = 1 / WEEKDAYS
"""The part of a week that one of its working days takes."""

_THIN = 0.06
"""Narrower blocks, of a day, have no room for their length: their letters stand on their colour."""

_YEAR_LABEL = 0.06
"""Half the height of the label of a year."""

_MARK = 0.04
"""How far the mark of a public holiday of a site stands above the blocks."""

_STEP = 0.09
"""The most that sessions are above each other: three fit in every lane."""

_DOTS, _DOTS_ABOVE = 0.42, 0.08
"""The part of the height of a lane that sessions may take, and where that begins, from below."""

_UNBROKEN = "\u00a0"

SESSION_DOT = Marker("o", 2.6, "17496E", "17496E")
"""The mark of a session, in the year of a planning."""

HOLIDAY_LINE = Stroke("A0301F", 0.8, (1, 1.5))
HOLIDAY_MARK = Marker("v", 4.5, "A0301F", "A0301F")
"""A public holiday, and the mark at its top."""

_SMALL_DOT = Marker("o", 1.6, "17496E", "17496E")
"""The mark of a session, where weeks are narrow."""


@dataclass(frozen=True)
class Lane:
    """A lane of a chart.

    Attributes
    ----------
    name, lines, brief
        Its label, small lines below, and these in few words for a lane that is low.
    years
        The positions of its years, each with their planning.
    """

    name: str
    lines: Sequence[str]
    brief: str
    years: Sequence[tuple[int, CohortPlanning]]


def chart_lanes(plannings: Sequence[Planning], text: Messages) -> list[Lane]:
    """Return a lane for each cohort of a planning, or each promotion of consecutive years."""
    if len(plannings) > 1:
        return _course_lanes(plannings, text)
    (planning,) = plannings
    lanes = []
    for row in planning.cohorts:
        found = totals(row, planning.case)
        site = planning.programme.site_name(row.cohort)
        before = [*filter(None, [site]), text.counted("people", row.cohort.headcount)]
        after = [text.counted("sessions", found.sessions)] if found.sessions else []
        lines = [*before, *_presence_lines(found, text), *after]
        brief = ", ".join([*before, *_weeks(found, text), *_days(found, text), *after])
        lanes.append(Lane(row.cohort.label, lines, brief, ((0, row),)))
    return lanes


def _course_lanes(plannings: Sequence[Planning], text: Messages) -> list[Lane]:
    return [
        Lane(
            text("lane.promotion", entry=promotion.entry),
            [line for line in (promotion.option,) if line],
            promotion.option,
            promotion.years,
        )
        for promotion in promotions(plannings)
    ]


def _presence_lines(found: Totals, text: Messages) -> list[str]:
    """Return the weeks of a cohort, and its days at each place where weeks are split."""
    is_plain = not found.split_weeks and not found.whole_weeks.get(Place.ABROAD)
    if is_plain and Activity.UNKNOWN not in found.weeks:
        school, company = (found.whole_weeks.get(a.days[0], 0) for a in _WHOLE[:2])
        return text("lane.weeks", school=text.number(school), company=text.number(company)).split(
            "\n"
        )
    return [*_wrapped(_weeks(found, text)), *_wrapped(_days(found, text))]


def _weeks(found: Totals, text: Messages) -> list[str]:
    """Return how many weeks of each activity a cohort has, by its letters."""
    whole = [(activity.code, found.whole_weeks.get(activity.days[0], 0)) for activity in _WHOLE]
    own = (each for each in found.weeks.items() if each[0].is_split or each[0] == Activity.UNKNOWN)
    split = [(activity.code, weeks) for activity, weeks in own]
    listed = (*whole, *split)
    return [text("lane.weeks-of", code=of, count=text.number(n)) for of, n in listed if n]


def _days(found: Totals, text: Messages) -> list[str]:
    """Return how many days a cohort is at each place, if weeks are split."""
    if not any(activity.is_split for activity in found.weeks):
        return []
    days = [(activity.code, found.days.get(activity.days[0], 0)) for activity in _WHOLE]
    return [text("lane.days-of", code=of, count=text.number(n)) for of, n in days if n]


def _wrapped(parts: Sequence[str]) -> list[str]:
    """Join parts to lines of small type; none is broken."""
    joined = ", ".join(part.replace(" ", _UNBROKEN) for part in parts)
    return [line.replace(_UNBROKEN, " ") for line in textwrap.wrap(joined, _SMALL_LABEL_WIDTH)]


@dataclass(frozen=True)
class LaneFrame:
    """Where the lanes of a page lie.

    Attributes
    ----------
    room
        The width of the labels, which end half a week before the weeks begin.
    left
        Where the first week begins.
    week
        The width of a week.
    pitch
        From the top of a lane to that of the next.
    has_short_names
        Whether all names fit the labels in large type.
    """

    room: float
    left: float
    week: float
    pitch: float
    has_short_names: bool

    @property
    def height(self) -> float:
        """The height of a lane."""
        return self.pitch * (1 - _GAP)

    @property
    def is_high(self) -> bool:
        """Whether lanes have the lengths of their blocks below the letters."""
        return is_high(self.pitch)


def is_high(pitch: float) -> bool:
    """Return whether lanes at this distance are high."""
    return pitch * (1 - _GAP) >= _HIGH


def fit_in_large_type(lanes: Sequence[Lane], room: float) -> bool:
    """Return whether the names of all lanes fit a width in large type."""
    return all(text_width(lane.name, _NAME, "bold") <= room for lane in lanes)


def label_room(lanes: Sequence[Lane], rooms: Sequence[float], pitch: float) -> float:
    """Return the first width in which every label is whole, or else the last."""
    lines = _label_lines(pitch)

    def is_whole(lane: Lane, room: float) -> bool:
        name = wrap_to_width(lane.name, room, SMALL, lines, "bold")
        return len(name) + len(wrap_to_width(lane.brief, room, SMALL, lines)) <= lines

    return next((room for room in rooms if all(is_whole(lane, room) for lane in lanes)), rooms[-1])


def _label_lines(pitch: float) -> int:
    """Return how many lines of small type a label may have."""
    return max(2, int(pitch / SMALL_LINE))


def draw_closed(page: Page, box: tuple[float, float, float, float]) -> None:
    """Draw a closed week: left, top, width and height are given."""
    page.box(*box, SHUT, 0)
    page.box(*box, HATCHED, 3)


def draw_holiday(page: Page, middle: float, ends: tuple[float, float]) -> None:
    """Draw a public holiday, from its mark down; it lies below blocks and their letters."""
    page.line([(middle, ends[0]), (middle, ends[1])], HOLIDAY_LINE)
    page.mark(middle, ends[0], HOLIDAY_MARK)


class LaneDrawing:
    """Draws the lanes of a page.

    Parameters
    ----------
    offsets
        The week with which each year begins, from 0.
    """

    def __init__(
        self,
        page: Page,
        frame: LaneFrame,
        plannings: Sequence[Planning],
        offsets: Sequence[int],
        text: Messages,
    ) -> None:
        self._page, self._frame, self._text = page, frame, text
        self._plannings, self._offsets = plannings, offsets
        self._is_course = len(plannings) > 1
        self._head = 2 * _YEAR_LABEL if self._is_course and frame.is_high else 0.0
        self._session = _SMALL_DOT if self._is_course else SESSION_DOT
        self._step = min(_STEP, _DOTS * frame.height / 3)

    def draw(self, lane: Lane, top: float) -> None:
        """Draw a lane: its label, and its years beside each other."""
        self._label(lane, top)
        for year, row in lane.years:
            self._blocks(row, year, top + self._head)
            for index, sessions in enumerate(row.sessions or ()):
                days = _session_days(row.activities[index])
                start, width = self._offsets[year] + index + days.start * A_DAY, len(days) * A_DAY
                self._sessions((start, width), sessions, top + self._frame.height)
            if self._is_course:
                self._year_label(row, year, top + self._head - _YEAR_LABEL)

    def _label(self, lane: Lane, top: float) -> None:
        """Draw the name of a lane; its lines at the bottom of the lane, or below the name."""
        frame, lines = self._frame, _label_lines(self._frame.pitch)
        right = frame.left - frame.week / 2
        if frame.is_high and frame.has_short_names:
            self._page.text(right, top + 0.1, lane.name, _NAME, "bold", "right")
            used = 2
        else:
            name = wrap_to_width(lane.name, frame.room, SMALL, lines - 1, "bold")
            self._lines(right, top, name, "bold")
            used = len(name)
        wrapped = [wrap_to_width(line, frame.room, SMALL, lines) for line in lane.lines]
        below = list(chain.from_iterable(wrapped))
        if used + len(below) <= frame.height / SMALL_LINE:
            self._lines(right, top + frame.height - SMALL_LINE * len(below), below)
        else:
            brief = wrap_to_width(lane.brief, frame.room, SMALL, lines - used)
            self._lines(right, top + SMALL_LINE * used, brief)

    def _lines(
        self, right: float, top: float, lines: Sequence[str], weight: str = "normal"
    ) -> None:
        for n, line in enumerate(lines):
            self._page.text(right, top + SMALL_LINE * (n + 0.5), line, SMALL, weight, "right")

    def _blocks(self, row: CohortPlanning, year: int, top: float) -> None:
        planning, week = self._plannings[year], self._frame.week
        weeks = planning.year.weeks_of(row.cohort.id)
        start, height = self._week(self._offsets[year]), self._frame.height - self._head
        self._of_site(row, year, (top, height))
        for block in stretches(row, planning.year):
            fill = colour(block.activity, planning.programme)
            left, width = start + block.first * week, block.length * week
            is_unknown = block.activity == Activity.UNKNOWN
            hatch = HATCHED.hatch if is_unknown else None
            self._page.box(left, top, width, height, Look(fill, INK, 0.7, hatch), 2)
            letters = block.name or block.activity.code
            strips = [start + place * week for place in _missed_places(block, weeks)]
            for strip in strips:
                self._page.box(strip, top, week * A_DAY, height, MISSED, 3)
            is_closed = any(weeks[index].closed for index in block.weeks)
            first, last = _widest_gap((left, left + width), strips, week * A_DAY)
            has_ground = is_unknown or is_closed or last - first < _THIN
            ground = fill if has_ground else None
            space = _Space((first + last) / 2, top, last - first - 2 * _INSET, height, ground)
            self._letters(space, letters, block)

    def _of_site(self, row: CohortPlanning, year: int, band: tuple[float, float]) -> None:
        """Draw the closed weeks and public holidays that are those of the site of a cohort only.

        Parameters
        ----------
        band
            Where its blocks begin, and their height.
        """
        of_all, (top, height), wide = self._plannings[year].year, band, self._frame.week
        for index, week in enumerate(of_all.of(row.cohort.id).weeks):
            left, common = self._week(self._offsets[year] + index), of_all.weeks[index]
            if week.closed and not common.closed:
                draw_closed(self._page, (left, top, wide, height))
            for day in week.public_holidays:
                if day not in common.public_holidays:
                    middle = left + (place_in_week(day) + A_DAY / 2) * wide
                    draw_holiday(self._page, middle, (top - _MARK, top + height))

    def _letters(self, space: "_Space", letters: str, block: Stretch) -> None:
        """Draw the letters of a block and its length: below them if the lane is high."""
        is_none = block.activity in (Activity.NONE, Activity.OUTSIDE)
        if not self._frame.is_high:
            longer = letters if is_none else f"{letters} {self._text.number(block.length)}"
            if text_width(longer, _LOW_LARGE, "bold") <= space.width:
                self._words(space, 0.3, longer, _LOW_LARGE, "bold")
                return
        large = _LARGE if self._frame.is_high else _LOW_LARGE
        size = large * min(1, space.width / text_width(letters, large, "bold"))
        middle = 0.27 if self._frame.is_high else 0.5
        if size >= SMALL or is_none:
            self._words(space, middle, letters, size, "bold")
        else:
            self._turned_letters(space, middle, letters)
        if self._frame.is_high and not is_none and space.width + 2 * _INSET >= _THIN:
            length = self._length(block, space.width)
            is_wide = text_width(length, SMALL) > space.width + 2 * _INSET
            self._words(space, 0.6, length, SMALL, "normal", upwards=is_wide)

    def _turned_letters(self, space: "_Space", part: float, letters: str) -> None:
        """Write letters that are too wide upwards, in two lines if they are too long as well."""
        along = 2 * part * space.height
        half = len(letters) if text_width(letters, SMALL, "bold") <= along else len(letters) // 2
        lines = [line for line in (letters[:half], letters[half:]) if line]
        for n, line in enumerate(lines):
            beside = SMALL_LINE * (n - (len(lines) - 1) / 2)
            column = replace(space, middle=space.middle + beside)
            self._words(column, part, line, SMALL, "bold", upwards=True)

    def _words(
        self,
        space: "_Space",
        part: float,
        line: str,
        size: float,
        weight: str,
        *,
        upwards: bool = False,
    ) -> None:
        """Write in a block at a part of its height, on its own colour where it is hatched."""
        x, y = space.middle, space.top + part * space.height
        if space.ground:
            wide, high = text_width(line, size, weight) + 0.02, 0.85 * size / POINTS_AN_INCH
            if upwards:
                wide, high = high, wide
            self._page.box(x - wide / 2, y - high / 2, wide, high, Look(space.ground), 4)
        self._page.text(x, y, line, size, weight, "center", layer=6, upwards=upwards)

    def _length(self, block: Stretch, room: float) -> str:
        """Return the length of a block in weeks, abbreviated where there is little room."""
        length = self._text.number(block.length)
        longer = self._text("weeks.short", count=length)
        is_short = block.length == 1 or self._is_course or text_width(longer, SMALL) > room
        return length if is_short else longer

    def _sessions(self, place: tuple[float, float], count: int, bottom: float) -> None:
        """Draw the sessions of a week above each other, in as many columns as that takes.

        Parameters
        ----------
        place
            Where the days of the week begin on which there may be some, and their length, in weeks.
        """
        frame, step = self._frame, self._step
        rows = max(1, round(_DOTS * frame.height / step))
        columns = -(-count // rows)
        for n in range(count):
            column, row = divmod(n, rows)
            x = self._week(place[0] + place[1] * (column + 0.5) / columns)
            self._page.mark(x, bottom - _DOTS_ABOVE * frame.height - step * row, self._session, 5)

    def _year_label(self, row: CohortPlanning, year: int, middle: float) -> None:
        """Draw, above the blocks of a year, whose and which it is."""
        line = f"{row.cohort.label} · {self._plannings[year].year.label}"
        length = len(row.activities)
        x = self._week(self._offsets[year] + length / 2)
        for fitting in wrap_to_width(line, length * self._frame.week - 0.05, SMALL):
            wide = text_width(fitting, SMALL) + 0.04
            box = (x - wide / 2, middle - _YEAR_LABEL, wide, 2 * _YEAR_LABEL)
            self._page.box(*box, Look(WHITE), 4)
            self._page.text(x, middle, fitting, SMALL, align="center", layer=6)

    def _week(self, place: float) -> float:
        """Return where a week begins."""
        return self._frame.left + place * self._frame.week


def place_in_week(day: date) -> float:
    """Return where a working day begins in its week, as blocks do; a Saturday goes with Friday."""
    return min(day.weekday(), WEEKDAYS - 1) * A_DAY


def _missed_places(block: Stretch, weeks: Sequence[Week]) -> Iterator[float]:
    """Yield where the closed days of a block begin, in weeks."""
    for n in block.weeks:
        for missed in weeks[n].missed_days(block.activity):
            place = n + place_in_week(missed.date)
            if block.first <= place + A_DAY / 2 <= block.first + block.length:
                yield place


def _widest_gap(
    ends: tuple[float, float], strips: Sequence[float], width: float
) -> tuple[float, float]:
    """Return the widest part of a block between strips of a width; all of it if none has room."""
    left, right = ends
    gaps = zip([left, *(strip + width for strip in strips)], [*strips, right], strict=True)
    first, last = max(gaps, key=lambda gap: gap[1] - gap[0])
    return (first, last) if last - first > width / 2 else ends


def _session_days(activity: Activity) -> range:
    """Return the weekdays over which the sessions of a week are drawn: of a cut one, some."""
    days = [n for n in range(5) if activity.on(n).sessions]
    return range(days[0], days[-1] + 1) if activity.parts and days else range(5)


@dataclass(frozen=True)
class _Space:
    """The inside of a block: its middle, its top, its size; its colour if it is hatched."""

    middle: float
    top: float
    width: float
    height: float
    ground: str | None
