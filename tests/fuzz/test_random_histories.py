"""Random histories of persons: their hours are those counted from the dates of the list."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fuzz.histories import Person, person
from tests.test_periods import lived, planning
from tests.test_ten_histories import TITLES


def judge(found: Person, folder: Path) -> None:
    rows = [f"Alizé;Bise;1A;{row}" for row in found.rows]
    year = lived(folder, planning(), *rows, titles=TITLES)
    hours = {month.first: month.hours for month in year.months}
    told = {first: (each.onsite, each.remote, each.company) for first, each in hours.items()}
    assert {first: minutes for first, minutes in told.items() if any(minutes)} == found.counted()


def live(trials: int, first: int) -> None:
    """Try so many persons from a seed."""
    with TemporaryDirectory() as folder:
        for n in range(trials):
            found = person(Random(f"{first} {n}"))
            try:
                judge(found, Path(folder))
            except Exception as fault:
                fault.add_note(f"Person {n} of seed {first}: {found.rows}")
                raise


def test_hours_of_persons_are_those_of_their_days() -> None:
    live(60, first=1)
