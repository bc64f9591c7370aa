"""Edits of a draft's year: runs of weeks that get an activity, sessions or a lock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import (
    DraftState,
    LockedCell,
    required_edition,
    week_key,
    with_edits,
    with_locks,
)
from planner.office.drafts.store import DraftAct
from planner.planning.editing import WeekEdit
from planner.planning.planning import CohortPlanning, Planning
from planner.year.activity import Activity, week_of

MOST_TYPED_SESSIONS = 9
"""The most sessions that a week can be given: a digit."""


@dataclass(frozen=True)
class WeekRun:
    """Weeks of one cohort, in a row.

    Attributes
    ----------
    cohort
        The id of the cohort.
    first, last
        The positions of the first and the last week in the year.
    """

    cohort: str
    first: int
    last: int

    @property
    def positions(self) -> range:
        """The positions of all its weeks."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class RunEdit:
    """What a run of weeks gets; None leaves as it is.

    Attributes
    ----------
    activity
        The name of an activity, or of a week cut between some.
    from_day
        The weekday of the first week, 0 for Monday, from which on that is done: its days before
        stay as they are.
    sessions
        The number of sessions of each week that may carry some.
    more
        How many sessions more, or less, each such week gets.
    """

    run: WeekRun
    activity: str | None = None
    sessions: int | None = None
    more: int = 0
    from_day: int = 0


@dataclass(frozen=True)
class EditedState:
    """A state after an edit.

    Attributes
    ----------
    act
        What was done.
    spared
        How many weeks were to change, and are locked.
    """

    state: DraftState
    act: DraftAct
    spared: int = 0


def with_runs(state: DraftState, edits: Sequence[RunEdit]) -> EditedState:
    """Return a state in whose planning runs of weeks are edited; locked weeks stay as they are.

    Raises
    ------
    Unusable
        There is no planning yet, or it has no such week, cohort or activity.
    """
    planning = required_edition(state).planning
    locked = set(state.locked)
    wanted = [each for edit in edits for each in _week_edits(edit, planning)]
    allowed = [
        each for each in wanted if (each.cohort, week_key(planning.year, each.index)) not in locked
    ]
    act = _edit_act(edits, planning)
    return EditedState(with_edits(state, allowed), act, len(wanted) - len(allowed))


def with_run_locks(state: DraftState, runs: Sequence[WeekRun], *, locked: bool) -> EditedState:
    """Return a state in which runs of weeks are locked, or no longer.

    Raises
    ------
    Unusable
        There is no planning yet, or it has no such week or cohort.
    """
    planning = required_edition(state).planning
    cells: list[LockedCell] = []
    for run in runs:
        _row(run, planning)
        cells += ((run.cohort, week_key(planning.year, n)) for n in run.positions)
    act = DraftAct("locked" if locked else "unlocked", _where(runs, planning))
    return EditedState(with_locks(state, cells, locked=locked), act)


def _row(run: WeekRun, planning: Planning) -> CohortPlanning:
    """Return the row of a run's cohort, of which the run must be a part."""
    for row in planning.cohorts:
        if row.cohort.id == run.cohort and 0 <= run.first <= run.last < len(planning.year):
            return row
    raise Unusable([problem("grid.no-weeks", cohort=run.cohort)])


def _week_edits(edit: RunEdit, planning: Planning) -> Iterator[WeekEdit]:
    row = _row(edit.run, planning)
    wanted = None if edit.activity is None else _activity(edit.activity, planning)
    for n in edit.run.positions:
        sessions, activity = None, wanted
        if activity and n == edit.run.first:
            days = [row.activities[n].on(day) for day in range(edit.from_day)]
            activity = week_of([*days, *map(activity.on, range(edit.from_day, 5))])
        if (activity or row.activities[n]).sessions:
            sessions = _sessions(edit, row.sessions[n] if row.sessions else 0)
        if activity is not None or sessions is not None:
            yield WeekEdit(row.cohort.id, n, activity, sessions)


def _activity(name: str, planning: Planning) -> Activity:
    try:
        return planning.programme.activity(name)
    except KeyError:
        raise Unusable([problem("grid.no-activity", name=name)]) from None


def _sessions(edit: RunEdit, now: int) -> int | None:
    if edit.sessions is not None:
        return edit.sessions
    return min(max(0, now + edit.more), MOST_TYPED_SESSIONS) if edit.more else None


def _edit_act(edits: Sequence[RunEdit], planning: Planning) -> DraftAct:
    """Return what some edits do, as the log tells it: with the codes that every language has."""
    where = _where([edit.run for edit in edits], planning)
    gets = {(edit.activity, edit.from_day, edit.sessions, edit.more) for edit in edits}
    if len(gets) > 1:
        return DraftAct("edited-weeks", where)
    ((name, from_day, sessions, more),) = gets
    if name is not None:
        code = {**where, "code": _activity(name, planning).code}
        if from_day:
            return DraftAct("edited-from", {**code, "weekday": from_day})
        return DraftAct("edited", code)
    told = f"{more:+}" if sessions is None else sessions
    return DraftAct("edited-sessions", {**where, "sessions": told})


def _where(runs: Iterable[WeekRun], planning: Planning) -> dict[str, str | int]:
    """Return the weeks and cohorts of some runs."""
    listed = list(runs)
    weeks = planning.year.weeks
    first = weeks[min(run.first for run in listed)].iso_week
    last = weeks[max(run.last for run in listed)].iso_week
    ids = {run.cohort for run in listed}
    cohorts = [row.cohort.id for row in planning.cohorts if row.cohort.id in ids]
    return {
        "weeks": f"{first:02}" if first == last else f"{first:02}–{last:02}",
        "cohorts": ", ".join(cohorts),
    }
