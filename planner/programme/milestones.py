"""What is due in a year, by whom, and by which rule its date follows from the planning."""

from dataclasses import dataclass
from enum import StrEnum

from planner.year.moments import Moment


class MilestoneOwner(StrEnum):
    """Who sees to what is due."""

    APPRENTICE = "apprentice"
    TUTOR = "tutor"
    COMPANY = "company"
    SCHOOL = "school"


class PartOfPeriod(StrEnum):
    """When something is due in a period."""

    START = "start"
    END = "end"
    WITHIN = "within"
    """Once, from its first day to its last."""


class WhichPeriods(StrEnum):
    """In which of several periods something is due."""

    EACH = "each"
    FIRST = "first"
    LAST = "last"


CONTRACT, YEAR = "contract", "year"
"""The periods of every class that are no blocks: the contract, and the year as it has it."""


@dataclass(frozen=True)
class AtMoment:
    """Due on a day of the year, or in the course of a week."""

    moment: Moment


@dataclass(frozen=True)
class InPeriod:
    """Due at the start or the end of periods, or once within each of them.

    Attributes
    ----------
    period
        The name of a named block, a semester or an activity, whose blocks are its periods;
        `CONTRACT` or `YEAR`.
    which
        In which of them; in the n-th of the year, given its number from 1.
    """

    period: str
    part: PartOfPeriod = PartOfPeriod.START
    which: WhichPeriods | int = WhichPeriods.EACH


@dataclass(frozen=True)
class DayInCompany:
    """Due on the n-th day spent in company since the contract began, closed days not counted."""

    number: int


@dataclass(frozen=True)
class Visits:
    """Due so many times, spread over the weeks in company, each in some weeks without sessions."""

    count: int


@dataclass(frozen=True)
class DayOf:
    """Due when another milestone is, or on the day of an event, by its name."""

    name: str


MilestoneRule = AtMoment | InPeriod | DayInCompany | Visits | DayOf
"""All the ways in which a date follows from a planning."""


@dataclass(frozen=True)
class Milestone:
    """What is due.

    Attributes
    ----------
    name
        Its name; no other milestone of the programme has it.
    cohorts
        The ids of its cohorts; all of them if empty.
    plus_days
        How many days after the day of its rule it is due; before it if negative.
    """

    name: str
    owner: MilestoneOwner
    rule: MilestoneRule
    cohorts: tuple[str, ...] = ()
    plus_days: int = 0

    def concerns(self, cohort: str) -> bool:
        """Return whether it is one of a cohort, by its id."""
        return not self.cohorts or cohort in self.cohorts
