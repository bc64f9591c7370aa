"""The columns of a table of modules and of one of teachers, by the headers that people write."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from planner.files.spelling import folded
from planner.files.tables import Line, shown
from planner.year.durations import duration_of
from planner.year.weeks import HOUR


class CellKind(Enum):
    """How the text of a cell is read."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    NAMES = auto()
    WEEKS = auto()
    FLAG = auto()
    WEEKDAYS = auto()
    TOML = auto()


ACCEPTED_IN_CELLS = {CellKind.FLAG: "accepted.yes-no", CellKind.WEEKDAYS: "accepted.weekdays"}
"""The kinds of cells that are written otherwise than in a programme file: what they accept."""

CellPath = tuple[str, ...]
"""The keys from the table of a module or teacher to a value."""


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: the key that it fills, how its cells are read, how it may be called.

    Attributes
    ----------
    word
        What its heading is called in the catalogue; "" if it is its key.
    """

    path: CellPath
    kind: CellKind
    spellings: tuple[str, ...]
    word: str = ""

    @property
    def heading(self) -> str:
        """The key of its heading in the catalogue, which is one of its spellings."""
        return f"curriculum_column.{self.word or '.'.join(self.path)}"


_MODULE_NAMES = (
    *("Module", "Nom du module", "Intitulé", "Intitulé du module", "Libellé"),
    *("Nom", "Cours", "Matière", "Enseignement"),
)

_TEACHERS = (
    *("Enseignants", "Enseignant", "Intervenants", "Intervenant", "Formateurs", "Formateur"),
    *("Professeurs", "Professeur", "Profs", "Prof", "teachers"),
)

MODULE_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(("name",), CellKind.TEXT, _MODULE_NAMES),
    TableColumn(("id",), CellKind.TEXT, ("Code", "Identifiant", "Référence", "id")),
    TableColumn(("year",), CellKind.WHOLE, ("Année", "Année de formation", "year")),
    TableColumn(("semester",), CellKind.WHOLE, ("Semestre", "semester")),
    TableColumn(("unit",), CellKind.TEXT, ("Unité", "UE", "Unité d'enseignement", "unit")),
    TableColumn(("option",), CellKind.TEXT, ("Option", "Parcours", "Filière", "track")),
    TableColumn(("hours",), CellKind.DECIMAL, ("Heures", "Volume horaire", "h", "hours")),
    TableColumn(("ects",), CellKind.DECIMAL, ("ECTS", "Crédits", "Crédits ECTS", "credits")),
    TableColumn(
        ("unit_ects",), CellKind.DECIMAL, ("ECTS de l'unité", "Crédits de l'unité", "unit_ects")
    ),
    TableColumn(
        ("sessions", "least"),
        CellKind.WHOLE,
        ("Séances au moins", "Séances min", "Séances mini", "least_sessions"),
    ),
    TableColumn(
        ("sessions", "most"),
        CellKind.WHOLE,
        ("Séances au plus", "Séances max", "Séances maxi", "most_sessions"),
    ),
    TableColumn(
        ("hours_a_week", "least"),
        CellKind.DECIMAL,
        ("Heures par semaine au moins", "Heures par semaine min", "least_hours_a_week"),
    ),
    TableColumn(
        ("hours_a_week", "most"),
        CellKind.DECIMAL,
        ("Heures par semaine au plus", "Heures par semaine max", "most_hours_a_week"),
    ),
    TableColumn(("teachers",), CellKind.NAMES, _TEACHERS),
    TableColumn(("prerequisites",), CellKind.NAMES, ("Prérequis", "Après", "prerequisites")),
    TableColumn(
        ("opens_onsite",), CellKind.FLAG, ("Commence à l'école", "Starts at school", "opens_onsite")
    ),
    TableColumn(
        ("closes_onsite",),
        CellKind.FLAG,
        ("Finit à l'école", "Examen", "Ends at school", "closes_onsite"),
    ),
    TableColumn(("from", "week"), CellKind.WHOLE, ("À partir de la semaine", "from_week")),
    TableColumn(("until", "week"), CellKind.WHOLE, ("Jusqu'à la semaine", "until_week")),
    TableColumn(
        ("onsite_weeks",), CellKind.WEEKS, ("Semaines à l'école", "Weeks at school", "onsite_weeks")
    ),
    TableColumn(("resources",), CellKind.NAMES, ("Ressources", "Salles", "resources")),
)

TEACHER_COLUMNS: tuple[TableColumn, ...] = (
    TableColumn(
        ("name",),
        CellKind.TEXT,
        ("Enseignant", "Nom", "Intervenant", "Formateur", "Professeur", "Prof", "teacher"),
        word="teacher",
    ),
    TableColumn(("weeks_away",), CellKind.WEEKS, ("Semaines d'absence", "Absences", "weeks_away")),
    TableColumn(
        ("most_on_call",),
        CellKind.WHOLE,
        ("Permanences au plus", "Permanences max", "most_on_call"),
    ),
    TableColumn(("weekdays",), CellKind.WEEKDAYS, ("Jours", "Jours de présence", "weekdays")),
)

PASTED_HEADER = "\t".join(("Module", "Heures", "Année", "Semestre", "UE", "Option", "ECTS"))
"""The columns of a pasted table that names none."""

MODULES_NEED: tuple[CellPath, ...] = (("name",), ("hours",))
TEACHERS_NEED: tuple[CellPath, ...] = (("name",),)


_WINDOW_KEY = re.compile(r"(from|until|before|strict)(\.[a-z_]+)*")
"""A key of a part of the year, by which its column is called where no other says it."""


def column_of_key(path: CellPath) -> TableColumn:
    """Return the column that is called by a key, whose cells are values in TOML: from.month."""
    return TableColumn(path, CellKind.TOML, (".".join(path),))


def _plainly(header: str) -> str:
    return re.sub(r"[\W_]", "", folded(header))


def _named(columns: Sequence[TableColumn]) -> Mapping[str, TableColumn]:
    return {_plainly(word): column for column in columns for word in column.spellings}


_BY_WORD = {
    kind: _named(columns) for kind, columns in (("m", MODULE_COLUMNS), ("t", TEACHER_COLUMNS))
}


def is_known_header(header: str) -> str | None:
    """Return a header in a form that tells columns apart; None if no table has such a column."""
    if _WINDOW_KEY.fullmatch(header.strip()):
        return header.strip()
    word = _plainly(header)
    return word if any(word in words for words in _BY_WORD.values()) else None


@dataclass(frozen=True)
class TableColumns:
    """The columns of one table, by their place from 0."""

    headers: tuple[str, ...]
    by_place: Mapping[int, TableColumn]

    @classmethod
    def of_modules(cls, header: Line) -> "TableColumns":
        """Return the columns of a table of modules."""
        return cls._of(header, _BY_WORD["m"])

    @classmethod
    def of_teachers(cls, header: Line) -> "TableColumns":
        """Return the columns of a table of teachers."""
        return cls._of(header, _BY_WORD["t"])

    @classmethod
    def _of(cls, header: Line, words: Mapping[str, TableColumn]) -> "TableColumns":
        headers = tuple(" ".join(shown(cell).split()) for cell in header.cells)
        named = {
            place: column_of_key(tuple(each.split(".")))
            if _WINDOW_KEY.fullmatch(each)
            else words.get(_plainly(each))
            for place, each in enumerate(headers)
        }
        return cls(headers, {place: column for place, column in named.items() if column})

    @property
    def unread(self) -> Iterator[str]:
        """The headers that name no column."""
        return (
            header
            for place, header in enumerate(self.headers)
            if header and place not in self.by_place
        )

    def missing(self, needed: Sequence[CellPath]) -> list[TableColumn]:
        """Return the columns that are needed and not there."""
        every = (*MODULE_COLUMNS, *TEACHER_COLUMNS)
        return [next(c for c in every if c.path == path) for path in needed if not self.has(path)]

    def has(self, path: CellPath) -> bool:
        """Whether one of the columns has a key."""
        return any(column.path == path for column in self.by_place.values())

    def doubled(self) -> Iterator[tuple[TableColumn, list[str]]]:
        """Yield the columns that several headers name, with these."""
        for column in dict.fromkeys(self.by_place.values()):
            places = [place for place, each in self.by_place.items() if each == column]
            if len(places) > 1:
                yield column, [self.headers[place] for place in places]

    def place_of(self, path: CellPath) -> int:
        """Return the place of the column of a key, or of the nearest one; else that of the name."""
        for length in range(len(path), 0, -1):
            for place, column in self.by_place.items():
                if column.path[:length] == path[:length]:
                    return place
        return next(place for place, column in self.by_place.items() if column.path == ("name",))


_YES, _NO = (
    {"oui", "o", "x", "yes", "y", "true", "vrai", "1"},
    {"non", "n", "no", "false", "faux", "0"},
)

_DAYS = {
    "monday": ("lu", "mo"),
    "tuesday": ("ma", "tu"),
    "wednesday": ("me", "we"),
    "thursday": ("je", "th"),
    "friday": ("ve", "fr"),
}


def cell_value(cell: object, kind: CellKind) -> object:
    """Return what a cell says, as a programme file would; the text itself where it says no such."""
    text = " ".join(shown(cell).split())
    match kind:
        case CellKind.WHOLE:
            number = re.fullmatch(r"\D*(\d+)\D*", text)
            return int(number[1]) if number else text
        case CellKind.DECIMAL:
            return _decimal(text)
        case CellKind.NAMES:
            return [name for each in re.split(r"[;\n]", shown(cell)) if (name := each.strip())]
        case CellKind.WEEKS:
            return [week for part in re.split(r"[;,\s]+", text) for week in _weeks(part)]
        case CellKind.FLAG:
            word = folded(text)
            return True if word in _YES else False if word in _NO else text
        case CellKind.WEEKDAYS:
            return [_day(word) for word in re.split(r"[;,\s/]+", text) if word]
        case CellKind.TOML:
            with suppress(tomllib.TOMLDecodeError):
                return tomllib.loads(f"value = {text}")["value"]
    return text


def _decimal(text: str) -> float | str:
    """Return a number, or the hours of a duration: 30, 4,5, 30 h."""
    with suppress(ValueError):
        return float(text.replace(",", "."))
    minutes = duration_of(text)
    return text if minutes is None else minutes / HOUR


def _weeks(part: str) -> Iterator[int | str]:
    """Yield the weeks of a text such as 45, S45, S45-S50."""
    found = re.fullmatch(r"[SsWw]?(\d{1,2})(?:-[SsWw]?(\d{1,2}))?", part)
    if not found:
        yield part
        return
    first = int(found[1])
    yield from range(first, int(found[2] or first) + 1)


def _day(word: str) -> str:
    start = folded(word)[:2]
    return next((day for day, starts in _DAYS.items() if start in starts), word)
