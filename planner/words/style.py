"""The look that all documents share: one colour and one letter for each activity, defined once.

The letters are the same in every language; in French, *école* and *entreprise* share their
initial, so school is C (campus) and company is E. The colours keep apart for readers who do not
tell red from green, stand apart in grey (lightness about 95, 78 and 62 of 100), and are light
enough to write on.
"""

from planner.programme.programme import Programme
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Place

CODES = {
    Activity.SCHOOL: "C",
    Activity.COMPANY: "E",
    Activity.DEFENCE: "J",
    Activity.ABROAD: "A",
    Activity.LEAVE: "V",
    Activity.NONE: "–",
}

COLOURS = {
    Activity.SCHOOL: "F6B55E",
    Activity.COMPANY: "E6F0F9",
    Activity.DEFENCE: "A891D0",
    Activity.ABROAD: "8CCFB8",
    Activity.LEAVE: "FFF6C9",
    Activity.NONE: "FFFFFF",
}

OWN_COLOURS = ("F3D3A2", "C9D8C5", "E3C4CF", "BFD0DA")
"""For the activities of a programme's own, in its order; they come again after the last."""


def code(activity: Activity) -> str:
    """Give the letters that stand for an activity."""
    return activity.code or CODES[activity]


def colour(activity: Activity, programme: Programme) -> str:
    """Give the colour of an activity."""
    if activity in COLOURS:
        return COLOURS[activity]
    own = [a for a in programme.activities if a not in COLOURS]
    return OWN_COLOURS[own.index(activity) % len(OWN_COLOURS)]


def shown(place: Place, activity: Activity) -> Activity:
    """Give the activity whose letters and colour stand for a day at a place.

    It is that of the week if it fills the week, else the one that every programme has there.
    """
    if activity.days_at(place) == len(activity.days):
        return activity
    return next(ready for ready in BUILT_IN_ACTIVITIES if ready.days[0] is place)


CLOSED = "C9C9C9"
HEADER = "3B4A5A"
FAINT = "F2F2F2"
MARK = "A00018"
LINE = "9A9A9A"
INK = "1E1E1E"
QUIET = "666666"
HAIR = "C3C9CF"
WHITE = "FFFFFF"

WEEKEND = "DADADA"
HOLIDAY = "5A6877"
SESSION = "1F5F99"
STRUCK = "B4B4B4"
SUMMER_LEAVE = "2E7D5B"
EVENT = "◆"
"""What the days of a calendar show besides activities; white letters stand on the dark ones."""

BEST, WORST = "CBE5D3", "F5D7D2"
"""Behind the best and the worst value of a measure; a sign stands before the value as well."""

SCENARIOS = ("9CC9EA", "F3E184", "E9A594", "B5D99C", "CDB9E6")
"""Behind the numbers of scenarios in pictures; they come again after the last."""

LOAD = ("FBE3BF", COLOURS[Activity.SCHOOL], "D98A2B")
"""Weeks with one cohort at school, with two, with more; their number is written as well."""
