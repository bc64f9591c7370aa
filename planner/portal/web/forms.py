"""Submitted forms: parsing, and protection against cross-site request forgery (CSRF).

A form is accepted if the browser does not name another origin (Sec-Fetch-Site, Origin) and its
token is signed with the secret of the session.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from itsdangerous import BadSignature, Signer
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from planner.portal.web.state import Portal
from planner.portal.web.uploads import Upload

CSRF_FIELD = "token"
"""The name of the form field that holds the CSRF token."""

_MAX_FILES, _MAX_FIELDS = 2, 16


class CsrfError(Exception):
    """A form that was not sent by a page of this session."""


@dataclass(frozen=True)
class Form:
    """The fields and files of a submitted form."""

    fields: Mapping[str, str]
    files: Mapping[str, Upload]

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
    own = (portal.address, str(request.base_url).rstrip("/"))
    return site == "same-origin" and (origin is None or origin in own)


def check_csrf_token(secret: str, form: Form) -> None:
    """Verify the CSRF token of a form.

    Raises
    ------
    CsrfError
        The token is missing, or was not signed with this session's secret.
    """
    try:
        _signer(secret).unsign(form.fields.get(CSRF_FIELD, ""))
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


async def read_form(request: Request) -> Form:
    """Parse a submitted form.

    Raises
    ------
    CsrfError
        It is malformed, or has more fields or files than any form of the portal.
    """
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    try:
        async with request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", await value.read())
                else:
                    fields[name] = value
    except HTTPException:  # malformed, or more parts than allowed
        raise CsrfError from None
    return Form(fields, files)
