"""The colours of activities and marks on all documents, pages and charts.

They are distinguishable with red-green colour blindness and in grey (lightness about 95, 78
and 62 of 100), and light enough for black text. Colours are hexadecimal RGB.
"""

from planner.programme.programme import Programme
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Place

COLOURS = {
    Activity.SCHOOL: "F6B55E",
    Activity.COMPANY: "E6F0F9",
    Activity.DEFENCE: "A891D0",
    Activity.ABROAD: "8CCFB8",
    Activity.LEAVE: "FFF6C9",
    Activity.NONE: "FFFFFF",
    Activity.OUTSIDE: "ECECEC",
    Activity.UNKNOWN: "FFFFFF",
}
"""The colour of each activity that every programme has."""

OWN_COLOURS = ("F3D3A2", "C9D8C5", "E3C4CF", "BFD0DA")
"""Colours of a programme's own activities, in its order; they repeat after the last."""


CUT_WEEK = "E4DFD6"
"""The colour of weeks in which one activity hands over to another: their letters say which."""


def colour(activity: Activity, programme: Programme) -> str:
    """Return the colour of an activity, or of a week that several share.

    That of a person's own week is the colour of its most usual place.
    """
    if activity.parts:
        return CUT_WEEK
    if activity in COLOURS:
        return COLOURS[activity]
    own = [a for a in programme.activities if a not in COLOURS]
    if activity not in own:
        usual = max(activity.days, key=activity.days.count)
        return COLOURS[display_activity(usual, Activity.NONE)]
    return OWN_COLOURS[own.index(activity) % len(OWN_COLOURS)]


def display_activity(place: Place, activity: Activity) -> Activity:
    """Return the activity whose letters and colour a day at a place is shown with.

    It is the activity of the week if that is at this place all week, else the ready-made activity
    of the place.
    """
    if activity.days_at(place) == len(activity.days):
        return activity
    return next(ready for ready in BUILT_IN_ACTIVITIES if ready.days[0] is place)


INK = "1E1E1E"
"""The colour of text."""

MUTED_INK = "666666"
"""The colour of secondary text."""

MARK = "A00018"
"""The colour of breaches, warnings and distances."""

LINE = "9A9A9A"
"""The colour of borders and axes."""

HAIRLINE = "C3C9CF"
"""The colour of thin lines between cells."""

WHITE = "FFFFFF"
"""The background of cells without activity, and text on dark backgrounds."""

HEADER = "3B4A5A"
"""The background of headers, with white text, and the colour of titles."""

FAINT = "F2F2F2"
"""The background of totals and of every other row or month."""

CLOSED = "C9C9C9"
"""The background of weeks in which the school, or days on which the company, is closed."""

WEEKEND = "DADADA"
"""The background of Saturdays and Sundays."""

HOLIDAY = "5A6877"
"""The background of public holidays, with white text."""

SESSION = "1F5F99"
"""The background of half-days with a remote session, with white text."""

HATCH = "B4B4B4"
"""The colour of the hatching of days outside the contract."""

SUMMER_LEAVE = "2E7D5B"
"""The colour of the line beside days on which the main leave can be taken."""

EVENT = "◆"
"""The symbol of days with events."""

MILESTONE = "●"
"""The symbol of days on which something is due."""

BEST, WORST = "CBE5D3", "F5D7D2"
"""Backgrounds of the best and the worst value of a measure; a symbol precedes the value too."""

SCENARIOS = ("9CC9EA", "F3E184", "E9A594", "B5D99C", "CDB9E6")
"""Colours of scenario markers in charts; they repeat after the last."""

LOAD = ("FBE3BF", COLOURS[Activity.SCHOOL], "D98A2B")
"""Colours of weeks with one, two, or more cohorts at school; the number is printed too."""
