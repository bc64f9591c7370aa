"""What a list says otherwise of a person, in the words of its columns."""

from collections.abc import Iterator
from datetime import date

from planner.apprentices.apprentice import Apprentice, HalfDay, Span
from planner.apprentices.roster import Column
from planner.messages import Messages

_SAID = {
    Column.SURNAME: "surname",
    Column.FIRST_NAME: "first_name",
    Column.OPTION: "option",
    Column.COMPANY: "company",
    Column.EMAIL: "email",
    Column.HALF_DAYS: "half_days",
    Column.START: "start",
    Column.END: "end",
    Column.CLOSED: "closed",
}
"""What a list may say otherwise of a person, by the names of its columns."""


def changed_fields(was: Apprentice, now: Apprentice, text: Messages) -> str:
    """Tell what a list says otherwise of a person: before and now, column by column."""
    return " · ".join(_columns(was, now, text))


def _columns(was: Apprentice, now: Apprentice, text: Messages) -> Iterator[str]:
    for column, said in _SAID.items():
        before, after = (getattr(who, said) for who in (was, now))
        if before != after:
            yield text(
                "publish.from-to",
                who=text(f"roster.{column}"),
                before=_written(before, text),
                now=_written(after, text),
            )


def _written(value: object, text: Messages) -> str:
    match value:
        case HalfDay():
            return f"{text.weekday_name(value.weekday)} {text(f'part.{value.part}')}"
        case Span():
            return (
                text.span(value.first, value.last)
                if len(list(value)) > 1
                else (text.day(value.first))
            )
        case date():
            return text.day(value)
        case tuple() if value:
            return text.listed(_written(each, text) for each in value)
    return str(value) if value else text("publish.nothing-said")
