"""Write all files of some plannings to a folder, or none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.documents.planning.file_names import (
    ALTERNATIVE_FOLDER,
    PLANNING_JSON,
    PLANNING_XLSX,
    alternative_folder,
    is_chart_name,
)
from planner.documents.planning.module_files import former_module_files, module_files
from planner.documents.planning.pictures.gantt import gantt_files
from planner.documents.planning.workbook import planning_workbook
from planner.documents.seal import has_valid_seal
from planner.files.output import check_folder, digests, write_all
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.changes import Difference
from planner.planning.file import planning_json
from planner.planning.planning import Edition


@dataclass(frozen=True)
class PlanningFiles:
    """The files of a planning of one year, or of several years in a folder each.

    Further plannings of one year have folders of their own, beside the files of the first one.

    Attributes
    ----------
    years
        The labels of the years, in order.
    force
        Whether to overwrite workbooks that were edited before `check`.
    alternatives
        How many further plannings of the year there may be.
    seen
        The digests of the workbooks that `check` has found; empty for those that were not there.
    """

    folder: Path
    years: Sequence[str]
    force: bool
    seen: dict[Path, bytes] = field(default_factory=dict)
    alternatives: int = 0

    @property
    def _folders(self) -> list[str]:
        """The folder of each planning, with "/"; "" is that of all files."""
        if len(self.years) > 1:
            return [f"{year}/" for year in self.years]
        return ["", *(f"{alternative_folder(n)}/" for n in range(2, self.alternatives + 2))]

    @property
    def _former_folders(self) -> list[str]:
        """The folders of further plannings of an earlier run, which had more of them."""
        if not self.alternatives:
            return []
        numbered = (ALTERNATIVE_FOLDER.fullmatch(path.name) for path in self.folder.glob("*"))
        numbers = sorted(int(found[1]) for found in numbered if found)
        return [f"{alternative_folder(n)}/" for n in numbers if n > self.alternatives + 1]

    def check(self, others: Sequence[str] = ()) -> None:
        """Validate, before any computation, that the files can be written.

        Parameters
        ----------
        others
            The names of further files.

        Raises
        ------
        Unusable
            The folder is not writable, or a workbook to overwrite has no valid seal.
        """
        names = [f"{of}{name}" for of in self._folders for name in (PLANNING_JSON, PLANNING_XLSX)]
        check_folder(self.folder, (*names, *others))
        for folder in self._folders_there:
            check_folder(folder, ())
        check_folder(self.folder, (*self._charts_there(), *self._module_files_there()))
        if edited := self._edited_workbooks():
            raise Unusable(problem("out.edited", file=book) for book in edited)
        self.seen.update(dict.fromkeys(self._workbooks, b"") | digests(self._workbooks))

    def _charts_there(self) -> list[str]:
        """Return the charts in the folders: a planning of more or fewer pages has other names."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for folder in self._folders_there
            for path in folder.iterdir()
            if is_chart_name(path.name)
        )

    def _module_files_there(self) -> list[str]:
        """Return the files of modules in the folders: each teacher of a planning has one."""
        return [
            (folder / name).relative_to(self.folder).as_posix()
            for folder in self._folders_there
            for name in former_module_files(folder)
        ]

    @property
    def _folders_there(self) -> list[Path]:
        """The folders in which files of plannings may be."""
        folders = dict.fromkeys([self.folder, *(book.parent for book in self._workbooks)])
        return [folder for folder in folders if folder.is_dir()]

    @property
    def _workbooks(self) -> list[Path]:
        folders = [*self._folders, *self._former_folders]
        return [self.folder / f"{folder}{PLANNING_XLSX}" for folder in folders]

    def _edited_workbooks(self) -> list[Path]:
        """Return the workbooks that may not be overwritten: their seals are not valid."""
        if self.force:
            return []
        return [book for book in self._workbooks if book.exists() and not has_valid_seal(book)]

    def _look_again(self) -> None:
        """Check again that no workbook is lost: people open them while the planner searches.

        Raises
        ------
        Unusable
            A workbook was edited since `check`, whatever `force` says of earlier edits.
        """
        now = digests(self._workbooks)
        later = [book for book in now if self.seen and now[book] != self.seen.get(book)]
        if edited := dict.fromkeys([*self._edited_workbooks(), *later]):
            raise Unusable(problem("out.edited-meanwhile", file=book) for book in edited)

    def write(
        self,
        editions: Sequence[Edition],
        text: Messages,
        *,
        difference: Difference | None = None,
        before: Edition | None = None,
        others: Mapping[str, bytes] | None = None,
    ) -> list[str]:
        """Write all files, and delete those of before; return the names of those written.

        Parameters
        ----------
        editions
            One for each year, or for the first of them, as far as a search has come; or the first
            planning of the year and the further ones found. Files of other years and of further
            plannings that an earlier run has found besides are deleted.
        difference
            The changes since the previous planning, for the workbook.
        before
            The version that the edition replaces: what its calendar files alone have is cancelled.
        others
            The content of further files, by name.

        Raises
        ------
        Unusable
            A workbook to overwrite was edited since `check`, or a file could not be written.
        """
        files: dict[str, bytes] = {}
        for folder, edition in zip(self._folders, editions, strict=False):
            files[f"{folder}{PLANNING_JSON}"] = planning_json(edition)
            files[f"{folder}{PLANNING_XLSX}"] = planning_workbook(
                edition, text, difference=difference
            )
            own = {**gantt_files([edition], text), **module_files(edition, text, before)}
            for name, content in own.items():
                files[f"{folder}{name}"] = content
        if len(self.years) > 1:
            files |= gantt_files(editions, text)
        files |= others or {}
        self._look_again()
        former = [*self._folders[len(editions) :], *self._former_folders]
        gone = [f"{of}{name}" for of in former for name in (PLANNING_JSON, PLANNING_XLSX)]
        there = (*self._charts_there(), *self._module_files_there())
        gone += [name for name in there if name not in files]
        write_all(self.folder, files, gone)
        return list(files)
