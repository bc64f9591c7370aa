"""Drafts made from other drafts: next year's, with its planning as the year before."""

from collections.abc import Iterator
from dataclasses import replace

from planner.apprentices.apprentice import Apprentice
from planner.office.drafts.state import DraftState, planned_edition, programme_of
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme


def next_year(state: DraftState) -> DraftState:
    """Return the first state of the draft of the year after.

    It has the same rules, the planning as the year before, and the apprentices who stay, in the
    cohort that follows theirs.

    Raises
    ------
    Unusable
        The rules are incomplete or wrong.
    """
    edition = planned_edition(state)
    is_of_year = edition is not None and edition.planning.year.start_year == state.start_year
    return DraftState(
        state.rules,
        state.start_year + 1,
        before=state.planning if is_of_year else None,
        roster=tuple(_staying(state.roster, programme_of(state))),
    )


def _staying(roster: tuple[Apprentice, ...], programme: Programme) -> Iterator[Apprentice]:
    """Yield the apprentices who are still there a year later, without that year's closures."""
    has_courses = any(programme.cohort_before(cohort) for cohort in programme.cohorts)
    for person in roster:
        periods = tuple(replace(each, closed=()) for each in person.periods)
        if not has_courses:
            yield replace(person, periods=periods)
        elif after := _cohort_after(person, programme):
            option = after.option or person.option
            yield replace(person, cohort=after.id, option=option, periods=periods)


def _cohort_after(person: Apprentice, programme: Programme) -> Cohort | None:
    """Return the cohort of a person in the year after; None after the last year."""
    for cohort in programme.cohorts:
        before = programme.cohort_before(cohort)
        if before and before.id == person.cohort:
            return cohort
    return None
