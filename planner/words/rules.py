"""What documents and terminal say in the same words: of rules, of breaches, of versions."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.planning.check import RuleCheck, Verdict
from planner.planning.measures import Measure
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import BlockShape, Extent, Held, NamedBlock
from planner.programme.names import ObjectiveName, RuleName
from planner.rules import Rule, SharedRule
from planner.rules.blocks import AcrossYears, ActivityBlocks, Blocks, NamedBlocks
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.hours import (
    AcademicHours,
    CompanyHours,
    OnsiteAWeek,
    OnsiteHours,
    OnsiteRoom,
    SemesterHours,
)
from planner.rules.leave import Leave
from planner.rules.sessions import (
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionWeeks,
)
from planner.rules.statement import UNBOUNDED, Aspect, Bound, Intervals
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    LockedWeeks,
    Patterned,
    Weeks,
)
from planner.words.style import code
from planner.year.activity import Activity
from planner.year.weeks import Week

MINUTES = (
    RuleName.ONSITE_ROOM,
    RuleName.ONSITE_HOURS,
    RuleName.SEMESTER_HOURS,
    RuleName.ONSITE_A_WEEK,
    RuleName.ACADEMIC_HOURS,
    RuleName.COMPANY_HOURS,
)
"""The rules whose quantities are minutes."""


def activity_name(activity: Activity, text: Messages) -> str:
    """Name an activity: by the words of the catalogue, or by its own."""
    return activity.label or text(f"activity.{activity.name}")


def activity_legend(activity: Activity, text: Messages) -> str:
    """Explain an activity in a legend."""
    return activity.label or text(f"legend.{activity.name}")


def legend_of_blocks(planning: Planning) -> Iterator[tuple[str, NamedBlock]]:
    """List the named blocks of a planning, each name once."""
    told: set[tuple[str, str]] = set()
    for cohort in planning.cohorts:
        for named in cohort.cohort.named_blocks:
            if (named.name, named.label) not in told:
                told.add((named.name, named.label))
                yield named.name, named


def rule_name(rule: Rule | SharedRule, text: Messages) -> str:
    """Name a rule, and what it speaks of where there are several of its name."""
    name, about = text(f"rule.{rule.name}"), rule.about
    match rule:
        case ActivityBlocks():
            about = activity_name(rule.activity, text)
        case ActivityWeeks():
            about = activity_name(rule.activities[0], text)
        case AcrossYears():
            about = activity_name(rule.stay.activity, text)
    return f"{name} – {about}" if about else name


def measure_name(measure: Measure, text: Messages) -> str:
    """Name a measure: some are objectives as well."""
    is_objective = measure.name in list(ObjectiveName)
    return text(f"objective.{measure.name}" if is_objective else f"measure.{measure.name}")


def version_line(edition: Edition, text: Messages) -> str:
    """Say which version a document is, and when it was issued."""
    version = edition.version_label or text("version.unnamed")
    line = text("version", version=version)
    if edition.issued:
        line += " – " + text("version.issued", day=edition.issued)
    if edition.changed:
        line += " – " + text(f"changed.{edition.changed}")
    elif edition.status != "optimal":
        line += " – " + text("status.feasible")
    return text.unbroken(line)


def required(rule: Rule | SharedRule, text: Messages) -> str:
    """Say what a rule asks."""
    match rule:
        case FixedWeeks():
            weeks = (
                f"{text('week.letter')}{week:02} {activity_name(activity, text)}"
                for week, activity in sorted(rule.activities.items())
            )
            return text.listed(weeks) or text("required.nothing-fixed")
        case ForbiddenWeeks():
            return text.listed(
                f"{text('week.letter')}{week:02} {_names(activities, text)}"
                for week, activities in sorted(rule.activities.items())
            )
        case LockedWeeks():
            return text.counted("weeks", sum(map(bool, rule.held)))
        case Events():
            return text.listed(
                f"{h.event.name} ({activity_name(h.event.activity, text)})" for h in rule.happenings
            )
        case Patterned():
            return _pattern(rule, text)
        case Weeks():
            return _extent(rule.extent, "weeks", text)
        case Blocks():
            return _shape(rule.shape, text)
        case NamedBlocks():
            parts = [_shape(rule.named.shape, text)]
            if in_all := rule.named.weeks:
                parts.append(text("required.in-all", weeks=_extent(in_all, "weeks", text)))
            return f"{rule.named.label} : {text.listed(parts)}"
        case AcrossYears():
            return text("required.across_years", longest=rule.longest, weeks=rule.stay.weeks)
        case Sessions():
            return text.counted("sessions", rule.total)
        case SemesterSessions():
            return _extent(rule.extent, "sessions", text)
        case SessionsAWeek():
            return text("required.sessions_a_week", accepted=_alternatives(rule.accepted, text))
        case Leave():
            leave = rule.leave
            return text("required.leave", weeks=leave.weeks, consecutive=leave.consecutive)
        case OnsiteHours() | SemesterHours():
            return text.hours(rule.total)
        case OnsiteRoom():
            return text("required.onsite_room", total=rule.total, day=rule.teaching.workday.school)
        case OnsiteAWeek():
            return _onsite_a_week(rule, text)
        case AcademicHours() | CompanyHours():
            target = rule.target
            return text("required.target", target=target.minutes, tolerance=target.tolerance)
        case CampusCohorts() | CampusPeople():
            return text(f"required.{rule.name}", most=rule.most)
        case Resources():
            return text("required.resources", groups=rule.groups)
        case _:
            return text(f"required.{rule.name}")


def _names(activities: Sequence[Activity], text: Messages) -> str:
    return "/".join(activity_name(activity, text) for activity in activities)


def _pattern(rule: Patterned, text: Messages) -> str:
    pattern = rule.pattern
    of_53 = pattern.week_53
    return text(
        "required.pattern-iso" if pattern.by_iso_week else "required.pattern",
        pattern="".join(code(activity) for activity in pattern.activities),
        week_53=text("required.counted") if of_53 is None else activity_name(of_53, text),
    )


def _onsite_a_week(rule: OnsiteAWeek, text: Messages) -> str:
    limits = rule.teaching.a_week
    day = text("required.onsite_a_week", day=rule.teaching.workday.school)
    if not limits.low and limits.high is None:
        return day
    most = 5 * rule.teaching.workday.school if limits.high is None else limits.high
    return text("required.onsite-between", least=limits.low, most=most, day=day)


def found(check: RuleCheck, text: Messages) -> str:
    """Say what a planning has instead: a number, the lengths of blocks, or a count of breaches."""
    if check.verdict is Verdict.NOT_GIVEN:
        return text("verdict.not_given")
    if isinstance(check.rule, Blocks | NamedBlocks):
        lengths = [b.actual for b in check.bounds if b.aspect is Aspect.LENGTH]
        return " · ".join(map(str, lengths)) or "0"
    if isinstance(check.rule, Leave):
        return text("found.leave", weeks=check.bounds[0].actual)
    if isinstance(check.rule, SessionsAWeek):
        values = sorted({bound.actual for bound in check.bounds})
        return text("found.sessions_a_week", values=_alternatives(values, text))
    if isinstance(check.rule, SharedRule):
        most = max((bound.actual for bound in check.bounds), default=0)
        return text("found.most", most=most)
    whole = [bound for bound in check.bounds if bound.week is None]
    if whole and len(whole) == len(check.bounds):
        return quantity(check.rule, whole[0].actual, text)
    return text.counted("breaches", len(check.breaches))


def accepted(rule: Rule | SharedRule, intervals: Intervals, text: Messages) -> str:
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


def quantity(rule: Rule | SharedRule, value: int, text: Messages) -> str:
    """Write a quantity of a rule in its unit."""
    return text.hours(value) if rule.name in MINUTES else text.number(value)


def breach_line(check: RuleCheck, bound: Bound, weeks: Sequence[Week], text: Messages) -> str:
    """Say which rule of whom is broken, where and how."""
    rule = f"{rule_name(check.rule, text)} ({check.rule.name})"
    cohort = check.cohort.id if check.cohort else text("cohort.all")
    return text("breach.at", rule=rule, cohort=cohort, what=breach(check, bound, weeks, text))


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
                text("breach.fixed_weeks", accepted=activity_name(fixed, text))
                if fixed
                else text("breach.strayed")
            )
        case ForbiddenWeeks():
            forbidden = rule.activities[weeks[bound.week].iso_week]
            what = text("breach.forbidden_weeks", forbidden=_names(forbidden, text))
        case LockedWeeks():
            what = _unlocked(rule, bound, text)
        case Events():
            names = (h.event.name for h in rule.happenings if h.place and h.place[0] == bound.week)
            what = text("breach.events", events=text.listed(names))
        case Patterned():
            asked = rule.asked[bound.week]
            assert asked is not None
            what = text("breach.pattern", accepted=activity_name(asked, text))
        case Blocks() if bound.aspect is Aspect.PLACE:
            what = text("breach.outside", **values)
        case Blocks() | NamedBlocks() | AcrossYears():
            what = text("breach.length", **values)
        case Closed() | SessionWeeks() | SessionBlocks() | OnsiteAWeek():
            what = text(f"breach.{rule.name}", **values)
        case _:
            what = text("breach", **values)
    return text("breach.place", week=week_name(weeks[bound.week], text), what=what)


def _unlocked(rule: LockedWeeks, bound: Bound, text: Messages) -> str:
    held = rule.held[bound.week or 0]
    assert held is not None
    match bound.aspect:
        case Aspect.COUNT:
            kept, found = text.counted("sessions", held.sessions or 0), text.number(bound.actual)
        case Aspect.TOTAL:
            kept, found = text.hours(held.onsite), text.hours(bound.actual)
        case _:
            return text("breach.locked_weeks", kept=activity_name(held.activity, text))
    return text("breach.locked_weeks-figure", kept=kept, found=found)


def _counted(rule: Rule | SharedRule, bound: Bound, text: Messages) -> str:
    match rule:
        case Blocks():
            return text.counted("blocks" if bound.week is None else "weeks", bound.actual)
        case NamedBlocks() | AcrossYears() | Weeks():
            return text.counted("weeks", bound.actual)
        case SessionWeeks():
            return text.counted("sessions", bound.actual)
        case SessionBlocks():
            return text.counted("sessions", bound.actual - rule.most)
    return quantity(
        rule, abs(bound.actual) if isinstance(rule, OnsiteAWeek) else bound.actual, text
    )


def held(held: Held, text: Messages) -> str:
    """Say what a week holds: its activity, and its sessions if there are any."""
    name = activity_name(held.activity, text)
    return f"{name}, {text.counted('sessions', held.sessions)}" if held.sessions else name


def week_name(week: Week, text: Messages) -> str:
    """Name a week by its number and its year: S07 2027."""
    return f"{text('week.letter')}{week.iso_week:02} {week.iso_year}"


def _shape(shape: BlockShape, text: Messages) -> str:
    if shape.longest is None and shape.shortest == 1:
        lengths = text("required.length-any")
    elif shape.longest is None:
        lengths = text("required.length-from", shortest=shape.shortest)
    elif shape.longest == shape.shortest:
        lengths = text("required.length", shortest=shape.shortest)
    else:
        lengths = text("required.length-between", shortest=shape.shortest, longest=shape.longest)
    return f"{_extent(shape.count, 'blocks', text)}, {lengths}" if shape.count else lengths


def _extent(extent: Extent, of: str, text: Messages) -> str:
    """Write how many of something there may be: 17 weeks, from 3 to 5 blocks."""
    if extent.high is None:
        return text("accepted.at-least", ge=text.counted(of, extent.low))
    if extent.is_exact:
        return text.counted(of, extent.low)
    return text("accepted.between", low=extent.low, high=text.counted(of, extent.high))


def _alternatives(values: tuple[int, ...] | list[int], text: Messages) -> str:
    *others, last = [str(value) for value in values]
    return f"{', '.join(others)} {text('word.or')} {last}" if others else last
