"""The command `mail`: sends links, or notices of what changed, to who has a page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import (
    EXIT_NEGATIVE,
    EXIT_OK,
    is_confirmed,
    lang_option,
    print_lines,
    refuse_beside,
)
from planner.cli.help import Command
from planner.cli.option_types import (
    ADDRESS_TYPE,
    DATABASE_TYPE,
    MAIL_KIND_TYPE,
    PATH_TYPE,
    RECIPIENT_TYPE,
)
from planner.cli.portal.opening import given_settings, opened_portal, require_extra, user_name
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.portal.store.recipients import RecipientKind


@click.command("mail", cls=Command)
@click.argument("kind", type=MAIL_KIND_TYPE)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--settings", type=PATH_TYPE, required=True)
@click.option("--address", type=ADDRESS_TYPE)
@click.option("--kind", "kinds", type=RECIPIENT_TYPE, multiple=True)
@click.option("--company")
@click.option("--again", is_flag=True)
@click.option("--eml", type=PATH_TYPE)
@click.option("--preview", is_flag=True)
@click.option("--yes", is_flag=True)
@lang_option
@click.pass_obj
def mail_command(
    text: Messages,
    kind: str,
    database: DatabasePlace,
    settings: Path,
    address: str | None,
    kinds: "tuple[RecipientKind, ...]",
    company: str | None,
    again: bool,
    eml: Path | None,
    preview: bool,
    yes: bool,
) -> int:
    """Send links or notices, after a preview and a confirmation; or write them to files."""
    require_extra()

    from planner.cli.report import mail as mail_report
    from planner.files.output import check_folder
    from planner.portal.mail.dispatch import (
        asked_mailings,
        queue_mailings,
        read_stationery,
        write_due,
    )
    from planner.portal.mail.post import Post, Writer
    from planner.portal.store.issuing import LinkRequest
    from planner.portal.web.cache import PortalCache

    if kind == "notices":
        refuse_beside("notices", kind=kinds, company=company, again=again)
    request = LinkRequest(company, kinds=frozenset(kinds)) if kind == "links" else None
    if eml and not preview:
        check_folder(eml, ())
    school, now = given_settings(settings), datetime.now(UTC).replace(microsecond=0)
    with opened_portal(database, text) as portal:
        stationery = read_stationery(portal, school, settings, address)
        cache = PortalCache(portal)
        post = Post(portal, Writer(stationery, cache.contents), lambda: datetime.now(UTC))
        with portal.reading() as connection:
            asked = asked_mailings(connection, request, cache.contents, now, again=again)
            mailings = tuple(asked)
            print_lines(mail_report.mailing_lines(mailings, text))
            if preview:
                print_lines(mail_report.sample_lines(connection, post.writer, mailings, now, text))
                return EXIT_OK
        if any(each.to for each in mailings) and not (yes or is_confirmed("mail.question", text)):
            return EXIT_NEGATIVE
        queue_mailings(portal, mailings, user_name(), now)
        if eml:
            print(text("mail.written", count=len(write_due(post, eml)), folder=eml))
            return EXIT_OK
        post.send_due()
        with portal.reading() as connection:
            return _print_outcome(connection, now, text)


def _print_outcome(connection: "Connection", since: datetime, text: Messages) -> int:
    """Print what became of the messages that were queued since a moment, and of those before."""
    from planner.cli.report import mail as mail_report
    from planner.portal.store.outbox import MailState, list_mails

    mails = [each for each in list_mails(connection) if each.tried and each.tried >= since]
    print_lines(mail_report.outcome_lines(connection, mails, text))
    failed = any(each.state is MailState.FAILED for each in mails)
    return EXIT_NEGATIVE if failed else EXIT_OK
