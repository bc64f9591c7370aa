"""Request handlers that copy a draft, begin next year's, rename or delete one."""

import re
from dataclasses import dataclass, replace

from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.copies import next_year, people_of_next_year
from planner.office.drafts.store import (
    DraftAct,
    Overtaken,
    delete_draft,
    history,
    list_drafts,
    rename_draft,
)
from planner.office.web.draft.page import DRAFTS_PATH, DraftPage, form_revision, of_draft
from planner.office.web.draft.searching import searches_of
from planner.office.web.start import MOST_TITLE, draft_title, planned_state, start_draft
from planner.portal.settings.roles import Role
from planner.portal.store.versions import (
    read_edition,
    read_enrolments,
    read_version,
    roster_of,
)
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page
from planner.words.following_year import following_year_lines

_STEP = "copy"


@dataclass(frozen=True)
class _Titles:
    """The titles that copies of a draft are offered."""

    copy: str
    trial: str
    next_year: str


@office_page
@of_draft
@needs(Role.PLANNER)
def copies_page(page: DraftPage) -> Response:
    """Return the forms that copy a draft, begin next year's, and rename it."""
    return _copies(page)


def _copies(
    page: DraftPage, unusable: Unusable | None = None, overtaken: Overtaken | None = None
) -> Response:
    return page.render_page(
        "draft_copies.html",
        status=409 if overtaken else 422 if unusable else 200,
        overtaken=page.overtaken_lines(overtaken),
        at=page.path(_STEP),
        titles=_titles(page),
        after=_people_after(page),
        most_title=MOST_TITLE,
        problems=page.session.problem_lines(unusable),
    )


def _people_after(page: DraftPage) -> list[str]:
    """Return who of the list is there a year later, as text; nothing while rules are incomplete."""
    if not page.draft.state.roster:
        return []
    try:
        after = people_of_next_year(page.draft.state)
    except Unusable:
        return []
    return [page.text.unbroken(line) for line in following_year_lines(after, page.text)]


@office_action
@of_draft
def copy_action(page: DraftPage, form: Form) -> Response:
    """Start a draft from this one: a copy, a copy to try rules otherwise, or next year's."""
    state, origin = page.draft.state, {"title": page.draft.title}
    offered = _titles(page)
    if form.text("kind") == "next":
        title = draft_title(form) or offered.next_year
        return start_draft(page.session, title, next_year(state), DraftAct("next-year", origin))
    usual = offered.trial if form.text("kind") == "try" else offered.copy
    title = draft_title(form) or usual
    return start_draft(page.session, title, state, DraftAct("copied", origin))


@office_action
def next_year_of_version(session: OfficeSession, _: Form) -> Response:
    """Start the draft of the year after from a version, its planning and its list."""
    with session.portal.database.reading() as connection:
        version = read_version(connection, session.path_number("version"))
        edition = read_edition(connection, version.id)
        people = roster_of(read_enrolments(connection, version.id))
    roster = tuple(replace(each, row=number) for number, each in enumerate(people, start=1))
    state = replace(planned_state(edition), roster=roster)
    title = _next_title(version.programme_name, state.start_year + 1)
    origin = {"title": f"{version.programme_name} {version.year_label}"}
    return start_draft(session, title, next_year(state), DraftAct("next-year", origin))


@office_action
@of_draft
def rename_action(page: DraftPage, form: Form) -> Response:
    """Change the title of a draft."""
    title, session = draft_title(form), page.session
    if not title:
        return _copies(page, Unusable([problem("copies.no-title")]))
    try:
        rename_draft(
            session.portal.database,
            page.draft.id,
            form_revision(form),
            title,
            session.user_name,
            session.now,
        )
    except Overtaken as overtaken:
        return _copies(page, overtaken=overtaken)
    return page.redirect(_STEP)


@office_page
@of_draft
@needs(Role.PLANNER)
def deletion_page(page: DraftPage) -> Response:
    """Return the page that asks whether a draft is to be deleted."""
    return _deletion(page)


def _deletion(page: DraftPage, overtaken: Overtaken | None = None) -> Response:
    with page.session.portal.database.reading() as connection:
        states = len(history(connection, page.draft.id))
    return page.render_page(
        "draft_deletion.html",
        status=409 if overtaken else 200,
        at=page.path(_STEP),
        states=states,
        overtaken=page.overtaken_lines(overtaken),
    )


@office_action
@of_draft
def delete_action(page: DraftPage, form: Form) -> Response:
    """Delete a draft with its history, if it is as the page that asked said; end its searches."""
    try:
        delete_draft(page.session.portal.database, page.draft.id, form_revision(form))
    except Overtaken as overtaken:
        return _deletion(page, overtaken)
    searches_of(page.session.request).cancel_all(page.draft.id)
    return page.session.redirect(DRAFTS_PATH)


def _titles(page: DraftPage) -> _Titles:
    with page.session.portal.database.reading() as connection:
        taken = {draft.title for draft in list_drafts(connection)}
    text, title, year = page.text, page.draft.title, page.draft.state.start_year + 1
    return _Titles(
        _numbered(title, "copies.copy-suffix", taken, text),
        _numbered(title, "copies.try-suffix", taken, text),
        _next_title(title, year),
    )


def _next_title(title: str, start_year: int) -> str:
    """Return a title in which the year is the next one, if it names one; else with the year."""
    before, after = f"{start_year - 1}-{start_year}", f"{start_year}-{start_year + 1}"
    if before in title:
        return title.replace(before, after)
    return f"{title[: MOST_TITLE - len(after) - 1]} {after}"


def _numbered(title: str, key: str, taken: set[str], text: Messages) -> str:
    """Return a title with the first number that no other draft has after it."""
    pattern = re.escape(text(key, number=0)).replace("0", r"\d+")
    base = re.sub(rf"{pattern}$", "", title)
    number = 1
    while True:
        suffix = text(key, number=number)
        found = f"{base[: MOST_TITLE - len(suffix)]}{suffix}"
        if found not in taken:
            return found
        number += 1
