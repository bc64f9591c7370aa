"""Scenarios: a programme with some rules changed, planned beside others and compared."""

from planner.scenarios.comparison import Compared, Front, FrontPoint
from planner.scenarios.specification import Result, Specification, Status, specification, versions

__all__ = [
    "Compared",
    "Front",
    "FrontPoint",
    "Result",
    "Specification",
    "Status",
    "specification",
    "versions",
]
