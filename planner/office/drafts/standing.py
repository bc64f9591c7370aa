"""How far a draft is: rules to complete, to be planned, breaches, a planning that keeps all."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from planner.files.problems import Problem, Unusable
from planner.office.drafts.state import (
    DraftState,
    checks_of,
    edition_of,
    is_proven_best,
    module_breaches_of,
    programme_of,
    year_of,
)


class Stage(StrEnum):
    """How far a draft is."""

    INCOMPLETE = "incomplete"
    """The rules lack something, or contradict each other."""
    UNPLANNED = "unplanned"
    """There is no planning yet."""
    OUTDATED = "outdated"
    """The planning is one of other classes or weeks than the rules say."""
    BROKEN = "broken"
    """The planning breaks rules."""
    KEPT = "kept"
    """The planning keeps every rule; a better one may exist."""
    OPTIMAL = "optimal"
    """The planning keeps every rule, and there is no better one."""


@dataclass(frozen=True)
class Standing:
    """The stage of a draft.

    Attributes
    ----------
    problems
        What the rules lack, or why the planning does not fit them.
    breaches
        The number of places at which the planning breaks a rule, or modules their curriculum.
    year
        The name of the academic year; "" where the rules do not say when it starts.
    """

    stage: Stage
    problems: tuple[Problem, ...] = ()
    breaches: int = 0
    year: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether there is a planning that keeps every rule: it can be given out."""
        return self.stage in (Stage.KEPT, Stage.OPTIMAL)

    @property
    def step(self) -> str:
        """The page on which to go on."""
        if self.stage is Stage.INCOMPLETE:
            return "rules"
        return "plan" if self.stage in (Stage.UNPLANNED, Stage.OUTDATED) else "year"


def standing_of(state: DraftState) -> Standing:
    """Return the stage of a draft."""
    return _standing(replace(state, roster=()))


@lru_cache(256)
def _standing(state: DraftState) -> Standing:
    try:
        programme_of(state)
        year = year_of(state).label
    except Unusable as unusable:
        return Standing(Stage.INCOMPLETE, unusable.problems)
    if state.planning is None:
        return Standing(Stage.UNPLANNED, year=year)
    try:
        edition_of(state)
    except Unusable as unusable:
        return Standing(Stage.OUTDATED, unusable.problems, year=year)
    broken = sum(len(each.breaches) for each in checks_of(state)) + len(module_breaches_of(state))
    if broken:
        return Standing(Stage.BROKEN, breaches=broken, year=year)
    return Standing(Stage.OPTIMAL if is_proven_best(state) else Stage.KEPT, year=year)
