"""A cohort and what its programme requires of its year, as frozen data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from planner.curriculum.kept import WeekModules
from planner.programme.block_shapes import ANY_NUMBER, BlockShape, Extent, NamedBlock
from planner.programme.workday import Workday
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.moments import DaysAfter, Moment, MonthDay, Window, is_monday
from planner.year.weeks import Minutes


class CutWeeks(StrEnum):
    """How a number of weeks counts those that are cut between activities."""

    FIFTHS = "fifths"
    """Each of its days is a fifth of a week."""
    WHOLE = "whole"
    """Only whole weeks count."""
    TOUCHED = "touched"
    """A week with a single day counts."""


@dataclass(frozen=True)
class PlannedWeek:
    """One week of a planning, to keep it or to stay close to it.

    Attributes
    ----------
    sessions, onsite
        Its remote sessions and its minutes taught in person; None where nothing is said of them.
    modules
        What modules have in it; None where nothing is said of them.
    """

    activity: Activity
    sessions: int | None = None
    onsite: Minutes | None = None
    modules: WeekModules | None = None

    def joined(self, other: "PlannedWeek | None") -> "PlannedWeek":
        """Return this week; where it keeps some modules only, with what the other one keeps."""
        own = self.modules
        if other is None or own is None or own.are_all:
            return self
        more = other.modules
        return replace(other, modules=own.joined(more) if more else own)


@dataclass(frozen=True)
class Semester:
    """What is due in a window of the year: minutes taught on site, and sessions."""

    name: str
    window: Window
    onsite: Minutes | None = None
    sessions: Extent | None = None


@dataclass(frozen=True)
class Pattern:
    """A rhythm that repeats itself, over the year or a part of it.

    Closed weeks, fixed weeks and exceptions stand outside it; the count goes on through them.

    Attributes
    ----------
    activities
        One for each week of the pattern.
    by_iso_week
        Whether weeks are counted by their ISO numbers (A and B weeks by parity: number 1 has the
        first activity) or from the first week of its part.
    week_53
        What an ISO week 53 does to it: None if it is counted as any other week; else its
        activity, and the pattern goes on after it as if it had not been there.
    preferred
        Whether it is a preference (`pattern_departures`) instead of a rule.
    window
        The part of the year that has it; the whole year if None.
    exceptions
        Weeks, or days of a class that changes within weeks, of which it asks nothing.
    most_departures
        The most weeks that may depart from it; None if that is not limited by a number.
    name
        The name of one of a part of the year; "" for that of the year.
    within_block
        Whether its steps are a part of the block around them, which goes on.
    """

    activities: tuple[Activity, ...]
    by_iso_week: bool
    week_53: Activity | None
    preferred: bool
    window: Window | None = None
    exceptions: tuple[Moment, ...] = ()
    most_departures: int | None = None
    name: str = ""
    within_block: bool = False

    @property
    def key(self) -> str:
        """Where it is in the file."""
        return f"patterns.{self.name}" if self.name else "pattern"

    @property
    def is_of_days(self) -> bool:
        """Whether it is a part of blocks and given by days, so that it may cut a week."""
        window = self.window or Window()
        ends = (window.start, window.end, window.before)
        days = (MonthDay, date, DaysAfter)
        return self.within_block and any(isinstance(each, days) for each in ends)

    @property
    def is_strict(self) -> bool:
        """Whether no week may depart from it."""
        return not self.preferred and self.most_departures is None


@dataclass(frozen=True)
class Wish:
    """A week that should have an activity, with the weight that missing it has."""

    iso_week: int
    activity: Activity
    weight: int


@dataclass(frozen=True)
class Event:
    """A day that is shown to a cohort.

    Attributes
    ----------
    activity
        The activity that must have the cohort where it has it on that weekday; None if the day
        asks for nothing.
    """

    name: str
    day: Moment
    activity: Activity | None


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
    after_first
        The activity that has a week before that of the first session; None if none must.
    most_a_school_week
        The most sessions so far for each school week so far; None without a limit.
    """

    total: int = 0
    a_week: tuple[int, ...] = (0,)
    without_weeks: tuple[int, ...] = ()
    window: Window | None = None
    after_first: Activity | None = None
    most_a_school_week: int | None = None


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


MONDAYS = frozenset({0})
"""The weekdays on which classes change where a file says nothing: whole weeks."""


@dataclass(frozen=True)
class ActivityRules:
    """The weeks and blocks of an activity besides school and company.

    Attributes
    ----------
    changes_on
        The weekdays (0 for Monday) on which its blocks may begin, and those after them, besides
        those of the class.
    changes_at
        Given days on which they may as well.
    """

    weeks: Extent | None = None
    blocks: BlockShape = field(default_factory=BlockShape)
    changes_on: frozenset[int] = frozenset()
    changes_at: tuple[Moment, ...] = ()


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
    school_weeks_a_month
        The most of them in one month.
    patterns
        Rhythms that repeat themselves: that of the year first, then those of its parts, which hold
        there instead of it.
    onsite
        Hours taught in person in the year, at school or abroad, in minutes; None where they are
        open: what the weeks give.
    locked_weeks
        What weeks of one given year must hold, by their ISO year and number.
    longest_presence, longest_presence_days
        Most weeks and days in a row with a day at a place, whatever the activity.
    others
        Activities besides school and company that the planner may place.
    onsite_a_week
        Least and most minutes taught in a full week.
    onsite_a_day
        Minutes taught on each day of lessons; None where days differ.
    option
        The option or track that tells cohorts of one year apart.
    changes_on
        The weekdays (0 for Monday) on which what it does may change.
    changes_at
        Given days on which it may as well; a Saturday or Sunday counts as the Monday after.
    follows
        The id of the cohort these people were the year before; "" where the file leaves it to
        year and option.
    count_cut_weeks
        How its numbers of weeks count cut ones.
    starts, ends
        Its first and its last day, where it is not there all year.
    workday
        The lengths of its days, where they differ from those of the school.
    site
        The id of its site; "" where the file gives no sites.
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
    onsite: Minutes | None = None
    academic_hours: Target | None = None
    company_hours: Target | None = None
    company_weeks: Extent | None = None
    school_weeks_a_month: int | None = None
    longest_presence: Mapping[Place, int] = field(default_factory=dict)
    longest_presence_days: Mapping[Place, int] = field(default_factory=dict)
    others: Mapping[Activity, ActivityRules] = field(default_factory=dict)
    named_blocks: tuple[NamedBlock, ...] = ()
    semesters: tuple[Semester, ...] = ()
    onsite_a_week: Extent = ANY_NUMBER
    onsite_a_day: Minutes | None = None
    patterns: tuple[Pattern, ...] = ()
    forbidden_weeks: Mapping[int, tuple[Activity, ...]] = field(default_factory=dict)
    locked_weeks: Mapping[tuple[int, int], PlannedWeek] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    events: tuple[Event, ...] = ()
    uses: tuple[Use, ...] = ()
    option: str = ""
    follows: str = ""
    changes_on: frozenset[int] = MONDAYS
    changes_at: tuple[Moment, ...] = ()
    count_cut_weeks: CutWeeks = CutWeeks.FIFTHS
    starts: Moment | None = None
    ends: Moment | None = None
    workday: Workday | None = None
    site: str = ""

    @property
    def is_part_year(self) -> bool:
        """Whether it may be there for a part of the year only."""
        return self.starts is not None or self.ends is not None

    @property
    def has_parts_of_blocks(self) -> bool:
        """Whether something may be done that is a part of the block around it."""
        return any(pattern.within_block for pattern in self.patterns)

    @property
    def given_weeks(self) -> tuple[Activity, ...]:
        """What its fixed and its locked weeks are given."""
        locked = (week.activity for week in self.locked_weeks.values())
        return (*self.fixed_weeks.values(), *locked)

    @property
    def changes_within_weeks(self) -> bool:
        """Whether what it does may change on another day than Monday."""
        if any(week.parts for week in self.given_weeks):
            return True
        rules: tuple[Cohort | ActivityRules, ...] = (self, *self.others.values())
        return (
            not all(each.changes_on <= MONDAYS for each in rules)
            or not all(is_monday(day) for each in rules for day in each.changes_at)
            or any(pattern.is_of_days for pattern in self.patterns)
        )

    @property
    def taught_a_week(self) -> Extent:
        """Least and most minutes taught in a full week, by its limits and those of its days."""
        if self.onsite_a_day is None:
            return self.onsite_a_week
        return Extent.just(5 * self.onsite_a_day)

    @property
    def placeable(self) -> tuple[Activity, ...]:
        """The activities that may lie in any week; others lie in fixed weeks only."""
        return (Activity.SCHOOL, Activity.COMPANY, *self.others)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All activities that its year can hold, `OUTSIDE` last if it is not there all year."""
        elsewhere = [each for week in self.fixed_weeks.values() for each in week.each]
        elsewhere += self.of_week_53
        if self.is_part_year:
            elsewhere.append(Activity.OUTSIDE)
        return tuple(dict.fromkeys([*self.placeable, *elsewhere]))

    @property
    def in_fifths(self) -> "Cohort":
        """It, with what its numbers of weeks leave of days, five a week."""
        if self.count_cut_weeks is CutWeeks.FIFTHS:
            return self
        is_whole = self.count_cut_weeks is CutWeeks.WHOLE

        def days(weeks: Extent | None) -> Extent | None:
            if weeks is None:
                return None
            return (
                Extent(weeks.low, None) if is_whole else replace(weeks, low=weeks.low // WEEKDAYS)
            )

        others = {a: replace(rules, weeks=days(rules.weeks)) for a, rules in self.others.items()}
        return replace(
            self,
            count_cut_weeks=CutWeeks.FIFTHS,
            school_weeks=days(self.school_weeks),
            company_weeks=days(self.company_weeks),
            others=others,
            named_blocks=tuple(replace(n, weeks=days(n.weeks)) for n in self.named_blocks),
        )

    @property
    def of_week_53(self) -> tuple[Activity, ...]:
        """The activities that patterns give an ISO week 53, be they placeable or not."""
        return tuple(pattern.week_53 for pattern in self.patterns if pattern.week_53)

    def shape(self, activity: Activity) -> BlockShape:
        """Return what the blocks of an activity must look like."""
        if activity in self.others:
            return self.others[activity].blocks
        shapes = {Activity.SCHOOL: self.school_blocks, Activity.COMPANY: self.company_blocks}
        return shapes.get(activity, BlockShape())

    def stated_weeks(self, activity: Activity, iso_weeks: Sequence[int]) -> Extent:
        """Return how many weeks of an activity its own rules allow, whatever the others sum to.

        Parameters
        ----------
        iso_weeks
            The ISO numbers of its weeks: those of the year, unless it is there for a part of it.
        """
        if activity not in self.placeable:
            fixed = [self.fixed_weeks[each] for each in iso_weeks if each in self.fixed_weeks]
            whole = sum(week == activity for week in fixed)
            cut = sum(activity in week.parts for week in fixed)
            may_be_53 = activity in self.of_week_53 and 53 in iso_weeks
            return Extent(whole, whole + cut + may_be_53)
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
