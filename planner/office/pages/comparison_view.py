"""Drafts compared side by side: measures, years as pictures, rules that differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from planner.documents.comparison.words import (
    ARROWS,
    ValueMark,
    compared_measures,
    extreme_marks,
    measure_head,
    value_text,
)
from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.planning.measures import Measure
from planner.planning.planning import Edition
from planner.rules.case import Case
from planner.scenarios import Compared
from planner.scenarios.comparison import measure_values
from planner.words.closed_days import closed_lines_of
from planner.words.names import week_name
from planner.words.rules import required, rule_name


@dataclass(frozen=True)
class ComparedDraft:
    """A draft, or one of its states, in a comparison.

    Attributes
    ----------
    edition
        Its planning, under its rules; None without one that fits them.
    case
        Its rules in its year; None while they are incomplete.
    """

    title: str
    edition: Edition | None
    case: Case | None

    @property
    def measured(self) -> Compared:
        """The draft as a scenario."""
        if self.edition is None:
            return Compared(self.title, "given")
        return Compared(
            self.title, "given", measure_values(self.edition.planning), edition=self.edition
        )


@dataclass(frozen=True)
class ComparedRow:
    """A measure of all drafts.

    Attributes
    ----------
    arrow
        The direction in which it is better.
    """

    name: str
    arrow: str
    values: tuple["ComparedValue", ...]


@dataclass(frozen=True)
class ComparedValue:
    """A value of a measure.

    Attributes
    ----------
    mark
        That of the best or of the worst value; None for others.
    meaning
        What the mark says.
    """

    value: str
    mark: ValueMark | None
    meaning: str


@dataclass(frozen=True)
class DifferingRule:
    """A rule that is not the same in all drafts.

    Attributes
    ----------
    cohort
        The cohort it is about; "" for all.
    required
        What each draft requires; "" where it has no such rule.
    """

    name: str
    cohort: str
    required: tuple[str, ...]


def year_pictures(drafts: Sequence[ComparedDraft], text: Messages) -> list[Markup]:
    """Return the year of each draft as a picture; empty without a planning."""
    return [
        Markup(year_strip(each.edition.planning, text)) if each.edition else Markup("")
        for each in drafts
    ]


def compared_rows(drafts: Sequence[ComparedDraft], text: Messages) -> tuple[ComparedRow, ...]:
    """Return the measures of drafts, side by side."""
    compared = [each.measured for each in drafts]
    rows = []
    for measure in compared_measures(compared):
        marks = extreme_marks(measure, compared)
        values = tuple(_value(each, measure, marks, text) for each in compared)
        rows.append(ComparedRow(measure_head(measure, text), ARROWS[measure.better], values))
    return tuple(rows)


def _value(
    scenario: Compared,
    measure: Measure,
    marks: Mapping[float | None, ValueMark],
    text: Messages,
) -> ComparedValue:
    mark = marks.get(scenario.measures.get(measure.name))
    meaning = text(f"compare.{mark.name}") if mark else ""
    return ComparedValue(value_text(scenario, measure, text), mark, meaning)


def differing_rules(drafts: Sequence[ComparedDraft], text: Messages) -> tuple[DifferingRule, ...]:
    """Return the rules that are not the same in all drafts, in the order of the first with each."""
    stated = [dict(_statements(each.case, text)) if each.case else {} for each in drafts]
    keys = dict.fromkeys(key for each in stated for key in each)
    found = ((key, tuple(each.get(key, "") for each in stated)) for key in keys)
    return tuple(
        DifferingRule(name, cohort, sentences)
        for (name, cohort), sentences in found
        if len(set(sentences)) > 1
    )


_Statement = tuple[tuple[str, str], str]
"""The name of a rule, its cohort, and what it requires."""


def _statements(case: Case, text: Messages) -> Iterator[_Statement]:
    yield from _closures(case, text)
    for cohort in case.programme.cohorts:
        sentences: dict[str, list[str]] = {}
        for rule in case.rules[cohort.id]:
            sentences.setdefault(rule_name(rule, text), []).append(required(rule, text))
        yield from _joined(sentences, case.programme.label_with_site(cohort))
    shared: dict[str, list[str]] = {}
    for each in case.shared_rules:
        shared.setdefault(rule_name(each, text), []).append(required(each, text))
    yield from _joined(shared, "")
    ranking = text.listed(text(f"objective.{name}") for name in case.programme.ranking)
    yield (text("compare.objectives"), ""), ranking


def _joined(sentences: Mapping[str, Sequence[str]], cohort: str) -> Iterator[_Statement]:
    for name, said in sentences.items():
        yield (name, cohort), " ; ".join(dict.fromkeys(line for line in said if line))


def _closures(case: Case, text: Messages) -> Iterator[_Statement]:
    of_all = {week.monday for week in case.year.weeks if week.closed}
    of_sites = (
        f"{week_name(week, text)} ({each.site})"
        for each in case.year.sites
        for week in each.year.weeks
        if week.closed and week.monday not in of_all
    )
    weeks = (week_name(week, text) for week in case.year.weeks if week.closed)
    closed = text.listed([*weeks, *of_sites, *closed_lines_of(case.year, text)])
    yield (text("compare.closed"), ""), closed or "–"
