"""The manifest of a delivery: each file with its checksum, and whose it is.

It also tells the next delivery to the same folder which files are its own to replace.
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


class Record(BaseModel):
    """A table of the manifest."""

    model_config = ConfigDict(frozen=True)


class FileRecord(Record):
    """A file, by its path from the folder of the delivery."""

    path: str
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class VersionRecord(Record):
    """Which version of the planning some documents are of."""

    label: str | None
    revision: int
    issued: date | None


class ApprenticeRecord(Record):
    """The documents of one apprentice."""

    surname: str
    first_name: str
    cohort: str
    files: tuple[FileRecord, ...]


class CompanyRecord(Record):
    """The documents of one company."""

    company: str
    folder: str
    version: VersionRecord
    files: tuple[FileRecord, ...]
    apprentices: tuple[ApprenticeRecord, ...]


class SummaryRecord(Record):
    """The summary for the school."""

    version: VersionRecord
    file: FileRecord


class Manifest(Record):
    """All that was delivered to a folder."""

    format: Literal["alternance-documents/1"] = "alternance-documents/1"
    programme: str
    academic_year: str
    summary: SummaryRecord | None
    companies: tuple[CompanyRecord, ...]

    @property
    def files(self) -> Iterator[FileRecord]:
        """All files it lists."""
        if self.summary:
            yield self.summary.file
        for company in self.companies:
            yield from files_of(company)


def files_of(company: CompanyRecord) -> Iterator[FileRecord]:
    """List the files of a company."""
    yield from company.files
    for apprentice in company.apprentices:
        yield from apprentice.files


def version_of(edition: Edition) -> VersionRecord:
    """Tell the version of an edition."""
    return VersionRecord(
        label=edition.version_label, revision=edition.revision, issued=edition.issued
    )


def file_record(path: str, content: bytes) -> FileRecord:
    """Record a file that is about to be written."""
    return FileRecord(path=path, bytes=len(content), sha256=_digest(content))


def written(manifest: Manifest) -> bytes:
    """Write a manifest."""
    return (manifest.model_dump_json(indent=1) + "\n").encode()


def read_manifest(folder: Path) -> Manifest | None:
    """Read what was delivered to a folder before; None where nothing was.

    Raises
    ------
    Unusable
        There is something else of that name.
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
    """Tell whether a path is one that a delivery can have written to a folder."""
    parts = PurePosixPath(path).parts
    is_ours = "/".join(parts) == path and all(
        file_name(part, 2 * MOST_NAME_UNITS) == part for part in parts
    )
    return is_ours and (folder / path).resolve().is_relative_to(folder.resolve())


def is_as_written(folder: Path, record: FileRecord) -> bool:
    """Tell whether a file of an earlier delivery still is what it was."""
    path = folder / record.path
    return path.stat().st_size == record.bytes and _digest(path.read_bytes()) == record.sha256


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
