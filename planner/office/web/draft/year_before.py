"""The planning of the year before that a draft goes on from: what there is to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.state import DraftState, programme_of, year_of
from planner.office.drafts.store import list_drafts, read_draft
from planner.planning.course import follows_on
from planner.planning.file import parse_edition, planning_json
from planner.portal.store.versions import Series, newest_version, read_edition
from planner.portal.web.http.forms import whole_number

KEPT, NONE = "kept", "none"
"""The choices of the planning that a draft has already, and of none."""


@dataclass(frozen=True)
class BeforeChoice:
    """A planning of the year before.

    Attributes
    ----------
    value
        What the form sends.
    is_default
        Whether it is chosen unless somebody chooses another.
    """

    value: str
    label: str
    is_default: bool


def before_choices(
    connection: Connection, state: DraftState, text: Messages
) -> tuple[BeforeChoice, ...]:
    """Return the plannings of the year before that a draft can go on from, and none of them.

    The one that the draft has is the default, else the published one. There is nothing to choose
    where there is no such planning, or the rules of the draft are not complete.
    """
    found = list(_choices(connection, state, text))
    if not found:
        return ()
    default = next((c.value for c in found if not c.value.startswith("draft-")), NONE)
    none = BeforeChoice(NONE, text("before.none"), is_default=False)
    return tuple(replace(c, is_default=c.value == default) for c in (*found, none))


def _choices(connection: Connection, state: DraftState, text: Messages) -> Iterator[BeforeChoice]:
    try:
        programme = programme_of(state).id
    except Unusable:
        return
    if state.before is not None:
        year = parse_edition(state.before.decode(), "").planning.year.label
        yield BeforeChoice(KEPT, text("before.kept", year=year), is_default=False)
    version = newest_version(connection, Series(programme, state.start_year - 1))
    if version:
        label = text("before.published", year=version.year_label, revision=version.revision)
        yield BeforeChoice(f"version-{version.id}", label, is_default=False)
    for draft in list_drafts(connection):
        if draft.state.planning and draft.state.start_year == state.start_year - 1:
            edition = parse_edition(draft.state.planning.decode(), draft.title)
            if edition.planning.programme.id == programme:
                label = text("before.draft", title=draft.title, year=edition.planning.year.label)
                yield BeforeChoice(f"draft-{draft.id}", label, is_default=False)


def with_before(connection: Connection, state: DraftState, choice: str) -> DraftState:
    """Return a state with the planning of the year before that was chosen.

    Raises
    ------
    Unusable
        The programme has no such planning, or its year is not the one before. One of another
        programme is as good as none: whoever asks may not be allowed to see it.
    """
    kind, _, number = choice.partition("-")
    if kind in ("", KEPT):
        return state
    if kind == NONE:
        return replace(state, before=None)
    content = _content(connection, kind, whole_number(number) or 0)
    planning = parse_edition(content.decode(), "").planning if content else None
    if planning is None or planning.programme.id != programme_of(state).id:
        raise Unusable([problem("before.gone")])
    before, year = planning.year, year_of(state)
    if not follows_on(before, year):
        raise Unusable([problem("before.other-year", found=before.label, year=year.label)])
    return replace(state, before=content)


def _content(connection: Connection, kind: str, number: int) -> bytes | None:
    """Return the planning.json of a version or of a draft."""
    if kind == "version":
        return planning_json(read_edition(connection, number))
    return read_draft(connection, number).state.planning if kind == "draft" else None
