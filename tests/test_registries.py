"""Every rule is listed, states its unit and its family, and registers its words and relaxations."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest

from planner.messages import LANGUAGES, Messages
from planner.planning.check import RuleCheck, check
from planner.planning.planning import Planning
from planner.programme.names import RuleName
from planner.rules import RULES, Family, Rule, SharedRule, Unit
from planner.rules.case import Case
from planner.rules.statement import AnyRule, Aspect
from planner.solver.demands import demands_of
from planner.solver.relaxations import RelaxationContext, relaxations_of
from planner.solver.relaxations.relaxation import relax
from planner.words.rules import breach_line, cause, cause_in_week, finding, required, rule_name
from tests.builders import cohort, planned, programme, year
from tests.examples.example import Example
from tests.test_imports import FILES, room
from tests.test_rules import CASES

ROOT = Path(__file__).parent.parent / "planner"
TEXTS = tuple(map(Messages, LANGUAGES))


def _subclasses(kind: type[AnyRule]) -> Iterator[type[AnyRule]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_every_rule_of_the_package_is_listed_under_its_own_name() -> None:
    found = [each for kind in (Rule, SharedRule) for each in _subclasses(kind)]
    named = {each for each in found if hasattr(each, "name") and each.__module__ in _modules()}
    assert named == set(RULES)
    assert [each.name for each in RULES] == list(dict.fromkeys(each.name for each in RULES))
    assert {each.name for each in RULES} == set(RuleName)


def _modules() -> set[str]:
    return {f"planner.rules.{family}" for family in Family}


def test_a_rule_stands_in_the_file_of_its_family_and_has_a_unit() -> None:
    for kind in RULES:
        assert kind.__module__ == f"planner.rules.{kind.family}"
        assert isinstance(kind.unit, Unit), kind
        assert inspect.getdoc(kind), kind


def test_a_rule_registers_its_words_and_its_relaxations() -> None:
    for kind in RULES:
        assert required.dispatch(kind) is not required.dispatch(object), kind
        assert relax.dispatch(kind) is not relax.dispatch(object), kind


def test_a_rule_without_words_or_relaxations_is_refused() -> None:
    with pytest.raises(TypeError, match="no words are registered for object"):
        required(cast(Rule, object()), TEXTS[0])
    with pytest.raises(TypeError, match="no relaxation is registered for object"):
        next(relax(cast(Rule, object()), cast(Any, None), cast(Any, None)))


def _planning(example: Example) -> Planning:
    written = example.written.split()
    who = [cohort(id=f"{n}A", **example.cohort) for n in range(1, len(written) + 1)]
    case = Case(
        programme(*who, **example.programme),
        example.year or year(len(written[0])),
        example.given,
    )
    rows = (
        planned(c, row, case.year, example.sessions) for c, row in zip(who, written, strict=True)
    )
    if example.onsite is not None:
        rows = (replace(row, onsite=tuple(example.onsite)) for row in rows)
    return Planning(case, tuple(rows))


def _checks(example: Example, planning: Planning) -> list[RuleCheck]:
    return [found for found in check(planning) if found.rule.name is example.rule]


@pytest.mark.parametrize("example", CASES.values(), ids=CASES.keys())
def test_a_rule_has_its_words_in_both_languages(example: Example) -> None:
    planning = _planning(example)
    for found, text in product(_checks(example, planning), TEXTS):
        assert rule_name(found.rule, text)
        assert required(found.rule, text)
        assert finding(found, text)
        for bound in found.breaches:
            assert str(found.rule.name) in breach_line(found, bound, planning.year.weeks, text)


@pytest.mark.parametrize("example", CASES.values(), ids=CASES.keys())
def test_a_demand_says_what_it_contributes_to_a_conflict(example: Example) -> None:
    case = _planning(example).case
    stated = (demand for demand in demands_of(case) if demand.name is example.rule)
    for demand, text in product(stated, TEXTS):
        if demand.week is not None:
            week = case.year.weeks[demand.week]
            assert isinstance(cause_in_week(demand.rule, demand.week, week, text), str)
        else:
            parts = list(cause(demand.rule, [demand], case.year.weeks, text))
            assert parts
            assert all(parts)


FROM_TEXT = {RuleName.EVENTS, RuleName.LOCKED_WEEKS}
"""Their relaxations read the text of the programme, which a programme made by a test has not."""

RELAXED = {name: each for name, each in CASES.items() if each.rule not in FROM_TEXT}


@pytest.mark.parametrize("example", RELAXED.values(), ids=RELAXED.keys())
def test_degrees_of_one_relaxation_share_its_key_and_go_further(example: Example) -> None:
    case = _planning(example).case
    context = RelaxationContext(case, may_unlock=True)
    for demand in (d for d in demands_of(case) if d.name is example.rule):
        for degrees in relaxations_of(demand, context):
            assert len({degree.key for degree in degrees}) <= 1
            steps = [degree.steps for degree in degrees]
            assert steps == sorted(steps)
            assert all(degree.demand == demand for degree in degrees)


def test_units_of_aspects_are_units() -> None:
    kinds = [kind for kind in RULES if issubclass(kind, Rule)]
    found = {kind.unit_of(kind.__new__(kind), aspect) for kind in kinds for aspect in Aspect}
    assert found <= set(Unit)
    assert {Unit.WEEKS, Unit.BLOCKS, Unit.SESSIONS, Unit.MINUTES} <= found


REGISTRIES = ("planner/words/rules/", "planner/solver/relaxations/", "planner/acquisition/")


def test_only_the_registries_know_concrete_rules() -> None:
    """Outside `rules/`, no other file imports a class of a rule."""
    names = {kind.__name__ for kind in RULES}
    for path in FILES:
        place = str(path.relative_to(ROOT.parent))
        if room(path) in ("programme", "rules") or place.startswith(REGISTRIES):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("planner.rules"):
                assert not {alias.name for alias in node.names} & names, place
            if isinstance(node, ast.Attribute):
                assert ast.unparse(node.value) != "RuleName", place
