"""Request handlers of starting a draft from a ready model: its name, its school, its year."""

import re
import tomllib
import unicodedata

import tomli_w
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import DraftAct
from planner.office.models import ProgrammeModel, programme_model
from planner.office.web.start import (
    draft_title,
    model_picture,
    next_start_year,
    start_draft,
    start_year_of,
)
from planner.portal.settings.roles import Role
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_action, office_page
from planner.year.calendar import FIRST_START_YEAR, LAST_START_YEAR

MOST_NAME = 80
"""The most characters of the names of programmes and schools, as in programme files."""


@office_page
@needs(Role.PLANNER)
def model_page(session: OfficeSession) -> Response:
    """Return the form that asks for what is a school's own."""
    return _model_form(session, _model(session))


@office_action
def start_from_model(session: OfficeSession, form: Form) -> Response:
    """Create a draft with the rules of a model, under the names of a school."""
    model = _model(session)
    name, school = draft_title(form, "name"), form.text("school")
    try:
        if not name or not school:
            raise Unusable([problem("start.no-name")])
        year = start_year_of(form)
    except Unusable as unusable:
        return _model_form(session, model, form, unusable)
    state = DraftState(own_rules(model, name, school), year)
    act = DraftAct("started-model", {"model": model.title(session.text)})
    return start_draft(session, name, state, act)


def own_rules(model: ProgrammeModel, name: str, school: str) -> str:
    """Return the rules of a model as those of a school."""
    tables = tomllib.loads(model.programme.text)
    return tomli_w.dumps(tables | {"id": programme_id(name), "name": name, "school": school})


def programme_id(name: str) -> str:
    """Return the identifier of a programme in files: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "formation"


def _model(session: OfficeSession) -> ProgrammeModel:
    """Return the model of the path; raise AccessDenied if there is none of its name."""
    try:
        return programme_model(session.request.path_params["model"])
    except Unusable:
        raise AccessDenied(is_attempt=False) from None


def _model_form(
    session: OfficeSession,
    model: ProgrammeModel,
    form: Form | None = None,
    unusable: Unusable | None = None,
) -> Response:
    return session.render_page(
        "start_model.html",
        status=422 if unusable else 200,
        model=model,
        picture=model_picture(model, session.text.language),
        text=session.text,
        problems=session.problem_lines(unusable),
        name=form.text("name") if form else "",
        school=form.text("school") if form else "",
        start_year=form.text("start_year") if form else next_start_year(session.today),
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
        most_name=MOST_NAME,
    )
