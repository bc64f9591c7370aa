"""What is told of the modules of a planning: their objectives, or that there are none."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from planner.curriculum.progression import ModuleObjective, ModuleResult, ModuleSession, Progression
from planner.files.problems import problem
from planner.messages import Messages
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.progressions import module_faults, without_modules
from planner.programme.cohort import Cohort

_NAMES = {
    ModuleObjective.ON_CALL: "module.objective.half_days_on_call",
    ModuleObjective.WEEKS: "module.objective.module_weeks",
    ModuleObjective.SPAN: "module.objective.module_span",
    ModuleObjective.PEAK: "module.objective.week_peak",
    ModuleObjective.FAIRNESS: "module.objective.teacher_peak",
}


def progression_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield a line for each cohort with a curriculum: its objectives, each with its proof."""
    for row in planning.cohorts:
        if row.progression and row.progression.results:
            yield objectives_line(row.cohort, row.progression, text)
    for cohort in without_modules(planning):
        yield text("module.none", cohort=cohort)


def objectives_line(cohort: Cohort, progression: Progression, text: Messages) -> str:
    """Return the objectives of a progression, each with its proof."""
    values = text.listed(_result(each, text) for each in progression.results)
    return text("module.placed", cohort=cohort.id, values=values)


def session_names(planning: CohortPlanning, text: Messages) -> Sequence[Sequence[str]]:
    """Return what the sessions of each week are called, in their order.

    By their number in the year; where modules are placed, by those of the module first.
    """
    due, found = planning.placed_sessions, planning.progression
    names: list[list[str]] = []
    for week, sessions in enumerate(due):
        of_modules = chain(found.named_sessions[week] if found else (), repeat(()))
        names.append(
            [
                _session_name(options, sum(due[:week]) + n, sum(due), text)
                for n, options in zip(range(1, sessions + 1), of_modules, strict=False)
            ]
        )
    return names


def _session_name(options: Sequence[ModuleSession], number: int, count: int, text: Messages) -> str:
    if not options:
        return text("agenda.session", number=number, count=count)
    what = " / ".join(
        text("agenda.of-module", module=of.module.name, number=of.number, count=of.count)
        for of in options
    )
    return text("agenda.module-session", what=what, number=number, count=count)


def module_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield what the modules of a planning do against its curriculum."""
    for cohort, breach in module_faults(planning):
        yield text.sentence(problem("cohort.problem", cohort=cohort, what=breach.what))


def _result(result: ModuleResult, text: Messages) -> str:
    is_hours = result.name is ModuleObjective.PEAK

    def shown(value: int) -> str:
        return text.hours(value) if is_hours else text.number(value)

    proof = text("module.proven")
    if not result.proven:
        proof = text("module.bound", bound=shown(result.bound))
    name, value = text(_NAMES[result.name]), shown(result.value)
    return text("module.result", name=name, value=value, proof=proof)
