"""What a publication changes, as a page tells it: those whose year changes alike together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.changes import YearChanges
from planner.apprentices.year import ApprenticeYear
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.portal.pages.changed_fields import said_otherwise
from planner.portal.pages.changes import ChangesView, told_changes
from planner.portal.pages.publication_changes import Difference, RosterDifference
from planner.portal.store.versions import Proposal
from planner.words.apprentices import unplaced


@dataclass(frozen=True)
class Alike:
    """Some people whose year changes in the very same way."""

    people: tuple[Apprentice, ...]
    changes: ChangesView


@dataclass(frozen=True)
class Group:
    """Some people of a promotion of whose changes the same sentence is true.

    Attributes
    ----------
    summary
        The sentence.
    count
        How many they are.
    """

    cohort: str
    summary: str
    count: int
    alike: tuple[Alike, ...]


@dataclass(frozen=True)
class DifferenceView:
    """All that is told.

    Attributes
    ----------
    is_first
        Whether there is nothing to compare with.
    people, companies
        How many are in the list.
    altered
        Who, and what else is said of them.
    unplaced
        Whose sessions find no room, and in which week.
    """

    is_first: bool
    people: int
    companies: int
    roster: RosterDifference
    altered: tuple[tuple[Apprentice, str], ...]
    groups: tuple[Group, ...]
    changed: int
    unchanged: int
    unplaced: tuple[tuple[Apprentice, str], ...]


def difference_view(proposal: Proposal, found: Difference, text: Messages) -> DifferenceView:
    """Tell what a proposal changes."""
    return DifferenceView(
        is_first=proposal.over is None,
        people=len(proposal.roster),
        companies=len({who.company for who in proposal.roster}),
        roster=found.roster,
        altered=tuple((now, said_otherwise(was, now, text)) for was, now in found.roster.altered),
        groups=tuple(groups(proposal.edition.planning, found.people, text)),
        changed=len(found.people),
        unchanged=found.unchanged,
        unplaced=without_room(found.years, text),
    )


def groups(
    planning: Planning, changed: Iterable[tuple[Apprentice, YearChanges]], text: Messages
) -> Iterator[Group]:
    """Gather those of whom the same is told, promotion by promotion."""
    alike: dict[tuple[str, YearChanges], list[Apprentice]] = {}
    for who, changes in changed:
        alike.setdefault((who.cohort, changes), []).append(who)
    told: dict[tuple[str, str], list[Alike]] = {}
    for (cohort, changes), people in alike.items():
        view = told_changes(changes, planning.programme, text)
        told.setdefault((cohort, view.summary), []).append(Alike(tuple(people), view))
    for each in planning.cohorts:
        for (of, summary), found in told.items():
            if of == each.cohort.id:
                count = sum(len(some.people) for some in found)
                yield Group(each.cohort.label, summary, count, tuple(found))


def without_room(
    years: Iterable[ApprenticeYear], text: Messages
) -> tuple[tuple[Apprentice, str], ...]:
    """Tell whose sessions find no half-day, and in which week."""
    return tuple(
        (year.apprentice, unplaced(each, year.planning.year.weeks, text))
        for year in years
        for each in year.unplaced
    )
