"""A site of a school: what its classes share, and when it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.year.moments import Closures
from planner.year.public_holidays import PublicHolidays


@dataclass(frozen=True)
class Campus:
    """What a site has room for in one week; None where it does not matter.

    Attributes
    ----------
    resources
        For each resource, the number of groups that can use it in one week.
    """

    cohorts: int | None = None
    people: int | None = None
    resources: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """A place of the school, with the classes that are there.

    Attributes
    ----------
    id, name
        Its key in the programme file and the name printed; "" where a school has one site only
        and its file names none.
    public_holidays
        Whose public holidays are kept, and what differs from them.
    time_zone
        The IANA name of the time zone in which sessions begin and days change.
    """

    id: str
    name: str
    public_holidays: PublicHolidays
    closures: Closures
    campus: Campus
    time_zone: str
