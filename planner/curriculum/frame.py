"""The weeks of a class as its modules find them: hours on site, sessions, leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.curriculum.kept import ModuleShare, WeekModules
from planner.curriculum.module import Module, Teacher
from planner.year.moments import Window
from planner.year.positions import positions
from planner.year.weeks import AcademicYear, Minutes

Accepted = tuple[tuple[int, int], ...]
"""Closed intervals in ascending order."""


@dataclass(frozen=True)
class DueHours:
    """The least and most minutes on site of some weeks together; None without a limit."""

    weeks: tuple[int, ...]
    least: Minutes
    most: Minutes | None


@dataclass(frozen=True)
class DueSessions:
    """The sessions that weeks in a row have together."""

    weeks: range
    accepted: Accepted


@dataclass(frozen=True)
class FreeWeeks:
    """Weeks without sessions, for leave.

    Attributes
    ----------
    leavable
        For each week of the year, whether leave can be taken in it if it has no session.
    count
        How many of these must have none ...
    in_a_row
        ... and how many of them in a row ...
    within
        ... among these weeks.
    """

    leavable: tuple[bool, ...]
    count: int = 0
    in_a_row: int = 0
    within: range = range(0)


@dataclass(frozen=True)
class Frame:
    """The weeks of a class, by their position in the year.

    Attributes
    ----------
    year
        The year as the class has it.
    rooms
        The least and the most minutes on site of each week; (0, 0) without lessons.
    days
        The weekdays with lessons of each week, 0 for Monday.
    school_day
        The most minutes on site of a day.
    slots
        The numbers of sessions that each week may have.
    session
        The minutes of a session.
    sessions
        Those of the year.
    kept
        What modules must have in each week; None where nothing is said of it.
    near
        What modules had in each week of the planning to stay close to; empty without one.
    """

    year: AcademicYear
    rooms: tuple[tuple[Minutes, Minutes], ...]
    days: tuple[frozenset[int], ...]
    school_day: Minutes
    slots: tuple[tuple[int, ...], ...]
    session: Minutes
    sessions: int
    due_hours: tuple[DueHours, ...] = ()
    due_sessions: tuple[DueSessions, ...] = ()
    free: FreeWeeks = FreeWeeks(())
    kept: tuple[WeekModules | None, ...] = ()
    near: tuple[WeekModules | None, ...] = ()

    @cached_property
    def school_weeks(self) -> tuple[int, ...]:
        """The weeks with room for hours on site."""
        return tuple(week for week, (_, most) in enumerate(self.rooms) if most)

    @cached_property
    def session_weeks(self) -> tuple[int, ...]:
        """The weeks that may have sessions."""
        return tuple(week for week, numbers in enumerate(self.slots) if max(numbers, default=0))

    @cached_property
    def weeks_with_modules(self) -> tuple[int, ...]:
        """The weeks that may have hours on site, or sessions."""
        return tuple(sorted({*self.school_weeks, *self.session_weeks}))

    def weeks_within(self, window: Window | None) -> range:
        """Return the weeks of a part of the year."""
        return positions(window, self.year)

    def kept_of(self, module: Module) -> Mapping[int, ModuleShare]:
        """Return what a module must have, by week; nothing is said of the others."""
        return _shares(self.kept, module)

    def near_of(self, module: Module) -> Mapping[int, ModuleShare]:
        """Return what a module had in the planning to stay close to, by week."""
        return _shares(self.near, module)

    def is_away(self, teacher: Teacher, week: int) -> bool:
        """Return whether a teacher is away in a week."""
        return self.year.weeks[week].iso_week in teacher.weeks_away

    def school_weeks_of(self, module: Module, teachers: Iterable[Teacher]) -> list[int]:
        """Return the weeks that can have hours of a module.

        Parameters
        ----------
        teachers
            Those of whom something is said.
        """
        return [
            week
            for week in self._weeks_of(module, self.school_weeks, teachers)
            if not module.onsite_weeks or self.year.weeks[week].iso_week in module.onsite_weeks
        ]

    def session_weeks_of(self, module: Module, teachers: Iterable[Teacher]) -> list[int]:
        """Return the weeks that can have sessions of a module."""
        return self._weeks_of(module, self.session_weeks, teachers)

    def _weeks_of(
        self, module: Module, weeks: Iterable[int], teachers: Iterable[Teacher]
    ) -> list[int]:
        own = [teacher for teacher in teachers if teacher.name in module.teachers]
        within = self.weeks_within(module.window)
        return [
            week
            for week in weeks
            if week in within and not any(self.is_away(teacher, week) for teacher in own)
        ]

    def teacher_room(self, teacher: Teacher, week: int) -> Minutes:
        """Return the most minutes that a teacher can teach in a week, on their weekdays."""
        return len(self.days[week] & teacher.weekdays) * self.school_day


def _shares(weeks: Sequence[WeekModules | None], module: Module) -> Mapping[int, ModuleShare]:
    found = {n: week.share_of(module.id) for n, week in enumerate(weeks) if week}
    return {n: share for n, share in found.items() if share}
