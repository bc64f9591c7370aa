"""Slowing down who tries addresses: after a few wrong ones, each answer comes later."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

FREE_ATTEMPTS = 5
"""So many wrong addresses are answered at once."""

FORGET_AFTER = 600.0
"""Seconds after which a client that was quiet begins anew."""

FIRST_DELAY, MAX_DELAY = 0.5, 15.0
"""Seconds that the first slowed answer waits, and the most that one does; each twice as long."""

MAX_PENDING = 8
"""So many answers to one client wait at the same time; others are refused at once."""

MAX_CLIENTS = 10_000
"""So many clients are remembered."""


@dataclass
class _Client:
    tries: int = 0
    last: float = 0.0
    waiting: int = 0


class Throttle:
    """Counts wrong addresses by client."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: OrderedDict[str, _Client] = OrderedDict()

    def register_failure(self, address: str) -> float | None:
        """Count a wrong address.

        Returns
        -------
        float or None
            Seconds that its answer waits; `end` is told when it has. None if too many answers
            to this client are waiting already.
        """
        client = self._client(address)
        now = self._clock()
        if now - client.last > FORGET_AFTER:
            client.tries = 0
        client.tries, client.last = client.tries + 1, now
        if client.waiting >= MAX_PENDING:
            return None
        client.waiting += 1
        slowed = client.tries - FREE_ATTEMPTS
        return min(MAX_DELAY, FIRST_DELAY * 2.0 ** (min(slowed, 10) - 1)) if slowed > 0 else 0.0

    def release(self, address: str) -> None:
        """Tell that an answer was given."""
        client = self._clients.get(client_network(address))
        if client and client.waiting:  # it may have been forgotten meanwhile
            client.waiting -= 1

    def _client(self, address: str) -> _Client:
        name = client_network(address)
        client = self._clients.setdefault(name, _Client())
        self._clients.move_to_end(name)
        if len(self._clients) > MAX_CLIENTS:
            self._clients.popitem(last=False)
        return client


def client_network(address: str) -> str:
    """Give what one person may have many addresses of: for IPv6, the network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
    return address
