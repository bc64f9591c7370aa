"""Request handlers that take over what a timetable office moved in the modules of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.office.draft_files import breach_sentences
from planner.office.drafts.state import DraftState, required_edition
from planner.office.drafts.store import Overtaken
from planner.office.progression.edits import with_module_edits
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.web.sealed import sealed, unsealed
from planner.planning.editing import ModuleEdit
from planner.planning.file.timetables.reader import read_module_weeks
from planner.planning.module_changes import module_week_changes
from planner.portal.web.http.forms import Form
from planner.portal.web.http.uploads import Upload, as_files, as_sent, read_confined
from planner.portal.web.office.session import office_long_form, office_upload
from planner.words.names import week_name
from planner.words.progressions import module_week_name

_STEP = "progression"

_EDITS = TypeAdapter(tuple[ModuleEdit, ...])


@dataclass(frozen=True)
class ModuleWeekLine:
    """A week of a module that a file changes, in words."""

    cohort: str
    module: str
    week: str
    before: str
    after: str


@office_upload
@of_draft
def read_timetable_action(page: DraftPage, form: Form) -> Response:
    """Read what a timetable office gives back, and return what it changes."""
    upload = form.file("timetable")
    if not upload.name:
        raise Unusable([problem("office.no-timetable")])
    planning = required_edition(page.draft.state).planning
    with page.session.portal.uploads.turn(), as_files(upload) as (path,):
        read = read_confined(read_module_weeks, path, planning)
        notes = [as_sent(note, path) for note in read.notes]
    return _review(page, read.edits, upload.safe_name, notes)


@office_long_form
@of_draft
def take_timetable(page: DraftPage, form: Form) -> Response:
    """Take over the changes of a file that was read; locked weeks stay as they are."""
    file = Upload(form.text("file"), b"").safe_name
    try:
        edits = _EDITS.validate_json(unsealed(page.session, form.fields.get("edits", "")))
    except ValidationError:
        raise Unusable([problem("office.not-sealed")]) from None
    edited = with_module_edits(page.draft.state, edits, file)
    try:
        page.save(form_revision(form), edited.state, edited.act)
    except Overtaken as overtaken:
        return _review(page, edits, file, overtaken=overtaken)
    return page.redirect(_STEP)


def _review(
    page: DraftPage,
    edits: Sequence[ModuleEdit],
    file: str,
    notes: Sequence[Problem] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    state, text = page.draft.state, page.text
    edited = with_module_edits(state, edits, file)
    return page.render_page(
        "draft_timetable.html",
        status=409 if overtaken else 200,
        at=page.path(_STEP),
        file=file,
        notes=[text.unbroken(text.sentence(note)) for note in notes],
        lines=_lines(state, edited.state, text),
        spared=edited.spared,
        broken=breach_sentences(required_edition(edited.state).planning, text),
        edits=sealed(page.session, _EDITS.dump_json(tuple(edits))),
        overtaken=page.overtaken_lines(overtaken),
    )


def _lines(before: DraftState, after: DraftState, text: Messages) -> list[ModuleWeekLine]:
    found, changed = (required_edition(state).planning for state in (before, after))
    changes = module_week_changes(found, changed)
    return [
        ModuleWeekLine(
            change.cohort.label,
            change.module.name,
            week_name(change.week, text),
            module_week_name(change.before, text),
            module_week_name(change.after, text),
        )
        for change in changes
    ]
