"""Commands on the whole database of the portal: `backup`, `portal-copy` and `purge`."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, is_confirmed, lang_option, print_lines
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, DATE_TYPE, PATH_TYPE
from planner.cli.portal.opening import opened_portal, require_extra, user_name
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace


@click.command("backup", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--out", type=PATH_TYPE, required=True)
@lang_option
@click.pass_obj
def backup_command(text: Messages, database: DatabasePlace, out: Path) -> int:
    """Copy the database to a new file while the portal runs."""
    require_extra()

    from planner.files.output import check_folder

    check_folder(out.parent, ())
    with opened_portal(database, text) as portal:
        portal.back_up(out)
    print(text("portal.written", file=out))
    return EXIT_OK


@click.command("portal-copy", cls=Command)
@click.argument("source", type=DATABASE_TYPE)
@click.argument("target", type=DATABASE_TYPE)
@lang_option
@click.pass_obj
def portal_copy_command(text: Messages, source: DatabasePlace, target: DatabasePlace) -> int:
    """Copy a database to another place, which has none yet, and print what was copied."""
    require_extra()

    from planner.portal.store.copying import copy_database
    from planner.portal.store.database import Database

    with opened_portal(source, text) as portal, Database.filled(target) as copy:
        tables = copy_database(portal, copy)
    rows = sum(each.rows for each in tables.values())
    places = {"source": str(source), "target": str(target)}
    print(text("portal.copied", rows=rows, **places))
    print(text("portal.copied-next", **places))
    return EXIT_OK


@click.command("purge", cls=Command)
@click.option("--before", type=DATE_TYPE, required=True)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--yes", is_flag=True)
@lang_option
@click.pass_obj
def purge_command(text: Messages, before: date, database: DatabasePlace, yes: bool) -> int:
    """Delete visits, old versions and old lists before a date, after a confirmation."""
    require_extra()
    if before > date.today():
        raise Unusable([problem("purge.future", day=before)])

    from planner.cli.report.portal import purge_lines
    from planner.office.drafts import purging as of_drafts
    from planner.portal.store import purging
    from planner.portal.store.audit import OfficeAct, record_act

    now = datetime.now(UTC)
    with opened_portal(database, text) as portal:
        if not yes:
            ahead = purging.preview_purge(portal, before)
            drafts = of_drafts.preview_draft_purge(portal, before, now)
            print_lines([text("purge.ahead", day=before), *purge_lines([ahead, drafts], text)])
            is_empty = ahead.is_empty and drafts.is_empty
            if not is_empty and not is_confirmed("purge.question", text):
                return EXIT_NEGATIVE
        drafts = of_drafts.purge_drafts(portal, before, now)
        done = purging.purge(portal, before)
        with portal.writing() as connection:
            record_act(connection, OfficeAct.PURGED, user_name(), f"< {before}", now)
    print_lines([text("purge.done", day=before), *purge_lines([done, drafts], text)])
    return EXIT_OK
