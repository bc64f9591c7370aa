"""The command `portal-copy`: moves a portal from a file to a server, or back."""

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE
from planner.cli.portal_database import opened_portal, require_extra
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace


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
