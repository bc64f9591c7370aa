"""The fields of a roster that changed for a person, as text."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.apprentices.apprentice import Apprentice, HalfDay, Period, Span
from planner.apprentices.roster import Column
from planner.messages import Messages
from planner.words.apprentices import half_day_name
from planner.words.roster_fields import FieldValue, period_fields, person_fields


def changed_fields(was: Apprentice, now: Apprentice, text: Messages) -> str:
    """List the changed fields of a person: column, value before, value now."""
    return " · ".join(_columns(was, now, text))


def _columns(was: Apprentice, now: Apprentice, text: Messages) -> Iterator[str]:
    yield from _differences(person_fields(was, text), person_fields(now, text), text)
    if len(was.periods) == len(now.periods):
        for old, new in zip(was.periods, now.periods, strict=True):
            yield from _differences(period_fields(old, text), period_fields(new, text), text)
    else:
        before, after = (" ; ".join(_period(p, text) for p in of.periods) for of in (was, now))
        yield _from_to(text("publish.periods"), before, after, text)


def _period(period: Period, text: Messages) -> str:
    """Return a period in short: what is typed of its company, status and days."""
    fields = period_fields(period, text)
    listed = (Column.COMPANY, Column.STATUS, Column.START, Column.END)
    return text.listed(_formatted(fields[each], text) for each in listed if fields[each])


def _differences(
    was: Mapping[Column, FieldValue], now: Mapping[Column, FieldValue], text: Messages
) -> Iterator[str]:
    for column in Column:
        if column in was and was[column] != now[column]:
            before, after = _formatted(was[column], text), _formatted(now[column], text)
            yield _from_to(text(f"roster.{column}"), before, after, text)


def _from_to(name: str, before: str, now: str, text: Messages) -> str:
    return text("publish.from-to", who=name, before=before, now=now)


def _formatted(value: object, text: Messages) -> str:
    match value:
        case HalfDay():
            return half_day_name(value, text)
        case Span():
            return (
                text.span(value.first, value.last)
                if len(list(value)) > 1
                else (text.day(value.first))
            )
        case date():
            return text.day(value)
        case tuple() if value:
            return text.listed(_formatted(each, text) for each in value)
    return str(value) if value else text("publish.nothing-said")
