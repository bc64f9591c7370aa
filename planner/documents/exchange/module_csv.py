"""Write the weeks of modules as CSV: a row a module and week."""

from collections.abc import Iterator, Sequence

from planner.documents.csv_rows import csv_rows
from planner.documents.sheets import CellValue
from planner.messages import Messages
from planner.planning.file.timetables.week_list import ListColumn
from planner.planning.planning import Edition
from planner.year.durations import decimal_hours
from planner.year.weeks import HOUR, Minutes


def module_csv(edition: Edition, text: Messages) -> bytes:
    """Serialize in which weeks each module is taught, as Excel expects it in the language."""
    return csv_rows(_rows(edition, text), text)


def _rows(edition: Edition, text: Messages) -> Iterator[Sequence[CellValue]]:
    yield [text(f"exchange.{column}") for column in ListColumn]
    for row in edition.planning.cohorts:
        weeks = edition.planning.year.weeks_of(row.cohort.id)
        for each in row.progression.modules if row.progression else ():
            module = each.module
            for n in sorted({*each.onsite_weeks, *each.session_weeks}):
                values: dict[ListColumn, CellValue] = {
                    ListColumn.COHORT: row.cohort.id,
                    ListColumn.OPTION: module.option,
                    ListColumn.SEMESTER: module.semester,
                    ListColumn.MODULE: module.id,
                    ListColumn.NAME: module.name,
                    ListColumn.ISO_YEAR: weeks[n].iso_year,
                    ListColumn.ISO_WEEK: weeks[n].iso_week,
                    ListColumn.ONSITE: _hours(each.minutes[n]),
                    ListColumn.SESSIONS: each.sessions[n],
                    ListColumn.TEACHERS: "; ".join(module.teachers),
                }
                yield [values[column] for column in ListColumn]


def _hours(minutes: Minutes) -> CellValue:
    """Return decimal hours; hours and minutes where these are no short decimal (2 h 20)."""
    hours, rest = divmod(minutes, HOUR)
    if rest % 3:
        return f"{hours} h {rest:02}"
    return decimal_hours(minutes) if rest else hours
