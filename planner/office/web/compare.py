"""Request handler that compares drafts, as they stand or in earlier states."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable
from planner.office.drafts.standing import Standing, standing_of
from planner.office.drafts.state import (
    DraftState,
    edition_of,
    programme_name,
    programme_of,
    scope_of,
    year_of,
)
from planner.office.drafts.store import Draft, read_draft, read_state
from planner.office.pages.comparison_view import (
    ComparedDraft,
    compared_rows,
    differing_rules,
    year_pictures,
)
from planner.office.pages.week_changes import WeekChanges, week_changes
from planner.office.web.draft.page import seen_drafts, stage_line
from planner.portal.store.rights import Scope
from planner.portal.web.office.session import OfficeSession, office_page
from planner.rules.case import Case

MOST_COMPARED = 6
"""How many drafts are compared at once."""

_CHOSEN = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?", re.ASCII)
"""The id of a draft, and a revision if it is not the newest: 3 or 3.12."""


@dataclass(frozen=True)
class _Chosen:
    """A draft of a comparison, as its address names it."""

    key: str
    draft: Draft
    state: DraftState
    shown: ComparedDraft

    @property
    def scope(self) -> Scope:
        """What the draft is about."""
        return scope_of(self.draft.state)

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return standing_of(self.state)


@office_page
def compare_page(session: OfficeSession) -> Response:
    """Return drafts side by side, and the form that chooses them."""
    asked = session.request.query_params.getlist("draft")[:MOST_COMPARED]
    with session.portal.database.reading() as connection:
        drafts = seen_drafts(session, connection)
        chosen = [_chosen(session, connection, key) for key in dict.fromkeys(asked)]
    found = [each for each in chosen if each]
    shown = [each.shown for each in found]
    pair = _pair(session, len(found))
    return session.render_page(
        "compare.html",
        chosen=found,
        stages=[stage_line(each.standing, session.text) for each in found],
        choices=_choices(drafts, found),
        pictures=year_pictures(shown, session.text),
        rows=compared_rows(shown, session.text),
        titles=[each.title for each in shown],
        rules=differing_rules(shown, session.text),
        pair=pair,
        changes=_changes(session, shown[pair[0]], shown[pair[1]]) if pair else None,
        most=MOST_COMPARED,
    )


def _chosen(session: OfficeSession, connection: Connection, key: str) -> _Chosen | None:
    """Return the draft that a part of the address names; None for one that is gone, or hidden."""
    found = _CHOSEN.fullmatch(key)
    if found is None:
        return None
    try:
        draft = read_draft(connection, int(found[1]))
        if not session.sees(scope_of(draft.state)):
            return None
        if found[2] is None:
            return _Chosen(key, draft, draft.state, _compared(draft.title, draft.state))
        state = read_state(connection, draft.id, int(found[2]))
    except Unusable:
        return None
    named = session.text("compare.state", title=draft.title, revision=int(found[2]))
    return _Chosen(key, draft, state, _compared(named, state))


def _compared(title: str, state: DraftState) -> ComparedDraft:
    try:
        case = Case(programme_of(state), year_of(state))
    except Unusable:
        return ComparedDraft(title, None, None)
    try:
        return ComparedDraft(title, edition_of(state), case)
    except Unusable:
        return ComparedDraft(title, None, case)


def _choices(drafts: tuple[Draft, ...], found: list[_Chosen]) -> list[tuple[Draft, str, bool]]:
    """Return the drafts to choose from, with their programme: those of the same year first."""
    ids = {each.draft.id for each in found if each.key == str(each.draft.id)}
    alike = {(programme_name(each.draft.state), each.draft.state.start_year) for each in found}

    def key(draft: Draft) -> tuple[bool, bool, int]:
        of = programme_name(draft.state), draft.state.start_year
        return draft.id not in ids, of not in alike, -draft.state.start_year

    return [
        (draft, programme_name(draft.state), draft.id in ids) for draft in sorted(drafts, key=key)
    ]


def _pair(session: OfficeSession, count: int) -> tuple[int, int] | None:
    """Return the positions of the two drafts whose weeks are compared."""
    if count < 2:
        return None
    one, other = (session.request.query_params.get(name, "") for name in ("one", "other"))
    known = [str(number) for number in range(count)]
    if one in known and other in known and one != other:
        return int(one), int(other)
    return 0, 1


def _changes(
    session: OfficeSession, one: ComparedDraft, other: ComparedDraft
) -> WeekChanges | None:
    if one.edition is None or other.edition is None:
        return None
    return week_changes(one.edition.planning, other.edition.planning, session.text)
