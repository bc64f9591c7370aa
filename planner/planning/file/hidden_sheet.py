"""What a workbook carries along to be read alone: its planning.json, and its own words.

It stands in a hidden sheet, as text that spreadsheet programs leave as it is. The first row names
the format, the general sheet and the digest of what follows; from the second row on stand, in
columns, the planning (compressed, in lines), the cells of the header of the general sheet with
their texts, and what the cells of each cohort may hold.
"""

import base64
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORKBOOK_FORMAT = "alternance-workbook/1"
HIDDEN_SHEET_NAME = "planner"

PLANNING, ADDRESSES, TEXTS, CHOICES = 1, 2, 3, 4
"""The columns; from the last one on, each cohort has one."""

_LINE = 8000
_MOST_BYTES = 8_000_000


@dataclass(frozen=True)
class HiddenSheet:
    """What the hidden sheet says.

    Attributes
    ----------
    sheet
        The name of the general sheet.
    planning
        The text of its planning.json.
    headers
        The cells of the header of the general sheet, by address, with their texts.
    choices
        For each cohort, the words that its drop-down lists offer.
    """

    sheet: str
    planning: str
    headers: Sequence[tuple[str, str]]
    choices: Sequence[Sequence[str]]

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The rows of the hidden sheet."""
        packed = base64.b64encode(zlib.compress(self.planning.encode(), 9)).decode()
        lines = [packed[start : start + _LINE] for start in range(0, len(packed), _LINE)]
        addresses, texts = zip(*self.headers, strict=True)
        columns = (lines, addresses, texts, *self.choices)
        height = max(len(column) for column in columns)
        padded = ((*column, *(None,) * (height - len(column))) for column in columns)
        return ((WORKBOOK_FORMAT, self.sheet, self.digest), *zip(*padded, strict=True))

    @property
    def digest(self) -> str:
        """A digest of all that it says."""
        headers = [text for header in self.headers for text in header]
        choices = ["\n".join(words) for words in self.choices]
        told = "\0".join((self.sheet, self.planning, *headers, *choices))
        return hashlib.sha256(told.encode()).hexdigest()


def parse_hidden_sheet(rows: Iterable[Sequence[object]]) -> HiddenSheet:
    """Read the rows of a hidden sheet.

    Raises
    ------
    ValueError
        They are not as they were written.
    """
    first, *others = rows
    form, sheet, digest = (str(value) for value in first[:3])
    if form != WORKBOOK_FORMAT:
        raise ValueError(form)
    columns = [
        [str(value) for value in column if value is not None]
        for column in zip(*others, strict=True)
    ]
    inflater = zlib.decompressobj()
    packed = base64.b64decode("".join(columns[PLANNING - 1]), validate=True)
    try:
        planning = inflater.decompress(packed, _MOST_BYTES).decode()
    except zlib.error as error:
        raise ValueError(digest) from error
    headers = tuple(zip(columns[ADDRESSES - 1], columns[TEXTS - 1], strict=True))
    found = HiddenSheet(sheet, planning, headers, columns[CHOICES - 1 :])
    if found.digest != digest:
        raise ValueError(digest)
    return found
