"""The command `journal`: the audit trail of the school office."""

from pathlib import Path

import click

from planner.cli.common import EXIT_OK, check_new_file, lang_option
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, PATH_TYPE
from planner.cli.portal.opening import opened_portal, require_extra
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace


@click.command("journal", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--out", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def journal_command(text: Messages, database: DatabasePlace, out: Path | None, force: bool) -> int:
    """Print the audit trail, or write it as CSV."""
    require_extra()
    if out is not None:
        if out.suffix.lower() != ".csv":
            raise Unusable([problem("out.not-csv", file=out)])
        check_new_file(out, force)

    from planner.files.output import write_all
    from planner.portal.pages.audit import audit_csv, audit_row
    from planner.portal.store.audit import read_audit

    with opened_portal(database, text) as portal, portal.reading() as connection:
        entries = read_audit(connection)
    if out is None:
        for entry in entries:
            print("  ".join(audit_row(entry, text)).rstrip())
    else:
        write_all(out.parent, {out.name: audit_csv(entries, text)}, private=True)
        print(text("portal.written", file=out))
    return EXIT_OK
