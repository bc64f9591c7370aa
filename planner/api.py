"""The public Python API (`import planner`): programmes, plannings and measures as pandas objects.

Messages of exceptions are in the language of the environment variable PLANNER_LANG, "fr" or "en";
in French if it is not set.
"""

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from planner.documents.comparison.charts import (
    campus_load_chart,
    front_chart,
    gantts_chart,
    measures_chart,
)
from planner.documents.comparison.words import measure_head
from planner.documents.drawing import ImageFormat
from planner.documents.planning.files import PlanningFiles
from planner.documents.planning.gantt import gantt_chart
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages, choose_language
from planner.planning.file import parse_edition, read_planning
from planner.planning.ledger import week_hours
from planner.planning.measures import MEASURES
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme
from planner.scenarios import (
    Compared,
    Front,
    FrontPoint,
    Result,
    Specification,
    front_objectives,
    measure_values,
    specification,
)
from planner.scenarios.front import pareto_front
from planner.scenarios.running import plan_scenario
from planner.scenarios.settings import change_programme
from planner.year.weeks import HOUR, Minutes

AnyPath = str | os.PathLike[str]


class UnusableInput(ValueError):
    """An input, or an output path, cannot be used.

    The message names the file and the key, what was found and what is accepted.

    Attributes
    ----------
    problems
        All that is wrong with it.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def message(self, language: str | None = None) -> str:
        """Return the message in a language, "fr" or "en"; that of PLANNER_LANG if None."""
        return "\n".join(map(_text(language).sentence, self.problems))

    def __str__(self) -> str:
        return self.message()


class NoPlanning(Exception):
    """There is no planning, or none was found within the time limit.

    Attributes
    ----------
    status
        "impossible" if it is proven infeasible, else "not-found".
    year
        The academic year, as 2026-2027.
    conflict
        Sentences about the conflicting rules, by language.
    specification
        What was to be planned.
    """

    def __init__(self, result: Result, year: str) -> None:
        super().__init__(result, year)
        self.status, self.year = result.status, year
        self.conflict, self.specification = result.conflict, result.specification

    def message(self, language: str | None = None) -> str:
        """Return the message in a language, "fr" or "en"; that of PLANNER_LANG if None."""
        text = _text(language)
        lines = self.conflict[text.language]
        if self.status == "impossible":
            lines = (text("impossible", year=self.year), *(f"- {line}" for line in lines))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.message()


@dataclass(frozen=True)
class Picture:
    """A chart, displayed by Jupyter.

    Attributes
    ----------
    content
        The bytes of the file: `Path("gantt.svg").write_bytes(picture.content)`.
    kind
        "svg" or "png".
    """

    content: bytes
    kind: ImageFormat

    def _repr_svg_(self) -> str | None:
        return self.content.decode() if self.kind == "svg" else None

    def _repr_png_(self) -> bytes | None:
        return self.content if self.kind == "png" else None


_CHARTS = {"weeks": gantts_chart, "campus": campus_load_chart, "measures": measures_chart}


@contextmanager
def _public_errors() -> Iterator[None]:
    """Convert `Unusable` of the package to `UnusableInput` of the API."""
    try:
        yield
    except Unusable as unusable:
        raise UnusableInput(unusable.problems) from None


@_public_errors()
def load(path: AnyPath) -> Programme:
    """Read a programme file, with the files it extends.

    Raises
    ------
    UnusableInput
        With all problems of the file.
    """
    return read_programme(Path(path))


@_public_errors()
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


@_public_errors()
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
    result = plan_scenario(_specification(programme, year, time_limit))
    if result.planning is None:
        raise NoPlanning(result, label)
    return parse_edition(result.planning, programme.id)


def _specification(programme: Programme, year: int, time_limit: float | None) -> Specification:
    if time_limit is not None and not 0 < time_limit < math.inf:
        accepted = problem("accepted.positive")
        found = f"{time_limit:g}"
        raise Unusable([problem("field.value", field="time_limit", found=found, accepted=accepted)])
    return specification(programme.id, programme, year, time_limit)


@_public_errors()
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

    found = pareto_front(_specification(programme, year, time_limit), *of, plan_point)
    if not found.points:
        raise NoPlanning(results[0], label)
    rows = [(*point.values, point.proven, point.edition) for point in found.points]
    table = pd.DataFrame(rows, columns=[one, other, "proven", "planning"])
    table.index = pd.RangeIndex(1, len(rows) + 1, name="point")
    table.attrs["whole"] = found.whole
    return table


@_public_errors()
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


def measure(planning: Edition) -> "pd.Series[float]":
    """Compute all measures of a planning.

    Returns
    -------
    Series
        The values by the names of the measures, in the units of `definitions`; NaN where the
        planning lacks the data.
    """
    label = planning.planning.year.label
    values = pd.Series(measure_values(planning.planning), dtype=float, name=label)
    return values.rename_axis("measure")


def compare(plannings: Mapping[str, Edition | NoPlanning]) -> pd.DataFrame:
    """Compare plannings by all measures.

    Parameters
    ----------
    plannings
        By the names of their scenarios. A scenario without planning is given by its exception,
        and keeps its row.

    Returns
    -------
    DataFrame
        A row a scenario: its status ("optimal", "feasible", "given" for a calendar that was read
        from a file, "impossible" or "not-found"), then a column a measure.
    """
    names = [str(measure.name) for measure in MEASURES]
    rows = [
        {"status": found.status}
        if isinstance(found, NoPlanning)
        else {"status": _status(found), **measure_values(found.planning)}
        for found in plannings.values()
    ]
    table = pd.DataFrame(
        rows, index=pd.Index(plannings, name="scenario", dtype=object), columns=["status", *names]
    )
    return table.astype(dict.fromkeys(names, float)).rename_axis(columns="measure")


def _status(planning: Edition) -> Literal["optimal", "feasible", "given"]:
    return planning.status if planning.objectives else "given"


def definitions(language: str | None = None) -> pd.DataFrame:
    """Return the definitions of the measures: name, unit, whether less or more is better, text.

    Parameters
    ----------
    language
        "fr" or "en"; that of PLANNER_LANG if None.
    """
    text = _text(language)
    rows = {
        str(measure.name): (
            measure_head(measure, text),
            text(f"unit.{measure.unit}"),
            text(f"better.{measure.better}"),
            text(f"definition.{measure.name}"),
        )
        for measure in MEASURES
    }
    columns = ["name", "unit", "better", "definition"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("measure")


def hours(planning: Edition) -> pd.DataFrame:
    """Return the activity and the hours of each cohort in each week.

    Returns
    -------
    DataFrame
        A row a cohort and week, indexed by the id of the cohort and the Monday: ISO year and week,
        activity, whether it is on campus, whether the school is closed, number of remote sessions,
        hours on site, in sessions and in company; NaN where the planning lacks the data.
    """
    of, rows = planning.planning, {}
    for row in of.cohorts:
        found = week_hours(row, of.case)
        for n, (week, activity) in enumerate(zip(of.year.weeks, row.activities, strict=True)):
            rows[row.cohort.id, pd.Timestamp(week.monday)] = {
                "iso_year": week.iso_year,
                "iso_week": week.iso_week,
                "activity": activity.name,
                "on_campus": activity.on_campus,
                "closed": week.closed,
                "remote_sessions": row.sessions[n] if row.sessions else None,
                "onsite_hours": _hours(found[n].onsite),
                "remote_hours": _hours(found[n].remote),
                "company_hours": _hours(found[n].company),
            }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["cohort", "monday"])
    return table.astype(dict.fromkeys(table.columns[-4:], float))


def _hours(minutes: Minutes | None) -> float | None:
    return None if minutes is None else minutes / HOUR


@_public_errors()
def draw(
    plannings: Edition | Mapping[str, Edition | NoPlanning],
    what: Literal["weeks", "campus", "measures"] = "weeks",
    *,
    front: pd.DataFrame | None = None,
    kind: ImageFormat = "svg",
    language: str | None = None,
) -> Picture:
    """Draw one planning, or a comparison of several.

    Parameters
    ----------
    plannings
        One planning, or several by the names of their scenarios.
    what
        Of several plannings: their weeks as Gantt charts, the people and cohorts on campus by
        week, or the measures in which they differ.
    front
        The points returned by `front`: these and the plannings are drawn instead.
    kind
        "svg", or "png".

    Returns
    -------
    Picture
        The chart.

    Raises
    ------
    UnusableInput
        `what` or `kind` is unknown, or there is nothing to draw.
    """
    _check_chart(what, kind)
    text = _text(language)
    if isinstance(plannings, Edition):
        return Picture(gantt_chart(plannings, text, kind), kind)
    if not plannings:
        raise Unusable([problem("draw.nothing")])
    compared = [_compared(name, found, text) for name, found in plannings.items()]
    if front is not None:
        return Picture(front_chart(_front_of(front), compared, text, kind), kind)
    return Picture(_CHARTS[what](compared, text, kind), kind)


def _compared(name: str, found: Edition | NoPlanning, text: Messages) -> Compared:
    if isinstance(found, NoPlanning):
        conflict = found.conflict[text.language]
        return Compared(name, found.status, conflict=conflict, specification=found.specification)
    return Compared(name, _status(found), measure_values(found.planning), found)


def _front_of(points: pd.DataFrame) -> Front:
    one, other = points.columns[:2]
    return Front(
        (ObjectiveName(one), ObjectiveName(other)),
        tuple(FrontPoint((row[0], row[1]), *row[2:]) for row in points.itertuples(index=False)),
        whole=points.attrs.get("whole", False),
    )


def _check_chart(what: str, kind: str) -> None:
    """Check the names of a chart and of a file type.

    Raises
    ------
    Unusable
        One of them is unknown.
    """
    for field, found, accepted in (("what", what, _CHARTS), ("kind", kind, get_args(ImageFormat))):
        if found not in accepted:
            expected = problem("accepted.one-of", expected=", ".join(accepted))
            raise Unusable(
                [problem("field.value", field=field, found=f'"{found}"', accepted=expected)]
            )


@_public_errors()
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
        The files: planning.json, planning.xlsx, gantt.png, gantt.svg.

    Raises
    ------
    UnusableInput
        They cannot be written, or the planning has no sessions.
    """
    if any(row.sessions is None for row in planning.planning.cohorts):
        raise Unusable([problem("save.incomplete", folder=folder)])
    documents = PlanningFiles(Path(folder), [planning.planning.year.label], force)
    documents.check()
    return [Path(folder, name) for name in documents.write([planning], _text(language))]


def _text(language: str | None) -> Messages:
    return _messages(choose_language(language))


@cache
def _messages(language: str) -> Messages:
    return Messages(language)
