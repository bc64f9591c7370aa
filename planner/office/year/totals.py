"""The sums of each cohort's year, beside what the rules ask of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.messages import Messages
from planner.planning.blocks import stretches
from planner.planning.check import RuleCheck
from planner.planning.ledger import presence, totals
from planner.planning.planning import Planning
from planner.rules.statement import UNBOUNDED, Bound, Unit
from planner.words.quantities import accepted
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class YearFigure:
    """The sum of one cohort; `asked` is "" where no rule states it."""

    value: str
    asked: str
    is_kept: bool


@dataclass(frozen=True)
class YearTotal:
    """A row of sums, one a cohort."""

    name: str
    figures: tuple[YearFigure, ...]


@dataclass(frozen=True)
class _Sum:
    """A quantity of each cohort; the name of the rule that may ask for it ends its key."""

    key: str
    unit: Unit
    values: Sequence[float]


def year_sums(
    planning: Planning, checks: Sequence[RuleCheck], text: Messages
) -> tuple[YearTotal, ...]:
    """Return the sums of a planning: weeks, blocks, sessions and hours."""
    asked = {
        (each.cohort.id, each.rule.name.value, each.rule.unit_of(bound.aspect)): bound
        for each in checks
        for bound in each.bounds
        if each.cohort and bound.week is None
    }
    ids = [row.cohort.id for row in planning.cohorts]

    def figure(summed: _Sum, position: int) -> YearFigure:
        key, value = (ids[position], summed.key.rpartition(".")[2]), summed.values[position]
        found, counted_days = asked.get((*key, summed.unit)), asked.get((*key, Unit.DAYS))
        if summed.unit is Unit.WEEKS and counted_days:
            return _figure_in_days(value, counted_days, planning.year, text)
        return _figure(summed.unit, value, found, text)

    return tuple(
        YearTotal(text(summed.key), tuple(figure(summed, n) for n in range(len(ids))))
        for summed in _sums(planning)
    )


def _figure_in_days(weeks: float, bound: Bound, year: AcademicYear, text: Messages) -> YearFigure:
    """Return a sum of weeks of which a rule counts the days: what it asks are whole weeks."""

    def asked(days: int) -> int:
        return days if abs(days) >= UNBOUNDED else days // year.steps_a_week

    if year.in_weeks(bound.figure) != weeks:
        return YearFigure(text.number(weeks), "", is_kept=True)
    intervals = tuple((asked(low), asked(high)) for low, high in bound.accepted)
    return YearFigure(text.number(weeks), accepted(Unit.WEEKS, intervals, text), bound.kept)


def _figure(unit: Unit, value: float, bound: Bound | None, text: Messages) -> YearFigure:
    """Return a sum; what a rule asks stands beside it where the rule counts the same."""
    told = text.hours(round(value)) if unit is Unit.MINUTES else text.number(value)
    if bound is None or bound.figure != value:
        return YearFigure(told, "", is_kept=True)
    return YearFigure(told, accepted(unit, bound.accepted, text), bound.kept)


def _sums(planning: Planning) -> Iterator[_Sum]:
    rows = planning.cohorts
    found = [totals(row, planning.case) for row in rows]
    for key, weeks in presence(found):
        yield _Sum(f"total.{key}", Unit.WEEKS, weeks)
    for name, activity in (("school", Activity.SCHOOL), ("company", Activity.COMPANY)):
        blocks = (stretches(row, planning.year) for row in rows)
        counts = [sum(block.activity == activity for block in found) for found in blocks]
        yield _Sum(f"rule.{name}_blocks", Unit.BLOCKS, counts)
    if planning.has_sessions:
        yield _Sum("rule.sessions", Unit.SESSIONS, [t.sessions for t in found])
    yield _Sum("rule.onsite_hours", Unit.MINUTES, [t.onsite for t in found])
    if any(t.lost for t in found):
        yield _Sum("total.lost", Unit.MINUTES, [t.lost for t in found])
    if planning.has_sessions:
        yield _Sum("rule.academic_hours", Unit.MINUTES, [t.academic for t in found])
    yield _Sum("rule.company_hours", Unit.MINUTES, [t.company for t in found])
