"""Write all files of a comparison: tables, charts, report, and the result of each scenario."""

from collections.abc import Collection, Sequence

from planner.documents.comparison.charts import (
    campus_load_chart,
    front_chart,
    gantts_chart,
    measures_chart,
)
from planner.documents.comparison.csv_table import comparison_csv
from planner.documents.comparison.report import comparison_html
from planner.documents.comparison.words import one_line
from planner.documents.comparison.workbook import comparison_workbook
from planner.documents.drawing import ImageFormat
from planner.files.file_names import distinct_names
from planner.files.software import SEED, software_versions
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.programme.file import flattened_text
from planner.scenarios.comparison import Compared, Front
from planner.scenarios.specification import Specification

COMPARISON_CSV, COMPARISON_XLSX, COMPARISON_HTML = (
    "comparison.csv",
    "comparison.xlsx",
    "comparison.html",
)
"""File names of the tables and of the report."""

CHARTS, FRONT_CHART = ("gantts", "campus-load", "measures"), "front"
"""File names of the charts, without suffix."""

IMAGE_FORMATS: tuple[ImageFormat, ...] = ("png", "svg")
"""The formats in which each chart is written."""

RESULTS_FOLDER = "results"
"""The folder of the programmes and plannings of the scenarios."""

SOLVED_FOLDER = "solved"
"""The folder of cached solver results."""


def fixed_file_names(*, front: bool) -> list[str]:
    """Return the names of the files written for any comparison."""
    pictures = [
        f"{name}.{kind}" for name in (*CHARTS, *[FRONT_CHART] * front) for kind in IMAGE_FORMATS
    ]
    return [COMPARISON_CSV, COMPARISON_XLSX, COMPARISON_HTML, *pictures]


def comparison_files(
    compared: Sequence[Compared],
    front: Front | None,
    text: Messages,
    opening: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the files of a comparison.

    Parameters
    ----------
    compared
        At least one scenario.
    opening
        Sentences that are said of all of them.

    Returns
    -------
    dict
        The content of each file, by its path.
    """
    files = {
        COMPARISON_CSV: comparison_csv(compared, text),
        COMPARISON_XLSX: comparison_workbook(compared, text, opening),
        COMPARISON_HTML: comparison_html(compared, front, text, opening),
    }
    for kind in IMAGE_FORMATS:
        for name, draw in zip(
            CHARTS, (gantts_chart, campus_load_chart, measures_chart), strict=True
        ):
            files[f"{name}.{kind}"] = draw(compared, text, kind)
        if front:
            files[f"{FRONT_CHART}.{kind}"] = front_chart(front, compared, text, kind)
    for scenario, name in zip(compared, scenario_file_names(compared), strict=True):
        if scenario.specification:
            programme = _programme_text(scenario.specification, name, text)
            files[f"{RESULTS_FOLDER}/{name}.toml"] = programme.encode()
            if scenario.edition:
                files[f"{RESULTS_FOLDER}/{name}.json"] = planning_json(scenario.edition)
    return files


def stale_files(files: Collection[str]) -> list[str]:
    """Return files of an earlier comparison that would contradict these ones.

    These are plannings of scenarios that have none now, and the charts of a front not searched.
    """
    plannings = (f"{name.removesuffix('.toml')}.json" for name in files if name.endswith(".toml"))
    return sorted({*fixed_file_names(front=True), *plannings}.difference(files))


def _programme_text(specification: Specification, name: str, text: Messages) -> str:
    """Return the programme of a scenario as one TOML file, with the command that reproduces it."""
    limit = (
        "" if specification.time_limit is None else f" --time-limit {specification.time_limit:g}"
    )
    command = f'planner plan "{name}.toml" --year {specification.year}{limit}'
    used = ", ".join(f"{name} {version}" for name, version in software_versions().items())
    head = text(
        "results.head", name=one_line(specification.name), versions=used, seed=SEED, command=command
    )
    lines = "".join(f"# {line}\n" for line in head.splitlines())
    return f"{lines}\n{flattened_text(specification.text, specification.bases)}"


def scenario_file_names(compared: Sequence[Compared]) -> list[str]:
    """Return a distinct file name for each scenario, valid on every operating system.

    Names of a sweep begin with their number in the table.
    """
    digits = len(str(len(compared)))
    named = {
        str(place): f"{place:0{digits}} {scenario.name}" if scenario.settings else scenario.name
        for place, scenario in enumerate(compared, start=1)
    }
    return list(distinct_names(named, (".toml", ".json")).values())
