"""Read a roster, Excel or CSV: its apprentices, or every problem found in it."""

from planner.apprentices.roster.columns import REQUIRED, Column
from planner.apprentices.roster.fields import ApprenticeFields, FieldFault
from planner.apprentices.roster.reading import ReadRoster, read_noted_roster, read_roster

__all__ = [
    "REQUIRED",
    "ApprenticeFields",
    "Column",
    "FieldFault",
    "ReadRoster",
    "read_noted_roster",
    "read_roster",
]
