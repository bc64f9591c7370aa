"""Drafts made from other drafts: next year's, with its planning as the year before."""

from planner.apprentices.following_year import FollowingYear, following_year
from planner.office.drafts.state import DraftState, planned_edition, programme_of


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
        roster=people_of_next_year(state).staying,
    )


def people_of_next_year(state: DraftState) -> FollowingYear:
    """Return who of the list of a draft is there in the year after.

    Raises
    ------
    Unusable
        As `next_year`.
    """
    return following_year(state.roster, programme_of(state), state.start_year + 1)
