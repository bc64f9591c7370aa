"""Plannings to choose from, as a table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.api.errors import public_errors
from planner.api.plannings import planned_in_time
from planner.files.problems import Unusable, problem
from planner.planning.changes import weeks_apart
from planner.planning.measures import objective_value
from planner.planning.planning import Edition
from planner.rules.case import Case
from planner.rules.given import MOST_ALTERNATIVES, MOST_WEEKS_APART
from planner.scenarios.alternatives import (
    WEEKS_APART,
    AskedAlternatives,
    Limits,
    check_first,
    find_alternatives,
    objectives_that_matter,
    steps_by_objective,
)

if TYPE_CHECKING:
    from planner.solver.solve import Outcome


@public_errors()
def alternatives(
    planning: Edition,
    count: int,
    *,
    apart: int = WEEKS_APART,
    at_most_worse: Mapping[str, int] | None = None,
    time_limit: float | None = None,
) -> pd.DataFrame:
    """Find further plannings that are as good as one, each far from all others.

    Each is the best, by the ranking of the programme, of those that differ in so many weeks from
    all before it and are as good as the first one in each objective that matters. These are all
    but the last two of the ranking, which only pick one of equally good plannings.

    Parameters
    ----------
    planning
        The first planning, as from `plan`; it keeps every rule.
    count
        How many further ones, at most 20.
    apart
        In how many weeks two plannings differ at least, those of all cohorts added up.
    at_most_worse
        By how much an objective may be worse, in its unit, by the name of the objective.
    time_limit
        Seconds for each search.

    Returns
    -------
    DataFrame
        A row a planning, the first one included, by its number from 1: its status, the values of
        the objectives that matter, the weeks in which it differs from planning 1, 2 and so on,
        and the planning. `attrs["end"]` is why there are no more: "complete" if there are as many
        as asked, "proven" if it is proven that there are no further ones, "time" if the time was
        over before that.

    Raises
    ------
    UnusableInput
        The planning breaks a rule, a number is out of range, an objective is unknown, or the time
        limit is not positive.
    """
    from planner.solver.solve import solve

    first = planning.planning
    _check_range("count", count, MOST_ALTERNATIVES)
    _check_range("apart", apart, MOST_WEEKS_APART)
    ranking = first.case.ranking
    worse = steps_by_objective((at_most_worse or {}).items(), ranking, "at_most_worse")
    limit = planned_in_time(first.programme, first.year.start_year, time_limit).time_limit
    check_first(first)

    def search(case: Case, limits: Limits) -> "Outcome":
        return solve(case, limits=limits, time_limit=limit)

    asked = AskedAlternatives(count, apart, worse)
    found = find_alternatives(planning, first.case, asked, search)
    rows = [
        {
            "status": each.status,
            **{str(n): objective_value(n, each.planning) for n in objectives_that_matter(ranking)},
            **{
                f"apart_from_{number}": weeks_apart(each.planning, other.planning)
                for number, other in enumerate(found.editions, start=1)
            },
            "planning": each,
        }
        for each in found.editions
    ]
    table = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="number"))
    table.attrs["end"] = str(found.end)
    return table


def _check_range(field: str, found: int, most: int) -> None:
    if not 1 <= found <= most:
        accepted = problem("accepted.between", low=1, high=most)
        raise Unusable([problem("field.value", field=field, found=found, accepted=accepted)])
