"""The classes of what is on line, by programme, each with its public calendar if it has one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from planner.files.invisible import escaped
from planner.files.problems import Unusable, problem
from planner.portal.store.contents import ContentsReader
from planner.portal.store.public_calendars import (
    PublicCalendar,
    list_public_calendars,
    version_of_day,
)
from planner.portal.store.versions import Version, newest_versions


@dataclass(frozen=True)
class ListedClass:
    """A class.

    Attributes
    ----------
    years
        The academic years for which it is on line; none for a public calendar that shows nothing.
    """

    programme: str
    cohort: str
    label: str
    years: tuple[str, ...]
    public: PublicCalendar | None


@dataclass(frozen=True)
class ProgrammeClasses:
    """The classes of a programme, in its order."""

    programme: str
    classes: tuple[ListedClass, ...]


def listed_classes(
    connection: Connection, read_contents: ContentsReader, today: date
) -> tuple[ProgrammeClasses, ...]:
    """Return the classes on line by programme, then the public calendars that show nothing."""
    public = {(each.programme, each.cohort): each for each in list_public_calendars(connection)}
    served = [each for each in newest_versions(connection) if not each.withdrawn]
    served.sort(key=lambda each: (each.series.programme, each.series.start_year))
    found = []
    for programme, versions in groupby(served, lambda each: each.series.programme):
        listed = tuple(versions)
        shown = version_of_day(listed, today)
        assert shown
        classes = tuple(_classes(programme, listed, shown, read_contents, public))
        found.append(ProgrammeClasses(shown.programme_name, classes))
    left = _without_version(public.values())
    return (*found, *left)


def require_on_line(listed: Iterable[ProgrammeClasses], programme: str, cohort: str) -> None:
    """Check that a class is on line for some year.

    Raises
    ------
    Unusable
        It is not; the problem names the classes of its programme that are, else the programmes.
    """
    on_line = [each for group in listed for each in group.classes if each.years]
    cohorts = [each.cohort for each in on_line if each.programme == programme]
    if cohort not in cohorts:
        known = ", ".join(cohorts or dict.fromkeys(each.programme for each in on_line)) or "–"
        asked = {"programme": escaped(programme), "cohort": escaped(cohort)}
        raise Unusable([problem("calendars.no-class", **asked, known=known)])


def _classes(
    programme: str,
    versions: tuple[Version, ...],
    shown: Version,
    read_contents: ContentsReader,
    public: dict[tuple[str, str], PublicCalendar],
) -> Iterator[ListedClass]:
    """Yield the classes of a programme: first those of the year that is shown."""
    labels: dict[str, str] = {}
    years: dict[str, list[str]] = {}
    for version in (shown, *versions):
        of = read_contents(version).edition.planning.programme
        for cohort in of.cohorts:
            labels.setdefault(cohort.id, of.label_with_site(cohort))
    for version in versions:
        for row in read_contents(version).edition.planning.cohorts:
            years.setdefault(row.cohort.id, []).append(version.year_label)
    for cohort_id, label in labels.items():
        calendar = public.pop((programme, cohort_id), None)
        yield ListedClass(programme, cohort_id, label, tuple(years[cohort_id]), calendar)


def _without_version(left: Iterable[PublicCalendar]) -> Iterator[ProgrammeClasses]:
    for programme, calendars in groupby(left, lambda each: each.programme):
        classes = (ListedClass(programme, of.cohort, of.cohort, (), of) for of in calendars)
        yield ProgrammeClasses(programme, tuple(classes))
