"""Prints a Pareto front of two objectives, and where scenarios lie relative to it."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import NO_VALUE, open_console
from planner.messages import Messages
from planner.scenarios import Compared, Front, distance, front_values


def print_front(found: Front, scenarios: Sequence[Compared], text: Messages) -> None:
    """Print the points of a Pareto front, and the position of each scenario relative to it."""
    console = open_console()
    table = Table()
    for name in found.objectives:
        table.add_column(escape(f"{text(f'objective.{name}')} [{name}]"), justify="right")
    table.add_column(text("column.proven"), justify="right")
    for point in found.points:
        values = map(text.number, point.values)
        table.add_row(*values, text("word.yes" if point.proven else "word.no"))
    if found.points:
        console.print(table)
        console.print(text("front.whole" if found.whole else "front.part"))
    else:
        console.print(text("front.none" if found.whole else "front.unknown"))
    for scenario in scenarios:
        values_of = scenario.edition and front_values(found.objectives, scenario.edition.planning)
        if values_of and found.points:
            console.print(escape(_position_line(scenario.name, values_of, found, text)))


def _position_line(name: str, values: tuple[float, float], found: Front, text: Messages) -> str:
    """Return the position of a scenario: the points that dominate it, and by how much."""
    where = distance(found, values)
    if where.dominating:
        position = text.listed(
            text(
                "front.better",
                point=front_point_text(point.point.values, text),
                by=front_point_text(point.by, text),
            )
            for point in where.dominating
        )
    else:
        position = NO_VALUE if where.position == "unknown" else text(f"front.{where.position}")
    return text("front.scenario", name=name, at=front_point_text(values, text), told=position)


def front_point_text(values: tuple[float, float], text: Messages) -> str:
    """Return a pair of values of two objectives as text."""
    one, other = map(text.number, values)
    return text("front.point", one=one, other=other)
