"""The language of a response: the one asked for, else negotiated by Accept-Language."""

import re
from collections.abc import Sequence

from babel import negotiate_locale
from starlette.requests import Request

from planner.messages import LANGUAGES

_RANGE = re.compile(r"\s*([a-z0-9*_-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)(?![\d.]))?")
"""A language range and its weight, in lower case."""


def request_language(request: Request) -> str:
    """Return the language of `?lang=`, else the best one of Accept-Language, else French."""
    if request.query_params.get("lang") in LANGUAGES:
        return asked_language(request)
    preferred = accepted_languages(request.headers.get("accept-language", ""))
    return negotiate_locale(preferred, LANGUAGES, sep="-") or LANGUAGES[0]


def asked_language(request: Request) -> str:
    """Return the language of `?lang=`, else French: an answer that many share has one address."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def accepted_languages(header: str) -> Sequence[str]:
    """Parse an Accept-Language header (RFC 9110, section 12.5.4).

    Returns
    -------
    Sequence of str
        Lower-case language tags by descending weight, in the order of the header where weights
        are equal; tags of weight 0 are left out. A missing or malformed weight counts as 1.
    """
    found = (_RANGE.match(each) for each in header.lower().split(","))
    weighted = [(each[1].replace("_", "-"), float(each[2] or 1)) for each in found if each]
    ordered = sorted(weighted, key=lambda each: -each[1])
    return [tag for tag, weight in ordered if weight > 0]
