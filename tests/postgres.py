"""A PostgreSQL server for the tests, where Debian's is installed: of its own folder and socket."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planner.office.drafts.tables import DRAFTS_TABLE
from planner.portal.store.database import Database
from planner.portal.store.place import ServerAddress, parse_place

METADATA = DRAFTS_TABLE.metadata
"""All tables, those of the office with them."""

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

IS_INSTALLED = bool(_PROGRAMS)

on_a_file = pytest.mark.parametrize("place", ["file"], indirect=True)
"""Marks tests of what is true of a file alone."""

_NOBODY = 65534
"""Who runs the server where the tests are an administrator's: PostgreSQL refuses to be."""

_SETTINGS = (
    "-F -k {folder} -c listen_addresses='' -c full_page_writes=off -c synchronous_commit=off"
)

_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """A server that runs, and its folder, in which its socket is."""

    folder: Path

    def make_database(self, locale: str = "C", encoding: str = "UTF8") -> ServerAddress:
        """Give the address of a new and empty database."""
        name = f"portal{next(_NUMBERS)}"
        self.ask(
            f"CREATE DATABASE {name} TEMPLATE template0 LOCALE '{locale}' ENCODING '{encoding}'"
        )
        return self.address(name)

    @cached_property
    def portal(self) -> ServerAddress:
        """The address of a database with the tables of the portal, which tests share."""
        made = self.make_database()
        Database.open_or_create(made).close()
        return made

    def emptied_portal(self) -> ServerAddress:
        """Give the address of the shared database, with nothing in its tables."""
        names = ", ".join(METADATA.tables)
        self.ask(f"TRUNCATE {names} RESTART IDENTITY", self.portal.name)
        return self.portal

    def address(self, name: str, user: str = "planner") -> ServerAddress:
        found = parse_place(f"postgresql://{user}@/{name}?host={self.folder}")
        assert isinstance(found, ServerAddress)
        return found

    def ask(self, statement: str, name: str = "postgres") -> str:
        """Have a statement executed by the program of PostgreSQL, and give what it prints."""
        call = ["psql", "-h", str(self.folder), "-U", "planner", "-d", name, "-qAtc", statement]
        done = subprocess.run(call, check=True, capture_output=True, text=True)
        return done.stdout.strip()


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server in a folder of its own until the end of the context."""
    with TemporaryDirectory(prefix="pg", dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, _NOBODY, _NOBODY)
        data = folder / "data"
        _run("initdb", "-D", data, "-U", "planner", "-A", "trust", "--no-sync", "--locale=C")
        start = ("-D", data, "-o", _SETTINGS.format(folder=folder), "-l", folder / "log")
        _run("pg_ctl", *start, "-w", "start")
        try:
            yield Server(folder)
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(program: str, *arguments: object) -> None:
    is_root = os.geteuid() == 0
    subprocess.run(
        [_PROGRAMS[-1] / program, *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_NOBODY if is_root else None,
        group=_NOBODY if is_root else None,
        extra_groups=[] if is_root else None,
        cwd="/tmp",
    )
