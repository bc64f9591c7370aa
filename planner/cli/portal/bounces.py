"""The command `bounces`: reads which messages came back, from the mailbox of the sender."""

from pathlib import Path

import click

from planner.cli.common import EXIT_OK, lang_option, print_lines
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, PATH_TYPE
from planner.cli.portal.opening import given_settings, opened_portal, require_extra
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace


@click.command("bounces", cls=Command)
@click.argument("mailbox", type=PATH_TYPE)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--settings", type=PATH_TYPE, required=True)
@lang_option
@click.pass_obj
def bounces_command(text: Messages, mailbox: Path, database: DatabasePlace, settings: Path) -> int:
    """Note the messages that a mailbox says were not delivered, and print them."""
    require_extra()

    from planner.cli.report import mail as mail_report
    from planner.portal.mail.bounces import note_bounces, read_mailbox
    from planner.portal.mail.dispatch import read_stationery

    school, read = given_settings(settings), read_mailbox(mailbox)
    with opened_portal(database, text) as portal:
        stationery = read_stationery(portal, school, settings)
        with portal.writing() as connection:
            noted = note_bounces(connection, read, stationery)
    print_lines(mail_report.bounce_lines(noted, text))
    return EXIT_OK
