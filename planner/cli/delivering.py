"""What companies and apprentices hold, and the list that says who they are."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from planner.cli.frame import DONE, NO, lang
from planner.cli.types import DAY, LABEL, NUMBER, PATH, REVISION, Command
from planner.files.problems import Unusable, problem
from planner.messages import Messages


@click.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--roster", type=PATH, required=True)
@click.option("--out", type=PATH, required=True)
@click.option("--since", type=PATH)
@click.option("--company")
@click.option("--version-label", type=LABEL)
@click.option("--issued", type=DAY)
@click.option("--revision", type=REVISION)
@click.option("--workers", type=NUMBER)
@click.option("--quiet", is_flag=True)
@click.option("--force", is_flag=True)
@lang
@click.pass_obj
def documents(
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
    from planner.files.output import check_folder
    from planner.planning import inputs

    check_folder(out, ())
    found = inputs.whole_edition(planning)

    from planner.delivery import Delivery, company_called, refuse_broken

    refuse_broken(planning, found.planning, text)
    edition = replace(
        found,
        version_label=version_label or found.version_label,
        issued=issued or found.issued,
        revision=revision or found.revision,
    )
    before = inputs.version_before(since, edition) if since else None

    from planner.apprentices.folders import company_folders
    from planner.apprentices.roster import read_roster

    companies = company_folders(read_roster(roster, edition.planning))

    from planner.cli.report.deliveries import print_delivery, print_unplaced_sessions
    from planner.cli.report.progress import delivery_progress

    is_whole = company is None
    chosen = companies if company is None else (company_called(company, companies),)
    delivery = Delivery(out, edition, chosen, is_whole, before, text, force)
    delivery.check()
    with delivery_progress(delivery.apprentices, text, quiet) as on_progress:
        delivered = delivery.write(on_progress, workers)
    if not quiet:
        print_delivery(delivery, delivered, text)
    years = delivery.years.values()
    print_unplaced_sessions(years, text)
    return NO if any(year.unplaced for year in years) else DONE


@click.command(cls=Command)
@click.argument("file", type=PATH)
@click.option("--programme", type=PATH)
@click.option("--force", is_flag=True)
@lang
@click.pass_obj
def roster_template(text: Messages, file: Path, programme: Path | None, force: bool) -> None:
    from planner.files.output import check_folder, write_all
    from planner.programme.file import read_programme

    if file.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=file)])
    check_folder(file.parent, [file.name])
    if file.exists() and not force:
        raise Unusable([problem("out.exists", file=file)])
    rules = read_programme(programme) if programme else None

    from planner.documents import roster_template

    write_all(file.parent, {file.name: roster_template.roster_template(text, rules)})
    print(text("planned.files", folder=file.parent, files=file.name))
