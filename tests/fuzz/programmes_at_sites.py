"""Random programmes whose classes are at two sites."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from tests.fuzz.calendar import DAY, year_of
from tests.fuzz.choosing import Tables, given
from tests.fuzz.days_off import closures, public_holidays
from tests.fuzz.programmes import Trial, programme_by_days, programme_of

NAMES = ("a", "b")


def with_sites(trial: Trial, chance: Random) -> Trial:
    """Send the classes of a programme to two sites."""
    tables = {**trial.tables}
    plain = year_of(tables, trial.start_year)
    days = [week.monday + n * DAY for week in plain for n in range(5)]
    tables["sites"] = {name: _site(chance, name, tables, days) for name in NAMES}
    tables["cohorts"] = [
        {**table, "site": chance.choice(NAMES)} for table in trial.tables["cohorts"]
    ]
    return replace(trial, tables=tables)


def _site(chance: Random, name: str, tables: Tables, days: Sequence[date]) -> Tables:
    table: Tables = {"name": name.upper()}
    closed = closures(chance, days, len(tables["cohorts"]))
    if tables.get("closures", {}).get("single_days"):  # no day may be both lost and made up
        closed.pop("single_days", None)
    for each in closed.get("single_days", ()):
        each.pop("cohorts", None)
    if closed:
        table["closures"] = closed
    if given(chance, 2):
        holidays = public_holidays(chance, days)
        del holidays["country"]
        table["public_holidays"] = holidays
    if given(chance, 3):
        table["campus"] = {"most_cohorts": chance.randint(0, 2)}
    return table


def programme_with_sites(chance: Random) -> Trial:
    """Choose a programme of several classes, at two sites."""
    draw = programme_by_days if given(chance, 5) else programme_of
    found = draw(chance)
    while len(found.tables["cohorts"]) == 1:
        found = draw(chance)
    return with_sites(found, chance)
