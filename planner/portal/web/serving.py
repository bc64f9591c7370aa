"""Serving the portal: the socket, the server, what it writes to the log."""

import errno
import logging
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address

import uvicorn

from planner.files.problems import Unusable, problem
from planner.messages import LANGUAGES, Messages
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link, list_links, revoke_link
from planner.portal.web.application import portal_application
from planner.portal.web.state import Portal

_FAULTS = {
    errno.EADDRINUSE: "serve.port-taken",
    errno.EACCES: "serve.not-allowed",
    errno.EADDRNOTAVAIL: "serve.not-here",
    errno.EAFNOSUPPORT: "serve.not-here",
}
_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""By which address this machine reaches what listens on all of its addresses."""

_CONNECTIONS = 1000
_GRACE = 5


@dataclass(frozen=True)
class ListenAddress:
    """Where the server listens.

    Attributes
    ----------
    trusted
        The addresses of the proxies whose word is taken on who asks, and by which protocol.
    """

    host: str
    port: int
    trusted_proxies: Sequence[str] = ()

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def open_listener(place: ListenAddress) -> socket.socket:
    """Begin to listen.

    Raises
    ------
    Unusable
        The port is taken or not allowed, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family)
    except OSError as error:
        is_name = isinstance(error, socket.gaierror)
        key = "serve.not-here" if is_name else _FAULTS.get(error.errno or 0, "serve.no-port")
        raise Unusable(
            [problem(key, host=place.host, port=place.port, reason=error.strerror)]
        ) from None


def listener_url(listener: socket.socket) -> str:
    """Give the address by which this machine reaches a socket."""
    host, port = listener.getsockname()[:2]
    host = _ALL.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def issue_startup_link(database: Database, now: datetime, today: date, text: Messages) -> str:
    """Make the link that scolarité is told when the server starts; the one before ends.

    Parameters
    ----------
    text
        In whose language its holder is called.

    Returns
    -------
    str
        Its secret.
    """
    holder = text("serve.holder")
    holders = {Messages(language)("serve.holder") for language in LANGUAGES}
    with database.writing() as connection:
        for link in list_links(connection, office=True):
            if link.holder in holders and link.is_active(today):
                revoke_link(connection, link.id, now)
        return issue_link(connection, holder, today + timedelta(days=1), holder, now).secret


def serve(portal: Portal, place: ListenAddress, listener: socket.socket) -> None:
    """Serve until a signal ends it."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    build_server(portal, place).run(sockets=[listener])


def build_server(portal: Portal, place: ListenAddress) -> uvicorn.Server:
    """Set up the server, which believes only the proxies that it is told of."""
    return uvicorn.Server(
        uvicorn.Config(
            portal_application(portal),
            log_config=None,
            access_log=False,
            log_level=logging.WARNING,
            server_header=False,
            proxy_headers=bool(place.trusted_proxies),
            forwarded_allow_ips=list(place.trusted_proxies),
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE,
        )
    )
