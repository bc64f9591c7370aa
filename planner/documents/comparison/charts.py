"""The pictures of a comparison: plannings under each other, campus load, measures, the front.

Every scenario has its number, on a mark of its own shape and colour; the numbers are those of the
table. Of more than twelve scenarios, those are drawn that are best in most measures, and the given
plannings. The same comparison gives the same bytes.
"""

from collections.abc import Sequence

from planner.documents.comparison.front_chart import FrontChart
from planner.documents.comparison.measures_chart import MeasuresChart
from planner.documents.comparison.week_charts import CampusLoadChart, GanttsChart
from planner.documents.drawing import ImageFormat, render_figure
from planner.messages import Messages
from planner.scenarios import Compared, Front


def gantts_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the plannings of scenarios under each other: a panel a scenario, a lane a cohort.

    The weeks of the same days lie under each other, those of other years at the same time of year.
    """
    return render_figure(GanttsChart(compared, text).draw, kind)


def campus_load_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the people and the cohorts at school, week by week: a panel a scenario."""
    return render_figure(CampusLoadChart(compared, text).draw, kind)


def measures_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the measures in which scenarios differ: a row a measure, better to the right.

    Measures in which all are the same are listed below.
    """
    return render_figure(MeasuresChart(compared, text).draw, kind)


def front_chart(
    front: Front, compared: Sequence[Compared], text: Messages, kind: ImageFormat
) -> bytes:
    """Draw a Pareto front with the scenarios on it, and how far given plannings are from it.

    Where no planning can be that keeps the rules of the front, the paper is dotted.
    """
    return render_figure(FrontChart(front, compared, text).draw, kind)
