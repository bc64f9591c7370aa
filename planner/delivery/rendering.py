"""Making the documents of apprentices and companies, on all cores; the result is the same on one.

Each process keeps what all documents share; a task is one apprentice, then the cover page of one
company.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeVar

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import (
    ApprenticeFolder,
    CompanyFolder,
    Document,
    apprentice_documents,
)
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.changes import changes_pdf, changes_sheet
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.company.index import company_index
from planner.messages import Messages
from planner.planning.planning import Edition

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_EPOCH = (1980, 1, 1, 0, 0, 0)

APPRENTICES_PER_WORKER = 10
"""So many apprentices are worth a process of their own."""

MAX_WORKERS = 60
"""Windows waits for no more than 61 processes."""


@dataclass(frozen=True)
class DocumentRenderer:
    """Makes documents of one edition in one language.

    Attributes
    ----------
    before
        The version before, where it is told what changed since.
    """

    edition: Edition
    previous: Edition | None
    language: str

    @cached_property
    def text(self) -> Messages:
        return Messages(self.language)

    @property
    def document_kinds(self) -> tuple[Document, ...]:
        """The documents that each apprentice has."""
        return apprentice_documents(changes=self.previous is not None)

    def paths(self, company: CompanyFolder, folder: ApprenticeFolder) -> dict[Document, str]:
        """Give the paths of the documents of an apprentice."""
        return {
            document: company.file_path(folder, self.text(f"document.{document}"))
            for document in self.document_kinds
        }

    def years(self, apprentice: Apprentice) -> tuple[ApprenticeYear, ApprenticeYear | None]:
        """Lay out the year of an apprentice, and what it was before if there was one."""
        year = apprentice_year(apprentice, self.edition.planning)
        before = self.previous.planning if self.previous else None
        if before and apprentice.cohort in {planning.cohort.id for planning in before.cohorts}:
            return year, apprentice_year(apprentice, before)
        return year, None

    def documents(self, apprentice: Apprentice) -> dict[Document, bytes]:
        """Make the documents of an apprentice."""
        years = self.years(apprentice)
        return {document: self.document(document, *years) for document in self.document_kinds}

    def document(
        self, document: Document, year: ApprenticeYear, before: ApprenticeYear | None
    ) -> bytes:
        """Make one of these documents, from an apprentice's year and what it was before."""
        edition, text, earlier = self.edition, self.text, self.previous
        match document:
            case Document.CALENDAR_PDF:
                return calendar_pdf(year, edition, text)
            case Document.CALENDAR_SHEET:
                return calendar_sheet(year, edition, text)
            case Document.CALENDAR_FILE:
                return calendar_file(year, edition, text, before)
            case Document.WORKBOOK:
                return apprentice_workbook(year, edition, text)
        assert earlier is not None
        write = changes_pdf if document is Document.CHANGES_PDF else changes_sheet
        return write(year, before, edition, text, earlier=earlier)

    def company_index(self, folder: CompanyFolder) -> bytes:
        """Make the cover page of a company."""
        years = [self.years(each.apprentice) for each in folder.folders]
        changes = self.previous is not None
        return company_index(folder, years, self.edition, self.text, changes=changes)

    def company_files(self, company: CompanyFolder) -> dict[str, bytes]:
        """Make all files of a company, and all of them packed, by their paths."""
        files = {company.index: self.company_index(company)}
        for each in company.folders:
            paths, contents = self.paths(company, each), self.documents(each.apprentice)
            files |= {paths[document]: contents[document] for document in contents}
        return files | {company.archive: zip_company_folder(company, files)}


def zip_company_folder(company: CompanyFolder, files: Mapping[str, bytes]) -> bytes:
    """Pack the folder of a company; the same files give the same bytes."""
    stream = io.BytesIO()
    start = f"{company.path}/"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in files if path.startswith(start)):
            within = PurePosixPath(path).relative_to(PurePosixPath(company.path).parent)
            entry = zipfile.ZipInfo(str(within), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed.writestr(entry, files[path])
    return stream.getvalue()
