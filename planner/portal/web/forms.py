"""Submitted forms: parsing, and protection against cross-site request forgery (CSRF)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from planner.portal.web.state import Portal
from planner.portal.web.uploads import Upload

CSRF_FIELD = "token"
"""The field of a form that holds it."""


_MAX_FILES, _MAX_FIELDS = 2, 16


class CsrfError(Exception):
    """A form was sent by another site, or by a page of another sign-in."""


@dataclass(frozen=True)
class Form:
    """What a form sent."""

    fields: Mapping[str, str]
    files: Mapping[str, Upload]

    def text(self, name: str) -> str:
        """Give what was typed in a field; "" where nothing was."""
        return " ".join(self.fields.get(name, "").split())

    def file(self, name: str) -> Upload:
        """Give the file of a field; one without a name where none was chosen."""
        return self.files.get(name, Upload("", b""))


def is_same_origin(request: Request, portal: Portal) -> bool:
    """Tell whether the portal's own page sent a form, as far as the browser says it."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = (portal.address, str(request.base_url).rstrip("/"))
    return site == "same-origin" and (origin is None or origin in own)


def check_csrf_token(secret: str, form: Form) -> None:
    """Make sure that a form is of a page that this sign-in was shown.

    Raises
    ------
    Stale
        It is not.
    """
    try:
        csrf_signer(secret).unsign(form.fields.get(CSRF_FIELD, ""))
    except (BadSignature, UnicodeEncodeError):
        raise CsrfError from None


def csrf_signer(secret: str) -> Signer:
    return Signer(
        secret, salt="planner.office", key_derivation="hmac", digest_method=hashlib.sha256
    )


async def read_form(request: Request) -> Form:
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    try:
        async with request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(value.filename or "", await value.read())
                else:
                    fields[name] = value
    except HTTPException:  # no page of ours has such a form
        raise CsrfError from None
    return Form(fields, files)
