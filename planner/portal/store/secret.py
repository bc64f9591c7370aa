"""Bearer secrets: generated at random, stored as SHA-256 digests only.

A secret has 256 random bits, so an unsalted fast hash is enough: it cannot be found by brute
force.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

_BYTES = 32


def new_secret() -> str:
    """Generate a URL-safe random secret: 43 characters of A-Z, a-z, 0-9, - and _."""
    return secrets.token_urlsafe(_BYTES)


def secret_digest(secret: str) -> str:
    """Return the SHA-256 digest of a secret in hexadecimal, as the database stores it."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def derived_secret(secret: str, use: str) -> str:
    """Derive another secret by HMAC-SHA-256; the original cannot be computed from it.

    Parameters
    ----------
    use
        The HMAC message: each use derives a different secret.
    """
    derived = hmac.digest(secret.encode(), use.encode(), "sha256")
    return urlsafe_b64encode(derived).rstrip(b"=").decode()
