"""Submitted forms: parsing, and protection against cross-site request forgery (CSRF).

A form is accepted if the browser does not name another origin (Sec-Fetch-Site, Origin) and its
token is signed with the secret of the session.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe

from itsdangerous import BadSignature, Signer
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from planner.portal.store.address import origin_of
from planner.portal.web.http.bodies import BodyBounds, bounded
from planner.portal.web.http.uploads import Upload
from planner.portal.web.state import Portal

CSRF_FIELD = "token"
"""The name of the form field that holds the CSRF token."""

CSRF_HEADER = "X-CSRF-Token"
"""The header that holds it where JSON is sent."""


class CsrfError(Exception):
    """A form that was not sent by a page of this session."""


@dataclass(frozen=True)
class Form:
    """The fields and files of a submitted form.

    Attributes
    ----------
    fields
        The text of each field; the last one of those of one name.
    pairs
        The names and texts of all fields, in order.
    """

    fields: Mapping[str, str]
    files: Mapping[str, Upload]
    pairs: Sequence[tuple[str, str]] = ()

    @property
    def token(self) -> str:
        """The CSRF token; "" if it is missing."""
        return self.fields.get(CSRF_FIELD, "")

    def text(self, name: str) -> str:
        """Return the text of a field with normalized white space; "" if it is missing."""
        return " ".join(self.fields.get(name, "").split())

    def file(self, name: str) -> Upload:
        """Return the file of a field; one without a name if none was chosen."""
        return self.files.get(name, Upload("", b""))


def is_same_origin(request: Request, portal: Portal) -> bool:
    """Return whether a request comes from the portal's own pages, as far as the browser tells."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = {origin_of(each) for each in (portal.address, str(request.base_url)) if each}
    return site == "same-origin" and (origin is None or origin in own)


def check_csrf_token(secret: str, token: str) -> None:
    """Verify the CSRF token that came with a form or with JSON.

    Raises
    ------
    CsrfError
        The token is missing, or was not signed with this session's secret.
    """
    try:
        _signer(secret).unsign(token)
    except (BadSignature, UnicodeEncodeError):
        raise CsrfError from None


def csrf_token(secret: str) -> str:
    """Return a new CSRF token, signed with the secret of a session."""
    return _signer(secret).sign(token_urlsafe(6)).decode()


def _signer(secret: str) -> Signer:
    """Return the HMAC-SHA-256 signer of a session."""
    return Signer(
        secret, salt="planner.office", key_derivation="hmac", digest_method=hashlib.sha256
    )


def whole_number(text: str, most_digits: int = 9) -> int | None:
    """Return the number that a text of digits says; None for another text, or a longer one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most_digits else None


async def read_form(request: Request, bounds: BodyBounds) -> Form:
    """Parse a submitted form.

    Raises
    ------
    BodyTooLarge
        It is larger than it may be.
    CsrfError
        It is malformed, has more fields or files than it may have, or half characters (lone
        surrogates), which no text can hold.
    """
    pairs: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    try:
        async with bounded(request, bounds.size).form(
            max_files=bounds.files, max_fields=bounds.fields
        ) as sent:
            for name, value in sent.multi_items():
                f"{name}{value.filename if isinstance(value, UploadFile) else value}".encode()
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", await value.read())
                else:
                    pairs.append((name, value))
    except (HTTPException, UnicodeEncodeError):  # malformed, or more parts than allowed
        raise CsrfError from None
    return Form(dict(pairs), files, pairs)
