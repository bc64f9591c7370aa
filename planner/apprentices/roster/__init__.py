"""Read a roster, Excel or CSV: its apprentices, or every problem found in it."""

from planner.apprentices.roster.columns import REQUIRED, Column
from planner.apprentices.roster.reading import ReadRoster, read_noted_roster, read_roster

__all__ = ["REQUIRED", "Column", "ReadRoster", "read_noted_roster", "read_roster"]
