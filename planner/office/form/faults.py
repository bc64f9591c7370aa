"""What is wrong with a form: the problems of its programme, each at its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tomli_w

from planner.files.problems import Location, Problem, Unusable, without_file
from planner.office.form.answers import Pairs
from planner.office.form.tables import Reading, read_pairs
from planner.programme.file import Tables, academic_year_of, located, parse_programme
from planner.programme.programme import Programme
from planner.year.weeks import AcademicYear

_RULES = "programme.toml"

_MODULES = ("curriculum", "modules")
"""The place of the table of modules."""

_NAMES = ("id", "name", "first")
"""The keys by which items of lists are called."""


@dataclass(frozen=True)
class CheckedForm:
    """A form that was read and checked.

    Attributes
    ----------
    rules
        The text of its programme file.
    programme
        The programme; None if the file has faults.
    year
        The academic year that was asked for; None if there are faults.
    faults
        The problems, by the name of the field where they stand; "" for the whole form.
    """

    reading: Reading
    rules: str
    programme: Programme | None
    year: AcademicYear | None
    faults: Mapping[str, tuple[Problem, ...]]

    @property
    def can_be_kept(self) -> bool:
        """Whether a file can hold what the form says, be it incomplete."""
        return not self.reading.faults


def check_form(pairs: Pairs, start_year: int) -> CheckedForm:
    """Read a form, and check the programme that it gives in an academic year.

    Raises
    ------
    UnknownField
        A name is that of no field.
    """
    reading = read_pairs(pairs)
    rules = tomli_w.dumps(reading.tables)
    faults = dict(reading.faults)
    programme = year = None
    problems: tuple[Problem, ...] = ()
    try:
        programme = parse_programme(rules, _RULES)
        year = academic_year_of(programme, start_year)
    except Unusable as unusable:
        problems = unusable.problems
    for found in problems:
        told = located(without_file(found))
        shown, names = _in_place(told), _names(told.places, reading)
        if in_cell := _in_cell(told, reading):
            shown = in_cell
        elif _is_of_modules(told):
            shown, names = told, [*names, reading.names[_MODULES]]
        for name in names or [""]:
            faults[name] = (*faults.get(name, ()), shown)
    return CheckedForm(reading, rules, programme, year, faults)


def _is_of_modules(found: Problem) -> bool:
    """Whether modules and a class do not go together: that stands at both."""
    inner = found.values.get("what")
    return isinstance(inner, Problem) and inner.key.startswith("contradiction.module-")


def _in_cell(found: Problem, reading: Reading) -> Problem | None:
    """Return a problem of a module with its cell in the table; None for others."""
    for place in found.places:
        rows = reading.modules.get(place[:2])
        if rows and len(place) > 2:
            return rows.in_cell(found.at(place[1:]))
    return None


def _in_place(found: Problem) -> Problem:
    """Return a problem without the cohort or the site in which it stands anyway."""
    inner, within = found.values.get("what"), found.key in ("cohort.problem", "site.problem")
    return inner if within and isinstance(inner, Problem) else found


def _names(places: Iterable[Location], reading: Reading) -> list[str]:
    """Return the names of the fields at some places, each once."""
    names = (_name(_numbered(place, reading.tables), reading.names) for place in places)
    return list(dict.fromkeys(names))


def _numbered(place: Location, tables: Tables) -> Location:
    """Return a place with the numbers of items of lists that it calls by their names."""
    numbered: list[int | str] = []
    value: object = tables
    for part in place:
        key = _number(part, value) if isinstance(value, list) and isinstance(part, str) else part
        numbered.append(key)
        match value, key:
            case dict(), str():
                value = value.get(key)
            case list(), int() if key < len(value):
                value = value[key]
            case _:
                value = None
    return tuple(numbered)


def _number(name: str, items: list[object]) -> int:
    """Return the number of the item of a list that has a name; that of the first if none has."""
    named = (
        number
        for number, item in enumerate(items)
        if isinstance(item, dict) and name in (str(item.get(key)) for key in _NAMES)
    )
    return next(named, 0)


def _name(place: Location, names: Mapping[Location, str]) -> str:
    """Return the name of the field at a place, or of the nearest one around it."""
    while place not in names and place:
        place = place[:-1]
    return names.get(place, "")
