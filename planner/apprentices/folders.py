"""Which documents lie in which folder: one a company, and in it one for each of its apprentices."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from planner.apprentices.apprentice import Apprentice
from planner.files.file_names import distinct_names

COMPANIES_FOLDER = "companies"
"""The folder of all companies."""

ARCHIVE_SUFFIX = ".zip"

INDEX_FILE = "index.pdf"
"""The cover page in the folder of each company."""


class Document(StrEnum):
    """What an apprentice is given; the message catalogue names the files."""

    CALENDAR_PDF = "calendar_pdf"
    CALENDAR_SHEET = "calendar_sheet"
    CALENDAR_FILE = "calendar_file"
    WORKBOOK = "workbook"
    CHANGES_PDF = "changes_pdf"
    CHANGES_SHEET = "changes_sheet"

    @property
    def is_change_report(self) -> bool:
        return self in (Document.CHANGES_PDF, Document.CHANGES_SHEET)


def apprentice_documents(*, changes: bool) -> tuple[Document, ...]:
    """Give the documents of an apprentice, with those on changes or without."""
    return tuple(document for document in Document if changes or not document.is_change_report)


@dataclass(frozen=True)
class ApprenticeFolder:
    """The folder of one apprentice.

    Attributes
    ----------
    name
        Its name in the folder of the company.
    """

    apprentice: Apprentice
    name: str


@dataclass(frozen=True)
class CompanyFolder:
    """The folder of one company.

    Attributes
    ----------
    name
        Its name among those of the companies.
    """

    company: str
    name: str
    folders: tuple[ApprenticeFolder, ...]

    @property
    def path(self) -> str:
        return f"{COMPANIES_FOLDER}/{self.name}"

    @property
    def archive(self) -> str:
        return f"{self.path}{ARCHIVE_SUFFIX}"

    @property
    def index(self) -> str:
        return f"{self.path}/{INDEX_FILE}"

    def file_path(self, folder: ApprenticeFolder, file: str) -> str:
        """Give the path of a file of one of its apprentices."""
        return f"{self.path}/{folder.name}/{file}"


def company_folders(apprentices: Iterable[Apprentice]) -> tuple[CompanyFolder, ...]:
    """Lay out the folders of some companies, in alphabetical order.

    Parameters
    ----------
    apprentices
        All those of a list: who else is there may ask for a sign in the name of a folder.
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
    """Name the folders of one company's apprentices; namesakes are told apart by the rest."""
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
    """Tell a person from namesakes, wherever the list has them."""
    return repr((apprentice.surname, apprentice.first_name, apprentice.email, apprentice.cohort))
