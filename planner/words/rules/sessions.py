"""What is said of the rules on remote sessions."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.rules.sessions import (
    FirstSession,
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionsSoFar,
    SessionWeeks,
)
from planner.rules.statement import Bound, Unit
from planner.solver.demands import Demand
from planner.words.names import activity_name
from planner.words.quantities import counted, extent, one_of_quantities
from planner.words.rules.sentences import (
    about,
    breach_in_week,
    breach_values,
    cause,
    demanded,
    figure_found,
    outcome,
    required,
)
from planner.year.weeks import Week

# --- number of sessions, in the year and in a semester


@required.register
def _(rule: Sessions, text: Messages) -> str:
    return text.counted("sessions", rule.total)


@required.register
def _(rule: SemesterSessions, text: Messages) -> str:
    return extent(Unit.SESSIONS, rule.extent, text)


@cause.register(Sessions)
@cause.register(SemesterSessions)
def _(
    rule: Sessions | SemesterSessions,
    demands: Sequence[Demand],
    weeks: Sequence[Week],
    text: Messages,
) -> Iterator[str]:
    yield demanded(rule, demands, text)


# --- sessions a week


@required.register
def _(rule: SessionsAWeek, text: Messages) -> str:
    return text(
        "required.sessions_a_week", accepted=one_of_quantities(rule.unit, rule.accepted, text)
    )


@outcome.register
def _(rule: SessionsAWeek, bounds: Sequence[Bound], text: Messages) -> str:
    values = sorted({bound.figure for bound in bounds})
    return text("found.sessions_a_week", values=one_of_quantities(rule.unit, values, text))


# --- weeks that may carry sessions


@required.register
def _(rule: SessionWeeks, text: Messages) -> str:
    return text("required.session_weeks")


@figure_found.register
def _(rule: SessionWeeks, bound: Bound, text: Messages) -> str:
    return counted(Unit.SESSIONS, bound.figure, text)


@breach_in_week.register
def _(rule: SessionWeeks, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.session_weeks", **breach_values(rule, bound, text))


# --- named blocks without sessions


@required.register
def _(rule: SessionBlocks, text: Messages) -> str:
    return text("required.session_blocks")


@figure_found.register
def _(rule: SessionBlocks, bound: Bound, text: Messages) -> str:
    return counted(Unit.SESSIONS, bound.figure, text)


@breach_in_week.register
def _(rule: SessionBlocks, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.session_blocks", **breach_values(rule, bound, text))


# --- sessions after a first week of an activity, and so far


@about.register
def _(rule: FirstSession, text: Messages) -> str:
    return activity_name(rule.activity, text)


@required.register
def _(rule: FirstSession, text: Messages) -> str:
    return text("required.first_session", activity=activity_name(rule.activity, text))


@figure_found.register
def _(rule: FirstSession, bound: Bound, text: Messages) -> str:
    return counted(Unit.SESSIONS, bound.figure, text)


@breach_in_week.register
def _(rule: FirstSession, bound: Bound, week: Week, text: Messages) -> str:
    activity = activity_name(rule.activity, text)
    return text("breach.first_session", found=figure_found(rule, bound, text), activity=activity)


@required.register
def _(rule: SessionsSoFar, text: Messages) -> str:
    return text("required.sessions_so_far", most=counted(Unit.SESSIONS, rule.most, text))


@figure_found.register
def _(rule: SessionsSoFar, bound: Bound, text: Messages) -> str:
    return counted(Unit.SESSIONS, bound.figure, text)


@breach_in_week.register
def _(rule: SessionsSoFar, bound: Bound, week: Week, text: Messages) -> str:
    return text("breach.sessions_so_far", found=figure_found(rule, bound, text))
