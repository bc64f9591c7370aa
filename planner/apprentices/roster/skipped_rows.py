"""Rows of a roster that hold no apprentice: hidden rows, totals; and what to tell of them."""

import re
from collections.abc import Iterator

from planner.apprentices.roster.columns import REQUIRED, Columns
from planner.apprentices.roster.vocabulary import excerpt
from planner.files.problems import Problem, problem
from planner.files.spelling import plain
from planner.files.tables import Formula, Line, Table, shown

_TOTAL = re.compile(
    r"(sous[ -]?|sub[ -]?|grand )?(total|totaux)\b|nombre\b|effectifs?\b|(number|count)\b"
)
"""How a row of totals begins, without accents."""

_COUNT = re.compile(r"[\d\s.,]*")


def is_total(line: Line, columns: Columns) -> bool:
    """Whether a row holds totals: it begins so, and has at most one other required text."""
    texts = [plain(shown(cell)).strip() for cell in line.cells]
    first = next((text for text in texts if text), "")
    if not _TOTAL.match(first):
        return False
    asked = {place for column in REQUIRED for place in columns.places(column)}
    others = [text for n, text in enumerate(texts) if n in asked and not _COUNT.fullmatch(text)]
    return len([text for text in others if not _TOTAL.match(text)]) <= 1


def is_blank(line: Line, columns: Columns) -> bool:
    """Whether a row holds nothing but formulas without a value, in columns that are not read."""
    known = {n for n, header in enumerate(columns.headers) if columns.is_known(n)}
    others = [cell for n, cell in enumerate(line.cells) if n not in known]
    own = [cell for n, cell in enumerate(line.cells) if n in known]
    return not any(shown(cell).strip() for cell in own) and all(
        isinstance(cell, Formula) or cell is None for cell in others
    )


def skipped_rows(table: Table, columns: Columns) -> Iterator[Problem]:
    """Yield what was not read of a table: its hidden rows, its totals; or all of a hidden sheet."""
    rows = [line for line in table.rows if not is_blank(line, columns)]
    if not table.is_visible:
        if rows:
            yield problem("roster.hidden-sheet", where=table.where, count=len(rows))
        return
    hidden = [line for line in rows if line.hidden]
    totals = [line for line in rows if not line.hidden and is_total(line, columns)]
    for key, lines in (("roster.hidden-rows", hidden), ("roster.total-rows", totals)):
        if lines:
            listed = excerpt([str(line.number) for line in lines])
            yield problem(key, where=table.where, count=len(lines), lines=listed)
