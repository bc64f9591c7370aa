"""Prints which documents were delivered, and whose remote sessions could not be placed."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.words import apprentices as apprentice_wording
from planner.words.own_days import own_breaches
from planner.words.periods import company_name, missed_line

if TYPE_CHECKING:
    from planner.apprentices.year import ApprenticeYear
    from planner.delivery.delivery import Delivery, DeliveryResult


def print_delivery(delivery: "Delivery", found: "DeliveryResult", text: Messages) -> None:
    """Print the numbers of companies, apprentices and files, and the files removed."""
    console = open_console()
    table = Table()
    counts = {
        "summary.companies": delivery.company_count,
        "summary.apprentices": delivery.apprentices,
        "summary.count": len(found.files),
    }
    for key in counts:
        table.add_column(text(key), justify="right")
    table.add_column(text("summary.folder"), overflow="fold")
    table.add_row(*map(str, counts.values()), escape(str(delivery.out)))
    console.print(table)
    if found.removed:
        console.print(text.counted("delivery.gone", len(found.removed)), soft_wrap=True)


def print_unplaced_sessions(years: Collection["ApprenticeYear"], text: Messages) -> None:
    """Print, on standard error, the apprentices and weeks whose sessions found no half-day."""
    console = open_console(stderr=True)
    for year in years:
        who = year.apprentice
        for found in year.unplaced:
            line = text(
                "delivery.unplaced",
                file=who.where,
                row=who.row,
                name=who.name,
                cohort=who.cohort,
                company=company_name(who, text),
                what=apprentice_wording.unplaced_line(found, year.planning.year.weeks, text),
            )
            console.print(escape(line), soft_wrap=True)
    if any(year.unplaced for year in years):
        console.print(escape(text("unplaced.advice")), soft_wrap=True)


def print_own_days(years: Collection["ApprenticeYear"], text: Messages) -> None:
    """Print, on standard error, whose exceptions break rules of the class."""
    console = open_console(stderr=True)
    for year in years:
        for what in own_breaches(year, text):
            who = year.apprentice
            where = {"file": who.where, "row": who.row, "name": who.name, "cohort": who.cohort}
            line = text("delivery.exception", **where, company=company_name(who, text), what=what)
            console.print(escape(line), soft_wrap=True)


def print_missed_days(years: Collection["ApprenticeYear"], text: Messages) -> None:
    """Print, on standard error, whose contract ends before a defence or an event."""
    console = open_console(stderr=True)
    for year in years:
        if what := missed_line(year, text):
            who = year.apprentice
            where = {"file": who.where, "row": who.row, "name": who.name, "cohort": who.cohort}
            line = text("delivery.missed", **where, company=company_name(who, text), what=what)
            console.print(escape(line), soft_wrap=True)
