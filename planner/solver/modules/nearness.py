"""What modules keep of a planning, and how far they are from one: constraints and measures."""

from collections.abc import Mapping

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.kept import ModuleShare
from planner.curriculum.module import Module
from planner.solver.rhythm import Expression

History = tuple[tuple[tuple[int, int, int], ...], ...]
"""What a module must have and what it had, by week: minutes and sessions."""


def history_of(module: Module, frame: Frame) -> History:
    """Return what a module must have and what it had, to tell it from others."""

    def row(shares: Mapping[int, ModuleShare]) -> tuple[tuple[int, int, int], ...]:
        return tuple((week, share.minutes, share.sessions) for week, share in shares.items())

    return row(frame.kept_of(module)), row(frame.near_of(module))


def post_kept(
    cp: cp_model.CpModel, values: Mapping[int, Expression], factor: int, kept: Mapping[int, int]
) -> None:
    """Post that quantities of weeks are those that are kept; a week without one has 0.

    Parameters
    ----------
    factor
        What one of the quantity counts: minutes of a unit of hours.
    """
    for week, held in kept.items():
        here = values.get(week, 0)
        if isinstance(here, int):
            if here != held:
                cp.add_bool_or([])
        else:
            cp.add(factor * here == held)


def moved(
    cp: cp_model.CpModel, values: Mapping[int, Expression], factor: int, before: Mapping[int, int]
) -> Expression:
    """Return how much quantities of weeks have more than before, all weeks added up.

    Parameters
    ----------
    factor
        What one of the quantity counts.
    before
        What weeks had; those that it does not name do not count.
    """
    total: Expression = 0
    for week, had in before.items():
        here = factor * values.get(week, 0)
        if had and week in values:
            more = cp.new_int_var(0, 10**6, f"more {week}")
            cp.add(more >= here - had)
            total = total + more
        else:
            total = total + here
    return total
