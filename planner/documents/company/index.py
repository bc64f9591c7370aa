"""Write the cover page of a company's folder: its apprentices, its files, what changed."""

from collections.abc import Mapping, Sequence

from planner.apprentices.changes import year_changes
from planner.apprentices.day import Day
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, apprentice_documents
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import change_summary
from planner.documents.typesetting import typeset
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.hours_of_week import TAUGHT_AT
from planner.words.apprentices import class_details, unplaced_line
from planner.words.modules import document_purpose
from planner.words.names import version_line, week_name
from planner.words.own_days import own_note
from planner.words.periods import contact_lines, contract_line, missed_line
from planner.words.roster_fields import contract_hours_line

YearAndPrevious = tuple[ApprenticeYear, ApprenticeYear | None]
"""The year of an apprentice, and the one in the previous version."""


def company_index(
    company: CompanyFolder,
    years: Sequence[YearAndPrevious],
    edition: Edition,
    text: Messages,
    *,
    changes: bool = False,
) -> bytes:
    """Typeset the cover page of a company.

    Parameters
    ----------
    years
        The years of its apprentices, in the order of their folders.
    changes
        Whether to report changes since the previous version.

    Returns
    -------
    bytes
        A PDF file; deterministic.
    """
    rows = list(zip(company.folders, years, strict=True))
    has_sessions = any(year.hours.sessions for _, (year, _) in rows)
    has_modules = any(year.progression for _, (year, _) in rows)
    columns = (
        "index.name",
        "column.cohort",
        "column.onsite",
        *(["column.remote"] if has_sessions else []),
        "column.company",
    )
    data: dict[str, object] = {
        **_heading(company, edition, text),
        "columns": [*map(text, columns), text("index.first")],
        "has_sessions": has_sessions,
        "rows": [_row(folder, year, text) for folder, (year, _) in rows],
        "files_title": text("index.files"),
        "files": [
            {
                "name": text(f"document.{each}"),
                "purpose": document_purpose(each, has_modules, text),
            }
            for each in apprentice_documents(changes=changes)
        ],
        "changes_title": text("index.changes"),
        "changes": [_change(folder, each, text) for folder, each in rows] if changes else [],
    }
    return typeset("index", data)


def _heading(company: CompanyFolder, edition: Edition, text: Messages) -> Mapping[str, object]:
    planning = edition.planning
    return {
        "language": text.language,
        "title": text(
            "index.title" if company.company else "index.school", year=planning.year.label
        ),
        "company": company.company or text("index.people"),
        "count": text.counted("apprentices", len(company.folders)),
        "school": planning.programme.school,
        "programme": planning.programme.name,
        "version": version_line(edition, text),
        "page": text("index.page", page="{page}", pages="{pages}"),
    }


def _change(
    folder: ApprenticeFolder, years: YearAndPrevious, text: Messages
) -> Mapping[str, object]:
    year, before = years
    changed = change_summary(year_changes(before, year), text)
    return {"name": folder.apprentice.name, "changed": changed}


def _row(folder: ApprenticeFolder, year: ApprenticeYear, text: Messages) -> Mapping[str, object]:
    (cohort, *details), hours = class_details(year), year.hours
    notes = [*filter(None, (contract_line(year, text), missed_line(year, text)))]
    notes += contact_lines(year, text)
    own = {"contract-hours": contract_hours_line(year.apprentice, text)}
    own["exceptions"] = own_note(year, text)
    notes += (f"{text(f'note.{key}')} {line}" for key, line in own.items() if line)
    if hours.lost:
        notes.append(text("closed_day.hours", hours=hours.lost))
    if year.unplaced:
        notes.append(text("unplaced.note"))
        notes += (unplaced_line(each, year.planning.year.weeks, text) for each in year.unplaced)
    first = _first_school_day(year)
    week = week_name(year.week_of(first), text) if first else "–"
    return {
        "name": folder.apprentice.name,
        "folder": text("index.folder", name=folder.name),
        "notes": notes,
        "cohort": cohort,
        "details": " · ".join(details),
        "onsite": text.unbroken(text.hours(hours.onsite)),
        "remote": text.unbroken(text.hours(hours.remote)),
        "sessions": text.counted("sessions", hours.sessions),
        "company": text.unbroken(text.hours(hours.company)),
        "first_week": week,
        "first_day": text("index.first-day", day=first.date) if first else "",
    }


def _first_school_day(year: ApprenticeYear) -> Day | None:
    days = (day for day in year.days if not {*TAUGHT_AT}.isdisjoint(day.halves_spent))
    return next(days, None)
