"""Sentences on years that were to be planned jointly."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.statement import Unit
from planner.words.names import activity_name
from planner.words.quantities import counted


def unfit_years_lines(
    cases: Sequence[Case], is_each_possible: bool, text: Messages
) -> Iterator[str]:
    """Yield what binds years of which no plannings fit together: the limits across their edges.

    Parameters
    ----------
    is_each_possible
        Whether each year by itself is known to have a planning.
    """
    if is_each_possible:
        yield text("jointly.each-possible")
    course = Course(tuple(cases))
    limits = {
        (course.classes[edge.later][1].id, activity): longest
        for edge in course.edges
        for activity, longest in edge.longest.items()
    }
    for (cohort, activity), longest in limits.items():
        name, weeks = activity_name(activity, text), counted(Unit.WEEKS, longest, text)
        yield text("jointly.limit", cohort=cohort, activity=name, weeks=weeks)
