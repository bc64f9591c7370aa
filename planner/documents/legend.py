"""The legend of a chart: examples of how it draws, and what they mean.

Lengths are in inches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.documents.drawing import Look, Marker, Page, Stroke
from planner.documents.lettering import text_width
from planner.messages import Messages
from planner.words.colours import CLOSED, INK
from planner.words.names import LetterMeaning
from planner.year.activity import Activity

SHUT, HATCHED = Look(CLOSED), Look(hatch="////")
"""How a closed week is drawn: its ground, and the hatching above all that lies on it."""

_SIZE = 8
_ROW, _BOX, _BOX_HEIGHT, _BESIDE, _APART = 0.19, 0.2, 0.08, 0.08, 0.3
"""The height of a row, the size of a box, the spaces beside an entry."""


@dataclass(frozen=True)
class ChartEntry:
    """What is drawn, one above the other, and what it means."""

    drawn: tuple[Look | Stroke | Marker, ...]
    meaning: str


def colour_entry(fill: str, meaning: str) -> ChartEntry:
    """Return the entry of a colour of areas."""
    return ChartEntry((Look(fill, INK, 1),), meaning)


def letters_entry(letters: LetterMeaning) -> ChartEntry:
    """Return the entry of letters on a colour; that of weeks not published is hatched."""
    hatch = HATCHED.hatch if letters.letters == Activity.UNKNOWN.code else None
    look = Look(letters.colour, INK, 1, hatch)
    return ChartEntry((look,), f"{letters.letters}  {letters.meaning}")


def closed_entry(text: Messages) -> ChartEntry:
    """Return the entry of closed weeks."""
    return ChartEntry((SHUT, HATCHED), text("legend.closed"))


class Legend:
    """A legend, in as many columns as fit beside each other.

    Parameters
    ----------
    left
        Where it begins.
    width
        Of the page: the legend has the same margin on both sides.
    most
        The most columns.
    """

    def __init__(self, entries: Sequence[ChartEntry], left: float, width: float, most: int) -> None:
        self._left, self._columns = left, [entries]
        for count in range(most, 1, -1):
            rows = -(-len(entries) // count)
            columns = [entries[n : n + rows] for n in range(0, len(entries), rows)]
            if sum(map(_width, columns)) <= width - 2 * left:
                self._columns = columns
                break

    @property
    def height(self) -> float:
        """The height of the legend."""
        return _ROW * max(map(len, self._columns))

    def draw(self, page: Page, bottom: float) -> None:
        """Draw the legend on a page, down to a height."""
        left, top = self._left, bottom - self.height
        for column in self._columns:
            for n, entry in enumerate(column):
                middle = top + _ROW * (n + 0.5)
                for style in entry.drawn:
                    _draw(page, style, left, middle)
                page.text(left + _BOX + _BESIDE, middle, entry.meaning, _SIZE)
            left += _width(column)


def _width(column: Sequence[ChartEntry]) -> float:
    widest = max(text_width(entry.meaning, _SIZE) for entry in column)
    return _BOX + _BESIDE + widest + _APART


def _draw(page: Page, style: Look | Stroke | Marker, left: float, middle: float) -> None:
    """Draw an example of a style."""
    match style:
        case Look():
            page.box(left, middle - _BOX_HEIGHT / 2, _BOX, _BOX_HEIGHT, style)
        case Stroke():
            page.line([(left, middle), (left + _BOX, middle)], style)
        case Marker():
            page.mark(left + _BOX / 2, middle, style)
