"""Publishes again and again and is killed at it; tells after each time what is served.

A script of its own, so that no process with threads is forked. Its arguments: a planning.json, the
database to make, how often.
"""

import os
import random
import signal
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from planner.apprentices.apprentice import Apprentice
from planner.planning.file import parse_edition
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.publishing import propose, publish
from planner.portal.store.versions import (
    newest_versions,
    read_edition,
    read_enrolments,
    roster_of,
)
from tests.builders import employed

FEW = 12
SPREAD = 1.5
"""Moments are spread over so many times the length of a publication."""


def roster(number: int) -> tuple[Apprentice, ...]:
    """List the apprentices of a version: none is in another one."""
    people = range(FEW + number % 5)
    return tuple(employed(f"N{number}", f"P{n}", "1A", f"C{n % 5}", row=n + 2) for n in people)


def publish_number(database: Path, edition: Edition, number: int) -> None:
    with closing(Database.open_or_create(database)) as portal:
        with portal.reading() as connection:
            numbered = replace(edition, version_label=f"{number}")
            proposal = propose(connection, numbered, roster(number))
        publish(portal, proposal, "somebody", datetime.now(UTC))


def served(database: Path) -> int:
    """Make sure that what is served is whole, and tell its number."""
    with closing(Database.open(database)) as portal, portal.reading() as connection:
        (newest,) = newest_versions(connection)
        number = int(read_edition(connection, newest.id).version_label or 0)
        people = roster_of(read_enrolments(connection, newest.id))
    assert newest.label == f"{number}"
    assert people == roster(number)
    return number


def forked(database: Path, edition: Edition, number: int) -> int:
    """Publish in another process."""
    child = os.fork()
    if child == 0:
        publish_number(database, edition, number)
        os._exit(0)
    return child


def main(planning: Path, database: Path, times: int) -> None:
    edition = parse_edition(planning.read_text(encoding="utf-8"), planning.name)
    start = time.monotonic()
    for number in (1, 2, 3):
        os.waitpid(forked(database, edition, number), 0)
    length = (time.monotonic() - start) / 3
    moments = [SPREAD * length * n / times for n in range(times)]
    random.Random(7).shuffle(moments)
    before, kept, new = served(database), 0, 0
    for moment in moments:
        child = forked(database, edition, before + 1)
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = served(database)
        assert found in (before, before + 1)
        kept, new = kept + (found == before), new + (found > before)
        before = found
    sys.stdout.write(f"{kept} {new}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
