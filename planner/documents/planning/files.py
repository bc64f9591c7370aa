"""Issuing plannings: all documents of some editions, written to a folder or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.documents.planning.gantt import course_gantt, gantt
from planner.documents.planning.workbook import workbook
from planner.documents.seal import is_untouched
from planner.files.output import check_folder, write_all
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.changes import Difference
from planner.planning.file import planning_json
from planner.planning.planning import Edition

JSON, WORKBOOK, CHART_PNG, CHART_SVG = "planning.json", "planning.xlsx", "gantt.png", "gantt.svg"
ONE_YEAR = (JSON, WORKBOOK, CHART_PNG, CHART_SVG)


@dataclass(frozen=True)
class Documents:
    """Where and how the documents are written: of one year, or a folder a year.

    Attributes
    ----------
    years
        The labels of the years, in order.
    force
        Whether a workbook that somebody edited is replaced.
    """

    folder: Path
    years: Sequence[str]
    force: bool

    def _place(self, year: str, name: str) -> str:
        return f"{year}/{name}" if len(self.years) > 1 else name

    def check(self, others: Sequence[str] = ()) -> None:
        """Make sure, before any work, that the files can be written.

        Raises
        ------
        Unusable
            They cannot, or a workbook would be replaced that somebody edited.
        """
        names = [self._place(year, name) for year in self.years for name in ONE_YEAR]
        check_folder(self.folder, (*names, CHART_PNG, CHART_SVG, *others))
        books = [self.folder / self._place(year, WORKBOOK) for year in self.years]
        edited = [b for b in books if b.exists() and not self.force and not is_untouched(b)]
        if edited:
            raise Unusable(problem("out.edited", file=book) for book in edited)

    def write(
        self,
        editions: Sequence[Edition],
        text: Messages,
        *,
        difference: Difference | None = None,
        others: Mapping[str, bytes] | None = None,
    ) -> list[str]:
        """Write all files, and name them.

        Parameters
        ----------
        difference
            What changed since the planning before, to be shown in the workbook.
        others
            Files that go along.
        """
        files: dict[str, bytes] = {}
        for year, edition in zip(self.years, editions, strict=True):
            files[self._place(year, JSON)] = planning_json(edition)
            files[self._place(year, WORKBOOK)] = workbook(edition, text, difference=difference)
            files[self._place(year, CHART_PNG)] = gantt(edition, text, "png")
            files[self._place(year, CHART_SVG)] = gantt(edition, text, "svg")
        if len(editions) > 1:
            files[CHART_PNG] = course_gantt(editions, text, "png")
            files[CHART_SVG] = course_gantt(editions, text, "svg")
        files |= others or {}
        write_all(self.folder, files)
        return list(files)
