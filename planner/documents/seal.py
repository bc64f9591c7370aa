"""Seal a workbook with a SHA-256 digest, so that a later edit by hand can be detected.

The digest covers all parts of the .xlsx package (ZIP, ECMA-376) but the one that holds it, a
custom document property. A program that saves the workbook again rewrites these parts.
"""

import hashlib
import io
import re
import zipfile
import zlib
from pathlib import Path

SEAL_PROPERTY = "planner-seal"
"""The name of the custom document property that holds the digest."""

SEAL_PLACEHOLDER = "0" * 64
"""The value of the property before the digest is known."""


_CUSTOM, _CORE = "docProps/custom.xml", "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_DIGEST = re.compile(rb"[0-9a-f]{64}")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAX_BYTES = 50_000_000


def seal_workbook(workbook: bytes) -> bytes:
    """Write the digest into a workbook and remove its clock times: the bytes are deterministic.

    Parameters
    ----------
    workbook
        An .xlsx file whose property `SEAL_PROPERTY` is `SEAL_PLACEHOLDER`.
    """
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[_CORE] = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", parts[_CORE])
    parts[_CUSTOM] = parts[_CUSTOM].replace(SEAL_PLACEHOLDER.encode(), _digest(parts))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def has_valid_seal(path: Path) -> bool:
    """Return whether a file is a workbook of the planner that nobody changed since."""
    try:
        with zipfile.ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > _MAX_BYTES:
                return False
            parts = {name: book.read(name) for name in book.namelist()}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        return False
    stated = _DIGEST.search(parts.get(_CUSTOM, b""))
    return stated is not None and stated[0] == _digest(parts)


def _digest(parts: dict[str, bytes]) -> bytes:
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        if name != _CUSTOM:
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest().encode()
