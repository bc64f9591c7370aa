"""The stylesheet of the documents' palette: templates name its classes, never a colour.

It also has the classes that offset the first day of a month in the grid.
"""

from planner.documents.apprentice.calendar_grid import DAY_ROWS
from planner.documents.apprentice.grid_parts import Face
from planner.words import colours

_NAMES = {
    "ink": colours.INK,
    "header": colours.HEADER,
    "faint": colours.FAINT,
    "line": colours.LINE,
    "hair": colours.HAIRLINE,
    "struck": colours.HATCH,
    "leave": colours.SUMMER_LEAVE,
    "session": colours.SESSION,
    "mark": colours.MARK,
}
"""The colours that portal.css uses as custom properties."""

_GROUNDS = (
    *colours.COLOURS.values(),
    *colours.OWN_COLOURS,
    colours.CUT_WEEK,
    colours.WEEKEND,
    colours.HOLIDAY,
    colours.SESSION,
    colours.CLOSED,
)


def palette_css() -> str:
    """Return the stylesheet."""
    names = (f"  --{name}: #{colour};\n" for name, colour in _NAMES.items())
    grounds = (
        f".{ground_class(colour)} {{ background-color: #{colour}; }}\n"
        for colour in dict.fromkeys(_GROUNDS)
    )
    places = (f".from-{day} {{ --days-before: {day - 1}; }}\n" for day in range(2, DAY_ROWS + 1))
    return f":root {{\n{''.join(names)}}}\n{''.join(grounds)}{''.join(places)}"


def ground_class(colour: str) -> str:
    """Return the class of a background colour."""
    return f"on-{colour.lower()}"


def face_classes(face: Face) -> str:
    """Return the classes of a day: its background, and whether its text is white."""
    ground = "is-struck" if face.is_struck else ground_class(face.ground)
    return f"{ground} is-light" if face.ink == colours.WHITE else ground
