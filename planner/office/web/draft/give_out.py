"""Request handlers that give out a draft: its files, the documents of apprentices, publication."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from planner.documents.exchange.kinds import EXPORT_KINDS, Detail, ExportKind
from planner.documents.exchange.source import planned_days
from planner.files.confined import WRITING, OutOfBounds, confined_within
from planner.files.problems import MOST_LABEL, Unusable, problem, replaced_problem_keys
from planner.files.spelling import folded
from planner.messages import Messages
from planner.office.archives import ArchiveOrder, Archives
from planner.office.draft_files import (
    WHOLE_LIST,
    DraftFile,
    ExportSelection,
    breach_sentences,
    file_content,
    is_final,
    labelled,
    missed_lines,
    offered_files,
    roster_problems,
)
from planner.office.drafts.state import required_edition
from planner.office.drafts.store import DraftAct, Overtaken, note_act
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.planning.planning import Edition
from planner.portal.settings.roles import Role
from planner.portal.store.versions import newest_version, series_of
from planner.portal.web.http.downloads import file_response
from planner.portal.web.http.forms import Form
from planner.portal.web.office.mail import notify
from planner.portal.web.office.publishing import labelled_edition, publish_now
from planner.portal.web.office.publishing_later import planned_instead
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import office_action, office_page
from planner.portal.web.office.versions import VERSIONS_PATH, proposal_of, proposal_page
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

_STEP = "give-out"


def archives_of(request: Request) -> Archives:
    """Return the archives of the office that handles a request."""
    found = request.app.state.archives
    assert isinstance(found, Archives)
    return found


@office_page
@of_draft
def give_out_page(page: DraftPage) -> Response:
    """Return what a draft gives out: files, documents of apprentices, publication."""
    return _give_out(page)


def _give_out(
    page: DraftPage, unusable: Unusable | None = None, overtaken: Overtaken | None = None
) -> Response:
    state, text = page.draft.state, page.text
    files = offered_files(state, text)
    final, has_planning = is_final(state), any(file.name != files[0].name for file in files)
    edition = required_edition(state) if has_planning else None
    broken = breach_sentences(edition.planning, text) if edition else []
    missing = roster_problems(state) if edition else ()
    order = _order(page) if final and not missing else None
    with page.session.portal.database.reading() as connection:
        online = newest_version(connection, series_of(edition)) if edition else None
    return page.render_page(
        "draft_give_out.html",
        status=409 if overtaken else 422 if unusable else 200,
        at=page.path(_STEP),
        edition=edition,
        final=final,
        online=online,
        broken=[text.unbroken(line) for line in broken],
        groups={
            group: [
                (file, quote(file.name), text(f"given.{file.kind}"))
                for file in files
                if file.group == group and not file.of_people
            ]
            for group in ("planning", "timetables", "services", "correction", "data")
        },
        classes=[
            (
                label,
                [(file, quote(file.name), text(f"class_form.{file.kind}")) for file in of_class],
            )
            for label, of_class in _by_class(files, edition)
        ],
        exports=_exports(files, text),
        companies=sorted({name for each in state.roster for name in each.companies}, key=folded),
        asked=page.session.request.query_params,
        planned=planned_days(edition.planning) if edition else None,
        missing=[text.unbroken(text.sentence(each)) for each in missing],
        missed=missed_lines(state, text) if final and not missing else (),
        archive=archives_of(page.session.request).find(order) if order else None,
        most_label=MOST_LABEL,
        problems=page.session.problem_lines(unusable),
        overtaken=page.overtaken_lines(overtaken),
    )


def _by_class(
    files: Sequence[DraftFile], edition: Edition | None
) -> Iterator[tuple[str, Sequence[DraftFile]]]:
    """Yield the calendars of each class, with its label."""
    for row in edition.planning.cohorts if edition else ():
        found = [each for each in files if each.group == "classes" and each.of == row.cohort.id]
        if found:
            yield row.cohort.label, found


def _exports(
    files: Sequence[DraftFile], text: Messages
) -> list[tuple[ExportKind, str, list[tuple[str, str]]]]:
    """Return the kinds of files about the apprentices of the list: title, names and paths."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in files:
        if file.of_people:
            found.setdefault(file.of, []).append((file.name, quote(file.name)))
    titles = {kind: text(f"exported.{kind}").replace("-", " ").capitalize() for kind in found}
    return [(EXPORT_KINDS[kind], titles[kind], named) for kind, named in found.items()]


def _order(page: DraftPage) -> ArchiveOrder:
    state = page.draft.state
    return ArchiveOrder(required_edition(state), state.roster, page.text.language)


@office_action
@of_draft
def label_action(page: DraftPage, form: Form) -> Response:
    """Set the label and the day of issue of the planning."""
    state = page.draft.state
    try:
        edition = labelled_edition(
            replace(required_edition(state), version_label=None, issued=None), form
        )
    except Unusable as unusable:
        return _give_out(page, unusable)
    act = DraftAct("labelled", {"label": edition.version_label or "–"})
    try:
        page.save(form_revision(form), labelled(state, edition), act)
    except Overtaken as overtaken:
        return _give_out(page, overtaken=overtaken)
    return page.redirect(_STEP)


# --- Files --------------------------------------------------------------------------------------


@office_page
@of_draft
def draft_file(page: DraftPage) -> Response:
    """Return a file of the planning; 404 where there is none.

    Documents are made in a process of its own. What a query asks of one about apprentices is told
    on the page where it cannot be had.
    """
    name = page.session.request.path_params["file"]
    found = next((f for f in offered_files(page.draft.state, page.text) if f.name == name), None)
    if found is None:
        raise HTTPException(404)
    if not found.of_people:
        page.note_download(found.name)
        return file_response(found.name, _content(page, found, WHOLE_LIST))
    try:
        page.note_download(found.name)
        return file_response(found.name, _content(page, found, _selection(page, found)))
    except Unusable as unusable:
        return _give_out(page, unusable)


def _selection(page: DraftPage, file: DraftFile) -> ExportSelection:
    """Return what the query asks of a file about apprentices.

    Raises
    ------
    Unusable
        A day is none.
    """
    asked, school = page.session.request.query_params, page.session.portal.settings.school
    company = asked.get("company", "")
    if company and not any(company in who.companies for who in page.draft.state.roster):
        raise HTTPException(404)
    has_dates = Detail.DATES in EXPORT_KINDS[file.of].details
    first, last = (_asked_day(asked.get(end, "")) if has_dates else None for end in ("from", "to"))
    return ExportSelection(company, first, last, school.letterhead)


def _asked_day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        accepted = problem("accepted.typed-date")
        refused = problem("cell.value", found=written[:MOST_LABEL], accepted=accepted)
        raise Unusable([refused]) from None


def _content(page: DraftPage, file: DraftFile, selection: ExportSelection) -> bytes:
    if file.group == "data":
        return file_content(file, page.draft.state, page.text.language)
    with page.session.portal.uploads.turn():
        try:
            state, language = page.draft.state, page.text.language
            return confined_within(WRITING, file_content, file, state, language, selection)
        except OutOfBounds:
            raise Unusable([problem("give-out.excessive")]) from None


@office_action
@of_draft
@needs(Role.READER)
def prepare_documents(page: DraftPage, _: Form) -> Response:
    """Start preparing the documents of all apprentices."""
    _require_final(page)
    archives_of(page.session.request).prepare(_order(page))
    return page.redirect(_STEP)


@office_page
@of_draft
def documents_file(page: DraftPage) -> Response:
    """Return the documents of all apprentices, once they are ready; else the page that says so."""
    if is_final(page.draft.state) and not roster_problems(page.draft.state):
        content = archives_of(page.session.request).content(_order(page))
        if content is not None:
            page.note_download(page.text("give-out.documents-file"))
            return file_response(page.text("give-out.documents-file"), content)
    return _give_out(page)


# --- Publication --------------------------------------------------------------------------------


@office_page
@of_draft
@needs(Role.PUBLISHER)
def review_draft(page: DraftPage) -> Response:
    """Return what the publication of a draft would change."""
    _require_final(page)
    return _review(page)


@office_action
@of_draft
@needs(Role.PUBLISHER)
def publish_draft(page: DraftPage, form: Form) -> Response:
    """Publish a draft, if neither it nor the versions on line have changed since its review."""
    _require_final(page)
    session, draft = page.session, page.draft
    if form_revision(form) != draft.revision:
        return _review(page, Unusable([problem("give-out.changed")]))
    with session.portal.database.reading() as connection:
        proposal = proposal_of(
            session, connection, required_edition(draft.state), draft.state.roster
        )
    if proposal.is_unchanged:
        return _review(page)
    if form.text("over") != proposal.token:
        return _review(page, Unusable([problem("office.overtaken")]))
    try:
        if planned := planned_instead(session, form, proposal):
            return planned
        with replaced_problem_keys(PAGE_MESSAGE_KEYS):
            done = publish_now(session, proposal)
    except Unusable as unusable:
        return _review(page, unusable)
    act = DraftAct("published", {"revision": done.revision})
    with suppress(Unusable):  # published already; the draft only does not say so
        note_act(session.portal.database, draft.id, act, session.user_name, session.now)
    notify(session, done, form)
    return session.redirect(VERSIONS_PATH, done="published", version=done.id)


def _require_final(page: DraftPage) -> None:
    """Check that a draft can be published.

    Raises
    ------
    Unusable
        It has no planning, breaks a rule, or its list is empty or has persons of other cohorts.
    """
    state = page.draft.state
    lines = breach_sentences(required_edition(state).planning, page.text)
    if not is_final(state):
        raise Unusable([problem("give-out.broken", count=len(lines))])
    if missing := roster_problems(state):
        raise Unusable(missing)


def _review(page: DraftPage, unusable: Unusable | None = None) -> Response:
    state = page.draft.state
    with page.session.portal.database.reading() as connection:
        proposal = proposal_of(page.session, connection, required_edition(state), state.roster)
    return proposal_page(
        page.session, "draft_publish.html", proposal, unusable, draft=page.draft, root=page.path()
    )
