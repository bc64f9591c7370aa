"""A sign-in under way: what the browser keeps between leaving for the service and coming back."""

import hmac
import re
from dataclasses import astuple, dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Self

from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS = timedelta(minutes=10)
"""Within which one comes back from the service."""

_OF_OFFICE = re.compile(r"/office(?:[/?][\x21-\x7e]{0,500})?")


@dataclass(frozen=True)
class SignOnAttempt:
    """A sign-in under way.

    Attributes
    ----------
    state
        Comes back in the address: the answer belongs to this browser.
    nonce
        Comes back in the token of OpenID Connect: it was issued for this sign-in.
    verifier
        Proves to the provider who redeems its code (PKCE, RFC 7636).
    to
        The path to go on to, without the prefix of the portal.
    """

    state: str
    nonce: str
    verifier: str
    to: str

    @classmethod
    def begin(cls, to: str, home: str) -> Self:
        """Begin a sign-in that leads to a path of the office; to its home, if it is another."""
        path = to if _OF_OFFICE.fullmatch(to) else home
        return cls(token_urlsafe(32), token_urlsafe(32), token_urlsafe(48), path)

    @classmethod
    def from_cookie(cls, value: str, key: str) -> Self | None:
        """Return the sign-in that a cookie holds; None if it is not one of ours, or too old."""
        try:
            return cls(*_serializer(key).loads(value, max_age=int(LASTS.total_seconds())))
        except BadSignature:
            return None

    def cookie(self, key: str) -> str:
        """Return the value of the cookie that holds it, signed with a key of the server."""
        return _serializer(key).dumps(astuple(self))

    def is_answered_by(self, state: str) -> bool:
        """Return whether the state of an address is that of this sign-in."""
        return hmac.compare_digest(self.state.encode(), state.encode(errors="surrogatepass"))


def _serializer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="planner.single-sign-on")
