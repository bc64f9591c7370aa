"""Write what changed for an apprentice since the previous version as PDF."""

from planner.apprentices.changes import year_changes
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import (
    change_sides,
    change_summary,
    day_range,
    module_change_lines,
    replaced_version,
    week_range,
    year_totals,
)
from planner.documents.typesetting import typeset
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.apprentices import planning_details, planning_title
from planner.words.names import version_line
from planner.words.periods import contract_line


def changes_pdf(
    year: ApprenticeYear,
    before: ApprenticeYear | None,
    edition: Edition,
    text: Messages,
    *,
    earlier: Edition | None = None,
) -> bytes:
    """Typeset the changes; long lists continue on further pages.

    Parameters
    ----------
    before
        The apprentice's year in the previous version; None if it has none.
    earlier
        The previous version, if it is to be named.

    Returns
    -------
    bytes
        A PDF file; deterministic.

    Raises
    ------
    ValueError
        The versions do not have the same weeks.
    """
    found = year_changes(before, year)
    programme = year.planning.programme
    return typeset(
        "changes",
        {
            "language": text.language,
            "title": text("since.title"),
            "whose": planning_title(year, text),
            "about": planning_details(year, edition, text),
            "replaces": replaced_version(earlier, text),
            "summary": change_summary(found, text),
            "note": contract_line(year, text),
            "columns": [text(f"column.{key}") for key in ("iso_week", "before", "now")],
            "rows": [
                {"week": week_range(change.weeks, text), "days": day_range(change.weeks, text)}
                | {
                    side.key: side.template_data(text)
                    for side in change_sides(change, programme, text)
                }
                for change in found.joined_weeks
            ],
            "total": year_totals(found, text),
            "bold": text("since.bold"),
            "modules_title": text("tables.modules"),
            "modules": list(module_change_lines(found, text)),
            "foot": version_line(edition, text),
        },
    )
