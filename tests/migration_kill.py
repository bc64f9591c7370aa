"""Migrates a database again and again and is killed at it; tells after each time what is left.

A script of its own, so that no process with threads is forked. Its arguments: a database of a
former version, a folder to work in, how often.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from planner.portal.store.database import Database
from planner.portal.store.migrations import SCHEMA_VERSION
from planner.portal.store.versions import list_versions, read_edition

SPREAD = 1.5
"""Moments are spread over so many times the length of a migration."""


def forked(path: Path) -> int:
    """Open a database in another process."""
    child = os.fork()
    if child == 0:
        Database.open(path).close()
        os._exit(0)
    return child


def version(path: Path) -> int:
    """Make sure that a database is sound, and tell the version of its tables."""
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(plain.execute("PRAGMA user_version").fetchone()[0])


def main(former: Path, folder: Path, times: int) -> None:
    path = folder / "portal.db"
    Database.open(Path(shutil.copy(former, folder / "first.db"))).close()  # imports what it needs
    start = time.monotonic()
    os.waitpid(forked(Path(shutil.copy(former, folder / "second.db"))), 0)
    length = time.monotonic() - start
    moments = [SPREAD * length * n / times for n in range(times)]
    random.Random(7).shuffle(moments)
    found: list[int] = []
    for moment in moments:
        for each in folder.glob("portal.db*"):
            each.unlink()
        child = forked(Path(shutil.copy(former, path)))
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found.append(version(path))
        with closing(Database.open(path)) as database, database.reading() as connection:
            for kept in list_versions(connection):
                read_edition(connection, kept.id)
        assert (folder / "portal.db.v1").exists()
    assert set(found) <= {1, SCHEMA_VERSION}
    sys.stdout.write(f"{found.count(1)} {found.count(SCHEMA_VERSION)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
