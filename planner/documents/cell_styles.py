"""How the cells of workbooks look: styles, alignments, borders, number formats.

Styles are named tuples: they are compared and hashed for each cell, which must cost little.
"""

from typing import NamedTuple

from planner.documents.paper import TYPE_SIZE
from planner.words.colours import INK, LINE

FONT_NAME = "Calibri"
"""The font of all sheets."""

THIN, THICK, DASHED = 1, 5, 8
"""Kinds of lines, by their numbers in XlsxWriter: thin, thick, dashed of medium width."""

DATE_FORMAT = "dd/mm/yyyy"
"""The number format of dates."""


class Alignment(NamedTuple):
    """Where a text stands in its cell; the rotation is in degrees."""

    horizontal: str
    wraps: bool = True
    vertical: str = "vcenter"
    indent: int = 0
    rotation: int = 0


CENTRE = Alignment("center")
"""Alignment of figures and headers."""

LEFT = Alignment("left")
"""Alignment of text."""

INDENTED = Alignment("left", wraps=False, indent=1)
"""Alignment of text on one line, beside a border."""

INDENTED_LINES = Alignment("left", indent=1)
"""Alignment of text on several lines, beside a border."""

UPRIGHT = Alignment("center", vertical="bottom", rotation=90)
"""Alignment of a title that reads from the bottom to the top."""


class BorderLine(NamedTuple):
    """A line at a side of a cell: its kind, and its colour in hexadecimal RGB."""

    kind: int
    colour: str


class Border(NamedTuple):
    """The lines around a cell."""

    left: BorderLine | None = None
    right: BorderLine | None = None
    top: BorderLine | None = None
    bottom: BorderLine | None = None


def box_border(kind: int, colour: str) -> Border:
    """Return a border with the same line on all four sides."""
    return Border(*(BorderLine(kind, colour),) * 4)


BOX = box_border(THIN, LINE)
"""The border of the cells of a table."""

NO_BORDER = Border()
"""The border of cells outside of tables."""


class CellStyle(NamedTuple):
    """The look of a cell.

    Attributes
    ----------
    fill, colour
        Colours of the background and of the text, in hexadecimal RGB.
    hatch
        The colour of oblique lines on the background; None without any.
    size
        The font size in points.
    form
        A number format; None for the general one.
    """

    fill: str | None = None
    colour: str = INK
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    size: float = TYPE_SIZE
    align: Alignment = CENTRE
    border: Border = BOX
    form: str | None = None
    hatch: str | None = None

    @property
    def properties(self) -> dict[str, object]:
        """The properties of the format, as XlsxWriter names them."""
        found: dict[str, object] = {
            "font_name": FONT_NAME,
            "font_size": self.size,
            "font_color": f"#{self.colour}",
            "bold": self.bold,
            "italic": self.italic,
            "underline": int(self.underlined),
            "align": self.align.horizontal,
            "valign": self.align.vertical,
            "text_wrap": self.align.wraps,
            "indent": self.align.indent,
            "rotation": self.align.rotation,
            "num_format": self.form or "General",
        }
        for side, line in self.border._asdict().items():
            if line:
                found |= {side: line.kind, f"{side}_color": f"#{line.colour}"}
        if self.hatch:
            found |= {"pattern": _OBLIQUE, "fg_color": f"#{self.hatch}"}
        elif self.fill:
            found["pattern"] = _SOLID
        if self.fill:
            found["bg_color"] = f"#{self.fill}"
        return found


_SOLID, _OBLIQUE = 1, 14
"""Kinds of backgrounds, by their numbers in XlsxWriter."""


def number_format(value: float | None, unit: str = "") -> str:
    """Return the number format by which a value is written as in sentences: 1 071,5 h."""
    digits = "#,##0" if value is None or value == int(value) else "#,##0.0##"
    return f'{digits}" {unit}"' if unit else digits


def hours_format(hours: float | None) -> str:
    """Return the number format of hours: 1 071 h, 3,5 h."""
    return number_format(hours, "h")
