"""What a curriculum demands of the weeks of a class, cut into pieces that can be lifted.

Each demand has a pure function that returns the same modules without it. Demands are lifted from
the data, before any model is built, so that the search for a progression knows nothing of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import gcd
from typing import Any

from planner.curriculum.frame import Frame, FreeWeeks
from planner.curriculum.module import Curriculum, Module, Teacher
from planner.programme.cohort import Cohort
from planner.solver.deletion_filter import Conflict
from planner.solver.demands import Demand, Side
from planner.year.moments import Window
from planner.year.weeks import Minutes


class ModuleRule(StrEnum):
    """What can be demanded of modules; those that say most of a school come first."""

    SEMESTER_END = "semester_end"
    AWAY = "away"
    ON_CALL = "on_call"
    WEEKDAYS = "weekdays"
    RESOURCE = "resource"
    PREREQUISITE = "prerequisite"
    WINDOW = "window"
    ONSITE_WEEKS = "onsite_weeks"
    WEEK_MODULES = "week_modules"
    SESSIONS = "module_sessions"
    WEEK_HOURS = "week_hours"
    OPENS = "opens"
    CLOSES = "closes"
    ONE_PLACE = "one_place"
    SESSION_PARTS = "session_parts"
    FULL_WEEKS = "full_weeks"
    FREE_WEEKS = "free_weeks"


@dataclass(frozen=True)
class ModuleDemand:
    """One demand on the modules of a class.

    Attributes
    ----------
    about
        The id of a module, the name of a teacher or of a resource, the number of a semester.
    other
        The id of a prerequisite, the ISO number of a week in which a teacher is away.
    said
        What people call these two; or the weekdays of a teacher, the weeks of a module.
    figure
        What is demanded: sessions, minutes, half-days, modules; of the end of a semester, the
        minutes that lie before or after it.
    window, place
        Of a window, the position of the week at the end that is demanded; None if it has no week.
    """

    cohort: str
    name: ModuleRule
    about: str = ""
    other: str = ""
    side: Side = Side.WHOLE
    said: tuple[str, ...] = field(default=(), compare=False)
    figure: int = field(default=0, compare=False)
    window: Window | None = field(default=None, compare=False)
    place: int | None = field(default=None, compare=False)

    @property
    def rule_key(self) -> tuple[str, ModuleRule]:
        """What is told in one sentence."""
        return self.cohort, self.name

    @property
    def figure_key(self) -> tuple[object, ...]:
        """What identifies the figure that it demands, which can be that of several classes."""
        return self.name, self.about, self.other, self.side

    @property
    def subject(self) -> tuple[ModuleRule, str]:
        """What it is about: one module, one teacher."""
        return self.name, self.about


@dataclass(frozen=True)
class ModuleConflict(Conflict[ModuleDemand]):
    """Demands on the modules of a class that its weeks do not admit together.

    Attributes
    ----------
    option
        The stream whose modules alone have it; "" for those of the whole class.
    count
        How many modules these are.
    any_weeks
        Whether no other weeks admit them either that keep the rules of the class.
    """

    option: str = ""
    count: int = 0
    any_weeks: bool = False


AnyConflict = Conflict[Demand] | ModuleConflict
"""A conflict of rules on weeks, or of a curriculum with the weeks of a class."""


@dataclass(frozen=True)
class ModuleCase:
    """What is taught to a class, and the frame of its weeks."""

    cohort: Cohort
    curriculum: Curriculum
    frame: Frame

    @property
    def unit(self) -> Minutes:
        """The greatest unit of which the hours of all modules and a session are whole numbers."""
        return gcd(self.frame.session, *(each.minutes for each in self.curriculum.modules))

    def of_stream(self, option: str) -> "ModuleCase":
        """Return the same without the modules of other options."""
        modules = self.curriculum.streams[option]
        return replace(self, curriculum=replace(self.curriculum, modules=modules))

    def with_module(self, module: str, **changes: Any) -> "ModuleCase":
        """Return the same with a module changed."""
        modules = tuple(
            replace(each, **changes) if each.id == module else each
            for each in self.curriculum.modules
        )
        return replace(self, curriculum=replace(self.curriculum, modules=modules))

    def with_teacher(self, name: str, **changes: Any) -> "ModuleCase":
        """Return the same with what is said of a teacher changed."""
        teachers = tuple(
            replace(each, **changes) if each.name == name else each
            for each in self.curriculum.teachers
        )
        return replace(self, curriculum=replace(self.curriculum, teachers=teachers))

    def module(self, module: str) -> Module:
        """Return the module of an id."""
        return next(each for each in self.curriculum.modules if each.id == module)

    def teacher(self, name: str) -> Teacher:
        """Return what is said of a teacher."""
        return next(each for each in self.curriculum.teachers if each.name == name)


def module_demands(case: ModuleCase) -> tuple[ModuleDemand, ...]:
    """Return all that can be lifted of a curriculum, in the order of `ModuleRule`.

    The deletion filter removes demands from the end, and so keeps those that say most.
    """
    found = [
        *_of_curriculum(case),
        *_of_teachers(case),
        *(demand for module in case.curriculum.modules for demand in _of_module(module, case)),
        *_of_weeks(case),
    ]
    order = list(ModuleRule)
    return tuple(sorted(found, key=lambda demand: order.index(demand.name)))


def _of_curriculum(case: ModuleCase) -> Iterator[ModuleDemand]:
    cohort, curriculum = case.cohort.id, case.curriculum
    for (_, semester), window in curriculum.semester_ends.items():
        for side in _sides(window):
            demand = _at_end(
                ModuleDemand(cohort, ModuleRule.SEMESTER_END, str(semester), side=side),
                window,
                case,
            )
            yield replace(demand, figure=semester_room(case, demand).due)
    for name, minutes in curriculum.resources.items():
        if any(name in module.resources for module in curriculum.modules):
            yield ModuleDemand(
                cohort, ModuleRule.RESOURCE, name, said=(name,), figure=minutes, side=Side.MOST
            )
    least, most = curriculum.least_modules_a_week, curriculum.most_modules_a_week
    if least:
        yield ModuleDemand(cohort, ModuleRule.WEEK_MODULES, side=Side.LEAST, figure=least)
    if most is not None:
        yield ModuleDemand(cohort, ModuleRule.WEEK_MODULES, side=Side.MOST, figure=most)


def _at_end(demand: ModuleDemand, window: Window, case: ModuleCase) -> ModuleDemand:
    """Return a demand on one end of a window, with its week."""
    weeks = case.frame.weeks_within(window)
    place = weeks[0 if demand.side is Side.LEAST else -1] if weeks else None
    return replace(demand, window=window, place=place)


def _sides(window: Window) -> Iterator[Side]:
    if window.start is not None:
        yield Side.LEAST
    if window.end is not None or window.before is not None:
        yield Side.MOST


def _of_teachers(case: ModuleCase) -> Iterator[ModuleDemand]:
    cohort = case.cohort.id
    names = {name for module in case.curriculum.modules for name in module.teachers}
    weeks = dict.fromkeys(week.iso_week for week in case.frame.year.weeks)
    for teacher in case.curriculum.teachers:
        if teacher.name not in names:
            continue
        said = (teacher.name,)
        for week in (week for week in weeks if week in teacher.weeks_away):
            yield ModuleDemand(
                cohort, ModuleRule.AWAY, teacher.name, f"{week:02}", said=(*said, f"{week:02}")
            )
        if teacher.most_on_call is not None:
            figure, side = teacher.most_on_call, Side.MOST
            yield ModuleDemand(
                cohort, ModuleRule.ON_CALL, teacher.name, side=side, said=said, figure=figure
            )
        if len(teacher.weekdays) < len(Teacher("").weekdays):
            days = map(str, sorted(teacher.weekdays))
            yield ModuleDemand(cohort, ModuleRule.WEEKDAYS, teacher.name, said=(*said, *days))
    if names:
        yield ModuleDemand(cohort, ModuleRule.ONE_PLACE)


def _of_module(module: Module, case: ModuleCase) -> Iterator[ModuleDemand]:
    def demand(
        name: ModuleRule, side: Side = Side.WHOLE, figure: int = 0, other: str = ""
    ) -> ModuleDemand:
        said = tuple(called_module(id_, case.curriculum) for id_ in (module.id, other) if id_)
        return ModuleDemand(case.cohort.id, name, module.id, other, side, said, figure)

    known = {each.id for each in case.curriculum.modules}
    for name in module.prerequisites:
        if name in known:
            yield demand(ModuleRule.PREREQUISITE, other=name)
    if module.window:
        for side in _sides(module.window):
            yield _at_end(demand(ModuleRule.WINDOW, side), module.window, case)
    if module.onsite_weeks:
        weeks = (f"{week:02}" for week in module.onsite_weeks)
        found = demand(ModuleRule.ONSITE_WEEKS)
        yield replace(found, said=(*found.said, *weeks))
    numbers = module.session_numbers(case.frame.session)
    if module.least_sessions:
        yield demand(ModuleRule.SESSIONS, Side.LEAST, module.least_sessions)
    if numbers.stop <= module.minutes // case.frame.session:
        yield demand(ModuleRule.SESSIONS, Side.MOST, numbers.stop - 1)
    if module.least_a_week > case.unit:
        yield demand(ModuleRule.WEEK_HOURS, Side.LEAST, module.least_a_week)
    if module.most_a_week < module.minutes:
        yield demand(ModuleRule.WEEK_HOURS, Side.MOST, module.most_a_week)
    if module.opens_onsite:
        yield demand(ModuleRule.OPENS)
    if module.closes_onsite:
        yield demand(ModuleRule.CLOSES)


def called_module(module: str, curriculum: Curriculum) -> str:
    """Return the name of a module by its id; the id itself where others have its name."""
    names = [each.name for each in curriculum.modules]
    name = next(each.name for each in curriculum.modules if each.id == module)
    return name if names.count(name) == 1 else module


def _of_weeks(case: ModuleCase) -> Iterator[ModuleDemand]:
    frame = case.frame
    if frame.due_sessions:
        yield ModuleDemand(case.cohort.id, ModuleRule.SESSION_PARTS)
    if any(least for least, _ in frame.rooms):
        yield ModuleDemand(case.cohort.id, ModuleRule.FULL_WEEKS)
    if frame.sessions and (frame.free.count or frame.free.in_a_row):
        yield ModuleDemand(case.cohort.id, ModuleRule.FREE_WEEKS)


def lifted(case: ModuleCase, gone: Iterable[ModuleDemand]) -> ModuleCase:
    """Return the same class without some of the demands on its modules."""
    for demand in gone:
        case = _LIFTS[demand.name](case, demand)
    return case


Lift = Callable[[ModuleCase, ModuleDemand], ModuleCase]
"""Returns the same class without a demand."""


def _opened(window: Window | None, side: Side) -> Window | None:
    """Return a window without one of its ends."""
    if window is None:
        return None
    if side is Side.LEAST:
        return replace(window, start=None)
    return replace(window, end=None, before=None)


def _without_semester_end(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    ends = {
        key: (_opened(window, demand.side) or window) if str(key[1]) == demand.about else window
        for key, window in case.curriculum.semester_ends.items()
    }
    return replace(case, curriculum=replace(case.curriculum, semester_ends=ends))


def _without_absence(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    away = case.teacher(demand.about).weeks_away
    left = tuple(week for week in away if week != int(demand.other))
    return case.with_teacher(demand.about, weeks_away=left)


def _without_resource(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    left = {name: n for name, n in case.curriculum.resources.items() if name != demand.about}
    return replace(case, curriculum=replace(case.curriculum, resources=left))


def _without_prerequisite(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    before = case.module(demand.about).prerequisites
    left = tuple(name for name in before if name != demand.other)
    return case.with_module(demand.about, prerequisites=left)


def _without_window(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    window = _opened(case.module(demand.about).window, demand.side)
    return case.with_module(demand.about, window=window)


def _without_week_modules(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    is_least = demand.side is Side.LEAST
    free = {"least_modules_a_week": 0} if is_least else {"most_modules_a_week": None}
    return replace(case, curriculum=replace(case.curriculum, **free))


def _with_any_sessions(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    if demand.side is Side.LEAST:
        return case.with_module(demand.about, least_sessions=0)
    most = case.module(demand.about).minutes // case.frame.session
    return case.with_module(demand.about, most_sessions=most)


def _with_any_week_hours(case: ModuleCase, demand: ModuleDemand) -> ModuleCase:
    module = case.module(demand.about)
    if demand.side is Side.MOST:
        return case.with_module(demand.about, most_a_week=module.minutes)
    return case.with_module(demand.about, least_a_week=case.unit)


def _with_teachers_anywhere(case: ModuleCase, _: ModuleDemand) -> ModuleCase:
    every = sum(module.minutes for module in case.curriculum.modules)
    return replace(case, frame=replace(case.frame, school_day=max(case.frame.school_day, every)))


_LIFTS: Mapping[ModuleRule, Lift] = {
    ModuleRule.SEMESTER_END: _without_semester_end,
    ModuleRule.AWAY: _without_absence,
    ModuleRule.ON_CALL: lambda case, d: case.with_teacher(d.about, most_on_call=None),
    ModuleRule.WEEKDAYS: lambda case, d: case.with_teacher(d.about, weekdays=Teacher("").weekdays),
    ModuleRule.RESOURCE: _without_resource,
    ModuleRule.PREREQUISITE: _without_prerequisite,
    ModuleRule.WINDOW: _without_window,
    ModuleRule.ONSITE_WEEKS: lambda case, d: case.with_module(d.about, onsite_weeks=()),
    ModuleRule.WEEK_MODULES: _without_week_modules,
    ModuleRule.SESSIONS: _with_any_sessions,
    ModuleRule.WEEK_HOURS: _with_any_week_hours,
    ModuleRule.OPENS: lambda case, d: case.with_module(d.about, opens_onsite=False),
    ModuleRule.CLOSES: lambda case, d: case.with_module(d.about, closes_onsite=False),
    ModuleRule.ONE_PLACE: _with_teachers_anywhere,
    ModuleRule.SESSION_PARTS: lambda case, _: replace(
        case, frame=replace(case.frame, due_sessions=())
    ),
    ModuleRule.FULL_WEEKS: lambda case, _: replace(
        case, frame=replace(case.frame, rooms=tuple((0, most) for _, most in case.frame.rooms))
    ),
    ModuleRule.FREE_WEEKS: lambda case, _: replace(
        case, frame=replace(case.frame, free=FreeWeeks((False,) * len(case.frame.rooms)))
    ),
}


@dataclass(frozen=True)
class SemesterRoom:
    """The hours of the semesters on one side of a semester's end, and what their weeks give.

    Attributes
    ----------
    due
        The minutes of their modules: those of the stream that has most.
    given
        The most minutes on site and in sessions of the weeks in which they can lie.
    """

    due: Minutes
    given: Minutes


def semester_room(case: ModuleCase, demand: ModuleDemand) -> SemesterRoom:
    """Return the hours that the end of a semester leaves to the semesters before or after it."""
    number, frame = int(demand.about), case.frame
    is_before, weeks = demand.side is Side.MOST, semester_side(case, demand)
    sessions = min(frame.sessions, sum(max(frame.slots[week], default=0) for week in weeks))
    return SemesterRoom(
        max(
            sum(each.minutes for each in stream if _is_on_side(each, number, is_before=is_before))
            for stream in case.curriculum.streams.values()
        ),
        sum(frame.rooms[week][1] for week in weeks) + sessions * frame.session,
    )


def semester_side(case: ModuleCase, demand: ModuleDemand) -> range:
    """Return the weeks that the end of a semester leaves to the semesters before or after it."""
    within, every = case.frame.weeks_within(demand.window), range(len(case.frame.rooms))
    return every[: within.stop] if demand.side is Side.MOST else every[within.start + 1 :]


def _is_on_side(module: Module, semester: int, *, is_before: bool) -> bool:
    number = module.semester
    return number is not None and (number <= semester if is_before else number > semester)


def short_of_room(case: ModuleCase, demands: Iterable[ModuleDemand]) -> Iterator[ModuleDemand]:
    """Yield the demands that weeks cannot keep whatever else is demanded: a count shows it."""
    for demand in demands:
        if demand.name is ModuleRule.SEMESTER_END:
            room = semester_room(case, demand)
            if room.due > room.given:
                yield demand
