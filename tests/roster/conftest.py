"""Lists of apprentices as people write them: one that is full, and how lists are written."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.apprentices.apprentice import HalfDay, Part, Span
from planner.apprentices.roster import read_roster
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.calendar import academic_year
from planner.year.moments import YearSpan
from tests import builders
from tests.builders import FRANCE, employed
from tests.conftest import DATA

ROOT = DATA.parent

HEADER = ["Nom", "Prénom", "Promotion", "Entreprise"]
ROW = ["Basalte", "Véga", "1A", "Fonderie de la Lune"]
FULL = [
    *HEADER,
    "Option",
    "Courriel",
    "Demi-journées préférées",
    "Début du contrat",
    "Fin du contrat",
    "Semaines de fermeture",
    "Remarques",
]
FULL_ROW = [
    *ROW,
    "SENMBA",
    "vega@ecole.example",
    "jeudi matin, mardi",
    "02/11/2026",
    "30 septembre 2029",
    "S32-S34; 24/12/2026",
    "à rappeler",
]
READ = employed(
    surname="Basalte",
    first_name="Véga",
    cohort="1A",
    company="Fonderie de la Lune",
    option="SENMBA",
    email="vega@ecole.example",
    half_days=(
        HalfDay(3, Part.MORNING),
        HalfDay(1, Part.MORNING),
        HalfDay(1, Part.AFTERNOON),
    ),
    start=date(2026, 11, 2),
    end=date(2029, 9, 30),
    closed=(
        Span(date(2027, 8, 9), date(2027, 8, 29)),
        Span(date(2026, 12, 24), date(2026, 12, 24)),
    ),
    remarks="à rappeler",
    row=2,
)


@pytest.fixture(scope="package")
def planning(albi: Programme) -> Planning:
    """Give a planning of 2026-2027 as far as a list is concerned: cohorts and weeks."""
    return of(albi)


def of(programme: Programme) -> Planning:
    cohorts = tuple(CohortPlanning(cohort, ()) for cohort in programme.cohorts)
    weeks = academic_year(2026, YearSpan(iso_week=40), FRANCE)
    return Planning(Case(programme, weeks), cohorts)


def csv(path: Path, *rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write a list as a text file."""
    quoted = ([f'"{cell}"' if re.search(r'[;,\t"\n]', cell) else cell for cell in r] for r in rows)
    text = "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


def excel(path: Path, *rows: Sequence[object], title: str = "Feuil1") -> Path:
    """Write a list as a workbook."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def faults(path: Path, planning: Planning, text: Messages) -> list[str]:
    """Tell what is wrong with a list, with plain spaces."""
    with pytest.raises(Unusable) as unusable:
        read_roster(path, planning.case)
    told = (text.sentence(p).replace(f"{path}", "FICHIER") for p in unusable.value.problems)
    return [re.sub("[\u00a0\u202f]", " ", line) for line in told]


def with_options(*ids_and_options: tuple[str, str]) -> Planning:
    cohorts = (
        builders.cohort(id=name, label="2e année", year=2, option=option)
        for name, option in ids_and_options
    )
    return of(builders.programme(*cohorts))


WEEKS = academic_year(2026, YearSpan(iso_week=40), FRANCE)
