"""Where the database of the portal is: a file, or a database on a PostgreSQL server."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_SCHEMES = ("postgresql", "postgres")
_SECRETS = ("password", "secret")
"""How the names of parameters end that are secrets: `password`, `sslpassword`."""

_PASSWORD = re.compile(r"(://[^:/@]*:).*(?=@)")
_SECRET = re.compile(rf"((?:{'|'.join(_SECRETS)})=)[^&]*")


@dataclass(frozen=True)
class ServerAddress:
    """The address of a database on a PostgreSQL server, as libpq has it, without a password.

    Attributes
    ----------
    user
        The role that signs in; None for that of libpq's environment.
    name
        The name of the database.
    """

    text: str
    user: str | None
    name: str

    def __str__(self) -> str:
        return self.text


DatabasePlace = Path | ServerAddress
"""A SQLite file, or a database on a server."""


def parse_place(value: str) -> DatabasePlace:
    """Return the place that a text names: `postgresql://user@host/name`, or the path of a file.

    A password has no place in an address, which other users of a machine see in its list of
    processes: libpq reads it from `PGPASSFILE`, `~/.pgpass` or `PGPASSWORD`.

    Raises
    ------
    ValueError
        The address names no database, has a password, or cannot be parsed.
    """
    scheme, separator, _ = value.partition("://")
    if not separator or scheme not in _SCHEMES:
        return Path(value)
    parts = urlsplit(value)
    name = parts.path.removeprefix("/")
    if not name or "/" in name or parts.password is not None or parts.fragment:
        raise ValueError
    if any(each.endswith(_SECRETS) for each in parse_qs(parts.query, keep_blank_values=True)):
        raise ValueError
    _ = parts.port  # raises ValueError on what is no port
    return ServerAddress(value, parts.username, name)


def shown_place(value: str) -> str:
    """Return a text that names no place as it may be shown, and be in a log: without passwords."""
    return _SECRET.sub(r"\1***", _PASSWORD.sub(r"\1***", value))
