"""The kinds of files into which a planning is exported for other tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.documents.exchange.module_csv import module_csv
from planner.documents.exchange.timetable_workbook import timetable_workbook
from planner.documents.exchange.unitime import unitime_archive
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition, Planning


def _lacks_modules(planning: Planning) -> Problem | None:
    return None if planning.has_modules else problem("exchange.no-modules")


@dataclass(frozen=True)
class ExportKind:
    """A kind of file for another tool.

    Attributes
    ----------
    name
        What commands call it.
    suffix
        That of its files.
    serialize
        Returns its content, the same bytes for the same planning and language.
    lacks
        Returns what a planning lacks to be exported; None if it lacks nothing.
    """

    name: str
    suffix: str
    serialize: Callable[[Edition, Messages], bytes]
    lacks: Callable[[Planning], Problem | None]

    def check_name(self, file: Path) -> None:
        """Check that a file has the suffix of this kind.

        Raises
        ------
        Unusable
            It has another one.
        """
        if file.suffix.lower() != self.suffix:
            values = {"file": file, "kind": self.name, "suffix": self.suffix}
            raise Unusable([problem("export.suffix", **values)])

    def content(self, edition: Edition, text: Messages) -> bytes:
        """Return the content of the file.

        Raises
        ------
        Unusable
            The planning lacks what the file is about.
        """
        if lacking := self.lacks(edition.planning):
            raise Unusable([lacking])
        return self.serialize(edition, text)


EXPORT_KINDS: Mapping[str, ExportKind] = {
    kind.name: kind
    for kind in (
        ExportKind("timetable", ".xlsx", timetable_workbook, _lacks_modules),
        ExportKind("unitime", ".zip", unitime_archive, _lacks_modules),
        ExportKind("csv", ".csv", module_csv, _lacks_modules),
    )
}
"""The kinds by their names."""


def export_kind(name: str) -> ExportKind:
    """Return a kind by its name.

    Raises
    ------
    Unusable
        There is none of this name.
    """
    if name not in EXPORT_KINDS:
        accepted = problem("accepted.one-of", expected=", ".join(EXPORT_KINDS))
        raise Unusable([problem("field.value", field="KIND", found=f'"{name}"', accepted=accepted)])
    return EXPORT_KINDS[name]
