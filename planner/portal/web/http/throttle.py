"""Rate limiting of failed authentications: exponentially growing delays by client."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

FREE_ATTEMPTS = 5
"""How many failures of a client are answered without delay."""

FORGET_AFTER = 600.0
"""Seconds without a failure after which a client's count restarts."""

FIRST_DELAY, MAX_DELAY = 0.5, 15.0
"""Seconds: the first delay, doubled with each failure, and the longest one."""

MAX_PENDING = 8
"""How many delayed answers a client may have; further ones are refused at once."""

MAX_CLIENTS = 10_000
"""How many clients are remembered; the least recently seen is evicted."""


@dataclass
class _Client:
    tries: int = 0
    last: float = 0.0
    pending: int = 0


class Throttle:
    """Counts failed authentications by client network."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    def register_failure(self, address: str) -> float | None:
        """Count a failure.

        Returns
        -------
        float or None
            Seconds by which the answer is to be delayed; call `release` after it. None if the
            client has too many pending answers.
        """
        client = self._client(address)
        now = self._clock()
        if now - client.last > FORGET_AFTER:
            client.tries = 0
        client.tries, client.last = client.tries + 1, now
        if client.pending >= MAX_PENDING:
            return None
        client.pending += 1
        slowed = client.tries - FREE_ATTEMPTS
        return min(MAX_DELAY, FIRST_DELAY * 2.0 ** (min(slowed, 10) - 1)) if slowed > 0 else 0.0

    def release(self, address: str) -> None:
        """Register that a delayed answer was sent."""
        client = self._clients.get(client_network(address))
        if client and client.pending:  # it may have been evicted meanwhile
            client.pending -= 1

    def _client(self, address: str) -> _Client:
        name = client_network(address)
        client = self._clients.setdefault(name, _Client())
        self._clients.move_to_end(name)
        if len(self._clients) > MAX_CLIENTS:
            self._clients.popitem(last=False)
        return client


def client_network(address: str) -> str:
    """Return what identifies a client: an IPv4 address, or a /64 network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
    return address
