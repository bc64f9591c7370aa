"""Public calendars of classes: each has a name in addresses, whatever version or year is shown."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy import Connection, Row

from planner.files.problems import Unusable, problem
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.tables import PUBLIC_CALENDARS_TABLE
from planner.portal.store.versions import Version, newest_versions

_NAME, _NOT_PLAIN = re.compile(r"[a-z0-9-]+"), re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class PublicCalendar:
    """A class whose calendar anybody may open.

    Attributes
    ----------
    name
        What stands in its address: imt-mines-albi-1a.
    programme, cohort
        The ids of the class.
    """

    name: str
    programme: str
    cohort: str
    made: datetime
    made_by: str


def list_public_calendars(connection: Connection) -> tuple[PublicCalendar, ...]:
    """List all public calendars by name."""
    rows = connection.execute(
        PUBLIC_CALENDARS_TABLE.select().order_by(PUBLIC_CALENDARS_TABLE.c.name)
    )
    return tuple(map(_calendar, rows))


def find_public_calendar(connection: Connection, name: str) -> PublicCalendar | None:
    """Return the public calendar of a name; None if there is none, whatever the name has in it."""
    if not _NAME.fullmatch(name):
        return None
    which = PUBLIC_CALENDARS_TABLE.c.name == name
    row = connection.execute(PUBLIC_CALENDARS_TABLE.select().where(which)).one_or_none()
    return None if row is None else _calendar(row)


def make_public(
    connection: Connection, programme: str, cohort: str, who: str, now: datetime
) -> PublicCalendar:
    """Make the calendar of a class public, unless it is; return it."""
    known = list_public_calendars(connection)
    found = (each for each in known if (each.programme, each.cohort) == (programme, cohort))
    if there := next(found, None):
        return there
    name = _free_name(programme, cohort, [each.name for each in known])
    made = PublicCalendar(name, programme, cohort, now, who)
    connection.execute(PUBLIC_CALENDARS_TABLE.insert().values(**vars(made)))
    record_act(connection, OfficeAct.CALENDAR_PUBLIC, who, name, now)
    return made


def public_name(connection: Connection, programme: str, cohort: str) -> str:
    """Return the name of the public calendar of a class; "" if it has none."""
    of = (programme, cohort)
    known = list_public_calendars(connection)
    return next((each.name for each in known if (each.programme, each.cohort) == of), "")


def take_back(connection: Connection, name: str, who: str, now: datetime) -> None:
    """Withdraw a public calendar.

    Raises
    ------
    Unusable
        It is not public.
    """
    which = PUBLIC_CALENDARS_TABLE.c.name == name
    if not connection.execute(PUBLIC_CALENDARS_TABLE.delete().where(which)).rowcount:
        raise Unusable([problem("calendars.not-public")])
    record_act(connection, OfficeAct.CALENDAR_TAKEN_BACK, who, name, now)


def versions_of_programme(connection: Connection, programme: str) -> tuple[Version, ...]:
    """Return the newest version of each year of a programme, withdrawn or not, by year."""
    found = [each for each in newest_versions(connection) if each.series.programme == programme]
    return tuple(sorted(found, key=lambda version: version.series.start_year))


def version_of_day(versions: Iterable[Version], today: date) -> Version | None:
    """Return the version of the year that goes on, or comes next; else of the last one.

    Parameters
    ----------
    versions
        One of each year, by year.
    """
    listed = tuple(versions)
    going_on = (each for each in listed if each.last_day >= today)
    return next(going_on, listed[-1] if listed else None)


def _free_name(programme: str, cohort: str, taken: Iterable[str]) -> str:
    """Return a name of small letters, digits and hyphens that no other calendar has."""
    plain = unicodedata.normalize("NFKD", f"{programme}-{cohort}".casefold())
    name = _NOT_PLAIN.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    known = set(taken)
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in known else next(each for each in numbered if each not in known)


def _calendar(row: Row[tuple[object, ...]]) -> PublicCalendar:
    return PublicCalendar(**row._asdict())
