"""The view of what changed in an apprentice's year since an earlier version."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import (
    ChangeSide,
    SessionFate,
    change_sides,
    change_summary,
    day_range,
    hours_line,
    module_change_lines,
    week_range,
    year_totals,
)
from planner.messages import Messages
from planner.planning.changes import same_weeks
from planner.portal.pages.calendar import Sign
from planner.portal.pages.colour_css import ground_class
from planner.programme.programme import Programme


@dataclass(frozen=True)
class SideView:
    """What one of the two versions has in some weeks.

    Attributes
    ----------
    heading
        Which version it is.
    sessions
        Half-days of remote sessions, and whether they are new, cancelled or of another module.
    """

    heading: str
    sign: Sign
    name: str
    sessions: tuple[tuple[str, str], ...]
    hours: str


@dataclass(frozen=True)
class ChangeRow:
    """Consecutive weeks with the same change."""

    weeks: str
    days: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True)
class ChangesView:
    """All changes, as a summary and by weeks.

    Attributes
    ----------
    totals
        The title of the year, then its hours in each version.
    modules
        What changes for modules, in words.
    """

    summary: str
    rows: tuple[ChangeRow, ...] = ()
    totals: Sequence[str] = ()
    modules: tuple[str, ...] = ()


def are_comparable(before: ApprenticeYear | None, now: ApprenticeYear) -> bool:
    """Return whether two versions have the same weeks, or there is no earlier one."""
    return before is None or same_weeks(before.planning.year, now.planning.year)


def changes_view(before: ApprenticeYear | None, now: ApprenticeYear, text: Messages) -> ChangesView:
    """Build the view of the changes between two versions of an apprentice's year.

    Parameters
    ----------
    before
        None if the earlier version has no planning for the person.
    """
    if not are_comparable(before, now):
        return ChangesView(text("portal.other-weeks"))
    return year_changes_view(year_changes(before, now), now.planning.programme, text)


def year_changes_view(found: YearChanges, programme: Programme, text: Messages) -> ChangesView:
    """Build the view of changes that are already computed."""
    summary, modules = change_summary(found, text), tuple(module_change_lines(found, text))
    if not found.weeks:
        return ChangesView(summary, modules=modules)
    rows = (
        ChangeRow(
            week_range(change.weeks, text),
            day_range(change.weeks, text),
            tuple(_side(side, text) for side in change_sides(change, programme, text)),
        )
        for change in found.joined_weeks
    )
    return ChangesView(summary, tuple(rows), year_totals(found, text), modules)


def _side(side: ChangeSide, text: Messages) -> SideView:
    moved = text("portal.session-gone" if side.key == "before" else "portal.session-new")
    fates = {
        SessionFate.MOVED: moved,
        SessionFate.OTHER_MODULE: text("portal.session-other"),
        None: "",
    }
    return SideView(
        heading=text(f"column.{side.key}"),
        sign=Sign(side.letter, ground_class(side.colour)),
        name=side.name,
        sessions=tuple(
            (f"{text('tables.session')} {half}", fates[fate]) for half, fate in side.sessions
        ),
        hours=hours_line(side.hours, text),
    )
