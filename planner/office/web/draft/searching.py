"""What the handlers of searches share: the queue, and how a draft takes what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.requests import Request

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.state import DraftState, planned_edition
from planner.office.drafts.store import (
    Draft,
    DraftAct,
    Overtaken,
    read_draft,
    read_state,
    save_state,
)
from planner.office.pages.week_changes import WeekChanges, week_changes
from planner.office.searches.asking import with_found
from planner.office.searches.queue import (
    Search,
    SearchAction,
    Searches,
    SearchPurpose,
)
from planner.office.searches.task import PlanningFound, SearchTask
from planner.office.web.draft.page import DraftPage
from planner.planning.planning import Edition
from planner.portal.web.state import Portal

ACTS = {
    SearchAction.PLAN: "planned",
    SearchAction.REPAIR: "repaired",
    SearchAction.ALTERNATIVES: "other-taken",
    SearchAction.CLOSE_WEEK: "week-closed",
    SearchAction.CLOSE_DAY: "day-closed",
    SearchAction.TEACHER_AWAY: "teacher-away",
    SearchAction.ADD_COHORT: "cohort-added",
    SearchAction.MODULES: "modules-placed",
}
"""What a draft's log says when the planning of a search is taken."""


def searches_of(request: Request) -> Searches:
    """Return the searches of the office that handles a request."""
    found = request.app.state.searches
    assert isinstance(found, Searches)
    return found


@dataclass(frozen=True)
class Wanted:
    """A search that somebody wants for a draft.

    Attributes
    ----------
    values
        What its sentences say of it, as in `SearchPurpose`.
    rules
        The rules that its planning would be taken with; None for those of the draft.
    """

    action: SearchAction
    task: SearchTask
    values: Mapping[str, str | int | date]
    rules: str | None = None


def start_search(page: DraftPage, revision: int, wanted: Wanted) -> Search:
    """Start a search for a draft; return the one that is under way if it is the same.

    Raises
    ------
    Unusable
        Too many wait already.
    """
    searches, draft = searches_of(page.session.request), page.draft
    purpose = SearchPurpose(
        draft.id, revision, page.session.user_name, wanted.action, wanted.values, wanted.rules
    )
    for search in searches.all():
        same = (search.purpose, search.task) == (purpose, wanted.task)
        if same and not search.state.is_over:
            return search
    keep = partial(keep_planning, page.session.portal)
    return searches.start(wanted.task, purpose, keep)


def keep_planning(portal: Portal, search: Search) -> bool:
    """Save the planning of a search in its draft, unless a person has to review it first.

    Only the best planning of a draft that is as it was searched is put there.
    """
    purpose = search.purpose
    if purpose.action is not SearchAction.PLAN or not isinstance(search.finding, PlanningFound):
        return False
    with portal.database.reading() as connection:
        draft = read_draft(connection, purpose.draft)
        searched = read_state(connection, purpose.draft, purpose.revision)
    if draft.state != searched:
        return False
    state = with_found(draft.state, search.finding.edition)
    act = DraftAct(ACTS[purpose.action])
    try:
        save_state(
            portal.database,
            draft.id,
            draft.revision,
            state,
            act,
            purpose.author,
            portal.clock(),
        )
    except Overtaken:
        return False
    return True


def state_with_found(portal: Portal, draft: Draft, search: Search, edition: Edition) -> DraftState:
    """Return the state that a draft has once it takes a planning.

    Raises
    ------
    Unusable
        The planning comes with other rules, and those of the draft were changed since.
    """
    check_rules_unchanged(portal, draft, search)
    return with_found(draft.state, edition, search.purpose.rules)


def check_rules_unchanged(portal: Portal, draft: Draft, search: Search) -> None:
    """Check that nobody has changed the rules of a draft for which a search has other rules.

    Raises
    ------
    Unusable
        They were changed, and would be lost.
    """
    if search.purpose.rules is None:
        return
    with portal.database.reading() as connection:
        searched = read_state(connection, draft.id, search.purpose.revision)
    if searched.rules != draft.state.rules:
        raise Unusable([problem("searches.rules-changed")])


def would_change(state: DraftState, edition: Edition, text: Messages) -> WeekChanges | None:
    """Return what a planning would change of that of a draft; None if there is nothing to compare.

    A draft without a planning has none, and one of another year has other weeks.
    """
    before = planned_edition(state)
    return week_changes(before.planning, edition.planning, text) if before else None
