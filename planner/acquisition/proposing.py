"""Proposes the rules that a calendar keeps: none that its own example would break is offered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planner.acquisition.class_rules import of_class
from planner.acquisition.example import Example, ExampleClass, examples
from planner.acquisition.patterns import of_pattern
from planner.acquisition.proposal import Choice, RuleProposal
from planner.acquisition.seen import SeenCalendar
from planner.acquisition.year_rules import CAMPUS, of_campus, of_closures, of_year
from planner.files.problems import Unusable, problem
from planner.programme.file import Tables
from planner.programme.names import RuleName


def propose_rules(calendar: SeenCalendar) -> tuple[RuleProposal, ...]:
    """Propose the rules that a calendar keeps, in the order of a programme file.

    Each version of each proposal was tried: the calendar, checked as a planning of a programme
    with this rule, keeps it. Of several years, each year of a course gives the rules of its own
    classes; where the classes are the same in all years, the rules are those of one year, and what
    another year breaks is taken a step looser, or left.

    Raises
    ------
    Unusable
        Codes of the calendar are not explained yet, or no programme can have such a year.
    """
    if unknown := calendar.unknown:
        codes = ", ".join(f"« {each.code} » ({each.first})" for each in unknown)
        raise Unusable([problem("acquired.unknown-codes", file=calendar.source, codes=codes)])
    first, *later = examples(calendar)
    others = [Example(year) for year in calendar.years if year.mondays != first.calendar.mondays]
    of_first = _of_year(first.calendar)
    needed = {rule.key: rule.tight for rule in of_first}
    shared = (_as_kept_by(others, rule, needed) for rule in of_first)
    own = [rule for each in later for rule in _of_year(each.calendar) if rule.cohort]
    is_course = calendar.course_year is not None
    found = [*(rule for rule in shared if not (is_course and rule.key == CAMPUS)), *own]
    tight = (rule for rule in found if rule.default is Choice.TIGHT)
    ruled = {rule.cohort for rule in tight if rule.rule is RuleName.PATTERN}
    return tuple(_left(rule) if rule.cohort in ruled else rule for rule in found)


def _as_kept_by(
    others: Iterable[Example], rule: RuleProposal, tables: Mapping[str, Tables]
) -> RuleProposal:
    """Return a proposal as other years keep it: as it is, a step looser, or to be left.

    Parameters
    ----------
    tables
        Those of all proposals, by their keys: some need others.
    """
    needed = [tables[key] for key in rule.needs]
    alone = [
        Example(each.calendar, rule.cohort)
        for each in others
        if rule.cohort in (None, *(of.id for of in each.classes))
    ]

    def is_kept(own: Tables) -> bool:
        return all(each.keeps([of_year(each).tight, *needed, own]) for each in alone)

    if rule.rule is None or is_kept(rule.tight):
        return rule
    if rule.loose is None or not is_kept(rule.loose):
        return replace(rule, default=Choice.LEFT)
    return replace(rule, default=Choice.LOOSE if rule.default is Choice.TIGHT else rule.default)


def _of_year(calendar: SeenCalendar) -> tuple[RuleProposal, ...]:
    """Propose the rules that a calendar keeps in one of its years."""
    example = Example(calendar)
    year = of_year(example)
    if not example.keeps([year.tight]):
        raise Unusable([problem("acquired.no-year", file=calendar.source)])
    own = {each.id: _own(calendar, year, each) for each in example.classes}
    sessions = [each for rules in own.values() for each in rules if each.rule is RuleName.SESSIONS]
    of_all = [*of_closures(example), *of_campus(example)]
    shared = [*_kept(example, [year, *sessions], of_all)]
    closures = [each for each in shared if _closes(each)]
    found = [*_kept(example, [year], [year]), *shared]
    for each in example.classes:
        fixed = [rule for rule in own[each.id] if rule.rule is RuleName.FIXED_WEEKS]
        alone = Example(calendar, each.id)
        patterns = [*of_pattern(alone, each, year, [*closures, *fixed])]
        found += [*patterns, *own[each.id]]
    return tuple(found)


def _own(calendar: SeenCalendar, year: RuleProposal, of: ExampleClass) -> list[RuleProposal]:
    """Return the rules of a class that it keeps, besides a pattern."""
    alone = Example(calendar, of.id)
    return list(_kept(alone, [year], of_class(alone, of)))


def _kept(
    example: Example, given: Iterable[RuleProposal], proposals: Iterable[RuleProposal]
) -> Iterator[RuleProposal]:
    """Yield the proposals that the calendar keeps, without looser versions that it would break.

    Parameters
    ----------
    given
        What stands beside each of them: closures forbid sessions, so they are tried with these.
    """
    tables = [each.tight for each in given]
    for each in proposals:
        if example.keeps([*tables, each.tight]):
            is_kept = each.loose is None or example.keeps([*tables, each.loose])
            yield each if is_kept else replace(each, loose=None)


def _closes(proposal: RuleProposal) -> bool:
    return proposal.rule is RuleName.CLOSURES and proposal.default is not Choice.LEFT


def _left(proposal: RuleProposal) -> RuleProposal:
    """Leave what a pattern rules anyway: fixed weeks and sessions stand beside it."""
    beside = (RuleName.PATTERN, RuleName.FIXED_WEEKS, RuleName.SESSIONS)
    return proposal if proposal.rule in beside else replace(proposal, default=Choice.LEFT)
