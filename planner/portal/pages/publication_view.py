"""The view of what a publication changes: persons with the same changes are grouped."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.changes import YearChanges
from planner.apprentices.year import ApprenticeYear
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.portal.pages.changed_fields import changed_fields
from planner.portal.pages.changes import ChangesView, year_changes_view
from planner.portal.pages.publication_changes import PublicationChanges, RosterChanges
from planner.portal.store.publishing import Proposal
from planner.words.apprentices import unplaced_line
from planner.words.periods import missed_line


@dataclass(frozen=True)
class SameChanges:
    """Persons whose years change in the same way."""

    people: tuple[Apprentice, ...]
    changes: ChangesView


@dataclass(frozen=True)
class ChangeGroup:
    """Persons of a cohort whose changes have the same summary.

    Attributes
    ----------
    count
        How many persons.
    """

    cohort: str
    summary: str
    count: int
    alike: tuple[SameChanges, ...]


@dataclass(frozen=True)
class PublicationView:
    """What a page shows of a publication.

    Attributes
    ----------
    is_first
        Whether no version is replaced.
    sizes
        The promotions of which the roster has not as many persons as the programme says, as text;
        empty if there is none.
    people, companies
        How many the roster has.
    edited
        Persons of the roster with changed fields, and these fields as text.
    unplaced
        Persons with a session that has no half-day, and its week as text.
    missed
        Persons whose contract ends before a defence or an event, and which as text.
    """

    is_first: bool
    sizes: str
    people: int
    companies: int
    roster: RosterChanges
    edited: tuple[tuple[Apprentice, str], ...]
    groups: tuple[ChangeGroup, ...]
    changed: int
    unchanged: int
    unplaced: tuple[tuple[Apprentice, str], ...]
    missed: tuple[tuple[Apprentice, str], ...]


def publication_view(
    proposal: Proposal, found: PublicationChanges, text: Messages
) -> PublicationView:
    """Build the view of a proposal's changes."""
    return PublicationView(
        is_first=proposal.replaced is None,
        sizes=other_sizes(proposal, text),
        people=len(proposal.roster),
        companies=len(proposal.companies),
        roster=found.roster,
        edited=tuple((now, changed_fields(was, now, text)) for was, now in found.roster.edited),
        groups=tuple(change_groups(proposal.edition.planning, found.changed, text)),
        changed=len(found.changed),
        unchanged=found.unchanged,
        unplaced=unplaced_lines(found.years, text),
        missed=tuple(
            (year.apprentice, line) for year in found.years if (line := missed_line(year, text))
        ),
    )


def other_sizes(proposal: Proposal, text: Messages) -> str:
    """Return the promotions of which a roster has not as many persons as the programme says."""
    listed = Counter(who.cohort for who in proposal.roster)
    planning = proposal.edition.planning
    label = planning.programme.label_with_site
    return " ; ".join(
        text("publish.size", cohort=label(row.cohort), found=found, planned=row.cohort.headcount)
        for row in planning.cohorts
        if (found := listed[row.cohort.id]) != row.cohort.headcount
    )


def change_groups(
    planning: Planning, changed: Iterable[tuple[Apprentice, YearChanges]], text: Messages
) -> Iterator[ChangeGroup]:
    """Group persons by cohort and by summary of changes, in the order of cohorts."""
    alike: dict[tuple[str, YearChanges], list[Apprentice]] = {}
    for who, changes in changed:
        alike.setdefault((who.cohort, changes), []).append(who)
    by_summary: dict[tuple[str, str], list[SameChanges]] = {}
    for (cohort, changes), people in alike.items():
        view = year_changes_view(changes, planning.programme, text)
        by_summary.setdefault((cohort, view.summary), []).append(SameChanges(tuple(people), view))
    for each in planning.cohorts:
        for (of, summary), found in by_summary.items():
            if of == each.cohort.id:
                count = sum(len(some.people) for some in found)
                yield ChangeGroup(
                    planning.programme.label_with_site(each.cohort), summary, count, tuple(found)
                )


def unplaced_lines(
    years: Iterable[ApprenticeYear], text: Messages
) -> tuple[tuple[Apprentice, str], ...]:
    """Return persons with a session that has no half-day, and its week as text."""
    return tuple(
        (year.apprentice, unplaced_line(each, year.planning.year.weeks, text))
        for year in years
        for each in year.unplaced
    )
