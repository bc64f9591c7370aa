"""What is said of the rules on blocks."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.programme.cohort import CutWeeks
from planner.rules.blocks import (
    AcrossYears,
    ActivityBlocks,
    Blocks,
    ChangeDays,
    Changes,
    LongestPresence,
    NamedBlocks,
    RightAfter,
    RightBefore,
)
from planner.rules.statement import Aspect, Bound, Unit
from planner.solver.demands import Demand
from planner.words.names import activity_name
from planner.words.quantities import block_shape, count_of_cut_weeks, counted, extent
from planner.words.rules.sentences import (
    about,
    breach_in_week,
    breach_values,
    cause,
    cause_in_week,
    demanded,
    figure_found,
    outcome,
    required,
    scale_of,
    steps_in_a_week,
)
from planner.year.activity import Activity
from planner.year.weeks import Week

# --- blocks of an activity


@about.register
def _(rule: ActivityBlocks, text: Messages) -> str:
    return activity_name(rule.activity, text)


@required.register
def _(rule: Blocks, text: Messages) -> str:
    return block_shape(rule.shape, text)


@breach_in_week.register
def _(rule: Blocks, bound: Bound, week: Week, text: Messages) -> str:
    key = "breach.outside" if bound.aspect is Aspect.PLACE else "breach.length"
    return text(key, **breach_values(rule, bound, text))


@cause.register
def _(
    rule: Blocks, demands: Sequence[Demand], weeks: Sequence[Week], text: Messages
) -> Iterator[str]:
    if demands[0].aspect is not Aspect.PLACE:
        yield demanded(rule, demands, text)
        return
    places = [
        text(
            "cause.place",
            first=weeks[span[0] // rule.a_week].monday,
            last=weeks[span[-1] // rule.a_week].last_day,
        )
        for span in rule.spans
        if span
    ]
    yield f" {text('word.or')} ".join(places) or text("cause.no-place")


# --- changes


@required.register
def _(rule: Changes, text: Messages) -> str:
    own = (
        text("required.changes-of", activity=activity_name(each, text), days=_days(on, text))
        for each, on in rule.of_activities.items()
        if on != ChangeDays()
    )
    return " ; ".join([_days(rule.days, text), *own])


def _days(days: ChangeDays, text: Messages) -> str:
    """Return weekdays, and dates of other ones: Monday, Wednesday or 6 November 2026."""
    names = [text.weekday_name(day) for day in sorted(days.weekdays)]
    for day in sorted(day for day in days.dates if day.weekday() not in days.weekdays):
        names.append(text("word.on-day", day=day) if names else text.day(day))
    *others, last = names
    return f"{', '.join(others)} {text('word.or')} {last}" if others else last


@breach_in_week.register
def _(rule: Changes, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.changes", days=_days(rule.days, text))


@cause_in_week.register
def _(rule: Changes, place: int, week: Week, text: Messages) -> str:
    return text("cause.changes", days=_days(rule.days, text))


# --- named blocks


@required.register
def _(rule: NamedBlocks, text: Messages) -> str:
    parts = [block_shape(rule.named.shape, text)]
    if in_all := rule.named.weeks:
        weeks = extent(Unit.WEEKS, in_all, text) + count_of_cut_weeks(rule.count, text)
        parts.append(text("required.in-all", weeks=weeks))
    return f"{rule.named.label} : {text.listed(parts)}"


# --- what comes directly before or after named blocks


@required.register(RightAfter)
@required.register(RightBefore)
def _(rule: RightAfter | RightBefore, text: Messages) -> str:
    return text(f"required.{rule.name}", what=_neighbours(rule, text))


@breach_in_week.register(RightAfter)
@breach_in_week.register(RightBefore)
def _(rule: RightAfter | RightBefore, bound: Bound, week: Week, text: Messages) -> str:
    return text(f"breach.{rule.name}", what=_neighbours(rule, text))


def _neighbours(rule: RightAfter | RightBefore, text: Messages) -> str:
    """Return which blocks come next to those of a name."""
    neighbour = rule.named.right_after
    if isinstance(rule, RightBefore):
        neighbour = rule.named.right_before
    if isinstance(neighbour, Activity):
        return text("required.block-of", activity=activity_name(neighbour, text))
    return str(neighbour)


# --- stays that go on from the year before


@about.register
def _(rule: AcrossYears, text: Messages) -> str:
    return activity_name(rule.stay.activity, text)


@required.register
def _(rule: AcrossYears, text: Messages) -> str:
    return text("required.across_years", longest=rule.longest, weeks=rule.stay.weeks)


# --- weeks in a row at a place


@about.register
def _(rule: LongestPresence, text: Messages) -> str:
    return text(f"activity.{rule.held}")


@required.register
def _(rule: LongestPresence, text: Messages) -> str:
    limits = [
        counted(unit, most, text)
        for unit, most in ((Unit.WEEKS, rule.longest), (Unit.DAYS, rule.longest_days))
        if most is not None
    ]
    return text("required.longest_presence", longest=text.listed(limits))


@outcome.register
def _(rule: LongestPresence, bounds: Sequence[Bound], text: Messages) -> str:
    longest = max((bound.figure for bound in bounds), default=0)
    return scale_of(rule, Aspect.LENGTH).counted(longest, text)


@steps_in_a_week.register
def _(rule: LongestPresence, aspect: Aspect) -> int:
    return rule.a_week if rule.longest_days is None else 1


@breach_in_week.register
def _(rule: LongestPresence, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.longest_presence", **breach_values(rule, bound, text))


# --- all of them


@outcome.register(Blocks)
@outcome.register(NamedBlocks)
def _(rule: Blocks | NamedBlocks, bounds: Sequence[Bound], text: Messages) -> str:
    lengths = [bound.figure for bound in bounds if bound.aspect is Aspect.LENGTH]
    scale = scale_of(rule, Aspect.LENGTH)
    if len(lengths) < 2:
        return scale.counted(sum(lengths), text)
    key = "found.lengths" if scale.unit is Unit.WEEKS else "found.lengths-in-days"
    return text(key, lengths=" · ".join(scale.quantity(length, text) for length in lengths))


@steps_in_a_week.register
def _(rule: Blocks, aspect: Aspect) -> int:
    return 1 if rule.shape.is_in_days or aspect is Aspect.COUNT else rule.a_week


@steps_in_a_week.register
def _(rule: NamedBlocks, aspect: Aspect) -> int:
    if aspect is Aspect.TOTAL:
        return rule.a_week if rule.count is CutWeeks.FIFTHS else 1
    return 1 if rule.named.shape.is_in_days or aspect is Aspect.COUNT else rule.a_week


@steps_in_a_week.register
def _(rule: AcrossYears, aspect: Aspect) -> int:
    return rule.a_week


@figure_found.register(Blocks)
@figure_found.register(NamedBlocks)
@figure_found.register(AcrossYears)
@figure_found.register(LongestPresence)
def _(
    rule: Blocks | NamedBlocks | AcrossYears | LongestPresence, bound: Bound, text: Messages
) -> str:
    return scale_of(rule, bound.aspect).counted(bound.figure, text)


@breach_in_week.register(NamedBlocks)
@breach_in_week.register(AcrossYears)
def _(rule: NamedBlocks | AcrossYears, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.length", **breach_values(rule, bound, text))


@cause.register
def _(
    rule: NamedBlocks, demands: Sequence[Demand], weeks: Sequence[Week], text: Messages
) -> Iterator[str]:
    is_total = demands[0].aspect is Aspect.TOTAL
    yield demanded(rule, demands, text) + (count_of_cut_weeks(rule.count, text) if is_total else "")


@cause.register(AcrossYears)
@cause.register(LongestPresence)
def _(
    rule: AcrossYears | LongestPresence,
    demands: Sequence[Demand],
    weeks: Sequence[Week],
    text: Messages,
) -> Iterator[str]:
    yield demanded(rule, demands, text)
