"""The one office that runs on a database on a person's own machine, and where it listens."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from planner.files.problems import Unusable, problem
from planner.portal.store.database import Database, read_setting, replace_setting, translated_faults

_ADDRESS_SETTING = "office_address"
"""The setting with the address of the office that runs, or ran last."""

_ANSWER_SECONDS = 10.0
_PAUSE = 0.1


@contextmanager
def only_office(database: Database) -> Iterator[Callable[[str], None] | None]:
    """Be the only office on a database, until the end of the context.

    The lock is that of a file beside the database; the system releases it when the process ends,
    however it ends.

    Yields
    ------
    Callable or None
        Called with the address on which this one listens; None if another one runs.

    Raises
    ------
    Unusable
        The file of the lock cannot be written.
    """
    held = _held(_lock_file(database.path))
    if held is None:
        yield None
        return

    def announce(address: str) -> None:
        with database.writing() as connection:
            replace_setting(connection, _ADDRESS_SETTING, address)

    with held:
        yield announce


def _held(file: Path) -> AbstractContextManager[object] | None:
    """Return the lock of a file, to be released by its context; None if another holds it."""
    with translated_faults(file):
        try:
            return FileLock(file, mode=0o600).acquire(blocking=False)
        except Timeout:
            return None


def former_port(database: Database) -> int | None:
    """Return the port of the office that ran last on a database, as links to its pages have it."""
    with database.reading() as connection:
        address = read_setting(connection, _ADDRESS_SETTING)
    return urlsplit(address).port if address else None


def running_address(database: Database) -> str:
    """Return the address of the office that runs on a database, once it answers.

    Raises
    ------
    Unusable
        It does not answer for some seconds.
    """
    last = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < last:
        with database.reading() as connection:
            address = read_setting(connection, _ADDRESS_SETTING)
        if address and _answers(address):
            return address
        time.sleep(_PAUSE)
    raise Unusable([problem("office.mute", file=database.path)])


def _answers(address: str) -> bool:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().read() == b"ok\n"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")
