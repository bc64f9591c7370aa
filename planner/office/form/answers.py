"""What a form holds: names with texts, as a browser sends them.

A name is the path of a value from the root of the file: `cohorts.0.school_blocks.longest`. FormRows
are numbered, whatever a file calls them; parts that begin with @ belong to the form alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Pairs: TypeAlias = Sequence[tuple[str, str]]
"""The names and texts of a form, in order; a name may occur several times."""

WAY, VALUE, KEY, ROW = "@way", "@value", "@key", "@row"
"""In which way a table says one thing; the value of a row; its name; that there is a row."""


@dataclass
class Answers:
    """The texts at a name, and what is below it."""

    texts: list[str] = field(default_factory=list)
    parts: dict[str, "Answers"] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The last text, without space around it: a ticked box follows what it stands for."""
        return self.texts[-1].strip() if self.texts else ""

    def at(self, part: str) -> "Answers":
        """Return what is below this name, nothing where there is nothing."""
        return self.parts.get(part) or Answers()

    def rows(self) -> list[int]:
        """Return the numbers of the rows at this name, in order."""
        return sorted(int(part) for part in self.parts if is_row_number(part))


_ROW_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")

_MOST_PARTS = 12
"""The most parts of a name: no field is deeper."""

MOST_ROWS = 150
"""The most rows of a list: a page with many more takes long to build."""


class UnknownField(Exception):
    """A form has a name that no field has: it was not sent by our page."""


class TooManyRows(Exception):
    """A list of a form has more than `MOST_ROWS` rows."""


def is_row_number(part: str) -> bool:
    """Whether a part of a name is the number of a row."""
    return _ROW_NUMBER.fullmatch(part) is not None


def answers_of(pairs: Pairs) -> Answers:
    """Arrange the texts of a form by their names.

    Raises
    ------
    UnknownField
        A name has more parts than that of any field.
    TooManyRows
        A list has more rows than a page can show.
    """
    found = Answers()
    for name, text in pairs:
        parts = name.split(".", _MOST_PARTS)
        if len(parts) > _MOST_PARTS:
            raise UnknownField(name)
        below = found
        for part in parts:
            if is_row_number(part) and len(below.parts) == MOST_ROWS and part not in below.parts:
                raise TooManyRows
            below = below.parts.setdefault(part, Answers())
        below.texts.append(text)
    return found
