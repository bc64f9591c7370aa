"""Figures of objectives, with what they count."""

from collections.abc import Callable, Mapping, Sequence

from planner.messages import Messages
from planner.planning.planning import Edition, ObjectiveResult, Planning
from planner.programme.names import ON_SESSIONS, ObjectiveName


def told_objectives(edition: Edition) -> Sequence[ObjectiveResult]:
    """Return the objectives that a document lists, in their ranking: those on sessions if any."""
    silent = () if edition.planning.has_sessions else ON_SESSIONS
    return [objective for objective in edition.minimised if objective.name not in silent]


def proof_words(objective: ObjectiveResult, planning: Planning, text: Messages) -> str:
    """Return whether a value is the best of all plannings, or of those that differ from others."""
    if not objective.proven:
        return text("proof.open")
    return text("proof.best-of-others" if planning.case.given.others.weeks else "proof.best")


def objective_figure(objective: ObjectiveResult, text: Messages) -> str:
    """Return the value of an objective with its unit: 2 cohorts, 35 h; else as an index."""
    return _FIGURES.get(objective.name, _index)(objective.value, text)


def _counted(key: str) -> Callable[[float, Messages], str]:
    return lambda value, text: text.counted(key, int(value))


def _hours(value: float, text: Messages) -> str:
    return f"{text.number(value)} h"


def _index(value: float, text: Messages) -> str:
    return text("objective.index", value=value)


_FIGURES: Mapping[ObjectiveName, Callable[[float, Messages], str]] = {
    ObjectiveName.CAMPUS_PEAK: _counted("cohorts"),
    ObjectiveName.CAMPUS_OVERLAP: _counted("presences"),
    ObjectiveName.SHARED_WEEKS: _counted("weeks"),
    ObjectiveName.PEOPLE_PEAK: _counted("people"),
    ObjectiveName.COMPANY_SHORTFALL: _hours,
    ObjectiveName.JOURNEYS: _counted("journeys"),
    ObjectiveName.SCHOOL_ABSENCE: _counted("weeks"),
    ObjectiveName.COMPANY_ABSENCE: _counted("weeks"),
    ObjectiveName.IDLE_WEEKS: _counted("weeks"),
    ObjectiveName.PATTERN_DEPARTURES: _counted("weeks"),
    ObjectiveName.CLOSENESS: _counted("weeks"),
    ObjectiveName.MOVED_SESSIONS: _counted("sessions"),
}
