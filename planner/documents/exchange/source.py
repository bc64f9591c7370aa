"""What a file for another tool is made of."""

from dataclasses import dataclass
from datetime import date, timedelta

from planner.apprentices.apprentice import Apprentice, Span
from planner.documents.letterhead import NO_LETTERHEAD, Letterhead
from planner.files.problems import Unusable, problem
from planner.planning.planning import Edition, Planning


@dataclass(frozen=True)
class ExportSource:
    """A planning, and whose it is.

    Attributes
    ----------
    edition
        A complete planning, with sessions and hours on site.
    people
        The apprentices of a roster of this planning; empty where none is given.
    dates
        The days from which to which it is asked for; None for all of the planning.
    letterhead
        The head of what is printed as a letter of the school.
    """

    edition: Edition
    people: tuple[Apprentice, ...] = ()
    dates: Span | None = None
    letterhead: Letterhead = NO_LETTERHEAD

    @property
    def span(self) -> Span:
        """The days from which to which it is."""
        return self.dates or planned_days(self.edition.planning)


def planned_days(planning: Planning) -> Span:
    """Return the days of a planning: its weeks from the first Monday to the last Sunday."""
    weeks = planning.year.weeks
    return Span(weeks[0].monday, weeks[-1].monday + timedelta(days=6))


def asked_days(planning: Planning, first: date | None, last: date | None) -> Span | None:
    """Return the days between two that were asked for; None where neither was.

    Raises
    ------
    Unusable
        They are in no order, or not in the planning.
    """
    if first is None and last is None:
        return None
    planned = planned_days(planning)
    asked = Span(first or planned.first, last or planned.last)
    if asked.first > asked.last:
        raise Unusable([problem("export.dates-order", first=asked.first, last=asked.last)])
    for day in (asked.first, asked.last):
        if day not in planned:
            values = {"found": day, "first": planned.first, "last": planned.last}
            raise Unusable([problem("export.dates-outside", **values)])
    return asked
