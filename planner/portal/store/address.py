"""The address at which the portal is reached, as scolarité gives it and links begin with it."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

DEFAULT_ADDRESS = "http://127.0.0.1:8000"
"""Where it is reached from this machine alone, unless something else is said."""

_FORM = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<ip>[0-9a-f:.]+)\]|(?P<host>[a-z0-9.-]+))(?::(?P<port>\d{1,5}))?/?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST, _LAST_PORT = 253, 65535


def parse_address(text: str) -> str:
    """Read an address: http or https, a host, perhaps a port; nothing after it.

    Returns
    -------
    str
        Without a stroke at its end.

    Raises
    ------
    ValueError
        Something else is written.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    host = f"[{IPv6Address(found['ip'])}]" if found["ip"] else _host(found["host"].lower())
    port = found["port"]
    if port and not 1 <= int(port) <= _LAST_PORT:
        raise ValueError(text)
    return f"{found['scheme'].lower()}://{host}" + (f":{int(port)}" if port else "")


def is_loopback_address(address: str) -> bool:
    """Tell whether an address leads nowhere from other machines."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_cleartext_address(address: str) -> bool:
    """Tell whether secrets sent to an address can be read on their way."""
    return address.startswith("http:") and not is_loopback_address(address)


def _host(name: str) -> str:
    """Take the name of a host, or its number of four parts."""
    labels = name.removesuffix(".").split(".")
    if len(name) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(name)
    return str(IPv4Address(name)) if labels[-1].isdigit() else name
