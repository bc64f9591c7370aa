"""What a form holds: names with texts, as a browser sends them.

A name is the path of a value from the root of the file: `cohorts.0.school_blocks.longest`. FormRows
are numbered, whatever a file calls them; parts that begin with @ belong to the form alone.
"""

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
        return sorted(int(part) for part in self.parts if part.isdecimal())


def answers_of(pairs: Pairs) -> Answers:
    """Arrange the texts of a form by their names."""
    found = Answers()
    for name, text in pairs:
        below = found
        for part in name.split("."):
            below = below.parts.setdefault(part, Answers())
        below.texts.append(text)
    return found
