"""Who is on call in a draft's year: by teacher and week, and by week."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.messages import Messages
from planner.planning.on_call import Duty, TeacherDuties, duties, duties_of_teachers
from planner.planning.planning import Planning
from planner.words.on_call import duty_title, teacher_name, teacher_names


@dataclass(frozen=True)
class DutyModule:
    """A module of a teacher: its sessions in each week, "" in a week without."""

    name: str
    cohort: str
    weeks: tuple[str, ...]


@dataclass(frozen=True)
class TeacherRows:
    """The half-days of a teacher in each week, and those of each module.

    Attributes
    ----------
    total, most
        The half-days of the year, and how many there may be; "" without a limit.
    """

    name: str
    total: int
    most: str
    is_kept: bool
    weeks: tuple[str, ...]
    modules: tuple[DutyModule, ...]


@dataclass(frozen=True)
class DutyWeek:
    """A week in which somebody is on call.

    Attributes
    ----------
    name, first, span
        S45, its Monday (02/11), and its days.
    duties
        What for, and by whom.
    """

    name: str
    first: str
    span: str
    duties: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DutiesView:
    """The half-days on call of all classes of a planning."""

    year: str
    weeks: tuple[DutyWeek, ...]
    teachers: tuple[TeacherRows, ...]


def duties_view(planning: Planning, text: Messages) -> DutiesView:
    """Describe who is on call in a planning; without weeks where nobody is."""
    found = duties(planning)
    weeks = tuple(_week(planning, n, list(of), text) for n, of in groupby(found, _week_of))
    positions = list(dict.fromkeys(map(_week_of, found)))
    teachers = (_teacher(each, positions, text) for each in duties_of_teachers(planning))
    return DutiesView(planning.year.label, weeks, tuple(teachers))


def _week_of(duty: Duty) -> int:
    return duty.week


def _week(planning: Planning, n: int, found: Sequence[Duty], text: Messages) -> DutyWeek:
    week = planning.year.weeks[n]
    return DutyWeek(
        f"{text('week.letter')}{week.iso_week:02}",
        f"{week.monday:%d/%m}",
        text.span(week.monday, week.last_day),
        tuple((duty_title(duty, text), teacher_names(duty.module, text)) for duty in found),
    )


def _teacher(found: TeacherDuties, weeks: Sequence[int], text: Messages) -> TeacherRows:
    counts = Counter(map(_week_of, found.duties))
    most = found.teacher.most_on_call
    return TeacherRows(
        teacher_name(found.teacher, text),
        len(found.duties),
        "" if most is None else f"{most}",
        not found.is_above,
        tuple(f"{counts[week] or ''}" for week in weeks),
        tuple(_modules(found.duties, weeks, text)),
    )


def _modules(found: Sequence[Duty], weeks: Sequence[int], text: Messages) -> Iterator[DutyModule]:
    """Yield the modules of some half-days, in the order in which they begin."""
    letter = text("progression.session-letter")
    by_module: dict[tuple[str, str], list[Duty]] = {}
    for duty in found:
        by_module.setdefault((duty.cohort.id, duty.module.id), []).append(duty)
    for (cohort, _), of in by_module.items():
        sessions = {duty.week: f"{duty.sessions} {letter}" for duty in of}
        cells = tuple(sessions.get(week, "") for week in weeks)
        yield DutyModule(of[0].module.name, cohort, cells)
