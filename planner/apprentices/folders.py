"""The layout of a delivery: a folder per company, in it a folder per apprentice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from planner.apprentices.apprentice import Apprentice
from planner.files.file_names import distinct_names

COMPANIES_FOLDER = "companies"
"""The folder that holds the folders of all companies."""

ARCHIVE_SUFFIX = ".zip"
"""The suffix of the archive of a company."""


INDEX_FILE = "index.pdf"
"""The name of the cover page in the folder of a company."""


class Document(StrEnum):
    """A kind of document of an apprentice; its file name is in the message catalogue."""

    CALENDAR_PDF = "calendar_pdf"
    CALENDAR_SHEET = "calendar_sheet"
    CALENDAR_FILE = "calendar_file"
    WORKBOOK = "workbook"
    CHANGES_PDF = "changes_pdf"
    CHANGES_SHEET = "changes_sheet"

    @property
    def is_change_report(self) -> bool:
        """Whether the document reports changes since the previous version."""
        return self in (Document.CHANGES_PDF, Document.CHANGES_SHEET)


def apprentice_documents(*, changes: bool) -> tuple[Document, ...]:
    """Return the kinds of documents of an apprentice, with or without change reports."""
    return tuple(document for document in Document if changes or not document.is_change_report)


@dataclass(frozen=True)
class ApprenticeFolder:
    """The folder of an apprentice.

    Attributes
    ----------
    name
        Its name in the folder of the company.
    """

    apprentice: Apprentice
    name: str


@dataclass(frozen=True)
class CompanyFolder:
    """The folder of a company.

    Attributes
    ----------
    name
        Its name among the folders of companies.
    """

    company: str
    name: str
    folders: tuple[ApprenticeFolder, ...]

    @property
    def path(self) -> str:
        """The path from the folder of the delivery."""
        return f"{COMPANIES_FOLDER}/{self.name}"

    @property
    def archive(self) -> str:
        """The path of the ZIP archive."""
        return f"{self.path}{ARCHIVE_SUFFIX}"

    @property
    def index(self) -> str:
        """The path of the cover page."""
        return f"{self.path}/{INDEX_FILE}"

    def file_path(self, folder: ApprenticeFolder, file: str) -> str:
        """Return the path of a file of an apprentice."""
        return f"{self.path}/{folder.name}/{file}"


def company_folders(apprentices: Iterable[Apprentice]) -> tuple[CompanyFolder, ...]:
    """Return the folders of all companies, in alphabetical order.

    Parameters
    ----------
    apprentices
        The whole roster: names are made distinct among all of it.
    """
    listed = sorted(apprentices, key=lambda a: (a.company, *_sort_key(a)))
    names = distinct_names({a.company: a.company for a in listed}, ("", ARCHIVE_SUFFIX))
    found = (
        CompanyFolder(company, names[company], tuple(_folders(tuple(of_company))))
        for company, of_company in groupby(listed, lambda apprentice: apprentice.company)
    )
    return tuple(sorted(found, key=lambda folder: (folder.name.casefold(), folder.name)))


def _sort_key(apprentice: Apprentice) -> tuple[Any, ...]:
    return apprentice.surname.casefold(), apprentice.first_name.casefold(), apprentice.row


def _folders(apprentices: tuple[Apprentice, ...]) -> Iterator[ApprenticeFolder]:
    """Yield the folders of a company's apprentices; namesakes get distinct names."""
    keys = [_identity(apprentice) for apprentice in apprentices]
    twice = Counter(keys)
    keys = [
        f"{key} {a.row}" if twice[key] > 1 else key
        for key, a in zip(keys, apprentices, strict=True)
    ]
    called = (f"{a.surname} {a.first_name}" for a in apprentices)
    names = distinct_names({INDEX_FILE: INDEX_FILE, **dict(zip(keys, called, strict=True))})
    for apprentice, key in zip(apprentices, keys, strict=True):
        yield ApprenticeFolder(apprentice, names[key])


def _identity(apprentice: Apprentice) -> str:
    """Return a key that tells namesakes apart, independent of their rows in the roster."""
    return repr((apprentice.surname, apprentice.first_name, apprentice.email, apprentice.cohort))
