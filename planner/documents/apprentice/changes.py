"""Phrases and figures that report what changed for an apprentice since a version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.apprentices.changes import DueChange, WeeksChange, YearChanges, session_half_days
from planner.apprentices.day import Day, Hours
from planner.messages import Messages
from planner.planning.milestones import DateSpan
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.words.apprentices import session_label
from planner.words.closed_days import closed_day_lines
from planner.words.colours import colour
from planner.words.names import activity_name
from planner.words.own_days import own_lines
from planner.words.periods import unspent_name
from planner.year.activity import WEEKDAYS, week_of
from planner.year.weeks import Week

_MOST_LISTED_DUE = 4
"""The most changed dates that are listed one by one."""


def replaced_version(earlier: Edition | None, text: Messages) -> str:
    """Return the sentence that names the replaced version; "" if it has no label and no date."""
    match earlier:
        case Edition(version_label=str(version), issued=None):
            return text("since.version", version=version)
        case Edition(version_label=str(version), issued=day):
            return text("since.version-issued", version=version, day=day)
        case Edition(issued=day) if day:
            return text("since.issued", day=day)
    return ""


def change_summary(found: YearChanges, text: Messages) -> str:
    """Return the changes in one sentence."""
    if found.is_new:
        return text("since.new")
    if found.is_empty:
        return text("since.none")
    counts = {
        "since.places": found.place_weeks,
        "since.moved": found.moved_sessions,
        "since.more": found.more_sessions,
        "since.fewer": found.fewer_sessions,
        "since.hours": found.hours_only_weeks,
    }
    phrases = [text.counted(key, count) for key, count in counts.items() if count]
    phrases += [text("since.ahead")] if found.changes_ahead else []
    phrases += [_due_summary(found.due, text)] if found.due else []
    return f"{text.listed(phrases)}."


def _due_summary(changes: Sequence[DueChange], text: Messages) -> str:
    """Return how many dates changed, and the first ones."""
    listed = [
        text("since.due-one", name=each.name, before=_dates(each.before), now=_dates(each.now))
        for each in changes[:_MOST_LISTED_DUE]
    ]
    more = ["…"] if len(changes) > _MOST_LISTED_DUE else []
    return f"{text.counted('since.due', len(changes))} ({text.listed([*listed, *more])})"


def _dates(span: DateSpan | None) -> str:
    return "–".join(f"{day:%d/%m}" for day in dict.fromkeys(span)) if span else "–"


def week_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the numbers of some consecutive weeks: S45, S45 à S47."""
    letter = text("week.letter")
    first, last = (f"{letter}{week.iso_week:02}" for week in (weeks[0], weeks[-1]))
    return first if len(weeks) == 1 else text("since.weeks", first=first, last=last)


def day_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the first and last day of some consecutive weeks: du 2 au 6 novembre 2026."""
    return text.span(weeks[0].monday, weeks[-1].last_day)


@dataclass(frozen=True)
class ChangeSide:
    """The state of some weeks in one of the two versions.

    Attributes
    ----------
    key
        The version: "before" or "now".
    sessions
        The half-days of the sessions, each with whether only this version has it.
    """

    key: str
    letter: str
    colour: str
    name: str
    sessions: tuple[tuple[str, bool], ...]
    hours: Hours

    def template_data(self, text: Messages) -> Mapping[str, object]:
        """Return the data that the template prints."""
        return {
            "letter": self.letter,
            "colour": self.colour,
            "name": self.name,
            "sessions": [(f"{text('tables.session')} {half}", own) for half, own in self.sessions],
            "hours": hours_line(self.hours, text),
        }


def change_sides(change: WeeksChange, programme: Programme, text: Messages) -> Iterator[ChangeSide]:
    """Yield the state of some weeks in the previous version, then in this one."""
    for key, days, own in (
        ("before", change.before, change.removed_sessions),
        ("now", change.now, change.added_sessions),
    ):
        activity = week_of([day.activity for day in days[:WEEKDAYS]])
        covered = any(day.is_bound for day in days if day.place is not None)
        halves = tuple(
            (session_label(*half, text), half in own) for half in session_half_days(days)
        )
        yield ChangeSide(
            key,
            activity.code if covered else "–",
            colour(activity, programme) if covered else "FFFFFF",
            _name(days, text) if covered else unspent_name(days, text),
            halves,
            Hours.of(days),
        )


def _name(days: Sequence[Day], text: Messages) -> str:
    """Return the name of the activity of some weeks, with events, closed days and exceptions."""
    activity = week_of([day.activity for day in days[:WEEKDAYS]])
    blocks = dict.fromkeys(day.block for day in days if day.block)
    names = [activity_name(activity, text), text.listed(blocks)]
    events = (f"{name} ({text.weekday(day.date)})" for day in days for name in day.events)
    missed = [day.missed for day in days if day.missed]
    return text.listed(
        [
            " – ".join(filter(None, names)),
            *events,
            *closed_day_lines(missed, text),
            *own_lines(days, text),
        ]
    )


def hours_line(hours: Hours, text: Messages) -> str:
    """Return hours by kind, without those that are zero."""
    kinds = (
        ("onsite", hours.onsite),
        ("lost", hours.lost),
        ("remote", hours.remote),
        ("company", hours.company),
    )
    parts = (text(f"hours.{kind}", hours=minutes) for kind, minutes in kinds if minutes)
    return text.unbroken(text.listed(parts))


def year_totals(found: YearChanges, text: Messages) -> Sequence[str]:
    """Return the label, then the hours and sessions of the year in both versions."""
    totals = [text("since.year")]
    for hours in (found.before or found.now, found.now):
        counted = [text.counted("sessions", hours.sessions)] if hours.sessions else []
        totals.append(text.listed([hours_line(hours, text), *counted]))
    return totals
