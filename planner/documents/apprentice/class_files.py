"""The files of the calendars of classes: names, and all of them written to a folder."""

from collections.abc import Mapping
from pathlib import Path

from planner.documents.apprentice.class_calendar import ClassForm, class_calendar
from planner.documents.planning.module_files import former_module_files, module_files
from planner.documents.seal import has_valid_seal
from planner.files.file_names import distinct_names
from planner.files.output import check_folder, write_all
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.programme import Programme


def write_class_calendars(
    folder: Path,
    edition: Edition,
    text: Messages,
    before: Edition | None = None,
    *,
    force: bool = False,
) -> list[str]:
    """Write the calendars of all classes to a folder, or none of them; return their names.

    Where modules are placed, also their pages and the calendar files of teachers.

    Parameters
    ----------
    before
        The version that the edition replaces: calendar files cancel what it alone has.
    force
        Whether a sheet that was edited by hand is overwritten.

    Raises
    ------
    Unusable
        They cannot be written, or a sheet to overwrite was edited.
    """
    programme = edition.planning.programme
    names = class_calendar_names(programme, text)
    check_folder(folder, names.values())
    former = former_module_files(folder)
    if not force:
        _refuse_edited(folder, names)
    cohorts = {each.id: each for each in programme.cohorts}
    files = {
        name: class_calendar(cohorts[cohort], form, edition, text, before)
        for (cohort, form), name in names.items()
    }
    files |= module_files(edition, text, before)
    write_all(folder, files, [name for name in former if name not in files])
    return list(files)


def _refuse_edited(folder: Path, names: Mapping[tuple[str, ClassForm], str]) -> None:
    sheets = [folder / name for (_, form), name in names.items() if form is ClassForm.SHEET]
    if edited := [path for path in sheets if path.exists() and not has_valid_seal(path)]:
        raise Unusable(problem("out.edited", file=path) for path in edited)


def class_calendar_names(
    programme: Programme, text: Messages
) -> Mapping[tuple[str, ClassForm], str]:
    """Return the file names of the calendars of all classes, by cohort id and form."""
    named = {
        cohort.id: text("file.class-calendar", cohort=cohort.id) for cohort in programme.cohorts
    }
    names = distinct_names(named, tuple(f".{form}" for form in ClassForm))
    return {
        (cohort, form): f"{name}.{form}" for cohort, name in names.items() for form in ClassForm
    }
