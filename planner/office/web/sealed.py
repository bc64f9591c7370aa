"""What a page has read of a file goes with its form, compressed and signed: nothing is stored."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from itsdangerous import BadSignature, Signer

from planner.files.problems import Unusable, problem
from planner.portal.web.office.session import OfficeSession

_MOST = 16 * 1024 * 1024
"""The most bytes that are unpacked."""


def sealed(session: OfficeSession, content: bytes) -> str:
    """Return a text for a hidden field of a form, signed with the secret of a session."""
    return _signer(session).sign(urlsafe_b64encode(zlib.compress(content))).decode()


def unsealed(session: OfficeSession, text: str) -> bytes:
    """Return the content of such a text.

    Raises
    ------
    Unusable
        It was not made in this session.
    """
    try:
        packed = urlsafe_b64decode(_signer(session).unsign(text))
        return zlib.decompressobj().decompress(packed, _MOST)
    except (BadSignature, ValueError, zlib.error):
        raise Unusable([problem("office.not-sealed")]) from None


def _signer(session: OfficeSession) -> Signer:
    return Signer(session.secret, salt="planner.office.sealed", key_derivation="hmac")
