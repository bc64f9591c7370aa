"""What is told of the modules of a planning: their objectives, or that there are none."""

from collections.abc import Iterable, Iterator, Sequence

from planner.curriculum.progression import (
    ModuleObjective,
    ModuleResult,
    Progression,
    TaughtModule,
)
from planner.files.problems import problem
from planner.messages import Messages
from planner.planning.changes import ModuleChange, MovedSessions
from planner.planning.file.module_sheet import ModuleCells
from planner.planning.module_changes import ModuleWeek
from planner.planning.planning import Planning
from planner.planning.progressions import (
    module_faults,
    module_lock_faults,
    without_modules,
)
from planner.programme.cohort import Cohort
from planner.words.names import week_name

_NAMES = {
    ModuleObjective.MOVED_SESSIONS: "module.objective.moved_module_sessions",
    ModuleObjective.MOVED_HOURS: "module.objective.moved_module_hours",
    ModuleObjective.ON_CALL: "module.objective.half_days_on_call",
    ModuleObjective.WEEKS: "module.objective.module_weeks",
    ModuleObjective.SPAN: "module.objective.module_span",
    ModuleObjective.PEAK: "module.objective.week_peak",
    ModuleObjective.FAIRNESS: "module.objective.teacher_peak",
}


def progression_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield a line for each cohort with a curriculum: its objectives, or why it has no modules."""
    for row in planning.cohorts:
        if row.progression and row.progression.results:
            yield objectives_line(row.cohort, row.progression, text)
    yield from unplaced_modules_lines(planning, text)


def unplaced_modules_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield for each cohort with a curriculum whose modules are not placed: why not.

    Then what is locked of modules that they can never have.
    """
    for row in without_modules(planning):
        yield text(f"module_unplaced.{row.unplaced or 'unsearched'}", cohort=row.cohort.id)
        for fault in module_lock_faults(row, planning.case):
            yield text.sentence(problem("cohort.problem", cohort=row.cohort.id, what=fault))


def objectives_line(cohort: Cohort, progression: Progression, text: Messages) -> str:
    """Return the objectives of a progression, each with its proof."""
    values = text.listed(_result(each, text) for each in progression.results)
    return text("module.placed", cohort=cohort.id, values=values)


def module_groups(
    modules: Iterable[TaughtModule], progression: Progression, text: Messages
) -> Iterator[tuple[str, Sequence[TaughtModule]]]:
    """Yield modules by semester; in each, the common core first, then option by option.

    Each group with its name: Semestre 1 – tronc commun.
    """
    found: dict[tuple[int, str], list[TaughtModule]] = {}
    for each in modules:
        found.setdefault((each.module.semester or 0, each.module.option), []).append(each)
    has_options = any(option for _, option in found)
    places = {option: n for n, option in enumerate(["", *progression.streams])}
    for semester, option in sorted(found, key=lambda group: (group[0], places[group[1]])):
        parts = [text("progression.semester", semester=semester)] if semester else []
        if option:
            parts.append(text("progression.option", option=option))
        elif has_options:
            parts.append(text("progression.core"))
        yield " – ".join(parts) or text("column.modules"), found[semester, option]


def module_change_line(change: ModuleChange, text: Messages) -> str:
    """Return what has moved of a module: its sessions from week to week, then its hours."""
    said = [_moved(each, text) for each in change.sessions]
    if change.minutes:
        said.append(text("changes.module-hours", hours=change.minutes))
    return text(
        "changes.module",
        cohort=change.cohort.id,
        module=change.module.name,
        moved=text.listed(said),
    )


def _moved(moved: MovedSessions, text: Messages) -> str:
    sessions = text.counted("sessions", moved.count)
    before, after = (week and week_name(week, text) for week in (moved.before, moved.after))
    if before and after:
        return text("changes.sessions-moved", sessions=sessions, before=before, after=after)
    key = "changes.sessions-more" if after else "changes.sessions-fewer"
    return text(key, sessions=sessions, week=after or before)


def module_lines(
    planning: Planning, text: Messages, cells: Sequence[ModuleCells] = ()
) -> Iterator[str]:
    """Yield what the modules of a planning do against its curriculum.

    Where the planning is read from a workbook, its cell stands before it.
    """
    sheets = {each.cohort: each for each in cells}
    for cohort, breach in module_faults(planning):
        line = text.sentence(problem("cohort.problem", cohort=cohort, what=breach.what))
        if on := sheets.get(cohort):
            cell = on.cell_of(breach.module, breach.week)
            line = text("breach.cell", sheet=on.sheet, cell=cell, what=line)
        yield line


def module_measure_name(objective: ModuleObjective, text: Messages) -> str:
    """Return the name of an objective of modules."""
    return text(_NAMES[objective])


def module_measure_figure(objective: ModuleObjective, value: int, text: Messages) -> str:
    """Return the value of an objective of modules, in hours where it counts minutes."""
    return text.hours(value) if objective.counts_minutes else text.number(value)


def module_measure_proof(result: ModuleResult, text: Messages) -> str:
    """Return what is proven of an objective of modules: that it is the least, or its bound."""
    if result.proven:
        return text("module.proven")
    return text("module.bound", bound=module_measure_figure(result.name, result.bound, text))


def _result(result: ModuleResult, text: Messages) -> str:
    name, value = (
        module_measure_name(result.name, text),
        module_measure_figure(result.name, result.value, text),
    )
    return text("module.result", name=name, value=value, proof=module_measure_proof(result, text))


def module_week_name(week: ModuleWeek, text: Messages) -> str:
    """Return what a module has in a week: hours, sessions, both, or nothing."""
    hours = [text.hours(week.minutes)] if week.minutes else []
    sessions = [text.counted("sessions", week.sessions)] if week.sessions else []
    return " + ".join((*hours, *sessions)) or text("module-week.nothing")
