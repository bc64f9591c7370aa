"""The sums of each cohort's year, beside what the rules ask of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.messages import Messages
from planner.planning.check import RuleCheck
from planner.planning.ledger import Totals, presence, totals
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import RuleName
from planner.rules.statement import Aspect, Bound, Unit
from planner.words.quantities import accepted, quantity
from planner.year.activity import Activity


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
    """A quantity of each cohort, and the statement that a rule may make of it."""

    key: str
    unit: Unit
    values: list[int]
    rule: RuleName | None = None
    aspect: Aspect = Aspect.VALUE


def year_totals(
    planning: Planning, checks: Sequence[RuleCheck], text: Messages
) -> tuple[YearTotal, ...]:
    """Return the sums of a planning: weeks, blocks, sessions and hours."""
    stated = {
        (each.cohort.id, each.rule.name, bound.aspect): bound
        for each in checks
        for bound in each.bounds
        if each.cohort and bound.week is None
    }
    ids = [row.cohort.id for row in planning.cohorts]

    def figure(summed: _Sum, position: int) -> YearFigure:
        bound = summed.rule and stated.get((ids[position], summed.rule, summed.aspect))
        return _figure(summed.unit, summed.values[position], bound or None, text)

    return tuple(
        YearTotal(text(summed.key), tuple(figure(summed, n) for n in range(len(ids))))
        for summed in _sums(planning)
    )


def _figure(unit: Unit, value: int, bound: Bound | None, text: Messages) -> YearFigure:
    """Return a sum; what a rule asks stands beside it where the rule counts the same."""
    told = quantity(unit, value, text)
    if bound is None or bound.figure != value:
        return YearFigure(told, "", is_kept=True)
    return YearFigure(told, accepted(unit, bound.accepted, text), bound.kept)


_OF_RULES = {"school_weeks": RuleName.SCHOOL_WEEKS, "company_weeks": RuleName.COMPANY_WEEKS}


def _sums(planning: Planning) -> Iterator[_Sum]:
    rows = planning.cohorts
    found = [totals(row, planning.case) for row in rows]
    for key, weeks in presence(found):
        yield _Sum(f"total.{key}", Unit.WEEKS, weeks, _OF_RULES.get(key))
    blocks = (
        (Activity.SCHOOL, RuleName.SCHOOL_BLOCKS),
        (Activity.COMPANY, RuleName.COMPANY_BLOCKS),
    )
    for activity, rule in blocks:
        counts = [_blocks(row, activity) for row in rows]
        yield _Sum(f"rule.{rule}", Unit.BLOCKS, counts, rule, Aspect.COUNT)
    yield from _hours(found, has_sessions=planning.has_sessions)


def _blocks(row: CohortPlanning, activity: Activity) -> int:
    return sum(block.activity == activity for block in row.blocks)


def _hours(found: Sequence[Totals], *, has_sessions: bool) -> Iterator[_Sum]:
    if has_sessions:
        yield _Sum("total.sessions", Unit.SESSIONS, [t.sessions for t in found], RuleName.SESSIONS)
    yield _Sum("total.onsite", Unit.MINUTES, [t.onsite for t in found], RuleName.ONSITE_HOURS)
    if has_sessions:
        academic = [t.academic for t in found]
        yield _Sum("total.academic", Unit.MINUTES, academic, RuleName.ACADEMIC_HOURS)
    yield _Sum("total.company", Unit.MINUTES, [t.company for t in found], RuleName.COMPANY_HOURS)
