"""What is said of the rules on hours."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.rules.hours import (
    AcademicHours,
    CompanyHours,
    OnsiteAWeek,
    OnsiteHours,
    OnsitePart,
    OnsiteRoom,
    SemesterHours,
)
from planner.rules.statement import Bound
from planner.solver.demands import Demand, Side
from planner.words.rules.sentences import (
    breach_in_week,
    breach_values,
    cause,
    figure_found,
    hours_given,
    required,
)
from planner.year.weeks import Minutes, Week

# --- room for the hours on site


@required.register
def _(rule: OnsiteRoom, text: Messages) -> str:
    day = rule.part.teaching.workday.school
    return text("required.onsite_room", total=rule.part.due.low, day=day)


@cause.register
def _(
    rule: OnsiteRoom, demands: Sequence[Demand], weeks: Sequence[Week], text: Messages
) -> Iterator[str]:
    part = rule.part
    if _is_exceeded(part):
        yield text("cause.room-kept", more=-(part.due.high or 0))
        return
    least, most = "cause.room-least", "cause.room-most"
    if part.is_open:
        least, most = "cause.room-least-academic", "cause.room-most-academic"
    for demand in demands:
        if demand.side is Side.LEAST:
            yield text(least, total=part.due.low)
        else:
            yield text(most, total=part.due.high)


@hours_given.register
def _(rule: OnsiteRoom, demand: Demand, minutes: Minutes, text: Messages) -> str:
    if _is_exceeded(rule.part):
        return ""
    key = "cause.gives-least" if demand.side is Side.LEAST else "cause.room-needs"
    return text(key, hours=minutes)


def _is_exceeded(part: OnsitePart) -> bool:
    """Whether locked weeks alone have more hours than are accepted."""
    return part.due.high is not None and part.due.high < 0


# --- hours on site


@required.register(OnsiteHours)
@required.register(SemesterHours)
def _(rule: OnsiteHours | SemesterHours, text: Messages) -> str:
    return text.hours(rule.total)


@required.register
def _(rule: OnsiteAWeek, text: Messages) -> str:
    limits, school = rule.teaching.a_week, rule.teaching.workday.school
    if limits.is_exact:
        return text("required.onsite-a-day", day=limits.low // 5)
    day = text("required.onsite_a_week", day=school)
    if not limits.low and limits.high is None:
        return day
    most = 5 * school if limits.high is None else limits.high
    return text("required.onsite-between", least=limits.low, most=most, day=day)


@figure_found.register
def _(rule: OnsiteAWeek, bound: Bound, text: Messages) -> str:
    return text.hours(abs(bound.figure))


@breach_in_week.register
def _(rule: OnsiteAWeek, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.onsite_a_week", **breach_values(rule, bound, text))


# --- targets


@required.register(AcademicHours)
@required.register(CompanyHours)
def _(rule: AcademicHours | CompanyHours, text: Messages) -> str:
    target = rule.target
    return text("required.target", target=target.minutes, tolerance=target.tolerance)
