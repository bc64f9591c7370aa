"""All that is written of a comparison: tables, pictures, the report, and each result."""

from collections.abc import Collection, Sequence

from planner.documents.comparison.charts import campus_load, front_chart, gantts, measures_chart
from planner.documents.comparison.report import comparison_html
from planner.documents.comparison.table import comparison_csv, comparison_workbook
from planner.documents.comparison.words import plain
from planner.documents.drawing import Kind
from planner.files.file_names import distinct_names
from planner.files.software import software_versions
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import SEED
from planner.programme.file import flattened_text
from planner.scenarios.comparison import Compared, Front
from planner.scenarios.specification import Specification

CSV, WORKBOOK, REPORT = "comparison.csv", "comparison.xlsx", "comparison.html"
PICTURES, FRONT = ("gantts", "campus-load", "measures"), "front"
KINDS: tuple[Kind, ...] = ("png", "svg")

RESULTS = "results"
"""The folder of programmes and plannings, a name each."""

SOLVED = "solved"
"""The folder in which results are kept, so that nothing is planned again."""


def fixed_names(*, front: bool) -> list[str]:
    """Name the files that are written whatever is compared."""
    pictures = [f"{name}.{kind}" for name in (*PICTURES, *[FRONT] * front) for kind in KINDS]
    return [CSV, WORKBOOK, REPORT, *pictures]


def files_of(compared: Sequence[Compared], front: Front | None, text: Messages) -> dict[str, bytes]:
    """Write a comparison.

    Parameters
    ----------
    compared
        At least one.

    Returns
    -------
    dict
        The content of each file, by its name; a name may begin with a folder.
    """
    files = {
        CSV: comparison_csv(compared, text),
        WORKBOOK: comparison_workbook(compared, text),
        REPORT: comparison_html(compared, front, text),
    }
    for kind in KINDS:
        for name, draw in zip(PICTURES, (gantts, campus_load, measures_chart), strict=True):
            files[f"{name}.{kind}"] = draw(compared, text, kind)
        if front:
            files[f"{FRONT}.{kind}"] = front_chart(front, compared, text, kind)
    for scenario, name in zip(compared, file_names(compared), strict=True):
        if scenario.specification:
            programme = _programme(scenario.specification, name, text)
            files[f"{RESULTS}/{name}.toml"] = programme.encode()
            if scenario.edition:
                files[f"{RESULTS}/{name}.json"] = planning_json(scenario.edition)
    return files


def left_over(files: Collection[str]) -> list[str]:
    """Name what an earlier comparison may have written beside these files, and this one does not.

    A scenario that no longer has a planning, or a comparison without front: what is left of them
    would contradict the table.
    """
    plannings = (f"{name.removesuffix('.toml')}.json" for name in files if name.endswith(".toml"))
    return sorted({*fixed_names(front=True), *plannings}.difference(files))


def _programme(specification: Specification, name: str, text: Messages) -> str:
    """Write the programme of a scenario in one file, with what plans it again."""
    limit = (
        "" if specification.time_limit is None else f" --time-limit {specification.time_limit:g}"
    )
    command = f'planner plan "{name}.toml" --year {specification.year}{limit}'
    used = ", ".join(f"{name} {version}" for name, version in software_versions().items())
    head = text(
        "results.head", name=plain(specification.name), versions=used, seed=SEED, command=command
    )
    lines = "".join(f"# {line}\n" for line in head.splitlines())
    return f"{lines}\n{flattened_text(specification.text, specification.bases)}"


def file_names(compared: Sequence[Compared]) -> list[str]:
    """Name the files of scenarios so that every system accepts them, each another name.

    Those of a sweep begin with their number in the table.
    """
    digits = len(str(len(compared)))
    named = {
        str(place): f"{place:0{digits}} {scenario.name}" if scenario.settings else scenario.name
        for place, scenario in enumerate(compared, start=1)
    }
    return list(distinct_names(named, (".toml", ".json")).values())
