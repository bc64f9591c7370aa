"""Scenarios: variants of a programme that are planned and compared; sweeps; Pareto fronts."""

from planner.scenarios.comparison import (
    FRONT_OBJECTIVES,
    Compared,
    Distance,
    DominatingPoint,
    Front,
    FrontPoint,
    distance,
    front_objectives,
    front_values,
    measure_values,
    select_scenarios,
    short_scenario_names,
)
from planner.scenarios.specification import Result, Specification, Status, specification

__all__ = [
    "FRONT_OBJECTIVES",
    "Compared",
    "Distance",
    "DominatingPoint",
    "Front",
    "FrontPoint",
    "Result",
    "Specification",
    "Status",
    "distance",
    "front_objectives",
    "front_values",
    "measure_values",
    "select_scenarios",
    "short_scenario_names",
    "specification",
]
