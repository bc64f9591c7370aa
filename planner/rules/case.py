"""A programme in one academic year, with what is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.programme.cohort import Held
from planner.programme.names import NEARNESS, ObjectiveName
from planner.programme.programme import Programme
from planner.year.activity import Activity


@dataclass(frozen=True)
class Stay:
    """A stay with which a year ended: its activity and its weeks in that year."""

    activity: Activity
    weeks: int


@dataclass(frozen=True)
class Given:
    """What the planning of a year takes as given, by the ids of its cohorts.

    Attributes
    ----------
    before
        The stay with which the year before ended for the people of a cohort.
    near
        The weeks of a planning to stay close to; None where it has none.
    locked
        What the weeks that must not change hold; None for the others.
    repairs
        Whether staying close comes before all that the programme ranks.
    """

    before: Mapping[str, Stay] = field(default_factory=dict)
    near: Mapping[str, tuple[Held | None, ...]] = field(default_factory=dict)
    locked: Mapping[str, tuple[Held | None, ...]] = field(default_factory=dict)
    repairs: bool = False

    def ranking(self, programme: Programme) -> tuple[ObjectiveName, ...]:
        """Rank the objectives: those of the programme, after staying close where that is asked."""
        if not self.repairs:
            return programme.ranking
        return (*NEARNESS, *(name for name in programme.ranking if name not in NEARNESS))
