"""Who of several plannings is at each site of a school, week by week.

Programmes of a school share its sites: a site is the same where the names of school and site are.
The people for whom a programme says there is room are those of all programmes together; how many
of its classes may be there is its own rule, and says nothing of others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.programme.site import Site
from planner.year.weeks import Week


@dataclass(frozen=True)
class PresentClass:
    """A class that is at a site."""

    programme: Programme
    cohort: Cohort


@dataclass(frozen=True)
class Room:
    """What a site has room for in one week; None where nothing is said of it."""

    people: int | None = None
    classes: int | None = None


@dataclass(frozen=True)
class SiteWeek:
    """A week at a site.

    Attributes
    ----------
    present
        The classes that are there on the day with the most people.
    """

    week: Week
    present: tuple[PresentClass, ...]

    @property
    def people(self) -> int:
        """How many people are there."""
        return sum(each.cohort.headcount for each in self.present)

    @property
    def classes(self) -> int:
        """How many classes are there."""
        return len(self.present)

    def exceeds(self, room: Room) -> bool:
        """Return whether more people or classes are there than there is room for."""
        too_many_people = room.people is not None and self.people > room.people
        return too_many_people or (room.classes is not None and self.classes > room.classes)


@dataclass(frozen=True)
class SiteLoad:
    """A site in all weeks of some plannings.

    Attributes
    ----------
    school, site
        The names; that of the site is "" where a school has one only.
    weeks
        In their order, also those in which nobody is there.
    """

    school: str
    site: str
    room: Room
    weeks: tuple[SiteWeek, ...]

    @property
    def name(self) -> str:
        """The name of the site, else of the school."""
        return self.site or self.school

    def is_of(self, programme: Programme, site: Site) -> bool:
        """Return whether a site of a programme is this one."""
        return _key(programme.school, site.name) == _key(self.school, self.site)

    @cached_property
    def peak(self) -> SiteWeek:
        """The first of the weeks with the most people."""
        return max(self.weeks, key=lambda each: each.people)

    @cached_property
    def exceeded(self) -> tuple[SiteWeek, ...]:
        """The weeks with more people or classes than there is room for."""
        return tuple(each for each in self.weeks if each.exceeds(self.room))


def campus_loads(plannings: Sequence[Planning], room: Room | None = None) -> tuple[SiteLoad, ...]:
    """Return who is at each site, in the order of the plannings.

    Parameters
    ----------
    plannings
        One at least.
    room
        What there is room for, at each site. Where it says nothing of people, they are the least
        that a programme says of the site.

    Raises
    ------
    Unusable
        A programme is there twice in the same year.
    """
    _refuse_twice(plannings)
    given = room or Room()
    found: dict[tuple[str, str], list[tuple[Planning, Site]]] = {}
    for planning in plannings:
        for site in planning.programme.sites_in_use:
            key = _key(planning.programme.school, site.name)
            found.setdefault(key, []).append((planning, site))
    weeks = _weeks(plannings)
    return tuple(_load(members, weeks, given) for members in found.values())


def _key(school: str, site: str) -> tuple[str, str]:
    return folded(school), folded(site)


def _refuse_twice(plannings: Iterable[Planning]) -> None:
    known: set[tuple[str, int]] = set()
    for planning in plannings:
        of = planning.programme.id, planning.year.start_year
        if of in known:
            name, year = planning.programme.name, planning.year.label
            raise Unusable([problem("campus.twice", programme=name, year=year)])
        known.add(of)


def _weeks(plannings: Iterable[Planning]) -> tuple[Week, ...]:
    """Return all weeks from the first to the last one, as weeks of no class."""
    known = {week.monday: week for planning in plannings for week in planning.year.weeks}
    return tuple(known[monday] for monday in sorted(known))


def _load(members: Sequence[tuple[Planning, Site]], weeks: Sequence[Week], given: Room) -> SiteLoad:
    first, site = members[0]
    people = [each.campus.people for _, each in members if each.campus.people is not None]
    room = replace(given, people=min(people, default=None)) if given.people is None else given
    by_day = [dict(_presence(planning, site)) for planning, site in members]
    return SiteLoad(
        first.programme.school,
        site.name,
        room,
        tuple(_busiest_day(week, [days.get(week.monday, ()) for days in by_day]) for week in weeks),
    )


def _presence(
    planning: Planning, site: Site
) -> Iterator[tuple[date, tuple[tuple[PresentClass, ...], ...]]]:
    """Yield for each Monday who is there on each day; once for all days of a whole week."""
    for week, days in zip(planning.year.weeks, planning.steps_on_campus(site), strict=True):
        yield (
            week.monday,
            tuple(
                tuple(PresentClass(planning.programme, row.cohort) for row in rows) for rows in days
            ),
        )


def _busiest_day(week: Week, plannings: Sequence[tuple[tuple[PresentClass, ...], ...]]) -> SiteWeek:
    """Return the week as it is on the first of its days with the most people."""
    most = max(map(len, plannings))
    days = (
        tuple(each for days in plannings for each in _on_day(days, number))
        for number in range(max(1, most))
    )
    return max((SiteWeek(week, present) for present in days), key=lambda each: each.people)


def _on_day(days: tuple[tuple[PresentClass, ...], ...], number: int) -> tuple[PresentClass, ...]:
    """Return who of a planning is there on a day; the only entry is that of a whole week."""
    if len(days) == 1:
        return days[0]
    return days[number] if number < len(days) else ()
