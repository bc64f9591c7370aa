"""The common base of sheets about a planning: its title, and the version in the footer."""

from collections.abc import Sequence

from planner.documents.sheets import SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.names import version_line


class EditionSheet(SheetWriter):
    """Writes a sheet about a planning."""

    def __init__(self, book: WorkbookWriter, name: str, edition: Edition, text: Messages) -> None:
        super().__init__(book, name)
        self.edition, self.text = edition, text
        self.planning = edition.planning

    @property
    def version(self) -> str:
        """The version of the planning, in words."""
        return version_line(self.edition, self.text)

    def title(self, title: str, widths: Sequence[float], *further: str) -> None:
        """Write the title, and the line with the programme, what else it tells and the version."""
        programme = self.planning.programme
        parts = (programme.school, programme.name, *further, self.version)
        self.put_title(title, " · ".join(filter(None, parts)), widths)
