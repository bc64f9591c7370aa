"""Delivering: a folder a company with its apprentices' documents; a summary and a manifest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import CompanyFolder, Folder
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.delivery.making import Press, archive, crew, workers_for
from planner.delivery.manifest import (
    MANIFEST,
    ApprenticeRecord,
    CompanyRecord,
    FileRecord,
    Manifest,
    SummaryRecord,
    file_record,
    files_of,
    is_as_written,
    read_manifest,
    version_of,
    written,
)
from planner.documents.roster_summary import roster_summary
from planner.files.file_names import file_system_key
from planner.files.output import check_folder, write_all
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.planning import Edition, Planning
from planner.words.rules import breach_line

CALENDAR = ".ics"

_MOST_TOLD = 5


@dataclass(frozen=True)
class Delivered:
    """What was written.

    Attributes
    ----------
    files
        Their paths from the folder.
    gone
        Those of files of an earlier delivery that were taken away.
    unnoticed
        Whether a calendar file is not what it was, and bears the same revision: calendars that
        hold it need not take the new one.
    """

    files: tuple[str, ...]
    gone: tuple[str, ...]
    unnoticed: bool


@dataclass(frozen=True)
class Delivery:
    """What is delivered, and where.

    Attributes
    ----------
    out
        The folder in which all is written.
    companies
        Those whose folders are made.
    is_whole
        Whether these are all of the list. Where they are not, what was delivered to the others
        before stays as it is, and so does the summary.
    before
        The version before, where it is told what changed since.
    force
        Whether files are replaced that somebody edited, or that no delivery has written.
    """

    out: Path
    edition: Edition
    companies: tuple[CompanyFolder, ...]
    is_whole: bool
    before: Edition | None
    text: Messages
    force: bool = False

    @property
    def apprentices(self) -> int:
        """How many they are."""
        return len(self._folders)

    @cached_property
    def years(self) -> Mapping[Apprentice, ApprenticeYear]:
        """The year of each apprentice, in the order of the folders."""
        planning = self.edition.planning
        everyone = (each.apprentice for _, each in self._folders)
        return {apprentice: apprentice_year(apprentice, planning) for apprentice in everyone}

    def check(self) -> None:
        """Make sure, before any work, that all can be written.

        Raises
        ------
        Unusable
            It cannot; a file would be replaced or taken away that is none of an earlier
            delivery, or that somebody edited since; or that delivery had a higher revision.
        """
        check_folder(self.out, self._names)
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
        if self.force:
            return
        known = {record.path: record for record in self._earlier_files}
        concerned = (*self._names, *self._gone)
        touched = [
            self.out / path
            for path in concerned
            if (self.out / path).exists()
            and path != MANIFEST
            and not (path in known and is_as_written(self.out, known[path]))
        ]
        if touched:
            raise Unusable(_edited(touched))

    def write(self, on_progress: Callable[[int], None], workers: int | None = None) -> Delivered:
        """Make all documents and write them.

        Parameters
        ----------
        on_progress
            Is told how many apprentices are done.
        workers
            How many processes make them; the files do not depend on it.

        Raises
        ------
        Unusable
            Something could not be written: nothing is.
        """
        files = self._made(on_progress, workers or workers_for(len(self._folders)))
        summary = self._earlier.summary if self._earlier else None
        if self.is_whole:
            name = self.text("file.summary")
            files[name] = roster_summary(
                self.companies, self.years, self._press.kinds, self.edition, self.text
            )
            record = file_record(name, files[name])
            summary = SummaryRecord(version=version_of(self.edition), file=record)
        files[MANIFEST] = written(self._manifest(summary, files))
        gone = self._gone
        write_all(self.out, files, gone)
        return Delivered(tuple(files), gone, self._is_unnoticed(files))

    @cached_property
    def _press(self) -> Press:
        return Press(self.edition, self.before, self.text.language)

    @cached_property
    def _folders(self) -> tuple[tuple[CompanyFolder, Folder], ...]:
        return tuple((company, each) for company in self.companies for each in company.folders)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The paths of all files that are written."""
        return (
            *(path for at in self._folders for path in self._press.paths(*at).values()),
            *(path for company in self.companies for path in (company.index, company.archive)),
            *((self.text("file.summary"),) if self.is_whole else ()),
            MANIFEST,
        )

    @cached_property
    def _earlier(self) -> Manifest | None:
        """What was delivered to the folder before."""
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

    @property
    def _earlier_files(self) -> Iterator[FileRecord]:
        return self._earlier.files if self._earlier else iter(())

    @property
    def _replaced(self) -> Sequence[CompanyRecord]:
        """The companies of the earlier delivery that this one takes the place of."""
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
    def _gone(self) -> tuple[str, ...]:
        """The files of the earlier delivery that would look as if they were of this one."""
        earlier = [record for company in self._replaced for record in files_of(company)]
        if self.is_whole and self._earlier and self._earlier.summary:
            earlier.append(self._earlier.summary.file)
        paths = (record.path for record in earlier if record.path not in self._names)
        return tuple(path for path in paths if (self.out / path).is_file())

    def _made(self, on_progress: Callable[[int], None], workers: int) -> dict[str, bytes]:
        """Make the files of all companies."""
        files: dict[str, bytes] = {}
        with crew(self._press, workers) as running:
            made = running.each(Press.documents, [each.apprentice for _, each in self._folders])
            for done, (at, documents) in enumerate(zip(self._folders, made, strict=True), start=1):
                paths = self._press.paths(*at)
                files |= {paths[document]: content for document, content in documents.items()}
                on_progress(done)
            covers = running.each(Press.index, self.companies)
            for company, cover in zip(self.companies, covers, strict=True):
                files[company.index] = cover
        for company in self.companies:
            files[company.archive] = archive(company, files)
        return files

    def _is_unnoticed(self, files: Mapping[str, bytes]) -> bool:
        same = (c for c in self._replaced if c.version.revision == self.edition.revision)
        calendars = (r for c in same for r in files_of(c) if r.path.endswith(CALENDAR))
        return any(
            file_record(before.path, files[before.path]) != before
            for before in calendars
            if before.path in files
        )

    def _manifest(self, summary: SummaryRecord | None, files: Mapping[str, bytes]) -> Manifest:
        planning = self.edition.planning
        replaced = self._replaced
        companies = [
            *(c for c in (self._earlier.companies if self._earlier else ()) if c not in replaced),
            *(self._record(company, files) for company in self.companies),
        ]
        return Manifest(
            programme=planning.programme.id,
            academic_year=planning.year.label,
            summary=summary,
            companies=tuple(sorted(companies, key=lambda record: record.folder)),
        )

    def _record(self, company: CompanyFolder, files: Mapping[str, bytes]) -> CompanyRecord:
        def recorded(paths: Iterable[str]) -> tuple[FileRecord, ...]:
            return tuple(file_record(path, files[path]) for path in paths)

        return CompanyRecord(
            company=company.company,
            folder=company.path,
            version=version_of(self.edition),
            files=recorded((company.index, company.archive)),
            apprentices=tuple(
                ApprenticeRecord(
                    surname=each.apprentice.surname,
                    first_name=each.apprentice.first_name,
                    cohort=each.apprentice.cohort,
                    files=recorded(self._press.paths(company, each).values()),
                )
                for each in company.folders
            ),
        )


def company_called(name: str, companies: Sequence[CompanyFolder]) -> CompanyFolder:
    """Find a company by its name, as `called` does."""
    found = called(name, [company.company for company in companies])
    return next(company for company in companies if company.company == found)


def called(name: str, companies: Iterable[str]) -> str:
    """Find the company that a name means; accents, capitals and spaces do not matter.

    Raises
    ------
    Unusable
        None is called so, or several are.
    """
    known = tuple(companies)
    found = [c for c in known if c == name] or [c for c in known if folded(c) == folded(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unusable([problem("company.several", name=name, names=" | ".join(found))])
    written = {folded(company): company for company in known}
    close = get_close_matches(folded(name), written)
    if not close:
        raise Unusable([problem("company.unknown", name=name)])
    names = " | ".join(written[each] for each in close)
    raise Unusable([problem("company.unknown-but", name=name, names=names)])


def _edited(files: Sequence[Path]) -> Iterator[Problem]:
    """Tell files that somebody edited: the first ones, and how many others."""
    for file in files[:_MOST_TOLD]:
        yield problem("out.edited", file=file)
    if len(files) > _MOST_TOLD:
        yield problem("delivery.edited-more", count=len(files) - _MOST_TOLD)


def refuse_broken(file: Path, planning: Planning, text: Messages) -> None:
    """Make sure that a planning keeps its rules before anybody is given documents of it.

    Raises
    ------
    Unusable
        It does not, with all that is broken.
    """
    weeks = planning.year.weeks
    broken = [
        breach_line(found, bound, weeks, text)
        for found in check(planning)
        for bound in found.breaches
    ]
    if broken:
        told = (problem("file.field", file=file, what=line) for line in broken)
        raise Unusable([problem("delivery.broken", file=file), *told])
