"""Commands that give out documents, and lists of apprentices to fill in."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, check_new_workbook, lang_option
from planner.cli.help import Command
from planner.cli.option_types import (
    DATE_TYPE,
    LABEL_TYPE,
    PATH_TYPE,
    POSITIVE_INTEGER_TYPE,
    REVISION_TYPE,
)
from planner.messages import Messages


@click.command("documents", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--roster", type=PATH_TYPE, required=True)
@click.option("--out", type=PATH_TYPE, required=True)
@click.option("--since", type=PATH_TYPE)
@click.option("--company")
@click.option("--version-label", type=LABEL_TYPE)
@click.option("--issued", type=DATE_TYPE)
@click.option("--revision", type=REVISION_TYPE)
@click.option("--workers", type=POSITIVE_INTEGER_TYPE)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def documents_command(
    text: Messages,
    planning: Path,
    roster: Path,
    out: Path,
    since: Path | None,
    company: str | None,
    version_label: str | None,
    issued: date | None,
    revision: int | None,
    workers: int | None,
    quiet: bool,
    force: bool,
) -> int:
    """Write the documents of companies and apprentices; exit with 1 if sessions are unplaced."""
    from planner.files.output import check_folder
    from planner.planning import inputs

    check_folder(out, ())
    found = inputs.whole_edition(planning)

    from planner.delivery.companies import find_company_folder
    from planner.delivery.delivery import Delivery
    from planner.delivery.preconditions import require_rules_kept

    require_rules_kept(planning, found.planning, text)
    edition = replace(
        found,
        version_label=version_label or found.version_label,
        issued=issued or found.issued,
        revision=revision or found.revision,
    )
    before = inputs.version_before(since, edition) if since else None

    from planner.apprentices.folders import company_folders
    from planner.apprentices.roster import read_noted_roster

    read = read_noted_roster(roster, edition.planning.case)
    companies = company_folders(read.apprentices, edition.planning.year)

    from planner.cli.report.deliveries import (
        print_delivery,
        print_missed_days,
        print_own_days,
        print_unplaced_sessions,
    )
    from planner.cli.report.progress import delivery_progress
    from planner.cli.report.rosters import print_roster_notes

    is_whole = company is None
    chosen = companies if company is None else (find_company_folder(company, companies),)
    delivery = Delivery(out, edition, chosen, is_whole, before, text, force)
    delivery.check()
    print_roster_notes(read.notes, text)
    with delivery_progress(delivery.folder_count, text, quiet) as on_progress:
        delivered = delivery.write(on_progress, workers)
    if not quiet:
        print_delivery(delivery, delivered, text)
    years = delivery.years.values()
    print_missed_days(years, text)
    print_own_days(years, text)
    print_unplaced_sessions(years, text)
    return EXIT_NEGATIVE if any(year.unplaced for year in years) else EXIT_OK


@click.command("calendars", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--out", type=PATH_TYPE, default="out")
@click.option("--since", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def calendars_command(
    text: Messages, planning: Path, out: Path, since: Path | None, force: bool
) -> None:
    """Write the calendar of each class; with modules, their pages and who is on call."""
    from planner.planning import inputs

    found = inputs.whole_edition(planning)

    from planner.delivery.preconditions import require_rules_kept

    require_rules_kept(planning, found.planning, text)
    before = inputs.version_before(since, found) if since else None

    from planner.documents.apprentice.class_files import write_class_calendars
    from planner.documents.planning.module_files import told_file_names

    files = write_class_calendars(out, found, text, before, force=force)
    print(text("planned.files", folder=out, files=text.listed(told_file_names(files))))


@click.command("roster-template", cls=Command)
@click.argument("file", type=PATH_TYPE)
@click.option("--programme", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def roster_template_command(
    text: Messages, file: Path, programme: Path | None, force: bool
) -> None:
    """Write an empty list of apprentices, with the cohorts of a programme as choices."""
    from planner.files.output import write_all
    from planner.programme.file import read_programme

    check_new_workbook(file, force)
    rules = read_programme(programme) if programme else None

    from planner.documents.roster import template

    write_all(file.parent, {file.name: template.roster_template_workbook(text, rules)})
    print(text("planned.files", folder=file.parent, files=file.name))


@click.command("roster-next", cls=Command)
@click.argument("roster", type=PATH_TYPE)
@click.option("--planning", type=PATH_TYPE, required=True)
@click.option("--out", type=PATH_TYPE, required=True)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def roster_next_command(
    text: Messages, roster: Path, planning: Path, out: Path, force: bool
) -> None:
    """Write the list of the year after: who stays, each in the class that follows theirs."""
    from planner.apprentices.following_year import following_year
    from planner.apprentices.roster import read_noted_roster
    from planner.files.output import write_all
    from planner.planning import inputs

    check_new_workbook(out, force)
    found = inputs.whole_edition(planning).planning
    read = read_noted_roster(roster, found.case)
    after = following_year(read.apprentices, found.programme, found.year.start_year + 1)

    from planner.cli.report.rosters import print_following_year, print_roster_notes
    from planner.documents.roster.template import roster_workbook

    print_roster_notes(read.notes, text)
    content = roster_workbook(text, found.programme, after.staying)
    write_all(out.parent, {out.name: content})
    print_following_year(after, text)
    print(text("planned.files", folder=out.parent, files=out.name))
