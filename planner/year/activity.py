"""Activities of a week (school, company, ...): a place for each of its weekdays.

A week has five weekdays, and is five fifths wherever weeks are counted. Where an activity has a
Saturday as well, that day belongs to its Friday: it goes on with what is done then, counts as a
day with its hours, and as no part of a week.

A day may be spent at two places, its morning at one and its afternoon at the other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import ClassVar

WEEKDAYS = 5
"""The days of a week that every activity has, Monday to Friday."""


class Place(StrEnum):
    """Where an apprentice spends a day."""

    SCHOOL = "school"
    COMPANY = "company"
    ABROAD = "abroad"
    DEFENCE = "defence"
    LEAVE = "leave"
    NONE = "none"


STAYS = (Place.SCHOOL, Place.COMPANY, Place.ABROAD)
"""The places between which apprentices journey: a defence, leave and none are no stay."""


AT_THE_SCHOOL = (Place.SCHOOL, Place.DEFENCE)
"""The places at which nobody is while the school is closed."""


FOLLOWED_AT = (*AT_THE_SCHOOL, Place.ABROAD)
"""The places at which the course itself is followed, also by whoever has no contract."""


Halves = tuple[Place, ...]
"""The places of the morning and of the afternoon of a day."""


def in_days(halves: int) -> float:
    """Convert a number of half-days to days; a whole number stays an int."""
    days, rest = divmod(halves, 2)
    return halves / 2 if rest else days


@dataclass(frozen=True)
class Activity:
    """What a cohort does in a week: a place for each of its weekdays.

    Attributes
    ----------
    name
        Its identifier in files.
    days
        The place of each day, Monday to Friday, or to Saturday; of one that is spent at two, that
        of its morning.
    code
        The letters that stand for it on documents, in every language: C (campus) for school, E
        (entreprise) for company.
    label
        Its name on documents; "" for the built-in activities, which have one in each language.
    sessions
        Whether its weeks may carry remote sessions.
    parts
        Of a week in which one activity hands over to another, the activity of each weekday; empty
        of all others.
    afternoons
        The place of each afternoon, where a day is spent at two places; else empty.
    """

    name: str
    days: tuple[Place, ...]
    code: str
    label: str = ""
    sessions: bool = False
    parts: tuple["Activity", ...] = ()
    afternoons: tuple[Place, ...] = ()

    SCHOOL: ClassVar["Activity"]
    COMPANY: ClassVar["Activity"]
    DEFENCE: ClassVar["Activity"]
    NONE: ClassVar["Activity"]
    ABROAD: ClassVar["Activity"]
    LEAVE: ClassVar["Activity"]
    OUTSIDE: ClassVar["Activity"]
    UNKNOWN: ClassVar["Activity"]

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name

    @property
    def each(self) -> tuple["Activity", ...]:
        """What is done in it: itself alone; of a cut week the activities of its days, in order."""
        return tuple(dict.fromkeys(self.parts)) or (self,)

    def on(self, weekday: int) -> "Activity":
        """Return what is done on a weekday (0 for Monday): itself, unless the week is cut."""
        return self.parts[min(weekday, WEEKDAYS - 1)] if self.parts else self

    @cached_property
    def halves(self) -> tuple[Halves, ...]:
        """The places of the morning and of the afternoon of each day."""
        return tuple(zip(self.days, self.afternoons or self.days, strict=True))

    @cached_property
    def weekdays_at(self) -> Mapping[Place, Sequence[tuple[int, Sequence[bool]]]]:
        """For each place, its weekdays (0 for Monday) there, each with which halves of it are."""
        return {
            place: [
                (n, tuple(half is place for half in halves))
                for n, halves in enumerate(self.halves)
                if place in halves
            ]
            for place in {*self.days, *self.afternoons}
        }

    def halves_on(self, weekday: int) -> Halves:
        """Return the places of the halves of a weekday (0 for Monday); none beyond its days."""
        return self.halves[weekday] if weekday < len(self.days) else ()

    def days_at(self, *places: Place) -> float:
        """Return the number of its days at any of some places; a half-day is half of one."""
        return in_days(sum(half in places for day in self.halves for half in day))

    @cached_property
    def is_taught(self) -> bool:
        """Whether all its days are lessons, at school or abroad: such weeks are school weeks."""
        return self.days_at(Place.SCHOOL, Place.ABROAD) == len(self.days)

    @cached_property
    def is_in_company(self) -> bool:
        """Whether all its days are spent in company."""
        return self.days_at(Place.COMPANY) == len(self.days)

    @property
    def on_campus(self) -> bool:
        """Whether any of its days is spent at school."""
        return Place.SCHOOL in self.days or Place.SCHOOL in self.afternoons

    @property
    def needs_open_school(self) -> bool:
        """Whether its weeks cannot lie in a closure of the school."""
        return bool(self.days_at(*AT_THE_SCHOOL))

    @cached_property
    def carries_hours(self) -> bool:
        """Whether its weeks carry hours; these weeks have running numbers."""
        return bool(self.days_at(*STAYS))

    @property
    def stay(self) -> Place | None:
        """The place of all its days, at school, in company or abroad; else None."""
        (*places,) = {*self.days, *self.afternoons}
        return places[0] if len(places) == 1 and places[0] in STAYS else None

    @property
    def is_split(self) -> bool:
        """Whether only some of its days are spent at one such place."""
        return self.carries_hours and self.stay is None

    @cached_property
    def takes_leave(self) -> bool:
        """Whether paid leave can be taken in its weeks, where they carry no session."""
        return self.days_at(Place.COMPANY, Place.LEAVE) == len(self.days)


def _whole_week(place: Place, code: str) -> Activity:
    return Activity(place.value, (place,) * WEEKDAYS, code, sessions=place is Place.COMPANY)


Activity.SCHOOL = _whole_week(Place.SCHOOL, "C")
Activity.COMPANY = _whole_week(Place.COMPANY, "E")
Activity.DEFENCE = _whole_week(Place.DEFENCE, "J")
Activity.NONE = _whole_week(Place.NONE, "–")
Activity.ABROAD = _whole_week(Place.ABROAD, "A")
Activity.LEAVE = _whole_week(Place.LEAVE, "V")
Activity.OUTSIDE = Activity("outside", (Place.NONE,) * WEEKDAYS, "·")
Activity.UNKNOWN = Activity("unknown", (Place.NONE,) * WEEKDAYS, "?")
"""That of a week of which a calendar does not say what it has: it is not published yet."""


def afternoons_of(halves: Sequence[Halves]) -> tuple[Place, ...]:
    """Return the places of afternoons as an activity has them: none if all are as the mornings."""
    afternoons = tuple(afternoon for _, afternoon in halves)
    return () if afternoons == tuple(morning for morning, _ in halves) else afternoons


def week_of(days: Sequence[Activity]) -> Activity:
    """Return the activity of a week, given that of each of its days.

    Parameters
    ----------
    days
        Monday to Friday; of a week that the year does not hold whole, those that it has.

    Returns
    -------
    Activity
        The one activity of all days; else that of a cut week, in which each day is as its own
        activity has it. Its letters are those of the days, cut where one activity hands over.
        A Saturday is as the activity of Friday has it.
    """
    days = (*days, *[days[-1]] * (WEEKDAYS - len(days)))
    runs = [(activity, len(list(run))) for activity, run in groupby(days)]
    if len(runs) == 1:
        return days[0]
    halves = [activity.halves[weekday] for weekday, activity in enumerate(days)]
    halves += days[-1].halves[WEEKDAYS:]
    return Activity(
        name="|".join(f"{activity.name}*{length}" for activity, length in runs),
        days=tuple(morning for morning, _ in halves),
        code="|".join(activity.code * length for activity, length in runs),
        sessions=any(activity.sessions for activity in days),
        parts=tuple(days),
        afternoons=afternoons_of(halves),
    )


_RUN = re.compile(r"([^|*]+)\*([1-4])")
"""A part of the name of a cut week: an activity, and on how many days it is done."""


def week_named(name: str, activities: Sequence[Activity]) -> Activity:
    """Return the activity of a week by its name: one of some, or a week cut between them.

    Raises
    ------
    KeyError
        It is neither of these.
    """
    known = {activity.name: activity for activity in activities}
    if name in known:
        return known[name]
    runs = [_RUN.fullmatch(run) for run in name.split("|")]
    days = [known[run[1]] for run in runs if run for _ in range(int(run[2]))]
    if len(days) != WEEKDAYS or week_of(days).name != name:
        raise KeyError(name)
    return week_of(days)


def weeks_lettered(letters: str, codes: Mapping[str, Activity]) -> tuple[Activity, ...]:
    """Return the weeks that a letter for each weekday may stand for: CCC|EE or CCCEE.

    The bars between activities may be left out. There are none where it is not five letters, and
    several where letters can be read in several ways.

    Parameters
    ----------
    codes
        The activities that a day may have, by their letters.
    """
    weeks = map(week_of, _days_lettered(letters, codes, WEEKDAYS))
    return tuple({week.name: week for week in weeks}.values())


def _days_lettered(
    letters: str, codes: Mapping[str, Activity], count: int
) -> Iterator[tuple[Activity, ...]]:
    """Yield the ways to read letters as a number of days."""
    if not count:
        yield from () if letters else ((),)
        return
    for code, activity in codes.items():
        if letters.startswith(code):
            rest = letters.removeprefix(code)
            for days in _days_lettered(rest.removeprefix("|"), codes, count - 1):
                yield (activity, *days)


BUILT_IN_ACTIVITIES = (
    Activity.SCHOOL,
    Activity.COMPANY,
    Activity.DEFENCE,
    Activity.NONE,
    Activity.ABROAD,
    Activity.LEAVE,
)
"""The activities that every programme file can name without defining them."""

READY_ACTIVITIES = (*BUILT_IN_ACTIVITIES, Activity.OUTSIDE)
"""Those, and that of the weeks before a cohort starts and after it ends, which no file names."""
