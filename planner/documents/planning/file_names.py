"""The names of the files of a planning, and of the folders of further ones."""

import re
from collections.abc import Mapping

PLANNING_JSON, PLANNING_XLSX, GANTT_PNG, GANTT_SVG, GANTT_PDF = (
    "planning.json",
    "planning.xlsx",
    "gantt.png",
    "gantt.svg",
    "gantt.pdf",
)
"""File names of the planning, its workbook and its charts."""

PROGRESSION_PDF, ON_CALL_FOLDER = "progression.pdf", "permanences"
"""The pages of the modules, and the folder with a calendar file for each teacher."""

_CHART = re.compile(r"gantt(-\d+\.svg|\.(png|svg|pdf))")

LANES_A_PAGE = 20
"""The most lanes of one page of a chart."""


def chart_page_count(lanes: int) -> int:
    """Return the number of pages of a chart."""
    return max(1, -(-lanes // LANES_A_PAGE))


def chart_names(pages: int) -> Mapping[str, slice]:
    """Return the names of the files of a chart, each with the pages that it shows.

    One page is a picture in two formats. Several are one PDF, and a drawing a page.
    """
    if pages == 1:
        return {name: slice(0, 1) for name in (GANTT_PNG, GANTT_SVG)}
    digits = len(str(pages))
    drawings = {f"gantt-{n + 1:0{digits}}.svg": slice(n, n + 1) for n in range(pages)}
    return {GANTT_PDF: slice(0, pages)} | drawings


def is_chart_name(name: str) -> bool:
    """Return whether a chart of some number of pages has this name."""
    return _CHART.fullmatch(name) is not None


ALTERNATIVE_FOLDER = re.compile(r"planning-([1-9]\d{0,3})")
"""The folder of a further planning; the first one has none."""


def alternative_folder(number: int) -> str:
    """Return the folder of a further planning among those to choose from, from 2."""
    return f"planning-{number}"
