"""The second sheet of a roster: hours and exceptions of a company, or of a person.

A row names a company, or a person, or both, and gives the hours of the contract, an exception, or
both. The days of an exception stand in its cell, or in columns of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.own_days import OwnDays
from planner.apprentices.roster.columns import Column, Columns
from planner.files.spelling import folded
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class SharedException:
    """What holds for all whom it names.

    Attributes
    ----------
    surname, first_name, company
        Whom it names; "" for any.
    own_days, hours
        As of an `Apprentice` and of a `Period`; a contract that has hours keeps them.
    """

    surname: str = ""
    first_name: str = ""
    company: str = ""
    own_days: tuple[OwnDays, ...] = ()
    hours: tuple[Minutes, ...] | None = None

    def concerns(self, person: Apprentice) -> bool:
        """Return whether it names a person."""
        return (
            self._is(self.surname, person.surname)
            and self._is(self.first_name, person.first_name)
            and any(self._is(self.company, company) for company in (*person.companies, ""))
        )

    def applied(self, person: Apprentice) -> Apprentice:
        """Return a person whom it names with it."""
        own_days = dict.fromkeys((*person.own_days, *self._own_days(person)))
        periods = tuple(self._with_hours(period) for period in person.periods)
        return replace(person, own_days=tuple(own_days), periods=periods)

    def _own_days(self, person: Apprentice) -> Iterator[OwnDays]:
        """Yield its days; of a company, not those that a person spends at another one."""
        if not self.company or len(person.companies) < 2:
            yield from self.own_days
            return
        for period in person.contracts:
            if period.is_at(self.company):
                parts = (days.between(period.start, period.end) for days in self.own_days)
                yield from filter(None, parts)

    def _with_hours(self, period: Period) -> Period:
        if self.hours is None or period.hours or not self._is(self.company, period.company):
            return period
        return replace(period, hours=self.hours)

    @staticmethod
    def _is(named: str, found: str) -> bool:
        return not named or folded(named) == folded(found)


def has_shared_exceptions(columns: Columns) -> bool:
    """Return whether a table is a sheet of exceptions: companies or persons, no classes."""
    says = columns.places(Column.EXCEPTIONS) or columns.places(Column.HOURS)
    whom = columns.places(Column.COMPANY) or columns.places(Column.SURNAME)
    return bool(says and whom and not columns.places(Column.PROMOTION))


def with_shared_exceptions(
    people: Sequence[Apprentice], said: Sequence[SharedException]
) -> tuple[Apprentice, ...]:
    """Return the apprentices of a roster with what holds for several of them."""
    found = list(people)
    for each in said:
        found = [each.applied(who) if each.concerns(who) else who for who in found]
    return tuple(found)
