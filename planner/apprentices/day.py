"""One day of an apprentice's year: its places, sessions, hours and events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from planner.apprentices.apprentice import Part
from planner.apprentices.own_days import OwnDays
from planner.apprentices.timeline import DayStatus
from planner.curriculum.progression import ModuleSession
from planner.year.activity import AT_THE_SCHOOL, Activity, Halves, Place
from planner.year.weeks import ClosedDay, Minutes


@dataclass(frozen=True)
class Hours:
    """Minutes on site, in remote sessions and at the company; the number of sessions.

    `lost` are those on site that are lost, on days on which the school is closed.
    """

    onsite: Minutes
    remote: Minutes
    company: Minutes
    sessions: int
    lost: Minutes = 0

    @property
    def academic(self) -> Minutes:
        """Minutes taught on site and in remote sessions."""
        return self.onsite + self.remote

    @classmethod
    def of(cls, days: "Iterable[Day]") -> "Hours":
        """Return the sum over some days."""
        hours = [day.hours for day in days]
        return cls(
            sum(h.onsite for h in hours),
            sum(h.remote for h in hours),
            sum(h.company for h in hours),
            sum(h.sessions for h in hours),
            sum(h.lost for h in hours),
        )


@dataclass(frozen=True)
class HeldSession:
    """A remote session on its half-day.

    Attributes
    ----------
    week
        The index of its week in the year.
    modules
        What it is of: a module, or one of each option where they differ; empty where no modules are
        placed.
    """

    week: int
    day: date
    part: Part
    modules: tuple[ModuleSession, ...] = ()

    @property
    def half_day(self) -> tuple[date, Part]:
        """When it is held."""
        return self.day, self.part

    @property
    def subject(self) -> tuple[str, ...]:
        """The ids of its modules."""
        return tuple(of.module.id for of in self.modules)


@dataclass(frozen=True)
class Day:
    """One day of an apprentice's year.

    Attributes
    ----------
    week
        The index of its week in the year; negative before the year.
    activity
        The activity of that day: of the cohort, or with the days of an exception; on a weekend,
        that of Friday.
    block
        The name of the named block of that day ("PFE"), if any.
    place
        The place in the planning, of the morning of a day at two places; None on weekends, after
        the last day of the year, and in weeks in which the cohort is not there. A public holiday
        has the place it would have as a working day.
    is_holiday
        Whether it is a public holiday from Monday to Friday, or to Saturday.
    is_off
        Whether that holiday is a day off: not so abroad.
    school_closed, company_closed
        Whether the school is closed that whole week, and the company on that day.
    missed
        Why nobody is at school, or at a defence, on a single day on which the school is closed;
        None on other days.
    status
        What binds the apprentice on it.
    sessions
        The half-days of remote sessions.
    events
        The names of events: a defence, a day of return.
    own
        The exception by which it is not spent as the cohort does, if any.
    afternoon
        The place of its afternoon, if that is another one than that of its morning.
    modules
        What each session is of (`HeldSession.modules`); empty where no modules are placed.
    """

    date: date
    week: int
    activity: Activity
    block: str | None
    place: Place | None
    is_holiday: bool
    is_off: bool
    school_closed: bool
    company_closed: bool
    missed: ClosedDay | None
    status: DayStatus
    sessions: tuple[Part, ...]
    hours: Hours
    events: tuple[str, ...]
    own: OwnDays | None = None
    afternoon: Place | None = None
    modules: tuple[tuple[ModuleSession, ...], ...] = ()

    @property
    def halves(self) -> Halves:
        """The places of its morning and its afternoon; none where it has no place."""
        return () if self.place is None else (self.place, self.afternoon or self.place)

    @property
    def halves_spent(self) -> Halves:
        """Those places, as far as the half-days are spent there: bound, no day off, no closing."""
        return tuple(half for half in self.halves if self.spends(half))

    def spends(self, half: Place) -> bool:
        """Return whether a half of it that is planned at a place is spent there."""
        is_closed = self.missed is not None and half in AT_THE_SCHOOL
        return self.status.spends(half) and not (self.is_off or is_closed)

    @property
    def held_sessions(self) -> tuple[HeldSession, ...]:
        """The remote sessions of the day."""
        modules = self.modules or ((),) * len(self.sessions)
        held = zip(self.sessions, modules, strict=True)
        return tuple(HeldSession(self.week, self.date, part, of) for part, of in held)

    @property
    def in_contract(self) -> bool:
        """Whether it lies in a contract that no break suspends."""
        return self.status is DayStatus.CONTRACT

    @property
    def is_bound(self) -> bool:
        """Whether it is to be spent as planned; other days have no hours and no sessions."""
        return self.status.spends(self.place) or self.status.spends(self.afternoon or self.place)

    @property
    def is_spent(self) -> bool:
        """Whether it is spent at its place, or half of it: bound, no day off, the school open."""
        return bool(self.halves_spent)
