"""Write the table of a comparison as CSV: a row a scenario, a column a measure."""

import csv
import io
from collections.abc import Iterator, Sequence

from planner.documents.comparison.words import (
    measure_head,
    one_line,
    setting_cell,
    setting_keys,
    status_text,
)
from planner.documents.sheets import (
    CellValue,
)
from planner.messages import Messages
from planner.planning.measures import MEASURES
from planner.programme.names import ObjectiveName
from planner.scenarios import Compared

_DIALECTS = {"fr": (";", ","), "en": (",", ".")}
"""The delimiter and the decimal separator that Excel expects, by language."""

_FORMULA = ("=", "+", "-", "@")
"""Characters with which a spreadsheet formula may begin."""


def comparison_csv(compared: Sequence[Compared], text: Messages) -> bytes:
    """Serialize the table as CSV, in UTF-8 with a byte order mark, as Excel expects.

    French files have semicolons and decimal commas: `pandas.read_csv(file, sep=";", decimal=",")`
    reads them; `pandas.read_csv(file)` reads English ones. Unknown values are empty. Text that a
    spreadsheet would parse as a formula is escaped by a leading apostrophe (CSV injection).
    """
    separator, point = _DIALECTS[text.language]
    keys, ranked = setting_keys(compared), _ranked(compared)
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=separator)
    table.writerow(
        [
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
    )
    for number, scenario in enumerate(compared, start=1):
        row: list[CellValue] = [number, one_line(scenario.name)]
        row += [setting_cell(scenario.settings.get(key)) for key in keys]
        row += [status_text(scenario, text), scenario.start_year]
        row += [scenario.measures.get(measure.name) for measure in MEASURES]
        row += _objectives(scenario, ranked, text)
        row.append(" | ".join(map(one_line, scenario.conflict)))
        row.append(scenario.specification.key if scenario.specification else None)
        table.writerow([_csv_field(value, point) for value in row])
    return stream.getvalue().encode("utf-8-sig")


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


def _csv_field(value: CellValue, point: str) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value).replace(".", point)
