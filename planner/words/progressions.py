"""What is told of the modules of a planning: their objectives, or that there are none."""

from collections.abc import Iterator

from planner.curriculum.progression import ModuleObjective, ModuleResult
from planner.files.problems import problem
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.planning.progressions import module_faults, without_modules

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
        if row.progression:
            values = text.listed(_result(each, text) for each in row.progression.results)
            yield text("module.placed", cohort=row.cohort.id, values=values)
    for cohort in without_modules(planning):
        yield text("module.none", cohort=cohort)


def module_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield what the modules of a planning do against its curriculum."""
    for cohort, fault in module_faults(planning):
        yield text.sentence(problem("cohort.problem", cohort=cohort, what=fault))


def _result(result: ModuleResult, text: Messages) -> str:
    is_hours = result.name is ModuleObjective.PEAK

    def shown(value: int) -> str:
        return text.hours(value) if is_hours else text.number(value)

    proof = text("module.proven")
    if not result.proven:
        proof = text("module.bound", bound=shown(result.bound))
    name, value = text(_NAMES[result.name]), shown(result.value)
    return text("module.result", name=name, value=value, proof=proof)
