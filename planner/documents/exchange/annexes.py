"""Write the annexes of contracts: a page to sign for each apprentice, or for each class."""

from collections.abc import Iterator

from planner.apprentices.folders import company_folders
from planner.apprentices.year import apprentice_years
from planner.documents.apprentice.annex import annex_pdf, class_annex_pdf, planning_digest
from planner.documents.exchange.source import ExportSource
from planner.files.archive import zip_files
from planner.files.file_names import distinct_names
from planner.messages import Messages

_SUFFIX = ".pdf"


def annexes_archive(source: ExportSource, text: Messages) -> bytes:
    """Serialize an archive: a folder a company with a PDF an apprentice; else a PDF a class."""
    pages = _of_people if source.people else _of_classes
    return zip_files(dict(pages(source, text)))


def _of_people(source: ExportSource, text: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of apprentices, as each of their companies sees them."""
    planning, digest = source.edition.planning, planning_digest(source.edition)
    found = [
        (f"{company.name}/{folder.name}{_SUFFIX}", folder.apprentice)
        for company in company_folders(source.people, planning.year)
        for folder in company.folders
        if company.company or not folder.apprentice.companies
    ]
    years = apprentice_years([who for _, who in found], planning)
    for (path, _), year in zip(found, years, strict=True):
        yield path, annex_pdf(year, source.edition, digest, text)


def _of_classes(source: ExportSource, text: Messages) -> Iterator[tuple[str, bytes]]:
    cohorts, digest = source.edition.planning.programme.cohorts, planning_digest(source.edition)
    wished = {each.id: text("annex.file", cohort=each.id) for each in cohorts}
    names = distinct_names(wished, (_SUFFIX,))
    for cohort in cohorts:
        page = class_annex_pdf(cohort, source.edition, digest, text)
        yield f"{names[cohort.id]}{_SUFFIX}", page
