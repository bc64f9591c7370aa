"""The apprentices of a list, and the half-days of a week, as frozen data."""

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
    """A half-day of any week.

    Attributes
    ----------
    weekday
        0 for Monday to 4 for Friday.
    """

    weekday: int
    part: Part

    @property
    def index_in_week(self) -> int:
        """Count the half-days of the week before it: 0 for Monday morning, 9 for Friday."""
        return 2 * self.weekday + (self.part is Part.AFTERNOON)


HALF_DAYS = tuple(
    HalfDay(weekday, part) for part in (Part.MORNING, Part.AFTERNOON) for weekday in range(5)
)
"""All of them; where nobody prefers any, the mornings first."""


@dataclass(frozen=True)
class Span:
    """Some days in a row, the first and the last included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Apprentice:
    """One person of a list.

    Attributes
    ----------
    cohort
        The id of the cohort ("1A") whose planning is this person's.
    option
        The option or track, as it is printed; "" without one.
    half_days
        The half-days that the company prefers for remote sessions, the first one first.
    start, end
        First and last day of the contract; None where the list does not say.
    closed
        When the company is closed.
    remarks
        The registrar's own, for the summary alone.
    where, row
        The list, file and sheet, and the row of it.
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
        return f"{self.first_name} {self.surname}".strip()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What tells a person from all others in a year, however a list writes it."""
        return folded(self.surname), folded(self.first_name), folded(self.company), self.cohort

    def is_under_contract(self, day: date) -> bool:
        return (self.start or day) <= day <= (self.end or day)

    def is_company_closed(self, day: date) -> bool:
        return any(day in span for span in self.closed)
