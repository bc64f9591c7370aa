"""What is said of who is on call: names of teachers, half-days, and those above a limit."""

from collections import Counter
from collections.abc import Iterator

from planner.curriculum.module import Module, Teacher
from planner.messages import Messages
from planner.planning.on_call import Duty, duties_of_teachers
from planner.planning.planning import Planning


def teacher_name(teacher: Teacher, text: Messages) -> str:
    """Return the name of a teacher; that none is named yet, if so."""
    return teacher.name or text("on-call.nobody")


def teacher_names(module: Module, text: Messages) -> str:
    """Return who teaches a module."""
    return " ; ".join(module.teachers) or text("on-call.nobody")


def duty_title(duty: Duty, text: Messages) -> str:
    """Return what half a day on call is for: Mécanique des fluides (1A), 2 séances."""
    sessions = text.counted("sessions", duty.sessions)
    return text("on-call.for", module=duty.module.name, cohort=duty.cohort.id, sessions=sessions)


def above_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the teachers who are on call more half-days than they may, all classes together.

    Those who are so in one class alone are not told: the check of its modules tells them.
    """
    for each in duties_of_teachers(planning):
        of_classes = Counter(duty.cohort.id for duty in each.duties)
        if each.is_above and not each.exceeds(max(of_classes.values())):
            yield text(
                "on-call.above",
                name=each.teacher.name,
                found=len(each.duties),
                most=each.teacher.most_on_call,
            )
