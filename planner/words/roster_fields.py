"""The fields of an apprentice as a roster has them, by column: those of the person, of a period."""

from datetime import date

from planner.apprentices.apprentice import Apprentice, HalfDay, Period, PeriodKind, Span
from planner.apprentices.roster import Column
from planner.messages import Messages

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


def person_fields(person: Apprentice) -> dict[Column, FieldValue]:
    """Return the fields that say who a person is."""
    return {
        Column.SURNAME: person.surname,
        Column.FIRST_NAME: person.first_name,
        Column.PROMOTION: person.cohort,
        Column.OPTION: person.option,
        Column.EMAIL: person.email,
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
    }


def _status(period: Period, text: Messages) -> str:
    """Return the status so that it is read as the same: a time without a company needs none."""
    if period.kind is PeriodKind.CONTRACT or (
        period.kind is PeriodKind.TRAINEE and not period.company
    ):
        return period.status
    return text(f"status.{period.kind}")
