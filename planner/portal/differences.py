"""What a publication changes, and for whom: the list of apprentices, and each one's year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.apprentice_year import apprentice_year
from planner.apprentices import Apprentice
from planner.domain import Edition
from planner.portal.versions import Proposal
from planner.tables import folded
from planner.year_changes import YearChanges, year_changes


@dataclass(frozen=True)
class RosterDifference:
    """How a list differs from the one before; all in the order of the lists.

    Attributes
    ----------
    joined, left
        Who is only in the new list, and who only in the old one.
    moved
        Who is in another company, before and now.
    altered
        Of whom something else is said: wishes, contract, option, closures; before and now.
    new_companies, gone_companies
        The names of those that had no apprentice before, and of those that have none now.
    """

    joined: tuple[Apprentice, ...]
    left: tuple[Apprentice, ...]
    moved: tuple[tuple[Apprentice, Apprentice], ...]
    altered: tuple[tuple[Apprentice, Apprentice], ...]
    new_companies: tuple[str, ...]
    gone_companies: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        return not (self.joined or self.left or self.moved or self.altered)


@dataclass(frozen=True)
class Difference:
    """What a publication changes.

    Attributes
    ----------
    roster
        How the list differs.
    people
        Whose year changed, and how: of those who were in the list before.
    unchanged
        How many have the same year as before.
    """

    roster: RosterDifference
    people: tuple[tuple[Apprentice, YearChanges], ...]
    unchanged: int


def difference(proposal: Proposal) -> Difference:
    """Tell what a proposal changes."""
    before, now = proposal.roster_before, proposal.roster
    roster = roster_difference(before, now)
    was = {each.identity: each for each in before}
    was |= {new.identity: old for old, new in roster.moved}
    changed: list[tuple[Apprentice, YearChanges]] = []
    unchanged = 0
    for apprentice in now:
        if apprentice.identity not in was:
            continue
        found = _changes(was[apprentice.identity], apprentice, proposal.before, proposal.edition)
        if found.is_none:
            unchanged += 1
        else:
            changed.append((apprentice, found))
    return Difference(roster, tuple(changed), unchanged)


def roster_difference(before: Iterable[Apprentice], now: Iterable[Apprentice]) -> RosterDifference:
    """Tell how a list differs from the one before."""
    was = {each.identity: each for each in before}
    becomes = {each.identity: each for each in now}
    gone = {_person(each): each for key, each in was.items() if key not in becomes}
    new = {_person(each): each for key, each in becomes.items() if key not in was}
    companies_before = {folded(each.company): each.company for each in was.values()}
    companies_now = {folded(each.company): each.company for each in becomes.values()}
    return RosterDifference(
        joined=tuple(each for person, each in new.items() if person not in gone),
        left=tuple(each for person, each in gone.items() if person not in new),
        moved=tuple((gone[person], each) for person, each in new.items() if person in gone),
        altered=tuple(
            (was[key], each)
            for key, each in becomes.items()
            if key in was and _told(was[key]) != _told(each)
        ),
        new_companies=_only_in(companies_now, companies_before),
        gone_companies=_only_in(companies_before, companies_now),
    )


def _person(apprentice: Apprentice) -> tuple[str, str, str]:
    """Tell a person from others, whatever the company."""
    surname, first_name, _, cohort = apprentice.identity
    return surname, first_name, cohort


def _told(apprentice: Apprentice) -> Apprentice:
    """Give what a list says of an apprentice, wherever it says it."""
    return replace(apprentice, row=0, remarks="", where="")


def _only_in(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for key, name in one.items() if key not in other)


def _changes(
    was: Apprentice, becomes: Apprentice, before: Edition | None, now: Edition
) -> YearChanges:
    year = apprentice_year(becomes, now.planning)
    cohorts = [each.cohort.id for each in before.planning.cohorts] if before else []
    if before is None or was.cohort not in cohorts:
        return year_changes(None, year)
    return year_changes(apprentice_year(was, before.planning), year)
