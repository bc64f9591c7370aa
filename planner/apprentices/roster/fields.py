"""Parse the fields of an apprentice, from a row of a file or from a form; collect every problem."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from unicodedata import normalize

from planner.apprentices.apprentice import Apprentice, Contact, HalfDay, Period, PeriodKind
from planner.apprentices.roster.closures import parse_closures, parse_date
from planner.apprentices.roster.columns import FILLED, Column
from planner.apprentices.roster.contract_hours import parse_contract_hours
from planner.apprentices.roster.exceptions import parse_exceptions
from planner.apprentices.roster.half_days import parse_half_days
from planner.apprentices.roster.promotions import (
    cohort_for_option,
    known_option,
    matching_cohorts,
)
from planner.apprentices.roster.shared_exceptions import SharedException
from planner.apprentices.roster.statuses import parse_status
from planner.apprentices.roster.vocabulary import parse_language, quoted_excerpt, rejected_value
from planner.files.glyphs import with_codes, without_glyph
from planner.files.invisible import without_invisible
from planner.files.problems import Problem, Unusable, problem
from planner.files.tables import Formula, FormulaError, shown, without_double_encoding
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.year.weeks import AcademicYear

MAX_TEXT_LENGTH, MAX_REMARKS_LENGTH = 200, 2000
"""Characters of a name or another short text, and of the remarks."""

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_DASHES = ("-", "–", "—")
"""Values that mean an empty field."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")

_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with a field; `number` counts the values of its column, from 0."""

    column: Column
    what: Problem
    number: int = 0


@dataclass(frozen=True)
class ApprenticeFields:
    """The fields of an apprentice as people gave them, and the problems found in them.

    Attributes
    ----------
    values
        By column; only half-days may have several. A column that is not there is optional.
    """

    values: Mapping[Column, Sequence[object]]
    faults: list[FieldFault] = field(default_factory=list)

    def apprentice(self, case: Case) -> Apprentice | None:
        """Parse the fields; None if a required one is missing or invalid.

        Parameters
        ----------
        case
            The programme and the academic year to which the apprentice belongs.
        """
        surname, first_name = (
            self._read(Column.SURNAME, _parse_name),
            self._read(Column.FIRST_NAME, _parse_name),
        )
        option = self._read(Column.OPTION, _parse_name) or ""
        cohort = self._cohort(option, case.programme.cohorts)
        period = self._period(case.year)
        email, remarks = (
            self._read(Column.EMAIL, _parse_email),
            self._read(Column.REMARKS, _parse_remarks),
        )
        options = case.programme.options_of(cohort) if cohort else ()
        option = self._found(Column.OPTION, lambda: known_option(option, options)) or ""
        if not (surname and first_name and cohort):
            return None
        return Apprentice(
            surname=surname,
            first_name=first_name,
            cohort=cohort.id,
            periods=(period,),
            option=cohort.option or option,
            email=email or "",
            remarks=remarks or "",
            language=self._read(Column.LANGUAGE, parse_language) or "",
            own_days=self._read(Column.EXCEPTIONS, lambda text: parse_exceptions(text, case.year))
            or (),
        )

    def shared_exception(self, year: AcademicYear) -> SharedException:
        """Parse the fields of a row that holds for a company or a person."""
        first, last = self._read(Column.START, parse_date), self._read(Column.END, parse_date)
        days = f"{first:%d/%m/%Y}-{last or first:%d/%m/%Y} " if first else ""
        return SharedException(
            surname=self._read(Column.SURNAME, _parse_name) or "",
            first_name=self._read(Column.FIRST_NAME, _parse_name) or "",
            company=self._read(Column.COMPANY, _parse_name) or "",
            own_days=self._read(
                Column.EXCEPTIONS, lambda text: parse_exceptions(f"{days}{text}", year)
            )
            or (),
            hours=self._read(Column.HOURS, parse_contract_hours),
        )

    def report(self, column: Column, what: Problem, number: int = 0) -> None:
        """Add a problem to a field."""
        self.faults.append(FieldFault(column, what, number))

    def _read(
        self, column: Column, read: Callable[[str], _Parsed], number: int = 0
    ) -> _Parsed | None:
        """Parse a value of a column; None if it is empty or invalid."""
        if number >= len(self.values.get(column, ())):
            return None
        try:
            if text := _clean_text(self.values[column][number]):
                return read(text)
        except Unusable as unusable:
            for what in unusable.problems:
                self.report(column, what, number)
            return None
        if column in FILLED:
            self.report(column, problem("cell.empty"), number)
        return None

    def _period(self, year: AcademicYear) -> Period:
        """Parse what the fields say of a period; a break says no more than its days."""
        company = self._read(Column.COMPANY, _parse_name) or ""
        kind, status = self._read(Column.STATUS, lambda text: parse_status(_parse_name(text))) or (
            PeriodKind.CONTRACT if company else PeriodKind.TRAINEE,
            "",
        )
        start, end = self._read(Column.START, parse_date), self._read(Column.END, parse_date)
        if start and end and end < start:
            self.report(Column.END, problem("cell.before-start", start=start, end=end))
        closed = self._read(Column.CLOSED, lambda text: parse_closures(text, year)) or ()
        half_days = self._half_days()
        tutor = self._contact(Column.TUTOR, Column.TUTOR_EMAIL, Column.TUTOR_PHONE)
        contact = self._contact(Column.CONTACT, Column.CONTACT_EMAIL, Column.CONTACT_PHONE)
        if kind is PeriodKind.BREAK:
            if start is None:
                self.report(self._dated, problem("cell.break-start"))
            return Period(kind=kind, start=start, end=end)
        if kind is PeriodKind.CONTRACT and not company:
            self.report(Column.COMPANY, problem("cell.no-company", status=status))
        hours = self._read(Column.HOURS, parse_contract_hours)
        language = self._read(Column.COMPANY_LANGUAGE, parse_language) or ""
        return Period(
            company, kind, status, start, end, half_days, closed, tutor, contact, hours, language
        )

    @property
    def _dated(self) -> Column:
        """The column at which a first day that is not given is missed."""
        return Column.START if self.values.get(Column.START) else Column.STATUS

    def _contact(self, name: Column, email: Column, phone: Column) -> Contact:
        return Contact(
            self._read(name, _parse_name) or "",
            self._read(email, _parse_email) or "",
            self._read(phone, _parse_name) or "",
        )

    def _half_days(self) -> tuple[HalfDay, ...]:
        numbers = range(len(self.values.get(Column.HALF_DAYS, ())))
        read = (self._read(Column.HALF_DAYS, parse_half_days, n) or () for n in numbers)
        return tuple(dict.fromkeys(half_day for each in read for half_day in each))

    def _cohort(self, option: str, cohorts: Sequence[Cohort]) -> Cohort | None:
        meant = self._read(Column.PROMOTION, lambda text: matching_cohorts(text, cohorts))
        if meant is None:
            return None
        at = Column.OPTION if self.values.get(Column.OPTION) else Column.PROMOTION
        return self._found(at, lambda: cohort_for_option(option, meant))

    def _found(self, column: Column, find: Callable[[], _Parsed]) -> _Parsed | None:
        """Return what is found; None if nothing is, which is reported at a column."""
        try:
            return find()
        except Unusable as unusable:
            for what in unusable.problems:
                self.report(column, what)
            return None


def _clean_text(value: object) -> str:
    """Return the text of a value, normalized (NFC), without extra spaces and invisible characters.

    Raises
    ------
    Unusable
        It is a formula error or has control characters.
    """
    text = without_invisible(normalize("NFC", shown(value)))
    if isinstance(value, FormulaError):
        raise rejected_value(text, "accepted.no-error")
    if isinstance(value, Formula):
        raise rejected_value(text, "accepted.computed")
    if text != without_control(text):
        raise rejected_value(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), "accepted.printable")
    if (meant := without_double_encoding(text)) != text:
        found = quoted_excerpt(text)
        raise Unusable([problem("cell.double-encoding", found=found, meant=quoted_excerpt(meant))])
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return "" if text in _DASHES else text


def without_control(text: str) -> str:
    """Return a text without control characters, but for tabs and line breaks."""
    return _CONTROL.sub("", text)


def _parse_name(text: str) -> str:
    """Parse a name or another short text that documents print, as one line."""
    if len(text) > MAX_TEXT_LENGTH:
        raise rejected_value(text, "accepted.short-text", most=MAX_TEXT_LENGTH)
    if unknown := without_glyph(text):
        raise rejected_value(text, "accepted.glyphs", unknown=with_codes(unknown))
    return " ".join(text.split())


def _parse_remarks(text: str) -> str:
    if len(text) > MAX_REMARKS_LENGTH:
        raise rejected_value(text, "accepted.short-text", most=MAX_REMARKS_LENGTH)
    return text


def _parse_email(text: str) -> str:
    """Parse an e-mail address; a "mailto:" prefix is removed."""
    address = text.removeprefix("mailto:")
    if len(address) > MAX_TEXT_LENGTH or not _EMAIL.fullmatch(address):
        raise rejected_value(text, "accepted.email")
    return address
