"""The weeks that differ between two plannings, in words."""

from dataclasses import dataclass

from planner.messages import Messages
from planner.planning.changes import difference, same_weeks
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.words.names import planned_week_name, week_name
from planner.words.progressions import module_change_line


@dataclass(frozen=True)
class WeekChangeLine:
    """A week of a cohort that differs: what it has in one planning, and in the other."""

    cohort: str
    week: str
    days: str
    before: str
    after: str


@dataclass(frozen=True)
class WeekChanges:
    """All differences between two plannings of a year.

    Attributes
    ----------
    added, removed
        The cohorts that only one of them has, as a list.
    hours
        How many other weeks differ in their hours at school only.
    lost
        The hours of lessons that more closed days lose, in a sentence; "" if none.
    modules
        What has moved of each module, in words.
    """

    lines: tuple[WeekChangeLine, ...]
    added: str
    removed: str
    hours: int
    lost: str = ""
    modules: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the plannings have the same cohorts, weeks and sessions, of the same modules."""
        return not (self.lines or self.added or self.removed or self.lost or self.modules)


def week_changes(before: Planning, after: Planning, text: Messages) -> WeekChanges | None:
    """Return the differences between two plannings; None if their years have other weeks."""
    if not same_weeks(before.year, after.year):
        return None
    found = difference(before, after)
    lines = tuple(
        WeekChangeLine(
            after.programme.label_with_site(change.cohort),
            week_name(change.week, text),
            text.span(change.week.monday, change.week.last_day),
            planned_week_name(change.before, text),
            planned_week_name(change.after, text),
        )
        for change in found.changes
    )
    added, removed = (text.listed(c.label for c in cs) for cs in (found.added, found.removed))
    modules = tuple(module_change_line(each, text) for each in found.modules)
    lost = _more_lost(before, after, text)
    return WeekChanges(lines, added, removed, found.hours, lost, modules)


def _more_lost(before: Planning, after: Planning, text: Messages) -> str:
    """Return the hours of lessons that each cohort loses in one planning beyond the other."""
    one, other = (
        {
            planning.programme.label_with_site(row.cohort): totals(row, planning.case).lost
            for row in planning.cohorts
        }
        for planning in (before, after)
    )
    more = {label: lost - one.get(label, 0) for label, lost in other.items()}
    listed = text.listed(f"{label} {text.hours(lost)}" for label, lost in more.items() if lost > 0)
    return text("closed_day.lost-hours", listed=listed) if listed else ""
