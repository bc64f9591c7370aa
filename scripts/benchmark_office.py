"""Measures how long the office takes to answer, on Albi 2026-2027.

    .venv/bin/python scripts/benchmark_office.py [CHANGES]

First changes of a week, checked and shown; then pages while two searches run. Each change gives
one week of one class another activity: the request as the page sends it, the answer as the page
shows it, the database written in between. The time of the processor is told beside that of the
clock, and as a ratio to the check of every rule, within the same run.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from planner.office.drafts.state import DraftState, with_planning
from planner.office.drafts.store import DraftAct, create_draft
from planner.office.searches.queue import SearchAction, Searches, SearchPurpose
from planner.office.searches.task import SearchTask
from planner.office.web.application import office_application
from planner.planning.check import check
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link
from planner.portal.web.cache import PortalCache
from planner.portal.web.state import Portal
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve

ALBI = Path(__file__).parent.parent / "data" / "albi.toml"
YEAR = 2026

PAGES = ("", "rules", "plan", "year", "apprentices", "give-out", "history")
"""The pages that are opened: the list of drafts, and those of one."""

SEARCHES = 2
"""How many searches run meanwhile."""


def planned() -> Edition:
    """Plan Albi."""
    programme = read_programme(ALBI)
    outcome = solve(Case(programme, academic_year_of(programme, YEAR)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


def signed_in(database: Database) -> tuple[TestClient, Searches]:
    """Return a browser of scolarité, and the searches of its office."""
    now = datetime.now(UTC)
    with database.writing() as connection:
        link = issue_link(connection, "Scolarité", (now + timedelta(days=1)).date(), "", now)
    portal = Portal(database, PortalCache(database))
    application = office_application(portal)
    client = TestClient(application, base_url="http://127.0.0.1:8000")
    client.post(f"/office/in/{link.secret}")
    assert isinstance(application.app, Starlette)
    return client, application.app.state.searches


@contextmanager
def office(edition: Edition) -> Iterator[tuple[TestClient, Searches, str]]:
    """Open an office with one draft; give a browser, the searches, and the path of the draft."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database.open_or_create(Path(folder, "school.db"))) as database,
    ):
        state = with_planning(DraftState(edition.planning.programme.text, YEAR), edition)
        draft = create_draft(database, "Albi", state, DraftAct("redone"), "", datetime.now(UTC))
        client, searches = signed_in(database)
        yield client, searches, f"/office/drafts/{draft}"


def found(pattern: str, page: str) -> str:
    """Return what a pattern finds in a page."""
    match = re.search(pattern, page)
    assert match
    return match[1]


def change_times(edition: Edition, changes: int) -> tuple[list[float], list[float]]:
    """Change weeks; return the seconds of the clock and of the processor that each took."""
    clock, processor = [], []
    with office(edition) as (client, _, path):
        at = f"{path}/year"
        page = client.get(at).text
        headers = {"X-CSRF-Token": found('csrf-token" content="([^"]+)"', page)}
        revision = int(found(r'name="revision" value="(\d+)"', page))
        for number in range(changes):
            row = edition.planning.cohorts[number % len(edition.planning.cohorts)]
            week = number % len(row.activities)
            activity = "company" if row.activities[week].on_campus else "school"
            run = {"cohort": row.cohort.id, "first": week, "last": week, "activity": activity}
            began, worked = time.perf_counter(), time.process_time()
            answer = client.post(
                f"{at}/edit", json={"revision": revision, "runs": [run]}, headers=headers
            )
            clock.append(time.perf_counter() - began)
            processor.append(time.process_time() - worked)
            assert answer.json()["revision"] == revision + 1
            revision += 1
    return clock, processor


def page_times(edition: Edition, rounds: int) -> dict[str, list[float]]:
    """Open the pages of a draft while two searches run; return the seconds that each took."""
    times: dict[str, list[float]] = {}
    with office(edition) as (client, searches, path):
        task = SearchTask(edition.planning.case)
        purpose = SearchPurpose(1, 1, "", SearchAction.EXPLAIN)
        for _ in range(rounds):
            for name in PAGES:
                while sum(not each.state.is_over for each in searches.all()) < SEARCHES:
                    searches.start(task, purpose, lambda _: False)
                at = f"{path}/{name}" if name else "/office/drafts"
                began = time.perf_counter()
                assert client.get(at).status_code == 200
                times.setdefault(at, []).append(time.perf_counter() - began)
        searches.cancel_all()
    return times


def processor_time(call: Callable[[], object]) -> float:
    """Return the seconds of the processor that a call takes."""
    began = time.process_time()
    call()
    return time.process_time() - began


def main() -> None:
    """Measure, and print."""
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    edition = planned()
    bare = statistics.median(processor_time(lambda: check(edition.planning)) for _ in range(20))
    clock, processor = change_times(edition, changes)
    median = statistics.median(processor)
    print(
        f"a change of a week: median {statistics.median(clock) * 1000:.0f} ms"
        f" (99th percentile {statistics.quantiles(clock, n=100)[-1] * 1000:.0f} ms),"
        f" {median * 1000:.0f} ms of the processor, {median / bare:.1f} times the check"
        f" of every rule ({bare * 1000:.1f} ms); {changes} changes"
    )
    times = page_times(edition, changes)
    for at, seconds in sorted(times.items()):
        print(f"{at} while {SEARCHES} searches run: {told(seconds)}")
    print(f"all of them: {told([second for each in times.values() for second in each])}")


def told(seconds: list[float]) -> str:
    """Return the median and the 99th percentile of some times, in words."""
    highest = statistics.quantiles(seconds, n=100)[-1]
    return (
        f"median {statistics.median(seconds) * 1000:.0f} ms,"
        f" 99th percentile {highest * 1000:.0f} ms of {len(seconds)}"
    )


if __name__ == "__main__":
    main()
