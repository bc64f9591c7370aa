"""What many tests share: the Albi programme, its plannings (solved once), the languages."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from openpyxl.worksheet.merge import MergedCellRange

from planner.cli import run_command_line
from planner.files import confined
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.planning import Edition, Planning
from planner.programme.file import academic_year_of, read_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from planner.portal.store.place import DatabasePlace
    from tests.portal import Site
    from tests.postgres import Server

DATA = Path(__file__).parent.parent / "data"
ALBI = DATA / "albi.toml"
PROGRAMMES = sorted(DATA.glob("*.toml"))
PUBLISHED = DATA / "albi_2021_2022_published.csv"

settings.register_profile(
    "fixed",  # the same examples at each run, and how fast a machine is fails no test
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("fixed"), derandomize=False, max_examples=200
)
settings.load_profile("fixed")


PATIENT = (
    "planner.solver.conflicts.TRIAL_SECONDS",
    "planner.scenarios.running.CONFLICT_SECONDS",
)
"""Limits of time that are there for somebody who waits; on a slow machine they change answers."""


@pytest.fixture(scope="session", autouse=True)
def _in_this_process_and_at_leisure() -> Iterator[None]:
    """Read files here, where a process for each would take longer than all that is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined, "_is_confined", True)
        for name in PATIENT:
            patch.setattr(name, 3600.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _borders_of_merged_cells_are_not_read() -> Iterator[None]:
    """Open workbooks without the borders that openpyxl lays around merged cells.

    No test looks at them, and they take most of the time that a workbook is read in.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", lambda _: None)
        yield


@pytest.fixture
def confining(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each file in a process with bounds of its own, as it is for users."""
    monkeypatch.setattr(confined, "_is_confined", False)


@cache
def _solved(start_year: int) -> Solved:
    rules = read_programme(ALBI)
    outcome = solve(Case(rules, academic_year_of(rules, start_year)))
    assert isinstance(outcome, Solved)
    return outcome


@pytest.fixture(scope="session")
def albi() -> Programme:
    return read_programme(ALBI)


@pytest.fixture(scope="session")
def solved() -> Callable[[int], Solved]:
    """Plan Albi for a start year; each year is solved once in a session."""
    return _solved


@pytest.fixture(scope="session")
def edition() -> Edition:
    """Give the planning of 2026-2027, a year of 53 weeks, as it would be issued."""
    outcome = _solved(2026)
    return Edition(outcome.planning, outcome.objectives, "V1 <test> & =1+1", None)


@pytest.fixture(scope="session")
def versions(edition: Edition) -> tuple[Edition, Edition]:
    """Give a version, and the one before: in it the first year had sessions in another week."""
    first, *others = edition.planning.cohorts
    sessions = list(first.placed_sessions)
    held = next(n for n, count in enumerate(sessions) if count)
    free = next(
        n
        for n, count in enumerate(sessions[held:], held)
        if not count and first.activities[n].sessions
    )
    sessions[held], sessions[free] = sessions[free], sessions[held]
    moved = replace(first, sessions=tuple(sessions))
    before = replace(edition.planning, cohorts=(moved, *others))
    return (
        replace(edition, version_label="V2", issued=date(2026, 10, 1), revision=2),
        replace(edition, planning=before, version_label="V1"),
    )


@pytest.fixture(scope="session")
def published(albi: Programme) -> Planning:
    return read_planning(PUBLISHED, albi, 2021).edition.planning


@pytest.fixture(scope="session")
def french() -> Messages:
    return Messages("fr")


@pytest.fixture(scope="session")
def english() -> Messages:
    return Messages("en")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Open the browser of this machine."""
    from tests.portal_window import open_browser

    with open_browser() as found:
        yield found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    """Open an empty portal."""
    from tests.portal import site

    with site(tmp_path_factory.mktemp("portal")) as found:
        yield found


@pytest.fixture(scope="module")
def portal(opened: "Site") -> Iterator[str]:
    """Serve the portal; return its address."""
    from tests.portal import served

    with served(opened.portal) as address:
        yield address


@pytest.fixture(scope="session")
def server() -> "Iterator[Server]":
    """Run a PostgreSQL server."""
    from tests.postgres import IS_INSTALLED, running_server

    if not IS_INSTALLED:
        pytest.skip("PostgreSQL is not installed")
    with running_server() as found:
        yield found


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> "DatabasePlace":
    """Give the place of a database with nothing in it: a file, then one on a server."""
    if request.param == "file":
        return tmp_path / "portal.db"
    found: Server = request.getfixturevalue("server")
    return found.emptied_portal()


Call = Callable[..., tuple[int, str, str]]
"""Run a command: its exit code, what it says, and what it says of errors."""


@pytest.fixture
def planner(capfd: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: object, language: str = "fr") -> tuple[int, str, str]:
        code = run_command_line([str(argument) for argument in arguments], language)
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def uncharted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave charts empty for a test that does not look at them: nothing else takes as long."""
    monkeypatch.setattr("planner.documents.planning.pictures.gantt.render_page", lambda *_: b"")


@contextmanager
def anybody() -> Iterator[None]:
    """Be somebody for whom permissions hold, as they do not for an administrator."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


LONGEST = (
    "office_stories",
    "explain_modules",
    "albi_progressions",
    "explain_programmes",
    "jointly",
    "explain",
    "random_programmes",
    "portal_browser",
    "year_browser",
    "progression_browser",
    "rules_browser",
    "next_year_story",
    "public_calendar_story",
    "portal_layout",
    "office_pages",
    "search_browser",
    "mail_browser",
    "portal_routes",
    "roles",
    "role_pages",
    "reader_browser",
    "single_sign_on",
    "kills",
    "notebook",
    "changes_of_a_year",
    "programmes",
    "plan",
    "sites",
    "alternatives",
    "searches",
    "office_writers",
    "scenarios",
    "foreign_settings",
    "published_calendars",
    "agreement",
    "ranking",
)
"""The files of tests that take longest: begun first, so that no process waits at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Have one more than there are processors: tests wait for browsers and for other processes."""
    return (yield) + 1


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the tests and libraries: a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
