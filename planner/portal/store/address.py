"""The base URL of the portal, as links begin with it, and the URLs of pages below it."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

DEFAULT_ADDRESS = "http://127.0.0.1:8000"
"""The base URL where none is set: this machine only."""

_FORM = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<ip>[0-9a-f:.]+)\]|(?P<host>[a-z0-9.-]+))(?::(?P<port>\d{1,5}))?"
    r"(?P<prefix>(?:/[a-z0-9_-][a-z0-9._~-]*)*)/?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST, _LAST_PORT = 253, 65535


def parse_address(text: str) -> str:
    """Parse a base URL: http or https, a host, optionally a port and a path, and nothing after it.

    Returns
    -------
    str
        Normalized: lower case but for the path, without a trailing slash.

    Raises
    ------
    ValueError
        The text is not such a URL.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    host = f"[{IPv6Address(found['ip'])}]" if found["ip"] else _host(found["host"].lower())
    port = found["port"]
    if port and not 1 <= int(port) <= _LAST_PORT:
        raise ValueError(text)
    if len(found["prefix"]) > _LONGEST:
        raise ValueError(text)
    return (
        f"{found['scheme'].lower()}://{host}" + (f":{int(port)}" if port else "") + found["prefix"]
    )


def path_prefix(address: str) -> str:
    """Return the path of a base URL, with which all paths of the portal begin; "" for none."""
    return urlsplit(address).path


def origin_of(address: str) -> str:
    """Return the origin of a base URL, as browsers send it: without its path."""
    return address.removesuffix(path_prefix(address))


def is_loopback_address(address: str) -> bool:
    """Return whether a base URL can only be reached from this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_cleartext_address(address: str) -> bool:
    """Return whether secrets sent to a base URL can be read in transit: plain HTTP."""
    return address.startswith("http:") and not is_loopback_address(address)


def company_page_url(address: str, secret: str) -> str:
    """Return the URL of the page that a company's link opens."""
    return f"{address}/c/{secret}"


def notices_end_url(address: str, secret: str) -> str:
    """Return the URL of the page on which the notices to an address are ended."""
    return f"{address}/notices/{secret}"


def office_sign_in_url(address: str, secret: str) -> str:
    """Return the URL by which a person at scolarité signs in."""
    return f"{address}/office/in/{secret}"


def webcal_url(url: str) -> str:
    """Return the URL of a calendar feed with the scheme webcal, which opens a calendar program."""
    return f"webcal{url[url.index('://') :]}"


def _host(name: str) -> str:
    """Normalize a host name or an IPv4 address; raise ValueError if it is neither."""
    labels = name.removesuffix(".").split(".")
    if len(name) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(name)
    return str(IPv4Address(name)) if labels[-1].isdigit() else name
