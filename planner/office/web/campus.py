"""Request handler of the campus: all programmes of a year together, on line or as drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable
from planner.office.drafts.state import edition_of
from planner.office.drafts.store import list_drafts
from planner.office.pages.campus_view import site_views
from planner.planning.campus_load import Room
from planner.planning.planning import Planning
from planner.portal.settings.roles import Role
from planner.portal.store.public_calendars import version_of_day
from planner.portal.store.versions import newest_versions
from planner.portal.web.http.forms import whole_number
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import OfficeSession, office_page


@dataclass(frozen=True)
class Candidate:
    """A planning that may be counted: a version on line, or a draft as it stands.

    Attributes
    ----------
    key
        What the address has: version-3, draft-7.
    """

    key: str
    label: str
    planning: Planning
    is_chosen: bool = False

    @property
    def start_year(self) -> int:
        """The year in which its academic year starts."""
        return self.planning.year.start_year


@dataclass(frozen=True)
class ProgrammeChoice:
    """The plannings of a programme in a year, of which one is counted, or none.

    Attributes
    ----------
    name
        Of the field of the form.
    """

    name: str
    programme: str
    candidates: tuple[Candidate, ...]

    @property
    def chosen(self) -> Planning | None:
        """The planning that is counted; None for none."""
        return next((each.planning for each in self.candidates if each.is_chosen), None)


@office_page
@needs(Role.READER, everywhere=True)
def campus_page(session: OfficeSession) -> Response:
    """Return who is at each site in the weeks of a year, and the form that says what is counted."""
    with session.portal.database.reading() as connection:
        found = tuple(_candidates(session, connection))
    years = sorted({each.start_year for each in found}, reverse=True)
    query = session.request.query_params
    asked = whole_number(query.get("year", ""), 4)
    year = asked if asked in years else _year_of_day(session, years)
    choices = tuple(_choices(session, [each for each in found if each.start_year == year]))
    plannings = [choice.chosen for choice in choices if choice.chosen]
    people = whole_number(query.get("people", ""), 6) or None
    return session.render_page(
        "campus.html",
        years=[(each, f"{each}-{each + 1}") for each in years],
        year=year,
        choices=choices,
        people=people,
        sites=site_views(plannings, Room(people=people), session.text),
    )


def _candidates(session: OfficeSession, connection: Connection) -> Iterator[Candidate]:
    """Yield the versions on line, then the drafts that have a planning."""
    for version in newest_versions(connection):
        if not version.withdrawn:
            label = session.text("campus.version", revision=version.revision)
            planning = session.portal.cache.contents(version).edition.planning
            yield Candidate(f"version-{version.id}", label, planning)
    for draft in list_drafts(connection):
        try:
            edition = edition_of(draft.state)
        except Unusable:
            continue
        if edition:
            label = session.text("campus.draft", title=draft.title)
            yield Candidate(f"draft-{draft.id}", label, edition.planning)


def _year_of_day(session: OfficeSession, years: Sequence[int]) -> int | None:
    """Return the year that goes on or comes next, of those on line; else the latest one."""
    with session.portal.database.reading() as connection:
        served = [each for each in newest_versions(connection) if not each.withdrawn]
    served.sort(key=lambda version: version.series.start_year)
    shown = version_of_day(served, session.today)
    return shown.series.start_year if shown else next(iter(years), None)


def _choices(session: OfficeSession, found: Sequence[Candidate]) -> Iterator[ProgrammeChoice]:
    """Yield what there is to choose from, by programme; the first one is counted unless asked."""
    by_programme: dict[str, list[Candidate]] = {}
    for each in found:
        by_programme.setdefault(each.planning.programme.id, []).append(each)
    for programme, candidates in sorted(by_programme.items()):
        name = f"of-{programme}"
        asked = session.request.query_params.get(name, candidates[0].key)
        marked = (replace(each, is_chosen=each.key == asked) for each in candidates)
        yield ProgrammeChoice(name, candidates[0].planning.programme.name, tuple(marked))
