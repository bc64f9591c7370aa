"""The CP-SAT model of the modules of a class, in weeks that are known.

A module's weeks on site lie between a first and a last one: a Boolean for each pair, and one for
each week between that has hours. What reaches over several weeks (a session after the first hour
on site, the end of a semester, a prerequisite) is linear in the pairs, as blocks are in the
network of a year. Hours are counted in the greatest unit that hours and sessions share.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import gcd

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Teacher
from planner.curriculum.progression import (
    ModuleObjective,
    ModuleResult,
    Progression,
    TaughtModule,
)
from planner.solver.bare_model import BareModel
from planner.solver.modules.copies import Copies, copies_of
from planner.solver.modules.nearness import moved, post_kept
from planner.solver.modules.solving import FixedValues
from planner.solver.rhythm import Expression
from planner.year.weeks import QUARTER, Minutes

Values = Mapping[int, Expression]
"""An expression for some weeks, by position."""


class ModuleWeeks:
    """The variables of one module.

    Attributes
    ----------
    pairs
        By the first and the last week on site, whether they are these.
    here
        By week, whether it has hours on site.
    hours
        By week, its hours on site, in units.
    sessions, on_call
        By week, its sessions, and whether it has some.
    number
        By numbers of sessions and of weeks that have some, whether it has these.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        copies: Copies,
        frame: Frame,
        teachers: Sequence[Teacher],
        unit: Minutes,
    ) -> None:
        self.copies, self._model = copies, model
        module = copies.module
        self.school = frame.school_weeks_of(module, teachers)
        self.remote = frame.session_weeks_of(module, teachers)
        self.numbers = module.session_numbers(frame.session)
        self.least = max(1, -(-module.least_a_week // unit))
        self.most = min(module.most_a_week, module.minutes) // unit
        self.total, self.session = module.minutes // unit, frame.session // unit
        whole = bool(module.onsite_weeks)
        self.pairs = {
            (first, last): model.new_bool_var(f"{module.id} {first}-{last}")
            for n, first in enumerate(self.school)
            for last in (self.school[-1:] if whole and not n else [] if whole else self.school[n:])
        }
        self._between = {
            week: model.new_bool_var(f"{module.id} in {week}") for week in self.school[1:-1]
        }
        self.hours = {
            week: model.new_int_var(0, self.most, f"{module.id} hours {week}")
            for week in self.school
        }
        self.on_call = {
            week: model.new_bool_var(f"{module.id} on call {week}") for week in self.remote
        }
        self.most_sessions = {
            week: min(max(frame.slots[week]), max(self.numbers, default=0)) for week in self.remote
        }
        self.sessions = {
            week: model.new_int_var(0, most, f"{module.id} remote {week}")
            for week, most in self.most_sessions.items()
        }
        self._post(whole=whole)

    def _post(self, *, whole: bool) -> None:
        model = self._model
        model.add_exactly_one(self.pairs.values())
        for week, between in self._between.items():
            inside = [pair for (first, last), pair in self.pairs.items() if first < week < last]
            model.add(between <= sum(inside))
            if whole:
                model.add(between == 1)
        for week, hours in self.hours.items():
            model.add(hours <= self.most * self.here(week))
            model.add(hours >= self.least * self.here(week))
        for week, sessions in self.sessions.items():
            model.add(sessions <= self.most_sessions[week] * self.on_call[week])
            model.add(sessions >= self.on_call[week])
            module = self.copies.module
            if module.opens_onsite:
                model.add(self.on_call[week] <= self.begun(week - 1))
            if module.closes_onsite:
                model.add(self.on_call[week] <= self.not_over(week + 1))
        self._post_numbers()

    def _post_numbers(self) -> None:
        """Post how many sessions it has in how many weeks, and the weeks on site that are left.

        One Boolean for each pair of numbers: a module with more sessions has fewer hours on site,
        which take fewer weeks. Of sessions and weeks apart, the relaxation would take the best.
        """
        model, most = self._model, max(self.most_sessions.values(), default=0)
        pairs = [
            (sessions, weeks)
            for sessions in self.numbers
            for weeks in range(min(sessions, len(self.remote)) + 1)
            if weeks * most >= sessions
        ]
        self.number = {
            pair: model.new_bool_var(f"{self.copies.module.id} {pair}") for pair in pairs
        }
        number = self.number
        model.add_exactly_one(number.values())
        count = sum(sessions * holds for (sessions, _), holds in number.items())
        model.add(sum(self.sessions.values()) == count)
        model.add(sum(self.on_call.values()) == sum(n * holds for (_, n), holds in number.items()))
        model.add(sum(self.hours.values()) + self.session * count == self.total)
        fewest = {n: -(-(self.total - self.session * n) // self.most) for n in self.numbers}
        model.add(self.weeks >= sum(fewest[n] * holds for (n, _), holds in number.items()))

    def placed(self, weeks: Sequence[int], *, is_exact: bool) -> FixedValues:
        """Return what it is to lie in some weeks on site.

        Parameters
        ----------
        is_exact
            Whether it has hours in all of them, not only in the first and the last.
        """
        between = self._between.items() if is_exact else ()
        return [
            *((pair, ends == (weeks[0], weeks[-1])) for ends, pair in self.pairs.items()),
            *((there, week in weeks[1:-1]) for week, there in between),
        ]

    def numbered(self, sessions: int) -> FixedValues:
        """Return what it is to have so many sessions, in any number of weeks."""
        return [(holds, False) for (count, _), holds in self.number.items() if count != sessions]

    def taught_as_in(self, solver: cp_model.CpSolver) -> FixedValues:
        """Return what it is to have the weeks, hours and sessions that a solver found."""
        variables = [*self.pairs.values(), *self._between.values(), *self.hours.values()]
        variables += [*self.on_call.values(), *self.sessions.values(), *self.number.values()]
        return [(variable, solver.value(variable)) for variable in variables]

    def here(self, week: int) -> Expression:
        """1 if it has hours on site in a week."""
        ends = sum(pair for key, pair in self.pairs.items() if week in key)
        return ends + self._between.get(week, 0)

    @property
    def weeks(self) -> Expression:
        """The number of its weeks on site."""
        ends = sum((1 + (first < last)) * pair for (first, last), pair in self.pairs.items())
        return ends + sum(self._between.values())

    def begun(self, week: int) -> Expression:
        """1 if its first week on site is a week, or before."""
        return sum(pair for (first, _), pair in self.pairs.items() if first <= week)

    def not_over(self, week: int) -> Expression:
        """1 if its last week on site is a week, or after."""
        return sum(pair for (_, last), pair in self.pairs.items() if last >= week)


@dataclass(frozen=True)
class ModuleModel:
    """The model of the modules of a class.

    Attributes
    ----------
    cp
        The CP-SAT model, with all rules posted.
    unit
        The minutes of a unit of hours.
    """

    cp: cp_model.CpModel
    curriculum: Curriculum
    frame: Frame
    unit: Minutes
    rows: Sequence[ModuleWeeks]
    hours: Values
    sessions: Values
    other: Values

    @cached_property
    def measures(self) -> Mapping[ModuleObjective, Expression]:
        """What is minimised, in the order of the ranking; what nothing can change is left out."""
        place = {week: n for n, week in enumerate(self.frame.school_weeks)}
        found: dict[ModuleObjective, Expression] = {
            **self._moved(),
            ModuleObjective.ON_CALL: sum(
                row.copies.weight * sum(row.on_call.values()) for row in self.rows
            ),
            ModuleObjective.WEEKS: sum(row.copies.weight * row.weeks for row in self.rows),
            ModuleObjective.SPAN: sum(
                row.copies.weight * (place[last] - place[first] + 1) * pair
                for row in self.rows
                for (first, last), pair in row.pairs.items()
            ),
            ModuleObjective.PEAK: self._largest(self._minutes(week) for week in self.hours),
        }
        on_call = self._on_call_of_teachers()
        if on_call:
            found[ModuleObjective.FAIRNESS] = self._largest(on_call.values())
        return found

    def _moved(self) -> Mapping[ModuleObjective, Expression]:
        """Return what is in another week than in the planning to stay close to, if there is one."""
        if not any(self.frame.near):
            return {}
        sessions, minutes = [], []
        for row in self.rows:
            weight, near = row.copies.weight, self.frame.near_of(row.copies.module)
            before = {week: share.sessions for week, share in near.items()}
            sessions.append(weight * moved(self.cp, row.sessions, 1, before))
            before = {week: share.minutes for week, share in near.items()}
            minutes.append(weight * moved(self.cp, row.hours, self.unit, before))
        return {
            ModuleObjective.MOVED_SESSIONS: sum(sessions),
            ModuleObjective.MOVED_HOURS: sum(minutes),
        }

    def _minutes(self, week: int) -> Expression:
        return self.unit * self.hours[week] + QUARTER * self.other[week]

    def _largest(self, quantities: Iterable[Expression]) -> Expression:
        largest = self.cp.new_int_var(0, 10**6, "largest")
        for quantity in quantities:
            self.cp.add(largest >= quantity)
        return largest

    def _on_call_of_teachers(self) -> Mapping[str, Expression]:
        found: dict[str, Expression] = defaultdict(int)
        for row in self.rows:
            for name in row.copies.module.teachers:
                found[name] = found[name] + sum(row.on_call.values())
        return found

    def progression(
        self, solver: cp_model.CpSolver, results: Iterable[ModuleResult]
    ) -> Progression:
        """Return the progression of the solution of a solver."""

        def row_of(values: Values, factor: int) -> tuple[int, ...]:
            weeks = range(len(self.frame.rooms))
            return tuple(factor * solver.value(values.get(week, 0)) for week in weeks)

        taught: dict[str, TaughtModule] = {}
        for row in self.rows:
            minutes, sessions = row_of(row.hours, self.unit), row_of(row.sessions, 1)
            for module in (row.copies.module, *row.copies.others):
                taught[module.id] = TaughtModule(module, minutes, sessions)
        return Progression(
            self.curriculum,
            tuple(taught[module.id] for module in self.curriculum.modules),
            row_of(self.other, QUARTER),
            tuple(results),
        )


def module_model(curriculum: Curriculum, frame: Frame) -> ModuleModel | None:
    """Build the model of the modules of a class.

    Returns
    -------
    ModuleModel or None
        None if a module has no week, or no number of sessions, that it can have.
    """
    cp, unit = BareModel(), _unit(curriculum, frame)
    copies = copies_of(curriculum, frame)
    rows = [ModuleWeeks(cp, each, frame, curriculum.teachers, unit) for each in copies]
    if not all(row.pairs and row.numbers for row in rows):
        return None
    hours = {
        week: cp.new_int_var(0, frame.rooms[week][1] // unit, f"hours {week}")
        for week in frame.school_weeks
    }
    sessions = {
        week: cp.new_int_var_from_domain(
            cp_model.Domain.from_values(list(frame.slots[week])), f"sessions {week}"
        )
        for week in frame.session_weeks
    }
    other = {week: cp.new_int_var(0, frame.rooms[week][1] // QUARTER, "") for week in hours}
    model = ModuleModel(cp, curriculum, frame, unit, rows, hours, sessions, other)
    _post_streams(model)
    _post_hours(model)
    _post_sessions(model)
    _post_order(model)
    _post_semesters(model)
    _post_people(model)
    for row in rows:
        kept = frame.kept_of(row.copies.module)
        post_kept(cp, row.sessions, 1, {week: share.sessions for week, share in kept.items()})
        post_kept(cp, row.hours, unit, {week: share.minutes for week, share in kept.items()})
    return model


def _unit(curriculum: Curriculum, frame: Frame) -> Minutes:
    """Return the greatest unit of which all hours, limits and sessions are a whole number."""
    minutes = [
        each
        for module in curriculum.modules
        for each in (module.minutes, module.least_a_week, module.most_a_week)
    ]
    minutes += [share.minutes for week in frame.kept if week for share in week.shares]
    return gcd(*minutes, *([frame.session] if frame.sessions else []))


def _post_streams(model: ModuleModel) -> None:
    """All streams have the hours and the sessions of the class in each week, and few modules."""
    cp, curriculum = model.cp, model.curriculum
    searched = {row.copies.module.option for row in model.rows} - {""}
    for option in sorted(searched) or [""]:
        stream = [row for row in model.rows if row.copies.module.option in ("", option)]
        for week, hours in model.hours.items():
            cp.add(sum(row.hours.get(week, 0) for row in stream) == hours)
            there = [row.here(week) for row in stream if week in row.hours]
            if curriculum.most_modules_a_week is not None:
                cp.add(sum(there) <= curriculum.most_modules_a_week)
            cp.add(sum(there) >= curriculum.least_modules_a_week)
        for week, sessions in model.sessions.items():
            cp.add(sum(row.sessions.get(week, 0) for row in stream) == sessions)


def _post_hours(model: ModuleModel) -> None:
    """Hours lie in the rooms of their weeks and add up to those that are due."""
    cp, frame = model.cp, model.frame
    in_minutes = {
        week: model.unit * hours + QUARTER * model.other[week]
        for week, hours in model.hours.items()
    }
    for week, minutes in in_minutes.items():
        least, most = frame.rooms[week]
        cp.add_linear_constraint(minutes, least, most)
    for due in frame.due_hours:
        total = sum(in_minutes.get(week, 0) for week in due.weeks)
        cp.add(total >= due.least)
        if due.most is not None:
            cp.add(total <= due.most)
    if not frame.due_hours:
        cp.add(sum(model.other.values()) == 0)


def _post_sessions(model: ModuleModel) -> None:
    """Sessions add up, in the year and in its parts, and leave weeks for leave."""
    cp, free = model.cp, model.frame.free
    cp.add(sum(model.sessions.values()) == model.frame.sessions)
    for part in model.frame.due_sessions:
        count = sum(model.sessions.get(week, 0) for week in part.weeks)
        domain = cp_model.Domain.from_intervals([list(pair) for pair in part.accepted])
        cp.add_linear_expression_in_domain(count, domain)
    is_free: dict[int, Expression] = {}
    for week, may in enumerate(free.leavable):
        if may:
            is_free[week] = 1
            if week in model.sessions:
                is_free[week] = cp.new_bool_var(f"free {week}")
                most = max(model.frame.slots[week])
                cp.add(model.sessions[week] + most * is_free[week] <= most)
    cp.add(sum(is_free.values()) >= free.count)
    if free.in_a_row:
        runs = [cp.new_bool_var("") for _ in free.within]
        for run, first in zip(runs, free.within, strict=True):
            for week in range(first, first + free.in_a_row):
                cp.add(run <= is_free.get(week, 0))
        cp.add(sum(runs) >= 1)


def _post_order(model: ModuleModel) -> None:
    """A module begins after its prerequisites are over."""
    rows = {row.copies.module.id: row for row in model.rows}
    for after in model.rows:
        for name in after.copies.module.prerequisites:
            if name in rows:
                _post_before(model, rows[name], after)


def _post_before(model: ModuleModel, before: ModuleWeeks, after: ModuleWeeks) -> None:
    cp = model.cp
    for week in before.school:
        cp.add(after.begun(week) + before.not_over(week) <= 1)
    for week, on_call in after.on_call.items():
        cp.add(on_call + before.not_over(week) <= 1)
    for week, on_call in before.on_call.items():
        cp.add(on_call + after.begun(week) <= 1)
        for other, later in after.on_call.items():
            if other <= week:
                cp.add(on_call + later <= 1)


def _post_semesters(model: ModuleModel) -> None:
    """A semester begins in a week after the last one of the semester before."""
    cp, weeks = model.cp, range(len(model.frame.rooms))
    for one, other in pairwise(model.curriculum.semesters):
        over = {week: cp.new_bool_var(f"{one} over {week}") for week in weeks}
        for week, following in pairwise(weeks):
            cp.add_implication(over[week], over[following])
        if window := model.curriculum.semester_ends.get((None, one)):
            within = model.frame.weeks_within(window)
            for week in weeks:
                if not within or week <= within[0]:
                    cp.add(over[week] == 0)
                elif week > within[-1]:
                    cp.add(over[week] == 1)
        for row in model.rows:
            semester = row.copies.module.semester
            if semester is not None:
                _post_semester(
                    model, row, over, is_first=semester <= one, is_next=semester >= other
                )


def _post_semester(
    model: ModuleModel, row: ModuleWeeks, over: Values, *, is_first: bool, is_next: bool
) -> None:
    """A module of a semester that is not over yet, or of one after it."""
    cp = model.cp
    for week in row.school:
        if is_first:
            cp.add(row.not_over(week) + over[week] <= 1)
        if is_next:
            cp.add(row.begun(week) <= over[week])
    for week, on_call in row.on_call.items():
        if is_first:
            cp.add(on_call + over[week] <= 1)
        if is_next:
            cp.add(on_call <= over[week])


def _post_people(model: ModuleModel) -> None:
    """Teachers are in one place at a time, and on call as often as they may; rooms have hours."""
    cp, frame = model.cp, model.frame
    said = {teacher.name: teacher for teacher in model.curriculum.teachers}
    names = dict.fromkeys(name for row in model.rows for name in row.copies.module.teachers)
    for name in names:
        teacher = said.get(name, Teacher(name))
        rows = [row for row in model.rows if name in row.copies.module.teachers]
        for week in model.hours:
            hours = sum(row.hours.get(week, 0) for row in rows)
            cp.add(model.unit * hours <= frame.teacher_room(teacher, week))
        if teacher.most_on_call is not None:
            on_call = [day for row in rows for day in row.on_call.values()]
            cp.add(sum(on_call) <= teacher.most_on_call)
    for name, most in model.curriculum.resources.items():
        rows = [row for row in model.rows if name in row.copies.module.resources]
        for week in model.hours:
            cp.add(model.unit * sum(row.hours.get(week, 0) for row in rows) <= most)
