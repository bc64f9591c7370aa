"""Quantities of rules in sentences: numbers in their unit, and the values that are accepted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.messages import Messages
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import CutWeeks
from planner.rules.statement import UNBOUNDED, Intervals, Unit


@dataclass(frozen=True)
class Scale:
    """How figures of a rule are said.

    Attributes
    ----------
    unit
        In what: that in which a programme writes its limits.
    a_unit
        How many of what the rule counts make one: 5 days a week.
    """

    unit: Unit
    a_unit: int = 1

    def figure(self, count: int) -> float:
        """Return what a rule counts in this unit: 34 days are 6.8 weeks."""
        return count if self.a_unit == 1 or abs(count) >= UNBOUNDED else count / self.a_unit

    def quantity(self, count: int, text: Messages) -> str:
        """Return a figure as a bare number."""
        return quantity(self.unit, self.figure(count), text)

    def counted(self, count: int, text: Messages) -> str:
        """Return a figure with its unit."""
        return counted(self.unit, self.figure(count), text)

    def accepted(self, intervals: Intervals, text: Messages) -> str:
        """Return the values of some intervals, as bare numbers."""
        return accepted(self.unit, [tuple(map(self._end, ends)) for ends in intervals], text)

    def interval(self, low: int, high: int, text: Messages) -> str:
        """Return the values from `low` to `high` with their unit."""
        return interval(self.unit, self._end(low), self._end(high), text)

    def _end(self, count: int) -> float:
        """Return an end of an interval; a day at least is no limit on weeks."""
        return -UNBOUNDED if count == 1 < self.a_unit else self.figure(count)


def quantity(unit: Unit, value: float, text: Messages) -> str:
    """Return a quantity as a bare number; minutes as hours."""
    return text.hours(round(value)) if unit is Unit.MINUTES else text.number(value)


def counted(unit: Unit, value: float, text: Messages) -> str:
    """Return a quantity with its unit: 17 weeks, 3 blocks, 35 h."""
    return text.hours(round(value)) if unit is Unit.MINUTES else text.counted(unit, value)


def accepted(unit: Unit, intervals: Iterable[Sequence[float]], text: Messages) -> str:
    """Return the values of some intervals, as bare numbers: at least 3, 0 or 2."""
    parts = []
    for low, high in intervals:
        if low == high:
            parts.append(quantity(unit, low, text))
        elif low <= -UNBOUNDED:
            parts.append(text("accepted.at-most", le=quantity(unit, high, text)))
        elif high >= UNBOUNDED:
            parts.append(text("accepted.at-least", ge=quantity(unit, low, text)))
        else:
            ends = {"low": quantity(unit, low, text), "high": quantity(unit, high, text)}
            parts.append(text("accepted.between", **ends))
    return f" {text('word.or')} ".join(parts)


def interval(unit: Unit, low: float, high: float, text: Messages) -> str:
    """Return the values from `low` to `high` with their unit; beyond `UNBOUNDED` is no limit."""
    if low == high:
        return counted(unit, low, text)
    if low <= -UNBOUNDED:
        return text("accepted.at-most", le=counted(unit, high, text))
    if high >= UNBOUNDED:
        return text("accepted.at-least", ge=counted(unit, low, text))
    return text("accepted.between", low=quantity(unit, low, text), high=counted(unit, high, text))


def extent(unit: Unit, values: Extent, text: Messages) -> str:
    """Return how many of something there may be: 17 weeks, from 3 to 5 blocks."""
    return interval(unit, values.low, UNBOUNDED if values.high is None else values.high, text)


def count_of_cut_weeks(count: CutWeeks, text: Messages) -> str:
    """Return how a number of weeks counts cut ones, to follow it; "" where it counts the days."""
    if count is CutWeeks.FIFTHS:
        return ""
    key = "cut-weeks.whole" if count is CutWeeks.WHOLE else "cut-weeks.touched"
    return f" ({text(key)})"


def one_of_quantities(unit: Unit, values: Sequence[int], text: Messages) -> str:
    """Return some quantities as alternatives: 0, 1 or 2 sessions."""
    others = [str(value) for value in values[:-1]]
    last = counted(unit, values[-1], text)
    return f"{', '.join(others)} {text('word.or')} {last}" if others else last


def block_shape(shape: BlockShape, text: Messages) -> str:
    """Return the number and the lengths that blocks may have."""
    count = [extent(Unit.BLOCKS, shape.count, text)] if shape.count else []
    weeks = _lengths(Unit.WEEKS, shape.shortest, shape.longest, text)
    days = _lengths(Unit.DAYS, shape.shortest_days or 1, shape.longest_days, text)
    return text.listed([*count, *([*weeks, *days] or [text("required.length-any")])])


def _lengths(unit: Unit, shortest: int, longest: int | None, text: Messages) -> list[str]:
    """Return the lengths that blocks may have in a unit; nothing where it does not limit them."""
    if longest is None and shortest == 1:
        return []
    if longest is None:
        return [text("required.length-from", shortest=counted(unit, shortest, text))]
    if longest == shortest:
        return [text("required.length", length=counted(unit, shortest, text))]
    if shortest == 1 and unit is Unit.DAYS:
        return [text("required.length-to", longest=counted(unit, longest, text))]
    longest_one = counted(unit, longest, text)
    return [text("required.length-between", shortest=shortest, longest=longest_one)]
