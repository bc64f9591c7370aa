"""What operations of the interface answer. Hours are decimal hours, as in planning.json."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from planner.apprentices.apprentice import Part, PeriodKind
from planner.apprentices.timeline import DayStatus
from planner.planning.file.exchange_format import TotalsRecord, WeekRecord
from planner.year.activity import Place


class Answer(BaseModel):
    """Base of all answers and of what they list."""

    model_config = ConfigDict(frozen=True)


class Listing(Answer):
    """Some items of many; `next_offset` is where the others begin, null if there are none."""

    total: int
    next_offset: int | None


class VersionListing(Listing):
    """Some items of a version of a planning."""

    series: str
    revision: int


class ClassListing(VersionListing):
    """Some items of a class of a version."""

    cohort: str


class PlanningItem(Answer):
    """A planning and the version that is served: `revision` is null once it was withdrawn."""

    series: str
    programme: str
    programme_name: str
    academic_year: str
    start_year: int
    last_day: date
    revision: int | None


class PlanningsAnswer(Listing):
    """The plannings that the token may read."""

    items: list[PlanningItem]


class VersionItem(Answer):
    """A version of a planning; `sha256` is the digest of its planning.json."""

    revision: int
    label: str | None
    issued: date | None
    published: datetime
    withdrawn: datetime | None
    sha256: str


class VersionsAnswer(Listing):
    """The versions of a planning, the newest first."""

    series: str
    items: list[VersionItem]


class ClassItem(Answer):
    """A class with its totals of the year."""

    cohort: str
    label: str
    headcount: int
    site: str | None
    totals: TotalsRecord


class ClassesAnswer(VersionListing):
    """The classes of a version."""

    items: list[ClassItem]


class WeeksAnswer(ClassListing):
    """The weeks of a class, with their activity and hours."""

    items: list[WeekRecord]


class PeriodItem(Answer):
    """A run of days of a class at one place, in one activity; `days` are working days."""

    place: Place
    activity: str
    block: str | None
    first: date
    last: date
    days: float
    hours: float
    remote_hours: float


class PeriodsAnswer(ClassListing):
    """The periods of a class from day to day."""

    items: list[PeriodItem]


class WeekChange(Answer):
    """A week of a class that another version had otherwise.

    Sessions are null where a version says nothing of them.
    """

    cohort: str
    monday: date
    activity_before: str
    activity_now: str
    sessions_before: int | None
    sessions_now: int | None


class ChangesAnswer(VersionListing):
    """What is changed in the weeks of classes from one version to another."""

    since: int
    added_classes: list[str]
    removed_classes: list[str]
    items: list[WeekChange]


class ContractItem(Answer):
    """A contract, time without one or break of a person; open where a day is null."""

    kind: PeriodKind
    company: str | None
    first: date | None
    last: date | None


class PersonItem(Answer):
    """An apprentice of a version."""

    person: int
    surname: str
    first_name: str
    cohort: str
    option: str | None
    email: str | None
    contracts: list[ContractItem]


class PersonsAnswer(VersionListing):
    """The apprentices of a version."""

    items: list[PersonItem]


class SessionItem(Answer):
    """A remote session on its half-day, with the identifiers of its modules."""

    part: Part
    modules: list[str]


class DayItem(Answer):
    """A day of a person.

    `morning` and `afternoon` are the places where it is spent; null where it is not: on weekends,
    public holidays and other days off, outside the contract, while the school is closed.
    """

    date: date
    status: DayStatus
    activity: str
    block: str | None
    morning: Place | None
    afternoon: Place | None
    is_holiday: bool
    onsite_hours: float
    remote_hours: float
    company_hours: float
    sessions: list[SessionItem]
    events: list[str]


class DaysAnswer(VersionListing):
    """The days of a person in the academic year."""

    person: int
    items: list[DayItem]


class ProblemAnswer(Answer):
    """A problem (RFC 9457): why a question has no answer."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = Field([])
