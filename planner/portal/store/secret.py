"""Secrets: made at random, kept as digests, recognised without being stored.

A secret has 256 bits, so that its SHA-256 tells nothing of it and need not be slow.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

_BYTES = 32


def new_secret() -> str:
    """Draw a secret: 43 letters, digits, - and _, that can stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def secret_digest(secret: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def derived_secret(secret: str, use: str) -> str:
    """Give another secret that follows from a secret, and from which it does not follow.

    Parameters
    ----------
    use
        What it is for: each use has its own.
    """
    found = hmac.digest(secret.encode(), use.encode(), "sha256")
    return urlsafe_b64encode(found).rstrip(b"=").decode()
