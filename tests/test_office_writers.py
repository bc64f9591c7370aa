"""Two who change one draft at once, a server that is killed, a disk that is full."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event

from planner.files.problems import Unusable
from planner.office.drafts.state import week_key
from planner.office.drafts.store import DraftAct, create_draft, history, read_state
from planner.office.web.start import planned_state
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link
from planner.portal.store.sessions import start_session
from tests.office_writers import (
    Browser,
    Line,
    Save,
    Writer,
    check_whole,
    new_draft,
    saved,
)
from tests.portal import ENDS, NOW, served, site
from tests.portal_store import first

NAMES = ("Anne", "Bruno")
EACH = 50


def at_once(work: Sequence[Callable[[], None]]) -> None:
    """Run several pieces of work at once; raise what one of them has raised."""
    gate, faults = threading.Barrier(len(work)), []

    def run(piece: Callable[[], None]) -> None:
        gate.wait()
        try:
            piece()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def write_all(database: Database, draft: int, saves: Mapping[str, Save]) -> None:
    """Have each add many lines at once, and check that no change was lost without a word."""
    writers = {name: Writer(name, draft, save) for name, save in saves.items()}

    def write(writer: Writer) -> None:
        for number in range(EACH):
            writer.add(f"{writer.name} {number}")

    at_once([partial(write, each) for each in writers.values()])
    lines = check_whole(database, draft, writers)
    assert sorted(lines) == sorted(f"{name} {number}" for name in NAMES for number in range(EACH))
    for name, writer in writers.items():
        others = [line for line in lines if not line.startswith(name)]
        assert writer.others == others[: len(writer.others)]  # each was told once, in its order


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open_or_create(tmp_path / "school.db")) as opened:
        yield opened


def test_of_a_hundred_changes_by_two_none_is_lost(database: Database) -> None:
    saves = {name: partial(saved, database, who=name) for name in NAMES}
    write_all(database, new_draft(database), saves)


@dataclass
class Locker:
    """Somebody who locks weeks of a class on the screen, then unlocks them, one at a time.

    Attributes
    ----------
    first
        Their own weeks are every second one from it.
    told
        The sentences about changes of others, when theirs was not saved.
    """

    name: str
    first: int
    browser: Browser
    told: list[str] = field(default_factory=list)

    def change_all(self, draft: int) -> None:
        path, shown = f"/office/drafts/{draft}/year/lock", 1
        for number in range(EACH):
            week = self.first + 2 * (number % (EACH // 2))
            run = {"cohort": "1A", "first": week, "last": week}
            body = {"runs": [run], "locked": number < EACH // 2, "revision": shown}
            while "newest" in (answer := self.browser.send(path, body)):
                self.told += answer["problems"]
                body["onto"] = answer["newest"]
            shown = answer["revision"]


def test_of_a_hundred_changes_in_two_browsers_none_is_lost(tmp_path: Path) -> None:
    with site(tmp_path) as opened, served(opened.portal) as address, ExitStack() as stack:
        database, lockers = opened.database, []
        for place, name in enumerate(NAMES):
            with database.writing() as connection:
                link = issue_link(connection, name, ENDS, name, NOW).link
                secret = start_session(connection, link, NOW)
            browser = stack.enter_context(closing(Browser(address, secret)))
            lockers.append(Locker(name, place, browser))
        draft = create_draft(
            database, "Orion", planned_state(first()), DraftAct("planned"), "Scolarité", NOW
        )
        at_once([partial(each.change_all, draft) for each in lockers])
        with database.reading() as connection:
            log = history(connection, draft)
            states = [read_state(connection, draft, each.revision) for each in log]
    assert len(log) == 1 + len(NAMES) * EACH
    changed = [{*before.locked} ^ {*after.locked} for before, after in pairwise(states)]
    assert {len(each) for each in changed} == {1}  # none took back what another did
    weeks = [week_key(first().planning.year, n) for n in range(EACH)]
    for locker in lockers:
        own = [
            key
            for change, cells in zip(log[1:], changed, strict=True)
            for _, key in cells
            if change.by == locker.name
        ]
        assert own == weeks[locker.first :: 2] * 2
        (other,) = {*NAMES} - {locker.name}
        assert all(other in line for line in locker.told)
    assert any(locker.told for locker in lockers)


def test_a_server_killed_at_any_moment_leaves_each_draft_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.office_kill", str(tmp_path / "school.db"), "5"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    total, overtaken = map(int, done.stdout.split())
    assert total >= 10
    assert overtaken > 0


def test_on_a_full_disk_a_change_is_refused_and_the_draft_as_it_was(database: Database) -> None:
    draft = new_draft(database)
    writer = Writer("Anne", draft, partial(saved, database, who="Anne"))
    writer.add("first")
    with closing(sqlite3.connect(database.path)) as plain:
        (used,) = plain.execute("PRAGMA page_count").fetchone()
    stop = f"PRAGMA max_page_count = {used}"
    database.close()

    def fill(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(stop)

    event.listen(database._engine, "connect", fill)
    large = "".join(f"{number * 7919:x}" for number in range(20_000))
    with pytest.raises(Unusable) as told:
        saved(database, Line(draft=draft, revision=2, rules=large, line="second"), "Anne")
    assert told.value.problems[0].key == "portal.full"
    assert check_whole(database, draft, {"Anne": writer}) == ["first"]
