"""What the planning of a year takes as given: the year before, locks, a planning nearby."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.programme.cohort import PlannedWeek
from planner.year.activity import Activity

KeptWeeks = Mapping[str, tuple[PlannedWeek | None, ...]]
"""By cohort id, what each week of a year keeps of a planning; None where it keeps nothing."""


MOST_ALTERNATIVES, MOST_WEEKS_APART, MOST_STEP = 20, 1_000_000, 1_000_000
"""The most further plannings that are searched at once, the most weeks between two of them, and
the largest step by which an objective may be worse."""


@dataclass(frozen=True)
class Stay:
    """A stay with which a year ended: its activity and its weeks in that year."""

    activity: Activity
    weeks: int


@dataclass(frozen=True)
class OtherPlannings:
    """Plannings from which another one is to differ, so that people can choose.

    Attributes
    ----------
    weeks
        What the cohorts do in each of them, by the ids of the cohorts.
    apart
        In how many weeks it differs from each at least, those of all cohorts added up.
    """

    weeks: tuple[KeptWeeks, ...] = ()
    apart: int = 0


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
    others
        The plannings to differ from; none, unless several are asked for.
    """

    before: Mapping[str, Stay] = field(default_factory=dict)
    near: KeptWeeks = field(default_factory=dict)
    locked: KeptWeeks = field(default_factory=dict)
    repairs: bool = False
    others: OtherPlannings = field(default_factory=OtherPlannings)
