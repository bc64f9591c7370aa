"""Serving the portal with uvicorn: socket, server configuration, startup link."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address

import uvicorn

from planner.files.problems import Unusable, problem
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link, list_links, revoke_link
from planner.portal.web.http.middleware import PortalMiddleware, ProxyMiddleware

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
_SWITCH_SECONDS = 0.0002
"""After how long a thread that computes lets another one go on: responses wait less for a
publication than by Python's default, 5 ms."""


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


def issue_startup_link(database: Database, holder: str, ends: date, now: datetime) -> str:
    """Issue the link by which one signs in when the server starts; its holder made it.

    Returns
    -------
    str
        Its secret.
    """
    with database.writing() as connection:
        return issue_link(connection, holder, ends, holder, now).secret


def revoke_startup_links(
    database: Database, holders: Collection[str], now: datetime, today: date
) -> None:
    """Revoke the links with which the server started before; who signed in by them is out."""
    with database.writing() as connection:
        for link in list_links(connection, office=True):
            if link.holder == link.made_by and link.holder in holders and link.is_active(today):
                revoke_link(connection, link.id, now, link.holder)


def run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run a server until it is told to stop.

    Raises
    ------
    KeyboardInterrupt
        A signal has stopped it: that of the keyboard, or SIGTERM.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that contexts are left
    sys.setswitchinterval(_SWITCH_SECONDS)
    server.run(sockets=[listener])


class _Config(uvicorn.Config):
    """A configuration in which `ProxyMiddleware` runs before uvicorn reads forwarded headers."""

    def load(self) -> None:
        super().load()
        trusted = self.forwarded_allow_ips if self.proxy_headers else ()
        self.loaded_app = ProxyMiddleware(self.loaded_app, trusted)


class _Server(uvicorn.Server):
    """A server that ends the streams of its application before it waits for them."""

    def __init__(self, config: uvicorn.Config, at_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._at_end = at_end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._at_end()
        await super().shutdown(sockets)


def build_server(app: PortalMiddleware, address: ListenAddress) -> uvicorn.Server:
    """Configure uvicorn; forwarded headers are accepted from trusted proxies only."""
    return _Server(
        _Config(
            app,
            log_config=None,
            access_log=False,
            log_level=logging.WARNING,
            server_header=False,
            proxy_headers=bool(address.trusted_proxies),
            forwarded_allow_ips=list(address.trusted_proxies),
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        ),
        app.at_end,
    )
