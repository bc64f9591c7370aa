"""Write all files of some plannings to a folder, or none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.documents.planning.file_names import (
    PLANNING_JSON,
    PLANNING_XLSX,
    is_chart_name,
)
from planner.documents.planning.gantt import gantt_files
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

    Attributes
    ----------
    years
        The labels of the years, in order.
    force
        Whether to overwrite workbooks that were edited before `check`.
    seen
        The digests of the workbooks that `check` has found; empty for those that were not there.
    """

    folder: Path
    years: Sequence[str]
    force: bool
    seen: dict[Path, bytes] = field(default_factory=dict)

    def _place(self, year: str, name: str) -> str:
        return f"{year}/{name}" if len(self.years) > 1 else name

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
        names = [self._place(y, n) for y in self.years for n in (PLANNING_JSON, PLANNING_XLSX)]
        check_folder(self.folder, (*names, *self._charts_there(), *others))
        if edited := self._edited_workbooks():
            raise Unusable(problem("out.edited", file=book) for book in edited)
        self.seen.update(dict.fromkeys(self._workbooks, b"") | digests(self._workbooks))

    def _charts_there(self) -> list[str]:
        """Return the charts in the folders: a planning of more or fewer pages has other names."""
        folders = dict.fromkeys([self.folder, *(book.parent for book in self._workbooks)])
        return sorted(
            path.relative_to(self.folder).as_posix()
            for folder in folders
            if folder.is_dir()
            for path in folder.iterdir()
            if is_chart_name(path.name)
        )

    @property
    def _workbooks(self) -> list[Path]:
        return [self.folder / self._place(year, PLANNING_XLSX) for year in self.years]

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
        others: Mapping[str, bytes] | None = None,
    ) -> list[str]:
        """Write all files, and delete charts of earlier ones; return the names of those written.

        Parameters
        ----------
        difference
            The changes since the previous planning, for the workbook.
        others
            The content of further files, by name.

        Raises
        ------
        Unusable
            A workbook to overwrite was edited since `check`, or a file could not be written.
        """
        files: dict[str, bytes] = {}
        for year, edition in zip(self.years, editions, strict=True):
            files[self._place(year, PLANNING_JSON)] = planning_json(edition)
            files[self._place(year, PLANNING_XLSX)] = planning_workbook(
                edition, text, difference=difference
            )
            for name, content in gantt_files([edition], text).items():
                files[self._place(year, name)] = content
        if len(editions) > 1:
            files |= gantt_files(editions, text)
        files |= others or {}
        self._look_again()
        write_all(self.folder, files, [name for name in self._charts_there() if name not in files])
        return list(files)
