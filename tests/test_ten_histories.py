"""Ten persons with histories of their own: their hours by month, reckoned without the planner.

The class is that of `test_periods.py`: from Monday 31 August 2026 on, one week at school, then
three in company, 7 hours a day; in the first week after each at school, the first half-day in
company is a session of 3.5 hours. The figures of the table were reckoned from dates alone, as
`counted` does, and looked over on a wall calendar:

- the public holidays from Monday to Friday are 11 November, 25 December, 1 January, 29 March,
  6 and 17 May, and 14 July of both years;
- a day at school counts under contract or as stagiaire, a day in company under contract;
- nothing counts during a break, nor on a day released.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from planner.planning.planning import Planning
from planner.year.weeks import Minutes
from tests.test_periods import lived, planning

OPENING, CLOSING = date(2026, 8, 31), date(2027, 9, 5)
HOLIDAYS = {
    *(date(2026, 7, 14), date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1)),
    *(date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2027, 7, 14)),
}
TITLES = (
    "Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat;Situation;"
    "Durée hebdomadaire;Exceptions"
)

Months = Mapping[date, tuple[Minutes, Minutes, Minutes]]
"""Minutes at school, in sessions and in company, by the first day of each month that has any."""

Days = tuple[date, date]


@dataclass(frozen=True)
class History:
    """What is typed into the list of apprentices, and what it means.

    Attributes
    ----------
    rows
        The company, the first and last day of the contract, the status, the hours a week and the
        exceptions of each row.
    contracts
        The first and the last day of each contract.
    trainee
        The days at school without one.
    day
        The minutes of a day in company.
    """

    rows: Sequence[str]
    contracts: Sequence[Days]
    trainee: Days | None = None
    leave: Days | None = None
    released: tuple[date, ...] = ()
    day: Minutes = 420


HISTORIES = {
    "trainee before the contract": History(
        ["Verrerie;16/11/2026;31/08/2029;;;"],
        [(date(2026, 11, 16), date(2029, 8, 31))],
        trainee=(date(2026, 8, 31), date(2026, 11, 15)),
    ),
    "contract before the year": History(
        ["Verrerie;06/07/2026;31/08/2029;;;"], [(date(2026, 7, 6), date(2029, 8, 31))]
    ),
    "two companies": History(
        ["Fonderie;01/09/2026;05/02/2027;;;", "Verrerie;08/02/2027;31/08/2029;;;"],
        [(date(2026, 9, 1), date(2027, 2, 5)), (date(2027, 2, 8), date(2029, 8, 31))],
        trainee=(date(2026, 8, 31), date(2026, 8, 31)),
    ),
    "break": History(
        ["Verrerie;01/09/2025;31/08/2028;;;", ";06/03/2027;25/06/2027;congé maternité;;"],
        [(date(2025, 9, 1), date(2028, 8, 31))],
        leave=(date(2027, 3, 6), date(2027, 6, 25)),
    ),
    "prolonged": History(
        ["Fonderie;01/09/2024;30/11/2026;;;", "Fonderie;01/12/2026;11/06/2027;prolongation;;"],
        [(date(2024, 9, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2027, 6, 11))],
    ),
    "repeater": History(
        ["Fonderie;01/09/2025;31/08/2026;;;", "Fonderie;01/09/2026;31/08/2027;redoublement;;"],
        [(date(2025, 9, 1), date(2026, 8, 31)), (date(2026, 9, 1), date(2027, 8, 31))],
    ),
    "39 hours": History(
        ["Verrerie;01/09/2025;31/08/2028;;39;"],
        [(date(2025, 9, 1), date(2028, 8, 31))],
        day=468,
    ),
    "days released": History(
        ['Verrerie;01/09/2025;31/08/2028;;;"09/06/2027 libéré ; 14/06/2027 libéré (jury)"'],
        [(date(2025, 9, 1), date(2028, 8, 31))],
        released=(date(2027, 6, 9), date(2027, 6, 14)),
    ),
    "leaver in March": History(
        ["Fonderie;01/09/2025;12/03/2027;;;"], [(date(2025, 9, 1), date(2027, 3, 12))]
    ),
    "from 1 December": History(
        ["Verrerie;01/12/2026;30/11/2029;contrat de professionnalisation;;"],
        [(date(2026, 12, 1), date(2029, 11, 30))],
        trainee=(date(2026, 8, 31), date(2026, 11, 30)),
    ),
}

BY_HAND = """
months       07    08    09    10    11    12    01    02    03    04    05    06    07    08    09
trainee before the contract
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -     -     -   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     -     -     -  38.5 122.5 101.5 101.5 115.5 115.5  94.5 115.5 108.5 115.5    21
contract before the year
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company   133   140 101.5 101.5    98 122.5 101.5 101.5 115.5 115.5  94.5 115.5 108.5 115.5    21
two companies
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5 115.5 115.5  94.5 115.5 108.5 115.5    21
break
  school      -     7    49    49    35    28    35    35     -     -     -     -    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5     -     -     -     -   3.5   3.5     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5    35     -     -    21 108.5 115.5    21
prolonged
  school      -     7    49    49    35    28    35    35    35    35    35    35     -     -     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5     -     -     -     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5 115.5 115.5  94.5    28     -     -     -
repeater
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5 115.5 115.5  94.5 115.5 108.5 115.5     -
39 hours
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     - 113.5 113.5   110 136.9 113.5 113.5 129.1 129.1 105.7 129.1 121.3 129.1  23.4
days released
  school      -     7    49    49    35    28    35    35    35    35    35    28    35    35     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5 115.5 115.5  94.5 108.5 108.5 115.5    21
leaver in March
  school      -     7    49    49    35    28    35    35     -     -     -     -     -     -     -
  remote      -     -   3.5   3.5     7   3.5   3.5   3.5     -     -     -     -     -     -     -
  company     -     - 101.5 101.5    98 122.5 101.5 101.5    70     -     -     -     -     -     -
from 1 December
  school      -     7    49    49    35    28    35    35    35    35    35    35    35    35     -
  remote      -     -     -     -     -     7   3.5   3.5   3.5   3.5   3.5   3.5   3.5   3.5     -
  company     -     -     -     -     -   119 101.5 101.5 115.5 115.5  94.5 115.5 108.5 115.5    21
"""
"""Hours at school, in sessions and in company, by month from July 2026 to September 2027."""


@pytest.fixture(scope="module")
def plan() -> Planning:
    return planning()


def by_hand(name: str) -> Months:
    """Read the three lines of a person from the table."""
    lines = BY_HAND.splitlines()
    first = lines.index(name) + 1
    of_place = [line.replace("-", "0").split()[1:] for line in lines[first : first + 3]]
    months = [date(2026 + (n > 5), (n + 6) % 12 + 1, 1) for n in range(15)]
    minutes = ([round(float(cell) * 60) for cell in cells] for cells in of_place)
    rows = zip(months, *minutes, strict=True)
    return {month: (a, b, c) for month, a, b, c in rows if a or b or c}


def counted(person: History) -> Months:
    """Count the hours of each month day by day, without anything of the planner."""
    found = {}
    for month, days in groupby(_days(person), lambda day: day[0].replace(day=1)):
        of_month = [minutes for _, minutes in days]
        found[month] = (
            sum(school for school, _, _ in of_month),
            sum(remote for _, remote, _ in of_month),
            sum(company for _, _, company in of_month),
        )
    return {month: minutes for month, minutes in found.items() if any(minutes)}


def _days(person: History) -> Iterator[tuple[date, tuple[Minutes, Minutes, Minutes]]]:
    """Yield the minutes of each day at school, in sessions and in company."""
    day, due = min([OPENING, *(first for first, _ in person.contracts if first.year == 2026)]), 0
    while day <= CLOSING:
        week = (day - OPENING).days // 7
        if day.weekday() == 0:
            due = 1 if week >= 0 and week % 4 == 1 else 0
        works = any(first <= day <= last for first, last in person.contracts)
        learns = works or bool(person.trainee and person.trainee[0] <= day <= person.trainee[1])
        is_away = bool(person.leave and person.leave[0] <= day <= person.leave[1])
        is_free = day.weekday() > 4 or day in HOLIDAYS or day in person.released or is_away
        if week >= 0 and week % 4 == 0 and week < 52:
            yield day, (420 if learns and not is_free else 0, 0, 0)
        elif works and not is_free:
            yield day, (0, 210 * due, person.day - 210 * due)
            due = 0
        day += timedelta(days=1)


@pytest.mark.parametrize("name", HISTORIES)
def test_hours_of_a_history_are_those_counted_by_hand(
    name: str, plan: Planning, tmp_path: Path
) -> None:
    person = HISTORIES[name]
    rows = [f"Alizé;Bise;1A;{row}" for row in person.rows]
    year = lived(tmp_path, plan, *rows, titles=TITLES)
    hours = {month.first: month.hours for month in year.months}
    found = {first: (each.onsite, each.remote, each.company) for first, each in hours.items()}
    assert {first: minutes for first, minutes in found.items() if any(minutes)} == by_hand(name)
    assert counted(person) == by_hand(name)
    totals = [sum(figures) for figures in zip(*by_hand(name).values(), strict=True)]
    assert [year.hours.onsite, year.hours.remote, year.hours.company] == totals
