"""Modules, their teachers, and the curriculum that they make up: what is given, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planner.year.moments import Window
from planner.year.weeks import HOUR, Minutes

LEAST_A_WEEK: Minutes = 2 * HOUR
"""The least that a module has in a week in which it is taught, where nothing is said."""

MOST_A_WEEK: Minutes = 21 * HOUR // 2
"""The most that a module has in a week, where nothing is said: three half-days of 3.5 h."""


@dataclass(frozen=True)
class Module:
    """What is taught as one: hours on site, and sessions at the company.

    Attributes
    ----------
    id
        What prerequisites and plannings call it.
    minutes
        All its hours, on site and in sessions.
    year, semester
        The year of the course, and the semester of that year; None for every year, and for any
        time of it.
    option
        The stream that has it; "" for the common core.
    ects, unit_ects
        Its credits, and those of its unit in its semester.
    least_sessions, most_sessions
        How many sessions it may have; with None, as many as half of its hours, or as it has at
        least.
    least_a_week, most_a_week
        Its minutes on site in a week in which it is taught.
    teachers
        Who teaches it: a week in which one of them is away has nothing of it.
    prerequisites
        The ids of modules whose last week is before its first.
    opens_onsite
        Whether its first session is in a week after that of its first hour on site.
    closes_onsite
        Whether its last hour on site is in a week after that of its last session: the examination.
    window
        The part of the year in which all of it lies.
    onsite_weeks
        The ISO numbers of its weeks on site, if these are given.
    resources
        What its hours on site take.
    """

    id: str
    name: str
    minutes: Minutes
    year: int | None = None
    semester: int | None = None
    option: str = ""
    unit: str = ""
    ects: float | None = None
    unit_ects: float | None = None
    least_sessions: int = 0
    most_sessions: int | None = None
    least_a_week: Minutes = LEAST_A_WEEK
    most_a_week: Minutes = MOST_A_WEEK
    teachers: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    opens_onsite: bool = True
    closes_onsite: bool = True
    window: Window | None = None
    onsite_weeks: tuple[int, ...] = ()
    resources: tuple[str, ...] = ()

    def session_numbers(self, session: Minutes) -> range:
        """Return how many sessions it may have, given the length of one."""
        half = max(self.minutes // (2 * session), self.least_sessions)
        most = half if self.most_sessions is None else self.most_sessions
        return range(self.least_sessions, min(most, self.minutes // session) + 1)


@dataclass(frozen=True)
class CompanyUnit:
    """A unit that is learnt in company, without hours of its own: a project, a report.

    Attributes
    ----------
    ects
        Its credits.
    year, semester
        As of a module.
    """

    name: str
    ects: float
    year: int | None = None
    semester: int | None = None


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches modules.

    Attributes
    ----------
    weeks_away
        ISO numbers of weeks in which they neither teach nor are on call.
    most_on_call
        The most half-days on call in a year; None without a limit.
    weekdays
        The weekdays on which they teach, 0 for Monday.
    """

    name: str
    weeks_away: tuple[int, ...] = ()
    most_on_call: int | None = None
    weekdays: frozenset[int] = frozenset(range(5))


ECTS_A_YEAR = 60.0
"""The credits of a full-time academic year (ECTS Users' Guide, European Union, 2015)."""


@dataclass(frozen=True)
class Curriculum:
    """What is taught in a course, or in a year of it to one class.

    Attributes
    ----------
    teachers
        Those of whom something is said.
    options
        The options that a file lists; empty where it lists none.
    resources
        The minutes a week that each resource is there for.
    least_modules_a_week, most_modules_a_week
        How many modules a stream may have in a week on site.
    semester_ends
        For a semester of a year of the course, or of every year (None), the part of the year in
        which its last week lies.
    company_units
        What is learnt in company, for credits.
    ects_a_year
        The credits that each person should have in a year.
    """

    modules: tuple[Module, ...]
    teachers: tuple[Teacher, ...] = ()
    options: tuple[str, ...] = ()
    resources: Mapping[str, Minutes] = field(default_factory=dict)
    least_modules_a_week: int = 0
    most_modules_a_week: int | None = None
    semester_ends: Mapping[tuple[int | None, int], Window] = field(default_factory=dict)
    company_units: tuple[CompanyUnit, ...] = ()
    ects_a_year: float = ECTS_A_YEAR

    def of_class(self, year: int, option: str = "") -> "Curriculum":
        """Return what a class of a year of the course is taught.

        Parameters
        ----------
        option
            That of a class whose people all have the same one; a class of several has them all.
        """
        here = [module for module in self.modules if module.year in (None, year)]
        if option and option in {module.option for module in here}:
            here = [module for module in here if module.option in ("", option)]
        ends: dict[tuple[int | None, int], Window] = {
            (None, semester): window
            for of_year in (None, year)
            for (when, semester), window in self.semester_ends.items()
            if when == of_year
        }
        units = tuple(unit for unit in self.company_units if unit.year in (None, year))
        return replace(self, modules=tuple(here), semester_ends=ends, company_units=units)

    @property
    def streams(self) -> Mapping[str, tuple[Module, ...]]:
        """The modules that people have, by option; all are of one stream if there are none."""
        options = dict.fromkeys(module.option for module in self.modules if module.option)
        return {
            option: tuple(module for module in self.modules if module.option in ("", option))
            for option in options or [""]
        }

    @property
    def semesters(self) -> tuple[int, ...]:
        """The semesters of its modules, in order."""
        return tuple(sorted({each.semester for each in self.modules if each.semester is not None}))
