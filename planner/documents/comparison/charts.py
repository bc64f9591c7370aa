"""Draw the charts of a comparison: Gantt charts, campus load, measures, Pareto front.

A scenario has a marker with its number in the table. Of more than twelve scenarios, those that
are best in most measures are drawn, and the given plannings. The bytes are deterministic.
"""

from collections.abc import Sequence

from planner.documents.comparison.front_chart import FrontChart
from planner.documents.comparison.measures_chart import MeasuresChart
from planner.documents.comparison.week_charts import CampusLoadChart, GanttsChart
from planner.documents.drawing import ImageFormat, render_page
from planner.messages import Messages
from planner.scenarios import Compared, Front


def gantts_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the Gantt charts of scenarios below each other: a panel a scenario, a lane a cohort.

    Weeks of the same dates are aligned; weeks of other years are aligned by the time of year.
    """
    return render_page(GanttsChart(compared, text).draw(), kind)


def campus_load_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the people and the cohorts at school, week by week: a panel a scenario."""
    return render_page(CampusLoadChart(compared, text).draw(), kind)


def measures_chart(compared: Sequence[Compared], text: Messages, kind: ImageFormat) -> bytes:
    """Draw the measures in which the scenarios differ, each on its own scale."""
    return render_page(MeasuresChart(compared, text).draw(), kind)


def front_chart(
    front: Front, compared: Sequence[Compared], text: Messages, kind: ImageFormat
) -> bytes:
    """Draw the Pareto front of two objectives, the scenarios, and the distances of given plannings.

    Parameters
    ----------
    compared
        The scenarios to show, with their numbers in the table.
    """
    return render_page(FrontChart(front, compared, text).draw(), kind)
