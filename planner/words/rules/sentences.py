"""The sentences about rules, as generic functions: each rule registers its own.

The files of this folder are those of `planner.rules`; in each, what is said of a rule stands
together. A rule must register what it requires; for the others, its unit gives a default.
"""

from collections.abc import Iterator, Sequence
from functools import singledispatch

from planner.messages import Messages
from planner.rules.statement import UNBOUNDED, AnyRule, Aspect, Bound, Unit
from planner.solver.demands import Demand, Side
from planner.words.quantities import Scale
from planner.year.weeks import Minutes, Week


@singledispatch
def about(rule: AnyRule, text: Messages) -> str:
    """Return what tells a rule from others of its name: an activity, a block, a semester."""
    return rule.about


@singledispatch
def required(rule: AnyRule, text: Messages) -> str:
    """Return what a rule requires.

    Raises
    ------
    TypeError
        Nothing is registered for the rule.
    """
    raise TypeError(f"no words are registered for {type(rule).__name__}")


@singledispatch
def caveat(rule: AnyRule, text: Messages) -> str:
    """Return what a rule does otherwise than its figures say; "" for nearly all."""
    return ""


@singledispatch
def steps_in_a_week(rule: AnyRule, aspect: Aspect) -> int:
    """Return how many of what a rule counts make a week, where its limits are written in weeks."""
    return 1


def scale_of(rule: AnyRule, aspect: Aspect) -> Scale:
    """Return how figures of a rule are said: in weeks where they are so written, if days count."""
    a_week = steps_in_a_week(rule, aspect)
    return Scale(rule.unit_of(aspect)) if a_week == 1 else Scale(Unit.WEEKS, a_week)


@singledispatch
def outcome(rule: AnyRule, bounds: Sequence[Bound], text: Messages) -> str:
    """Return what a planning has: the quantity of the year, or the number of breaches."""
    if bounds and all(bound.week is None for bound in bounds):
        return scale_of(rule, bounds[0].aspect).counted(bounds[0].figure, text)
    return text.counted("breaches", sum(not bound.kept for bound in bounds))


@singledispatch
def figure_found(rule: AnyRule, bound: Bound, text: Messages) -> str:
    """Return the quantity of a broken bound."""
    return scale_of(rule, bound.aspect).quantity(bound.figure, text)


@singledispatch
def breach_in_week(rule: AnyRule, bound: Bound, week: Week, text: Messages) -> str:
    """Return what is wrong in one week, and what is accepted there."""
    return text("breach", **breach_values(rule, bound, text))


def breach_values(rule: AnyRule, bound: Bound, text: Messages) -> dict[str, object]:
    """Return the quantity of a broken bound and the values accepted, for a sentence."""
    return {
        "found": figure_found(rule, bound, text),
        "accepted": scale_of(rule, bound.aspect).accepted(bound.accepted, text),
    }


@singledispatch
def cause(
    rule: AnyRule, demands: Sequence[Demand], weeks: Sequence[Week], text: Messages
) -> Iterator[str]:
    """Yield what some demands of one aspect of a rule contribute to a conflict."""
    yield required(rule, text)


@singledispatch
def hours_given(rule: AnyRule, demand: Demand, minutes: Minutes, text: Messages) -> str:
    """Return how many hours the weeks give where those that a rule demands do not fit.

    Parameters
    ----------
    minutes
        The most where at least some hours are demanded, else the least.
    """
    key = "cause.gives-least" if demand.side is Side.LEAST else "cause.gives-most"
    return text(key, hours=minutes)


@singledispatch
def cause_in_week(rule: AnyRule, place: int, week: Week, text: Messages) -> str:
    """Return what a rule that states something of each week contributes to a conflict in one.

    Parameters
    ----------
    place
        The position of the week in the year.
    """
    return ""


def demanded(rule: AnyRule, demands: Sequence[Demand], text: Messages) -> str:
    """Return the values that demands of one aspect accept together, with their unit."""
    low, high = -UNBOUNDED, UNBOUNDED
    for demand in demands:
        ((least, most),) = demand.accepted
        low = least if demand.side is Side.LEAST else low
        high = most if demand.side is Side.MOST else high
    values = scale_of(rule, demands[0].aspect).interval(low, high, text)
    return in_a_row(demands[0], values, text)


def in_a_row(demand: Demand, what: str, text: Messages) -> str:
    """Return a length as weeks in a row: those of one block, not of all the blocks."""
    return text("cause.in-a-row", what=what) if demand.aspect is Aspect.LENGTH else what
