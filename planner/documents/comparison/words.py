"""What the table, the pictures and the report of a comparison say in the same words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.files.software import software_versions
from planner.messages import Messages
from planner.planning.measures import Better, Measure, best_and_worst, in_units
from planner.planning.planning import SEED
from planner.programme.programme import SourceText
from planner.rules.objectives import OBJECTIVES
from planner.scenarios import Compared
from planner.words import rules as wording
from planner.words.style import BEST, WORST

ARROWS = {Better.LESS: "↓", Better.MORE: "↑"}


@dataclass(frozen=True)
class Mark:
    """How a value stands out: by a sign before it and the colour behind it."""

    name: str
    sign: str
    colour: str


BEST_MARK, WORST_MARK = Mark("best", "▲", BEST), Mark("worst", "▽", WORST)


def marks(measure: Measure, compared: Sequence[Compared]) -> Mapping[float | None, Mark]:
    """Give the marks of the best and of the worst value; none where all are the same."""
    ends = best_and_worst(measure, (c.measures.get(measure.name) for c in compared))
    return {ends[0]: BEST_MARK, ends[1]: WORST_MARK} if ends else {}


def plain(name: str) -> str:
    """Write a name on one line, without what cannot be printed."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())


def measure_head(measure: Measure, text: Messages) -> str:
    """Name a measure with its unit."""
    name, unit = wording.measure_name(measure, text), text(f"unit.{measure.unit}")
    return name if f"({unit})" in name else f"{name} ({unit})"


def value_of(scenario: Compared, measure: Measure, text: Messages) -> str:
    """Write a value; say where a planning does not give it."""
    if scenario.edition is None:
        return "–"
    value = scenario.measures.get(measure.name)
    return text("verdict.not_given") if value is None else text.number(value)


def setting(value: object) -> int | float | str | None:
    """Give the value of a key of a programme file as tables hold it: numbers stay numbers."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        return plain(value)
    return plain(json.dumps(value, ensure_ascii=False, default=str))


def status(scenario: Compared, text: Messages) -> str:
    """Say what became of a scenario."""
    edition = scenario.edition
    if edition and edition.changed and scenario.status != "given":
        return text(f"changed.{edition.changed}")
    return text(f"outcome.{scenario.status}")


def proof(scenario: Compared, text: Messages) -> list[str]:
    """Say what is proven of a scenario and what is not, or why it has no planning."""
    if scenario.conflict:
        return [plain(line) for line in scenario.conflict]
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
class Source:
    """A programme text from which scenarios were planned.

    Attributes
    ----------
    name
        What documents call it.
    file
        What an `extends` calls it; empty if no scenario extends it.
    """

    name: str
    file: str
    text: str


def sources(compared: Sequence[Compared]) -> tuple[list[Source], list[str]]:
    """Gather the programme texts of all scenarios, each once.

    Returns
    -------
    tuple
        The texts; and for each scenario, the names of its own and of those it extends.
    """
    found: dict[str, Source] = {}
    chains = []
    for scenario in compared:
        own, bases = scenario.texts
        chain = [SourceText("", own), *bases] if own else []
        for each in chain:
            name = found[each.text].name if each.text in found else f"T{len(found) + 1}"
            file = found[each.text].file if each.text in found else ""
            found[each.text] = Source(name, file or plain(each.name), each.text)
        chains.append(" → ".join(found[each.text].name for each in chain))
    return list(found.values()), chains


def source_title(source: Source, text: Messages) -> str:
    """Name a programme text, and the file as which others extend it."""
    return text("source.text", name=source.name) + (f" – {source.file}" if source.file else "")


def search(scenario: Compared, text: Messages) -> list[str]:
    """Say what was asked beside the programme: a ranking, limits, a time limit."""
    asked = scenario.specification
    if asked is None:
        return [text("outcome.given")] if scenario.status == "given" else []
    lines = []
    if asked.ranking:
        names = text.listed(text(f"objective.{name}") for name in asked.ranking)
        lines.append(text("search.ranking", objectives=names))
    for name, limit in asked.limits:
        most = in_units(limit, OBJECTIVES[name].per_unit)
        lines.append(text("search.limit", objective=text(f"objective.{name}"), most=most))
    if asked.time_limit is not None:
        lines.append(text("search.time", seconds=asked.time_limit))
    return lines


def reproduction(text: Messages) -> str:
    """Say how a scenario is planned again, and with which versions and seed."""
    used = text.listed(f"{name} {number}" for name, number in software_versions().items())
    return text("comparison.reproduce", versions=used, seed=SEED)
