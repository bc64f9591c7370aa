"""Reads programmes and plannings, changes, plans and writes them."""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.api.errors import NoPlanning, api_messages, public_errors
from planner.documents.apprentice.class_files import write_class_calendars
from planner.documents.planning.files import PlanningFiles
from planner.files.problems import Unusable, problem
from planner.office.models import programme_models
from planner.planning.file import parse_edition, read_planning
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, read_programme
from planner.programme.programme import Programme
from planner.scenarios import Result, Specification, front_objectives, specification
from planner.scenarios.front import pareto_front
from planner.scenarios.running import plan_scenario
from planner.scenarios.settings import change_programme

AnyPath = str | os.PathLike[str]


@public_errors()
def load(path: AnyPath) -> Programme:
    """Read a programme file, with the files it extends.

    Raises
    ------
    UnusableInput
        With all problems of the file.
    """
    return read_programme(Path(path))


@public_errors()
def models(language: str | None = None) -> pd.DataFrame:
    """Return the ready models of programmes, to plan them or to begin from one.

    Parameters
    ----------
    language
        "fr" or "en"; that of PLANNER_LANG if None.

    Returns
    -------
    DataFrame
        A row a model, by its name: its title, what it is about, its users, and its programme:
        `planner.plan(planner.models().programme["deux-jours"], 2026)`.
    """
    text = api_messages(language)
    rows = {
        model.name: (model.title(text), model.about(text), model.users(text), model.programme)
        for model in programme_models()
    }
    columns = ["title", "about", "users", "programme"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("model")


@public_errors()
def change(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    """Return a programme with some rules changed, as by a file that extends it.

    Parameters
    ----------
    changes
        Tables as in a programme file, `{"campus": {"most_cohorts": 2}}`, or dotted keys instead
        of tables, `{"cohorts.1A.school_blocks.longest": 3}`. Cohorts are named by their id.

    Raises
    ------
    UnusableInput
        A key or a value is invalid, or contradicts the rest of the programme.
    """
    return change_programme(programme, changes)


@public_errors()
def plan(programme: Programme, year: int, *, time_limit: float | None = None) -> Edition:
    """Find the best planning of a programme, by the lexicographic order of its objectives.

    Deterministic: the same programme and year give the same planning.

    Parameters
    ----------
    year
        The year in which the academic year starts: 2026 for 2026-2027.
    time_limit
        Seconds after which the best planning found so far is returned, with the `status`
        "feasible" instead of "optimal"; unlimited if None.

    Returns
    -------
    Edition
        The planning with its objectives: value, lower bound, and whether it is proven.

    Raises
    ------
    NoPlanning
        There is none, or none was found within the time limit.
    UnusableInput
        The year is out of range or lacks the dates of school holidays, or the time limit is not
        positive.
    """
    label = academic_year_of(programme, year).label
    result = plan_scenario(planned_in_time(programme, year, time_limit))
    if result.planning is None:
        raise NoPlanning(result, label)
    return parse_edition(result.planning, programme.id)


def planned_in_time(programme: Programme, year: int, time_limit: float | None) -> Specification:
    """Return the specification of a planning.

    Raises
    ------
    Unusable
        The time limit is not positive.
    """
    if time_limit is not None and not 0 < time_limit < math.inf:
        accepted = problem("accepted.positive")
        found = f"{time_limit:g}"
        raise Unusable([problem("field.value", field="time_limit", found=found, accepted=accepted)])
    return specification(programme.id, programme, year, time_limit)


@public_errors()
def front(
    programme: Programme, year: int, one: str, other: str, *, time_limit: float | None = None
) -> pd.DataFrame:
    """Compute the exact Pareto front of two objectives, both minimised.

    Parameters
    ----------
    one, other
        Names of objectives, as in a programme file: "campus_overlap", "journeys".
    time_limit
        Seconds for each search.

    Returns
    -------
    DataFrame
        A row a point, in ascending order of the first objective: both values, whether they are
        proven, and the planning. `attrs["whole"]` is whether it is proven that there are no
        further points.

    Raises
    ------
    NoPlanning
        There is no planning, or none was found within the time limit.
    UnusableInput
        These objectives cannot have a front, the year is out of range, or the time limit is not
        positive.
    """
    of = front_objectives(one, other)
    label = academic_year_of(programme, year).label
    results: list[Result] = []

    def plan_point(bounded: Specification) -> Result:
        results.append(plan_scenario(bounded))
        return results[-1]

    found = pareto_front(planned_in_time(programme, year, time_limit), *of, plan_point)
    if not found.points:
        raise NoPlanning(results[0], label)
    rows = [(*point.values, point.proven, point.edition) for point in found.points]
    table = pd.DataFrame(rows, columns=[one, other, "proven", "planning"])
    table.index = pd.RangeIndex(1, len(rows) + 1, name="point")
    table.attrs["whole"] = found.whole
    return table


@public_errors()
def read(path: AnyPath, programme: Programme | None = None, year: int | None = None) -> Edition:
    """Read a planning: planning.json, planning.xlsx, or a published calendar (CSV, Excel).

    Parameters
    ----------
    programme, year
        The rules and the academic year of a table; the other files contain theirs.

    Raises
    ------
    UnusableInput
        With all problems of the file.
    """
    return read_planning(Path(path), programme, year).edition


@public_errors()
def save(
    planning: Edition, folder: AnyPath, *, force: bool = False, language: str | None = None
) -> list[Path]:
    """Write the files of a planning as the command `plan` does, atomically.

    Parameters
    ----------
    force
        Whether a workbook that was edited by hand is overwritten.

    Returns
    -------
    list of Path
        The files: planning.json, planning.xlsx, gantt.png, gantt.svg; where modules are placed,
        progression.pdf, and a calendar file for each teacher who is on call.

    Raises
    ------
    UnusableInput
        They cannot be written, or the planning has no sessions.
    """
    _require_complete(planning, folder)
    documents = PlanningFiles(Path(folder), [planning.planning.year.label], force)
    documents.check()
    return [Path(folder, name) for name in documents.write([planning], api_messages(language))]


@public_errors()
def calendars(
    planning: Edition,
    folder: AnyPath,
    *,
    since: Edition | None = None,
    force: bool = False,
    language: str | None = None,
) -> list[Path]:
    """Write the one-page calendar of each class as the command `calendars` does, atomically.

    Each is a PDF, a picture (PNG), a workbook and a calendar file. Where modules are placed, also
    progression.pdf, and a calendar file for each teacher who is on call.

    Parameters
    ----------
    since
        The version that this one replaces: calendar files cancel what it alone has.
    force
        Whether a workbook that was edited by hand is overwritten.

    Raises
    ------
    UnusableInput
        They cannot be written, a workbook to overwrite was edited, or the planning has no sessions.
    """
    _require_complete(planning, folder)
    text = api_messages(language)
    written = write_class_calendars(Path(folder), planning, text, since, force=force)
    return [Path(folder, name) for name in written]


def _require_complete(planning: Edition, folder: AnyPath) -> None:
    if any(row.sessions is None for row in planning.planning.cohorts):
        raise Unusable([problem("save.incomplete", folder=folder)])
