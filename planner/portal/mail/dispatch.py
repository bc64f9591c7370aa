"""What a command or a program sends: links or notices, to whom, over the server or as files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import Connection

from planner.files.file_names import file_name
from planner.files.output import check_folder, write_all
from planner.files.problems import Unusable, problem
from planner.portal.mail.mailing import Mailing, link_mailing, notice_mailing, queue_mailing
from planner.portal.mail.post import Post, Stationery
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.contents import ContentsReader
from planner.portal.store.database import Database, read_setting
from planner.portal.store.issuing import ADDRESS_SETTING, LinkRequest, resolve_portal_address
from planner.portal.store.versions import newest_versions
from planner.year.time_zones import day_at

_MOST_NAME = 80


def read_stationery(
    portal: Database, school: SchoolSettings, settings: Path, address: str | None = None
) -> Stationery:
    """Return what all messages have alike; a given address is stored.

    Parameters
    ----------
    settings
        The file of the settings, to name it.

    Raises
    ------
    Unusable
        The settings name no mail server, or no address of the portal is known.
    """
    if school.mail is None:
        raise Unusable([problem("mail.no-section", file=settings)])
    with portal.writing() as connection:
        if address is None and read_setting(connection, ADDRESS_SETTING) is None:
            raise Unusable([problem("mail.needs-address")])
        known = resolve_portal_address(connection, address)
    return Stationery(school.mail, known, school.school.name or "")


def asked_mailings(
    connection: Connection,
    request: LinkRequest | None,
    read_contents: ContentsReader,
    now: datetime,
    *,
    again: bool = False,
) -> Iterator[Mailing]:
    """Yield what is to be sent: links, or without a request the notices of what is served.

    Parameters
    ----------
    again
        Whether a link goes also to those who were sent the one that their page has.

    Raises
    ------
    Unusable
        As for `link_mailing`.
    """
    if request:
        yield link_mailing(connection, request, day_at(now), again=again)
        return
    for version in newest_versions(connection):
        if not version.withdrawn:
            yield notice_mailing(connection, read_contents, version, day_at(now))


def queue_mailings(portal: Database, mailings: Iterable[Mailing], who: str, now: datetime) -> None:
    """Queue the messages of some mailings, all or none.

    Raises
    ------
    Unusable
        The database cannot be written.
    """
    with portal.writing() as connection:
        for each in mailings:
            queue_mailing(connection, each, who, now, day_at(now))


def write_due(post: Post, folder: Path) -> tuple[Path, ...]:
    """Write all messages that are due as .eml files, for somebody else to send; return the files.

    Raises
    ------
    Unusable
        They cannot be written, and wait as before.
    """
    with post.handed_over() as messages:
        files = {_file_name(n, each): bytes(each) for n, each in enumerate(messages, start=1)}
        check_folder(folder, files)
        write_all(folder, files, private=True)
    return tuple(folder / name for name in files)


def _file_name(number: int, message: EmailMessage) -> str:
    (to,) = message["To"].addresses
    return f"{number:03} {file_name(to.addr_spec, _MOST_NAME)}.eml"
