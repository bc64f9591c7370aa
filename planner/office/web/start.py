"""Request handlers of the ways to start a draft: from a file that the school has."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup
from starlette.responses import Response

from planner.documents.planning.year_strip import year_strip
from planner.files.problems import Unusable, problem, replaced_problem_keys
from planner.messages import Messages
from planner.office.drafts.state import DraftState, programme_name, with_planning
from planner.office.drafts.store import DraftAct, create_draft
from planner.office.models import ProgrammeModel, programme_models
from planner.office.web.draft_pages import draft_path
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.portal.web.forms import Form
from planner.portal.web.office_session import OfficeSession, office_page, office_upload
from planner.portal.web.uploads import Upload, as_files, read_confined
from planner.programme.file import flattened_text, read_programme
from planner.programme.programme import Programme
from planner.year.calendar import FIRST_START_YEAR, LAST_START_YEAR

START_PATH = "/office/start"
"""The path of the page on which drafts are started."""

MOST_TITLE = 80
"""The most characters of the title of a draft."""

_FIRST_MONTH = 9
"""From this month on, the academic year that is planned next starts in the year after."""


@office_page
def start_page(session: OfficeSession) -> Response:
    """Return the page with the ways to start a draft."""
    return _start_form(session)


@lru_cache(64)
def model_picture(model: ProgrammeModel, language: str) -> Markup:
    """Return the picture of a year of a model, an `svg` element."""
    return Markup(year_strip(model.planning, Messages(language)))


def next_start_year(today: date) -> int:
    """Return the year in which the academic year starts that is planned next."""
    return today.year + (today.month >= _FIRST_MONTH)


def _start_form(session: OfficeSession, unusable: Unusable | None = None) -> Response:
    return session.render_page(
        "start.html",
        status=422 if unusable else 200,
        at=START_PATH,
        problems=session.problem_lines(unusable),
        models=[
            (model, model_picture(model, session.text.language)) for model in programme_models()
        ],
        text=session.text,
        start_year=next_start_year(session.today),
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
    )


@office_upload
def start_from_file(session: OfficeSession, form: Form) -> Response:
    """Create a draft from a programme file, or from a planning that carries its rules."""
    try:
        with session.portal.uploads.turn():
            state = read_start(form.file("file"), start_year_of(form))
    except Unusable as unusable:
        return _start_form(session, unusable)
    title = form.text("title")[:MOST_TITLE] or programme_name(state)
    return start_draft(
        session, title, state, DraftAct("started-file", {"file": form.file("file").safe_name})
    )


def start_draft(session: OfficeSession, title: str, state: DraftState, act: DraftAct) -> Response:
    """Create a draft and redirect to its rules."""
    database = session.portal.database
    number = create_draft(database, title, state, act, session.user_name, session.now)
    return session.redirect(draft_path(number, "rules"))


def start_year_of(form: Form, name: str = "start_year") -> int:
    """Return the year of a field of a form in which an academic year starts.

    Raises
    ------
    Unusable
        It is no year that can be planned.
    """
    found = form.text(name)
    year = int(found) if found.isdecimal() and len(found) == 4 else 0
    if not FIRST_START_YEAR <= year <= LAST_START_YEAR:
        raise Unusable(
            [problem("year.range", found=found, first=FIRST_START_YEAR, last=LAST_START_YEAR)]
        )
    return year


def read_start(upload: Upload, start_year: int) -> DraftState:
    """Read the first state of a draft from a file, in a process of its own.

    Parameters
    ----------
    start_year
        That of a programme file; a planning has its own.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, is invalid, or takes too much memory or time.
    """
    if not upload.name:
        raise Unusable([problem("start.no-file")])
    with as_files(upload) as (path,):
        return read_confined(_first_state, path, start_year)


def _first_state(path: Path, start_year: int) -> DraftState:
    if path.suffix.lower() == ".toml":
        programme = read_programme(path)
        return DraftState(_own_text(programme), start_year)
    with replaced_problem_keys({"planning.table-needs": "start.is-calendar"}):
        edition = read_planning(path, None, None).edition
    return planned_state(edition)


def planned_state(edition: Edition) -> DraftState:
    """Return the state of a draft with a planning, whose rules extend no other file."""
    programme = edition.planning.programme
    start_year = edition.planning.year.start_year
    flat = replace(programme, text=_own_text(programme), bases=())
    planning = replace(edition.planning, case=replace(edition.planning.case, programme=flat))
    return with_planning(DraftState(flat.text, start_year), replace(edition, planning=planning))


def _own_text(programme: Programme) -> str:
    if not programme.bases:
        return programme.text
    return flattened_text(programme.text, programme.bases)
