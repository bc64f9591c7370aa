"""What is said of the rule on locked weeks."""

from planner.messages import Messages
from planner.rules.locks import LockedWeeks
from planner.rules.statement import Aspect, Bound
from planner.words.names import activity_name
from planner.words.quantities import quantity
from planner.words.rules.sentences import breach_in_week, cause_in_week, required
from planner.year.weeks import Week


@required.register
def _(rule: LockedWeeks, text: Messages) -> str:
    return text.counted("weeks", sum(map(bool, rule.weeks)))


@breach_in_week.register
def _(rule: LockedWeeks, bound: Bound, week: Week, text: Messages) -> str:
    kept = rule.weeks[bound.week or 0]
    assert kept is not None
    if bound.aspect is Aspect.COUNT:
        figure = text.counted("sessions", kept.sessions or 0)
    elif bound.aspect is Aspect.TOTAL:
        figure = text.hours(kept.onsite)
    else:
        return text("breach.locked_weeks", kept=activity_name(kept.activity, text))
    found = quantity(rule.unit_of(bound.aspect), bound.figure, text)
    return text("breach.locked_weeks-figure", kept=figure, found=found)


@cause_in_week.register
def _(rule: LockedWeeks, place: int, week: Week, text: Messages) -> str:
    kept = rule.weeks[place]
    if kept is None:
        return ""
    name = activity_name(kept.activity, text)
    if kept.sessions is None or not kept.activity.sessions:
        return name
    return f"{name} ({text.counted('sessions', kept.sessions)})"
