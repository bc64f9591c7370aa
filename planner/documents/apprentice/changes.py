"""Write what changed for an apprentice since the previous version, as PDF and as a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from planner.apprentices.changes import WeeksChange, YearChanges, session_half_days, year_changes
from planner.apprentices.year import ApprenticeYear, Day, Hours
from planner.documents.sheets import (
    DATE_FORMAT,
    HOURS_FORMAT,
    LEFT,
    SheetWriter,
    new_workbook,
    sealed_workbook,
)
from planner.documents.typesetting import typeset
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.words.apprentices import contract_line, planning_details, planning_title, session_label
from planner.words.rules import activity_name, version_line
from planner.words.style import FAINT, code, colour
from planner.year.weeks import HOUR, Week


def changes_pdf(
    year: ApprenticeYear,
    before: ApprenticeYear | None,
    edition: Edition,
    text: Messages,
    *,
    earlier: Edition | None = None,
) -> bytes:
    """Typeset the changes; long lists continue on further pages.

    Parameters
    ----------
    before
        The apprentice's year in the previous version; None if it has none.
    earlier
        The previous version, if it is to be named.

    Returns
    -------
    bytes
        A PDF file; deterministic.

    Raises
    ------
    ValueError
        The versions do not have the same weeks.
    """
    found = year_changes(before, year)
    programme = year.planning.programme
    return typeset(
        "changes",
        {
            "language": text.language,
            "title": text("since.title"),
            "whose": planning_title(year, text),
            "about": planning_details(year, edition, text),
            "replaces": _replaced_version(earlier, text),
            "summary": change_summary(found, text),
            "note": contract_line(year, text),
            "columns": [text(f"column.{key}") for key in ("iso_week", "before", "now")],
            "rows": [
                {"week": week_range(change.weeks, text), "days": day_range(change.weeks, text)}
                | {
                    side.key: side.template_data(text)
                    for side in change_sides(change, programme, text)
                }
                for change in found.joined_weeks
            ],
            "total": year_totals(found, text),
            "bold": text("since.bold"),
            "foot": version_line(edition, text),
        },
    )


def changes_sheet(
    year: ApprenticeYear,
    before: ApprenticeYear | None,
    edition: Edition,
    text: Messages,
    *,
    earlier: Edition | None = None,
) -> bytes:
    """Write the changes as a workbook, with the parameters of `changes_pdf`.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    found = year_changes(before, year)
    book = new_workbook(f"{text('since.title')} – {planning_title(year, text)}")
    sheet = _Sheet(book.create_sheet(text("sheet.changes")), text)
    notes = (_replaced_version(earlier, text), contract_line(year, text))
    sheet.title(year, edition, notes, change_summary(found, text))
    sheet.write(found, year.planning.programme)
    sheet.finish(version_line(edition, text))
    return sealed_workbook(book)


# --- What both say ------------------------------------------------------------------------------


def _replaced_version(earlier: Edition | None, text: Messages) -> str:
    """Return the sentence that names the replaced version; "" if it has no label and no date."""
    match earlier:
        case Edition(version_label=str(version), issued=None):
            return text("since.version", version=version)
        case Edition(version_label=str(version), issued=day):
            return text("since.version-issued", version=version, day=day)
        case Edition(issued=day) if day:
            return text("since.issued", day=day)
    return ""


def change_summary(found: YearChanges, text: Messages) -> str:
    """Return the changes in one sentence."""
    if found.is_new:
        return text("since.new")
    if found.is_empty:
        return text("since.none")
    counts = {
        "since.places": found.place_weeks,
        "since.moved": found.moved_sessions,
        "since.more": found.more_sessions,
        "since.fewer": found.fewer_sessions,
        "since.hours": found.hours_only_weeks,
    }
    phrases = [text.counted(key, count) for key, count in counts.items() if count]
    return f"{text.listed(phrases)}."


def week_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the numbers of some consecutive weeks: S45, S45 à S47."""
    letter = text("week.letter")
    first, last = (f"{letter}{week.iso_week:02}" for week in (weeks[0], weeks[-1]))
    return first if len(weeks) == 1 else text("since.weeks", first=first, last=last)


def day_range(weeks: Sequence[Week], text: Messages) -> str:
    """Return the first and last day of some consecutive weeks: du 2 au 6 novembre 2026."""
    return text.span(weeks[0].monday, weeks[-1].last_day)


@dataclass(frozen=True)
class ChangeSide:
    """The state of some weeks in one of the two versions.

    Attributes
    ----------
    key
        The version: "before" or "now".
    sessions
        The half-days of the sessions, each with whether only this version has it.
    """

    key: str
    letter: str
    colour: str
    name: str
    sessions: tuple[tuple[str, bool], ...]
    hours: Hours

    def template_data(self, text: Messages) -> Mapping[str, object]:
        """Return the data that the template prints."""
        return {
            "letter": self.letter,
            "colour": self.colour,
            "name": self.name,
            "sessions": [(f"{text('tables.session')} {half}", own) for half, own in self.sessions],
            "hours": hours_line(self.hours, text),
        }


def change_sides(change: WeeksChange, programme: Programme, text: Messages) -> Iterator[ChangeSide]:
    """Yield the state of some weeks in the previous version, then in this one."""
    for key, days, own in (
        ("before", change.before, change.removed_sessions),
        ("now", change.now, change.added_sessions),
    ):
        activity = days[0].activity
        covered = any(day.in_contract for day in days if day.place is not None)
        halves = tuple(
            (session_label(*half, text), half in own) for half in session_half_days(days)
        )
        yield ChangeSide(
            key,
            code(activity) if covered else "–",
            colour(activity, programme) if covered else "FFFFFF",
            _name(days, text) if covered else text("contract.outside"),
            halves,
            Hours.of(days),
        )


def _name(days: Sequence[Day], text: Messages) -> str:
    """Return the name of the activity of some weeks, and of the events in them."""
    names = [activity_name(days[0].activity, text), days[0].block]
    events = (f"{name} ({text.weekday(day.date)})" for day in days for name in day.events)
    return text.listed([" – ".join(filter(None, names)), *events])


def hours_line(hours: Hours, text: Messages) -> str:
    """Return hours by kind, without those that are zero."""
    kinds = (("onsite", hours.onsite), ("remote", hours.remote), ("company", hours.company))
    parts = (text(f"hours.{kind}", hours=minutes) for kind, minutes in kinds if minutes)
    return text.unbroken(text.listed(parts))


def year_totals(found: YearChanges, text: Messages) -> Sequence[str]:
    """Return the label, then the hours and sessions of the year in both versions."""
    totals = [text("since.year")]
    for hours in (found.before or found.now, found.now):
        counted = [text.counted("sessions", hours.sessions)] if hours.sessions else []
        totals.append(text.listed([hours_line(hours, text), *counted]))
    return totals


# --- The sheet ----------------------------------------------------------------------------------

_TOP, _HEAD = 5, 6
_FIRST = 4
"""The first column of a version; the columns before it name the weeks."""

_WIDTHS = (8, 20, 24, 9, 9, 11)
"""Widths of the columns of a version, in characters."""

_KEYS = ("letter", "place", "half_days", "onsite", "remote", "company")


class _Sheet(SheetWriter):
    """Writes the changes: a row per change, both versions side by side."""

    landscape = True
    pages_high = 0

    def __init__(self, sheet: Worksheet, text: Messages) -> None:
        super().__init__(sheet)
        self.text = text
        self.last = _TOP - 1
        self.widths = [12.0, 11.5, 11.5, *_WIDTHS, *_WIDTHS]

    def title(
        self, year: ApprenticeYear, edition: Edition, notes: Sequence[str], summary: str
    ) -> None:
        text, columns = self.text, len(self.widths)
        title = f"{text('since.title')} – {planning_title(year, text)}"
        whose = " · ".join(filter(None, (planning_details(year, edition, text), *notes)))
        self.put_title(title, whose, columns)
        self.put(3, 1, summary, bold=True, size=12, align=LEFT, box=False, across=columns)
        width = sum(self.widths)
        for row, height, length in ((1, 24, len(title) / 0.6), (2, 15, len(whose)), (3, 20, 0)):
            self.sheet.row_dimensions[row].height = height * (1 + int(length / width))

    def write(self, found: YearChanges, programme: Programme) -> None:
        if not found.weeks:
            return
        self._head()
        self.last = _HEAD
        for change in found.joined_weeks:
            self.last += 1
            self._row(self.last, change, programme)
        self.last += 1
        self._total(self.last, found)

    def finish(self, footer: str) -> None:
        self.set_up_page(self.widths, min(self.last, _HEAD), self.last, _FIRST - 1, footer)

    def _head(self) -> None:
        for column, key in enumerate(("week", "first", "last"), start=1):
            self.put_header(_TOP, column, self.text(f"column.{key}"))
            self.put_header(_HEAD, column, "")
            self.sheet.merge_cells(
                start_row=_TOP, end_row=_HEAD, start_column=column, end_column=column
            )
        for column, side in ((_FIRST, "before"), (_FIRST + len(_KEYS), "now")):
            self.put_header(_TOP, column, self.text(f"column.{side}"), across=len(_KEYS))
            for place, key in enumerate(_KEYS, start=column):
                self.put_header(_HEAD, place, self.text(f"column.{key}"))
        self.sheet.row_dimensions[_HEAD].height = 32

    def _row(self, row: int, change: WeeksChange, programme: Programme) -> None:
        self.put(row, 1, week_range(change.weeks, self.text), bold=True)
        self.put(row, 2, change.weeks[0].monday, form=DATE_FORMAT)
        self.put(row, 3, change.weeks[-1].last_day, form=DATE_FORMAT)
        lines = 1
        for side, column in zip(
            change_sides(change, programme, self.text), self._columns, strict=True
        ):
            self.put(row, column, side.letter, fill=side.colour, bold=True)
            self.put(row, column + 1, side.name, fill=side.colour)
            halves = "\n".join(half for half, _ in side.sessions)
            self.put(row, column + 2, halves or None)
            self._put_hours(row, column + 3, side.hours)
            lines = max(lines, len(side.sessions), 1 + len(side.name) // 20)
        self.sheet.row_dimensions[row].height = 15 * lines

    def _total(self, row: int, found: YearChanges) -> None:
        self.put(row, 1, self.text("since.year"), bold=True, fill=FAINT, across=3)
        for column, hours in zip(self._columns, (found.before, found.now), strict=True):
            assert hours is not None
            counted = self.text.counted("sessions", hours.sessions) if hours.sessions else None
            self.put(row, column, None, fill=FAINT, across=2)
            self.put(row, column + 2, counted, fill=FAINT, bold=True)
            self._put_hours(row, column + 3, hours, fill=FAINT)

    def _put_hours(self, row: int, column: int, hours: Hours, fill: str | None = None) -> None:
        for place, minutes in enumerate((hours.onsite, hours.remote, hours.company), column):
            value = minutes / HOUR if minutes else None
            self.put(row, place, value, form=HOURS_FORMAT, fill=fill, bold=fill is not None)

    @property
    def _columns(self) -> tuple[int, int]:
        """The first column of each version."""
        return _FIRST, _FIRST + len(_KEYS)
