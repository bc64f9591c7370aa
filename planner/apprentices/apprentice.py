"""An apprentice of the roster, half-days of a week, and ranges of dates, as frozen data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from planner.files.spelling import folded


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
"""The half-days of a week, in the default order of preference: mornings first."""


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
class Apprentice:
    """An apprentice of the roster.

    Attributes
    ----------
    cohort
        The id of the cohort ("1A").
    option
        The option or track, as printed; "" without one.
    half_days
        The company's preferred half-days for remote sessions, most preferred first.
    start, end
        The first and last day of the contract; None where the roster gives none.
    closed
        When the company is closed.
    remarks
        Free text, printed in the summary only.
    where, row
        The file and sheet of the roster, and the row in it.
    """

    surname: str
    first_name: str
    cohort: str
    company: str
    option: str = ""
    email: str = ""
    half_days: tuple[HalfDay, ...] = ()
    start: date | None = None
    end: date | None = None
    closed: tuple[Span, ...] = ()
    remarks: str = ""
    where: str = field(default="", compare=False)
    row: int = 0

    @property
    def name(self) -> str:
        """The first name and the surname."""
        return f"{self.first_name} {self.surname}".strip()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """The key of a person within a year, independent of case, accents and spaces."""
        return folded(self.surname), folded(self.first_name), folded(self.company), self.cohort

    def is_under_contract(self, day: date) -> bool:
        """Return whether a day lies in the contract; an unknown end is open."""
        return (self.start or day) <= day <= (self.end or day)

    def is_company_closed(self, day: date) -> bool:
        """Return whether the company is closed on a day."""
        return any(day in span for span in self.closed)
