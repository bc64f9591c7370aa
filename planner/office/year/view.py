"""The view of a draft's year: a row a week, a column a cohort, with what is wrong where."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.state import (
    DraftState,
    checks_of,
    edition_of,
    module_breaches_of,
    week_key,
)
from planner.office.year.breaches import (
    YearBreach,
    cell_id,
    head_id,
    week_id,
    year_breaches,
)
from planner.office.year.due import YearDues, year_dues
from planner.office.year.totals import YearTotal, year_sums
from planner.planning.blocks import block_names
from planner.planning.changes import difference, same_weeks
from planner.planning.planning import CohortPlanning, Edition
from planner.portal.pages.colour_css import ground_class
from planner.programme.hours_of_week import month_of
from planner.words.closed_days import closed_day_lines, days_off_of_all
from planner.words.colours import CLOSED, CUT_WEEK, colour
from planner.words.names import LetterMeaning, activity_name, cut_weeks_legend, planning_legend
from planner.year.activity import Activity
from planner.year.blocks import running_numbers


@dataclass(frozen=True)
class ActivityChoice:
    """An activity that weeks can be given.

    Attributes
    ----------
    name
        Its identifier in files.
    ground
        The class of its colour.
    sessions
        Whether its weeks may carry remote sessions.
    """

    name: str
    code: str
    label: str
    ground: str
    sessions: bool


@dataclass(frozen=True)
class YearCell:
    """One week of one cohort.

    Attributes
    ----------
    id
        Its identifier in the page.
    cohort, week
        Their positions.
    activity
        The name of its activity in files.
    letters
        The code of its activity, or the name of the named block in which it lies.
    ground
        The class of its colour.
    number
        Its running number among the weeks of its activity.
    begins
        Whether a block begins with it.
    is_cut
        Whether the school is closed on a single day that the cohort would spend there.
    is_changed
        Whether it differs from the state before.
    breaches
        The identifiers of the breaches that stand at it.
    goes_on, goes_further
        Whether one of them stands at the week before as well, or at the week after.
    words
        All this in words, for screen readers.
    """

    id: str
    cohort: int
    week: int
    activity: str
    letters: str
    ground: str
    number: int | None
    sessions: int
    begins: bool
    is_closed: bool
    is_cut: bool
    is_locked: bool
    is_changed: bool
    breaches: tuple[str, ...]
    goes_on: bool
    goes_further: bool
    words: str


@dataclass(frozen=True)
class WeekHead:
    """What is said of a week, besides its cells.

    Attributes
    ----------
    name
        Its number with the letter of weeks: S45.
    first, last
        Its Monday and its last day: 02/11.
    begins_month
        Whether a month begins with it.
    holidays
        Its public holidays and its single closed days with their names, each with its weekday.
    cohorts, people
        How many are on campus, at each site.
    is_locked
        Whether it is locked for all cohorts.
    """

    id: str
    week: int
    number: int
    name: str
    first: str
    last: str
    begins_month: bool
    holidays: tuple[str, ...]
    is_closed: bool
    cohorts: tuple[int, ...]
    people: tuple[int, ...]
    is_locked: bool
    breaches: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class CohortHead:
    """What is said of a cohort, besides its cells; `cohort` is its id, `position` its place."""

    id: str
    position: int
    cohort: str
    label: str
    people: str
    is_locked: bool
    breaches: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class YearLegend:
    """A line of the legend: letters on a colour, by its class."""

    letters: str
    ground: str
    meaning: str


@dataclass(frozen=True)
class YearView:
    """The year of a draft.

    Attributes
    ----------
    label
        The academic year: 2026-2027.
    cells
        For each week, the cells of all cohorts.
    months
        Each month with its number of weeks.
    has_sessions
        Whether any cohort has remote sessions.
    sites
        The names of the sites for which figures stand beside each other, if there are several.
    has_single_days
        Whether the school is closed on single days.
    weekdays
        The names of the days from which a week may have another activity; none but Monday, and so
        none at all, where weeks are whole.
    last_day
        The name of the last day of whole weeks: Friday, or Saturday.
    """

    label: str
    cohorts: tuple[CohortHead, ...]
    weeks: tuple[WeekHead, ...]
    cells: tuple[tuple[YearCell, ...], ...]
    months: tuple[tuple[str, int], ...]
    totals: tuple[YearTotal, ...]
    breaches: tuple[YearBreach, ...]
    dues: YearDues
    activities: tuple[ActivityChoice, ...]
    legend: tuple[YearLegend, ...]
    has_sessions: bool
    sites: str
    has_single_days: bool
    weekdays: tuple[str, ...]
    last_day: str

    @property
    def cut_ground(self) -> str:
        """The class of the colour of weeks that several activities share."""
        return ground_class(CUT_WEEK)


def year_view(state: DraftState, before: DraftState | None, text: Messages) -> YearView | None:
    """Build the view of a draft's year.

    Parameters
    ----------
    before
        The state before, from which changed weeks are told; None if there is none.

    Returns
    -------
    YearView or None
        None before the first planning.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong, or the planning is not one of their cohorts and weeks.
    """
    edition = edition_of(state)
    if edition is None:
        return None
    earlier = None if before is None else _readable(before)
    return _Year(edition, state, _changed(edition, earlier), text).view()


def _readable(state: DraftState) -> Edition | None:
    try:
        return edition_of(state)
    except Unusable:
        return None


def _changed(edition: Edition, before: Edition | None) -> frozenset[str]:
    """Return the cells that differ from another planning of the same weeks; else none."""
    if before is None or not same_weeks(before.planning.year, edition.planning.year):
        return frozenset()
    positions = {row.cohort.id: n for n, row in enumerate(edition.planning.cohorts)}
    changes = difference(before.planning, edition.planning).changes
    return frozenset(cell_id(positions[change.cohort.id], change.index) for change in changes)


class _Year:
    """Describes a planning, its breaches found once."""

    def __init__(
        self, edition: Edition, state: DraftState, changed: frozenset[str], text: Messages
    ) -> None:
        self.planning = edition.planning
        self.weeks = self.planning.year.weeks
        self.programme = self.planning.programme
        self.changed, self.text = changed, text
        self.counted = cache(text.counted)
        self.name_of = cache(lambda activity: activity_name(activity, text))
        self.checks = checks_of(state)
        modules = module_breaches_of(state)
        self.breaches = year_breaches(self.planning, self.checks, modules, text)
        self.at = _at_places(self.breaches)
        self.keys = [week_key(self.planning.year, n) for n in range(len(self.weeks))]
        self.locked = frozenset(state.locked)
        self.sites = self.programme.sites_in_use
        self.on_campus = list(zip(*map(self.planning.on_campus, self.sites), strict=True))

    def view(self) -> YearView:
        columns = [list(self._cells(n, row)) for n, row in enumerate(self.planning.cohorts)]
        cells = tuple(zip(*columns, strict=True))
        return YearView(
            label=self.planning.year.label,
            cohorts=tuple(self._head(n, column) for n, column in enumerate(columns)),
            weeks=tuple(self._week(n, row) for n, row in enumerate(cells)),
            cells=cells,
            months=tuple(
                (self.text.month(month, "MMMM"), len(list(weeks)))
                for month, weeks in groupby(self.weeks, month_of)
            ),
            totals=year_sums(self.planning, self.checks, self.text),
            breaches=self.breaches,
            dues=year_dues(self.planning, self.text),
            activities=tuple(map(self._choice, self._choices)),
            legend=tuple(self._legend()),
            has_sessions=self.planning.has_sessions,
            sites=" + ".join(filter(None, (each.name for each in self.sites))),
            has_single_days=bool(self.planning.year.single_days),
            weekdays=tuple(map(self.text.weekday_name, range(5)))
            if self.planning.year.by_days
            else (),
            last_day=self.text.weekday_name(self.planning.year.weekdays - 1),
        )

    # --- Cells -----------------------------------------------------------------------------------

    def _cells(self, cohort: int, row: CohortPlanning) -> Iterator[YearCell]:
        names = block_names(row, self.planning.year)
        numbers = running_numbers(row.activities)
        starts = {block.first for block in row.blocks}
        weeks = self.planning.year.weeks_of(row.cohort.id)
        sessions = row.sessions or (0,) * len(self.weeks)
        for n, activity in enumerate(row.activities):
            place = cell_id(cohort, n)
            is_locked = (row.cohort.id, self.keys[n]) in self.locked
            breaches = self.at.get(place, ())
            said = [self._activity(activity, numbers[n])]
            if name := names[n]:
                said.append(name)
            if sessions[n]:
                said.append(self.counted("sessions", sessions[n]))
            missed = weeks[n].missed_days(activity)
            said += closed_day_lines(missed, self.text)
            said += self._state(is_locked, place in self.changed, len(breaches))
            yield YearCell(
                id=place,
                cohort=cohort,
                week=n,
                activity=activity.name,
                letters=name or activity.code,
                ground=ground_class(colour(activity, self.programme)),
                number=numbers[n],
                sessions=sessions[n],
                begins=n in starts,
                is_closed=weeks[n].closed,
                is_cut=bool(missed),
                is_locked=is_locked,
                is_changed=place in self.changed,
                breaches=breaches,
                goes_on=self._shares(cell_id(cohort, n - 1), breaches),
                goes_further=self._shares(cell_id(cohort, n + 1), breaches),
                words=self._said(
                    f"{self.week_names[n]}, {self.programme.label_with_site(row.cohort)}", said
                ),
            )

    def _shares(self, place: str, breaches: tuple[str, ...]) -> bool:
        return not set(self.at.get(place, ())).isdisjoint(breaches)

    def _activity(self, activity: Activity, number: int | None) -> str:
        name = self.name_of(activity)
        return f"{name} {number}" if number else name

    def _state(self, is_locked: bool, is_changed: bool, breaches: int) -> Iterator[str]:
        if is_locked:
            yield self.text("grid.is-locked")
        if is_changed:
            yield self.text("grid.is-changed")
        if breaches:
            yield self.text.counted("breaches", breaches)

    def _said(self, of: str, said: list[str]) -> str:
        return self.text.unbroken(self.text("grid.said", of=of, what=self.text.listed(said)))

    # --- Heads -----------------------------------------------------------------------------------

    @cached_property
    def week_names(self) -> list[str]:
        letter = self.text("week.letter")
        return [f"{letter}{week.iso_week:02}" for week in self.weeks]

    @cached_property
    def holidays(self) -> list[tuple[str, ...]]:
        return days_off_of_all(self.planning, self.text)

    def _week(self, n: int, cells: tuple[YearCell, ...]) -> WeekHead:
        week, present = self.weeks[n], self.on_campus[n]
        people = tuple(sum(row.cohort.headcount for row in rows) for rows in present)
        breaches = self.at.get(week_id(n), ())
        is_locked = all(cell.is_locked for cell in cells)
        said = [self.text("legend.closed")] if week.closed else []
        said += self.holidays[n]
        for site, rows, count in zip(self.sites, present, people, strict=True):
            if rows:
                on_campus = self.text.counted("people", count)
                key = "grid.at-site" if len(self.sites) > 1 else "grid.on-campus"
                said.append(self.text(key, people=on_campus, site=site.name))
        said += self._state(is_locked, False, len(breaches))
        span = self.text.span(week.monday, week.last_day)
        return WeekHead(
            id=week_id(n),
            week=n,
            number=week.iso_week,
            name=self.week_names[n],
            first=f"{week.monday:%d/%m}",
            last=f"{week.last_day:%d/%m}",
            begins_month=n == 0 or month_of(week) != month_of(self.weeks[n - 1]),
            holidays=self.holidays[n],
            is_closed=week.closed,
            cohorts=tuple(map(len, present)),
            people=people,
            is_locked=is_locked,
            breaches=breaches,
            words=self._said(f"{self.week_names[n]}, {span}", said),
        )

    def _head(self, n: int, cells: list[YearCell]) -> CohortHead:
        cohort = self.planning.cohorts[n].cohort
        label, breaches = self.programme.label_with_site(cohort), self.at.get(head_id(n), ())
        is_locked = all(cell.is_locked for cell in cells)
        people = self.text.counted("people", cohort.headcount)
        return CohortHead(
            id=head_id(n),
            position=n,
            cohort=cohort.id,
            label=label,
            people=people,
            is_locked=is_locked,
            breaches=breaches,
            words=self._said(label, [people, *self._state(is_locked, False, len(breaches))]),
        )

    # --- Activities and colours ------------------------------------------------------------------

    @property
    def _choices(self) -> list[Activity]:
        """The activities that its cohorts may have, or have against the rules."""
        found = {a for row in self.planning.cohorts for a in row.cohort.activities}
        found |= set(self.planning.activities)
        return [activity for activity in self.programme.activities if activity in found]

    def _choice(self, activity: Activity) -> ActivityChoice:
        return ActivityChoice(
            activity.name,
            activity.code,
            activity_name(activity, self.text),
            ground_class(colour(activity, self.programme)),
            activity.sessions,
        )

    def _legend(self) -> Iterator[YearLegend]:
        entries = planning_legend([self.planning], self.text)
        entries += cut_weeks_legend([self.planning], self.text)
        if any(week.closed for week in self.weeks):
            meaning = self.text("legend.closed")
            entries.append(LetterMeaning(self.text("closed.code"), CLOSED, meaning))
        for entry in entries:
            yield YearLegend(entry.letters, ground_class(entry.colour), entry.meaning)


def _at_places(breaches: tuple[YearBreach, ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the identifiers of breaches by those of the places at which they stand."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in breaches:
        for place in each.places:
            found[place].append(each.id)
    return {place: tuple(ids) for place, ids in found.items()}
