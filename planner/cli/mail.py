"""The command `mail`: sends links, or notices of what changed, to who has a page."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import (
    ADDRESS_TYPE,
    DATABASE_TYPE,
    MAIL_KIND_TYPE,
    PATH_TYPE,
    RECIPIENT_TYPE,
)
from planner.cli.portal import is_confirmed, refuse_beside
from planner.cli.portal_database import given_settings, opened_portal, require_extra, user_name
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace
from planner.year.time_zones import day_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.portal.mail.mailing import Mailing
    from planner.portal.mail.post import Post, Stationery
    from planner.portal.settings.reading import SchoolSettings
    from planner.portal.store.contents import ContentsReader
    from planner.portal.store.database import Database
    from planner.portal.store.issuing import LinkRequest
    from planner.portal.store.recipients import RecipientKind

_MOST_NAME = 80


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

    from planner.cli import mail_report
    from planner.files.output import check_folder
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
        stationery = _stationery(portal, school, address, settings)
        cache = PortalCache(portal)
        post = Post(portal, Writer(stationery, cache.contents), lambda: datetime.now(UTC))
        with portal.reading() as connection:
            mailings = tuple(_mailings(connection, request, cache.contents, now, again=again))
            _print_lines(mail_report.mailing_lines(mailings, text))
            if preview:
                _print_lines(mail_report.sample_lines(connection, post.writer, mailings, now, text))
                return EXIT_OK
        if any(each.to for each in mailings) and not (yes or is_confirmed("mail.question", text)):
            return EXIT_NEGATIVE
        _queue(portal, mailings, now)
        if eml:
            _write(post, eml, text)
            return EXIT_OK
        post.send_due()
        with portal.reading() as connection:
            return _print_outcome(connection, now, text)


def _stationery(
    portal: "Database", school: "SchoolSettings", address: str | None, settings: Path
) -> "Stationery":
    """Return what all messages have alike; a given address is stored.

    Raises
    ------
    Unusable
        The settings name no mail server, or no address of the portal is known.
    """
    from planner.portal.mail.post import Stationery
    from planner.portal.store.database import read_setting
    from planner.portal.store.issuing import ADDRESS_SETTING, resolve_portal_address

    if school.mail is None:
        raise Unusable([problem("mail.no-section", file=settings)])
    with portal.writing() as connection:
        if address is None and read_setting(connection, ADDRESS_SETTING) is None:
            raise Unusable([problem("mail.needs-address")])
        known = resolve_portal_address(connection, address)
    return Stationery(school.mail, known, school.school.name or "")


def _mailings(
    connection: "Connection",
    request: "LinkRequest | None",
    read_contents: "ContentsReader",
    now: datetime,
    *,
    again: bool,
) -> "Iterator[Mailing]":
    """Yield what is to be sent: links, or without a request the notices of what is served."""
    from planner.portal.mail.mailing import link_mailing, notice_mailing
    from planner.portal.store.versions import newest_versions

    if request:
        yield link_mailing(connection, request, day_at(now), again=again)
        return
    for version in newest_versions(connection):
        if not version.withdrawn:
            yield notice_mailing(connection, read_contents, version, day_at(now))


def _queue(portal: "Database", mailings: "Sequence[Mailing]", now: datetime) -> None:
    from planner.portal.mail.mailing import queue_mailing

    with portal.writing() as connection:
        for each in mailings:
            queue_mailing(connection, each, user_name(), now, day_at(now))


def _write(post: "Post", folder: Path, text: Messages) -> None:
    """Write all that is due as files, for somebody else to send."""
    from planner.files.output import check_folder, write_all

    with post.handed_over() as messages:
        files = {_file_name(n, each): bytes(each) for n, each in enumerate(messages, start=1)}
        check_folder(folder, files)
        write_all(folder, files, private=True)
    print(text("mail.written", count=len(files), folder=folder))


def _file_name(number: int, message: EmailMessage) -> str:
    from planner.files.file_names import file_name

    (to,) = message["To"].addresses
    return f"{number:03} {file_name(to.addr_spec, _MOST_NAME)}.eml"


def _print_outcome(connection: "Connection", since: datetime, text: Messages) -> int:
    """Print what became of the messages that were queued since a moment, and of those before."""
    from planner.cli import mail_report
    from planner.portal.store.outbox import MailState, list_mails

    mails = [each for each in list_mails(connection) if each.tried and each.tried >= since]
    _print_lines(mail_report.outcome_lines(connection, mails, text))
    failed = any(each.state is MailState.FAILED for each in mails)
    return EXIT_NEGATIVE if failed else EXIT_OK


def _print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)
