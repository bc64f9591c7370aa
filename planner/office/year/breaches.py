"""The breaches of a draft's planning: each a sentence, the places it stands at, its rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.curriculum.check import ModuleBreach
from planner.messages import Messages
from planner.office.form.layout import SOURCES
from planner.planning.check import RuleCheck, breach_weeks
from planner.planning.planning import Planning
from planner.programme.names import RuleName
from planner.words.rules import breach, rule_name


def cell_id(cohort: int, week: int) -> str:
    """Return the identifier in the page of a week of a cohort, by their positions."""
    return f"c{cohort}w{week}"


def week_id(week: int) -> str:
    """Return the identifier of the head of a week."""
    return f"w{week}"


def head_id(cohort: int) -> str:
    """Return the identifier of the head of a cohort."""
    return f"c{cohort}"


@dataclass(frozen=True)
class YearBreach:
    """A rule broken at a place of the year.

    Attributes
    ----------
    id
        Its identifier in the page.
    rule, what
        The name of the rule; what is wrong there, and what is accepted.
    cohort
        The label of its cohort; "" for a rule on all of them.
    anchor
        The place of the rule in the rules form; "" for modules.
    modules
        The id of the cohort whose modules are wrong; "" for a rule.
    places
        The identifiers of the cells and heads at which it stands; none for one of all cohorts in
        the whole year.
    """

    id: str
    rule: str
    cohort: str
    what: str
    anchor: str
    places: tuple[str, ...]
    modules: str = ""


def year_breaches(
    planning: Planning,
    checks: Sequence[RuleCheck],
    modules: Sequence[tuple[str, ModuleBreach]],
    text: Messages,
) -> tuple[YearBreach, ...]:
    """Return all breaches of a planning, in the order of the check; those of modules come last.

    Parameters
    ----------
    modules
        What modules do wrong, each breach with the id of its cohort.
    """
    positions = {row.cohort.id: position for position, row in enumerate(planning.cohorts)}
    found: list[YearBreach] = []
    for each in checks:
        for bound in each.breaches:
            weeks = breach_weeks(each, bound, planning)
            cohort = positions[each.cohort.id] if each.cohort else None
            found.append(
                YearBreach(
                    f"breach{len(found)}",
                    rule_name(each.rule, text),
                    planning.programme.label_with_site(each.cohort) if each.cohort else "",
                    text.unbroken(breach(each, bound, planning.year.weeks, text)),
                    rule_anchor(each.rule.name, cohort),
                    _places(cohort, weeks),
                )
            )
    for cohort_id, module in modules:
        position = positions[cohort_id]
        weeks = range(0) if module.week is None else range(module.week, module.week + 1)
        found.append(
            YearBreach(
                f"breach{len(found)}",
                text("grid.modules"),
                planning.programme.label_with_site(planning.cohorts[position].cohort),
                text.unbroken(text.sentence(module.what)),
                "",
                _places(position, weeks),
                cohort_id,
            )
        )
    return tuple(found)


_KEYS = {rule: key for key, rules in SOURCES.items() for rule in rules}


def rule_anchor(rule: RuleName, cohort: int | None) -> str:
    """Return the anchor of a rule in the rules form: the identifier of the field that states it.

    A rule that no field states, as the distance from other plannings, leads to the objectives.

    Parameters
    ----------
    cohort
        The position of the cohort among those of the programme; None for a rule on all of them.
    """
    table, _, key = _KEYS.get(rule, "programme.objectives").partition(".")
    if table == "programme":
        return key
    if cohort is None or table == "workday":
        return f"{table}.{key}"
    return f"cohorts.{cohort}.{key}" if table == "cohort" else f"cohorts.{cohort}"


def _places(cohort: int | None, weeks: range) -> tuple[str, ...]:
    if cohort is None:
        return tuple(map(week_id, weeks))
    if not weeks:
        return (head_id(cohort),)
    return tuple(cell_id(cohort, week) for week in weeks)
