"""The official calendar of French school holidays, from `vacances-scolaires-france`.

The package holds data of the Ministry of Education. Its own reader opens them in the encoding of
the locale, which finds no accented name under CP1252 (Windows) and fails under ASCII; here they
are read as UTF-8.
"""

import csv
from datetime import date
from functools import cache
from importlib import resources


@cache
def official_days(zone: str, name: str) -> tuple[date, ...]:
    """Return the days of holidays in a zone, in order.

    Parameters
    ----------
    name
        The name in the official calendar: "Vacances de Noël".
    """
    column = f"vacances_zone_{zone.lower()}"
    return tuple(
        date.fromisoformat(row["date"])
        for row in _holidays()
        if row["nom_vacances"] == name and row[column] == "True"
    )


@cache
def first_official_day() -> date:
    """Return the first day of holidays, in any zone, that the calendar knows."""
    return min(date.fromisoformat(row["date"]) for row in _holidays())


@cache
def last_official_day() -> date:
    """Return the last day of holidays, in any zone, that the calendar knows."""
    return max(date.fromisoformat(row["date"]) for row in _holidays())


@cache
def _holidays() -> tuple[dict[str, str], ...]:
    """Return the days of holidays in any zone, as rows: a third of all days."""
    data = resources.files("vacances_scolaires_france").joinpath("data", "data.csv")
    head, *rows = csv.reader(data.read_text(encoding="utf-8").splitlines())
    name = head.index("nom_vacances")
    return tuple(dict(zip(head, row, strict=True)) for row in rows if row[name])
