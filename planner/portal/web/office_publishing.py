"""What scolarité is answered on the way to a publication: files, what they change, published."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from planner.files.problems import MOST_LABEL, Unusable, is_label, problem, retold
from planner.planning.planning import Edition
from planner.portal.pages.publication_changes import publication_changes
from planner.portal.pages.publication_view import publication_view
from planner.portal.store import drafts
from planner.portal.store.drafts import Draft
from planner.portal.store.publishing import propose, publish
from planner.portal.web.forms import Form
from planner.portal.web.office_session import OfficeSession, office_action, office_page
from planner.portal.web.office_versions import VERSIONS_PATH, concurrency_token
from planner.portal.web.uploads import read_uploads
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

UPLOAD_PATH = "/office/publish"
"""Where files are sent."""


@office_page
def upload_page(desk: OfficeSession) -> Response:
    """Ask for a planning and a list."""
    is_discarded = desk.request.query_params.get("done") == "discarded"
    return _asking(desk, said="office.done-discarded" if is_discarded else None)


@office_action
def upload_action(desk: OfficeSession, form: Form) -> Response:
    """Read what was sent; keep it until somebody has read what it changes, if it has no fault."""
    try:
        with retold(PAGE_MESSAGE_KEYS):
            edition, roster = read_uploads(form.file("planning"), form.file("roster"), desk.text)
        edition = _named(edition, form)
        with desk.portal.database.reading() as connection:
            proposal = propose(connection, edition, roster)
    except Unusable as unusable:
        return _asking(desk, unusable, form)
    if proposal.is_unchanged:
        return _asking(desk, said="publish.same")
    number = drafts.save_draft(desk.portal.database, edition, roster, desk.user_name, desk.now)
    return desk.redirect(f"{UPLOAD_PATH}/{number}")


def _asking(
    desk: OfficeSession,
    unusable: Unusable | None = None,
    form: Form | None = None,
    said: str | None = None,
) -> Response:
    return desk.render_page(
        "office_publish.html",
        status=422 if unusable else 200,
        said=said,
        told=desk.problem_lines(unusable),
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


@office_page
def review_page(desk: OfficeSession) -> Response:
    """Tell what a publication would change, and ask."""
    return _telling(desk, _draft(desk))


@office_action
def publish_action(desk: OfficeSession, form: Form) -> Response:
    """Publish what was sent, if nobody published or withdrew anything since it was looked at."""
    draft = _draft(desk)
    with desk.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    if proposal.is_unchanged:
        drafts.discard_draft(desk.portal.database, draft.id)
        return _asking(desk, said="publish.same")
    if form.text("over") != concurrency_token(proposal.replaced):
        return _telling(desk, draft, Unusable([problem("office.overtaken")]))
    try:
        with retold(PAGE_MESSAGE_KEYS):
            published = publish(desk.portal.database, proposal, desk.user_name, desk.now)
    except Unusable as unusable:
        return _telling(desk, draft, unusable)
    with suppress(Unusable):  # it was published; the draft is removed after a day
        drafts.discard_draft(desk.portal.database, draft.id)
    return desk.redirect(VERSIONS_PATH, done="published", version=published.id)


@office_action
def discard_action(desk: OfficeSession, _: Form) -> Response:
    """Forget what was sent."""
    drafts.discard_draft(desk.portal.database, desk.path_number("draft"))
    return desk.redirect(UPLOAD_PATH, done="discarded")


def _draft(desk: OfficeSession) -> Draft:
    with desk.portal.database.reading() as connection:
        return drafts.read_draft(connection, desk.path_number("draft"), desk.now)


def _telling(desk: OfficeSession, draft: Draft, unusable: Unusable | None = None) -> Response:
    with desk.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    return desk.render_page(
        "office_review.html",
        status=409 if unusable else 200,
        draft=draft,
        proposal=proposal,
        over=concurrency_token(proposal.replaced),
        difference=publication_view(proposal, publication_changes(proposal), desk.text),
        told=desk.problem_lines(unusable),
    )
