"""Scenarios: a programme with some rules changed, planned beside others and compared."""

from planner.scenarios.specification import Result, Specification, Status, specification, versions

__all__ = ["Result", "Specification", "Status", "specification", "versions"]
