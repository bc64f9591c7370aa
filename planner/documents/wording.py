"""What documents and terminal say in the same words: of rules, of breaches, of versions."""

from collections.abc import Sequence

from planner.check import RuleCheck, Verdict
from planner.domain import BlockShape, Edition, RuleName, Week
from planner.messages import Messages
from planner.rules import Rule
from planner.rules.blocks import Blocks
from planner.rules.hours import AcademicHours, CompanyHours, OnsiteAWeek, OnsiteHours, OnsiteRoom
from planner.rules.leave import Leave
from planner.rules.sessions import LastCompanyBlock, Sessions, SessionsAWeek, SessionWeeks
from planner.rules.statement import UNBOUNDED, Bound, Intervals
from planner.rules.weeks import Closed, FixedWeeks, SchoolWeeks

MINUTES = (
    RuleName.ONSITE_ROOM,
    RuleName.ONSITE_HOURS,
    RuleName.ONSITE_A_WEEK,
    RuleName.ACADEMIC_HOURS,
    RuleName.COMPANY_HOURS,
)
"""The rules whose quantities are minutes."""


def version_line(edition: Edition, text: Messages) -> str:
    """Say which version a document is, and when it was issued."""
    version = edition.version_label or text("version.unnamed")
    line = text("version", version=version)
    if edition.issued:
        line += " – " + text("version.issued", day=edition.issued)
    return line if edition.status == "optimal" else f"{line} – {text('status.feasible')}"


def required(rule: Rule, text: Messages) -> str:
    """Say what a rule asks."""
    match rule:
        case FixedWeeks():
            fixed = sorted(rule.activities.items())
            weeks = (
                f"{text('week.letter')}{week:02} {text(f'activity.{activity}')}"
                for week, activity in fixed
            )
            return text.listed(weeks) or text("required.nothing-fixed")
        case SchoolWeeks():
            return text.counted("weeks", rule.count)
        case Blocks():
            return _shape(rule.shape, text)
        case Sessions():
            return text.counted("sessions", rule.total)
        case SessionsAWeek():
            return text("required.sessions_a_week", accepted=_alternatives(rule.accepted, text))
        case Leave():
            leave = rule.leave
            return text("required.leave", weeks=leave.weeks, consecutive=leave.consecutive)
        case OnsiteHours():
            return text.hours(rule.total)
        case OnsiteRoom():
            return text("required.onsite_room", total=rule.total, day=rule.workday.school)
        case OnsiteAWeek():
            return text("required.onsite_a_week", day=rule.workday.school)
        case AcademicHours() | CompanyHours():
            target = rule.target
            return text("required.target", target=target.minutes, tolerance=target.tolerance)
        case _:
            return text(f"required.{rule.name}")


def found(check: RuleCheck, text: Messages) -> str:
    """Say what a planning has instead: a number, the lengths of blocks, or a count of breaches."""
    if check.verdict is Verdict.NOT_GIVEN:
        return text("verdict.not_given")
    if isinstance(check.rule, Blocks):
        lengths = [b.actual for b in check.bounds if b.week is not None]
        return " · ".join(map(str, lengths)) or "0"
    if isinstance(check.rule, Leave):
        return text("found.leave", weeks=check.bounds[0].actual)
    if isinstance(check.rule, SessionsAWeek):
        values = sorted({bound.actual for bound in check.bounds})
        return text("found.sessions_a_week", values=_alternatives(values, text))
    if len(check.bounds) == 1 and check.bounds[0].week is None:
        return quantity(check.rule, check.bounds[0].actual, text)
    return text.counted("breaches", len(check.breaches))


def accepted(rule: Rule, intervals: Intervals, text: Messages) -> str:
    """Say which values a bound accepts."""
    parts = []
    for low, high in intervals:
        if low == high:
            parts.append(quantity(rule, low, text))
        elif low <= -UNBOUNDED:
            parts.append(text("accepted.at-most", le=quantity(rule, high, text)))
        elif high >= UNBOUNDED:
            parts.append(text("accepted.at-least", ge=quantity(rule, low, text)))
        else:
            ends = {"low": quantity(rule, low, text), "high": quantity(rule, high, text)}
            parts.append(text("accepted.between", **ends))
    return f" {text('word.or')} ".join(parts)


def quantity(rule: Rule, value: int, text: Messages) -> str:
    """Write a quantity of a rule in its unit."""
    return text.hours(value) if rule.name in MINUTES else text.number(value)


def breach(check: RuleCheck, bound: Bound, weeks: Sequence[Week], text: Messages) -> str:
    """Say what is wrong at one place, and what is accepted there."""
    rule = check.rule
    values: dict[str, object] = {
        "found": _counted(rule, bound, text),
        "accepted": accepted(rule, bound.accepted, text),
    }
    if bound.week is None:
        return text("breach", **values)
    match rule:
        case FixedWeeks():
            fixed = rule.activities.get(weeks[bound.week].iso_week)
            what = (
                text("breach.fixed_weeks", accepted=text(f"activity.{fixed}"))
                if fixed
                else text("breach.strayed")
            )
        case Blocks():
            what = text("breach.length", **values)
        case Closed() | SessionWeeks() | LastCompanyBlock() | OnsiteAWeek():
            what = text(f"breach.{rule.name}", **values)
        case _:
            what = text("breach", **values)
    return text("breach.place", week=week_name(weeks[bound.week], text), what=what)


def _counted(rule: Rule, bound: Bound, text: Messages) -> str:
    match rule:
        case Blocks():
            return text.counted("blocks" if bound.week is None else "weeks", bound.actual)
        case SessionWeeks() | LastCompanyBlock():
            return text.counted("sessions", bound.actual)
    return quantity(rule, bound.actual, text)


def week_name(week: Week, text: Messages) -> str:
    """Name a week by its number and its year: S07 2027."""
    return f"{text('week.letter')}{week.iso_week:02} {week.iso_year}"


def _shape(shape: BlockShape, text: Messages) -> str:
    if shape.longest is None:
        lengths = text("required.length-from", shortest=shape.shortest)
    elif shape.longest == shape.shortest:
        lengths = text("required.length", shortest=shape.shortest)
    else:
        lengths = text("required.length-between", shortest=shape.shortest, longest=shape.longest)
    if shape.last_shortest is not None:
        lengths = text("required.length-last", lengths=lengths, last=shape.last_shortest)
    return lengths if shape.count is None else f"{text.counted('blocks', shape.count)}, {lengths}"


def _alternatives(values: tuple[int, ...] | list[int], text: Messages) -> str:
    *others, last = [str(value) for value in values]
    return f"{', '.join(others)} {text('word.or')} {last}" if others else last
