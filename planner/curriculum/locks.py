"""What modules must have in locked weeks against their curriculum: each fault by itself."""

from collections.abc import Iterator

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Module
from planner.files.problems import Problem, problem


def lock_contradictions(curriculum: Curriculum, frame: Frame) -> Iterator[Problem]:
    """Yield what is locked of a module that it can never have: no progression keeps all of it."""
    for module in curriculum.modules:
        yield from _of_weeks(module, curriculum, frame)
        kept = frame.kept_of(module).values()
        sessions = sum(share.sessions for share in kept)
        found = sum(share.minutes for share in kept) + sessions * frame.session
        if found > module.minutes:
            yield problem("lock.hours", module=module.id, found=found, hours=module.minutes)
        elif sessions >= module.session_numbers(frame.session).stop:
            most = module.session_numbers(frame.session).stop - 1
            yield problem("lock.sessions", module=module.id, found=sessions, most=most)


def _of_weeks(module: Module, curriculum: Curriculum, frame: Frame) -> Iterator[Problem]:
    may = frame.school_weeks_of(module, curriculum.teachers)
    carry = frame.session_weeks_of(module, curriculum.teachers)
    for week, share in frame.kept_of(module).items():
        number = f"{frame.year.weeks[week].iso_week:02}"
        if (share.minutes and week not in may) or (share.sessions and week not in carry):
            yield problem("lock.not-then", module=module.id, week=number)
        elif share.minutes and not module.least_a_week <= share.minutes <= module.most_a_week:
            yield problem(
                "lock.week-hours",
                module=module.id,
                week=number,
                found=share.minutes,
                least=module.least_a_week,
                most=module.most_a_week,
            )
