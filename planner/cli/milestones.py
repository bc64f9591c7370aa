"""The command `milestones`: what is due in the classes, or for the apprentices of a list."""

from pathlib import Path

import click

from planner.cli.common import lang_option
from planner.cli.help import Command
from planner.cli.option_types import PATH_TYPE
from planner.messages import Messages


@click.command("milestones", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--roster", type=PATH_TYPE)
@lang_option
@click.pass_obj
def milestones_command(text: Messages, planning: Path, roster: Path | None) -> None:
    """Print what is due in a planning: of each class, or of each apprentice of a list."""
    from planner.cli.report.milestones import print_due_in_classes, print_due_of_people
    from planner.planning import inputs

    found = inputs.whole_edition(planning).planning
    if roster is None:
        print_due_in_classes(found, text)
        return

    from planner.apprentices.roster import read_noted_roster
    from planner.apprentices.year import apprentice_years
    from planner.cli.report.rosters import print_roster_notes

    read = read_noted_roster(roster, found.case)
    print_roster_notes(read.notes, text)
    print_due_of_people(apprentice_years(read.apprentices, found), text)
