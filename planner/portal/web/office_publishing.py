"""What scolarité is answered on the way to a publication: files, what they change, published."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from planner.files.problems import MOST_LABEL, Unusable, is_label, problem, retold
from planner.planning.planning import Edition
from planner.portal.pages.publication_changes import difference
from planner.portal.pages.publication_view import difference_view
from planner.portal.store import drafts
from planner.portal.store.drafts import Draft
from planner.portal.store.versions import propose, publish
from planner.portal.web.office_versions import LIST, state_of
from planner.portal.web.signing_in import Desk, Form, acting, reading
from planner.portal.web.uploads import read_uploads
from planner.portal.web.wording import ON_PAGES

FILES = "/office/publish"
"""Where files are sent."""


@reading
def ask_files(desk: Desk) -> Response:
    """Ask for a planning and a list."""
    is_discarded = desk.request.query_params.get("done") == "discarded"
    return _asking(desk, said="office.done-discarded" if is_discarded else None)


@acting
def send_files(desk: Desk, form: Form) -> Response:
    """Read what was sent; keep it until somebody has read what it changes, if it has no fault."""
    try:
        with retold(ON_PAGES):
            edition, roster = read_uploads(form.file("planning"), form.file("roster"), desk.text)
        edition = _named(edition, form)
        with desk.portal.database.reading() as connection:
            proposal = propose(connection, edition, roster)
    except Unusable as unusable:
        return _asking(desk, unusable, form)
    if proposal.is_same:
        return _asking(desk, said="publish.same")
    number = drafts.keep(desk.portal.database, edition, roster, desk.who, desk.now)
    return desk.go(f"{FILES}/{number}")


def _asking(
    desk: Desk,
    unusable: Unusable | None = None,
    form: Form | None = None,
    said: str | None = None,
) -> Response:
    return desk.page(
        "office_publish.html",
        status=422 if unusable else 200,
        said=said,
        told=desk.told(unusable),
        label=form.text("label") if form else "",
        issued=form.text("issued") if form else "",
        most_label=MOST_LABEL,
    )


def _named(edition: Edition, form: Form) -> Edition:
    """Call a version as the form says, where it says so.

    Raises
    ------
    Unusable
        It cannot be called so, or the day is none.
    """
    label, issued = form.text("label"), form.text("issued")
    if not is_label(label):
        raise Unusable([problem("office.label", most=MOST_LABEL)])
    try:
        day = date.fromisoformat(issued) if issued else edition.issued
    except ValueError:
        raise Unusable([problem("office.issued")]) from None
    return replace(edition, version_label=label or edition.version_label, issued=day)


# --- What it changes ----------------------------------------------------------------------------


@reading
def ask_publication(desk: Desk) -> Response:
    """Tell what a publication would change, and ask."""
    return _telling(desk, _draft(desk))


@acting
def do_publish(desk: Desk, form: Form) -> Response:
    """Publish what was sent, if nobody published or withdrew anything since it was looked at."""
    draft = _draft(desk)
    with desk.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    if proposal.is_same:
        drafts.discard(desk.portal.database, draft.id)
        return _asking(desk, said="publish.same")
    if form.text("over") != state_of(proposal.over):
        return _telling(desk, draft, Unusable([problem("office.overtaken")]))
    try:
        with retold(ON_PAGES):
            published = publish(desk.portal.database, proposal, desk.who, desk.now)
    except Unusable as unusable:
        return _telling(desk, draft, unusable)
    with suppress(Unusable):  # it was published; the draft is removed after a day
        drafts.discard(desk.portal.database, draft.id)
    return desk.go(LIST, done="published", version=published.id)


@acting
def do_discard(desk: Desk, _: Form) -> Response:
    """Forget what was sent."""
    drafts.discard(desk.portal.database, desk.number("draft"))
    return desk.go(FILES, done="discarded")


def _draft(desk: Desk) -> Draft:
    with desk.portal.database.reading() as connection:
        return drafts.read(connection, desk.number("draft"), desk.now)


def _telling(desk: Desk, draft: Draft, unusable: Unusable | None = None) -> Response:
    with desk.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    return desk.page(
        "office_review.html",
        status=409 if unusable else 200,
        draft=draft,
        proposal=proposal,
        over=state_of(proposal.over),
        difference=difference_view(proposal, difference(proposal), desk.text),
        told=desk.told(unusable),
    )
