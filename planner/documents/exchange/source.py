"""What a file for another tool is made of."""

from dataclasses import dataclass

from planner.apprentices.apprentice import Apprentice
from planner.planning.planning import Edition


@dataclass(frozen=True)
class ExportSource:
    """A planning, and whose it is.

    Attributes
    ----------
    edition
        A complete planning, with sessions and hours on site.
    people
        The apprentices of a roster of this planning; empty where none is given.
    """

    edition: Edition
    people: tuple[Apprentice, ...] = ()
