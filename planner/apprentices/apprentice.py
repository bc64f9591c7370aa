"""An apprentice of the roster with the periods of the course, half-days, ranges of dates."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from planner.apprentices.own_days import OwnDays
from planner.files.spelling import folded
from planner.year.weeks import Minutes


class Part(StrEnum):
    """A half of a working day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class HalfDay:
    """A half-day of the week.

    Attributes
    ----------
    weekday
        0 for Monday to 4 for Friday.
    """

    weekday: int
    part: Part

    @property
    def index_in_week(self) -> int:
        """The position in the week: 0 for Monday morning to 9 for Friday afternoon."""
        return 2 * self.weekday + (self.part is Part.AFTERNOON)


HALF_DAYS = tuple(
    HalfDay(weekday, part) for part in (Part.MORNING, Part.AFTERNOON) for weekday in range(5)
)
"""The half-days of a week, in the default order of preference: mornings first.

No session is held on a Saturday.
"""


@dataclass(frozen=True)
class Span:
    """A range of dates, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Contact:
    """A person of a company, as far as the roster names one."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone)


class PeriodKind(StrEnum):
    """What a period of an apprentice is."""

    CONTRACT = "contract"
    TRAINEE = "trainee"
    """At school without a contract: stagiaire de la formation professionnelle."""

    BREAK = "break"
    """Neither at school nor in company: leave for maternity, illness, suspension."""

    ELSEWHERE = "elsewhere"
    """A period of which the reader is told nothing: it concerns another company."""


@dataclass(frozen=True)
class Period:
    """From one day to another, an apprentice's contract, time without one, or break.

    A break lies in a contract, or between two; other periods of a person do not overlap.

    Attributes
    ----------
    company
        "" without one.
    status
        The status as the roster has it ("contrat de professionnalisation"); "" if it says none.
    start, end
        The first and last day; None where the roster gives none.
    half_days
        The company's preferred half-days for remote sessions, most preferred first.
    closed
        When the company is closed.
    tutor, contact
        Who trains the apprentice in the company, and to whom the school writes there.
    hours
        The minutes of each day in company, from Monday, where the contract differs from the class.
    language
        That in which the tutor and the contact are written to; "" where the roster says none.
    further
        The other columns of the roster and their values, kept for mail merge.
    """

    company: str = ""
    kind: PeriodKind = PeriodKind.CONTRACT
    status: str = ""
    start: date | None = None
    end: date | None = None
    half_days: tuple[HalfDay, ...] = ()
    closed: tuple[Span, ...] = ()
    tutor: Contact = Contact()
    contact: Contact = Contact()
    hours: tuple[Minutes, ...] | None = None
    language: str = ""
    further: tuple[tuple[str, str], ...] = ()

    def __contains__(self, day: date) -> bool:
        return (self.start or day) <= day <= (self.end or day)

    def overlaps(self, other: "Period") -> bool:
        """Return whether a day lies in both; an unknown start or end is open."""
        return _begins(self) <= _ends(other) and _begins(other) <= _ends(self)

    def within(self, other: "Period") -> "Period":
        """Return the part of a period that lies in another one, which it overlaps."""
        first, last = max(_begins(self), _begins(other)), min(_ends(self), _ends(other))
        return replace(
            self,
            start=None if first == date.min else first,
            end=None if last == date.max else last,
        )

    def goes_on_in(self, other: "Period") -> bool:
        """Return whether another period begins on the day after the last one of this."""
        return self.end is not None and other.start == self.end + timedelta(days=1)

    def is_at(self, company: str) -> bool:
        """Return whether it is at a company, independent of case, accents and spaces."""
        return bool(self.company) and folded(self.company) == folded(company)


def _begins(period: Period) -> date:
    return period.start or date.min


def _ends(period: Period) -> date:
    return period.end or date.max


@dataclass(frozen=True)
class Apprentice:
    """An apprentice of the roster.

    Attributes
    ----------
    cohort
        The id of the cohort ("1A").
    periods
        Contracts, times without one and breaks, by their first days.
    option
        The option or track, as printed; "" without one.
    language
        That in which the person is written to; "" where the roster says none.
    remarks
        Free text, printed in the summary only.
    own_days
        Exceptions to the planning of the class, none of which share a day.
    where, row
        The file and sheet of the roster, and the row of the first period in it.
    """

    surname: str
    first_name: str
    cohort: str
    periods: tuple[Period, ...]
    option: str = ""
    email: str = ""
    remarks: str = ""
    language: str = ""
    own_days: tuple[OwnDays, ...] = ()
    where: str = field(default="", compare=False)
    row: int = 0

    @property
    def name(self) -> str:
        """The first name and the surname."""
        return f"{self.first_name} {self.surname}".strip()

    @property
    def contracts(self) -> tuple[Period, ...]:
        """The periods with a contract."""
        return tuple(each for each in self.periods if each.kind is PeriodKind.CONTRACT)

    @property
    def joined_contracts(self) -> tuple[Period, ...]:
        """The contracts; those that go on at the same company without a day between are one."""
        found: list[Period] = []
        for each in self.contracts:
            before = found[-1] if found else None
            if before and before.is_at(each.company) and before.goes_on_in(each):
                found[-1] = replace(each, start=before.start)
            else:
                found.append(each)
        return tuple(found)

    @property
    def companies(self) -> tuple[str, ...]:
        """The companies, in the order of their periods."""
        named = {folded(each.company): each.company for each in reversed(self.periods)}
        return tuple(named[key] for key in reversed(named) if key)

    @property
    def company(self) -> str:
        """The company; several are separated by slashes, "" without one."""
        return " / ".join(self.companies)

    @property
    def start(self) -> date | None:
        """The first day of the first contract; None if the roster gives none."""
        return self.contracts[0].start if self.contracts else None

    @property
    def end(self) -> date | None:
        """The last day of the last contract; None if the roster gives none."""
        return self.contracts[-1].end if self.contracts else None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """The key of a person within a year, independent of case, accents and spaces."""
        return folded(self.surname), folded(self.first_name), folded(self.company), self.cohort

    @property
    def list_order(self) -> tuple[str, str, int]:
        """The key by which lists of persons are sorted: surname, first name, row of the roster."""
        return folded(self.surname), folded(self.first_name), self.row

    @property
    def is_exceptional(self) -> bool:
        """Whether hours or days differ from those of the class."""
        return bool(self.own_days) or any(each.hours for each in self.contracts)

    @property
    def views(self) -> tuple["Apprentice", ...]:
        """The apprentice as each company sees it; the apprentice alone without a company."""
        return tuple(map(self.at, self.companies)) or (self,)

    @property
    def is_shared(self) -> bool:
        """Whether a document of the whole differs from that of a company."""
        return self.views != (self,) or not self.companies

    def at(self, company: str) -> "Apprentice":
        """Return the apprentice as a company sees it: only its own periods.

        A time at school belongs to the contract after it, a break to those in which it lies.
        """
        return replace(self, periods=tuple(self._seen_by(company)))

    def _seen_by(self, company: str) -> Iterator[Period]:
        own = [each for each in self.contracts if each.is_at(company)]
        for period in self.periods:
            if period.kind is PeriodKind.BREAK:
                yield from (period.within(each) for each in own if period.overlaps(each))
            elif period.is_at(company) or (not period.company and self._next(period) in own):
                yield period
            else:
                yield Period(kind=PeriodKind.ELSEWHERE, start=period.start, end=period.end)

    def _next(self, period: Period) -> Period | None:
        """Return the contract that follows a period."""
        later = self.periods[self.periods.index(period) + 1 :]
        return next((each for each in later if each.kind is PeriodKind.CONTRACT), None)
