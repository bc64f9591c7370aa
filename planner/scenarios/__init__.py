"""Scenarios: a programme with some rules changed, planned beside others and compared."""

from planner.scenarios.comparison import Compared, Front, FrontPoint, best_and_worst
from planner.scenarios.specification import Result, Specification, Status, specification, versions

__all__ = [
    "Compared",
    "Front",
    "FrontPoint",
    "Result",
    "Specification",
    "Status",
    "best_and_worst",
    "specification",
    "versions",
]
