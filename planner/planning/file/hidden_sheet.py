"""The hidden sheet of a workbook, format `alternance-workbook/1`: all that is needed to read it.

All cells are text, which spreadsheet programs do not convert. The first row has the format, the
name of the first general sheet, a SHA-256 digest of what follows, and the names of the other
general sheets. The columns below have the text of planning.json (zlib, base64, in chunks), the
addresses and the texts of the header cells of the general sheets, one sheet after the other, and
the choices of the drop-down lists of each cohort; then, of each cohort with modules, `modules`, its
id, the name of the sheet of its modules, and the title of the row below them.
"""

import base64
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

WORKBOOK_FORMAT = "alternance-workbook/1"
HIDDEN_SHEET_NAME = "planner"

PLANNING, ADDRESSES, TEXTS, CHOICES = 1, 2, 3, 4
"""Numbers of the columns; from CHOICES on, each cohort has one."""

_MODULES = "modules"
"""The first cell of the columns of the sheets of modules."""

_CHUNK = 8000
"""Characters of a cell; Excel accepts 32 767."""

_MOST_BYTES = 8_000_000
"""The most bytes of planning.json: a bound for decompression bombs."""


@dataclass(frozen=True)
class HiddenSheet:
    """The content of the hidden sheet.

    Attributes
    ----------
    planning
        The text of planning.json.
    headers
        Addresses and texts of the header cells of each general sheet, by its name; those of each
        begin with the same address.
    choices
        The choices of the drop-down lists of each cohort.
    modules
        Of each cohort with modules: its id, the name of their sheet, the title of the row below.
    """

    planning: str
    headers: Mapping[str, Sequence[tuple[str, str]]]
    choices: Sequence[Sequence[str]]
    modules: Sequence[tuple[str, str, str]] = ()

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The rows of the sheet, padded with None."""
        packed = base64.b64encode(zlib.compress(self.planning.encode(), 9)).decode()
        chunks = [packed[start : start + _CHUNK] for start in range(0, len(packed), _CHUNK)]
        first, *others = self.headers
        listed = [header for headers in self.headers.values() for header in headers]
        addresses, texts = zip(*listed, strict=True)
        modules = ((_MODULES, *each) for each in self.modules)
        columns = (chunks, addresses, texts, *self.choices, *modules)
        height = max(len(column) for column in columns)
        padded = ((*column, *(None,) * (height - len(column))) for column in columns)
        head = (WORKBOOK_FORMAT, first, self.digest, *others)
        return (head, *zip(*padded, strict=True))

    @property
    def digest(self) -> str:
        """The SHA-256 digest of all content, in hexadecimal digits."""
        found = self.headers.values()
        headers = [text for listed in found for header in listed for text in header]
        choices = ["\n".join(words) for words in self.choices]
        modules = [text for each in self.modules for text in each]
        content = "\0".join((*self.headers, self.planning, *headers, *choices, *modules))
        return hashlib.sha256(content.encode()).hexdigest()


def parse_hidden_sheet(rows: Iterable[Sequence[object]]) -> HiddenSheet:
    """Parse the rows of a hidden sheet.

    Raises
    ------
    ValueError
        They are of another format, or were modified.
    IndexError
        Columns are missing.
    """
    first, *below = rows
    form, sheet, digest, *sheets = (str(value) for value in first if value is not None)
    if form != WORKBOOK_FORMAT:
        raise ValueError(form)
    columns = [
        [str(value) for value in column if value is not None] for column in zip(*below, strict=True)
    ]
    inflater = zlib.decompressobj()
    packed = base64.b64decode("".join(columns[PLANNING - 1]), validate=True)
    try:
        planning = inflater.decompress(packed, _MOST_BYTES).decode()
    except zlib.error as error:
        raise ValueError(digest) from error
    listed = list(zip(columns[ADDRESSES - 1], columns[TEXTS - 1], strict=True))
    starts = [n for n, (address, _) in enumerate(listed) if address == listed[0][0]]
    parts = [listed[start:end] for start, end in pairwise([*starts, len(listed)])]
    headers = dict(zip([sheet, *sheets], parts, strict=True))
    others = columns[CHOICES - 1 :]
    choices = [words for words in others if words[:1] != [_MODULES]]
    modules = [(words[1], words[2], words[3]) for words in others if words[:1] == [_MODULES]]
    found = HiddenSheet(planning, headers, choices, modules)
    if found.digest != digest:
        raise ValueError(digest)
    return found
