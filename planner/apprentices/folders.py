"""The layout of a delivery: a folder per company, in it a folder per apprentice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.timeline import as_of_year
from planner.files.file_names import distinct_names
from planner.year.weeks import AcademicYear

COMPANIES_FOLDER = "companies"
"""The folder that holds the folders of all companies."""

PEOPLE_FOLDER = "apprentices"
"""The folder of the apprentices whose whole year no company sees, or who have none."""

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
    """The folder of a company, or of the apprentices whose whole year no company sees.

    Attributes
    ----------
    company
        "" for the apprentices.
    name
        Its name among the folders of companies.
    """

    company: str
    name: str
    folders: tuple[ApprenticeFolder, ...]

    @property
    def path(self) -> str:
        """The path from the folder of the delivery."""
        return f"{COMPANIES_FOLDER}/{self.name}" if self.company else self.name

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


def company_folders(
    apprentices: Iterable[Apprentice], year: AcademicYear
) -> tuple[CompanyFolder, ...]:
    """Return the folders of all companies, in alphabetical order, then that of apprentices.

    A company's folder has its apprentices as it sees them. Those whose whole year differs, for
    they have several companies or none, have a folder for the school and for themselves.

    Parameters
    ----------
    apprentices
        The whole roster: names are made distinct among all of it.
    year
        The year of the documents: who has no day in it has no folder.
    """
    people = tuple(as_of_year(each, year) for each in apprentices)
    listed = [(name, each.at(name)) for each in people for name in each.companies]
    listed.sort(key=lambda item: (item[0], *_sort_key(item[1])))
    names = distinct_names({name: name for name, _ in listed}, ("", ARCHIVE_SUFFIX))
    found = [
        CompanyFolder(company, names[company], tuple(_folders([each for _, each in of_company])))
        for company, of_company in groupby(listed, lambda item: item[0])
    ]
    found.sort(key=lambda folder: (folder.name.casefold(), folder.name))
    if whole := sorted((each for each in people if each.is_shared), key=_sort_key):
        found.append(CompanyFolder("", PEOPLE_FOLDER, tuple(_folders(whole))))
    return tuple(found)


def _sort_key(apprentice: Apprentice) -> tuple[Any, ...]:
    return apprentice.surname.casefold(), apprentice.first_name.casefold(), apprentice.row


def _folders(apprentices: Sequence[Apprentice]) -> Iterator[ApprenticeFolder]:
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
