"""The command `campus`: who of several plannings is at each site, week by week."""

from pathlib import Path

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import PATH_TYPE, POSITIVE_INTEGER_TYPE
from planner.messages import Messages


@click.command("campus", cls=Command)
@click.argument("plannings", type=PATH_TYPE, nargs=-1, required=True)
@click.option("--most-people", type=POSITIVE_INTEGER_TYPE)
@click.option("--most-cohorts", type=POSITIVE_INTEGER_TYPE)
@lang_option
@click.pass_obj
def campus_command(
    text: Messages, plannings: tuple[Path, ...], most_people: int | None, most_cohorts: int | None
) -> int:
    """Print who is at each site in each week; exit with 1 if there is not room enough."""
    from planner.planning import inputs
    from planner.planning.campus_load import Room, campus_loads

    read = [inputs.read_any_planning(path, None, None).edition.planning for path in plannings]
    loads = campus_loads(read, Room(most_people, most_cohorts))

    from planner.cli.report.campus import print_campus_load

    for load in loads:
        print_campus_load(load, text)
    return EXIT_NEGATIVE if any(load.exceeded for load in loads) else EXIT_OK
