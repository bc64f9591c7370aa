"""Request handlers of scolarité for publishing: upload, review, publish."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from starlette.responses import Response

from planner.files.problems import (
    MOST_LABEL,
    Problem,
    Unusable,
    is_label,
    problem,
    replaced_problem_keys,
)
from planner.planning.planning import Edition
from planner.portal.store import drafts
from planner.portal.store.drafts import Draft
from planner.portal.store.publishing import propose, publish
from planner.portal.web.forms import Form
from planner.portal.web.office_session import OfficeSession, office_action, office_page
from planner.portal.web.office_versions import VERSIONS_PATH, concurrency_token, proposal_page
from planner.portal.web.uploads import read_uploads
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

UPLOAD_PATH = "/office/publish"
"""The path to which files are uploaded."""


@office_page
def upload_page(session: OfficeSession) -> Response:
    """Return the upload form."""
    is_discarded = session.request.query_params.get("done") == "discarded"
    return _upload_form(session, said="office.done-discarded" if is_discarded else None)


@office_action
def upload_action(session: OfficeSession, form: Form) -> Response:
    """Read the uploaded files and save them as a draft, if they are valid."""
    try:
        with replaced_problem_keys(PAGE_MESSAGE_KEYS), session.portal.uploads.turn():
            edition, read = read_uploads(form.file("planning"), form.file("roster"), session.text)
        edition = _labelled(edition, form)
        with session.portal.database.reading() as connection:
            proposal = propose(connection, edition, read.apprentices)
    except Unusable as unusable:
        return _upload_form(session, unusable, form)
    if proposal.is_unchanged:
        return _upload_form(session, said="publish.same")
    number = drafts.save_draft(
        session.portal.database, edition, read.apprentices, session.user_name, session.now
    )
    if not read.notes:
        return session.redirect(f"{UPLOAD_PATH}/{number}")
    with session.portal.database.reading() as connection:
        draft = drafts.read_draft(connection, number, session.now)
    return _review(session, draft, notes=read.notes)


def _upload_form(
    session: OfficeSession,
    unusable: Unusable | None = None,
    form: Form | None = None,
    said: str | None = None,
) -> Response:
    return session.render_page(
        "office_publish.html",
        status=422 if unusable else 200,
        said=said,
        problems=session.problem_lines(unusable),
        label=form.text("label") if form else "",
        issued=form.text("issued") if form else "",
        most_label=MOST_LABEL,
    )


def _labelled(edition: Edition, form: Form) -> Edition:
    """Set the label and the date of issue from a form, where it has them.

    Raises
    ------
    Unusable
        The label or the date is invalid.
    """
    label, issued = form.text("label"), form.text("issued")
    if not is_label(label):
        raise Unusable([problem("office.label", most=MOST_LABEL)])
    try:
        day = date.fromisoformat(issued) if issued else edition.issued
    except ValueError:
        raise Unusable([problem("office.issued")]) from None
    return replace(edition, version_label=label or edition.version_label, issued=day)


# --- Review and publication ----------------------------------------------------------------------


@office_page
def review_page(session: OfficeSession) -> Response:
    """Return what the publication of a draft would change."""
    return _review(session, _draft(session))


@office_action
def publish_action(session: OfficeSession, form: Form) -> Response:
    """Publish a draft, if no other version was published or withdrawn since its review."""
    draft = _draft(session)
    with session.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    if proposal.is_unchanged:
        drafts.discard_draft(session.portal.database, draft.id)
        return _upload_form(session, said="publish.same")
    if form.text("over") != concurrency_token(proposal):
        return _review(session, draft, Unusable([problem("office.overtaken")]))
    try:
        with replaced_problem_keys(PAGE_MESSAGE_KEYS):
            published = publish(session.portal.database, proposal, session.user_name, session.now)
    except Unusable as unusable:
        return _review(session, draft, unusable)
    with suppress(Unusable):  # published already; the draft expires after a day
        drafts.discard_draft(session.portal.database, draft.id)
    return session.redirect(VERSIONS_PATH, done="published", version=published.id)


@office_action
def discard_action(session: OfficeSession, _: Form) -> Response:
    """Delete a draft."""
    drafts.discard_draft(session.portal.database, session.path_number("draft"))
    return session.redirect(UPLOAD_PATH, done="discarded")


def _draft(session: OfficeSession) -> Draft:
    with session.portal.database.reading() as connection:
        return drafts.read_draft(connection, session.path_number("draft"), session.now)


def _review(
    session: OfficeSession,
    draft: Draft,
    unusable: Unusable | None = None,
    notes: Sequence[Problem] = (),
) -> Response:
    with session.portal.database.reading() as connection:
        proposal = propose(connection, draft.edition, draft.roster)
    return proposal_page(
        session, "office_review.html", proposal, unusable, draft=draft, notes=notes
    )
