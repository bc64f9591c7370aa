"""Calendars of a past year as schools lay them out, written from the days of their weeks."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar, Event
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
LETTERS = "LMMJVSD"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Written:
    """A calendar to write.

    Attributes
    ----------
    classes
        By name, the days of each week, a letter a day: CCEEE.
    """

    first: date
    classes: Mapping[str, Sequence[str]]

    @property
    def mondays(self) -> list[date]:
        count = len(next(iter(self.classes.values())))
        return [self.first + timedelta(weeks=n) for n in range(count)]

    @property
    def title(self) -> str:
        return f"Planning {self.first.year}-{self.first.year + 1}"

    def code(self, name: str, day: date) -> str:
        """Return the letter of a day; "" on a weekend and outside the calendar."""
        week, weekday = divmod((day - self.first).days, 7)
        inside = 0 <= week < len(self.mondays) and weekday < 5
        return self.classes[name][week][weekday] if inside else ""

    def months(self) -> list[date]:
        """Return the first days of the months of its days."""
        last = self.mondays[-1] + 4 * DAY
        days = (self.first + n * DAY for n in range((last - self.first).days + 1))
        return list(dict.fromkeys(day.replace(day=1) for day in days))


def days_of_month(first: date) -> list[date]:
    return [day for n in range(31) if (day := first + n * DAY).month == first.month]


def sheet_of(title: str = "Planning") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return book, sheet


def save(book: Workbook, folder: Path, name: str = "calendrier.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


# --- A row a week


def rows_of_weeks(
    of: Written, folder: Path, head: str, week: Callable[[date], object], title: str = ""
) -> Path:
    """Write a row a week, below a title, a blank row and a blank column."""
    book, sheet = sheet_of()
    sheet.append([None, title or "Calendrier d'alternance"])
    sheet.append([])
    sheet.append([None, head, *of.classes])
    for n, monday in enumerate(of.mondays):
        sheet.append([None, week(monday), *(weeks[n][0] for weeks in of.classes.values())])
    return save(book, folder)


def with_dates(of: Written, folder: Path) -> Path:
    return rows_of_weeks(of, folder, "Semaine du", lambda monday: monday)


def with_typed_dates(of: Written, folder: Path) -> Path:
    return rows_of_weeks(of, folder, "Lundi", lambda monday: f"{monday:%d/%m/%Y}")


def with_spans(of: Written, folder: Path) -> Path:
    def span(monday: date) -> str:
        return f"du {monday:%d/%m} au {monday + 4 * DAY:%d/%m/%Y}"

    return rows_of_weeks(of, folder, "Période", span)


def with_long_dates(of: Written, folder: Path) -> Path:
    def span(monday: date) -> str:
        friday = monday + 4 * DAY
        start = f"{monday.day}" if monday.month == friday.month else written(monday)
        return f"{start} au {written(friday)} {friday.year}"

    def written(day: date) -> str:
        return f"{day.day}{'er' * (day.day == 1)} {MONTHS[day.month - 1]}"

    return rows_of_weeks(of, folder, "Semaine", span)


def with_week_numbers(of: Written, folder: Path) -> Path:
    def name(monday: date) -> str:
        return f"S{monday.isocalendar().week:02}"

    return rows_of_weeks(of, folder, "Semaine", name, of.title)


def with_week_words(of: Written, folder: Path) -> Path:
    def name(monday: date) -> str:
        return f"semaine {monday.isocalendar().week}"

    return rows_of_weeks(of, folder, "", name, of.title)


def with_numbers(of: Written, folder: Path) -> Path:
    return rows_of_weeks(of, folder, "N° sem.", lambda m: m.isocalendar().week, of.title)


def with_two_dates(of: Written, folder: Path) -> Path:
    """Write the first and last day of each week, and remarks behind the classes."""
    book, sheet = sheet_of()
    sheet.append(["Sem.", "Du", "Au", *of.classes, "Observations"])
    for n, monday in enumerate(of.mondays):
        codes = (weeks[n][0] for weeks in of.classes.values())
        remark = f"réunion des tuteurs numéro {n}" if n % 9 == 0 else None
        number = monday.isocalendar().week
        sheet.append([number, monday, monday + 4 * DAY, *codes, remark])
    return save(book, folder)


def in_text(of: Written, folder: Path) -> Path:
    """Write a CSV file of Windows, with words."""
    words = {"C": "École", "E": "Entreprise", "J": "Soutenances", "-": "–"}
    path = folder / "calendrier.csv"
    with path.open("w", encoding="cp1252", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(["Semaine", *of.classes])
        for n, monday in enumerate(of.mondays):
            codes = (words[weeks[n][0]] for weeks in of.classes.values())
            writer.writerow([f"{monday:%d/%m/%y}", *codes])
    return path


def with_merged_weeks(of: Written, folder: Path) -> Path:
    """Write each period as one merged cell, and the title over all columns."""
    book, sheet = sheet_of()
    sheet.append([of.title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=1 + len(of.classes))
    sheet.append(["Semaine du", *of.classes])
    for row, monday in enumerate(of.mondays, start=3):
        sheet.cell(row, 1, monday)
    for column, weeks in enumerate(of.classes.values(), start=2):
        first = 0
        for n in range(1, len(weeks) + 1):
            if n == len(weeks) or weeks[n] != weeks[first]:
                word = {"C": "Cours", "E": "Entreprise"}.get(weeks[first][0], weeks[first][0])
                sheet.cell(first + 3, column, word)
                sheet.merge_cells(
                    start_row=first + 3, end_row=n + 2, start_column=column, end_column=column
                )
                first = n
    return save(book, folder)


def turned(of: Written, folder: Path) -> Path:
    """Write a row a class and a column a week."""
    book, sheet = sheet_of()
    sheet.append([of.title])
    sheet.append(["Semaine", *(f"S{monday.isocalendar().week}" for monday in of.mondays)])
    for name, weeks in of.classes.items():
        sheet.append([name, *(days[0] for days in weeks)])
    return save(book, folder)


def with_weekdays(of: Written, folder: Path) -> Path:
    """Write a row a week with a column a day, a group of columns a class."""
    book, sheet = sheet_of()
    sheet.append([None, *(cell for name in of.classes for cell in (name, *[None] * 4))])
    for n in range(len(of.classes)):
        sheet.merge_cells(start_row=1, end_row=1, start_column=2 + 5 * n, end_column=6 + 5 * n)
    names = ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
    sheet.append(["Semaine du", *names * len(of.classes)])
    for n, monday in enumerate(of.mondays):
        sheet.append([monday, *(letter for weeks in of.classes.values() for letter in weeks[n])])
    return save(book, folder)


def rows_of_days(of: Written, folder: Path) -> Path:
    """Write a row a day."""
    book, sheet = sheet_of()
    sheet.append(["Jour", "Date", *of.classes])
    for monday in of.mondays:
        for n in range(7):
            day = monday + n * DAY
            codes = (of.code(name, day) or None for name in of.classes)
            sheet.append([LETTERS[n], day, *codes])
    return save(book, folder)


def rows_of_periods(of: Written, folder: Path) -> Path:
    """Write a row a period; only for one class."""
    book, sheet = sheet_of("1A")
    sheet.append(["Du", "Au", "Lieu"])
    ((_, weeks),) = of.classes.items()
    first = 0
    for n in range(1, len(weeks) + 1):
        if n == len(weeks) or weeks[n] != weeks[first]:
            place = {"C": "Centre de formation", "E": "Entreprise"}[weeks[first][0]]
            sheet.append([of.mondays[first], of.mondays[n - 1] + 4 * DAY, place])
            first = n
    return save(book, folder)


# --- A column a month


def with_day_names(of: Written, folder: Path) -> Path:
    """Write "M 01" in the column of each month, and a column a class behind it."""
    book, sheet = sheet_of()
    sheet.append(["CFA de l'Exemple"])
    sheet.append([of.title])
    width = 1 + len(of.classes)
    for n, month in enumerate(of.months()):
        column = 1 + n * width
        sheet.cell(4, column, MONTHS[month.month - 1].upper())
        sheet.merge_cells(
            start_row=4, end_row=4, start_column=column, end_column=column + width - 1
        )
        for offset, name in enumerate(of.classes, start=1):
            sheet.cell(5, column + offset, name)
        for row, day in enumerate(days_of_month(month), start=6):
            sheet.cell(row, column, f"{LETTERS[day.weekday()]} {day.day:02}")
            for offset, name in enumerate(of.classes, start=1):
                sheet.cell(row, column + offset, of.code(name, day) or None)
    return save(book, folder)


def with_day_columns(of: Written, folder: Path) -> Path:
    """Write number, letter and classes below titles like "sept.-21", school days only."""
    book, sheet = sheet_of()
    width = 2 + len(of.classes)
    for n, month in enumerate(of.months()):
        column = 1 + n * width
        sheet.cell(1, column, f"{MONTHS[month.month - 1].capitalize()} {month.year}")
        for offset, name in enumerate(of.classes, start=2):
            sheet.cell(2, column + offset, name)
        for row, day in enumerate(days_of_month(month), start=3):
            sheet.cell(row, column, day.day)
            sheet.cell(row, column + 1, LETTERS[day.weekday()])
            for offset, name in enumerate(of.classes, start=2):
                if of.code(name, day) == "C":
                    sheet.cell(row, column + offset, "Cours")
    return save(book, folder)


def with_shared_days(of: Written, folder: Path) -> Path:
    """Write the days once, a column a month behind them, and a sheet a class."""
    book = Workbook()
    for name in of.classes:
        sheet = book.create_sheet(name)
        sheet.append([of.title])
        sheet.append([None, *(MONTHS[month.month - 1] for month in of.months())])
        for number in range(1, 32):
            row: list[object] = [number]
            for month in of.months():
                day = next((d for d in days_of_month(month) if d.day == number), None)
                row.append(day and (of.code(name, day) or None))
            sheet.append(row)
    book.remove(book.worksheets[0])
    return save(book, folder)


def in_day_cells(of: Written, folder: Path) -> Path:
    """Write the letter behind the day, in one cell; a sheet a class."""
    book = Workbook()
    for name in of.classes:
        sheet = book.create_sheet(name)
        for column, month in enumerate(of.months(), start=1):
            sheet.cell(1, column, f"{MONTHS[month.month - 1]} {month.year}")
            for row, day in enumerate(days_of_month(month), start=2):
                text = f"{LETTERS[day.weekday()]} {day.day:02} {of.code(name, day)}"
                sheet.cell(row, column, text.strip())
    book.remove(book.worksheets[0])
    return save(book, folder)


COLOURS = {"C": "FF92D050", "E": "FFFFC000", "J": "FF7030A0"}


def in_colours(of: Written, folder: Path, legend: bool = True) -> Path:
    """Write the days of each month, told by their colours, and a legend below."""
    book = Workbook()
    for name in of.classes:
        sheet = book.create_sheet(name)
        for column, month in enumerate(of.months(), start=1):
            sheet.cell(1, column, date(month.year, month.month, 1)).number_format = "mmmm yyyy"
            for row, day in enumerate(days_of_month(month), start=2):
                cell = sheet.cell(row, column, f"{LETTERS[day.weekday()]} {day.day:02}")
                if colour := COLOURS.get(of.code(name, day)):
                    cell.fill = PatternFill("solid", start_color=colour)
        if legend:
            words = zip(("C", "E", "J"), ("École", "Entreprise", "Soutenances"), strict=True)
            for row, (code, word) in enumerate(words, start=36):
                cell = sheet.cell(row, 1, word)
                cell.fill = PatternFill("solid", start_color=COLOURS[code])
    book.remove(book.worksheets[0])
    return save(book, folder)


# --- A calendar file


def periods_of(weeks: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first week, the week behind the last, and the letter of each period."""
    first = 0
    for n in range(1, len(weeks) + 1):
        if n == len(weeks) or weeks[n] != weeks[first]:
            yield first, n, weeks[first][0]
            first = n


def as_events(of: Written, folder: Path) -> Path:
    """Write the periods at school."""
    calendar = Calendar()
    calendar.add("prodid", "-//test//")
    calendar.add("version", "2.0")
    for name, weeks in of.classes.items():
        for first, end, letter in periods_of(weeks):
            event = Event()
            word = {"C": "École", "E": "Entreprise", "J": "Soutenances"}.get(letter, "–")
            event.add("summary", f"{name} – {word}")
            event.add("dtstart", of.mondays[first])
            event.add("dtend", of.mondays[end - 1] + 5 * DAY)
            event.add("uid", f"{name}-{first}")
            calendar.add_component(event)
    path = folder / "calendrier.ics"
    path.write_bytes(calendar.to_ical())
    return path
