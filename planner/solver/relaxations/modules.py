"""Relaxations of what a curriculum demands, by degrees, as keys of the programme file.

A module that is read from a table is changed by its id, as that of a file that is extended; the
table itself stays as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.curriculum.module import Module, Teacher
from planner.programme.block_shapes import Extent
from planner.programme.file import Tables, tables_of
from planner.solver.demands import Side
from planner.solver.modules.demands import ModuleCase, ModuleDemand, ModuleRule, called_module
from planner.solver.relaxations.hours import fewer_hours_a_week
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    extent_table,
    figure,
    in_cohort,
)
from planner.solver.relaxations.sessions import more_sessions_so_far
from planner.solver.relaxations.windows import TablesOf, windows
from planner.year.activity import Activity
from planner.year.moments import Window
from planner.year.weeks import HOUR

_MOST_ON_CALL = 500
"""As many half-days on call as a file can name."""

_WEEK_HOURS = 35
"""The most hours that a way out gives a module, or a resource, in a week."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def module_relaxations(
    demand: ModuleDemand, case: ModuleCase, context: RelaxationContext
) -> Iterator[Degrees]:
    """Yield the ways in which a demand on modules can be relaxed, each by degrees.

    Parameters
    ----------
    case
        The class of the demand.
    """
    relaxing = _RELAXING.get(demand.name)
    if relaxing:
        yield from relaxing(demand, case, context)


def _in_module(module: str, **keys: Any) -> Tables:
    return {"curriculum": {"modules": [{"id": module, **keys}]}}


def _in_teacher(name: str, **keys: Any) -> Tables:
    return {"curriculum": {"teachers": {name: keys}}}


def _single(demand: ModuleDemand, kind: str, tables: Tables, steps: int = 1) -> list[Relaxation]:
    """Return a change that has no figure, as the first degree."""
    return [Relaxation((demand.figure_key, kind), demand, kind, None, None, steps, tables)]


def _semester_end(
    demand: ModuleDemand, case: ModuleCase, context: RelaxationContext
) -> Iterator[Degrees]:
    """Yield later ends of a semester, or earlier ones, as the file names it: 1, or 3.1."""
    ends: Mapping[str, Tables] = tables_of(context.case.programme)["curriculum"]["semester_ends"]
    own = f"{case.cohort.year}.{demand.about}"
    key = own if own in ends else demand.about

    def tables(keys: Tables) -> Tables:
        return {"curriculum": {"semester_ends": {key: {**ends[key], **keys}}}}

    yield from _wider(demand, demand.window, tables, case, context)


def _wider(
    demand: ModuleDemand,
    window: Window | None,
    tables: TablesOf,
    case: ModuleCase,
    context: RelaxationContext,
) -> Iterator[Degrees]:
    """Yield the degrees of a window at the end that a demand is about."""
    kind = "from" if demand.side is Side.LEAST else "until"
    for degrees in windows(demand, window, case.frame.weeks_within(window), tables, context):
        if degrees and degrees[0].kind in (kind, "straddling"):
            key = (demand.figure_key, degrees[0].kind)
            yield [replace(degree, key=key) for degree in degrees]


def _window(
    demand: ModuleDemand, case: ModuleCase, context: RelaxationContext
) -> Iterator[Degrees]:
    window = case.module(demand.about).window
    yield from _wider(demand, window, lambda keys: _in_module(demand.about, **keys), case, context)


def _present(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    """Yield presence in the week at hand, then also in others in which it can matter.

    The nearest come first: those at school if it is one at school, then those with sessions.
    """
    frame, teacher, first = case.frame, case.teacher(demand.about), int(demand.other)
    places = {week.iso_week: place for place, week in enumerate(frame.year.weeks)}

    def distance(week: int) -> tuple[bool, int]:
        one, other = places[first], places[week]
        is_alike = (one in frame.school_weeks) == (other in frame.school_weeks)
        return not is_alike, abs(one - other)

    mattering = {frame.year.weeks[n].iso_week for n in frame.weeks_with_modules} - {first}
    others = [week for week in teacher.weeks_away if week in mattering]
    chain = [first, *sorted(others, key=distance)]
    yield [_there(demand, teacher, chain[:n]) for n in range(1, len(chain) + 1)]


def _there(demand: ModuleDemand, teacher: Teacher, weeks: Sequence[int]) -> Relaxation:
    """Return the presence of a teacher in some weeks, called what it is where it is in all."""
    left = [week for week in teacher.weeks_away if week not in weeks]
    kind = "never_away" if len(weeks) > 1 and not left else "present"
    there = tuple(f"{week:02}" for week in teacher.weeks_away if week in weeks)
    tables = _in_teacher(teacher.name, weeks_away=left)
    parts = frozenset((demand.subject, week) for week in there)
    return Relaxation((parts,), demand, kind, None, there, len(weeks), tables, parts=parts)


def _on_call(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    most = case.teacher(demand.about).most_on_call or 0
    yield [
        figure(demand, "half_days", most, n, _in_teacher(demand.about, most_on_call=n))
        for n in range(most + 1, _MOST_ON_CALL + 1)
    ]


def _weekdays(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    own = case.teacher(demand.about).weekdays
    for day in sorted(set(range(len(_WEEKDAYS))) - own):
        days = [_WEEKDAYS[n] for n in sorted({*own, day})]
        tables = _in_teacher(demand.about, weekdays=days)
        yield [Relaxation((demand.figure_key, day), demand, "weekday", None, day, 1, tables)]


def _resource(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    minutes = case.curriculum.resources[demand.about]
    yield [
        figure(demand, "hours", minutes, n, _of_resource(demand.about, n), HOUR)
        for n in range(minutes + HOUR, minutes + _WEEK_HOURS * HOUR + 1, HOUR)
    ]


def _of_resource(name: str, minutes: int) -> Tables:
    return {"curriculum": {"resources": {name: minutes / HOUR}}}


def _prerequisite(
    demand: ModuleDemand, case: ModuleCase, _: RelaxationContext
) -> Iterator[Degrees]:
    left = [name for name in case.module(demand.about).prerequisites if name != demand.other]
    yield _single(demand, "unbind", _in_module(demand.about, prerequisites=left), steps=3)


def _onsite_weeks(demand: ModuleDemand, _: ModuleCase, __: RelaxationContext) -> Iterator[Degrees]:
    yield _single(demand, "any_week", _in_module(demand.about, onsite_weeks=[]), steps=3)


def _week_modules(
    demand: ModuleDemand, case: ModuleCase, _: RelaxationContext
) -> Iterator[Degrees]:
    least, most = case.curriculum.least_modules_a_week, case.curriculum.most_modules_a_week

    def tables(extent: Extent) -> Tables:
        return {"curriculum": {"modules_a_week": extent_table(extent)}}

    if demand.side is Side.LEAST:
        yield [
            figure(demand, "modules", least, n, tables(Extent(n, most)))
            for n in range(least - 1, -1, -1)
        ]
    elif most is not None:
        yield [
            figure(demand, "modules", most, n, tables(Extent(least, n)))
            for n in range(most + 1, len(case.curriculum.modules) + 1)
        ]


def _sessions(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    module, session = case.module(demand.about), case.frame.session
    least, most = module.least_sessions, module.session_numbers(session).stop - 1
    if demand.side is Side.LEAST:
        fewer = [(n, Extent(n, module.most_sessions)) for n in range(least - 1, -1, -1)]
        yield [_number(demand, least, n, extent) for n, extent in fewer]
    else:
        more = range(most + 1, module.minutes // session + 1)
        yield [_number(demand, most, n, Extent(least, n)) for n in more]


def _number(demand: ModuleDemand, before: int, after: int, extent: Extent) -> Relaxation:
    tables = _in_module(demand.about, sessions=extent_table(extent))
    return figure(demand, "sessions", before, after, tables)


def _week_hours(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    module = case.module(demand.about)
    least, most = module.least_a_week, module.most_a_week

    def tables(low: int, high: int) -> Tables:
        return _in_module(demand.about, hours_a_week={"least": low / HOUR, "most": high / HOUR})

    if demand.side is Side.LEAST:
        lows = range(least - HOUR, 0, -HOUR)
        yield [figure(demand, "hours", least, n, tables(n, most), HOUR) for n in lows]
    else:
        highs = range(most + HOUR, min(module.minutes, _WEEK_HOURS * HOUR) + 1, HOUR)
        yield [figure(demand, "hours", most, n, tables(least, n), HOUR) for n in highs]


def _opens(demand: ModuleDemand, case: ModuleCase, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield sessions before the first hour of a module, of all; or all after the first period.

    Where no session comes before the class was at school, one can follow the first hour of its
    module; that changes the weeks.
    """
    yield from _at_ends(demand, case, "opens_onsite")
    cohort = next(c for c in context.case.programme.cohorts if c.id == demand.cohort)
    if cohort.sessions.after_first is None:
        tables = in_cohort(demand, "sessions", after_first=Activity.SCHOOL.name)
        key = (demand.cohort, "after_first")
        yield [Relaxation(key, demand, "after_first", None, None, 2, tables)]


def _closes(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    yield from _at_ends(demand, case, "closes_onsite")


def _at_ends(demand: ModuleDemand, case: ModuleCase, key: str) -> Iterator[Degrees]:
    degrees = _single(demand, key, _in_module(demand.about, **{key: False}), steps=2)
    bound = [each.id for each in case.curriculum.modules if getattr(each, key)]
    if len(bound) > 1:
        tables = {"curriculum": {"modules": [{"id": each, key: False} for each in bound]}}
        every, steps = (demand.rule_key, "all"), 1 + len(bound)
        degrees.append(Relaxation(every, demand, f"all_{key}", None, None, steps, tables))
    yield degrees


def _one_place(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    """Yield somebody else for a module of a teacher of several; those who teach most come first."""
    taught: dict[str, list[Module]] = defaultdict(list)
    for module in case.curriculum.modules:
        for name in module.teachers:
            taught[name].append(module)
    minutes = {name: sum(each.minutes for each in own) for name, own in taught.items()}
    for name in sorted(taught, key=lambda name: -minutes[name]):
        for module in taught[name] if len(taught[name]) > 1 else ():
            others = [each for each in module.teachers if each != name]
            key, tables = (name, module.id), _in_module(module.id, teachers=others)
            called = called_module(module.id, case.curriculum)
            yield [Relaxation(key, demand, "someone_else", called, name, 2, tables)]


def _full_weeks(demand: ModuleDemand, case: ModuleCase, _: RelaxationContext) -> Iterator[Degrees]:
    yield fewer_hours_a_week(demand, case.cohort.onsite_a_week)


def _session_parts(
    demand: ModuleDemand, case: ModuleCase, _: RelaxationContext
) -> Iterator[Degrees]:
    """Yield more sessions for each school week so far; those of semesters stay."""
    most = case.cohort.sessions.most_a_school_week
    if most is not None:
        yield more_sessions_so_far(demand, most)


Relaxing = Callable[[ModuleDemand, ModuleCase, RelaxationContext], Iterator[Degrees]]
"""Yields the ways in which a demand can be relaxed."""

_RELAXING: Mapping[ModuleRule, Relaxing] = {
    ModuleRule.SEMESTER_END: _semester_end,
    ModuleRule.AWAY: _present,
    ModuleRule.ON_CALL: _on_call,
    ModuleRule.WEEKDAYS: _weekdays,
    ModuleRule.RESOURCE: _resource,
    ModuleRule.PREREQUISITE: _prerequisite,
    ModuleRule.WINDOW: _window,
    ModuleRule.ONSITE_WEEKS: _onsite_weeks,
    ModuleRule.WEEK_MODULES: _week_modules,
    ModuleRule.SESSIONS: _sessions,
    ModuleRule.WEEK_HOURS: _week_hours,
    ModuleRule.OPENS: _opens,
    ModuleRule.CLOSES: _closes,
    ModuleRule.ONE_PLACE: _one_place,
    ModuleRule.SESSION_PARTS: _session_parts,
    ModuleRule.FULL_WEEKS: _full_weeks,
}
"""How each is relaxed. Weeks without sessions are not: they are for leave, as by law."""
