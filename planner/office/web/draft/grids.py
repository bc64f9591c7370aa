"""What the pages of a draft with a grid share: changes that a script sends, parts shown anew."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from planner.files.problems import Unusable
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import (
    Overtaken,
    check_newest,
    history,
    read_draft,
    read_state,
    redo,
    undo,
)
from planner.office.web.draft.page import DraftPage, act_words
from planner.office.year.edits import EditedState
from planner.office.year.parts import GridPart

_BETWEEN = "\x1e"
"""What the templates of parts write after each: the record separator."""

_Revision = Annotated[int, Field(ge=1, lt=10**9)]

_View = TypeVar("_View")

Move = Callable[[DraftPage, int], str]
"""Saves a change that is made on a revision; returns what was done, in words."""


class StepBody(BaseModel):
    """A step back or forward among the states of a draft.

    Attributes
    ----------
    revision
        The one that the page shows.
    onto
        The one to change, if others have changed the draft since and the person knows it.
    """

    model_config = ConfigDict(extra="forbid")

    revision: _Revision
    onto: _Revision | None = None


@dataclass(frozen=True)
class ScreenGrid(Generic[_View]):
    """A grid of a draft on the screen.

    Attributes
    ----------
    view
        Builds what it shows of a state, given the state before; None where it shows nothing.
    changed_parts
        The parts that differ between two views; None where the page has to be loaded again.
    template
        That of its parts.
    data
        What the template is given besides.
    """

    view: Callable[[DraftState, DraftState | None, str], _View | None]
    changed_parts: Callable[[_View, _View], Iterable[GridPart] | None]
    template: str
    data: Mapping[str, object] = field(default_factory=dict)

    def at(self, page: DraftPage, revision: int) -> _View | None:
        """Return what it shows of a draft as it stood at a revision.

        None if it had no planning then, or one that did not fit its rules.

        Raises
        ------
        Unusable
            There is no such draft or revision.
        """
        draft = page.draft.id
        with page.session.portal.database.reading() as connection:
            state = read_state(connection, draft, revision)
            change = history(connection, draft, revision - 1)[0]
            before = read_state(connection, draft, change.parent) if change.parent else None
        try:
            return self.view(state, before, page.text.language)
        except Unusable:
            return None

    def answer(self, page: DraftPage, body: StepBody, move: Move) -> Mapping[str, object]:
        """Make a change; return what differs from the revision that the page shows."""
        before = self.at(page, body.revision)
        try:
            done = move(page, body.revision if body.onto is None else body.onto)
        except Overtaken as overtaken:
            newest = max([page.draft.revision, *(each.revision for each in overtaken.changes)])
            return {"newest": newest, "problems": page.overtaken_lines(overtaken)}
        with page.session.portal.database.reading() as connection:
            now = DraftPage(page.session, read_draft(connection, page.draft.id))
        after = self.at(now, now.draft.revision)
        parts = None if before is None or after is None else self.changed_parts(before, after)
        if parts is None:
            return {"reload": True}
        broken = now.standing.breaches
        told = page.session.counted("breaches", broken) if broken else page.text("stage.kept")
        return {
            "revision": now.draft.revision,
            "parts": self._rendered(now, parts),
            "said": page.text.unbroken(page.text("grid.done", what=done, breaches=told)),
        }

    def _rendered(self, page: DraftPage, changed: Iterable[GridPart]) -> Mapping[str, str]:
        """Render parts of the page, by the identifiers of their elements."""
        always = (GridPart("moves", "moves", page.draft), GridPart("stage", "stage", None))
        parts = [*changed, *always]
        html = page.render_part(self.template, parts=parts, **self.data)
        return dict(zip((part.id for part in parts), html.split(_BETWEEN), strict=False))


def saved(page: DraftPage, revision: int, change: Callable[[DraftState], EditedState]) -> str:
    """Change the state of a revision, save it, and return what was done.

    Raises
    ------
    Overtaken
        Others have changed the draft since.
    Unusable
        The change cannot be made, or not be saved.
    """
    with page.session.portal.database.reading() as connection:
        check_newest(connection, page.draft.id, revision)
    edited = change(page.draft.state)
    page.save(revision, edited.state, edited.act)
    done = act_words(edited.act, page.text)
    if not edited.spared:
        return done
    spared = page.session.counted("grid.spared", edited.spared)
    return page.text("grid.done", what=done, breaches=spared)


def undone(page: DraftPage, revision: int) -> str:
    """Return a draft to the state before, and return what was undone."""
    session, what = page.session, page.draft.undoes
    undo(session.portal.database, page.draft.id, revision, session.user_name, session.now)
    return page.text("grid.undone", what=page.act_line(what) if what else "")


def redone(page: DraftPage, revision: int) -> str:
    """Return a draft to the state that was undone, and return what was done again."""
    session, what = page.session, page.draft.redoes
    redo(session.portal.database, page.draft.id, revision, session.user_name, session.now)
    return page.text("grid.redone", what=page.act_line(what) if what else "")


MOVES: Mapping[str, Move] = {"undo": undone, "redo": redone}
"""The steps among the states of a draft, by the names of their buttons."""
