"""Checks a progression in plain Python, without the solver: every rule is read off the weeks."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from planner.curriculum.frame import Frame
from planner.curriculum.module import Teacher
from planner.curriculum.progression import Progression, TaughtModule
from planner.files.problems import Problem, problem
from planner.year.weeks import Minutes


def module_breaches(progression: Progression, frame: Frame) -> list[Problem]:
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


def _week(week: int, frame: Frame) -> str:
    return f"{frame.year.weeks[week].iso_week:02}"


def _of_module(each: TaughtModule, progression: Progression, frame: Frame) -> Iterator[Problem]:
    module, count = each.module, sum(each.sessions)
    found = sum(each.minutes) + count * frame.session
    if found != module.minutes:
        yield problem("module.hours", module=module.id, found=found, hours=module.minutes)
    numbers = module.session_numbers(frame.session)
    if count not in numbers:
        low, high = numbers.start, numbers.stop - 1
        yield problem("module.sessions", module=module.id, found=count, least=low, most=high)
    for week in each.onsite_weeks:
        if not module.least_a_week <= each.minutes[week] <= module.most_a_week:
            yield problem(
                "module.week-hours",
                module=module.id,
                week=_week(week, frame),
                found=each.minutes[week],
                least=module.least_a_week,
                most=module.most_a_week,
            )
    teachers = progression.curriculum.teachers
    may = {*frame.school_weeks_of(module, teachers)}
    carry = {*frame.session_weeks_of(module, teachers)}
    for week in sorted({*each.onsite_weeks} - may | {*each.session_weeks} - carry):
        yield problem("module.not-then", module=module.id, week=_week(week, frame))
    for week, kept in frame.kept_of(module).items():
        if (each.minutes[week], each.sessions[week]) != (kept.minutes, kept.sessions):
            yield problem(
                "module.kept",
                module=module.id,
                week=_week(week, frame),
                found=each.minutes[week],
                count=each.sessions[week],
                hours=kept.minutes,
                sessions=kept.sessions,
            )
    if module.onsite_weeks and len(each.onsite_weeks) != len(may):
        yield problem("module.fixed-weeks", module=module.id)
    if not each.onsite_weeks:
        yield problem("module.never-onsite", module=module.id)
    elif each.session_weeks:
        if module.opens_onsite and each.session_weeks[0] <= each.onsite_weeks[0]:
            yield problem("module.opens", module=module.id)
        if module.closes_onsite and each.session_weeks[-1] >= each.onsite_weeks[-1]:
            yield problem("module.closes", module=module.id)


def _of_prerequisites(progression: Progression) -> Iterator[Problem]:
    taught = {each.module.id: each for each in progression.modules}
    for each in progression.modules:
        for name in each.module.prerequisites:
            before, after = taught[name].weeks if name in taught else (), each.weeks
            if before and after and before[-1] >= after[0]:
                yield problem("module.prerequisite", module=each.module.id, name=name)


def _of_semesters(progression: Progression, frame: Frame) -> Iterator[Problem]:
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
            yield problem("module.semesters", one=one, other=other, week=_week(last, frame))
        window = progression.curriculum.semester_ends.get((None, one))
        within = frame.weeks_within(window)
        if window and not any(last <= week < first for week in within):
            yield problem("module.semester-end", semester=one, week=_week(last, frame))


def _of_streams(progression: Progression, frame: Frame) -> Iterator[Problem]:
    """Yield the weeks in which people of several options have other hours, and too many modules."""
    curriculum = progression.curriculum
    for option, modules in progression.streams.items():
        for week in range(len(frame.rooms)):
            minutes = sum(each.minutes[week] for each in modules) + progression.other[week]
            sessions = sum(each.sessions[week] for each in modules)
            if (minutes, sessions) != (progression.minutes[week], progression.sessions[week]):
                yield problem("module.streams", option=option, week=_week(week, frame))
            count = sum(bool(each.minutes[week]) for each in modules)
            most = curriculum.most_modules_a_week
            is_few = week in frame.school_weeks and count < curriculum.least_modules_a_week
            if is_few or (most is not None and count > most):
                yield problem("module.a-week", week=_week(week, frame), found=count)


def _of_teachers(progression: Progression, frame: Frame) -> Iterator[Problem]:
    said = {teacher.name: teacher for teacher in progression.curriculum.teachers}
    for name, on_call in progression.on_call.items():
        teacher = said.get(name, Teacher(name))
        if teacher.most_on_call is not None and len(on_call) > teacher.most_on_call:
            found, most = len(on_call), teacher.most_on_call
            yield problem("module.on-call", name=name, found=found, most=most)
        taught = [each for each in progression.modules if name in each.module.teachers]
        for week, minutes in enumerate(_minutes_of(taught)):
            if minutes > frame.teacher_room(teacher, week):
                where = _week(week, frame)
                yield problem("module.teacher-room", name=name, week=where, found=minutes)


def _of_resources(progression: Progression, frame: Frame) -> Iterator[Problem]:
    for name, most in progression.curriculum.resources.items():
        using = [each for each in progression.modules if name in each.module.resources]
        for week, minutes in enumerate(_minutes_of(using)):
            if minutes > most:
                where = _week(week, frame)
                yield problem("module.resource", name=name, week=where, found=minutes, most=most)


def _minutes_of(modules: Sequence[TaughtModule]) -> list[Minutes]:
    """Return the minutes of each week of some modules, all options together."""
    return list(map(sum, zip(*(each.minutes for each in modules), strict=True)))


def _of_weeks(progression: Progression, frame: Frame) -> Iterator[Problem]:
    """Yield what is wrong with the hours and sessions of the weeks of the class."""
    minutes, sessions = progression.minutes, progression.sessions
    for week, (least, most) in enumerate(frame.rooms):
        if not least <= minutes[week] <= most:
            where = _week(week, frame)
            yield problem("module.room", week=where, found=minutes[week], least=least, most=most)
        if sessions[week] not in frame.slots[week]:
            yield problem("module.slots", week=_week(week, frame), found=sessions[week])
    for due in frame.due_hours:
        found = sum(minutes[week] for week in due.weeks)
        if found < due.least or (due.most is not None and found > due.most):
            yield problem("module.due-hours", found=found)
    if sum(sessions) != frame.sessions:
        yield problem("module.due-sessions", found=sum(sessions), total=frame.sessions)
    for part in frame.due_sessions:
        count = sum(sessions[week] for week in part.weeks)
        if not any(low <= count <= high for low, high in part.accepted):
            where = _week(part.weeks[-1], frame)
            yield problem("module.part-sessions", week=where, found=count)
    free = [may and not n for may, n in zip(frame.free.leavable, sessions, strict=False)]
    row, within = frame.free.in_a_row, frame.free.within
    runs = [all(free[i : i + row]) for i in within if i + row <= len(free)]
    if sum(free) < frame.free.count or (row and not any(runs)):
        yield problem("module.leave")
