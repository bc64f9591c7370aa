"""Phrases that the table, the charts and the report of a comparison share."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.files.software import SEED, software_versions
from planner.messages import Messages
from planner.planning.changes import weeks_apart
from planner.planning.measures import (
    Direction,
    Measure,
    best_and_worst,
    in_units,
    told_measures,
)
from planner.planning.planning import Planning
from planner.planning.unknown_weeks.completions import is_published
from planner.programme.names import ObjectiveName
from planner.programme.programme import SourceText
from planner.rules.objectives import OBJECTIVES
from planner.scenarios import Compared
from planner.scenarios.alternatives import Alternatives, AlternativesEnd
from planner.scenarios.running import specified_case
from planner.scenarios.specification import Specification
from planner.words.colours import BEST, WORST
from planner.words.names import measure_name

ARROWS = {Direction.LESS: "↓", Direction.MORE: "↑"}
"""The direction in which a measure is better."""


@dataclass(frozen=True)
class ValueMark:
    """How an extreme value is marked: a sign before it, a colour behind it."""

    name: str
    sign: str
    colour: str


BEST_MARK, WORST_MARK = ValueMark("best", "▲", BEST), ValueMark("worst", "▽", WORST)
"""The marks of the best and of the worst value."""


def extreme_marks(
    measure: Measure, compared: Sequence[Compared]
) -> Mapping[float | None, ValueMark]:
    """Return the marks of the best and the worst value; none if all are equal."""
    ends = best_and_worst(measure, (c.measures.get(measure.name) for c in compared))
    return {ends[0]: BEST_MARK, ends[1]: WORST_MARK} if ends else {}


def compared_measures(compared: Sequence[Compared]) -> tuple[Measure, ...]:
    """Return the measures by which some scenarios are compared on paper and on the screen."""
    return told_measures([c.edition.planning for c in compared if c.edition])


def one_line(name: str) -> str:
    """Return a name on one line, without unprintable characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())


def measure_head(measure: Measure, text: Messages) -> str:
    """Return the name of a measure with its unit."""
    name, unit = measure_name(measure, text), text(f"unit.{measure.unit}")
    return name if f"({unit})" in name else f"{name} ({unit})"


def value_text(scenario: Compared, measure: Measure, text: Messages) -> str:
    """Return a value as text; a phrase if the planning does not give it, or has nothing of it."""
    if scenario.edition is None:
        return "–"
    value = scenario.measures.get(measure.name)
    if value is None:
        return missing_value(scenario.edition.planning, text)
    return text.number(value)


def missing_value(planning: Planning, text: Messages) -> str:
    """Return why a planning has no value: it is not published, or has no such block or month."""
    is_given = all(row.sessions is not None for row in planning.cohorts)
    return text("verdict.void" if is_given and is_published(planning) else "verdict.not_given")


def setting_keys(compared: Sequence[Compared]) -> list[str]:
    """Return the keys of all settings of a sweep, in the order of their appearance."""
    return list(dict.fromkeys(key for scenario in compared for key in scenario.settings))


def setting_cell(value: object) -> int | float | str | None:
    """Return a value of a programme file as a cell: numbers stay numbers, the rest is JSON."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return one_line(value)
    return one_line(json.dumps(value, ensure_ascii=False, default=str))


def status_text(scenario: Compared, text: Messages) -> str:
    """Return the outcome of a scenario."""
    edition = scenario.edition
    if edition and edition.changed and scenario.status != "given":
        return text(f"changed.{edition.changed}")
    if edition and scenario.status == "optimal" and edition.planning.case.given.others.weeks:
        return text("outcome.best-of-others")
    return text(f"outcome.{scenario.status}")


def proof_lines(scenario: Compared, text: Messages) -> list[str]:
    """Return what is proven of a scenario and what is not, or why it has no planning."""
    if scenario.conflict:
        return [one_line(line) for line in scenario.conflict]
    if scenario.edition is None or scenario.status == "given":
        return []
    open_ones = [o for o in scenario.edition.objectives if not o.proven]
    lines = []
    for o in open_ones:
        key = "proof.gap" if o.value > o.bound else "planned.ties"
        name = text(f"objective.{o.name}")
        lines.append(text(key, objective=name, value=o.value, bound=o.bound))
    return lines or [text("proof.whole")]


@dataclass(frozen=True)
class SourceProgramme:
    """The text of a programme from which scenarios were planned.

    Attributes
    ----------
    name
        Its name in the documents.
    file
        Its name in `extends`; empty if no scenario extends it.
    """

    name: str
    file: str
    text: str


def source_programmes(compared: Sequence[Compared]) -> tuple[list[SourceProgramme], list[str]]:
    """Return the programme texts of all scenarios, without duplicates.

    Returns
    -------
    tuple
        The texts; and for each scenario, the names of its own text and of those it extends.
    """
    found: dict[str, SourceProgramme] = {}
    chains = []
    for scenario in compared:
        own, bases = scenario.texts
        chain = [SourceText("", own), *bases] if own else []
        for each in chain:
            name = found[each.text].name if each.text in found else f"T{len(found) + 1}"
            file = found[each.text].file if each.text in found else ""
            found[each.text] = SourceProgramme(name, file or one_line(each.name), each.text)
        chains.append(" → ".join(found[each.text].name for each in chain))
    return list(found.values()), chains


def source_title(source: SourceProgramme, text: Messages) -> str:
    """Return the title of a programme text, with its name in `extends`."""
    return text("source.text", name=source.name) + (f" – {source.file}" if source.file else "")


def search_lines(scenario: Compared, text: Messages) -> list[str]:
    """Return what was specified besides the programme: ranking, limits, time limit in seconds."""
    specification = scenario.specification
    if specification is None:
        return [text("outcome.given")] if scenario.status == "given" else _others(scenario, text)
    lines = []
    if specification.ranking:
        names = text.listed(text(f"objective.{name}") for name in specification.ranking)
        lines.append(text("search.ranking", objectives=names))
    if specification.limits:
        lines += _limits(specification, text)
    if specification.time_limit is not None:
        lines.append(text("search.time", seconds=specification.time_limit))
    return lines


def _limits(specification: Specification, text: Messages) -> Iterator[str]:
    """Yield the limits of a search, in the units of its year."""
    year = specified_case(specification).year
    for name, limit in specification.limits:
        most = in_units(limit, OBJECTIVES[name].unit(year))
        yield text("search.limit", objective=text(f"objective.{name}"), most=most)


MOST_APART = 12
"""Of how many scenarios the weeks in which each two differ are listed."""


def weeks_apart_table(compared: Sequence[Compared]) -> list[list[int | None]]:
    """Return for each two scenarios the weeks in which their plannings differ.

    None for a scenario and itself, and where they do not compare. Empty for many scenarios, and
    where no two compare.
    """
    if len(compared) > MOST_APART:
        return []
    plannings = list(enumerate(each.edition and each.edition.planning for each in compared))
    table = [
        [weeks_apart(one, other) if one and other and m != n else None for m, other in plannings]
        for n, one in plannings
    ]
    return table if any(weeks is not None for row in table for weeks in row) else []


def alternatives_lines(found: Alternatives, text: Messages) -> list[str]:
    """Return what was asked of plannings to choose from, and why there are no more."""
    asked = found.asked
    lines = [text("alternatives.apart", weeks=text.counted("weeks", asked.apart))]
    if found.objectives:
        names = (
            text("alternatives.objective", objective=_objective(name, text))
            for name in found.objectives
        )
        lines.append(text("alternatives.good", objectives=text.listed(names)))
    if asked.worse:
        steps = (
            text("alternatives.step", step=step, objective=_objective(name, text))
            for name, step in asked.worse.items()
        )
        lines.append(text("alternatives.worse", steps=text.listed(steps)))
    return [*lines, text("alternatives.best"), alternatives_end_line(found, text)]


def _objective(name: ObjectiveName, text: Messages) -> str:
    return text(f"objective.{name}")


def alternatives_end_line(found: Alternatives, text: Messages) -> str:
    """Return why there are no more plannings to choose from, and what is proven of it."""
    count = len(found.editions) - 1
    if found.end is AlternativesEnd.PROVEN and not count:
        return text("alternatives_end.none")
    return text(f"alternatives_end.{found.end}", found=text.counted("plannings", count))


def _others(scenario: Compared, text: Messages) -> list[str]:
    """Return from which plannings another one was to differ."""
    if scenario.edition is None or not scenario.edition.planning.case.given.others.weeks:
        return []
    others = scenario.edition.planning.case.given.others
    numbers = text.listed(range(1, len(others.weeks) + 1))
    weeks = text.counted("weeks", others.apart)
    return [text("alternatives.search", weeks=weeks, numbers=numbers)]


def reproduction_line(text: Messages) -> str:
    """Return how to reproduce a scenario: versions of the software, and the seed."""
    used = text.listed(f"{name} {number}" for name, number in software_versions().items())
    return text("comparison.reproduce", versions=used, seed=SEED)
