"""Serving the portal with uvicorn: socket, server configuration, startup link."""

import errno
import logging
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address

import uvicorn
from starlette.types import ASGIApp

from planner.files.problems import Unusable, problem
from planner.messages import LANGUAGES, Messages
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link, list_links, revoke_link

_FAULTS = {
    errno.EADDRINUSE: "serve.port-taken",
    errno.EACCES: "serve.not-allowed",
    errno.EADDRNOTAVAIL: "serve.not-here",
    errno.EAFNOSUPPORT: "serve.not-here",
}
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Loopback addresses by the wildcard addresses that listen on all interfaces."""

_MAX_CONNECTIONS = 1000
_SHUTDOWN_SECONDS = 5


@dataclass(frozen=True)
class ListenAddress:
    """The address on which the server listens.

    Attributes
    ----------
    trusted_proxies
        Addresses of reverse proxies whose X-Forwarded headers are trusted.
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


def open_listener(address: ListenAddress) -> socket.socket:
    """Open a listening TCP socket.

    Raises
    ------
    Unusable
        The port is taken or not permitted, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family)
    except OSError as error:
        is_name = isinstance(error, socket.gaierror)
        key = "serve.not-here" if is_name else _FAULTS.get(error.errno or 0, "serve.no-port")
        raise Unusable(
            [problem(key, host=address.host, port=address.port, reason=error.strerror)]
        ) from None


def listener_url(listener: socket.socket) -> str:
    """Return the URL by which this machine reaches a socket."""
    host, port = listener.getsockname()[:2]
    host = _WILDCARDS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def issue_startup_link(database: Database, now: datetime, today: date, text: Messages) -> str:
    """Issue the link for scolarité that is printed when the server starts; revoke the previous one.

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


def serve(app: ASGIApp, address: ListenAddress, listener: socket.socket) -> None:
    """Run the server of an application until a signal stops it."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    build_server(app, address).run(sockets=[listener])


def build_server(app: ASGIApp, address: ListenAddress) -> uvicorn.Server:
    """Configure uvicorn; forwarded headers are accepted from trusted proxies only."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            log_level=logging.WARNING,
            server_header=False,
            proxy_headers=bool(address.trusted_proxies),
            forwarded_allow_ips=list(address.trusted_proxies),
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
    )
