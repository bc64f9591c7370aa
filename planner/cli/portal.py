"""The portal: what is published in it, who is let in, what is kept of it and what is removed."""

import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from getpass import getuser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.frame import DONE, NO, lang
from planner.cli.types import ADDRESS, DAY, HOLDER, LABEL, PATH, Command
from planner.files.problems import Unusable, problem
from planner.messages import Messages

if TYPE_CHECKING:
    from planner.portal.store.issuing import LinkRequest
    from planner.portal.store.publishing import Proposal

EXTRA = ("itsdangerous", "jinja2", "python_multipart", "sqlalchemy", "starlette", "uvicorn")
"""What the extra of the portal brings along."""

_OFFICE_DAYS = timedelta(days=365)
"""So long a link of scolarité opens, unless something else is said."""


@click.command(cls=Command)
@click.argument("planning", type=PATH)
@click.option("--roster", type=PATH, required=True)
@click.option("--database", type=PATH, required=True)
@click.option("--version-label", type=LABEL)
@click.option("--issued", type=DAY)
@click.option("--preview", is_flag=True)
@click.option("--yes", is_flag=True)
@click.option("--quiet", is_flag=True)
@lang
@click.pass_obj
def publish(
    text: Messages,
    planning: Path,
    roster: Path,
    database: Path,
    version_label: str | None,
    issued: date | None,
    preview: bool,
    yes: bool,
    quiet: bool,
) -> int:
    require_extra()

    from planner.apprentices.roster import read_roster
    from planner.portal.store.publishable import read_publishable

    found = read_publishable(planning, text)
    edition = replace(
        found,
        version_label=version_label or found.version_label,
        issued=issued or found.issued,
    )
    apprentices = read_roster(roster, edition.planning)

    from planner.cli import portal_report
    from planner.portal.store import publishing
    from planner.portal.store.database import Database

    if preview and not database.exists():
        code = _told(publishing.first_proposal(edition, apprentices), text, quiet)
        _tell([text("publish.preview")], quiet)
        return code
    with closing(
        Database.open(database) if preview else Database.open_or_create(database)
    ) as portal:
        with portal.reading() as connection:
            proposal = publishing.propose(connection, edition, apprentices)
        code = _told(proposal, text, quiet)
        if proposal.is_unchanged:
            return code
        if preview:
            _tell([text("publish.preview")], quiet)
            return code
        if proposal.replaced and not yes and not _confirmed("publish.question", text):
            return NO
        version = publishing.publish(portal, proposal, _who(), datetime.now(UTC))
        _tell([portal_report.published_line(version, text)], quiet)
        return code


def _told(proposal: "Proposal", text: Messages, quiet: bool) -> int:
    """Tell what a publication changes, and give the exit code that is due once it is done."""
    from planner.cli import portal_report, report
    from planner.portal.pages.publication_changes import publication_changes

    if proposal.is_unchanged:
        _tell([text("publish.same")], quiet)
        return DONE
    changes = publication_changes(proposal)
    _tell(portal_report.proposal_lines(proposal, text), quiet)
    if proposal.replaced:
        _tell(portal_report.changes_lines(proposal.edition.planning, changes, text), quiet)
    report.unplaced(changes.years, text)
    return NO if any(year.unplaced for year in changes.years) else DONE


@click.command(cls=Command)
@click.option("--database", type=PATH, required=True)
@click.option("--out", type=PATH)
@click.option("--address", type=ADDRESS)
@click.option("--until", type=DAY)
@click.option("--company")
@click.option("--renew", is_flag=True)
@click.option("--scolarite", type=HOLDER)
@click.option("--revoke")
@click.option("--force", is_flag=True)
@lang
@click.pass_obj
def links(
    text: Messages,
    database: Path,
    out: Path | None,
    address: str | None,
    until: date | None,
    company: str | None,
    renew: bool,
    scolarite: str | None,
    revoke: str | None,
    force: bool,
) -> int:
    require_extra()
    if until and until < date.today():
        raise Unusable([problem("links.until-past", day=until)])

    if revoke is not None:
        _refuse(
            "--revoke",
            out=out,
            address=address,
            until=until,
            company=company,
            renew=renew,
            scolarite=scolarite,
            force=force,
        )
        return _revoke(database, revoke, text)
    if scolarite is not None:
        _refuse("--scolarite", out=out, company=company, force=force)
        return _let_in(database, scolarite, address, until, renew, text)
    if out is None:
        raise Unusable([problem("links.needs-out")])

    from planner.portal.store.issuing import LinkRequest

    return _mail(database, out, address, LinkRequest(company, until, renew), force, text)


def _refuse(option: str, **others: object) -> None:
    """Make sure that options are not given which say nothing beside another one."""
    if needless := [name for name, value in others.items() if value]:
        raise Unusable([problem("links.not-with", option=option, other=f"--{needless[0]}")])


def _mail(
    database: Path,
    out: Path,
    address: str | None,
    request: "LinkRequest",
    force: bool,
    text: Messages,
) -> int:
    """Make links of companies, and write them to a workbook: both, or neither."""
    from planner.files.output import check_folder, undone_on_failure, write_all

    if out.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=out)])
    check_folder(out.parent, [out.name])
    if out.exists() and not force:
        raise Unusable([problem("out.exists", file=out)])

    from planner.cli import portal_report
    from planner.documents.links_sheet import links_sheet
    from planner.portal.store.database import Database
    from planner.portal.store.issuing import issue_company_links, resolve_portal_address

    now, today = datetime.now(UTC), date.today()
    with (
        closing(Database.open(database)) as portal,
        undone_on_failure(out),
        portal.writing() as connection,
    ):
        former = resolve_portal_address(connection, None)
        where = resolve_portal_address(connection, address)
        mailed = issue_company_links(connection, request, _who(), now, today)
        is_any = any(each.issued for each in mailed)
        if is_any:
            content = links_sheet([each.sheet_row(where) for each in mailed], today, text)
            write_all(out.parent, {out.name: content}, private=True)
    if is_any:
        _warn_of(where, address, text)
    _tell(portal_report.links_lines(mailed, text))
    print(text("portal.written" if is_any else "links.untouched", file=out))
    if where != former and any(each.existing for each in mailed):
        print(text("links.former", former=former, address=where))
    return NO if any(each.year_is_over for each in mailed) else DONE


def _let_in(
    database: Path,
    name: str,
    address: str | None,
    until: date | None,
    renew: bool,
    text: Messages,
) -> int:
    """Make a link for somebody at scolarité, and show it."""
    from planner.portal.store.address import office_sign_in_url
    from planner.portal.store.database import Database
    from planner.portal.store.issuing import issue_office_link, resolve_portal_address

    now, ends = datetime.now(UTC), until or date.today() + _OFFICE_DAYS
    with closing(Database.open(database)) as portal, portal.writing() as connection:
        where = resolve_portal_address(connection, address)
        made = issue_office_link(connection, name, ends, _who(), now, renew=renew)
    _warn_of(where, address, text)
    print(text("links.office", name=name, ends=ends))
    print(office_sign_in_url(where, made.secret))
    return DONE


def _revoke(database: Path, name: str, text: Messages) -> int:
    from planner.portal.store.database import Database
    from planner.portal.store.issuing import revoke_links_of

    with closing(Database.open(database)) as portal, portal.writing() as connection:
        revoked = revoke_links_of(connection, name, datetime.now(UTC))
    for link in revoked:
        key = "links.revoked" if link.company else "links.revoked-office"
        print(text(key, name=link.holder, day=link.made.astimezone().date()))
    return DONE


def _warn_of(address: str, given: str | None, text: Messages) -> None:
    """Tell of an address that leads nowhere, or over which secrets can be read."""
    from planner.portal.store.address import is_cleartext_address, is_loopback_address

    if is_loopback_address(address):
        key = "links.not-elsewhere" if given else "links.this-machine"
        print(text(key, address=address), file=sys.stderr)
    elif is_cleartext_address(address):
        print(text("links.overheard", address=address), file=sys.stderr)


@click.command(cls=Command)
@click.option("--database", type=PATH, required=True)
@click.option("--out", type=PATH, required=True)
@lang
@click.pass_obj
def backup(text: Messages, database: Path, out: Path) -> int:
    require_extra()

    from planner.files.output import check_folder
    from planner.portal.store.database import Database

    check_folder(out.parent, ())
    with closing(Database.open(database)) as portal:
        portal.back_up(out)
    print(text("portal.written", file=out))
    return DONE


@click.command(cls=Command)
@click.option("--before", type=DAY, required=True)
@click.option("--database", type=PATH, required=True)
@click.option("--yes", is_flag=True)
@lang
@click.pass_obj
def purge(text: Messages, before: date, database: Path, yes: bool) -> int:
    require_extra()
    if before > date.today():
        raise Unusable([problem("purge.future", day=before)])

    from planner.cli import portal_report
    from planner.portal.store import purging
    from planner.portal.store.database import Database

    with closing(Database.open(database)) as portal:
        if not yes and _is_asked():
            found = purging.preview_purge(portal, before)
            _tell([text("purge.ahead", day=before), *portal_report.purge_lines(found, text)])
            if not found.is_empty and not _confirmed("purge.question", text):
                return NO
        found = purging.purge(portal, before)
    _tell([text("purge.done", day=before), *portal_report.purge_lines(found, text)])
    return DONE


# --- What they share ----------------------------------------------------------------------------


def require_extra() -> None:
    """Make sure that what the portal needs is installed.

    Raises
    ------
    Unusable
        It is not.
    """
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise Unusable([problem("portal.extra", missing=", ".join(missing))])


def _tell(lines: Iterable[str], quiet: bool = False) -> None:
    for line in () if quiet else lines:
        print(line)


def _who() -> str:
    """Name the person at this machine, as what they did is kept under their name."""
    try:
        return getuser()
    except (ImportError, KeyError, OSError):
        return "–"


def _is_asked() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _confirmed(question: str, text: Messages) -> bool:
    """Ask, and tell whether the answer is yes; nobody there to ask is one as well."""
    if not _is_asked():
        return True
    answer = input(f"{text(question)} ")
    if answer.strip().casefold() in text("confirm.yes").split():
        return True
    print(text("confirm.left"))
    return False
