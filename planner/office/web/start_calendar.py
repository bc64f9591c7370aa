"""Request handlers of starting a draft from the calendar of a past year.

Nothing is stored before the draft: what was read of the file goes with the form, signed.
"""

import math
from pathlib import Path

import tomli_w
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from planner.acquisition.drafting import learned_classes, programme_tables
from planner.acquisition.file import CALENDAR_FILES, read_told
from planner.acquisition.file.assembling import assemble
from planner.acquisition.file.marks import Told
from planner.acquisition.proposal import Choice, default_choices
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import Meaning
from planner.files.problems import Unusable, problem
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import DraftAct
from planner.office.pages.calendar_review import calendar_review
from planner.office.web.sealed import sealed, unsealed
from planner.office.web.start import (
    MOST_TITLE,
    draft_title,
    next_start_year,
    start_draft,
    start_year_of,
)
from planner.office.web.start_model import MOST_NAME, programme_id
from planner.portal.settings.roles import Role
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.http.uploads import Upload, as_files, read_confined
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import (
    OfficeSession,
    office_long_form,
    office_page,
    office_upload,
)
from planner.programme.file import Tables, merge_tables
from planner.year.calendar import FIRST_START_YEAR, LAST_START_YEAR

CALENDAR_PATH = "/office/start/calendar"

_TOLD: TypeAdapter[Told] = TypeAdapter(Told)

_MOST_CLASSES = 40
"""The most classes of a calendar: the rules of each are sought while its page is made."""

_HOURS = 7
"""Hours of a day that the form proposes: 35 hours a week."""


@office_page
@needs(Role.PLANNER)
def calendar_page(session: OfficeSession) -> Response:
    """Return the form to which a calendar is uploaded."""
    return _upload_form(session)


@office_upload
def read_calendar_action(session: OfficeSession, form: Form) -> Response:
    """Read a calendar, in a process of its own, and show what was read and seen in it."""
    try:
        year = start_year_of(form, "calendar_year") if form.text("calendar_year") else None
        with session.portal.uploads.turn():
            told = _read_upload(form.file("file"), year)
        return _review(session, told, form)
    except Unusable as unusable:
        return _upload_form(session, form, unusable)


@office_long_form
def calendar_rules_action(session: OfficeSession, form: Form) -> Response:
    """Read the calendar again as the form explains it, or create a draft of what it accepts."""
    try:
        read = _told_of(session, form)
    except Unusable as unusable:
        return _upload_form(session, form, unusable)
    told = read.explained(_codes_of(form), {})
    if form.text("do") != "create":
        return _review(session, told, form)
    try:
        state = DraftState(_rules_of(session, told, form), start_year_of(form))
    except Unusable as unusable:
        return _review(session, told, form, unusable)
    title = draft_title(form, "name") or told.source[:MOST_TITLE]
    return start_draft(session, title, state, DraftAct("started-calendar", {"file": told.source}))


def _rules_of(session: OfficeSession, told: Told, form: Form) -> str:
    """Return the text of a programme of the rules that a form accepts, as far as it is told.

    Raises
    ------
    Unusable
        Codes are not known, or no programme can have such a year.
    """
    seen = assemble(told)
    proposals = propose_rules(seen)
    choices = default_choices(proposals) | _choices_of(form)
    tables = programme_tables(seen, proposals, choices, session.text)
    cohorts = [
        {"id": each.id, **_class_fields(form, n)} for n, each in enumerate(learned_classes(seen))
    ]
    return tomli_w.dumps(merge_tables(_named(tables, form), {"cohorts": cohorts}))


# --- Pages


def _upload_form(
    session: OfficeSession, form: Form | None = None, unusable: Unusable | None = None
) -> Response:
    return session.render_page(
        "start_calendar.html",
        status=422 if unusable else 200,
        at=CALENDAR_PATH,
        problems=session.problem_lines(unusable),
        accepted=",".join(CALENDAR_FILES),
        calendar_year=form.text("calendar_year") if form else "",
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
    )


def _review(
    session: OfficeSession, told: Told, form: Form, unusable: Unusable | None = None
) -> Response:
    seen = assemble(told)
    return session.render_page(
        "start_calendar_rules.html",
        status=422 if unusable else 200,
        at=CALENDAR_PATH,
        problems=session.problem_lines(unusable),
        review=calendar_review(seen, _choices_of(form), session.text),
        fields=form.fields,
        signed=sealed(session, _TOLD.dump_json(told)),
        name=form.text("name"),
        school=form.text("school"),
        hours=form.text("hours") or _HOURS,
        start_year=form.text("start_year") or next_start_year(session.today),
        first_year=FIRST_START_YEAR,
        last_year=LAST_START_YEAR,
        most_name=MOST_NAME,
    )


# --- What goes with the form


def _read_upload(upload: Upload, start_year: int | None) -> Told:
    if not upload.name:
        raise Unusable([problem("start.no-file")])
    with as_files(upload) as (path,):
        return read_confined(_read, path, start_year)


def _read(path: Path, start_year: int | None) -> Told:
    told = read_told(path, start_year)
    count = len(learned_classes(assemble(told)))
    if count > _MOST_CLASSES:
        raise Unusable([problem("start.too-many-classes", count=count, most=_MOST_CLASSES)])
    return told


def _told_of(session: OfficeSession, form: Form) -> Told:
    """Return what was read before.

    Raises
    ------
    Unusable
        The form was not made in this session, or before the planner was updated.
    """
    try:
        return _TOLD.validate_json(unsealed(session, form.fields.get("told", "")))
    except ValidationError:
        raise Unusable([problem("office.not-sealed")]) from None


# --- Fields


def _codes_of(form: Form) -> dict[str, Meaning]:
    """Return what the form says of codes, by its fields code.N and meaning.N."""
    return {
        form.fields.get(f"code.{name.removeprefix('meaning.')}", ""): Meaning(value)
        for name, value in form.fields.items()
        if name.startswith("meaning.") and value in list(Meaning)
    }


def _class_fields(form: Form, number: int) -> Tables:
    """Return what the form says of a class, in its fields class.N and headcount.N."""
    label = form.text(f"class.{number}")
    headcount = whole_number(form.text(f"headcount.{number}"))
    return {
        **({"label": label} if label else {}),
        **({} if headcount is None else {"headcount": headcount}),
    }


def _choices_of(form: Form) -> dict[str, Choice]:
    """Return what the form chooses, by the keys of proposals."""
    return {
        name.removeprefix("choice."): Choice(value)
        for name, value in form.fields.items()
        if name.startswith("choice.") and value in list(Choice)
    }


def _named(tables: Tables, form: Form) -> Tables:
    """Return tables with what the form tells of names and hours."""
    told = {key: form.text(key) for key in ("name", "school") if form.text(key)}
    if "name" in told:
        told["id"] = programme_id(told["name"])
    day = _hours(form.text("hours"))
    workday = {} if day is None else {"workday": {"company": day, "school": day}}
    return {**told, **workday, **tables, **told}


def _hours(text: str) -> float | None:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return hours if math.isfinite(hours) else None
