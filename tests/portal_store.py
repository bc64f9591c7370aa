"""What the tests of the portal's core share: a small planning and its next version, a list."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from planner.apprentices.apprentice import Apprentice
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.place import DatabasePlace
from planner.portal.store.publishing import Proposal, propose, publish, republish
from planner.portal.store.versions import Version
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from tests.builders import employed

RHYTHM = Path(__file__).parent / "rhythms" / "three-two.toml"

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TODAY = date(2026, 10, 5)

ROSTER = (
    employed("Abrazine", "Ysolde", "1A", "Zyxwerk Ferronnerie", email="y@zyx.example", row=2),
    employed("Bromélan", "Tancrède", "1A", "Zyxwerk Ferronnerie", row=3),
    employed("Corvigny", "Philémon", "1A", "Qombat Textiles", option="teinture", row=4),
    employed("Duvantel", "Ombeline", "1A", "=1+1", start=date(2026, 11, 2), row=5),
)


@cache
def first() -> Edition:
    """Plan a small programme, with remote sessions."""
    rules = read_programme(RHYTHM)
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives, "V1", None)


@cache
def second() -> Edition:
    """Give the version after it: the sessions of two weeks have changed places."""
    edition = first()
    (cohort,) = edition.planning.cohorts
    sessions = list(cohort.placed_sessions)
    held = next(n for n, count in enumerate(sessions) if count)
    free = next(
        n
        for n, count in enumerate(sessions[held:], held)
        if not count and cohort.activities[n].sessions
    )
    sessions[held], sessions[free] = sessions[free], sessions[held]
    moved = replace(cohort, sessions=tuple(sessions))
    return replace(
        edition, planning=replace(edition.planning, cohorts=(moved,)), version_label="V2"
    )


def proposed(
    database: Database, edition: Edition, roster: Sequence[Apprentice] = ROSTER
) -> Proposal:
    with database.reading() as connection:
        return propose(connection, edition, tuple(roster))


def published(
    database: Database,
    edition: Edition,
    roster: Sequence[Apprentice] = ROSTER,
    *,
    days: int = 0,
    who: str = "somebody",
) -> Version:
    """Publish, some days after the first day."""
    proposal = proposed(database, edition, roster)
    return publish(database, proposal, who, NOW + timedelta(days))


def published_again(
    database: Database, to: Version, over: Version, who: str, now: datetime
) -> Version:
    """Publish an earlier version again."""
    with database.writing() as connection:
        return republish(connection, to, over, who, now)


@contextmanager
def opened(place: DatabasePlace) -> Iterator[Database]:
    """Open a database of a portal, made if need be."""
    database = Database.open_or_create(place)
    try:
        yield database
    finally:
        database.close()
