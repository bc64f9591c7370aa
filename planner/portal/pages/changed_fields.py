"""The fields of a roster that changed for a person, as text."""

from collections.abc import Iterator
from datetime import date

from planner.apprentices.apprentice import Apprentice, HalfDay, Span
from planner.apprentices.roster import Column
from planner.messages import Messages
from planner.words.apprentices import half_day_name

_COMPARED = {
    Column.SURNAME: "surname",
    Column.FIRST_NAME: "first_name",
    Column.PROMOTION: "cohort",
    Column.OPTION: "option",
    Column.COMPANY: "company",
    Column.EMAIL: "email",
    Column.HALF_DAYS: "half_days",
    Column.START: "start",
    Column.END: "end",
    Column.CLOSED: "closed",
    Column.REMARKS: "remarks",
}
"""The compared fields of an apprentice, by roster column."""


def changed_fields(was: Apprentice, now: Apprentice, text: Messages) -> str:
    """List the changed fields of a person: column, value before, value now."""
    return " · ".join(_columns(was, now, text))


def _columns(was: Apprentice, now: Apprentice, text: Messages) -> Iterator[str]:
    for column, field in _COMPARED.items():
        before, after = (getattr(who, field) for who in (was, now))
        if before != after:
            yield text(
                "publish.from-to",
                who=text(f"roster.{column}"),
                before=_formatted(before, text),
                now=_formatted(after, text),
            )


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
