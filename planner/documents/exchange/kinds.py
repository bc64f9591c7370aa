"""The kinds of files into which a planning is exported for other tools."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from planner.documents.exchange.annexes import annexes_archive
from planner.documents.exchange.attestations import (
    attestations_archive,
    attestations_csv,
    attestations_workbook,
)
from planner.documents.exchange.lheo import lheo_file
from planner.documents.exchange.module_csv import module_csv
from planner.documents.exchange.payroll_table import payroll_csv, payroll_workbook
from planner.documents.exchange.periods import periods_csv, periods_workbook
from planner.documents.exchange.source import ExportSource
from planner.documents.exchange.timetable_workbook import timetable_workbook
from planner.documents.exchange.unitime import unitime_archive
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition

Serializer = Callable[[ExportSource, Messages], bytes]
"""Returns the content of a file, the same bytes for the same source and language."""

Lack = Callable[[ExportSource], Problem | None]
"""Returns what a source lacks to be exported; None if it lacks nothing."""


class RosterUse(StrEnum):
    """Whether a kind is about the apprentices of a roster."""

    NONE = "none"
    OPTIONAL = "optional"
    """About the apprentices of the roster where one is given, about the classes without."""

    NEEDED = "needed"


class Detail(StrEnum):
    """What may be said besides of what a kind exports; commands name it by these options."""

    DATES = "dates"
    """The first and the last day: --from, --to."""

    LETTERHEAD = "settings"
    """The head of the school's letters, which its settings have: --settings."""


class Audience(StrEnum):
    """Who takes the files of a kind."""

    TIMETABLES = "timetables"
    """Who draws up the timetable of the week, and gives back what had to move."""

    SERVICES = "services"
    """The other services of a school, and the systems that they keep."""


@dataclass(frozen=True)
class ExportKind:
    """A kind of file for another tool.

    Attributes
    ----------
    name
        What commands call it.
    formats
        What writes its files, by their suffixes.
    lack
        What a source lacks beside a roster.
    details
        What may be said of it besides.
    """

    name: str
    audience: Audience
    formats: Mapping[str, Serializer]
    roster: RosterUse = RosterUse.NONE
    lack: Lack = lambda _: None
    details: frozenset[Detail] = frozenset()

    def check_name(self, file: Path) -> None:
        """Check that a file has a suffix of this kind.

        Raises
        ------
        Unusable
            It has another one.
        """
        if file.suffix.lower() not in self.formats:
            suffixes = ", ".join(self.formats)
            raise Unusable([problem("export.suffix", file=file, kind=self.name, suffixes=suffixes)])

    def check_roster(self, is_given: bool, company: str | None = None) -> None:
        """Check that a roster is given where this kind is about apprentices, and only there.

        Parameters
        ----------
        company
            The company of whose apprentices alone it is to be; None for those of all.

        Raises
        ------
        Unusable
            It is missing, or it would be without effect.
        """
        if self.roster is RosterUse.NONE and (is_given or company is not None):
            raise Unusable([problem("export.roster-unused", kind=self.name)])
        if self.roster is RosterUse.NEEDED and not is_given:
            raise Unusable([problem("export.roster-needed", kind=self.name)])
        if company is not None and not is_given:
            raise Unusable([problem("export.company-of-roster")])

    def check_details(self, given: Iterable[Detail]) -> None:
        """Check that nothing is said that would be without effect.

        Raises
        ------
        Unusable
            Something is.
        """
        unused = [each for each in given if each not in self.details]
        if unused:
            raise Unusable(problem(f"export_unused.{each}", kind=self.name) for each in unused)

    def lacks(self, source: ExportSource) -> Problem | None:
        """Return what a source lacks to be exported; None if it lacks nothing."""
        if self.roster is RosterUse.NEEDED and not source.people:
            return problem("export.roster-needed", kind=self.name)
        return self.lack(source)

    def content(self, suffix: str, source: ExportSource, text: Messages) -> bytes:
        """Return the content of a file with one of the suffixes.

        Raises
        ------
        Unusable
            The source lacks what the file is about.
        """
        if lacking := self.lacks(source):
            raise Unusable([lacking])
        return self.formats[suffix.lower()](source, text)


def given_details(first: object, last: object, settings: object) -> tuple[Detail, ...]:
    """Return what is said of an export, given what options have; None where they are left out."""
    given = {Detail.DATES: first or last, Detail.LETTERHEAD: settings}
    return tuple(detail for detail, value in given.items() if value)


def _lack_of_modules(source: ExportSource) -> Problem | None:
    return None if source.edition.planning.has_modules else problem("exchange.no-modules")


def _of_modules(
    name: str, suffix: str, serialize: Callable[[Edition, Messages], bytes]
) -> ExportKind:
    """Return a kind that has the weeks of modules, for those who draw up timetables."""

    def serialize_source(source: ExportSource, text: Messages) -> bytes:
        return serialize(source.edition, text)

    formats = {suffix: serialize_source}
    return ExportKind(name, Audience.TIMETABLES, formats, lack=_lack_of_modules)


EXPORT_KINDS: Mapping[str, ExportKind] = {
    kind.name: kind
    for kind in (
        _of_modules("timetable", ".xlsx", timetable_workbook),
        _of_modules("unitime", ".zip", unitime_archive),
        _of_modules("csv", ".csv", module_csv),
        ExportKind(
            "periods",
            Audience.SERVICES,
            {".xlsx": periods_workbook, ".csv": periods_csv},
            RosterUse.OPTIONAL,
        ),
        ExportKind("lheo", Audience.SERVICES, {".xml": lheo_file}),
        ExportKind("annex", Audience.SERVICES, {".zip": annexes_archive}, RosterUse.OPTIONAL),
        ExportKind(
            "payroll",
            Audience.SERVICES,
            {".xlsx": payroll_workbook, ".csv": payroll_csv},
            RosterUse.NEEDED,
        ),
        ExportKind(
            "attestations",
            Audience.SERVICES,
            {
                ".zip": attestations_archive,
                ".xlsx": attestations_workbook,
                ".csv": attestations_csv,
            },
            RosterUse.NEEDED,
            details=frozenset(Detail),
        ),
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
