"""Scenarios: a programme with some rules changed, planned beside others and compared."""

from planner.scenarios.comparison import (
    FRONT_OBJECTIVES,
    Better,
    Compared,
    Distance,
    Front,
    FrontPoint,
    distance,
    foremost,
    front_objectives,
    front_values,
    names_beside,
)
from planner.scenarios.specification import Result, Specification, Status, specification

__all__ = [
    "FRONT_OBJECTIVES",
    "Better",
    "Compared",
    "Distance",
    "Front",
    "FrontPoint",
    "Result",
    "Specification",
    "Status",
    "distance",
    "foremost",
    "front_objectives",
    "front_values",
    "names_beside",
    "specification",
]
