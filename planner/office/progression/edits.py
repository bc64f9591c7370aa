"""Edits of a draft's modules: what is typed into the weeks of a class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import DraftState, required_edition, week_key, with_edits
from planner.office.drafts.store import DraftAct
from planner.office.progression.notation import read_cell
from planner.office.year.edits import EditedState
from planner.planning.editing import ModuleEdit
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.progressions import module_frame


@dataclass(frozen=True)
class TypedModule:
    """What is typed into a week of a module.

    Attributes
    ----------
    module
        The id of the module; "" for the hours that no module has.
    week
        The position of the week in the year.
    """

    module: str
    week: int
    typed: str


def with_typed_modules(state: DraftState, cohort: str, cells: Sequence[TypedModule]) -> EditedState:
    """Return a state in which modules of a class are edited; locked weeks stay as they are.

    Raises
    ------
    Unusable
        There is no planning yet, or its class has no such module or week; or what is typed is
        neither hours nor sessions.
    """
    planning = required_edition(state).planning
    row = _row(planning, cohort)
    wanted = list(_edits(row, cells, planning))
    return _edited(state, wanted, _act(row, cells, planning))


def with_module_edits(state: DraftState, edits: Sequence[ModuleEdit], file: str) -> EditedState:
    """Return a state with the modules that a file gives; locked weeks stay as they are.

    Raises
    ------
    Unusable
        There is no planning yet, or its classes have no such modules or weeks.
    """
    planning = required_edition(state).planning
    for each in edits:
        known = each.module in _names(_row(planning, each.cohort))
        if not (known and 0 <= each.index < len(planning.year)):
            raise Unusable([problem("progression.no-module", module=each.module)])
    return _edited(state, edits, DraftAct("took-timetable", {"file": file}))


def _edited(state: DraftState, wanted: Sequence[ModuleEdit], act: DraftAct) -> EditedState:
    planning, locked = required_edition(state).planning, set(state.locked)
    allowed = [
        each for each in wanted if (each.cohort, week_key(planning.year, each.index)) not in locked
    ]
    return EditedState(with_edits(state, allowed), act, len(wanted) - len(allowed))


def _row(planning: Planning, cohort: str) -> CohortPlanning:
    for row in planning.cohorts:
        if row.cohort.id == cohort and row.progression:
            return row
    raise Unusable([problem("progression.no-class", cohort=cohort)])


def _edits(
    row: CohortPlanning, cells: Sequence[TypedModule], planning: Planning
) -> Iterable[ModuleEdit]:
    lessons = module_frame(row, planning.case).school_weeks
    names = _names(row)
    for each in cells:
        if each.module not in names or not 0 <= each.week < len(planning.year):
            raise Unusable([problem("progression.no-module", module=each.module)])
        minutes, sessions = read_cell(each.typed, has_lessons=each.week in lessons)
        if sessions and not each.module:
            raise Unusable([problem("progression.not-read", found=each.typed.strip())])
        yield ModuleEdit(row.cohort.id, each.module, each.week, minutes, sessions)


def _names(row: CohortPlanning) -> dict[str, str]:
    """Return the names of the modules of a class by their ids; "" has none."""
    assert row.progression
    return {"": "–", **{each.module.id: each.module.name for each in row.progression.modules}}


def _act(row: CohortPlanning, cells: Sequence[TypedModule], planning: Planning) -> DraftAct:
    """Return what some edits do, as the log tells it."""
    weeks = sorted({each.week for each in cells})
    modules = list(dict.fromkeys(each.module for each in cells))
    values = {each.typed.strip() for each in cells}
    first, last = (planning.year.weeks[n].iso_week for n in (weeks[0], weeks[-1]))
    where: dict[str, str | int] = {
        "cohort": row.cohort.id,
        "weeks": f"{first:02}" if first == last else f"{first:02}–{last:02}",
    }
    if len(modules) > 1 or len(values) > 1:
        return DraftAct("edited-modules", where)
    module = _names(row)[modules[0]]
    return DraftAct("edited-module", {**where, "module": module, "value": values.pop() or "–"})
