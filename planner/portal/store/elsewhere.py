"""Persons of a roster who have a published planning of the same year already, in another series."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.portal.store.versions import Series, Version, newest_versions, read_enrolments


@dataclass(frozen=True)
class Elsewhere:
    """Persons of a roster whom another series serves.

    Attributes
    ----------
    version
        The served version of that series.
    people
        As the roster that is to be published has them, in its order.
    """

    version: Version
    people: tuple[Apprentice, ...]


def enrolled_elsewhere(
    connection: Connection, series: Series, roster: Sequence[Apprentice]
) -> tuple[Elsewhere, ...]:
    """Find the persons of a roster whom other series of the same year serve.

    A person is the same by name and company: promotions of two programmes need not have the same
    ids.
    """
    return tuple(_found(connection, series, roster))


def _found(
    connection: Connection, series: Series, roster: Sequence[Apprentice]
) -> Iterator[Elsewhere]:
    for version in newest_versions(connection):
        other = version.series
        if version.withdrawn or other == series or other.start_year != series.start_year:
            continue
        served = {_person(each.apprentice) for each in read_enrolments(connection, version.id)}
        if people := tuple(who for who in roster if not served.isdisjoint(map(_person, who.views))):
            yield Elsewhere(version, people)


def _person(apprentice: Apprentice) -> tuple[str, str, str]:
    surname, first_name, company, _ = apprentice.identity
    return surname, first_name, company
