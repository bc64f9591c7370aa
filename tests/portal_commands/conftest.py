"""A portal of one publication, and its commands, called on a day that stands."""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice
from planner.cli import common, run_command_line
from planner.cli.portal import database, links, publishing
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.portal.store.database import Database
from planner.portal.store.versions import list_versions
from tests.conftest import Call
from tests.portal_store import ROSTER, first, second

MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = MOMENT.date()
LONG = date(2099, 1, 1)


class Day(date):
    """The day on which commands are called, whatever the clock says."""

    called = TODAY

    @classmethod
    def today(cls) -> "date":  # type: ignore[override]
        return cls.called


class Moment(datetime):
    """The moment at which commands are called."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "datetime":  # type: ignore[override]
        return MOMENT


@pytest.fixture(scope="package", autouse=True)
def called_on_a_day() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for commands in (database, links, publishing):
            patch.setattr(commands, "date", Day)
            patch.setattr(commands, "datetime", Moment)
        yield


LIST, PORTAL = "list.xlsx", "portal.db"


@pytest.fixture(scope="package")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two versions of a planning, a list, and the first of them published."""
    at = tmp_path_factory.mktemp("prepared")
    (at / "one.json").write_bytes(planning_json(first()))
    (at / "two.json").write_bytes(planning_json(second()))
    write_list(at, *ROSTER)
    given = ("--roster", at / LIST, "--database", at / PORTAL)
    assert (
        run_command_line(
            [*map(str, ("publish", at / "one.json", *given)), "--quiet", "--yes"], "fr"
        )
        == 0
    )
    return at


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in such a folder, with nothing published."""
    monkeypatch.chdir(tmp_path)
    for name in ("one.json", "two.json", LIST):
        shutil.copy(prepared / name, tmp_path)
    return tmp_path


def write_list(at: Path, *apprentices: Apprentice) -> None:
    rules = first().planning.programme
    (at / LIST).write_bytes(roster_workbook(Messages("fr"), rules, apprentices))


@pytest.fixture
def publish(planner: Call, folder: Path) -> Call:
    given = ("--roster", LIST, "--database", PORTAL)

    def call(
        file: str = "one.json", *options: object, language: str = "fr"
    ) -> tuple[int, str, str]:
        return planner("publish", file, *given, *options, language=language)

    return call


@pytest.fixture
def portal(prepared: Path, folder: Path) -> Iterator[Database]:
    """Give the portal after a first publication."""
    shutil.copy(prepared / PORTAL, folder)
    with closing(Database.open(Path(PORTAL))) as database:
        yield database


def revisions(database: Database) -> list[int]:
    with database.reading() as connection:
        return [version.revision for version in list_versions(connection)]


def asked(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Be at a terminal, and answer."""
    monkeypatch.setattr(common, "_is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
