"""Damage to the files that people hand in: programmes, plannings, calendars, lists.

The files that are damaged are small: a school of two cohorts in eight weeks, its planning, repaired
once, and the lists of its apprentices.
"""

import io
import json
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomli_w
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter
from openpyxl import Workbook

from planner.cli import run_command_line
from tests.fuzz.smallest import places_in, table_at

Draw = st.DrawFn

PROGRAMME = """
id = "essai"
name = "Essai"
school = "École"
objectives = ["campus_peak", "closeness", "moved_sessions", "week_order", "session_spread"]
academic_year = { first_week = 50, weeks = 8 }
public_holidays = { country = "FR", added = [{ name = "fête", date = 2026-12-18 }] }
closures = { school_holidays = { zone = "C", names = ["christmas"] }, weeks = [5] }
workday = { company = 7.0, school = 7.0 }
leave = { weeks = 1, consecutive = 1, consecutive_from = { month = 1, day = 1 } }
campus = { most_cohorts = 2, resources = { labo = 2 } }
sources = { leave = "Code du travail" }

[activities.shared]
label = "partagée"
code = "M"
days = ["company", "company", "company", "school", "school"]

[[cohorts]]
id = "1A"
label = "1re année"
year = 1
headcount = 3
onsite_hours = 70
school_weeks = { least = 2, most = 3 }
sessions = { total = 2, a_week = [0, 1] }
uses = { labo = { groups = 1 } }
named_blocks = { FIN = { label = "fin", last = true, sessions = false } }

[[cohorts]]
id = "2A"
label = "2e année"
year = 2
headcount = 2
onsite_hours = 40
company_hours = { target = 200, tolerance = 80 }
school_blocks = { longest = 2, balanced = true }
forbidden_weeks = { 51 = ["school"] }
events = [{ name = "forum", on = { week = 3 }, activity = "company" }]
semesters = { S1 = { until = { month = 1, day = 5 }, sessions = 0 } }
activities = { shared = { weeks = { most = 2 }, blocks = { count = { most = 1 } } } }
pattern = { weeks = ["school", "company"], week_53 = "counted", preferred = true }
"""

VARIANT = """
extends = "essai.toml"
closures = { replaces = ["weeks"], weeks = [6], days = [{ first = 2027-01-18, last = 2027-01-20 }] }

[[cohorts]]
id = "1A"
sessions = { total = 1 }
named_blocks = { FIN = { label = "dernière" } }
fixed_weeks = { 4 = "company" }

[[cohorts]]
id = "2A"
activities = { shared = { blocks = { longest = 1 } } }
semesters = { S1 = { sessions = 0 } }
"""

LIST = (
    ("Nom", "Prénom", "Promotion", "Entreprise", "Début", "Fin", "Demi-journées", "Fermetures"),
    ("Durand", "Zoé", "1A", "Forge", "01/12/2026", "31/01/2027", "mardi matin, jeudi matin", "S52"),
    ("Petit", "Léo", "1A", "Béton & Cie", "", "", "", "24/12/2026"),
    ("Roux", "Inès", "2A", "Forge", "", "", "lundi matin", ""),
)


@cache
def samples() -> Mapping[str, bytes]:
    """Make the files, by their names."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "essai.toml").write_text(PROGRAMME.replace('"closeness", "moved_sessions", ', ""))
        _run("plan", root / "essai.toml", "--year", 2026, "--out", root / "plan", "--quiet")
        planning = root / "plan" / "planning.json"
        (root / "near.toml").write_text(PROGRAMME)
        again = ("--close-to", planning, "--keep", planning, "--until", "2026-12-14")
        _run("plan", root / "near.toml", "--year", 2026, *again, "--out", root / "near", "--quiet")
        made = {
            "essai.toml": tomli_w.dumps(tomllib.loads(PROGRAMME)).encode(),
            "variante.toml": tomli_w.dumps(tomllib.loads(VARIANT)).encode(),
            "planning.json": planning.read_bytes(),
            "proche.json": (root / "near" / "planning.json").read_bytes(),
            "planning.xlsx": (root / "plan" / "planning.xlsx").read_bytes(),
        }
    rows = "\n".join(";".join(row) for row in LIST)
    calendar = "iso_year;iso_week;1A;2A\n" + "\n".join(
        f"{year};{week};{one};{two}"
        for (year, week), one, two in zip(
            [(2026, 50), (2026, 51), (2026, 52), (2026, 53), *((2027, n) for n in range(1, 5))],
            "CCEEEEEE",
            "EEEECCEE",
            strict=True,
        )
    )
    made |= {"liste.csv": rows.encode("cp1252"), "calendrier.csv": calendar.encode()}
    return made | {"liste.xlsx": workbook(LIST)}


def workbook(rows: Any) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(stream)
    return stream.getvalue()


def _run(*arguments: object) -> None:
    assert run_command_line([str(each) for each in arguments], "en") == 0, arguments


ON_CALENDAR = ("check", "calendrier.csv", "--year", "2026", "--programme")
EXPLAIN = ("--year", "2026", "--time-limit", "5")
MARK = ("--mark", "out/copie.xlsx", "--force")
PREVIEW = ("publish", "planning.json", "--database", "out/p.db", "--preview", "--roster")
COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "essai.toml": ((*ON_CALENDAR, "essai.toml"), ("explain", "essai.toml", *EXPLAIN)),
    "variante.toml": ((*ON_CALENDAR, "variante.toml"), ("explain", "variante.toml", *EXPLAIN)),
    "planning.json": (("check", "planning.json", *MARK),),
    "proche.json": (("check", "proche.json", *MARK),),
    "planning.xlsx": (("check", "planning.xlsx", *MARK),),
    "calendrier.csv": ((*ON_CALENDAR, "essai.toml"),),
    "liste.csv": ((*PREVIEW, "liste.csv"),),
    "liste.xlsx": ((*PREVIEW, "liste.xlsx"),),
}
"""By the file that is damaged, the commands that read it."""


@dataclass(frozen=True)
class Damaged:
    """A file that is damaged, and how."""

    name: str
    content: bytes
    how: str

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(f"{self.name}, {self.how}\n{self._changed_lines()}")

    def _changed_lines(self) -> str:
        texts = (content.decode("latin-1") for content in (samples()[self.name], self.content))
        if self.name.endswith(".xlsx"):
            return ""
        before, after = (text.splitlines() for text in texts)
        return "\n".join(list(unified_diff(before, after, n=0, lineterm=""))[2:])


# --- Damage to what a file says: keys and values


ODD: tuple[Any, ...] = (
    "",
    "x",
    "\x07",
    "=1+1",
    "é" * 100,
    "2026-W60",
    "school",
    -1,
    0,
    53,
    10**20,
    0.1,
    float("inf"),
    True,
    [],
    [1],
    {},
    {"x": 1},
    date(2026, 2, 28),
)


def misspelt(key: str | int) -> str | int:
    return f"{key}q" if isinstance(key, str) else key


@st.composite
def said_otherwise(draw: Draw, data: Any, values: tuple[Any, ...]) -> tuple[Any, str]:
    """Draw one key that is misspelt, left out, given twice or has an odd value."""
    places = list(places_in(data))
    place = draw(st.sampled_from([*data]).map(lambda key: (key,)) | st.sampled_from(places))
    *above, key = place
    table = table_at(data, tuple(above))
    value, told = table[key], ".".join(map(str, place))
    how = draw(st.sampled_from(["odd", "misspelt", "left out", "twice", "odd"]))
    if how in ("misspelt", "left out"):
        del table[key]
    if how == "misspelt" and isinstance(table, dict):
        table[misspelt(key)] = value
    elif how == "twice" and isinstance(table, list):
        table.insert(int(key), value)
    elif how == "odd":
        table[key] = draw(st.sampled_from(values))
        return data, f"{told} = {table[key]!r}"
    return data, f"{told} {how}"


@st.composite
def odd_tables(draw: Draw, name: str) -> Damaged:
    tables = tomllib.loads(samples()[name].decode())
    data, how = draw(said_otherwise(tables, ODD))
    return Damaged(name, tomli_w.dumps(data).encode(), how)


@st.composite
def odd_json(draw: Draw, name: str) -> Damaged:
    values = (*(value for value in ODD if not isinstance(value, date)), None)
    data, how = draw(said_otherwise(json.loads(samples()[name]), values))
    return Damaged(name, json.dumps(data, ensure_ascii=False).encode(), how)


CELLS: tuple[Any, ...] = (
    None,
    "",
    "x",
    "=1+1",
    "S60",
    "31/02/2027",
    "_x0007_",
    "é" * 300,
    -1,
    53.5,
    10**20,
    True,
    date(2026, 12, 8),
    "mardi",
    "1A",
)


@st.composite
def odd_cells(draw: Draw, name: str) -> Damaged:
    """Draw an odd value in a cell of a list, or a row or a column that is left out."""
    rows = [list(row) for row in LIST]
    row, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows[0]) - 1))
    how = draw(st.sampled_from(["odd", "row left out", "column left out"]))
    if how == "odd":
        value = draw(st.sampled_from(CELLS))
        rows[row][column] = value
        how = f"= {value!r}"
    elif how == "row left out":
        del rows[row]
    else:
        for each in rows:
            del each[column]
    told = f"row {row + 1}, column {column + 1} {how}"
    if name.endswith(".xlsx"):
        return Damaged(name, workbook(rows), told)
    lines = (";".join("" if cell is None else str(cell) for cell in each) for each in rows)
    return Damaged(name, "\n".join(lines).encode(), told)


# --- Damage to the bytes of a file


@st.composite
def broken_bytes(draw: Draw, content: bytes) -> tuple[bytes, str]:
    """Draw a part that is replaced by others, or by nothing."""
    first = draw(st.integers(0, len(content)))
    length = draw(st.sampled_from([0, 1, 8, 200, len(content)]))
    inserted = draw(
        st.sampled_from([b"", b"\0", b"\xff", b'"', b"\n", b"[[x]]", b"<", b";", b"9" * 20])
    )
    changed = content[:first] + inserted + content[first + length :]
    return changed, f"{length} bytes from byte {first} are {inserted!r}"


@st.composite
def broken_files(draw: Draw, name: str) -> Damaged:
    return Damaged(name, *draw(broken_bytes(samples()[name])))


@st.composite
def broken_parts(draw: Draw, name: str) -> Damaged:
    """Draw a workbook in which one part of the package is damaged, or is left out."""
    with zipfile.ZipFile(io.BytesIO(samples()[name])) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    part = draw(st.sampled_from(sorted(parts)))
    if draw(st.booleans()):
        parts[part], how = draw(broken_bytes(parts[part]))
    else:
        del parts[part]
        how = "left out"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for each, content in parts.items():
            package.writestr(each, content)
    return Damaged(name, stream.getvalue(), f"{part}: {how}")


KINDS: Mapping[str, tuple[Callable[[str], st.SearchStrategy[Damaged]], ...]] = {
    ".toml": (odd_tables, odd_tables, broken_files),
    ".json": (odd_json, odd_json, broken_files),
    ".xlsx": (broken_parts, broken_files),
    ".csv": (broken_files,),
}


def damaged() -> st.SearchStrategy[Damaged]:
    """Draw a file that is damaged in one place."""
    kinds = [
        kind(name)
        for name in COMMANDS
        for kind in (*KINDS[Path(name).suffix], *((odd_cells,) if name.startswith("liste") else ()))
    ]
    return st.one_of(kinds)
