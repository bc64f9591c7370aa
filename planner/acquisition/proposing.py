"""Proposes the rules that a calendar keeps: none that its own example would break is offered."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.acquisition.class_rules import of_class
from planner.acquisition.example import Example, ExampleClass
from planner.acquisition.patterns import of_pattern
from planner.acquisition.proposal import Choice, RuleProposal
from planner.acquisition.seen import SeenCalendar
from planner.acquisition.year_rules import of_campus, of_closures, of_year
from planner.files.problems import Unusable, problem
from planner.programme.names import RuleName


def propose_rules(calendar: SeenCalendar) -> tuple[RuleProposal, ...]:
    """Propose the rules that a calendar keeps, in the order of a programme file.

    Each version of each proposal was tried: the calendar, checked as a planning of a programme
    with this rule, keeps it.

    Raises
    ------
    Unusable
        Codes of the calendar are not explained yet, or no programme can have such a year.
    """
    if unknown := calendar.unknown:
        codes = ", ".join(f"« {each.code} » ({each.first})" for each in unknown)
        raise Unusable([problem("acquired.unknown-codes", file=calendar.source, codes=codes)])
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
        is_ruled = any(pattern.default is Choice.TIGHT for pattern in patterns)
        found += patterns
        found += [_left(rule) for rule in own[each.id]] if is_ruled else own[each.id]
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
    beside = (RuleName.FIXED_WEEKS, RuleName.SESSIONS)
    return proposal if proposal.rule in beside else replace(proposal, default=Choice.LEFT)
