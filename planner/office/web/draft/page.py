"""What the handlers of the pages of one draft share: reading it, its steps, its forms, saving."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.standing import Stage, Standing, standing_of
from planner.office.drafts.state import DraftState, has_curriculum, programme_name, scope_of
from planner.office.drafts.store import (
    Draft,
    DraftAct,
    DraftChange,
    Overtaken,
    list_drafts,
    read_draft,
    save_state,
)
from planner.office.pages.search_view import with_whose
from planner.portal.store.audit import OfficeAct
from planner.portal.store.rights import Scope
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import OfficeSession

DRAFTS_PATH = "/office/drafts"
"""The path of the list of drafts."""

STEPS = ("rules", "plan", "year", "progression", "apprentices", "give-out", "history")
"""The pages of a draft, in the order of the work; each is the end of a path."""

_Rest = ParamSpec("_Rest")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Step:
    """A page of a draft, in its navigation."""

    label: str
    path: str
    is_current: bool


@dataclass(frozen=True)
class DraftPage:
    """A request of scolarité about one draft.

    Attributes
    ----------
    draft
        As it stood when the request came.
    """

    session: OfficeSession
    draft: Draft

    @property
    def text(self) -> Messages:
        """The messages in the language of the page."""
        return self.session.text

    @property
    def standing(self) -> Standing:
        """How far the draft is."""
        return standing_of(self.draft.state)

    def may_open(self, path: str, scope: Scope | None = None) -> bool:
        """Return whether the person may open a page, of the draft where no scope says else."""
        return self.session.may_open(path, scope or scope_of(self.draft.state))

    def may_post(self, path: str, scope: Scope | None = None) -> bool:
        """Return whether the person may send a form, of the draft where no scope says else."""
        return self.session.may_post(path, scope or scope_of(self.draft.state))

    def path(self, step: str = "") -> str:
        """Return the path of a page of the draft."""
        return draft_path(self.draft.id, step)

    def redirect(self, step: str, **query: object) -> Response:
        """Redirect to a page of the draft (303 See Other)."""
        return self.session.redirect(self.path(step), **query)

    def save(self, revision: int, state: DraftState, act: DraftAct) -> int:
        """Save a new state that was made from that of a revision; return the new revision.

        Raises
        ------
        Overtaken
            Others have changed the draft since.
        Unusable
            The draft was deleted, or the database cannot be written.
        RoleNeeded
            The new state is of a programme for which the person has not the role.
        """
        session = self.session
        session.check_scope(scope_of(state))
        return save_state(
            session.portal.database,
            self.draft.id,
            revision,
            state,
            act,
            session.user_name,
            session.now,
        )

    def render_page(
        self, template: str, *, status: int = 200, at: str | None = None, **data: object
    ) -> Response:
        """Render a page of the draft with its title, its steps and how far it is.

        Parameters
        ----------
        at
            The path of the page in another language; None for the requested one.
        """
        here = self.session.path
        steps = [
            Step(self.text(f"step.{name}"), self.path(name), here.startswith(self.path(name)))
            for name in STEPS
            if name != "progression" or has_curriculum(self.draft.state)
        ]
        return self.session.render_page(
            template,
            status=status,
            at=at,
            steps=steps,
            **self._shown,
            **data,
        )

    def render_part(self, template: str, **data: object) -> str:
        """Render a part of a page of the draft."""
        return self.session.render(template, url=self.session.url, **self._shown, **data)

    @property
    def _shown(self) -> dict[str, object]:
        """What templates of the draft are given."""
        return {
            "draft": self.draft,
            "may_open": self.may_open,
            "may_post": self.may_post,
            "programme": programme_name(self.draft.state),
            "standing": self.standing,
            "stage_words": stage_line(self.standing, self.text),
            "root": self.path(),
            "act_line": self.act_line,
        }

    def note_download(self, name: str) -> None:
        """Record that a file of the draft was downloaded."""
        self.session.note(OfficeAct.DOWNLOADED, f"{self.draft.title}: {name}")

    def act_line(self, change: DraftChange) -> str:
        """Return the sentence of what a change did."""
        return act_line(change, self.text)

    def overtaken_lines(self, overtaken: Overtaken | None) -> list[str]:
        """Return a sentence for each change of others, if there are any: who, when, what."""
        said, moment = self.text, self.session.moment
        return [
            said(
                "draft.overtaken-by", who=each.by, moment=moment(each.at), what=self.act_line(each)
            )
            for each in (overtaken.changes if overtaken else ())
        ]


def seen_drafts(session: OfficeSession, connection: Connection) -> tuple[Draft, ...]:
    """List the drafts of the programmes that the person sees."""
    return tuple(each for each in list_drafts(connection) if session.sees(scope_of(each.state)))


def act_line(change: DraftChange, text: Messages) -> str:
    """Return the sentence of what a change did."""
    return act_words(change.act, text)


def act_words(act: DraftAct, text: Messages) -> str:
    """Return the sentence of what was done."""
    values = with_whose(act.values)
    if "weekday" in values:
        values["day"] = text.weekday_name(int(act.values["weekday"]))
    return text.unbroken(text(f"act.{act.name}", **values))


def stage_line(standing: Standing, text: Messages) -> str:
    """Return how far a draft is, in words."""
    match standing.stage:
        case Stage.INCOMPLETE:
            line = text.counted("stage.incomplete", len(standing.problems))
        case Stage.BROKEN:
            line = text.counted("breaches", standing.breaches)
        case _:
            line = text(f"stage.{standing.stage}")
    return text.unbroken(line)


def draft_path(draft: int, step: str = "") -> str:
    """Return the path of a page of a draft."""
    return f"{DRAFTS_PATH}/{draft}/{step}" if step else f"{DRAFTS_PATH}/{draft}"


def form_revision(form: Form) -> int:
    """Return the revision of a draft that a form was made for.

    Raises
    ------
    Unusable
        The form has none: it is not one of the office's pages.
    """
    found = whole_number(form.text("revision"))
    if found is None:
        raise Unusable([problem("office.not-understood")])
    return found


def of_draft(
    handler: Callable[Concatenate[DraftPage, _Rest], _Answer],
) -> Callable[Concatenate[OfficeSession, _Rest], _Answer]:
    """Decorate a handler of a page or a form of one draft: it is given the draft of the path.

    The decorator of its request (`office_page`, `office_action`, `office_json`) stands above.
    """

    @wraps(handler)
    def endpoint(session: OfficeSession, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Answer:
        with session.portal.database.reading() as connection:
            draft = read_draft(connection, session.path_number("draft"))
        session.check_scope(scope_of(draft.state))
        return handler(DraftPage(session, draft), *rest, **named)

    return endpoint
