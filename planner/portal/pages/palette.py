"""The palette of the documents as a stylesheet: a page names colours, it never holds one.

Beside it stand the places of the first day of a month, which a stylesheet cannot count.
"""

from planner.documents.apprentice.calendar_grid import DAY_ROWS, Face
from planner.words import style

_NAMES = {
    "ink": style.INK,
    "header": style.HEADER,
    "faint": style.FAINT,
    "line": style.LINE,
    "hair": style.HAIRLINE,
    "struck": style.HATCH,
    "leave": style.SUMMER_LEAVE,
    "session": style.SESSION,
    "mark": style.MARK,
}
"""The colours that the stylesheet of the portal takes by their names."""

_GROUNDS = (
    *style.COLOURS.values(),
    *style.OWN_COLOURS,
    style.WEEKEND,
    style.HOLIDAY,
    style.SESSION,
    style.CLOSED,
)


def palette_css() -> str:
    """Write the stylesheet; it is the same for all pages."""
    names = (f"  --{name}: #{colour};\n" for name, colour in _NAMES.items())
    grounds = (
        f".{ground_class(colour)} {{ background-color: #{colour}; }}\n"
        for colour in dict.fromkeys(_GROUNDS)
    )
    places = (f".from-{day} {{ --days-before: {day - 1}; }}\n" for day in range(2, DAY_ROWS + 1))
    return f":root {{\n{''.join(names)}}}\n{''.join(grounds)}{''.join(places)}"


def ground_class(colour: str) -> str:
    """Name the class of what stands on a colour of the palette."""
    return f"on-{colour.lower()}"


def face_classes(face: Face) -> str:
    """Name the classes of what a day shows: its ground, and whether its letters are white."""
    ground = "is-struck" if face.is_struck else ground_class(face.ground)
    return f"{ground} is-light" if face.ink == style.WHITE else ground
