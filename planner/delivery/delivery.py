"""One delivery: check the output folder, render every document, write all files or none."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, Document
from planner.apprentices.year import ApprenticeYear, apprentice_years
from planner.delivery.manifest import (
    MANIFEST,
    ApprenticeRecord,
    CompanyRecord,
    FileRecord,
    Manifest,
    SummaryRecord,
    file_record,
    is_unmodified,
    manifest_json,
    read_manifest,
    version_record,
)
from planner.delivery.process_pool import default_workers, render_pool
from planner.delivery.rendering import DocumentRenderer, zip_company_folder
from planner.documents.roster.mail_merge import mail_merge_workbook
from planner.documents.roster.summary import roster_summary
from planner.files.file_names import file_system_key
from planner.files.output import check_folder, digests, write_all
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition

_MAX_LISTED = 5


@dataclass(frozen=True)
class DeliveryResult:
    """The result of a delivery.

    Attributes
    ----------
    files
        Paths of the files written, relative to the output folder.
    removed
        Paths of files of an earlier delivery that were deleted.
    """

    files: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """A set of documents to write to one folder.

    Attributes
    ----------
    out
        The output folder.
    companies
        The companies whose folders are written.
    is_whole
        Whether these are all companies of the roster. If not, the folders of the others and the
        summary of an earlier delivery stay as they are.
    previous
        The previous version of the planning, if the documents report changes since then.
    force
        Whether to overwrite files that were edited before `check`, or that no delivery wrote.
    seen
        The digests of the files that `check` has found, where `force` overwrites them.
    """

    out: Path
    edition: Edition
    companies: tuple[CompanyFolder, ...]
    is_whole: bool
    previous: Edition | None
    text: Messages
    force: bool = False
    seen: dict[Path, bytes] = field(default_factory=dict)

    @property
    def folder_count(self) -> int:
        """The number of folders of apprentices: one for each that may see a part of a year."""
        return len(self._folders)

    @property
    def apprentices(self) -> int:
        """The number of apprentices, however many folders they have."""
        people = (folder.apprentice for _, folder in self._folders)
        return len({(who.where, who.row, who.name) for who in people})

    @property
    def company_count(self) -> int:
        """The number of companies."""
        return sum(bool(each.company) for each in self.companies)

    @cached_property
    def years(self) -> Mapping[Apprentice, ApprenticeYear]:
        """The year of each apprentice, in the order of the folders."""
        planning = self.edition.planning
        everyone = [each.apprentice for _, each in self._folders]
        return dict(zip(everyone, apprentice_years(everyone, planning), strict=True))

    def check(self) -> None:
        """Validate the delivery before any document is rendered.

        Raises
        ------
        Unusable
            The folder is not writable; a file to overwrite or delete was not written by an earlier
            delivery, or was edited since (by its SHA-256 digest); or the earlier delivery has a
            higher revision.
        """
        check_folder(self.out, self._paths)
        delivered = max((company.version.revision for company in self._replaced), default=0)
        if delivered > self.edition.revision:
            raise Unusable(
                [
                    problem(
                        "delivery.older",
                        folder=self.out,
                        found=delivered,
                        revision=self.edition.revision,
                    )
                ]
            )
        if touched := self._touched():
            raise Unusable(_edited_problems("out.edited", touched))
        if self.force:
            missing = {self.out / path: b"" for path in self._concerned}
            self.seen.update(missing | self._digests())

    def _digests(self) -> dict[Path, bytes]:
        """Return the digests of the files that `force` overwrites or deletes, else none."""
        return digests(map(self.out.joinpath, self._concerned)) if self.force else {}

    @property
    def _concerned(self) -> tuple[str, ...]:
        return (*self._paths, *self._removed)

    def _touched(self) -> list[Path]:
        """Return the files that may not be overwritten or deleted: no delivery left them so."""
        if self.force:
            return []
        return [
            self.out / path
            for path in self._concerned
            if (self.out / path).exists() and path != MANIFEST and not self._is_as_delivered(path)
        ]

    def _is_as_delivered(self, path: str) -> bool:
        """Whether a file that exists is as the earlier delivery left it."""
        record = self._earlier_files.get(path)
        return record is not None and is_unmodified(self.out, record)

    def write(
        self, on_progress: Callable[[int], None], workers: int | None = None
    ) -> DeliveryResult:
        """Render all documents and write them; on an error, no file is changed.

        Parameters
        ----------
        on_progress
            Called with the number of apprentices rendered so far.
        workers
            The number of worker processes; the files do not depend on it.

        Raises
        ------
        Unusable
            A file to overwrite was edited while the documents were rendered, a file could not be
            written, or a worker process died.
        """
        files = self._rendered_files(on_progress, workers or default_workers(len(self._folders)))
        summary = self._earlier.summary if self._earlier else None
        if self.is_whole:
            name = self.text("file.summary")
            files[name] = roster_summary(
                self.companies, self.years, self._renderer.document_kinds, self.edition, self.text
            )
            record = file_record(name, files[name])
            merged = self.text("file.mail-merge")
            files[merged] = mail_merge_workbook(self.companies, self.years, self.text)
            summary = SummaryRecord(
                version=version_record(self.edition),
                file=record,
                mail_merge=file_record(merged, files[merged]),
            )
        files[MANIFEST] = manifest_json(self._manifest(summary, files))
        gone = self._removed
        now = self._digests()
        later = [file for file in now if self.seen and now[file] != self.seen.get(file)]
        if touched := [*self._touched(), *later]:
            raise Unusable(_edited_problems("out.edited-meanwhile", touched))
        write_all(self.out, files, gone)
        return DeliveryResult(tuple(files), gone)

    @cached_property
    def _renderer(self) -> DocumentRenderer:
        return DocumentRenderer(self.edition, self.previous, self.text.language)

    @cached_property
    def _folders(self) -> tuple[tuple[CompanyFolder, ApprenticeFolder], ...]:
        return tuple((company, each) for company in self.companies for each in company.folders)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """The paths of all files to write, relative to the output folder."""
        return (
            *(path for at in self._folders for path in self._renderer.paths(*at).values()),
            *(path for company in self.companies for path in (company.index, company.archive)),
            *(map(self.text, ("file.summary", "file.mail-merge")) if self.is_whole else ()),
            MANIFEST,
        )

    @cached_property
    def _earlier(self) -> Manifest | None:
        """The manifest of the earlier delivery to this folder.

        Raises
        ------
        Unusable
            It cannot be read, or is of another programme or year.
        """
        try:
            found = read_manifest(self.out)
        except Unusable:
            if self.force:
                return None
            raise
        planning = self.edition.planning
        ours = (planning.programme.id, planning.year.label)
        if found and (found.programme, found.academic_year) != ours:
            raise Unusable(
                [
                    problem(
                        "delivery.other",
                        folder=self.out,
                        programme=found.programme,
                        year=found.academic_year,
                    )
                ]
            )
        return found

    @cached_property
    def _earlier_files(self) -> Mapping[str, FileRecord]:
        """The files of the earlier delivery, by path."""
        return {record.path: record for record in self._earlier.files} if self._earlier else {}

    @property
    def _replaced(self) -> Sequence[CompanyRecord]:
        """The companies of the earlier delivery whose files this one replaces."""
        if self._earlier is None:
            return ()
        names = {company.company for company in self.companies}
        paths = {file_system_key(company.path) for company in self.companies}
        return [
            record
            for record in self._earlier.companies
            if self.is_whole or record.company in names or file_system_key(record.folder) in paths
        ]

    @cached_property
    def _removed(self) -> tuple[str, ...]:
        """The files of the earlier delivery that this one replaces by no file of the same path."""
        earlier = [record for company in self._replaced for record in company.all_files]
        if self.is_whole and self._earlier and self._earlier.summary:
            earlier.extend(self._earlier.summary.files)
        paths = (record.path for record in earlier if record.path not in self._paths)
        return tuple(path for path in paths if (self.out / path).is_file())

    def _rendered_files(self, on_progress: Callable[[int], None], workers: int) -> dict[str, bytes]:
        """Render the files of all companies."""
        files: dict[str, bytes] = {}
        with render_pool(self._renderer, workers) as pool:
            rendered = pool.map(
                _rendered_documents,
                [(at[1].apprentice, self._delivered_calendar(*at)) for at in self._folders],
            )
            for done, (at, documents) in enumerate(
                zip(self._folders, rendered, strict=True), start=1
            ):
                paths = self._renderer.paths(*at)
                files |= {paths[document]: content for document, content in documents.items()}
                on_progress(done)
            covers = pool.map(DocumentRenderer.company_index, self.companies)
            for company, cover in zip(self.companies, covers, strict=True):
                files[company.index] = cover
        for company in self.companies:
            files[company.archive] = zip_company_folder(company, files)
        return files

    def _delivered_calendar(self, company: CompanyFolder, folder: ApprenticeFolder) -> bytes | None:
        """Return the calendar file of an apprentice as the earlier delivery left it, if it did."""
        path = self._renderer.paths(company, folder)[Document.CALENDAR_FILE]
        file = self.out / path
        return file.read_bytes() if file.is_file() and self._is_as_delivered(path) else None

    def _manifest(self, summary: SummaryRecord | None, files: Mapping[str, bytes]) -> Manifest:
        planning = self.edition.planning
        replaced = self._replaced
        companies = [
            *(c for c in (self._earlier.companies if self._earlier else ()) if c not in replaced),
            *(self._company_record(company, files) for company in self.companies),
        ]
        return Manifest(
            programme=planning.programme.id,
            academic_year=planning.year.label,
            summary=summary,
            companies=tuple(sorted(companies, key=lambda record: record.folder)),
        )

    def _company_record(self, company: CompanyFolder, files: Mapping[str, bytes]) -> CompanyRecord:
        def recorded(paths: Iterable[str]) -> tuple[FileRecord, ...]:
            return tuple(file_record(path, files[path]) for path in paths)

        return CompanyRecord(
            company=company.company,
            folder=company.path,
            version=version_record(self.edition),
            files=recorded((company.index, company.archive)),
            apprentices=tuple(
                ApprenticeRecord(
                    surname=each.apprentice.surname,
                    first_name=each.apprentice.first_name,
                    cohort=each.apprentice.cohort,
                    files=recorded(self._renderer.paths(company, each).values()),
                )
                for each in company.folders
            ),
        )


def _rendered_documents(
    renderer: DocumentRenderer, task: tuple[Apprentice, bytes | None]
) -> dict[Document, bytes]:
    """Render all documents of an apprentice, given the calendar file delivered before."""
    apprentice, delivered = task
    years = renderer.years(apprentice)
    return renderer.documents(years, renderer.calendar(years, delivered))


def _edited_problems(key: str, files: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for each of the first edited files, then the number of the others."""
    for file in files[:_MAX_LISTED]:
        yield problem(key, file=file)
    if len(files) > _MAX_LISTED:
        yield problem("delivery.edited-more", count=len(files) - _MAX_LISTED)
