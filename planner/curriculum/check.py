"""Checks a progression in plain Python, without the solver: every rule is read off the weeks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from planner.curriculum.frame import Frame
from planner.curriculum.module import Teacher
from planner.curriculum.progression import Progression, TaughtModule
from planner.files.problems import Problem, problem
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class ModuleBreach:
    """What a progression does against its curriculum or its weeks, and where.

    Attributes
    ----------
    module
        The id of the module in which it stands; "" for one of all modules together.
    week
        The position of the week in which it stands; None for one of the whole year.
    teacher
        The name of the teacher whom it concerns; "" for nobody.
    """

    what: Problem
    module: str = ""
    week: int | None = None
    teacher: str = ""


def module_breaches(progression: Progression, frame: Frame) -> list[ModuleBreach]:
    """Return all that a progression does against its curriculum and its weeks."""
    return [
        *(found for each in progression.modules for found in _of_module(each, progression, frame)),
        *_of_prerequisites(progression),
        *_of_semesters(progression, frame),
        *_of_streams(progression, frame),
        *_of_teachers(progression, frame),
        *_of_resources(progression, frame),
        *_of_weeks(progression, frame),
    ]


def _breach(
    frame: Frame,
    key: str,
    week: int | None = None,
    *,
    module: str = "",
    teacher: str = "",
    **values: object,
) -> ModuleBreach:
    """Return a breach; its sentence names its week, its module and its teacher."""
    named = {"module": module, "name": teacher}
    values |= {name: of for name, of in named.items() if of}
    if week is not None:
        values["week"] = f"{frame.year.weeks[week].iso_week:02}"
    return ModuleBreach(problem(key, **values), module, week, teacher)


def _of_module(
    each: TaughtModule, progression: Progression, frame: Frame
) -> Iterator[ModuleBreach]:
    module, count = each.module, sum(each.sessions)
    breach = partial(_breach, frame, module=module.id)
    found = sum(each.minutes) + count * frame.session
    if found != module.minutes:
        yield breach("module.hours", found=found, hours=module.minutes)
    numbers = module.session_numbers(frame.session)
    if count not in numbers:
        yield breach("module.sessions", found=count, least=numbers.start, most=numbers.stop - 1)
    least, most = module.least_a_week, module.most_a_week
    for week in each.onsite_weeks:
        if not least <= each.minutes[week] <= most:
            minutes = each.minutes[week]
            yield breach("module.week-hours", week, found=minutes, least=least, most=most)
    teachers = progression.curriculum.teachers
    may = {*frame.school_weeks_of(module, teachers)}
    carry = {*frame.session_weeks_of(module, teachers)}
    for week in sorted({*each.onsite_weeks} - may | {*each.session_weeks} - carry):
        yield breach("module.not-then", week)
    for week, kept in frame.kept_of(module).items():
        if (each.minutes[week], each.sessions[week]) != (kept.minutes, kept.sessions):
            yield breach(
                "module.kept",
                week,
                found=each.minutes[week],
                count=each.sessions[week],
                hours=kept.minutes,
                sessions=kept.sessions,
            )
    if module.onsite_weeks and len(each.onsite_weeks) != len(may):
        yield breach("module.fixed-weeks")
    if not each.onsite_weeks:
        yield breach("module.never-onsite")
    elif each.session_weeks:
        if module.opens_onsite and each.session_weeks[0] <= each.onsite_weeks[0]:
            yield breach("module.opens", each.session_weeks[0])
        if module.closes_onsite and each.session_weeks[-1] >= each.onsite_weeks[-1]:
            yield breach("module.closes", each.session_weeks[-1])


def _of_prerequisites(progression: Progression) -> Iterator[ModuleBreach]:
    taught = {each.module.id: each for each in progression.modules}
    for each in progression.modules:
        for name in each.module.prerequisites:
            before, after = taught[name].weeks if name in taught else (), each.weeks
            if before and after and before[-1] >= after[0]:
                what = problem("module.prerequisite", module=each.module.id, name=name)
                yield ModuleBreach(what, each.module.id, after[0])


def _of_semesters(progression: Progression, frame: Frame) -> Iterator[ModuleBreach]:
    """Yield the semesters that begin before the one before is over, or that end at another time."""
    weeks = {
        semester: [
            week
            for each in progression.modules
            if each.module.semester == semester
            for week in each.weeks
        ]
        for semester in progression.curriculum.semesters
    }
    for one, other in pairwise(weeks):
        if not (weeks[one] and weeks[other]):
            continue
        last, first = max(weeks[one]), min(weeks[other])
        if last >= first:
            yield _breach(frame, "module.semesters", last, one=one, other=other)
        window = progression.curriculum.semester_ends.get((None, one))
        within = frame.weeks_within(window)
        if window and not any(last <= week < first for week in within):
            yield _breach(frame, "module.semester-end", last, semester=one)


def _of_streams(progression: Progression, frame: Frame) -> Iterator[ModuleBreach]:
    """Yield the weeks in which people of several options have other hours, and too many modules."""
    curriculum = progression.curriculum
    for option, modules in progression.streams.items():
        for week in range(len(frame.rooms)):
            minutes = sum(each.minutes[week] for each in modules) + progression.other[week]
            sessions = sum(each.sessions[week] for each in modules)
            if (minutes, sessions) != (progression.minutes[week], progression.sessions[week]):
                yield _breach(frame, "module.streams", week, option=option)
            count = sum(bool(each.minutes[week]) for each in modules)
            most = curriculum.most_modules_a_week
            is_few = week in frame.school_weeks and count < curriculum.least_modules_a_week
            if is_few or (most is not None and count > most):
                yield _breach(frame, "module.a-week", week, found=count)


def _of_teachers(progression: Progression, frame: Frame) -> Iterator[ModuleBreach]:
    said = {teacher.name: teacher for teacher in progression.curriculum.teachers}
    for name, on_call in progression.on_call.items():
        teacher = said.get(name, Teacher(name))
        if teacher.most_on_call is not None and len(on_call) > teacher.most_on_call:
            found, most = len(on_call), teacher.most_on_call
            yield _breach(frame, "module.on-call", teacher=name, found=found, most=most)
        taught = [each for each in progression.modules if name in each.module.teachers]
        for week, minutes in enumerate(_minutes_of(taught)):
            if minutes > frame.teacher_room(teacher, week):
                yield _breach(frame, "module.teacher-room", week, teacher=name, found=minutes)


def _of_resources(progression: Progression, frame: Frame) -> Iterator[ModuleBreach]:
    for name, most in progression.curriculum.resources.items():
        using = [each for each in progression.modules if name in each.module.resources]
        for week, minutes in enumerate(_minutes_of(using)):
            if minutes > most:
                yield _breach(
                    frame, "module.resource", week, resource=name, found=minutes, most=most
                )


def _minutes_of(modules: Sequence[TaughtModule]) -> list[Minutes]:
    """Return the minutes of each week of some modules, all options together."""
    return list(map(sum, zip(*(each.minutes for each in modules), strict=True)))


def _of_weeks(progression: Progression, frame: Frame) -> Iterator[ModuleBreach]:
    """Yield what is wrong with the hours and sessions of the weeks of the class."""
    minutes, sessions = progression.minutes, progression.sessions
    breach = partial(_breach, frame)
    for week, (least, most) in enumerate(frame.rooms):
        if not least <= minutes[week] <= most:
            yield breach("module.room", week, found=minutes[week], least=least, most=most)
        if sessions[week] not in frame.slots[week]:
            yield breach("module.slots", week, found=sessions[week])
    for due in frame.due_hours:
        found = sum(minutes[week] for week in due.weeks)
        if found < due.least or (due.most is not None and found > due.most):
            yield breach("module.due-hours", found=found)
    if sum(sessions) != frame.sessions:
        yield breach("module.due-sessions", found=sum(sessions), total=frame.sessions)
    for part in frame.due_sessions:
        count = sum(sessions[week] for week in part.weeks)
        if not any(low <= count <= high for low, high in part.accepted):
            yield breach("module.part-sessions", part.weeks[-1], found=count)
    free = [may and not n for may, n in zip(frame.free.leavable, sessions, strict=False)]
    row, within = frame.free.in_a_row, frame.free.within
    runs = [all(free[i : i + row]) for i in within if i + row <= len(free)]
    if sum(free) < frame.free.count or (row and not any(runs)):
        yield breach("module.leave")
