"""The manifest of a delivery: every file with its size and SHA-256 digest, and its owner.

The next delivery to the same folder overwrites only files that are in it, unmodified.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner.files.file_names import MOST_NAME_UNITS, file_name
from planner.files.problems import Unusable, problem, read_text
from planner.planning.planning import Edition

MANIFEST = "manifest.json"
"""The file name of the manifest."""


class ManifestRecord(BaseModel):
    """Base class of the tables of the manifest."""

    model_config = ConfigDict(frozen=True)


class FileRecord(ManifestRecord):
    """A file; `path` is relative to the folder of the delivery, `bytes` is its size."""

    path: str
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class VersionRecord(ManifestRecord):
    """The version of the planning from which documents were made."""

    label: str | None
    revision: int
    issued: date | None


class ApprenticeRecord(ManifestRecord):
    """The documents of one apprentice."""

    surname: str
    first_name: str
    cohort: str
    files: tuple[FileRecord, ...]


class CompanyRecord(ManifestRecord):
    """The documents of one company."""

    company: str
    folder: str
    version: VersionRecord
    files: tuple[FileRecord, ...]
    apprentices: tuple[ApprenticeRecord, ...]

    @property
    def all_files(self) -> Iterator[FileRecord]:
        """The files of the company, then those of its apprentices."""
        yield from self.files
        for apprentice in self.apprentices:
            yield from apprentice.files


class SummaryRecord(ManifestRecord):
    """The summary for the school, and the list for mail merge, which former deliveries lack."""

    version: VersionRecord
    file: FileRecord
    mail_merge: FileRecord | None = None

    @property
    def files(self) -> Iterator[FileRecord]:
        """Both files."""
        yield self.file
        if self.mail_merge:
            yield self.mail_merge


class Manifest(ManifestRecord):
    """Everything that was delivered to a folder."""

    format: Literal["alternance-documents/1"] = "alternance-documents/1"
    programme: str
    academic_year: str
    summary: SummaryRecord | None
    companies: tuple[CompanyRecord, ...]

    @property
    def files(self) -> Iterator[FileRecord]:
        """All files in the manifest."""
        if self.summary:
            yield from self.summary.files
        for company in self.companies:
            yield from company.all_files


def version_record(edition: Edition) -> VersionRecord:
    """Return the version of an edition as a record."""
    return VersionRecord(
        label=edition.version_label, revision=edition.revision, issued=edition.issued
    )


def file_record(path: str, content: bytes) -> FileRecord:
    """Return the record of a file to write."""
    return FileRecord(path=path, bytes=len(content), sha256=_digest(content))


def manifest_json(manifest: Manifest) -> bytes:
    """Serialize a manifest as JSON, encoded in UTF-8."""
    return (manifest.model_dump_json(indent=1) + "\n").encode()


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest in a folder; None if there is none.

    Raises
    ------
    Unusable
        It does not follow the schema, or lists a path outside the folder.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        found = Manifest.model_validate_json(read_text(path))
    except ValidationError:
        raise Unusable([problem("delivery.manifest", file=path)]) from None
    if not all(is_within(folder, record.path) for record in found.files):
        raise Unusable([problem("delivery.manifest", file=path)])
    return found


def is_within(folder: Path, path: str) -> bool:
    """Return whether a relative path has only valid file names and stays inside the folder."""
    parts = PurePosixPath(path).parts
    is_ours = "/".join(parts) == path and all(
        file_name(part, 2 * MOST_NAME_UNITS) == part for part in parts
    )
    return is_ours and (folder / path).resolve().is_relative_to(folder.resolve())


def is_unmodified(folder: Path, record: FileRecord) -> bool:
    """Return whether a delivered file still has the size and the digest of its record."""
    path = folder / record.path
    return path.stat().st_size == record.bytes and _digest(path.read_bytes()) == record.sha256


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
