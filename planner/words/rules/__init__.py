"""What is said of rules: their names, what they require, what breaks them, why they conflict."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.planning.check import RuleCheck, Verdict
from planner.planning.straddling import StraddlingWeek
from planner.programme.names import RuleName
from planner.rules.statement import AnyRule, Aspect, Bound, Family, SharedRule, at_least
from planner.words.names import activity_name, week_name
from planner.words.rules import (  # noqa: F401  (imported to register what they define)
    apart,
    blocks,
    campus,
    hours,
    leave,
    locks,
    sessions,
    weeks,
)
from planner.words.rules.sentences import (
    about,
    breach_in_week,
    breach_values,
    cause,
    cause_in_week,
    caveat,
    hours_given,
    in_a_row,
    outcome,
    required,
    scale_of,
)
from planner.year.weeks import Week

__all__ = [
    "breach",
    "breach_line",
    "cause",
    "cause_in_week",
    "caveat",
    "finding",
    "hours_given",
    "in_a_row",
    "is_told",
    "open_line",
    "required",
    "rule_name",
    "straddling",
]


def rule_name(rule: AnyRule, text: Messages) -> str:
    """Return the name of a rule, and what it is about where there are several of its name."""
    name, which = text(f"rule.{rule.name}"), about(rule, text)
    return f"{name} – {which}" if which else name


def is_told(check: RuleCheck) -> bool:
    """Return whether a document lists a rule: not one on what a cohort has none of.

    These are sessions, fixed weeks, and leave, where none is asked. A broken rule is always listed.
    """
    if check.verdict is Verdict.BROKEN or check.cohort is None:
        return True
    if check.rule.family is Family.SESSIONS:
        return check.cohort.sessions.total > 0
    if check.rule.name is RuleName.LEAVE:
        return any(bound.accepted != at_least(0) for bound in check.bounds)
    return check.rule.name is not RuleName.FIXED_WEEKS or bool(check.cohort.fixed_weeks)


def finding(check: RuleCheck, text: Messages) -> str:
    """Return what a planning has: a number, lengths, a count of breaches; weeks across a limit."""
    if check.verdict in (Verdict.NOT_GIVEN, Verdict.VOID):
        return text(f"verdict.{check.verdict}")
    if check.open_bounds:
        return _open_finding(check, text)
    beyond = [
        text("found.straddling", week=week_name(each.week, text), days=_weekdays(each, text))
        for each in check.straddling
    ]
    return "\n".join([outcome(check.rule, check.bounds, text), *beyond])


def _open_finding(check: RuleCheck, text: Messages) -> str:
    """Return between which figures those lie that unpublished weeks decide, if there are any."""
    undecided = [each for each in check.open_bounds if not each.is_kept] or check.open_bounds
    figures = [each for each in undecided if _has_figure(check.rule, each.bound)]
    if not figures:
        return text("found.open")
    return ", ".join(
        scale_of(check.rule, aspect).interval(
            min(each.bound.figure for each in figures if each.bound.aspect is aspect),
            max(each.most for each in figures if each.bound.aspect is aspect),
            text,
        )
        for aspect in dict.fromkeys(each.bound.aspect for each in figures)
    )


def _has_figure(rule: AnyRule, bound: Bound) -> bool:
    """Whether the quantity of a bound says more than that a week breaks its rule."""
    counts = bound.aspect in (Aspect.LENGTH, Aspect.COUNT, Aspect.TOTAL, Aspect.CONSECUTIVE)
    return counts or bound.week is None or isinstance(rule, SharedRule)


def open_line(check: RuleCheck, text: Messages) -> str:
    """Return which rule of whom depends on weeks that are not published, and on what."""
    return text(
        "open.at",
        rule=f"{rule_name(check.rule, text)} ({check.rule.name})",
        cohort=check.cohort.id if check.cohort else text("cohort.all"),
        found=finding(check, text),
        required=required(check.rule, text),
    )


def breach(check: RuleCheck, bound: Bound, weeks_of_year: Sequence[Week], text: Messages) -> str:
    """Return what is wrong at one place, and what is accepted there.

    Parameters
    ----------
    weeks_of_year
        The weeks of the academic year.
    """
    if bound.week is None:
        return text("breach", **breach_values(check.rule, bound, text))
    week = weeks_of_year[bound.week]
    place, what = week_name(week, text), breach_in_week(check.rule, bound, week, text)
    if check.activities:
        activity = activity_name(check.activities[bound.week], text)
        return text("breach.place-of", week=place, activity=activity, what=what)
    return text("breach.place", week=place, what=what)


def straddling(found: StraddlingWeek, text: Messages) -> str:
    """Return which week a rule counts in a window, and its days that lie outside."""
    week, days = week_name(found.week, text), _weekdays(found, text)
    return text("straddling", rule=rule_name(found.rule, text), week=week, days=days)


def _weekdays(found: StraddlingWeek, text: Messages) -> str:
    return text.listed(text.weekday(day) for day in found.days)


def breach_line(
    check: RuleCheck, bound: Bound, weeks_of_year: Sequence[Week], text: Messages
) -> str:
    """Return which rule of whom is broken, where and how."""
    rule = f"{rule_name(check.rule, text)} ({check.rule.name})"
    cohort = check.cohort.id if check.cohort else text("cohort.all")
    return text(
        "breach.at", rule=rule, cohort=cohort, what=breach(check, bound, weeks_of_year, text)
    )
