"""Seal a workbook with a SHA-256 digest, so that a later edit by hand can be detected.

The digest covers all parts of the .xlsx package (ZIP, ECMA-376) but the one that holds it, a
custom document property. A program that saves the workbook again rewrites these parts.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

SEAL_PROPERTY = "planner-seal"
"""The name of the custom document property that holds the digest."""

SEAL_PLACEHOLDER = "0" * 64
"""The value of the property before the digest is known; as long as the digest."""

CUSTOM_PART = "docProps/custom.xml"
"""The part of the package that holds the property."""

_DIGEST = re.compile(rb"[0-9a-f]{64}")
_MAX_BYTES = 50_000_000


def sealed_part(parts: Mapping[str, bytes]) -> bytes:
    """Return the part that holds the property, with the digest of the others.

    Parameters
    ----------
    parts
        All parts by name; in `CUSTOM_PART`, the property is `SEAL_PLACEHOLDER`.
    """
    return parts[CUSTOM_PART].replace(SEAL_PLACEHOLDER.encode(), _digest(parts))


def has_valid_seal(path: Path) -> bool:
    """Return whether a file is a workbook of the planner that nobody changed since."""
    try:
        with zipfile.ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > _MAX_BYTES:
                return False
            parts = {name: book.read(name) for name in book.namelist()}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return False
    stated = _DIGEST.search(parts.get(CUSTOM_PART, b""))
    return stated is not None and stated[0] == _digest(parts)


def _digest(parts: Mapping[str, bytes]) -> bytes:
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        if name != CUSTOM_PART:
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest().encode()
