"""Who is on call, and when: the half-days that teachers keep for the sessions of their modules.

A school keeps half a day of the teachers of a module in each week in which its sessions are planned
(IMT Mines Albi, « Participer à la formation en alternance école/entreprise »: « permanence d'une
durée cumulée d'1/2 journée »). On which half-day of the week is not decided here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.curriculum.module import Module, Teacher
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort


@dataclass(frozen=True)
class Duty:
    """Half a day on call: a module has sessions in a week.

    Attributes
    ----------
    week
        The position of the week in the year.
    number
        Which one of its module it is, from 1.
    sessions
        The sessions of the module in that week.
    """

    cohort: Cohort
    module: Module
    week: int
    number: int
    sessions: int


@dataclass(frozen=True)
class TeacherDuties:
    """The half-days on call of a teacher, in the order of the weeks.

    Attributes
    ----------
    teacher
        Without a name where a module has no teacher yet.
    """

    teacher: Teacher
    duties: tuple[Duty, ...]

    @property
    def is_above(self) -> bool:
        """Whether they are more than the teacher may have in a year, of all classes together."""
        return self.exceeds(len(self.duties))

    def exceeds(self, count: int) -> bool:
        """Return whether a number of half-days is more than the teacher may have in a year."""
        most = self.teacher.most_on_call
        return most is not None and count > most


def duties(planning: Planning) -> tuple[Duty, ...]:
    """Return the half-days on call of all classes, in the order of the weeks."""
    return tuple(sorted(_duties(planning), key=lambda duty: duty.week))


def _duties(planning: Planning) -> Iterator[Duty]:
    for row in planning.cohorts:
        for taught in row.progression.modules if row.progression else ():
            for number, week in enumerate(taught.session_weeks, start=1):
                yield Duty(row.cohort, taught.module, week, number, taught.sessions[week])


def duties_of_teachers(planning: Planning) -> tuple[TeacherDuties, ...]:
    """Return the half-days on call by teacher: those of whom something is said come first.

    Last come, under no name, those of modules without a teacher, if there are any.
    """
    found = duties(planning)
    curriculum = planning.programme.curriculum
    known = {teacher.name: teacher for teacher in (curriculum.teachers if curriculum else ())}
    named = dict.fromkeys(name for duty in found for name in duty.module.teachers)
    by_teacher = [
        TeacherDuties(known.get(name, Teacher(name)), _of_teacher(found, name))
        for name in known | named
    ]
    if unnamed := tuple(duty for duty in found if not duty.module.teachers):
        by_teacher.append(TeacherDuties(Teacher(""), unnamed))
    return tuple(by_teacher)


def _of_teacher(found: Sequence[Duty], name: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in found if name in duty.module.teachers)
