"""Small programmes, years and plannings for the tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.apprentices.apprentice import Apprentice, HalfDay, Period, Span
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import Cohort, PlannedWeek, SessionRules, Target
from planner.programme.names import ObjectiveName
from planner.programme.programme import LeaveRules, Programme
from planner.programme.site import Campus, Site
from planner.programme.workday import Workday
from planner.rules.case import Case
from planner.rules.given import Given
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Place
from planner.year.moments import Closures, YearSpan
from planner.year.public_holidays import PublicHolidays
from planner.year.time_zones import PARIS
from planner.year.weeks import HOUR, AcademicYear, Week

SPLIT = Activity(
    "split", (Place.SCHOOL,) * 2 + (Place.COMPANY,) * 3, "M", "semaine partagée", sessions=True
)
"""Monday and Tuesday at school, the other days in company."""

LETTERS = {
    "C": Activity.SCHOOL,
    "E": Activity.COMPANY,
    "J": Activity.DEFENCE,
    "-": Activity.NONE,
    "X": Activity.ABROAD,
    "L": Activity.LEAVE,
    "O": Activity.OUTSIDE,
    "M": SPLIT,
}
PROJECT = Activity("project", (Place.SCHOOL,) * 5, "P", "projet")
TUESDAY = Activity("tuesday", (Place.COMPANY, Place.SCHOOL, *(Place.COMPANY,) * 3), "D", "mardi")

FURTHER = {"P": PROJECT, "D": TUESDAY}
"""Letters that a test may use besides: wholly at school, and one day of the week there."""

NAMES = {activity: letter for letter, activity in LETTERS.items()}

FRANCE = PublicHolidays("FR")

ANY_HOURS = Target(0, 10**6)

RANKING = (
    ObjectiveName.CAMPUS_PEAK,
    ObjectiveName.CAMPUS_OVERLAP,
    ObjectiveName.COMPANY_SHORTFALL,
    ObjectiveName.BLOCK_BALANCE,
    ObjectiveName.WEEK_ORDER,
    ObjectiveName.SESSION_SPREAD,
)
"""How Albi ranks."""


def activities(letters: str) -> tuple[Activity, ...]:
    """Read a cohort's year written as letters: CCEEJ-."""
    return tuple((LETTERS | FURTHER)[letter] for letter in letters)


def held(letters: str) -> tuple[PlannedWeek, ...]:
    """Hold the weeks written as letters, whatever their sessions."""
    return tuple(PlannedWeek(activity) for activity in activities(letters))


def letters(planning: CohortPlanning) -> str:
    """Write a cohort's year as letters."""
    return "".join(NAMES[activity] for activity in planning.activities)


def year(length: int, closed: Sequence[int] = (), holidays: Sequence[int] = ()) -> AcademicYear:
    """Lay out a short year from 3 April 2023 on, with some weeks closed or with a holiday.

    The weeks lying wholly after 1 May begin with the fifth.
    """
    first = date(2023, 4, 3)
    mondays = [first + timedelta(weeks=n) for n in range(length)]
    return AcademicYear(
        2023,
        tuple(
            Week(
                monday.isocalendar().year,
                monday.isocalendar().week,
                monday,
                (monday + timedelta(days=1),) if n in holidays else (),
                closed=n in closed,
            )
            for n, monday in enumerate(mondays)
        ),
    )


def cohort(**changes: Any) -> Cohort:
    """Make a cohort whose rules forbid nothing that a test does not ask for."""
    loose = Cohort(
        id="1A",
        label="1re année",
        year=1,
        headcount=10,
        fixed_weeks={},
        school_weeks=Extent.just(2),
        school_blocks=BlockShape(),
        company_blocks=BlockShape(),
        sessions=SessionRules(0, (0, 1, 2)),
        onsite=0,
        academic_hours=ANY_HOURS,
        company_hours=ANY_HOURS,
    )
    return replace(loose, **changes)


def site(**changes: Any) -> Site:
    """Make a site that is never closed; without a name, unless it is given one."""
    return replace(Site("", "", FRANCE, Closures(), Campus(), PARIS), **changes)


def programme(*cohorts: Cohort, campus: Campus | None = None, **changes: Any) -> Programme:
    """Make a programme of some cohorts, ranked as Albi ranks, at one site unless it has others."""
    loose = Programme(
        id="test",
        name="Test",
        school="École",
        span=YearSpan(iso_week=14),
        sites=(site(campus=campus or Campus()),),
        workday=Workday((7 * HOUR,) * 5, 7 * HOUR, 210),
        leave=LeaveRules(0, 0, 5, 1),
        cohorts=cohorts or (cohort(),),
        ranking=RANKING,
        sources={},
        text="",
    )
    return replace(loose, **changes)


def planned(
    who: Cohort,
    written: str,
    when: AcademicYear | None = None,
    sessions: Sequence[int] | None = None,
) -> CohortPlanning:
    """Plan a cohort as written in letters, with sessions (none, unless given) and hours."""
    placed = tuple(sessions) if sessions is not None else (0,) * len(written)
    row = CohortPlanning(who, activities(written), placed)
    return with_onsite(row, Case(programme(who), when or year(len(written))))


def planning(
    of: Programme, when: AcademicYear, *written: str, given: Given | None = None
) -> Planning:
    """Plan all cohorts of a programme as written in letters, without sessions."""
    rows = zip(of.cohorts, written, strict=True)
    return Planning(
        Case(of, when, given or Given()), tuple(planned(who, row, when) for who, row in rows)
    )


def ruled_by(found: Planning, rules: Programme) -> Planning:
    """Take a planning as one of another programme."""
    return replace(found, case=replace(found.case, programme=rules))


def employed(
    surname: str,
    first_name: str,
    cohort: str,
    company: str,
    option: str = "",
    *,
    email: str = "",
    remarks: str = "",
    row: int = 0,
    half_days: tuple[HalfDay, ...] = (),
    start: date | None = None,
    end: date | None = None,
    closed: tuple[Span, ...] = (),
) -> Apprentice:
    """Make an apprentice with one contract."""
    period = Period(company, start=start, end=end, half_days=half_days, closed=closed)
    return Apprentice(
        surname, first_name, cohort, (period,), option, email=email, remarks=remarks, row=row
    )


def altered(who: Apprentice, **values: Any) -> Apprentice:
    """Change fields of an apprentice, or of the only period."""
    own = {name: values.pop(name) for name in tuple(values) if hasattr(Period(), name)}
    return replace(who, **values, periods=(replace(who.periods[0], **own),))


SOMEBODY = employed("Exemple", "Camille", "1A", "Société Fictive")


def lived(
    written: str, sessions: Sequence[int] | None = None, who: Apprentice = SOMEBODY, **rules: Any
) -> ApprenticeYear:
    """Lay out the year of an apprentice as written in letters, with 5 h on site a week there."""
    onsite = 5 * HOUR * sum(letter in "CXM" for letter in written)
    of = programme(cohort(onsite=onsite, **rules), activities=(*BUILT_IN_ACTIVITIES, SPLIT))
    when = year(len(written))
    row = planned(of.cohorts[0], written, when, sessions)
    return apprentice_year(who, Planning(Case(of, when), (row,)))
