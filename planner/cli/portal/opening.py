"""How commands open the database of the portal and its settings, and who they say does what."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from getpass import getuser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.portal.settings.reading import SchoolSettings
    from planner.portal.store.database import Database

_EXTRA = (
    "alembic",
    "authlib",
    "filelock",
    "httpx2",
    "itsdangerous",
    "jinja2",
    "platformdirs",
    "prometheus_client",
    "python_multipart",
    "sqlalchemy",
    "starlette",
    "uvicorn",
)
"""Modules that the extra `planner[portal]` installs."""


def require_extra() -> None:
    """Check that the extra `planner[portal]` is installed.

    Raises
    ------
    Unusable
        A module of it is missing.
    """
    if missing := [name for name in _EXTRA if find_spec(name) is None]:
        raise Unusable([problem("portal.extra", missing=", ".join(missing))])


@contextmanager
def opened_portal(
    place: DatabasePlace, text: Messages, *, creating: bool = False
) -> Iterator["Database"]:
    """Open a database for a command, and tell on standard error if it was migrated.

    Raises
    ------
    Unusable
        It cannot be used; or it does not exist, and is not to be created.
    """
    from planner.portal.store.database import Database

    opened = Database.open_or_create(place) if creating else Database.open(place)
    with closing(opened):
        if opened.former:
            print(
                text("portal.migrated", file=place, copy=opened.former),
                file=sys.stderr,
            )
        yield opened


def user_name() -> str:
    """Return the login name, under which publications and links are recorded."""
    try:
        return getuser()
    except (ImportError, KeyError, OSError):
        return "–"


def given_settings(file: Path | None) -> "SchoolSettings":
    """Return the settings of the file of an option; without one, what holds by default.

    Raises
    ------
    Unusable
        The file is not one of settings.
    """
    from planner.portal.settings.reading import SchoolSettings, read_settings

    return read_settings(file) if file else SchoolSettings()
