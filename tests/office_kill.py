"""Serves the office and kills it while two browsers save; tells what is left after each time.

A script of its own, so that no process with threads is forked. Its arguments: the database to
make, how often.
"""

import http.client
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing
from itertools import count
from pathlib import Path

from planner.office.web import application
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link
from planner.portal.store.sessions import start_session
from planner.portal.web.cache import PortalCache
from planner.portal.web.serving import ListenAddress, build_server, listener_url, open_listener
from planner.portal.web.state import Portal
from tests.office_writers import ADDED, Browser, Writer, check_whole, new_draft
from tests.portal import ENDS, NOW

NAMES = ("Anne", "Bruno")
LONGEST = 0.3
"""Seconds in which a server is killed after both have saved, and one was overtaken."""


def signed_in(path: Path) -> tuple[int, dict[str, str]]:
    """Make a draft, and the secret of a session for each."""
    with closing(Database.open_or_create(path)) as database:
        draft, secrets = new_draft(database), {}
        with database.writing() as connection:
            for name in NAMES:
                link = issue_link(connection, name, ENDS, name, NOW).link
                secrets[name] = start_session(connection, link, NOW)
    return draft, secrets


def forked(path: Path) -> tuple[int, str]:
    """Serve in another process; return its id and its address."""
    place = ListenAddress("127.0.0.1", 0)
    with open_listener(place) as listener:
        child = os.fork()
        if child == 0:
            portal_of = Database.open(path)
            portal = Portal(portal_of, PortalCache(portal_of), clock=lambda: NOW)
            build_server(application.office_application(portal), place).run(sockets=[listener])
            os._exit(0)
        return child, listener_url(listener)


def write(writer: Writer) -> None:
    try:
        for number in count(len(writer.kept)):
            writer.add(f"{writer.name} {number}")
    except (OSError, http.client.HTTPException):
        return


def main(path: Path, times: int) -> None:
    application.ROUTES = (ADDED, *application.ROUTES)
    chance, total, overtaken = random.Random(7), 0, 0
    for _ in range(times):
        draft, secrets = signed_in(path)
        child, address = forked(path)
        writers = {name: Writer(name, draft, Browser(address, secrets[name]).add) for name in NAMES}
        threads = [threading.Thread(target=write, args=(each,)) for each in writers.values()]
        for thread in threads:
            thread.start()
        while not (
            all(each.kept for each in writers.values())
            and any(each.others for each in writers.values())
        ):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for thread in threads:
            thread.join()
        with closing(sqlite3.connect(path)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        with closing(Database.open(path)) as database:
            total += len(check_whole(database, draft, writers))
        overtaken += sum(len(each.others) for each in writers.values())
    sys.stdout.write(f"{total} {overtaken}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
