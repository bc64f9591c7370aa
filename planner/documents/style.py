"""The look that all documents share: one colour and one letter for each activity, defined once.

The letters are the same in every language; in French, *école* and *entreprise* share their
initial, so school is C (campus) and company is E. The colours keep apart for readers who do not
tell red from green, stand apart in grey (lightness about 95, 78 and 62 of 100), and are light
enough to write on.
"""

from planner.domain import Activity

CODES = {
    Activity.SCHOOL: "C",
    Activity.COMPANY: "E",
    Activity.DEFENCE: "J",
    Activity.NONE: "–",
}

COLOURS = {
    Activity.SCHOOL: "F6B55E",
    Activity.COMPANY: "E6F0F9",
    Activity.DEFENCE: "A891D0",
    Activity.NONE: "FFFFFF",
}

CLOSED = "C9C9C9"
HEADER = "3B4A5A"
FAINT = "F2F2F2"
LINE = "9A9A9A"
INK = "1E1E1E"
