"""Random histories of persons: the rows of the list, and their hours by month, counted anew.

The class is that of `tests/test_periods.py`: from Monday 31 August 2026 on, one week at school,
then three in company; in the first of these, the first morning in company is a session. Nothing is
asked of the planner: days are gone through one by one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from tests.fuzz.calendar import DAY
from tests.fuzz.choosing import given
from tests.test_ten_histories import CLOSING, HOLIDAYS, OPENING, Months

WEEKS = 53
BEGINNING = date(2026, 9, 3)
"""The Thursday that gives week 36 its number: months before the year are counted from it."""

SCHOOL, SESSION = 420, 210
LENGTHS = {"": 420, "39": 468, "36,25": 435, "7 h 36 par jour": 456}
"""What the list says of the hours of a contract, and the minutes of a day."""

Days = tuple[date, date]


@dataclass(frozen=True)
class Contract:
    """A contract of a company, with the minutes of its days and the days that it releases."""

    company: str
    first: date
    last: date
    hours: str
    released: tuple[date, ...]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def row(self) -> str:
        days = " ; ".join(f"{day:%d/%m/%Y} libéré" for day in self.released)
        exceptions = f'"{days}"' if days else ""
        return (
            f"{self.company};{self.first:%d/%m/%Y};{self.last:%d/%m/%Y};;{self.hours};{exceptions}"
        )


@dataclass(frozen=True)
class Person:
    """The contracts of a person, one after the other, and a break."""

    contracts: Sequence[Contract]
    leave: Days | None

    @property
    def rows(self) -> list[str]:
        """What is typed into the list."""
        rows = [contract.row for contract in self.contracts]
        if self.leave:
            first, last = self.leave
            rows.append(f";{first:%d/%m/%Y};{last:%d/%m/%Y};congé maternité;;")
        return rows

    def counted(self) -> Months:
        """Count the minutes at school, in sessions and in company, by month."""
        found: Mapping[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        for day, minutes in self._days():
            for place, each in enumerate(minutes):
                found[day.replace(day=1)][place] += each
        return {month: (a, b, c) for month, (a, b, c) in found.items() if a or b or c}

    def _days(self) -> Iterator[tuple[date, tuple[int, int, int]]]:
        earliest = months_later(BEGINNING, -3)
        ahead = (each.first for each in self.contracts if earliest <= each.first)
        day, due = min([OPENING, *ahead]), 0
        while day <= CLOSING:
            week = (day - OPENING).days // 7
            if day.weekday() == 0:
                due = SESSION if week >= 0 and week % 4 == 1 else 0
            contract = next((each for each in self.contracts if day in each), None)
            is_away = bool(self.leave and self.leave[0] <= day <= self.leave[1])
            is_free = day.weekday() > 4 or day in HOLIDAYS or is_away
            is_free = is_free or bool(contract and day in contract.released)
            if is_free:
                pass
            elif week >= 0 and week % 4 == 0 and week < WEEKS - 1:
                yield day, (SCHOOL if contract or self._is_trainee(day) else 0, 0, 0)
            elif contract:
                yield day, (0, due, LENGTHS[contract.hours] - due)
                due = 0
            day += DAY

    def _is_trainee(self, day: date) -> bool:
        """Tell whether a day without contract is at school.

        It is for three months before the first contract, from a Monday on, and for six after one
        that another follows.
        """
        later = [each for each in self.contracts if each.first > day]
        before = [each for each in self.contracts if each.last < day]
        if not later:
            return False
        if before:
            return day < months_later(before[-1].last + DAY, 6)
        first = months_later(later[0].first, -3)
        return day >= first - first.weekday() * DAY


def months_later(day: date, months: int) -> date:
    """Return the same day of a month some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def person(chance: Random) -> Person:
    """Choose a person with one to three contracts, of which the year has a day."""
    contracts = contracts_of(chance)
    while not any(each.first <= CLOSING and each.last >= OPENING for each in contracts):
        contracts = contracts_of(chance)
    leave = None
    if given(chance, 3):
        first = OPENING + chance.randint(0, 300) * DAY
        leave = (first, first + chance.randint(1, 120) * DAY)
    return Person(contracts, leave)


def contracts_of(chance: Random) -> list[Contract]:
    """Choose contracts, one after the other."""
    contracts: list[Contract] = []
    day = chance.choice([date(2025, 9, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 1)])
    day += chance.randint(0, 60) * DAY
    for n in range(chance.choice([1, 1, 2, 3])):
        last = day + chance.choice([30, 90, 150, 300, 700]) * DAY + chance.randint(0, 30) * DAY
        off = _released(chance, day, last) if given(chance, 3) else ()
        hours = chance.choice(list(LENGTHS)) if given(chance, 2) else ""
        company = chance.choice(["Fonderie", "Verrerie"]) if n else "Fonderie"
        contracts.append(Contract(company, day, last, hours, off))
        day = last + chance.choice([1, 1, 4, 30, 120, 250]) * DAY
    return contracts


def _released(chance: Random, first: date, last: date) -> tuple[date, ...]:
    """Choose some days of a contract to release, in the year and worked."""
    days = [OPENING + n * DAY for n in range((CLOSING - OPENING).days)]
    worked = [d for d in days if first <= d <= last and d.weekday() < 5 and d not in HOLIDAYS]
    return tuple(sorted(chance.sample(worked, min(len(worked), chance.randint(1, 3)))))
