"""What changed for an apprentice since an earlier version, as a page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice_changes import (
    Side,
    day_range,
    hours_told,
    in_short,
    sides,
    week_range,
    year_totals,
)
from planner.messages import Messages
from planner.planning.changes import same_weeks
from planner.portal.pages.calendar import Sign
from planner.portal.pages.palette import ground_class
from planner.programme.programme import Programme


@dataclass(frozen=True)
class SideView:
    """What one of the versions has in some weeks.

    Attributes
    ----------
    heading
        Which version it is.
    sessions
        Their half-days, and what became of those that the other version does not have.
    """

    heading: str
    sign: Sign
    name: str
    sessions: tuple[tuple[str, str], ...]
    hours: str


@dataclass(frozen=True)
class ChangeRow:
    """Some weeks that changed alike."""

    weeks: str
    days: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True)
class ChangesView:
    """All that changed, in one sentence and week by week.

    Attributes
    ----------
    totals
        The name of the year, then its hours in either version.
    """

    summary: str
    rows: tuple[ChangeRow, ...] = ()
    totals: Sequence[str] = ()


def are_comparable(before: ApprenticeYear | None, now: ApprenticeYear) -> bool:
    """Tell whether the weeks of two versions are the same, or there was no year before."""
    return before is None or same_weeks(before.planning.year, now.planning.year)


def changes_view(before: ApprenticeYear | None, now: ApprenticeYear, text: Messages) -> ChangesView:
    """Tell what changed from one version of an apprentice's year to another.

    Parameters
    ----------
    before
        None if the earlier version had no planning for the person.
    """
    if not are_comparable(before, now):
        return ChangesView(text("portal.other-weeks"))
    return year_changes_view(year_changes(before, now), now.planning.programme, text)


def year_changes_view(found: YearChanges, programme: Programme, text: Messages) -> ChangesView:
    """Tell changes of a year that are known already."""
    if not found.weeks:
        return ChangesView(in_short(found, text))
    rows = (
        ChangeRow(
            week_range(told.weeks, text),
            day_range(told.weeks, text),
            tuple(_side(side, text) for side in sides(told, programme, text)),
        )
        for told in found.stretches
    )
    return ChangesView(in_short(found, text), tuple(rows), year_totals(found, text))


def _side(side: Side, text: Messages) -> SideView:
    fate = text("portal.session-gone" if side.key == "before" else "portal.session-new")
    return SideView(
        heading=text(f"column.{side.key}"),
        sign=Sign(side.letter, ground_class(side.colour)),
        name=side.name,
        sessions=tuple(
            (f"{text('tables.session')} {half}", fate if own else "") for half, own in side.sessions
        ),
        hours=hours_told(side.hours, text),
    )
