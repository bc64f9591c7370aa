"""Reads what is to be compared: programme files and plannings; results as scenarios."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.planning import inputs
from planner.planning.file import carries_rules, parse_edition, read_planning
from planner.programme.file import academic_year_of, read_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.scenarios.comparison import Compared, measure_values
from planner.scenarios.specification import Result, Specification, specification

_PROGRAMME_SUFFIX = ".toml"


def read_scenarios(
    files: Sequence[Path], year: int, time_limit: float | None = None
) -> tuple[Specification | Compared, ...]:
    """Read programmes and plannings of one academic year, in the given order.

    Parameters
    ----------
    files
        Programmes (.toml) become specifications. Plannings keep their weeks; a table without
        rules of its own is read with the first programme.
    time_limit
        Seconds for the search of each.

    Raises
    ------
    Unusable
        There is no programme among the files, or one cannot be read or is of another year.
    """
    programmes = {
        file: read_programme(file) for file in files if file.suffix.lower() == _PROGRAMME_SUFFIX
    }
    if not programmes:
        raise Unusable([problem("compare.no-programme")])
    for programme in programmes.values():
        inputs.reference(None, Case(programme, academic_year_of(programme, year)))
    first = next(iter(programmes.values()))
    return tuple(
        specification(name, programmes[file], year, time_limit)
        if file in programmes
        else _given(name, file, first, year)
        for name, file in zip(_names(files), files, strict=True)
    )


def _names(files: Sequence[Path]) -> list[str]:
    """Return the shortest unambiguous name of each file: its stem, its name, or its path."""
    candidates = ([f.stem for f in files], [f.name for f in files], [str(f) for f in files])
    counts = [Counter(names) for names in candidates]
    return [
        next((name for name, count in zip(each, counts, strict=True) if count[name] == 1), each[-1])
        for each in zip(*candidates, strict=True)
    ]


def _given(name: str, file: Path, rules: Programme, year: int) -> Compared:
    edition = read_planning(file, None if carries_rules(file) else rules, year).edition
    return Compared(name, "given", measure_values(edition.planning), edition)


def compared_scenario(
    planned: Specification,
    result: Result,
    language: str,
    settings: Mapping[str, object] | None = None,
) -> Compared:
    """Return a result as a scenario of a comparison, in a language."""
    planning = result.planning
    edition = parse_edition(planning, planned.name) if planning is not None else None
    return Compared(
        planned.name,
        result.status,
        result.measures,
        edition,
        result.conflict.get(language, ()),
        planned,
        settings or {},
    )
