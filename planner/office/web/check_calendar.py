"""Request handlers of checking a published calendar against the rules of a draft or of a file."""

from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response

from planner.files.problems import Unusable, problem, replaced_problem_keys
from planner.messages import Messages
from planner.office.drafts.state import DraftState, programme_of
from planner.office.drafts.store import Draft
from planner.office.pages.check_view import CheckView, check_view
from planner.office.web.draft.page import seen_drafts
from planner.office.web.start import read_own_programme, start_year_of
from planner.planning.file import carries_rules, read_course
from planner.portal.settings.roles import Role
from planner.portal.web.http.forms import Form
from planner.portal.web.http.uploads import Upload, as_files, read_confined
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_page, office_upload
from planner.programme.programme import Programme
from planner.year.calendar import FIRST_START_YEAR, LAST_START_YEAR

CHECK_PATH = "/office/check"

_OWN_RULES = "own"
"""The choice of the rules that a planning of the planner carries."""

_MOST_PASTED = 200_000
"""The most characters of a pasted table: some years of as many classes as anybody has."""


@office_page
def check_page(session: OfficeSession) -> Response:
    """Return the form that asks for a calendar and its rules."""
    return _page(session, chosen=session.request.query_params.get("draft", ""))


@office_upload
@needs(Role.READER)
def check_action(session: OfficeSession, form: Form) -> Response:
    """Check a calendar, in a process of its own; nothing of it is kept."""
    try:
        with session.portal.uploads.turn():
            found = _checked(session, form)
    except Unusable as unusable:
        return _page(session, form, unusable=unusable)
    return _page(session, form, found=found)


def _page(
    session: OfficeSession,
    form: Form | None = None,
    *,
    chosen: str = "",
    found: CheckView | None = None,
    unusable: Unusable | None = None,
) -> Response:
    return session.render_page(
        "check.html",
        status=422 if unusable else 200,
        at=CHECK_PATH,
        problems=session.problem_lines(unusable),
        found=found,
        name=_calendar_of(form, session.text).safe_name if form and found else "",
        choices=_drafts_with_rules(session),
        chosen=form.text("rules") if form else chosen,
        own_rules=_OWN_RULES,
        pasted=form.fields.get("pasted", "") if form else "",
        most_pasted=_MOST_PASTED,
        start_year=form.text("start_year") if form else "",
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
    )


def _drafts_with_rules(session: OfficeSession) -> Sequence[Draft]:
    """Return the drafts whose rules are complete."""
    with session.portal.database.reading() as connection:
        return [draft for draft in seen_drafts(session, connection) if _has_rules(draft.state)]


def _has_rules(state: DraftState) -> bool:
    try:
        programme_of(state)
    except Unusable:
        return False
    return True


# --- Checking


def _checked(session: OfficeSession, form: Form) -> CheckView:
    """Check the calendar of a form against its rules.

    Raises
    ------
    Unusable
        A calendar, rules or a year are missing or wrong.
    """
    year = start_year_of(form) if form.text("start_year") else None
    calendar, file = _calendar_of(form, session.text), form.file("programme")
    language = session.text.language
    if file.name:
        with as_files(calendar, file) as (path, rules):
            return read_confined(_read, path, rules, year, None, language)
    state = _chosen_state(session, form)
    programme = programme_of(state) if state else None
    with as_files(calendar) as (path,):
        usual = state.start_year if state else None
        return read_confined(_read, path, programme, year, usual, language)


def _calendar_of(form: Form, text: Messages) -> Upload:
    """Return the calendar that was uploaded, or the table that was pasted as a file.

    Raises
    ------
    Unusable
        There is neither, or both; or the table is too long.
    """
    file, pasted = form.file("file"), form.fields.get("pasted", "")
    if bool(file.name) == bool(pasted.strip()):
        raise Unusable([problem("checking.both" if file.name else "checking.no-calendar")])
    if len(pasted) > _MOST_PASTED:
        raise Unusable([problem("checking.too-long", most=_MOST_PASTED)])
    return file if file.name else Upload(f"{text('checking.pasted-name')}.csv", pasted.encode())


def _chosen_state(session: OfficeSession, form: Form) -> DraftState | None:
    """Return the draft whose rules were chosen; None for those that the calendar carries.

    Raises
    ------
    Unusable
        Nothing was chosen, or a draft that was deleted since.
    """
    chosen = form.text("rules")
    if chosen == _OWN_RULES:
        return None
    for draft in _drafts_with_rules(session):
        if str(draft.id) == chosen:
            return draft.state
    raise Unusable([problem("checking.no-rules")])


def _read(
    path: Path,
    rules: Programme | Path | None,
    year: int | None,
    usual_year: int | None,
    language: str,
) -> CheckView:
    """Read and check a calendar.

    Parameters
    ----------
    rules
        None for those that it carries.
    year
        The year in which its first academic year starts; None if the form does not say.
    usual_year
        That of the draft, for a calendar without rules.
    """
    programme = read_own_programme(rules) if isinstance(rules, Path) else rules
    with replaced_problem_keys({"planning.table-needs": "checking.table-needs"}):
        if year is None and not carries_rules(path):
            year = usual_year
        return check_view(read_course(path, programme, year), Messages(language))
