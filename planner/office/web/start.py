"""Request handlers of the ways to start a draft: from a file that the school has."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import tomli_w
from markupsafe import Markup
from starlette.responses import Response

from planner.documents.planning.pictures.year_strip import year_strip
from planner.files.invisible import printed_part
from planner.files.problems import Unusable, problem, read_text, replaced_problem_keys
from planner.messages import Messages
from planner.office.drafts.state import (
    RULES_NAME,
    DraftState,
    programme_name,
    scope_of,
    with_planning,
)
from planner.office.drafts.store import DraftAct, create_draft
from planner.office.form.answers import MOST_ROWS, TooManyRows, answers_of
from planner.office.form.tables import pairs_of
from planner.office.models import ProgrammeModel, programme_models
from planner.office.web.draft.page import draft_path
from planner.planning.editing import without_proofs
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.portal.settings.roles import Role
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.http.uploads import Upload, as_files, read_confined
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_page, office_upload
from planner.programme.file import (
    TABLE_SUFFIXES,
    flattened_text,
    names_module_table,
    parse_programme,
    parse_toml,
    read_curriculum,
    with_curriculum_in_full,
)
from planner.programme.programme import Programme, SourceText
from planner.year.calendar import FIRST_START_YEAR, LAST_START_YEAR

START_PATH = "/office/start"
"""The path of the page on which drafts are started."""

MOST_TITLE = 80
"""The most characters of the title of a draft."""

MOST_RULES = 1024 * 1024
"""The most characters of a programme file."""

_FIRST_MONTH = 9
"""From this month on, the academic year that is planned next starts in the year after."""


@office_page
@needs(Role.PLANNER)
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
        table_files=",".join(TABLE_SUFFIXES),
        start_year=next_start_year(session.today),
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
    )


@office_upload
def start_from_file(session: OfficeSession, form: Form) -> Response:
    """Create a draft from a programme file, or from a planning that carries its rules."""
    try:
        with session.portal.uploads.turn():
            state = read_start(form.file("file"), start_year_of(form), form.file("modules"))
    except Unusable as unusable:
        return _start_form(session, unusable)
    title = draft_title(form) or programme_name(state)
    return start_draft(
        session, title, state, DraftAct("started-file", {"file": form.file("file").safe_name})
    )


def draft_title(form: Form, name: str = "title") -> str:
    """Return the title of a draft as a form says it, without what nobody sees in it."""
    return " ".join(printed_part(form.fields.get(name, "")).split())[:MOST_TITLE]


def start_draft(session: OfficeSession, title: str, state: DraftState, act: DraftAct) -> Response:
    """Create a draft, if the person plans its programme, and redirect to its rules."""
    session.check_scope(scope_of(state))
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
    year = whole_number(found)
    if year is None or not FIRST_START_YEAR <= year <= LAST_START_YEAR:
        raise Unusable(
            [problem("year.range", found=found, first=FIRST_START_YEAR, last=LAST_START_YEAR)]
        )
    return year


def read_start(upload: Upload, start_year: int, modules: Upload | None = None) -> DraftState:
    """Read the first state of a draft from a file, in a process of its own.

    Parameters
    ----------
    start_year
        That of a programme file; a planning has its own.
    modules
        The table that the curriculum of a programme file names.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, is invalid, or takes too much memory or time.
    """
    if not upload.name:
        raise Unusable([problem("start.no-file")])
    if modules is None or not modules.name:
        with as_files(upload) as (path,):
            return read_confined(_first_state, path, start_year)
    with as_files(upload, modules) as (path, table):
        return read_confined(_first_state, path, start_year, table)


def _first_state(path: Path, start_year: int, modules: Path | None = None) -> DraftState:
    if path.suffix.lower() == ".toml":
        return _held(DraftState(_own_text(read_own_programme(path, modules)), start_year))
    with replaced_problem_keys({"planning.table-needs": "start.is-calendar"}):
        read = read_planning(path, None, None)
    proven = read.edition if not read.misstatements else without_proofs(read.edition, "by-hand")
    return _held(planned_state(proven))


def read_own_programme(path: Path, modules: Path | None = None) -> Programme:
    """Read a programme file that was sent; other files of this machine are not read for it.

    Parameters
    ----------
    modules
        The table that its curriculum names, if it was sent as well.

    Raises
    ------
    Unusable
        It names another file, cannot be read, or is invalid.
    """
    text = read_text(path)
    tables = parse_toml(text, str(path))
    if "extends" in tables:
        raise Unusable([problem("start.extends", file=path)])
    if not names_module_table(tables):
        return parse_programme(text, str(path))
    if modules is None:
        raise Unusable([problem("start.curriculum", file=path)])
    curriculum = with_curriculum_in_full(tables)["curriculum"]
    read = read_curriculum(modules, curriculum.get("options", []))
    return parse_programme(text, str(path), [SourceText(curriculum["file"], tomli_w.dumps(read))])


def _held(state: DraftState) -> DraftState:
    """Return a state whose rules the form can show; raise Unusable if they are too long."""
    if len(state.rules) > MOST_RULES:
        raise Unusable([problem("start.too-long", most=MOST_RULES)])
    try:
        answers_of(pairs_of(parse_toml(state.rules, RULES_NAME)))
    except TooManyRows:
        raise Unusable([problem("form.too-many", most=MOST_ROWS)]) from None
    return state


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
