"""Request handlers of scolarité for publishing: upload, review, publish."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

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
from planner.portal.settings.roles import Role
from planner.portal.store import submissions
from planner.portal.store.publishing import Proposal, publish_within
from planner.portal.store.rights import scope_of_programme
from planner.portal.store.submissions import Submission
from planner.portal.store.versions import Version
from planner.portal.web.http.forms import Form
from planner.portal.web.http.uploads import read_uploads
from planner.portal.web.office.mail import notify
from planner.portal.web.office.publishing_later import planned_instead
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import (
    OfficeSession,
    office_action,
    office_page,
    office_upload,
)
from planner.portal.web.office.versions import VERSIONS_PATH, proposal_of, proposal_page
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

UPLOAD_PATH = "/office/publish"
"""The path to which files are uploaded."""


@office_page
@needs(Role.PUBLISHER)
def upload_page(session: OfficeSession) -> Response:
    """Return the upload form."""
    is_discarded = session.request.query_params.get("done") == "discarded"
    return _upload_form(session, said="office.done-discarded" if is_discarded else None)


@office_upload
@needs(Role.PUBLISHER)
def upload_action(session: OfficeSession, form: Form) -> Response:
    """Read the uploaded files and save them as a submission, if they are valid."""
    try:
        with replaced_problem_keys(PAGE_MESSAGE_KEYS), session.portal.uploads.turn():
            edition, read = read_uploads(form.file("planning"), form.file("roster"), session.text)
        edition = labelled_edition(edition, form)
        with session.portal.database.reading() as connection:
            proposal = proposal_of(session, connection, edition, read.apprentices)
    except Unusable as unusable:
        return _upload_form(session, unusable, form)
    if proposal.is_unchanged:
        return _upload_form(session, said="publish.same")
    number = submissions.save_submission(
        session.portal.database, edition, read.apprentices, session.user_name, session.now
    )
    if not read.notes:
        return session.redirect(f"{UPLOAD_PATH}/{number}")
    with session.portal.database.reading() as connection:
        submission = submissions.read_submission(connection, number, session.now)
    return _review(session, submission, notes=read.notes)


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


def labelled_edition(edition: Edition, form: Form) -> Edition:
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
@needs(Role.PUBLISHER)
def review_page(session: OfficeSession) -> Response:
    """Return what the publication of a submission would change."""
    return _review(session, _submission(session))


@office_action
@needs(Role.PUBLISHER)
def publish_action(session: OfficeSession, form: Form) -> Response:
    """Publish a submission, if no other version was published or withdrawn since its review."""
    submission = _submission(session)
    with session.portal.database.reading() as connection:
        proposal = proposal_of(session, connection, submission.edition, submission.roster)
    if proposal.is_unchanged:
        submissions.discard_submission(session.portal.database, submission.id)
        return _upload_form(session, said="publish.same")
    if form.text("over") != proposal.token:
        return _review(session, submission, Unusable([problem("office.overtaken")]))
    try:
        if planned := planned_instead(session, form, proposal):
            submissions.discard_submission(session.portal.database, submission.id)
            return planned
        with replaced_problem_keys(PAGE_MESSAGE_KEYS):
            published = publish_now(session, proposal)
    except Unusable as unusable:
        return _review(session, submission, unusable)
    with suppress(Unusable):  # published already; the submission expires after a day
        submissions.discard_submission(session.portal.database, submission.id)
    notify(session, published, form)
    return session.redirect(VERSIONS_PATH, done="published", version=published.id)


def publish_now(session: OfficeSession, proposal: Proposal) -> Version:
    """Publish a proposal in the name of whoever asks; raises as `publish`."""
    act = partial(publish_within, proposal=proposal, who=session.user_name, now=session.now)
    return session.portal.cache.publish(act)


@office_action
@needs(Role.PUBLISHER)
def discard_action(session: OfficeSession, _: Form) -> Response:
    """Delete a submission."""
    submissions.discard_submission(session.portal.database, _submission(session).id)
    return session.redirect(UPLOAD_PATH, done="discarded")


def _submission(session: OfficeSession) -> Submission:
    with session.portal.database.reading() as connection:
        found = submissions.read_submission(
            connection, session.path_number("submission"), session.now
        )
    session.check_scope(scope_of_programme(found.edition.planning.programme))
    return found


def _review(
    session: OfficeSession,
    submission: Submission,
    unusable: Unusable | None = None,
    notes: Sequence[Problem] = (),
) -> Response:
    with session.portal.database.reading() as connection:
        proposal = proposal_of(session, connection, submission.edition, submission.roster)
    return proposal_page(
        session, "office_review.html", proposal, unusable, submission=submission, notes=notes
    )
