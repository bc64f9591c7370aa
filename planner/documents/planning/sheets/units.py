"""Write the ledger of the units of a class: hours and credits by semester and option."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.curriculum.credits import (
    StreamCredits,
    TaughtUnit,
    says_credits,
    stream_credits,
    taught_units,
)
from planner.curriculum.module import CompanyUnit, Curriculum
from planner.documents.cell_styles import CENTRE, INDENTED_LINES, LEFT, hours_format, number_format
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import CohortPlanning, Edition
from planner.words.colours import COLOURS, FAINT
from planner.words.credits import credits_of_class
from planner.year.activity import Activity
from planner.year.durations import decimal_hours

_HEAD = 4
_WIDTHS = {
    "semester": 10.0,
    "option": 14.0,
    "unit": 24.0,
    "modules": 60.0,
    "onsite": 11.0,
    "sessions": 10.0,
    "remote": 11.0,
    "hours-in-all": 11.0,
    "ects": 9.0,
}
"""Widths of the columns, in characters."""

_LEFT = ("option", "unit", "modules")
"""The columns of words."""

_HOURS = ("onsite", "remote", "hours-in-all")


@dataclass(frozen=True)
class _Line:
    """A row of the ledger: its figures by the keys of their columns, and how it looks."""

    values: dict[str, CellValue]
    fill: str | None = None
    bold: bool = False


class UnitsSheet(PlanningSheet):
    """A row a unit of each semester, the units in company, and the totals of each option."""

    landscape = True

    def __init__(
        self,
        book: WorkbookWriter,
        edition: Edition,
        text: Messages,
        cohort: CohortPlanning,
        curriculum: Curriculum,
    ) -> None:
        super().__init__(book, text("sheet.units", cohort=cohort.cohort.id), edition, text)
        self.cohort, self.curriculum = cohort, curriculum
        self._session = self.planning.programme.workday_of(cohort.cohort).session
        placed = cohort.progression.modules if cohort.progression else ()
        self._placed = {each.module.id: each for each in placed}
        hidden = {
            "semester": not curriculum.semesters,
            "option": not any(each.option for each in curriculum.modules),
            "ects": not says_credits(curriculum),
            **dict.fromkeys(("onsite", "sessions", "remote"), not placed),
        }
        self._keys = [key for key in _WIDTHS if not hidden.get(key)]

    def write(self) -> None:
        """Write the whole sheet."""
        text, widths = self.text, [_WIDTHS[key] for key in self._keys]
        year = self.planning.year.label
        self.title(text("sheet.units.title", cohort=self.cohort.cohort.label, year=year), widths)
        for column, key in enumerate(self._keys, start=1):
            self.put_header(_HEAD, column, text(f"column.{key}"))
        self.set_height(_HEAD, 32)
        row = _HEAD
        for row, line in enumerate(self._lines(), start=_HEAD + 1):
            self._row(row, line)
        for note in self._notes():
            row += 1
            self.put(row, 1, note, align=LEFT, box=False, across=len(widths))
            self.fit_height(row, [(note, sum(widths))])
        self.finish(widths, _HEAD, row, frozen=0)

    def _row(self, row: int, line: _Line) -> None:
        for column, key in enumerate(self._keys, start=1):
            value = line.values.get(key)
            form = None
            if isinstance(value, int | float) and key not in ("semester", "modules"):
                form = hours_format(value) if key in _HOURS else number_format(value)
            align = INDENTED_LINES if key in _LEFT else CENTRE
            bold = line.bold or key == "unit"
            self.put(row, column, value, fill=line.fill, bold=bold, align=align, form=form)
        texts = [(line.values.get(key), _WIDTHS[key]) for key in self._keys if key in _LEFT]
        self.fit_height(row, texts, least=18)

    def _lines(self) -> Iterator[_Line]:
        for unit in taught_units(self.curriculum.modules):
            yield self._unit(unit)
        for company_unit in self.curriculum.company_units:
            yield self._company_unit(company_unit)
        for stream in stream_credits(self.curriculum).values():
            yield from self._totals(stream)

    def _unit(self, unit: TaughtUnit) -> _Line:
        values: dict[str, CellValue] = {
            "semester": unit.semester,
            "option": unit.option or self.text("units.core"),
            "unit": unit.name or "–",
            "modules": self.text.listed(module.name for module in unit.modules),
            "ects": unit.ects,
        }
        return _Line(values | self._figures([unit]))

    def _company_unit(self, unit: CompanyUnit) -> _Line:
        values: dict[str, CellValue] = {
            "semester": unit.semester,
            "option": self.text("units.all-options"),
            "unit": unit.name,
            "modules": self.text("units.in-company"),
            "ects": unit.ects,
        }
        return _Line(values, COLOURS[Activity.COMPANY])

    def _totals(self, stream: StreamCredits) -> Iterator[_Line]:
        """Yield the totals of a stream: of each semester, of what is in company, of the year."""
        text, shared = self.text, {"option": stream.option, "unit": self.text("units.total")}
        for semester in self.curriculum.semesters if len(self.curriculum.semesters) > 1 else ():
            units = [unit for unit in stream.units if unit.semester == semester]
            ects = sum(unit.ects or 0 for unit in units)
            ects += sum(unit.ects for unit in stream.company_units if unit.semester == semester)
            name = text("units.of-semester", semester=semester)
            values: dict[str, CellValue] = {"semester": semester, "modules": name, "ects": ects}
            yield _Line({**shared, **values, **self._figures(units)}, FAINT)
        ects = stream.taught + stream.in_company
        values = {"modules": text("units.of-year"), "ects": ects}
        yield _Line({**shared, **values, **self._figures(stream.units)}, FAINT, bold=True)

    def _figures(self, units: Sequence[TaughtUnit]) -> dict[str, CellValue]:
        """Return the hours and sessions of some units: all of them, and where they are."""
        found = [self._placed[m.id] for u in units for m in u.modules if m.id in self._placed]
        sessions = sum(sum(each.sessions) for each in found)
        return {
            "onsite": decimal_hours(sum(sum(each.minutes) for each in found)),
            "sessions": sessions,
            "remote": decimal_hours(sessions * self._session),
            "hours-in-all": decimal_hours(sum(unit.minutes for unit in units)),
        }

    def _notes(self) -> Iterator[str]:
        """Yield hours that no module has, and what the credits lack, or that nothing is missing."""
        other = sum(self.cohort.progression.other) if self.cohort.progression else 0
        if other:
            yield self.text("units.other-hours", hours=other)
        if "ects" not in self._keys:
            return
        lines = list(credits_of_class(self.cohort.cohort, self.planning.programme, self.text))
        yield from lines or [self.text("credits.complete", due=self.curriculum.ects_a_year)]
