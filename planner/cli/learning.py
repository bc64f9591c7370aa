"""The command `learn`: a programme from the calendar of a past year."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_OK, check_new_file, lang_option
from planner.cli.help import Command
from planner.cli.option_types import CODE_TYPE, LABEL_TYPE, PATH_TYPE, YEAR_TYPE
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.acquisition.seen import Meaning


@click.command("learn", cls=Command)
@click.argument("calendar", type=PATH_TYPE)
@click.option("--out", type=PATH_TYPE)
@click.option("--looser", is_flag=True)
@click.option("--name", type=LABEL_TYPE)
@click.option("--school", type=LABEL_TYPE)
@click.option("--year", type=YEAR_TYPE)
@click.option("--code", type=CODE_TYPE, multiple=True)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def learn_command(
    text: Messages,
    calendar: Path,
    out: Path | None,
    looser: bool,
    name: str | None,
    school: str | None,
    year: int | None,
    code: "tuple[tuple[str, Meaning], ...]",
    force: bool,
) -> int:
    """Tell the rules that a calendar is seen to keep, and write them as a programme file."""
    if out:
        check_new_file(out, force)

    from planner.acquisition.drafting import open_keys, programme_tables
    from planner.acquisition.file import read_calendar
    from planner.acquisition.programme_text import programme_text
    from planner.acquisition.proposal import default_choices, looser_choices
    from planner.acquisition.proposing import propose_rules
    from planner.cli.report.learning import print_calendar, print_open, print_proposals
    from planner.files.output import write_all

    seen = read_calendar(calendar, year, dict(code))
    print_calendar(seen, text)
    proposals = propose_rules(seen)
    choices = looser_choices(proposals) if looser else default_choices(proposals)
    print_proposals(proposals, choices, text)
    named = {key: value for key, value in (("name", name), ("school", school)) if value}
    tables = programme_tables(seen, proposals, choices, text) | named
    print_open(open_keys(tables), text)
    if out:
        write_all(out.parent, {out.name: programme_text(tables, text).encode()})
        print(text("planned.files", folder=out.parent, files=out.name))
    return EXIT_OK
