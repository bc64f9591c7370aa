"""Prints who is at a site, week by week, with its busiest week and what there is no room for."""

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.campus_load import SiteLoad
from planner.words.campus import exceeded_line, peak_line, present_line, room_line
from planner.words.names import week_name


def print_campus_load(load: SiteLoad, text: Messages) -> None:
    """Print the weeks in which somebody is at a site."""
    console = open_console()
    table = Table(title=escape(load.name), title_justify="left")
    table.add_column(text("column.iso_week"), no_wrap=True)
    for key in ("campus.people", "campus.classes"):
        table.add_column(text(key), justify="right")
    table.add_column(text("campus.who"))
    for week in load.weeks:
        if week.present:
            name = week_name(week.week, text)
            marked = text("campus.full", week=name) if week.exceeds(load.room) else name
            cells = (marked, str(week.people), str(week.classes), present_line(week, text))
            table.add_row(*map(escape, cells))
    console.print(table)
    lines = peak_line(load, text), room_line(load.room, text), exceeded_line(load, text)
    for line in filter(None, lines):
        console.print(escape(line), soft_wrap=True)
