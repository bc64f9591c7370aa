"""What is said of the rules on weeks."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.messages import Messages
from planner.rules.statement import Aspect, Bound, Unit
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    CohortWeeks,
    DatedEvent,
    Departures,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    Patterned,
    PatternPart,
    SchoolWeeksAMonth,
    Weeks,
)
from planner.solver.demands import Demand
from planner.words.names import activity_name, activity_names
from planner.words.quantities import count_of_cut_weeks, counted, extent
from planner.words.rules.sentences import (
    about,
    breach_in_week,
    breach_values,
    cause,
    cause_in_week,
    caveat,
    demanded,
    figure_found,
    required,
    scale_of,
    steps_in_a_week,
)
from planner.year.activity import Activity
from planner.year.weeks import Week

_MOST_NAMED = 6
"""The most weeks of which the activities are named; of more, they have their letters."""

# --- weeks of a cohort


@required.register
def _(rule: CohortWeeks, text: Messages) -> str:
    days = (rule.first_day, rule.last_day) if rule.by_days else (rule.first, rule.last)
    weeks = counted(rule.unit, len(rule.weeks), text)
    return text("required.cohort_weeks", span=text.span(*days), weeks=weeks)


@caveat.register
def _(rule: CohortWeeks, text: Messages) -> str:
    if rule.by_days or not rule.is_cut:
        return ""
    weeks, days = text.span(rule.first, rule.last), text.span(rule.first_day, rule.last_day)
    return text("caveat.cohort_weeks", weeks=weeks, days=days)


@breach_in_week.register
def _(rule: CohortWeeks, bound: Bound, week: Week, text: Messages) -> str:
    is_inside = bound.week in rule.weeks
    return text("breach.cohort_weeks-inside" if is_inside else "breach.cohort_weeks-outside")


# --- fixed weeks


@required.register
def _(rule: FixedWeeks, text: Messages) -> str:
    fixed = sorted(rule.activities.items())
    is_long = len(fixed) > _MOST_NAMED
    runs = groupby(enumerate(fixed), lambda item: (item[1][0] - item[0], item[1][1]))
    weeks = (
        f"{_span(list(run), text)} {activity.code if is_long else activity_name(activity, text)}"
        for (_, activity), run in runs
    )
    return text.listed(weeks) or text("required.nothing-fixed")


def _span(run: Sequence[tuple[int, tuple[int, Activity]]], text: Messages) -> str:
    """Return the numbers of weeks that follow each other: S12, S12-S14."""
    numbers = dict.fromkeys(week for _, (week, _) in (run[0], run[-1]))
    return "-".join(f"{text('week.letter')}{week:02}" for week in numbers)


@breach_in_week.register
def _(rule: FixedWeeks, bound: Bound, week: Week, text: Messages) -> str:
    fixed = rule.activities.get(week.iso_week)
    if fixed is None:
        return text("breach.strayed")
    return text("breach.fixed_weeks", accepted=activity_name(fixed, text))


@cause_in_week.register
def _(rule: FixedWeeks, place: int, week: Week, text: Messages) -> str:
    return activity_name(rule.activities[week.iso_week], text)


# --- forbidden weeks


@required.register
def _(rule: ForbiddenWeeks, text: Messages) -> str:
    return text.listed(
        f"{text('week.letter')}{week:02} {activity_names(activities, text)}"
        for week, activities in sorted(rule.activities.items())
    )


@breach_in_week.register
def _(rule: ForbiddenWeeks, bound: Bound, week: Week, text: Messages) -> str:
    forbidden = activity_names(rule.activities[week.iso_week], text)
    return text("breach.forbidden_weeks", forbidden=forbidden)


@cause_in_week.register
def _(rule: ForbiddenWeeks, place: int, week: Week, text: Messages) -> str:
    return text("cause.without", activities=activity_names(rule.activities[week.iso_week], text))


# --- events


@required.register
def _(rule: Events, text: Messages) -> str:
    return text.listed(_event(happening, text) for happening in rule.happenings)


def _event(happening: DatedEvent, text: Messages) -> str:
    asked = happening.event.activity
    return text(
        "required.event" if happening.place else "required.event-outside",
        name=happening.event.name,
        activity=text("required.event-free") if asked is None else activity_name(asked, text),
    )


@breach_in_week.register
def _(rule: Events, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.events", events=_events_in(rule, bound.week, text))


@cause_in_week.register
def _(rule: Events, place: int, week: Week, text: Messages) -> str:
    return _events_in(rule, place, text)


def _events_in(rule: Events, place: int | None, text: Messages) -> str:
    return text.listed(h.event.name for h in rule.happenings if h.asked(place) is not None)


# --- closures


@about.register
def _(rule: Closed, text: Messages) -> str:
    return rule.site_name


@required.register
def _(rule: Closed, text: Messages) -> str:
    return text("required.closures")


@breach_in_week.register
def _(rule: Closed, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.closures", **breach_values(rule, bound, text))


# --- patterns


@required.register
def _(rule: Patterned, text: Messages) -> str:
    said = _pattern_part(rule.part, text)
    return text("required.within-block", pattern=said) if rule.part.pattern.within_block else said


def _pattern_part(part: PatternPart, text: Messages) -> str:
    """Return a pattern, and its part of the year where it does not have the whole."""
    pattern = part.pattern
    of_53 = pattern.week_53
    said = text(
        "required.pattern-iso" if pattern.by_iso_week else "required.pattern",
        pattern="".join(activity.code for activity in pattern.activities),
        week_53=text("required.counted") if of_53 is None else activity_name(of_53, text),
    )
    if pattern.window is None:
        return said
    span = text.span(*part.span) if part.span else text("required.no-part")
    return text("required.pattern-part", span=span, pattern=said)


@breach_in_week.register
def _(rule: Patterned, bound: Bound, week: Week, text: Messages) -> str:
    asked = rule.part.of_week(week)
    assert asked is not None
    return text("breach.pattern", accepted=activity_name(asked, text))


@cause_in_week.register
def _(rule: Patterned, place: int, week: Week, text: Messages) -> str:
    asked = rule.part.of_week(week)
    return activity_name(asked, text) if asked else ""


@required.register
def _(rule: Departures, text: Messages) -> str:
    return text(
        "required.departures",
        most=counted(Unit.WEEKS, rule.most, text),
        pattern=_pattern_part(rule.part, text),
    )


@figure_found.register
def _(rule: Departures, bound: Bound, text: Messages) -> str:
    return scale_of(rule, bound.aspect).counted(bound.figure, text)


# --- weeks a month


@required.register
def _(rule: SchoolWeeksAMonth, text: Messages) -> str:
    most = counted(Unit.WEEKS, rule.most, text)
    return text("required.school_weeks_a_month", most=most) + count_of_cut_weeks(rule.count, text)


@breach_in_week.register
def _(rule: SchoolWeeksAMonth, bound: Bound, week: Week, text: Messages) -> str:
    values = breach_values(rule, bound, text)
    return text("breach.school_weeks_a_month", month=text.month(week.middle), **values)


# --- numbers of weeks


@about.register
def _(rule: ActivityWeeks, text: Messages) -> str:
    return activity_name(rule.activity, text)


@required.register
def _(rule: Weeks, text: Messages) -> str:
    return extent(Unit.WEEKS, rule.extent, text) + count_of_cut_weeks(rule.count, text)


@figure_found.register
def _(rule: Weeks, bound: Bound, text: Messages) -> str:
    return scale_of(rule, bound.aspect).counted(bound.figure, text)


@cause.register
def _(
    rule: Weeks, demands: Sequence[Demand], weeks: Sequence[Week], text: Messages
) -> Iterator[str]:
    yield demanded(rule, demands, text) + count_of_cut_weeks(rule.count, text)


@steps_in_a_week.register(Departures)
@steps_in_a_week.register(SchoolWeeksAMonth)
@steps_in_a_week.register(Weeks)
def _(rule: Departures | SchoolWeeksAMonth | Weeks, aspect: Aspect) -> int:
    return rule.a_week
