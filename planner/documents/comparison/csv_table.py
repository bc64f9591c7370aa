"""Write the table of a comparison as CSV: a row a scenario, a column a measure."""

from collections.abc import Iterator, Sequence

from planner.documents.comparison.words import (
    measure_head,
    one_line,
    setting_cell,
    setting_keys,
    status_text,
)
from planner.documents.csv_rows import csv_rows
from planner.documents.sheets import CellValue
from planner.messages import Messages
from planner.planning.measures import MEASURES
from planner.programme.names import ObjectiveName
from planner.scenarios import Compared


def comparison_csv(compared: Sequence[Compared], text: Messages) -> bytes:
    """Serialize the table as CSV, as Excel expects it in the language; unknown values are empty."""
    keys, ranked = setting_keys(compared), _ranked(compared)
    return csv_rows(_rows(compared, keys, ranked, text), text)


def _rows(
    compared: Sequence[Compared],
    keys: Sequence[str],
    ranked: Sequence[ObjectiveName],
    text: Messages,
) -> Iterator[Sequence[CellValue]]:
    yield [
        *(text(f"column.{key}") for key in ("number", "scenario")),
        *keys,
        *(text(f"column.{key}") for key in ("status", "start")),
        *(measure_head(measure, text) for measure in MEASURES),
        *(
            f"{text(f'objective.{name}')} – {text(f'column.{key}')}"
            for name in ranked
            for key in ("value", "bound", "proven")
        ),
        *(text(f"column.{key}") for key in ("conflict", "key")),
    ]
    for number, scenario in enumerate(compared, start=1):
        row: list[CellValue] = [number, one_line(scenario.name)]
        row += [setting_cell(scenario.settings.get(key)) for key in keys]
        row += [status_text(scenario, text), scenario.start_year]
        row += [scenario.measures.get(measure.name) for measure in MEASURES]
        row += _objectives(scenario, ranked, text)
        row.append(" | ".join(map(one_line, scenario.conflict)))
        row.append(scenario.specification.key if scenario.specification else None)
        yield row


def _ranked(compared: Sequence[Compared]) -> list[ObjectiveName]:
    return list(dict.fromkeys(o.name for c in compared if c.edition for o in c.edition.objectives))


def _objectives(
    scenario: Compared, ranked: Sequence[ObjectiveName], text: Messages
) -> Iterator[CellValue]:
    """Yield value, bound and proof of each objective; None for objectives not optimized."""
    found = {o.name: o for o in scenario.edition.objectives} if scenario.edition else {}
    for name in ranked:
        if name in found:
            is_proven = text("word.yes" if found[name].proven else "word.no")
            yield from (found[name].value, found[name].bound, is_proven)
        else:
            yield from (None, None, None)
