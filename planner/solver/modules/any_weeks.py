"""Whether a conflict of modules is one with any weeks, or with those found alone.

Weeks are found first, and modules are placed in them: other weeks may admit what these do not. That
none do is proven of the modules of the conflict, beside all others taken as one, in weeks that
admit all at once what any weeks do that keep the rules of the class. The hours of the semesters
before or after an end are compared with the most that such weeks can give.
"""

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import replace
from itertools import product
from math import gcd

from planner.curriculum.frame import Frame, FreeWeeks
from planner.curriculum.module import Module
from planner.curriculum.progression import Unplaced
from planner.programme.hours_of_week import TAUGHT_AT
from planner.rules.case import Case
from planner.rules.hours import Teaching
from planner.rules.statement import Quantity, total_by_week
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deadline import OutOfTime
from planner.solver.demands import in_networks
from planner.solver.model import PlanningModel
from planner.solver.modules.demands import (
    ModuleCase,
    ModuleConflict,
    ModuleDemand,
    ModuleRule,
    lifted,
    module_demands,
    semester_side,
)
from planner.solver.modules.search import any_progression
from planner.year.activity import Activity
from planner.year.weeks import Minutes


def told_of_any_weeks(
    conflict: ModuleConflict, found: ModuleCase, case: Case, search: FeasibilitySearch
) -> ModuleConflict:
    """Return a conflict as one of any weeks, if it is proven that none resolve it; else as it is.

    Its demands are then those of all weeks: a teacher is away in other weeks too. Its hours are
    those that any weeks can give.

    Parameters
    ----------
    found
        The class in the weeks found.
    case
        The case of these weeks.
    """
    with suppress(OutOfTime):
        for demand in (each for each in conflict.demands if each in conflict.hours):
            most = _most_given(demand, found, case, search)
            if most is None or most >= demand.figure:
                return conflict
            return replace(conflict, any_weeks=True, hours={demand: most})
        few = _few_modules(conflict, found, case, search)
        away = {each.subject for each in conflict.demands if each.name is ModuleRule.AWAY}
        kept = tuple(
            each for each in module_demands(few) if each in conflict.demands or each.subject in away
        )
        if kept and not _admits(few, kept, search):
            return replace(conflict, any_weeks=True, demands=kept)
    return conflict


def _admits(few: ModuleCase, kept: Sequence[ModuleDemand], search: FeasibilitySearch) -> bool:
    """Return whether a class can keep some demands, as far as it is not proven that it cannot."""
    alone = lifted(few, (each for each in module_demands(few) if each not in kept))
    found = any_progression(alone.curriculum, alone.frame, search.deadline)
    search.deadline.check()
    return found is not Unplaced.IMPOSSIBLE


def _most_given(
    demand: ModuleDemand, found: ModuleCase, case: Case, search: FeasibilitySearch
) -> Minutes | None:
    """Return the most minutes that weeks can give to the semesters on a side of an end.

    None if it takes too long to tell.
    """
    (teaching, free), weeks = _teaching(found, case), semester_side(found, demand)
    given = sum(found.frame.rooms[week][1] for week in weeks if week not in free)

    def minutes(model: PlanningModel) -> Quantity:
        (grid,) = model.grids
        rooms = total_by_week(grid, grid.activities, teaching.ceiling)
        sessions = sum(grid.sessions[week] for week in weeks)
        return sum(rooms[week] for week in weeks if week in free) + sessions * found.frame.session

    most = search.optimum(case.alone(found.cohort), minutes, most=True)
    return None if most is None else given + most


def _few_modules(
    conflict: ModuleConflict, found: ModuleCase, case: Case, search: FeasibilitySearch
) -> ModuleCase:
    """Return a class in any weeks with the modules of a conflict, and all others taken as one."""
    wide = in_any_weeks(found, case, search)
    wide = wide.of_stream(conflict.option or next(iter(wide.curriculum.streams)))
    named = {name for each in conflict.demands for name in (each.about, each.other)} - {""}
    modules = wide.curriculum.modules
    few = [each for each in modules if named & {each.id, *each.teachers, *each.resources}]
    return _beside_the_rest(few, wide)


def _beside_the_rest(few: Sequence[Module], stream: ModuleCase) -> ModuleCase:
    """Return a class with a few modules, and one that takes the hours of all others as it likes."""
    frame, modules = stream.frame, stream.curriculum.modules
    rest = sum(module.minutes for module in modules if module not in few)
    figures = (figure for each in modules for figure in (each.least_a_week, each.most_a_week))
    other = Module(
        "",
        "",
        rest,
        most_sessions=min(frame.sessions, rest // frame.session),
        least_a_week=gcd(stream.unit, *figures),
        most_a_week=max(rest, 1),
        opens_onsite=False,
        closes_onsite=False,
    )
    both = (*few, other) if rest else tuple(few)
    return replace(stream, curriculum=replace(stream.curriculum, modules=both))


def in_any_weeks(found: ModuleCase, case: Case, search: FeasibilitySearch) -> ModuleCase:
    """Return a class in weeks that admit all that any weeks do which keep its rules.

    What is asked of every week at school is not asked of these, as each that can be a week at
    school is one: so many modules or hours at least, and the weeks given of a module.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    frame = _wide_frame(found, case, search)
    taught = {frame.year.weeks[week].iso_week for week in frame.school_weeks}
    modules = tuple(
        each if taught.isdisjoint(each.onsite_weeks) else replace(each, onsite_weeks=())
        for each in found.curriculum.modules
    )
    curriculum = replace(found.curriculum, modules=modules, least_modules_a_week=0)
    return replace(found, curriculum=curriculum, frame=frame)


def _wide_frame(found: ModuleCase, case: Case, search: FeasibilitySearch) -> Frame:
    """Return weeks in each of which there is room for all that may be done in it."""
    frame, year = found.frame, case.year.of(found.cohort.id)
    teaching, free = _teaching(found, case)
    rooms, days = [0] * len(year), [set[int]() for _ in year.weeks]
    slots: list[set[int]] = [{0} for _ in year.weeks]
    activities = _activities(found, case, search)
    for week, step, here in zip(year.week_of_step, year.steps, activities, strict=True):
        rooms[week] += max(teaching.ceiling(step, activity) for activity in here)
        for activity, place in product(here, TAUGHT_AT):
            days[week] |= step.halves_at(activity, place).keys()
        if any(activity.sessions for activity in here):
            slots[week] |= {*found.cohort.sessions.a_week}
    return replace(
        frame,
        rooms=tuple((0, rooms[n]) if n in free else room for n, room in enumerate(frame.rooms)),
        days=tuple(map(frozenset, days)),
        slots=tuple(tuple(sorted(numbers)) for numbers in slots),
        due_sessions=(),
        free=FreeWeeks((False,) * len(frame.rooms)),
    )


def _teaching(found: ModuleCase, case: Case) -> tuple[Teaching, Set[int]]:
    """Return how lessons are given to a class, and the weeks of which the hours are free."""
    parts = case.onsite_parts[found.cohort.id]
    return parts[0].teaching, {week for part in parts for week in part.weeks}


def _activities(
    found: ModuleCase, case: Case, search: FeasibilitySearch
) -> Sequence[Set[Activity]]:
    """Return what each step of the year may be, in some blocks that its rules admit."""
    cohort, year = found.cohort, case.year.of(found.cohort.id)
    rules = in_networks(case.rules[cohort.id])
    network = search.known.quantities(cohort, rules, year, search.deadline).network
    activities: list[set[Activity]] = [set() for _ in year.steps]
    for arc in network.arcs:
        for step in arc.block.span:
            activities[step].add(network.done(arc.block.activity, step))
    return activities
