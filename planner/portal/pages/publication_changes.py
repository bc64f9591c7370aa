"""What a publication changes: the differences of the roster, and of each apprentice's year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear, apprentice_years
from planner.planning.planning import Edition
from planner.portal.store.publishing import Proposal
from planner.portal.store.versions import stored_part


@dataclass(frozen=True)
class RosterChanges:
    """The differences between two rosters, in the order of the rosters.

    Attributes
    ----------
    joined, left
        Who is only in the new roster, and only in the old one.
    moved
        Who changed company: before and now.
    edited
        Whose other fields changed: before and now.
    new_companies, gone_companies
        Companies only in the new roster, and only in the old one. A company that is spelled
        differently, but for case and spaces, is in both.
    """

    joined: tuple[Apprentice, ...]
    left: tuple[Apprentice, ...]
    moved: tuple[tuple[Apprentice, Apprentice], ...]
    edited: tuple[tuple[Apprentice, Apprentice], ...]
    new_companies: tuple[str, ...]
    gone_companies: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the rosters have the same persons with the same fields."""
        return not (self.joined or self.left or self.moved or self.edited)


@dataclass(frozen=True)
class PublicationChanges:
    """What a publication changes.

    Attributes
    ----------
    roster
        The differences of the roster.
    years
        The years of all apprentices of the new roster.
    changed
        The persons of both rosters whose year changed, and how.
    unchanged
        How many persons of both rosters have the same year.
    """

    roster: RosterChanges
    years: tuple[ApprenticeYear, ...]
    changed: tuple[tuple[Apprentice, YearChanges], ...]
    unchanged: int


def publication_changes(proposal: Proposal) -> PublicationChanges:
    """Compare a proposal with the version that it replaces; what is not stored is not compared."""
    listed = [*map(stored_part, proposal.roster)]
    roster = roster_changes(proposal.replaced_roster, listed)
    years = apprentice_years(proposal.roster, proposal.edition.planning)
    was = {each.identity: each for each in proposal.replaced_roster}
    was |= {new.identity: old for old, new in roster.moved}
    stayed = [year for year in years if year.apprentice.identity in was]
    before = _years_before(
        [was[year.apprentice.identity] for year in stayed], proposal.replaced_edition
    )
    compared = [
        (year.apprentice, year_changes(old, year)) for old, year in zip(before, stayed, strict=True)
    ]
    people = tuple((who, changes) for who, changes in compared if not changes.is_empty)
    return PublicationChanges(roster, years, people, len(compared) - len(people))


def _years_before(
    apprentices: Sequence[Apprentice], edition: Edition | None
) -> Iterator[ApprenticeYear | None]:
    """Compute years in the replaced version; None for cohorts that it does not have."""
    cohorts = [each.cohort.id for each in edition.planning.cohorts] if edition else []
    known = [who for who in apprentices if who.cohort in cohorts]
    years = iter(apprentice_years(known, edition.planning) if edition else ())
    return (next(years) if who.cohort in cohorts else None for who in apprentices)


def roster_changes(before: Iterable[Apprentice], now: Iterable[Apprentice]) -> RosterChanges:
    """Compare two rosters."""
    was = {each.identity: each for each in before}
    becomes = {each.identity: each for each in now}
    gone = {key: each for key, each in was.items() if key not in becomes}
    new = {key: each for key, each in becomes.items() if key not in was}
    moved = tuple(_moved(gone.values(), new.values()))
    known = {each.identity for pair in moved for each in pair}
    companies_before, companies_now = _companies(was.values()), _companies(becomes.values())
    return RosterChanges(
        joined=tuple(each for key, each in new.items() if key not in known),
        left=tuple(each for key, each in gone.items() if key not in known),
        moved=moved,
        edited=tuple(
            (was[key], each)
            for key, each in becomes.items()
            if key in was and _compared(was[key]) != _compared(each)
        ),
        new_companies=_only_in(companies_now, companies_before),
        gone_companies=_only_in(companies_before, companies_now),
    )


def _moved(
    gone: Iterable[Apprentice], new: Iterable[Apprentice]
) -> Iterator[tuple[Apprentice, Apprentice]]:
    """Match persons who changed company by name and cohort; namesakes in order."""
    found: dict[tuple[str, str, str], list[Apprentice]] = {}
    for each in new:
        found.setdefault(_person(each), []).append(each)
    for earlier in gone:
        if namesakes := found.get(_person(earlier)):
            yield earlier, namesakes.pop(0)


def _person(apprentice: Apprentice) -> tuple[str, str, str]:
    """Identify a person whatever the company."""
    surname, first_name, _, cohort = apprentice.identity
    return surname, first_name, cohort


def _compared(apprentice: Apprentice) -> Apprentice:
    """Return an apprentice without the fields that are not compared."""
    return replace(apprentice, row=0, where="")


def _companies(apprentices: Iterable[Apprentice]) -> Mapping[str, str]:
    names = [name for each in apprentices for name in each.companies]
    return {" ".join(name.casefold().split()): name for name in names}


def _only_in(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for key, name in one.items() if key not in other)
