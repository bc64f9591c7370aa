"""The files of a planning with modules: pages to hang up, and a calendar file for each teacher."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from planner.documents.planning.file_names import ON_CALL_FOLDER, PROGRESSION_PDF
from planner.messages import Messages
from planner.planning.planning import Edition

_CALENDAR_OF_OURS = b"\r\nPRODID:-//planner//planner//"


def module_files(
    edition: Edition, text: Messages, before: Edition | None = None
) -> Mapping[str, bytes]:
    """Return the files of a planning with modules by name; none of one without.

    Parameters
    ----------
    before
        The version that this one replaces: see `on_call_calendars`.
    """
    if not any(row.progression for row in edition.planning.cohorts):
        return {}
    # slow imports: icalendar, typst
    from planner.documents.planning.on_call_calendars import on_call_calendars
    from planner.documents.planning.progression_pdf import progression_pdf

    calendars = on_call_calendars(edition, text, before)
    return {PROGRESSION_PDF: progression_pdf(edition, text), **calendars}


def former_module_files(folder: Path) -> list[str]:
    """Return the names of such files in a folder: those of an earlier planning, as ours."""
    calendars = sorted((folder / ON_CALL_FOLDER).glob("*.ics"))
    found = [f"{ON_CALL_FOLDER}/{path.name}" for path in calendars if _is_ours(path)]
    return [*found, *([PROGRESSION_PDF] if (folder / PROGRESSION_PDF).is_file() else [])]


def _is_ours(calendar: Path) -> bool:
    """Return whether the planner wrote a file; one that cannot be read is somebody else's."""
    try:
        with calendar.open("rb") as content:
            return _CALENDAR_OF_OURS in content.read(200)
    except OSError:
        return False


def told_file_names(names: Iterable[str]) -> list[str]:
    """Return names of files as they are told: the folder of the calendars of teachers once."""
    folder = f"{ON_CALL_FOLDER}/"
    told = (name if folder not in name else name.partition(folder)[0] + folder for name in names)
    return list(dict.fromkeys(told))
