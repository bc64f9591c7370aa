"""Commands that exchange plannings with other tools: `export` and `import`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, check_new_file, lang_option
from planner.cli.help import Command
from planner.cli.option_types import DATE_TYPE, PATH_TYPE, TEXT_TYPE
from planner.cli.portal.opening import given_settings
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.apprentices.apprentice import Apprentice
    from planner.planning.planning import Edition


@click.command("export", cls=Command)
@click.argument("kind", type=TEXT_TYPE)
@click.argument("planning", type=PATH_TYPE)
@click.option("--out", type=PATH_TYPE, required=True)
@click.option("--roster", type=PATH_TYPE)
@click.option("--company", type=TEXT_TYPE)
@click.option("--from", "first", type=DATE_TYPE)
@click.option("--to", "last", type=DATE_TYPE)
@click.option("--settings", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def export_command(
    text: Messages,
    kind: str,
    planning: Path,
    out: Path,
    roster: Path | None,
    company: str | None,
    first: date | None,
    last: date | None,
    settings: Path | None,
    force: bool,
) -> None:
    """Write a planning as a file of another tool."""
    from planner.documents.exchange.kinds import export_kind, given_details
    from planner.documents.exchange.source import ExportSource, asked_days
    from planner.files.output import write_all
    from planner.planning import inputs

    found = export_kind(kind)
    found.check_name(out)
    found.check_roster(roster is not None, company)
    found.check_details(given_details(first, last, settings))
    check_new_file(out, force)
    letterhead = given_settings(settings).school.letterhead
    edition = inputs.whole_edition(planning)

    from planner.delivery.companies import people_at
    from planner.delivery.preconditions import require_rules_kept

    require_rules_kept(planning, edition.planning, text)
    people = _people(roster, edition, text) if roster else ()
    source = ExportSource(
        edition,
        people if company is None else people_at(company, people),
        asked_days(edition.planning, first, last),
        letterhead,
    )
    write_all(out.parent, {out.name: found.content(out.suffix, source, text)})
    print(text("planned.files", folder=out.parent, files=out.name))


def _people(roster: Path, edition: "Edition", text: Messages) -> "tuple[Apprentice, ...]":
    """Read the list of apprentices of a planning, and print what to know about it."""
    from planner.apprentices.roster import read_noted_roster
    from planner.cli.report.rosters import print_roster_notes

    read = read_noted_roster(roster, edition.planning.case)
    print_roster_notes(read.notes, text)
    return read.apprentices


@click.command("import", cls=Command)
@click.argument("file", type=PATH_TYPE)
@click.argument("planning", type=PATH_TYPE)
@click.option("--out", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def import_command(
    text: Messages, file: Path, planning: Path, out: Path | None, force: bool
) -> int:
    """Tell what a timetable office changed in the modules; exit with 1 if a rule is broken."""
    from planner.cli.report.modules import print_breaches, print_module_changes, print_unread
    from planner.files.output import write_all
    from planner.planning import inputs
    from planner.planning.editing import edited
    from planner.planning.file import planning_json
    from planner.planning.file.timetables.reader import read_module_weeks
    from planner.planning.module_changes import module_week_changes

    if out:
        if out.suffix.lower() != ".json":
            raise Unusable([problem("import.suffix", file=out)])
        check_new_file(out, force)
    edition = inputs.whole_edition(planning)
    read = read_module_weeks(file, edition.planning)
    changed = edited(edition, read.edits)
    print_unread(read.notes, text)
    print_module_changes(module_week_changes(edition.planning, changed.planning), text)
    is_kept = print_breaches(changed.planning, text)
    if out:
        write_all(out.parent, {out.name: planning_json(changed)})
        print(text("planned.files", folder=out.parent, files=out.name))
    return EXIT_OK if is_kept else EXIT_NEGATIVE
