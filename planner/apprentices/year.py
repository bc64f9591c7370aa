"""The year of an apprentice, day by day: places, half-days of sessions, hours, leave.

The hours of a week in the ledger are split over its days, those taught in quarters of an hour; the
sums equal the ledger to the minute. Days without contract or in a break have no hours; lost lessons
count as taught. A contract that starts shortly before the year has its days ahead of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import groupby

from planner.apprentices.apprentice import HALF_DAYS, Apprentice, HalfDay, Part, Period, Span
from planner.apprentices.day import Day, Hours
from planner.apprentices.milestones import attendance
from planner.apprentices.own_days import OwnDays, own_activity, own_days_on
from planner.apprentices.session_half_days import place_half_days
from planner.apprentices.timeline import DayStatus, Timeline, weeks_ahead
from planner.curriculum.progression import ModuleSession, Progression
from planner.planning.blocks import block_names_by_day
from planner.planning.milestones import DueDates, due_dates
from planner.planning.onsite_hours import mean_lesson_day
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.programme.hours_of_week import TAUGHT_AT, company_day, lessons, share_of
from planner.programme.workday import Workday
from planner.rules.leave import summer
from planner.year.activity import WEEKDAYS, Activity, Halves, Place
from planner.year.positions import position
from planner.year.public_holidays import holiday_names
from planner.year.weeks import AcademicYear, Minutes, Week


@dataclass(frozen=True)
class UnplacedSessions:
    """A week with more sessions than the company has free half-days.

    Attributes
    ----------
    week
        The index of the week in the year.
    sessions, room
        The number of sessions due, and of half-days for them.
    """

    week: int
    sessions: int
    room: int


@dataclass(frozen=True)
class Month:
    """A calendar month, as far as it lies in the academic year.

    Attributes
    ----------
    first
        The first day of the calendar month.
    """

    first: date
    days: tuple[Day, ...]

    @property
    def hours(self) -> Hours:
        """The hours of the month."""
        return Hours.of(self.days)


@dataclass(frozen=True)
class ApprenticeYear:
    """The academic year of an apprentice.

    Attributes
    ----------
    days
        Every day from the first Monday of the year, or from an earlier one in company, to its last
        Sunday.
    unplaced
        The weeks whose sessions are not all placed.
    ahead
        The weeks before the year that have days in company.
    """

    apprentice: Apprentice
    planning: Planning
    cohort: CohortPlanning
    days: tuple[Day, ...]
    unplaced: tuple[UnplacedSessions, ...]
    ahead: tuple[Week, ...] = ()

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months of the year."""
        of_month = groupby(self.days, lambda day: day.date.replace(day=1))
        return tuple(Month(first, tuple(days)) for first, days in of_month)

    @cached_property
    def hours(self) -> Hours:
        """The hours of the days, as far as they are spent as planned."""
        return Hours.of(self.days)

    @property
    def is_whole(self) -> bool:
        """Whether the contract covers every working day of the year."""
        return all(day.in_contract for day in self.days if day.place is not None)

    @property
    def summer_leave(self) -> tuple[Span, ...]:
        """The periods in which the main leave can be taken.

        These are runs of whole weeks in summer, at the company and without sessions, at least as
        long as the consecutive weeks of leave that the programme requires.
        """
        case = self.planning.case
        leave, weeks = case.leaves[self.cohort.cohort.id], case.year.weeks
        free = [n for n in summer(weeks, leave) if self._is_free(n)]
        spans = (
            [position for _, position in run]
            for _, run in groupby(enumerate(free), lambda item: item[1] - item[0])
        )
        return tuple(
            Span(weeks[run[0]].monday, weeks[run[-1]].last_day)
            for run in spans
            if len(run) >= max(1, leave.consecutive)
        )

    def _is_free(self, week: int) -> bool:
        days = self.week(week)
        is_covered = all(day.in_contract for day in days if day.place is not None)
        takes_leave = self.cohort.activities[week].takes_leave
        return is_covered and takes_leave and not self.cohort.placed_sessions[week]

    @cached_property
    def late_days(self) -> tuple[Day, ...]:
        """The days of defences and events that come after the last period has ended."""
        ends = [each.end for each in self.apprentice.periods]
        known = [end for end in ends if end]
        last = max(known, default=date.max) if len(known) == len(ends) else date.max
        late = (day for day in self.days if day.date > last)
        return tuple(day for day in late if day.events or Place.DEFENCE in day.halves)

    @cached_property
    def due(self) -> DueDates:
        """What is due, while under contract or at school without one."""
        planning = self.planning
        if not planning.programme.milestones:
            return DueDates()
        who = attendance(self.apprentice, self.days, planning.year.opening)
        return due_dates(self.cohort, planning.case, who)

    @cached_property
    def progression(self) -> Progression | None:
        """The modules of the apprentice's option; of all where none is said, None if none are."""
        return _progression(self.apprentice, self.cohort)

    @property
    def days_ahead(self) -> tuple[Day, ...]:
        """The days before the first Monday of the year."""
        return self.days[: len(self.days) - 7 * len(self.planning.year)]

    def week(self, position: int) -> tuple[Day, ...]:
        """Return the days of a week: seven, but for the first one in company before the year."""
        first = len(self.days_ahead) + 7 * position
        return self.days[max(0, first) : max(0, first + 7)]

    def week_of(self, day: Day) -> Week:
        """Return the week of a day."""
        weeks = self.planning.year.weeks_of(self.cohort.cohort.id)
        return (self.ahead if day.week < 0 else weeks)[day.week]

    def names_of_holidays(self, language: str) -> Mapping[date, str]:
        """Return the names of the public holidays on its weekdays, in "fr" or "en"."""
        weeks = (*self.ahead, *self.planning.year.of(self.cohort.cohort.id).weeks)
        holidays = self.planning.programme.site_of(self.cohort.cohort).public_holidays
        return holiday_names(weeks, holidays, language)

    @property
    def time_zone(self) -> str:
        """The IANA name of the time zone in which its sessions begin: that of its site."""
        return self.planning.programme.site_of(self.cohort.cohort).time_zone


def class_year(cohort: str, planning: Planning) -> ApprenticeYear:
    """Compute the year of a member of a class, by its id, who is nobody; see `apprentice_year`."""
    return apprentice_year(Apprentice("", "", cohort, (Period(),)), planning)


def apprentice_year(apprentice: Apprentice, planning: Planning) -> ApprenticeYear:
    """Compute the year of an apprentice.

    Parameters
    ----------
    planning
        A complete planning, with sessions and hours on site.

    Raises
    ------
    ValueError
        The planning lacks the apprentice's cohort, or hours on site.
    """
    cohort = next((c for c in planning.cohorts if c.cohort.id == apprentice.cohort), None)
    if cohort is None:
        raise ValueError(f"no cohort {apprentice.cohort}")
    if cohort.onsite is None:
        raise ValueError(f"the planning of {apprentice.cohort} gives no hours on site")
    happenings = _events_by_date(cohort.cohort, planning.year.of(apprentice.cohort))
    names = block_names_by_day(cohort, planning.year)
    workday = planning.programme.workday_of(cohort.cohort)
    timeline = Timeline(apprentice, planning.year.opening)
    ahead = tuple(weeks_ahead(timeline, planning, cohort.cohort))
    lesson = mean_lesson_day(cohort, planning.case) if apprentice.own_days else 0
    modules = _progression(apprentice, cohort)
    days = list(_days_ahead(ahead, timeline, workday))
    unplaced: list[UnplacedSessions] = []
    for index, week in enumerate(planning.year.weeks_of(apprentice.cohort)):
        dates = tuple(week.monday + timedelta(n) for n in range(7))
        sessions, bound = cohort.placed_sessions[index], timeline.days(dates)
        laid = _WeekLayout(
            index=index,
            week=week,
            activity=planning.year.weeks[index].of_part(week, cohort.activities[index]),
            blocks=names[index],
            onsite=cohort.onsite[index],
            sessions=sessions,
            preferred=bound.preferred if sessions else (),
            statuses=bound.statuses,
            is_closed=bound.is_closed,
            events=tuple(happenings.get(day, ()) for day in dates),
            workday=timeline.workday(dates[: WEEKDAYS + 1], workday),
            own=tuple(own_days_on(day, apprentice.own_days) for day in dates),
            lesson=lesson,
            modules=modules.named_sessions[index] if modules and sessions else (),
        )
        of_week = _days_of_week(laid)
        room = sum(len(day.sessions) for day in of_week)
        if room < sessions and DayStatus.CONTRACT in laid.statuses[: week.days]:
            unplaced.append(UnplacedSessions(index, sessions, room))
        days += of_week
    found = tuple(_from_first_lesson(days))
    return ApprenticeYear(apprentice, planning, cohort, found, tuple(unplaced), ahead)


def apprentice_years(
    apprentices: Iterable[Apprentice], planning: Planning
) -> tuple[ApprenticeYear, ...]:
    """Compute the years of some apprentices; equal inputs are computed once.

    Raises
    ------
    ValueError
        As `apprentice_year`.
    """
    known: dict[object, ApprenticeYear] = {}
    found = []
    for who in apprentices:
        said = (who.cohort, who.option, tuple(map(_timing, who.periods)), who.own_days)
        if said not in known:
            known[said] = apprentice_year(who, planning)
        found.append(replace(known[said], apprentice=who))
    return tuple(found)


def _progression(apprentice: Apprentice, cohort: CohortPlanning) -> Progression | None:
    found = cohort.progression
    return found and found.of_option(apprentice.option)


def _from_first_lesson(days: Iterable[Day]) -> Iterator[Day]:
    """Yield the days; a time at school without contract begins with its first day at school."""
    has_begun = False
    for day in days:
        is_trainee = day.status is DayStatus.TRAINEE
        has_begun = is_trainee and (has_begun or (day.place is not None and day.is_bound))
        yield day if has_begun or not is_trainee else replace(day, status=DayStatus.OUTSIDE)


def _timing(period: Period) -> tuple[object, ...]:
    """Return all of a period that its days depend on."""
    return (
        *(period.kind, period.start, period.end),
        *(period.half_days, period.closed, period.hours),
    )


def _days_ahead(weeks: Sequence[Week], timeline: Timeline, workday: Workday) -> Iterator[Day]:
    """Yield the days before the year, from the first one in company."""
    for index, week in enumerate(weeks, start=-len(weeks)):
        dates = tuple(week.monday + timedelta(n) for n in range(7))
        bound = timeline.days(dates)
        laid = _WeekLayout(
            index=index,
            week=week,
            activity=Activity.COMPANY,
            blocks=(None,) * WEEKDAYS,
            onsite=0,
            sessions=0,
            preferred=(),
            statuses=bound.statuses,
            is_closed=bound.is_closed,
            events=((),) * 7,
            workday=timeline.workday(dates[: WEEKDAYS + 1], workday),
        )
        for day in _days_of_week(laid):
            if day.date >= (timeline.first_day_ahead or day.date):
                yield day


def _events_by_date(cohort: Cohort, year: AcademicYear) -> Mapping[date, tuple[str, ...]]:
    """Return the names of the events of each date that has any."""
    found: dict[date, tuple[str, ...]] = {}
    for event in cohort.events:
        if place := position(event.day, year):
            day = year.weeks[place[0]].monday + timedelta(place[1])
            found[day] = (*found.get(day, ()), event.name)
    return found


@dataclass(frozen=True)
class _WeekLayout:
    """All that the days of a week depend on: what its cohort does, and what is an apprentice's.

    Attributes
    ----------
    blocks
        The name of the named block of each weekday, or None.
    preferred
        The preferred half-days of the company; none in a week without sessions.
    statuses, is_closed, events
        Of each day: what binds the apprentice, whether the company is closed, its events.
    workday
        The lengths of days, of the cohort or as the contract has them.
    own
        The exception of each day.
    lesson
        What is taught on a day at school that the cohort does not spend there.
    modules
        What each session is of, in their order; empty where no modules are placed.
    """

    index: int
    week: Week
    activity: Activity
    blocks: tuple[str | None, ...]
    onsite: Minutes
    sessions: int
    preferred: tuple[HalfDay, ...]
    statuses: tuple[DayStatus, ...]
    is_closed: tuple[bool, ...]
    events: tuple[tuple[str, ...], ...]
    workday: Workday
    own: tuple[OwnDays | None, ...] = (None,) * 7
    lesson: Minutes = 0
    modules: tuple[tuple[ModuleSession, ...], ...] = ()

    def days(self) -> Iterator[Day]:
        """Yield the seven days, with their hours."""
        activity = self._spent()
        taught = lessons(self.week, self.activity, self.onsite)
        missed = {closed.date: closed for closed in self.week.missed_days(activity)}
        room = tuple(map(self._room, range(WEEKDAYS)))
        elsewhere = frozenset(half for half in HALF_DAYS if not self._is_in_company(half))
        placed = place_half_days(self.sessions, room, self.preferred, elsewhere)
        modules = dict(zip(placed, self.modules, strict=False))
        for number in range(7):
            halves, is_off = self._halves(number), self._is_off(number)
            place, afternoon = halves or (None, None)
            bound = [half for half in halves if self.statuses[number].spends(half)]
            here = [half for half in placed if half.weekday == number]
            sessions = tuple(half.part for half in here)
            remote = len(sessions) * self.workday.session
            day = self._date(number)
            works = [half is Place.COMPANY and half in bound and not is_off for half in halves]
            is_taught = not is_off and not {*TAUGHT_AT}.isdisjoint(bound)
            added = 0 if day in missed else self.lesson
            held = taught.get(day, added) if is_taught else 0
            yield Day(
                date=day,
                week=self.index,
                activity=activity.on(number),
                block=self.blocks[min(number, WEEKDAYS - 1)],
                place=place,
                is_holiday=day in self.week.public_holidays,
                is_off=is_off,
                school_closed=self.week.closed,
                company_closed=self.is_closed[number],
                missed=missed.get(day),
                status=self.statuses[number],
                sessions=sessions,
                hours=Hours(
                    onsite=held,
                    remote=remote,
                    company=share_of(company_day(self.week, day, self.workday), works) - remote
                    if any(works)
                    else 0,
                    sessions=len(sessions),
                    lost=held if day in missed else 0,
                ),
                events=self.events[number] if self._is_there(number) else (),
                own=self.own[number] if place else None,
                afternoon=None if afternoon is place else afternoon,
                modules=tuple(modules.get(half, ()) for half in here) if self.modules else (),
            )

    def _spent(self) -> Activity:
        """Return the activity of the week, with the days that are spent otherwise."""
        if not any(self.own):
            return self.activity
        days = enumerate(self.activity.halves)
        return own_activity(self.activity, tuple(self._halves(n) or halves for n, halves in days))

    def _date(self, number: int) -> date:
        return self.week.monday + timedelta(number)

    def _planned(self, number: int) -> Halves:
        is_there = number < self.week.days and self._is_there(number)
        return self.activity.halves_on(number) if is_there else ()

    def _is_there(self, number: int) -> bool:
        return self.activity.on(number) != Activity.OUTSIDE

    def _halves(self, number: int) -> Halves:
        own, planned = self.own[number], self._planned(number)
        return (own.place, own.place) if own and planned else planned

    def _is_off(self, number: int) -> bool:
        is_holiday = self._date(number) in self.week.public_holidays
        return is_holiday and not {*self._halves(number)} <= {Place.ABROAD}

    def _is_in_company(self, half: HalfDay) -> bool:
        halves = self._halves(half.weekday)
        return bool(halves) and halves[half.part is Part.AFTERNOON] is Place.COMPANY

    def _room(self, number: int) -> int:
        """Return how many sessions can be placed on a day, on its half-days in company."""
        is_bound = self.statuses[number] is DayStatus.CONTRACT
        is_open = is_bound and not self._is_off(number) and not self.is_closed[number]
        halves = self._halves(number).count(Place.COMPANY) if is_open else 0
        return min(halves, self.workday.sessions_by_day[number])


@lru_cache(4096)  # the apprentices of a cohort have most weeks in common
def _days_of_week(laid: _WeekLayout) -> tuple[Day, ...]:
    return tuple(laid.days())
