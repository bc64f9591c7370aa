"""Why there is no planning, and what would make one possible, in sentences."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from planner.messages import Messages
from planner.rules import Rule, SharedRule
from planner.rules.blocks import AcrossYears, Blocks, NamedBlocks
from planner.rules.hours import OnsiteRoom
from planner.rules.sessions import SemesterSessions, Sessions
from planner.rules.statement import UNBOUNDED, Aspect, Intervals
from planner.rules.weeks import Events, FixedWeeks, ForbiddenWeeks, LockedWeeks, Patterned, Weeks
from planner.solver.demands import Demand, Side
from planner.solver.eases import Ease
from planner.words import rules as wording
from planner.year.activity import Activity
from planner.year.weeks import HOUR, Week

if TYPE_CHECKING:
    from planner.solver.explain import Conflict, Way


def conflict_lines(conflict: "Conflict", weeks: Sequence[Week], text: Messages) -> Iterator[str]:
    """Say what does not go together: a line for each rule of each cohort."""
    for _, group in groupby(conflict.demands, lambda demand: demand.of):
        demands = list(group)
        rule = f"{wording.rule_name(demands[0].rule, text)} ({demands[0].name})"
        what = text.listed(dict.fromkeys(_parts(demands, weeks, text)))
        yield _line(demands[0], rule, what, text)


def _line(demand: Demand, rule: str, what: str, text: Messages) -> str:
    return text("cause", cohort=demand.cohort or text("cohort.all"), rule=rule, what=what)


def _parts(demands: Sequence[Demand], weeks: Sequence[Week], text: Messages) -> Iterator[str]:
    rule = demands[0].rule
    if rule.by_week:
        yield from _weeks(demands, weeks, text)
        return
    for aspect, group in groupby(demands, lambda demand: demand.aspect):
        sides = list(group)
        match rule:
            case Blocks() if aspect is Aspect.PLACE and rule.weeks:
                first, last = weeks[rule.weeks[0]], weeks[rule.weeks[-1]]
                yield text("cause.place", first=first.monday, last=last.last_day)
            case Blocks() if aspect is Aspect.PLACE:
                yield text("cause.no-place")
            case OnsiteRoom() if rule.total < 0:
                yield text("cause.room-kept", more=-rule.total)
            case OnsiteRoom():
                for demand in sides:
                    is_least = demand.side is Side.LEAST
                    key = "cause.room-least" if is_least else "cause.room-most"
                    yield text(key, total=rule.total)
            case Blocks() | NamedBlocks() | AcrossYears() | Weeks() | Sessions():
                yield _in_a_row(sides[0], _figures(rule, aspect, _both(sides), text), text)
            case SemesterSessions():
                yield _figures(rule, aspect, _both(sides), text)
            case _:
                yield wording.required(rule, text)


def _in_a_row(demand: Demand, what: str, text: Messages) -> str:
    """Tell the weeks of one block from those of all the blocks."""
    is_length = demand.aspect is Aspect.LENGTH
    return text("cause.in-a-row", what=what) if is_length else what


def _both(sides: Sequence[Demand]) -> Intervals:
    """Put the two ends of what is accepted together, as far as they matter."""
    low, high = -UNBOUNDED, UNBOUNDED
    for demand in sides:
        ((least, most),) = demand.accepted
        low = least if demand.side is Side.LEAST else low
        high = most if demand.side is Side.MOST else high
    return ((low, high),)


def _figures(rule: Rule | SharedRule, aspect: Aspect, accepted: Intervals, text: Messages) -> str:
    ((low, high),) = accepted
    of = _unit(rule, aspect)
    if low == high:
        return text.counted(of, low)
    if low <= -UNBOUNDED:
        return text("accepted.at-most", le=text.counted(of, high))
    if high >= UNBOUNDED:
        return text("accepted.at-least", ge=text.counted(of, low))
    return text("accepted.between", low=low, high=text.counted(of, high))


def _unit(rule: Rule | SharedRule, aspect: Aspect) -> str:
    if isinstance(rule, Sessions | SemesterSessions):
        return "sessions"
    return "blocks" if aspect is Aspect.COUNT else "weeks"


def _weeks(demands: Sequence[Demand], weeks: Sequence[Week], text: Messages) -> Iterator[str]:
    """Name weeks with what a rule states of each; runs of the same are put together."""
    stated = [(d.week or 0, _of_week(d, weeks, text)) for d in demands]
    runs = groupby(enumerate(stated), lambda item: (item[1][0] - item[0], item[1][1]))
    for (_, what), run in runs:
        places = [place for _, (place, _) in run]
        first, last = (wording.week_name(weeks[place], text) for place in (places[0], places[-1]))
        named = first if first == last else text("cause.run", first=first, last=last)
        yield f"{named} {what}".strip()


def _of_week(demand: Demand, weeks: Sequence[Week], text: Messages) -> str:
    place = demand.week or 0
    number = weeks[place].iso_week
    match demand.rule:
        case FixedWeeks() as rule:
            return wording.activity_name(rule.activities[number], text)
        case LockedWeeks() as rule if held := rule.held[place]:
            name = wording.activity_name(held.activity, text)
            counted = held.sessions is not None and held.activity.sessions
            return f"{name} ({text.counted('sessions', held.sessions or 0)})" if counted else name
        case Patterned() as rule if asked := rule.asked[place]:
            return wording.activity_name(asked, text)
        case ForbiddenWeeks() as rule:
            return text("cause.without", activities=_names(rule.activities[number], text))
        case Events() as rule:
            return text.listed(
                h.event.name for h in rule.happenings if h.place and h.place[0] == place
            )
        case _:
            return ""


def way_line(way: "Way", weeks: Sequence[Week], text: Messages) -> str:
    """Say which changes make a planning possible."""
    return text("cause.and").join(_ease(ease, weeks, text) for ease in way.eases)


def _ease(ease: Ease, weeks: Sequence[Week], text: Messages) -> str:
    demand, rule = ease.demand, ease.demand.rule
    place = ease.unlocks[1] if ease.unlocks else demand.week
    week = "" if place is None else wording.week_name(weeks[place], text)
    match ease.kind:
        case "weeks" | "blocks" | "sessions":
            after = _in_a_row(demand, text.counted(ease.kind, int(str(ease.after))), text)
            exact = isinstance(rule, Sessions)
            key = "ease.exactly" if exact else f"ease.{demand.side}"
            what = text(key, before=ease.before, after=after)
        case "a_week" | "carry":
            what = text(
                f"ease.{ease.kind}",
                before=_listed(ease.before, text),
                after=_listed(ease.after, text),
            )
        case "lapse":
            what = text("ease.lapse", what=ease.before, week=week)
        case "allow" if isinstance(rule, ForbiddenWeeks) and demand.week is not None:
            names = _names(rule.activities[weeks[demand.week].iso_week], text)
            what = text("ease.allow", what=names, week=week)
        case "open" if isinstance(ease.after, Week):
            what = text("ease.open", week=wording.week_name(ease.after, text))
        case "free" | "unlock":
            what = text(f"ease.{ease.kind}", week=week)
        case _:
            what = text(f"ease.{ease.kind}", before=ease.before, after=ease.after)
    return _line(demand, wording.rule_name(rule, text), what + _along(ease, text), text)


def _listed(values: object, text: Messages) -> str:
    listed = values if isinstance(values, tuple) else ()
    return text.listed(wording.week_name(v, text) if isinstance(v, Week) else v for v in listed)


def _names(activities: Sequence[Activity], text: Messages) -> str:
    return "/".join(wording.activity_name(activity, text) for activity in activities)


def _along(ease: Ease, text: Messages) -> str:
    """Say what goes along with a change: a tolerance of academic hours, the hours of a week."""
    for cohort in ease.tables.get("cohorts", ()):
        if academic := cohort.get("academic_hours"):
            return text("ease.with-tolerance", tolerance=round(academic["tolerance"] * HOUR))
        if ease.kind == "school_day":
            return text("ease.with-week", week=round(cohort["onsite_a_week"]["most"] * HOUR))
    return ""
