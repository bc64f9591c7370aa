"""The one office that runs on a database on a person's own machine, and where it listens."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from planner.files.problems import Unusable, problem
from planner.portal.store.database import Database, read_setting, replace_setting

_ADDRESS_SETTING = "office_address"
"""The setting with the address of the office that runs, or ran last."""

_ANSWER_SECONDS = 10.0
_PAUSE = 0.1


@contextmanager
def only_office(database: Database) -> Iterator[Callable[[str], None] | None]:
    """Hold the lock of the office on a database until the end of the context.

    Yields
    ------
    Callable or None
        Called with the address on which this one listens; None if another one runs.

    Raises
    ------
    Unusable
        The lock cannot be taken.
    """

    def announce(address: str) -> None:
        with database.writing() as connection:
            replace_setting(connection, _ADDRESS_SETTING, address)

    with database.held_by_office() as is_only:
        yield announce if is_only else None


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
    raise Unusable([problem("office.mute", file=database.shown_place)])


def _answers(address: str) -> bool:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().read() == b"ok\n"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
