"""The fields of an apprentice as a roster has them, by column: those of the person, of a period."""

from datetime import date

from planner.apprentices.apprentice import Apprentice, HalfDay, Period, PeriodKind, Span
from planner.apprentices.roster import Column
from planner.apprentices.roster.contract_hours import MOST_A_DAY
from planner.messages import Messages
from planner.words.own_days import own_field
from planner.year.durations import equal_days
from planner.year.weeks import Minutes

OF_CONTACT = (
    Column.STATUS,
    Column.TUTOR,
    Column.TUTOR_EMAIL,
    Column.TUTOR_PHONE,
    Column.CONTACT,
    Column.CONTACT_EMAIL,
    Column.CONTACT_PHONE,
)
"""The columns on the status of a contract and on whom to write to."""

FieldValue = str | date | tuple[HalfDay, ...] | tuple[Span, ...] | None


def person_fields(person: Apprentice, text: Messages) -> dict[Column, FieldValue]:
    """Return the fields that say who a person is."""
    return {
        Column.SURNAME: person.surname,
        Column.FIRST_NAME: person.first_name,
        Column.PROMOTION: person.cohort,
        Column.OPTION: person.option,
        Column.EMAIL: person.email,
        Column.LANGUAGE: _language(person.language, text),
        Column.EXCEPTIONS: own_field(person.own_days, text),
        Column.REMARKS: person.remarks,
    }


def period_fields(period: Period, text: Messages) -> dict[Column, FieldValue]:
    """Return the fields of a period."""
    return {
        Column.COMPANY: period.company,
        Column.HALF_DAYS: period.half_days,
        Column.START: period.start,
        Column.END: period.end,
        Column.CLOSED: period.closed,
        Column.STATUS: _status(period, text),
        Column.TUTOR: period.tutor.name,
        Column.TUTOR_EMAIL: period.tutor.email,
        Column.TUTOR_PHONE: period.tutor.phone,
        Column.CONTACT: period.contact.name,
        Column.CONTACT_EMAIL: period.contact.email,
        Column.CONTACT_PHONE: period.contact.phone,
        Column.COMPANY_LANGUAGE: _language(period.language, text),
        Column.HOURS: contract_hours(period.hours, text) if period.hours else "",
    }


def _language(known: str, text: Messages) -> str:
    """Return a language so that it is read as the same."""
    return text(f"language.{known}") if known else ""


def contract_hours(days: tuple[Minutes, ...], text: Messages) -> str:
    """Return the hours of a contract so that they are read as the same: 39 h, 8 h / 8 h / …."""
    week = sum(days)
    if days == equal_days(week) and week > MOST_A_DAY:
        return text.hours(week)
    return " / ".join(map(text.hours, days))


def contract_hours_line(person: Apprentice, text: Messages) -> str:
    """Return the hours of contracts that differ from those of the class; "" where none do."""
    found = [each for each in person.contracts if each.hours]
    told = dict.fromkeys(_hours_told(each, text) for each in found)
    if not found or (len(told) == 1 and len(found) == len(person.contracts)):
        return "".join(told)
    return text.listed(
        text("contract.of", company=each.company, what=_hours_told(each, text)) for each in found
    )


def _hours_told(period: Period, text: Messages) -> str:
    days = period.hours or ()
    week = text("contract.hours", hours=sum(days))
    if days == equal_days(sum(days)):
        return week
    return f"{week} ({' / '.join(map(text.hours, days))})"


def _status(period: Period, text: Messages) -> str:
    """Return the status so that it is read as the same: a time without a company needs none."""
    if period.kind is PeriodKind.CONTRACT or (
        period.kind is PeriodKind.TRAINEE and not period.company
    ):
        return period.status
    return text(f"status.{period.kind}")
