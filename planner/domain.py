"""The words of the planner as frozen data: weeks, activities, programmes, plannings.

Durations are whole minutes everywhere inside the planner, so that half-days of 3.5 h and
quarter-hours add up exactly; only the edge (files, documents, messages) speaks of hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from typing import ClassVar, Literal

Minutes = int

HOUR: Minutes = 60
QUARTER: Minutes = 15

SEED = 0
"""Of every search: the same one gives the same planning."""


class Place(StrEnum):
    """Where an apprentice spends a day."""

    SCHOOL = "school"
    COMPANY = "company"
    ABROAD = "abroad"
    DEFENCE = "defence"
    LEAVE = "leave"
    NONE = "none"


@dataclass(frozen=True)
class Activity:
    """What a cohort does in a week: a pattern over its five weekdays.

    Attributes
    ----------
    name
        What files call it.
    days
        The place of each day, Monday to Friday.
    code, label
        The letters that stand for it on paper, and its name there. Both are empty for the
        activities that every programme has: the documents name these.
    sessions
        Whether remote sessions may lie in its weeks.
    """

    name: str
    days: tuple[Place, ...]
    code: str = ""
    label: str = ""
    sessions: bool = False

    SCHOOL: ClassVar["Activity"]
    COMPANY: ClassVar["Activity"]
    DEFENCE: ClassVar["Activity"]
    NONE: ClassVar["Activity"]
    ABROAD: ClassVar["Activity"]
    LEAVE: ClassVar["Activity"]

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    def days_at(self, *places: Place) -> int:
        """Count its days at some places."""
        return sum(day in places for day in self.days)

    @property
    def is_taught(self) -> bool:
        """Whether all its days are lessons, at school or abroad: such weeks are school weeks."""
        return self.days_at(Place.SCHOOL, Place.ABROAD) == len(self.days)

    @property
    def is_in_company(self) -> bool:
        return self.days_at(Place.COMPANY) == len(self.days)

    @property
    def on_campus(self) -> bool:
        return Place.SCHOOL in self.days

    @property
    def needs_open_school(self) -> bool:
        return self.on_campus or Place.DEFENCE in self.days

    @property
    def carries_hours(self) -> bool:
        """Whether its weeks carry hours; these weeks are numbered."""
        return bool(self.days_at(Place.SCHOOL, Place.COMPANY, Place.ABROAD))

    @property
    def takes_leave(self) -> bool:
        """Whether paid leave can be taken in its weeks, if they carry no session."""
        return self.days_at(Place.COMPANY, Place.LEAVE) == len(self.days)

    @property
    def changes(self) -> int:
        """Count the changes of place within one of its weeks."""
        return sum(before is not after for before, after in pairwise(self.days))


def _whole_week(place: Place) -> Activity:
    return Activity(place.value, (place,) * 5, sessions=place is Place.COMPANY)


Activity.SCHOOL = _whole_week(Place.SCHOOL)
Activity.COMPANY = _whole_week(Place.COMPANY)
Activity.DEFENCE = _whole_week(Place.DEFENCE)
Activity.NONE = _whole_week(Place.NONE)
Activity.ABROAD = _whole_week(Place.ABROAD)
Activity.LEAVE = _whole_week(Place.LEAVE)

READY = (
    Activity.SCHOOL,
    Activity.COMPANY,
    Activity.DEFENCE,
    Activity.NONE,
    Activity.ABROAD,
    Activity.LEAVE,
)
"""The activities that every programme file can name without describing them."""


class RuleName(StrEnum):
    """The rules a planning must keep; `planner.rules` states each of them."""

    FIXED_WEEKS = "fixed_weeks"
    FORBIDDEN_WEEKS = "forbidden_weeks"
    LOCKED_WEEKS = "locked_weeks"
    EVENTS = "events"
    CLOSURES = "closures"
    PATTERN = "pattern"
    SCHOOL_WEEKS = "school_weeks"
    COMPANY_WEEKS = "company_weeks"
    ACTIVITY_WEEKS = "activity_weeks"
    SCHOOL_BLOCKS = "school_blocks"
    COMPANY_BLOCKS = "company_blocks"
    ACTIVITY_BLOCKS = "activity_blocks"
    NAMED_BLOCKS = "named_blocks"
    ACROSS_YEARS = "across_years"
    SESSIONS = "sessions"
    SESSIONS_A_WEEK = "sessions_a_week"
    SESSION_WEEKS = "session_weeks"
    SESSION_BLOCKS = "session_blocks"
    SEMESTER_SESSIONS = "semester_sessions"
    LEAVE = "leave"
    ONSITE_ROOM = "onsite_room"
    ONSITE_HOURS = "onsite_hours"
    SEMESTER_HOURS = "semester_hours"
    ONSITE_A_WEEK = "onsite_a_week"
    ACADEMIC_HOURS = "academic_hours"
    COMPANY_HOURS = "company_hours"
    CAMPUS_COHORTS = "campus_cohorts"
    CAMPUS_PEOPLE = "campus_people"
    RESOURCES = "resources"


class ObjectiveName(StrEnum):
    """What the planner can minimise; `planner.objectives` measures each of them."""

    CAMPUS_PEAK = "campus_peak"
    CAMPUS_OVERLAP = "campus_overlap"
    SHARED_WEEKS = "shared_weeks"
    PEOPLE_PEAK = "people_peak"
    COMPANY_SHORTFALL = "company_shortfall"
    BLOCK_BALANCE = "block_balance"
    JOURNEYS = "journeys"
    SCHOOL_ABSENCE = "school_absence"
    COMPANY_ABSENCE = "company_absence"
    IDLE_WEEKS = "idle_weeks"
    WISHED_WEEKS = "wished_weeks"
    PATTERN_DEPARTURES = "pattern_departures"
    CLOSENESS = "closeness"
    MOVED_SESSIONS = "moved_sessions"
    WEEK_ORDER = "week_order"
    SESSION_SPREAD = "session_spread"


NEARNESS = (ObjectiveName.CLOSENESS, ObjectiveName.MOVED_SESSIONS)
"""The objectives that ask for a planning to stay close to."""

LAST_OBJECTIVES = (ObjectiveName.WEEK_ORDER, ObjectiveName.SESSION_SPREAD)
"""The objectives that end every ranking: they pick one of the plannings that are as good."""


@dataclass(frozen=True)
class Extent:
    """How many of something there may be, from `low` to `high`; no limit where that is None."""

    low: int
    high: int | None

    @classmethod
    def just(cls, value: int) -> "Extent":
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Week:
    """One ISO week of an academic year.

    Attributes
    ----------
    iso_year, iso_week
        The number of the week, as in ISO 8601.
    monday
        Its first day.
    public_holidays
        Those of its Mondays to Fridays that are public holidays.
    closed
        Whether the school is closed all week.
    school_holidays
        The school holidays that close it.
    days
        How many of its days, from Monday, belong to the year: 5, or fewer at the end of a
        contract.
    """

    iso_year: int
    iso_week: int
    monday: date
    public_holidays: tuple[date, ...] = ()
    closed: bool = False
    school_holidays: tuple[str, ...] = ()
    days: int = 5

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    @property
    def last_day(self) -> date:
        """Its last weekday that belongs to the year."""
        return self.monday + timedelta(days=self.days - 1)

    @property
    def middle(self) -> date:
        """Its Wednesday: a week counts in the month, or the semester, in which that day lies."""
        return self.monday + timedelta(days=2)

    def days_at(self, activity: Activity, place: Place) -> int:
        """Count the days spent at a place in a week of an activity.

        A public holiday takes the day away from the place where it would be spent; those of the
        country are not kept abroad.
        """
        spent = activity.days[: self.days]
        if place is Place.ABROAD:
            return spent.count(place)
        off = {(day - self.monday).days for day in self.public_holidays}
        return spent.count(place) - sum(spent[n] is place for n in off if 0 <= n < len(spent))


@dataclass(frozen=True)
class AcademicYear:
    """The weeks of one academic year, in order.

    Attributes
    ----------
    start_year
        The year in which it starts: 2026 for 2026-2027.
    """

    start_year: int
    weeks: tuple[Week, ...]

    @property
    def label(self) -> str:
        """Name it by the years it lies in: 2026-2027, or 2026."""
        if self.weeks and self.weeks[-1].middle.year == self.start_year:
            return str(self.start_year)
        return f"{self.start_year}-{self.start_year + 1}"

    def __len__(self) -> int:
        return len(self.weeks)


@dataclass(frozen=True)
class Block:
    """A run of weeks of one activity within an academic year.

    Attributes
    ----------
    first, length
        Position of its first week in the year (from 0) and its number of weeks. A block that
        goes on beyond the edge of the year counts only its weeks in this year.
    last
        Whether no later block of the year has the same activity.
    """

    activity: Activity
    first: int
    length: int
    last: bool

    @property
    def weeks(self) -> range:
        return range(self.first, self.first + self.length)


def blocks_of(activities: Sequence[Activity]) -> tuple[Block, ...]:
    """Cut a cohort's year into its longest runs of one activity, in order."""
    blocks: list[Block] = []
    first = len(activities)
    seen: set[Activity] = set()
    for activity, run in groupby(reversed(activities)):
        length = len(list(run))
        first -= length
        blocks.append(Block(activity, first, length, last=activity not in seen))
        seen.add(activity)
    return tuple(reversed(blocks))


def running_numbers(activities: Sequence[Activity]) -> tuple[int | None, ...]:
    """Number a cohort's weeks of each activity from 1, as the published plannings do.

    Weeks that carry no hours (defence, leave, nothing) have no number.
    """
    counts: dict[Activity, int] = {}
    for_each: list[int | None] = []
    for activity in activities:
        counts[activity] = counts.get(activity, 0) + 1
        for_each.append(counts[activity] if activity.carries_hours else None)
    return tuple(for_each)


# --- Moments and windows of a year, as a programme names them -----------------------------------


@dataclass(frozen=True)
class MonthDay:
    """A day that comes back every year: 1 May."""

    month: int
    day: int


@dataclass(frozen=True)
class FirstMonday:
    """The week of the first Monday of a month, or so many weeks later."""

    month: int
    plus_weeks: int = 0


@dataclass(frozen=True)
class NumberedWeek:
    """The week with this ISO number."""

    number: int


@dataclass(frozen=True)
class FirstClosed:
    """The first week that these school holidays close."""

    holidays: str


Moment = MonthDay | FirstMonday | NumberedWeek | FirstClosed | date
"""A day or a week; `planner.academic_year` finds it in a given year."""


@dataclass(frozen=True)
class Window:
    """A part of the year: the weeks whose Wednesday lies in it.

    Attributes
    ----------
    start
        Its first day, or the first day of its first week; the start of the year without it.
    end
        Its last day, or the last day of its last week; the end of the year without it.
    before
        The window ends before this moment.
    """

    start: Moment | None = None
    end: Moment | None = None
    before: Moment | None = None


@dataclass(frozen=True)
class YearSpan:
    """When an academic year starts, and how long it is.

    Attributes
    ----------
    iso_week, first_monday, day
        Its first week: by its ISO number, as that of the first Monday of a month, or as the one
        in which a day lies. One of them is given.
    weeks
        Its number of weeks; without it, the year ends where the next one starts.
    until
        A day to which the year goes on where it falls after these weeks.
    """

    iso_week: int | None = None
    first_monday: int | None = None
    day: MonthDay | None = None
    weeks: int | None = None
    until: MonthDay | None = None


# --- The rules of a cohort ----------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """What one week of a planning holds, to keep it or to stay close to it.

    Attributes
    ----------
    sessions, onsite
        Its remote sessions and its minutes taught in person; None where nothing is said of them.
    """

    activity: Activity
    sessions: int | None = None
    onsite: Minutes | None = None


@dataclass(frozen=True)
class BlockShape:
    """What the blocks of one activity must look like.

    Attributes
    ----------
    shortest, longest
        Weeks of a block.
    count
        Their number; None where the file leaves it open.
    balanced
        Whether `block_balance` wants their lengths as equal as they can be.
    window
        Where they must lie; anywhere without it.
    longest_across
        Most weeks of a stay that goes on from the year before, its weeks there included.
    """

    shortest: int = 1
    longest: int | None = None
    count: Extent | None = None
    balanced: bool = False
    window: Window | None = None
    longest_across: int | None = None


@dataclass(frozen=True)
class NamedBlock:
    """Blocks that bear a name: all those of an activity that lie at a place in the year.

    Attributes
    ----------
    name, label
        A short name ("PFE") and what it stands for.
    window, start, last
        The place: wholly within a window, beginning in this week, and the last of its activity;
        what is not given does not matter.
    weeks
        Their weeks in all.
    shape
        Their number and lengths.
    sessions
        Whether remote sessions may lie in them.
    """

    name: str
    label: str
    activity: Activity
    window: Window | None = None
    start: Moment | None = None
    last: bool = False
    weeks: Extent | None = None
    shape: BlockShape = field(default_factory=BlockShape)
    sessions: bool = True


@dataclass(frozen=True)
class Position:
    """The place of a named block in one given year.

    Attributes
    ----------
    within
        The positions of the weeks in which the whole block lies.
    start
        The position of its first week; -1 if the year does not have that week.
    """

    activity: Activity
    within: range
    start: int | None
    last: bool

    def holds(self, block: Block) -> bool:
        """Tell whether a block lies there."""
        return (
            block.activity == self.activity
            and block.first in self.within
            and block.weeks[-1] in self.within
            and self.start in (None, block.first)
            and (block.last or not self.last)
        )


@dataclass(frozen=True)
class Semester:
    """What is due in a window of the year: minutes taught on site, and sessions."""

    name: str
    window: Window
    onsite: Minutes | None = None
    sessions: Extent | None = None


@dataclass(frozen=True)
class Pattern:
    """A rhythm that repeats itself over the year.

    Closed weeks and fixed weeks stand outside it; the count goes on through them.

    Attributes
    ----------
    activities
        One for each week of the pattern.
    by_iso_week
        Whether weeks are counted by their ISO numbers (A and B weeks by parity: number 1 has the
        first activity) or from the first week of the year.
    week_53
        What an ISO week 53 does to it: None if it is counted as any other week; else its
        activity, and the pattern goes on after it as if it had not been there.
    preferred
        Whether it is a preference (`pattern_departures`) instead of a rule.
    """

    activities: tuple[Activity, ...]
    by_iso_week: bool
    week_53: Activity | None
    preferred: bool


@dataclass(frozen=True)
class Wish:
    """A week that should have an activity, with the weight that missing it has."""

    iso_week: int
    activity: Activity
    weight: int


@dataclass(frozen=True)
class Event:
    """A day on which a cohort must be where an activity has it on that weekday."""

    name: str
    day: Moment
    activity: Activity


@dataclass(frozen=True)
class Use:
    """How many groups of a resource a cohort takes in the weeks of some activities."""

    resource: str
    groups: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class SessionRules:
    """How many remote sessions a cohort has, and where they may lie.

    Attributes
    ----------
    without_weeks
        ISO weeks that carry none.
    window
        The part of the year that may carry some.
    """

    total: int = 0
    a_week: tuple[int, ...] = (0,)
    without_weeks: tuple[int, ...] = ()
    window: Window | None = None


@dataclass(frozen=True)
class Target:
    """A number of hours to reach within a tolerance either way, in minutes."""

    minutes: Minutes
    tolerance: Minutes

    @property
    def low(self) -> Minutes:
        return self.minutes - self.tolerance

    @property
    def high(self) -> Minutes:
        return self.minutes + self.tolerance


@dataclass(frozen=True)
class ActivityRules:
    """The weeks and blocks of an activity besides school and company."""

    weeks: Extent | None = None
    blocks: BlockShape = field(default_factory=BlockShape)


@dataclass(frozen=True)
class Cohort:
    """The apprentices who share one planning in one year, and the rules of that planning.

    Attributes
    ----------
    id, label
        A short name ("1A") and the one printed ("1re année").
    year
        Which year of the programme they are in, from 1.
    headcount
        How many people they are.
    fixed_weeks
        Activities that the programme fixes, by ISO week number.
    school_weeks
        Weeks of lessons only, at school or abroad.
    onsite
        Hours taught in person in the year, at school or abroad, in minutes.
    locked_weeks
        What weeks of one given year must hold, by their ISO year and number.
    others
        Activities besides school and company that the planner may place.
    onsite_a_week
        Least and most minutes taught in a full week.
    option
        The option or track that tells cohorts of one year apart.
    follows
        The id of the cohort these people were the year before; "" where the file leaves it to
        year and option.
    """

    id: str
    label: str
    year: int
    headcount: int
    fixed_weeks: Mapping[int, Activity]
    school_weeks: Extent | None
    school_blocks: BlockShape
    company_blocks: BlockShape
    sessions: SessionRules
    onsite: Minutes
    academic_hours: Target | None = None
    company_hours: Target | None = None
    company_weeks: Extent | None = None
    others: Mapping[Activity, ActivityRules] = field(default_factory=dict)
    named_blocks: tuple[NamedBlock, ...] = ()
    semesters: tuple[Semester, ...] = ()
    onsite_a_week: Extent = Extent(0, None)
    pattern: Pattern | None = None
    forbidden_weeks: Mapping[int, tuple[Activity, ...]] = field(default_factory=dict)
    locked_weeks: Mapping[tuple[int, int], Held] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    events: tuple[Event, ...] = ()
    uses: tuple[Use, ...] = ()
    option: str = ""
    follows: str = ""

    @property
    def placeable(self) -> tuple[Activity, ...]:
        """The activities that may lie in any week; others lie in fixed weeks only."""
        return (Activity.SCHOOL, Activity.COMPANY, *self.others)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All activities that its year can hold."""
        elsewhere = list(self.fixed_weeks.values())
        if self.pattern and self.pattern.week_53:
            elsewhere.append(self.pattern.week_53)
        return tuple(dict.fromkeys([*self.placeable, *elsewhere]))

    def shape(self, activity: Activity) -> BlockShape:
        """Give what the blocks of an activity must look like."""
        if activity in self.others:
            return self.others[activity].blocks
        shapes = {Activity.SCHOOL: self.school_blocks, Activity.COMPANY: self.company_blocks}
        return shapes.get(activity, BlockShape())

    def stated_weeks(self, activity: Activity, iso_weeks: Sequence[int]) -> Extent:
        """Tell how many weeks of an activity its rules state, whatever the others come to.

        Parameters
        ----------
        iso_weeks
            The ISO numbers of the weeks of the year.
        """
        if activity not in self.placeable:
            count = sum(self.fixed_weeks.get(number) == activity for number in iso_weeks)
            of_53 = self.pattern is not None and self.pattern.week_53 == activity
            return Extent(count, count + (of_53 and 53 in iso_weeks))
        if activity in self.others:
            return self.others[activity].weeks or Extent(0, None)
        kind = self.school_weeks if activity == Activity.SCHOOL else self.company_weeks
        if kind is None:
            return Extent(0, None)
        alike = [
            self.stated_weeks(other, iso_weeks)
            for other in self.activities
            if other != activity
            and (other.is_taught if activity == Activity.SCHOOL else other.is_in_company)
        ]
        most = None if kind.high is None else kind.high - sum(other.low for other in alike)
        if any(other.high is None for other in alike):
            return Extent(0, most)
        return Extent(max(0, kind.low - sum(other.high or 0 for other in alike)), most)


@dataclass(frozen=True)
class Workday:
    """The lengths of things, in minutes: a day in company, a day at school, a session.

    Attributes
    ----------
    morning, afternoon
        When a session begins in either half of a day.
    """

    company: Minutes
    school: Minutes
    session: Minutes
    morning: time = time(8, 30)
    afternoon: time = time(13, 30)

    @property
    def sessions_a_day(self) -> int:
        """How many sessions fit into one day in company: one a half-day if it is long enough."""
        return 2 if 2 * self.session <= self.company else 1


@dataclass(frozen=True)
class LeaveRules:
    """The leave that must be possible.

    Attributes
    ----------
    weeks
        Company weeks without sessions (or weeks of leave), at least.
    consecutive
        How many of them must follow each other ...
    from_month, from_day
        ... in weeks that begin on this day of the year or later.
    """

    weeks: int
    consecutive: int
    from_month: int
    from_day: int


@dataclass(frozen=True)
class HolidayDates:
    """A span of school holidays that the programme file gives itself; both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Closures:
    """The weeks in which the school is closed.

    Attributes
    ----------
    iso_weeks
        Closed by their number.
    zone, holidays
        Closed when all their Mondays to Fridays lie in these school holidays of this zone.
    given
        Dates that replace those of the official calendar for the same holidays and year.
    days
        Spans of days that close the weeks in which they lie.
    open_weeks
        Open by their number, whatever closes them otherwise.
    """

    iso_weeks: tuple[int, ...] = ()
    zone: str = ""
    holidays: tuple[str, ...] = ()
    given: tuple[HolidayDates, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    open_weeks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Campus:
    """What the school has room for in one week; None where it does not matter.

    Attributes
    ----------
    resources
        For each resource, the number of groups that can use it in one week.
    """

    cohorts: int | None = None
    people: int | None = None
    resources: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceText:
    """A programme file as it was read: what an `extends` calls it, and its text."""

    name: str
    text: str


@dataclass(frozen=True, repr=False)
class Programme:
    """A training programme and its rules: one file, with those it extends.

    Attributes
    ----------
    span
        When its academic year starts, and how long it is.
    country, subdivision
        Whose public holidays are kept, as codes of ISO 3166.
    activities
        All that its files can name: the ready ones, then its own.
    ranking
        Names of the objectives, the first one first.
    sources
        For each rule, where it comes from.
    published_company
        Company hours over the whole course as the school publishes them, in minutes: shown
        beside what the ledger counts.
    text
        The file itself: it goes along with every planning, so that each can be checked alone.
    bases
        The files it extends, the nearest first.
    """

    id: str
    name: str
    school: str
    span: YearSpan
    country: str
    subdivision: str | None
    closures: Closures
    workday: Workday
    leave: LeaveRules
    cohorts: tuple[Cohort, ...]
    ranking: tuple[ObjectiveName, ...]
    sources: Mapping[RuleName, str]
    text: str
    activities: tuple[Activity, ...] = READY
    campus: Campus = field(default_factory=Campus)
    published_company: Minutes | None = None
    bases: tuple[SourceText, ...] = ()

    def __repr__(self) -> str:
        return f"<Programme {self.id}>"

    def activity(self, name: str) -> Activity:
        """Find an activity by its name.

        Raises
        ------
        KeyError
            The programme has none of that name.
        """
        return {activity.name: activity for activity in self.activities}[name]

    def cohort_before(self, cohort: Cohort) -> Cohort | None:
        """Find the cohort that the people of a cohort were the year before, if there is one.

        It is the one the cohort `follows`, or else the only one of the year before with the same
        option.
        """
        found = [
            other
            for other in self.cohorts
            if (other.id == cohort.follows)
            or (
                not cohort.follows
                and (other.year, other.option) == (cohort.year - 1, cohort.option)
            )
        ]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Stay:
    """A stay with which a year ended: its activity and its weeks in that year."""

    activity: Activity
    weeks: int


@dataclass(frozen=True)
class Given:
    """What the planning of a year takes as given, by the ids of its cohorts.

    Attributes
    ----------
    before
        The stay with which the year before ended for the people of a cohort.
    near
        The weeks of a planning to stay close to; None where it has none.
    locked
        What the weeks that must not change hold; None for the others.
    repairs
        Whether staying close comes before all that the programme ranks.
    """

    before: Mapping[str, Stay] = field(default_factory=dict)
    near: Mapping[str, tuple[Held | None, ...]] = field(default_factory=dict)
    locked: Mapping[str, tuple[Held | None, ...]] = field(default_factory=dict)
    repairs: bool = False

    def ranking(self, programme: Programme) -> tuple[ObjectiveName, ...]:
        """Rank the objectives: those of the programme, after staying close where that is asked."""
        if not self.repairs:
            return programme.ranking
        return (*NEARNESS, *(name for name in programme.ranking if name not in NEARNESS))


@dataclass(frozen=True)
class CohortPlanning:
    """What one cohort does in each week of a year.

    Attributes
    ----------
    activities
        One for each week of the year.
    sessions
        Number of remote sessions of each week, or None where a planning does not give them.
    onsite
        Minutes taught in person in each week, or None where a planning does not give them.
    """

    cohort: Cohort
    activities: tuple[Activity, ...]
    sessions: tuple[int, ...] | None = None
    onsite: tuple[Minutes, ...] | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks_of(self.activities)

    @property
    def placed_sessions(self) -> tuple[int, ...]:
        """The sessions of a planning that is complete.

        Raises
        ------
        ValueError
            The planning does not give them.
        """
        if self.sessions is None:
            raise ValueError(f"the planning of {self.cohort.id} gives no sessions")
        return self.sessions


@dataclass(frozen=True)
class Planning:
    """The plannings of all cohorts of a programme in one academic year, in file order."""

    programme: Programme
    year: AcademicYear
    cohorts: tuple[CohortPlanning, ...]
    given: Given = field(default_factory=Given)

    @property
    def ranking(self) -> tuple[ObjectiveName, ...]:
        """The objectives it was planned for, the first one first."""
        return self.given.ranking(self.programme)

    def on_campus(self) -> Iterator[tuple[CohortPlanning, ...]]:
        """Tell, week by week, which cohorts are on campus."""
        for index in range(len(self.year)):
            yield tuple(c for c in self.cohorts if c.activities[index].on_campus)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities that occur in it, in the order of the programme."""
        used = {activity for cohort in self.cohorts for activity in cohort.activities}
        return tuple(activity for activity in self.programme.activities if activity in used)


@dataclass(frozen=True)
class ObjectiveResult:
    """What became of one objective.

    Attributes
    ----------
    value, bound
        Its value in the planning, and a value that no planning can go below (given the limits
        asked for and the values of the objectives before it; for `session_spread`, given the
        weeks).
    proven
        Whether both are known to be the same. An objective that the time limit left unsearched
        has the bound 0, as none can be negative.
    """

    name: ObjectiveName
    value: float
    bound: float
    proven: bool


MOST_REVISIONS = 999_999

Changed = Literal["by-hand", "rules"]


@dataclass(frozen=True, repr=False)
class Edition:
    """A planning as it is issued to people.

    Attributes
    ----------
    objectives
        In their ranking.
    version_label, issued
        The name of the version and its day, as the registrar gave them.
    changed
        What was changed since the search, so that the objectives prove nothing: the weeks, by
        hand, or the rules; None if nothing was.
    revision
        Counts what was issued for this year: a higher one replaces a lower one in calendars.
    """

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]
    version_label: str | None = None
    issued: date | None = None
    changed: Changed | None = None
    revision: int = 1

    def __repr__(self) -> str:
        return f"<Edition {self.planning.programme.id} {self.planning.year.label}>"

    @property
    def status(self) -> Literal["optimal", "feasible"]:
        """`optimal` if every objective is proven and nothing was changed since, else `feasible`."""
        is_proven = all(o.proven for o in self.objectives)
        return "optimal" if is_proven and not self.changed else "feasible"
