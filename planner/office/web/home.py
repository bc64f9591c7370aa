"""Request handlers of the list of drafts, and of the way to the next step of one."""

from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from planner.office.drafts.standing import Standing, standing_of
from planner.office.drafts.state import programme_name
from planner.office.drafts.store import Draft
from planner.office.web.draft.page import (
    DraftPage,
    act_line,
    draft_path,
    of_draft,
    seen_drafts,
    stage_line,
)
from planner.office.web.draft.plan import listed_searches
from planner.office.web.draft.searching import searches_of
from planner.portal.web.office.session import OfficeSession, office_page


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list of drafts.

    Attributes
    ----------
    path
        That of the page on which to go on.
    stage, act
        How far it is, and what was done last, in words.
    """

    draft: Draft
    standing: Standing
    stage: str
    path: str
    act: str


@dataclass(frozen=True)
class ProgrammeDrafts:
    """The drafts of one programme, the newest year first, then what was changed last."""

    programme: str
    lines: tuple[DraftLine, ...]


@office_page
def drafts_page(session: OfficeSession) -> Response:
    """Return the list of drafts, by programme, and the searches that are under way."""
    with session.portal.database.reading() as connection:
        drafts = seen_drafts(session, connection)
    titles = {draft.id: draft.title for draft in drafts}
    searches = [
        line
        for line in listed_searches(searches_of(session.request), session)
        if line.search.purpose.draft in titles and not line.search.state.is_over
    ]
    return session.render_page(
        "drafts.html", groups=_by_programme(session, drafts), searches=searches, titles=titles
    )


def _by_programme(session: OfficeSession, drafts: tuple[Draft, ...]) -> tuple[ProgrammeDrafts, ...]:
    def key(draft: Draft) -> tuple[str, int]:
        return programme_name(draft.state).casefold(), -draft.state.start_year

    return tuple(
        ProgrammeDrafts(
            programme_name(members[0].state), tuple(_line(session, draft) for draft in members)
        )
        for _, members in (
            (name, list(group))
            for name, group in groupby(sorted(drafts, key=key), key=lambda each: key(each)[0])
        )
    )


def _line(session: OfficeSession, draft: Draft) -> DraftLine:
    standing = standing_of(draft.state)
    path = draft_path(draft.id, standing.step)
    return DraftLine(
        draft,
        standing,
        stage_line(standing, session.text),
        path,
        act_line(draft.changed, session.text),
    )


@office_page
@of_draft
def next_step(page: DraftPage) -> Response:
    """Redirect to the page on which to go on with a draft."""
    return page.redirect(page.standing.step)
