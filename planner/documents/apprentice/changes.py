"""Phrases and figures that report what changed for an apprentice since a version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.apprentices.changes import DueChange, SessionMove, WeeksChange, YearChanges
from planner.apprentices.day import Day, HeldSession, Hours
from planner.messages import Messages
from planner.planning.milestones import DateSpan
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.words.apprentices import session_label
from planner.words.closed_days import closed_day_lines
from planner.words.colours import colour
from planner.words.modules import module_session_name, weeks_listed
from planner.words.names import activity_name
from planner.words.own_days import own_lines
from planner.words.periods import unspent_name
from planner.year.activity import WEEKDAYS, week_of
from planner.year.weeks import Week

_SESSION = ("since.session-moved", "since.session-new", "since.session-gone")
_TAUGHT = ("since.taught-moved", "since.taught-new", "since.taught-gone")
"""What is said of what is held at another time, in this version only, in the earlier one only."""

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
        "since.other-modules": found.other_modules,
        "since.taught": len(found.taught),
        "since.hours": found.hours_only_weeks,
    }
    phrases = [text.counted(key, count) for key, count in counts.items() if count]
    phrases += [text("since.ahead")] if found.changes_ahead else []
    phrases += [text("since.gains-modules")] if found.gains_modules else []
    phrases += [text("since.loses-modules")] if found.loses_modules else []
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


def module_change_lines(found: YearChanges, text: Messages) -> Iterator[str]:
    """Yield what changes for modules, in words: when sessions are held, weeks at school."""
    for move in found.sessions:
        yield _move_line(move, text)
    for each in found.taught:
        before, now = (weeks_listed(weeks, text) for weeks in (each.before, each.now))
        yield _from_to(_TAUGHT, each.name, before, now, text)


def _move_line(move: SessionMove, text: Messages) -> str:
    held = move.now or move.before
    assert held is not None
    before, now = (
        session_label(*each.half_day, text) if each else "" for each in (move.before, move.now)
    )
    return _from_to(_SESSION, module_session_name(held.modules, text), before, now, text)


def _from_to(keys: Sequence[str], what: str, before: str, now: str, text: Messages) -> str:
    moved, new, gone = keys
    key = moved if before and now else new if now else gone
    return text(key, what=what, before=before, now=now)


def week_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the numbers of some consecutive weeks: S45, S45 à S47."""
    letter = text("week.letter")
    first, last = (f"{letter}{week.iso_week:02}" for week in (weeks[0], weeks[-1]))
    return first if len(weeks) == 1 else text("since.weeks", first=first, last=last)


def day_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the first and last day of some consecutive weeks: du 2 au 6 novembre 2026."""
    return text.span(weeks[0].monday, weeks[-1].last_day)


class SessionFate(StrEnum):
    """How a session differs from the other version."""

    MOVED = "moved"
    """The other one has none on this half-day."""

    OTHER_MODULE = "other-module"
    """The other one has one of another module on this half-day."""


@dataclass(frozen=True)
class ChangeSide:
    """The state of some weeks in one of the two versions.

    Attributes
    ----------
    key
        The version: "before" or "now".
    sessions
        The half-days of the sessions with their modules, each with how it differs, if it does.
    """

    key: str
    letter: str
    colour: str
    name: str
    sessions: tuple[tuple[str, SessionFate | None], ...]
    hours: Hours

    def template_data(self, text: Messages) -> Mapping[str, object]:
        """Return the data that the template prints."""
        return {
            "letter": self.letter,
            "colour": self.colour,
            "name": self.name,
            "sessions": [
                (f"{text('tables.session')} {half}", fate is not None)
                for half, fate in self.sessions
            ],
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
        fates = dict.fromkeys(own, SessionFate.MOVED)
        fates |= dict.fromkeys(change.other_modules, SessionFate.OTHER_MODULE)
        held = (each for day in days for each in day.held_sessions)
        sessions = tuple((_session(each, text), fates.get(each.half_day)) for each in held)
        yield ChangeSide(
            key,
            activity.code if covered else "–",
            colour(activity, programme) if covered else "FFFFFF",
            _name(days, text) if covered else unspent_name(days, text),
            sessions,
            Hours.of(days),
        )


def _session(held: HeldSession, text: Messages) -> str:
    """Return the half-day of a session, and what it is of."""
    half = session_label(*held.half_day, text)
    if not held.modules:
        return half
    what = " / ".join(f"{of.module.name} ({of.number}/{of.count})" for of in held.modules)
    return text("since.session", half=half, what=what)


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
