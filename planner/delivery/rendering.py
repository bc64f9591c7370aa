"""Render the documents of apprentices and companies from one edition, in one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import PurePosixPath

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import (
    ApprenticeFolder,
    CompanyFolder,
    Document,
    apprentice_documents,
)
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.changes_pdf import changes_pdf
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.company.index import YearAndPrevious, company_index
from planner.files.archive import zip_files
from planner.messages import Messages
from planner.planning.planning import Edition


@dataclass(frozen=True)
class DocumentRenderer:
    """Renders the documents of one edition in one language.

    Attributes
    ----------
    previous
        The previous version of the planning, if the documents report changes since then.
    """

    edition: Edition
    previous: Edition | None
    language: str

    @cached_property
    def text(self) -> Messages:
        """The messages in the language."""
        return Messages(self.language)

    @property
    def document_kinds(self) -> tuple[Document, ...]:
        """The kinds of documents of each apprentice."""
        return apprentice_documents(changes=self.previous is not None)

    def paths(self, company: CompanyFolder, folder: ApprenticeFolder) -> dict[Document, str]:
        """Return the paths of the documents of an apprentice."""
        return {
            document: company.file_path(folder, self.text(f"document.{document}"))
            for document in self.document_kinds
        }

    def years(self, apprentice: Apprentice) -> YearAndPrevious:
        """Return the year of an apprentice, and the one in the previous version, if any."""
        year = apprentice_year(apprentice, self.edition.planning)
        before = self.previous.planning if self.previous else None
        if before and apprentice.cohort in {planning.cohort.id for planning in before.cohorts}:
            return year, apprentice_year(apprentice, before)
        return year, None

    def calendar(self, years: YearAndPrevious, replaced: bytes | None) -> bytes:
        """Render the calendar file of an apprentice.

        Parameters
        ----------
        years
            The apprentice's years, as of `years`.
        replaced
            The one that the apprentice has. None if it is not known: it is then rendered from the
            previous version, if there is one.
        """
        year, before = years
        if replaced is None and self.previous and before:
            replaced = calendar_file(before, self.previous, self.text)
        return calendar_file(year, self.edition, self.text, replaced)

    def documents(self, years: YearAndPrevious, calendar: bytes) -> dict[Document, bytes]:
        """Return all documents of an apprentice: the calendar file, and the others rendered."""
        writers = self._writers(*years)
        return {
            document: calendar if document is Document.CALENDAR_FILE else writers[document]()
            for document in self.document_kinds
        }

    def document(
        self, document: Document, year: ApprenticeYear, before: ApprenticeYear | None
    ) -> bytes:
        """Render one document, other than the calendar file.

        Parameters
        ----------
        before
            The apprentice's year in the previous version; None if it has none.
        """
        return self._writers(year, before)[document]()

    def _writers(
        self, year: ApprenticeYear, before: ApprenticeYear | None
    ) -> dict[Document, Callable[[], bytes]]:
        """Return what renders each document of an apprentice, other than the calendar file."""
        edition, text, earlier = self.edition, self.text, self.previous
        grid = cache(lambda: calendar_grid(year, edition, text))
        writers: dict[Document, Callable[[], bytes]] = {
            Document.CALENDAR_PDF: lambda: calendar_pdf(grid(), text),
            Document.CALENDAR_SHEET: lambda: calendar_sheet(grid(), text),
            Document.WORKBOOK: lambda: apprentice_workbook(year, edition, text),
        }
        if earlier:
            of = (year, before, edition, text)
            writers[Document.CHANGES_PDF] = partial(changes_pdf, *of, earlier=earlier)
            writers[Document.CHANGES_SHEET] = partial(changes_sheet, *of, earlier=earlier)
        return writers

    def company_index(self, folder: CompanyFolder) -> bytes:
        """Render the cover page of a company."""
        years = [self.years(each.apprentice) for each in folder.folders]
        changes = self.previous is not None
        return company_index(folder, years, self.edition, self.text, changes=changes)

    def company_files(
        self, company: CompanyFolder, calendars: Mapping[Apprentice, bytes]
    ) -> dict[str, bytes]:
        """Return all files of a company and their ZIP archive, by path.

        Parameters
        ----------
        calendars
            The calendar file of each apprentice; the other documents are rendered.
        """
        files = {company.index: self.company_index(company)}
        for each in company.folders:
            paths = self.paths(company, each)
            years = self.years(each.apprentice)
            contents = self.documents(years, calendars[each.apprentice])
            files |= {paths[document]: contents[document] for document in contents}
        return files | {company.archive: zip_company_folder(company, files)}


def zip_company_folder(company: CompanyFolder, files: Mapping[str, bytes]) -> bytes:
    """Pack the folder of a company into a ZIP archive; the bytes are deterministic."""
    return zip_files(files_in_folder(company, files))


def files_in_folder(company: CompanyFolder, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files in the folder of a company, by their paths from beside it."""
    parent = PurePosixPath(company.path).parent
    return {
        str(PurePosixPath(path).relative_to(parent)): content
        for path, content in files.items()
        if path.startswith(f"{company.path}/")
    }
