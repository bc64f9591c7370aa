"""Draws plannings and comparisons, as pictures that a notebook shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from planner.api.errors import NoPlanning, api_messages, public_errors
from planner.api.tables import planning_status
from planner.documents.comparison.charts import (
    campus_load_chart,
    front_chart,
    gantts_chart,
    measures_chart,
)
from planner.documents.drawing import ImageFormat, render_page
from planner.documents.planning.pictures.gantt import gantt_pages
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.names import ObjectiveName
from planner.scenarios import Compared, Front, FrontPoint, measure_values


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


@public_errors()
def draw(
    plannings: Edition | Mapping[str, Edition | NoPlanning],
    what: Literal["weeks", "campus", "measures"] = "weeks",
    *,
    front: pd.DataFrame | None = None,
    kind: ImageFormat = "svg",
    page: int = 1,
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
    page
        Of one planning, the page to draw, from 1: a page has at most 20 cohorts.

    Returns
    -------
    Picture
        The chart.

    Raises
    ------
    UnusableInput
        `what` or `kind` is unknown, or there is nothing to draw, or no such page.
    """
    _check_chart(what, kind)
    text = api_messages(language)
    if isinstance(plannings, Edition):
        pages = gantt_pages([plannings], text)
        if page not in range(1, len(pages) + 1):
            accepted = problem("accepted.between", low=1, high=len(pages))
            raise Unusable([problem("field.value", field="page", found=page, accepted=accepted)])
        return Picture(render_page(pages[page - 1], kind), kind)
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
    return Compared(name, planning_status(found), measure_values(found.planning), found)


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
