"""A rule that a calendar is seen to keep, with what it was seen in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from planner.acquisition.seen import SeenDays
from planner.programme.file import Tables
from planner.programme.names import RuleName
from planner.rules.statement import Unit


class Choice(StrEnum):
    """What is made of a proposal."""

    TIGHT = "tight"
    LOOSE = "loose"
    LEFT = "left"


@dataclass(frozen=True)
class Amount:
    """A number with its unit."""

    unit: Unit
    count: int


@dataclass(frozen=True)
class SingleDays:
    """Some single days."""

    dates: tuple[date, ...]


SeenWeeks = tuple[date, ...]
"""The Mondays of some weeks."""

EvidenceValue = int | str | date | Amount | SingleDays | SeenWeeks | SeenDays | tuple[SeenDays, ...]


@dataclass(frozen=True)
class Evidence:
    """What a rule was seen in: the key of a sentence of the catalogue, with its values."""

    key: str
    values: Mapping[str, EvidenceValue] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleProposal:
    """A rule that the calendar keeps.

    Attributes
    ----------
    key
        Tells it from the others, whatever the language: 1A.school_blocks.
    rule
        The rule of the programme; None for the academic year itself.
    cohort
        The id of the class that it concerns; None if all.
    tight, loose
        The tables that a programme takes over: as tight as seen, and a step looser; None where
        there is nothing in between.
    default
        What is proposed to choose.
    needs
        The keys of proposals without which the calendar would break this one.
    """

    key: str
    rule: RuleName | None
    cohort: str | None
    evidence: Evidence
    tight: Tables
    loose: Tables | None = None
    default: Choice = Choice.TIGHT
    needs: tuple[str, ...] = ()

    def tables(self, choice: Choice) -> Tables:
        """Return what a programme takes over; nothing of what is left."""
        if choice is Choice.LEFT:
            return {}
        return self.loose if choice is Choice.LOOSE and self.loose is not None else self.tight


Choices = Mapping[str, Choice]
"""What was chosen, by the keys of proposals; what is missing is left."""


def default_choices(proposals: Iterable[RuleProposal]) -> dict[str, Choice]:
    """Return what is proposed to choose."""
    return {proposal.key: proposal.default for proposal in proposals}


def looser_choices(proposals: Iterable[RuleProposal]) -> dict[str, Choice]:
    """Return what is proposed to choose, a step looser wherever there is one."""
    return {
        proposal.key: Choice.LOOSE
        if proposal.default is Choice.TIGHT and proposal.loose is not None
        else proposal.default
        for proposal in proposals
    }
