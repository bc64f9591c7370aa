"""The words of the planner as frozen data: weeks, activities, programmes, plannings.

Durations are whole minutes everywhere inside the planner, so that half-days of 3.5 h and
half-hours add up exactly; only the edge (files, documents, messages) speaks of hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Literal

Minutes = int

HOUR: Minutes = 60


class Activity(StrEnum):
    """What a cohort does in a week."""

    SCHOOL = "school"
    COMPANY = "company"
    DEFENCE = "defence"
    NONE = "none"


class RuleName(StrEnum):
    """The rules a planning must keep; `planner.rules` states each of them."""

    FIXED_WEEKS = "fixed_weeks"
    CLOSURES = "closures"
    SCHOOL_WEEKS = "school_weeks"
    SCHOOL_BLOCKS = "school_blocks"
    COMPANY_BLOCKS = "company_blocks"
    SESSIONS = "sessions"
    SESSIONS_A_WEEK = "sessions_a_week"
    SESSION_WEEKS = "session_weeks"
    LAST_COMPANY_BLOCK = "last_company_block"
    LEAVE = "leave"
    ONSITE_ROOM = "onsite_room"
    ONSITE_HOURS = "onsite_hours"
    ONSITE_A_WEEK = "onsite_a_week"
    ACADEMIC_HOURS = "academic_hours"
    COMPANY_HOURS = "company_hours"


class ObjectiveName(StrEnum):
    """What the planner can minimise; `planner.objectives` measures each of them."""

    CAMPUS_PEAK = "campus_peak"
    CAMPUS_OVERLAP = "campus_overlap"
    COMPANY_SHORTFALL = "company_shortfall"
    BLOCK_BALANCE = "block_balance"
    WEEK_ORDER = "week_order"
    SESSION_SPREAD = "session_spread"


NUMBERED = (Activity.SCHOOL, Activity.COMPANY)
"""The activities whose weeks are counted from 1, and which carry hours."""


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
    """

    iso_year: int
    iso_week: int
    monday: date
    public_holidays: tuple[date, ...] = ()
    closed: bool = False

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    @property
    def working_days(self) -> int:
        """Mondays to Fridays that are no public holiday."""
        return 5 - len(self.public_holidays)


@dataclass(frozen=True)
class AcademicYear:
    """The weeks of one academic year, in order: 52 or 53 of them.

    Attributes
    ----------
    start_year
        The ISO year of its first week: 2026 for 2026-2027.
    """

    start_year: int
    weeks: tuple[Week, ...]

    @property
    def label(self) -> str:
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

    Weeks of defence and of nothing have no number.
    """
    counts = dict.fromkeys(NUMBERED, 0)
    numbers: list[int | None] = []
    for activity in activities:
        if activity in counts:
            counts[activity] += 1
        numbers.append(counts.get(activity))
    return tuple(numbers)


@dataclass(frozen=True)
class BlockShape:
    """What the blocks of one activity must look like.

    Attributes
    ----------
    count
        Their number; None where the file leaves it open.
    shortest, longest, last_shortest
        Weeks of a block; `last_shortest` is asked of the last one instead of `shortest`.
    balanced
        Whether `block_balance` wants their lengths as equal as they can be.
    """

    shortest: int
    count: int | None = None
    longest: int | None = None
    last_shortest: int | None = None
    balanced: bool = False


@dataclass(frozen=True)
class SessionRules:
    """How many remote sessions a cohort has, and where they may lie."""

    total: int
    a_week: tuple[int, ...]
    in_last_company_block: bool = True


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
    onsite
        Hours taught in person at the school in the year, in minutes.
    """

    id: str
    label: str
    year: int
    headcount: int
    fixed_weeks: Mapping[int, Activity]
    school_weeks: int
    school_blocks: BlockShape
    company_blocks: BlockShape
    sessions: SessionRules
    onsite: Minutes
    academic_hours: Target
    company_hours: Target


@dataclass(frozen=True)
class Workday:
    """The lengths of things, in minutes: a day in company, a day at school, a session."""

    company: Minutes
    school: Minutes
    session: Minutes


@dataclass(frozen=True)
class LeaveRules:
    """The leave that must be possible.

    Attributes
    ----------
    weeks
        Company weeks without sessions, at least.
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
    """

    iso_weeks: tuple[int, ...] = ()
    zone: str = ""
    holidays: tuple[str, ...] = ()
    given: tuple[HolidayDates, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A training programme and its rules: one file.

    Attributes
    ----------
    first_week
        ISO week with which the academic year starts.
    country, subdivision
        Whose public holidays are kept, as codes of ISO 3166.
    ranking
        Names of the objectives, the first one first.
    sources
        For each rule, where it comes from.
    text
        The file itself: it goes along with every planning, so that each can be checked alone.
    """

    id: str
    name: str
    school: str
    first_week: int
    country: str
    subdivision: str | None
    closures: Closures
    workday: Workday
    leave: LeaveRules
    cohorts: tuple[Cohort, ...]
    ranking: tuple[ObjectiveName, ...]
    sources: Mapping[RuleName, str]
    text: str


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

    def count(self, activity: Activity) -> int:
        """Count the weeks of an activity."""
        return self.activities.count(activity)


@dataclass(frozen=True)
class Planning:
    """The plannings of all cohorts of a programme in one academic year, in file order."""

    programme: Programme
    year: AcademicYear
    cohorts: tuple[CohortPlanning, ...]

    def at(self, activity: Activity) -> Iterator[tuple[CohortPlanning, ...]]:
        """Tell, week by week, which cohorts have that activity."""
        for index in range(len(self.year)):
            yield tuple(c for c in self.cohorts if c.activities[index] is activity)


@dataclass(frozen=True)
class ObjectiveResult:
    """What became of one objective.

    Attributes
    ----------
    value, bound
        Its value in the planning, and a value that no planning can go below (given the values
        of the objectives before it; for `session_spread`, given the weeks).
    proven
        Whether both are known to be the same. An objective that the time limit left unsearched
        has the bound 0, as none can be negative.
    """

    name: ObjectiveName
    value: float
    bound: float
    proven: bool


@dataclass(frozen=True)
class Edition:
    """A planning as it is issued to people.

    Attributes
    ----------
    objectives
        In their ranking.
    version_label, issued
        The name of the version and its day, as the registrar gave them.
    """

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]
    version_label: str | None = None
    issued: date | None = None

    @property
    def status(self) -> Literal["optimal", "feasible"]:
        """`optimal` if every objective is proven, else `feasible`."""
        return "optimal" if all(o.proven for o in self.objectives) else "feasible"
