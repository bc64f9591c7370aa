"""Request handler of the table of modules as a file: CSV, or a workbook with teachers beside."""

from dataclasses import replace
from pathlib import Path

import tomli_w
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import RULES_NAME
from planner.office.drafts.store import DraftAct, Overtaken
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.web.draft.rules import show_rules
from planner.portal.web.http.forms import Form
from planner.portal.web.http.uploads import Upload, as_files, read_confined
from planner.portal.web.office.session import office_upload
from planner.programme.file import Tables, parse_toml, read_curriculum, with_curriculum_in_full


@office_upload
@of_draft
def take_modules(page: DraftPage, form: Form) -> Response:
    """Replace the modules of the rules by those of a file; report all that is wrong with it."""
    file = form.file("file")
    tables = with_curriculum_in_full(parse_toml(page.draft.state.rules, RULES_NAME))
    curriculum = tables.get("curriculum", {})
    try:
        with page.session.portal.uploads.turn():
            found = _read(file, curriculum.get("options", []))
        kept = {key: value for key, value in curriculum.items() if key != "file"}
        teachers = {**kept.get("teachers", {}), **found.get("teachers", {})}
        joined = {**kept, "modules": found["modules"]}
        changed = {**tables, "curriculum": joined | ({"teachers": teachers} if teachers else {})}
        state = replace(page.draft.state, rules=tomli_w.dumps(changed))
        act = DraftAct("modules", {"file": file.safe_name, "count": len(found["modules"])})
        page.save(form_revision(form), state, act)
    except Unusable as unusable:
        return show_rules(page, problems=page.session.problem_lines(unusable))
    except Overtaken as overtaken:
        return show_rules(page, overtaken=overtaken)
    return page.redirect("rules", done="modules-read")


def _read(file: Upload, options: list[str]) -> Tables:
    """Read the file in a process of its own."""
    if not file.name:
        raise Unusable([problem("form.no-modules-file")])
    with as_files(file) as (path,):
        return read_confined(_modules_of, path, options)


def _modules_of(path: Path, options: list[str]) -> Tables:
    return read_curriculum(path, options)
