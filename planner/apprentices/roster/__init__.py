"""Read a roster, Excel or CSV: its apprentices, or every problem found in it."""

from planner.apprentices.roster.columns import FILLED, OF_PERSON, REQUIRED, Column
from planner.apprentices.roster.fields import ApprenticeFields, FieldFault
from planner.apprentices.roster.persons import RowFault, joined_persons, row_faults
from planner.apprentices.roster.reading import ReadRoster, read_noted_roster, read_roster

__all__ = [
    "FILLED",
    "OF_PERSON",
    "REQUIRED",
    "ApprenticeFields",
    "Column",
    "FieldFault",
    "ReadRoster",
    "RowFault",
    "joined_persons",
    "read_noted_roster",
    "read_roster",
    "row_faults",
]
