"""From a list of apprentices, Excel or CSV, to their data, or to all that is wrong with it."""

from planner.apprentices.roster.columns import REQUIRED, Column
from planner.apprentices.roster.reading import read_roster

__all__ = ["REQUIRED", "Column", "read_roster"]
