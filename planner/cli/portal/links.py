"""The command `links`: links of those who have pages, and of the school office."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import (
    EXIT_NEGATIVE,
    EXIT_OK,
    check_new_workbook,
    lang_option,
    print_lines,
    refuse_beside,
)
from planner.cli.help import Command
from planner.cli.option_types import (
    ADDRESS_TYPE,
    DATABASE_TYPE,
    DATE_TYPE,
    HOLDER_TYPE,
    PATH_TYPE,
    RECIPIENT_TYPE,
    ROLE_TYPE,
)
from planner.cli.portal.opening import opened_portal, require_extra, user_name
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.portal.settings.roles import Role
    from planner.portal.store.issuing import LinkRequest
    from planner.portal.store.recipients import RecipientKind

_OFFICE_DAYS = timedelta(days=365)
"""Days from today to the last one of an access of the school office (scolarité), by default."""


@click.command("links", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--out", type=PATH_TYPE)
@click.option("--address", type=ADDRESS_TYPE)
@click.option("--until", type=DATE_TYPE)
@click.option("--kind", "kinds", type=RECIPIENT_TYPE, multiple=True)
@click.option("--company")
@click.option("--renew", is_flag=True)
@click.option("--prolong", is_flag=True)
@click.option("--scolarite", type=HOLDER_TYPE)
@click.option("--role", type=ROLE_TYPE)
@click.option("--revoke")
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def links_command(
    text: Messages,
    database: DatabasePlace,
    out: Path | None,
    address: str | None,
    until: date | None,
    kinds: "tuple[RecipientKind, ...]",
    company: str | None,
    renew: bool,
    prolong: bool,
    scolarite: str | None,
    role: "Role | None",
    revoke: str | None,
    force: bool,
) -> int:
    """Create, renew, prolong or revoke links of those who have pages, or of the school office."""
    require_extra()
    if until and until < date.today():
        raise Unusable([problem("links.until-past", day=until)])

    if revoke is not None:
        refuse_beside(
            "--revoke",
            out=out,
            address=address,
            until=until,
            company=company,
            renew=renew,
            prolong=prolong,
            scolarite=scolarite,
            role=role,
            force=force,
        )
        return _revoke(database, revoke, frozenset(kinds), text)
    if scolarite is not None:
        refuse_beside(
            "--scolarite", out=out, kind=kinds, company=company, prolong=prolong, force=force
        )
        return _create_office_link(database, scolarite, role, address, until, renew, text)
    if role is not None:
        raise Unusable([problem("links.role-of-whom")])
    if prolong:
        refuse_beside(
            "--prolong",
            out=out,
            address=address,
            until=until,
            company=company,
            renew=renew,
            force=force,
        )
        return _prolong(database, frozenset(kinds), text)
    if out is None:
        raise Unusable([problem("links.needs-out")])

    from planner.portal.store.issuing import LinkRequest

    request = LinkRequest(company, until, renew, frozenset(kinds))
    return _create_page_links(database, out, address, request, force, text)


def _create_page_links(
    database: DatabasePlace,
    out: Path,
    address: str | None,
    request: "LinkRequest",
    force: bool,
    text: Messages,
) -> int:
    """Create links of those who have pages and write them to a workbook, in one transaction."""
    from planner.files.output import restored_on_failure, write_all

    check_new_workbook(out, force)

    from planner.cli.report import portal as portal_report
    from planner.documents.company.links_sheet import links_sheet
    from planner.portal.store.issuing import issue_page_links, resolve_portal_address

    now, today = datetime.now(UTC), date.today()
    with (
        opened_portal(database, text) as portal,
        restored_on_failure(out),
        portal.writing() as connection,
    ):
        former = resolve_portal_address(connection, None)
        where = resolve_portal_address(connection, address)
        mailed = issue_page_links(connection, request, user_name(), now, today)
        is_any = any(each.issued for each in mailed)
        if is_any:
            content = links_sheet([each.sheet_row(where) for each in mailed], today, text)
            write_all(out.parent, {out.name: content}, private=True)
    if is_any:
        _warn_about_address(where, address, text)
    print_lines(portal_report.links_lines(mailed, text))
    print(text("portal.written" if is_any else "links.untouched", file=out))
    if where != former and any(each.existing for each in mailed):
        print(text("links.former", former=former, address=where))
    return EXIT_NEGATIVE if any(each.year_is_over for each in mailed) else EXIT_OK


def _create_office_link(
    database: DatabasePlace,
    name: str,
    role: "Role | None",
    address: str | None,
    until: date | None,
    renew: bool,
    text: Messages,
) -> int:
    """Create a link for a person of the school office, and print it."""
    from planner.portal.settings.roles import Role
    from planner.portal.store.address import office_sign_in_url
    from planner.portal.store.issuing import issue_office_link, resolve_portal_address
    from planner.portal.store.sessions import SIGN_IN_LIFETIME

    now, ends = datetime.now(UTC), until or date.today() + _OFFICE_DAYS
    with opened_portal(database, text) as portal, portal.writing() as connection:
        where = resolve_portal_address(connection, address)
        made = issue_office_link(
            connection, name, ends, user_name(), now, role or Role.PUBLISHER, renew=renew
        )
    _warn_about_address(where, address, text)
    print(text("links.office", name=name, days=SIGN_IN_LIFETIME.days, ends=ends))
    print(office_sign_in_url(where, made.secret))
    return EXIT_OK


def _prolong(database: DatabasePlace, kinds: "frozenset[RecipientKind]", text: Messages) -> int:
    """Prolong the links that end before the year of their apprentices, and print whose."""
    from planner.portal.store.issuing import prolong_links
    from planner.portal.store.links import list_page_access

    with opened_portal(database, text) as portal, portal.writing() as connection:
        listed = list_page_access(connection)
        asked = [each for each in listed if not kinds or each.kind in kinds]
        prolonged = prolong_links(connection, asked, user_name(), datetime.now(UTC), date.today())
    lines = [text("links.prolonged", name=each.name, day=each.year_ends) for each in prolonged]
    print_lines(lines or [text("links.none-early")])
    return EXIT_OK


def _revoke(
    database: DatabasePlace, name: str, kinds: "frozenset[RecipientKind]", text: Messages
) -> int:
    from planner.portal.store.issuing import revoke_links_of

    with opened_portal(database, text) as portal, portal.writing() as connection:
        revoked = revoke_links_of(connection, name, datetime.now(UTC), kinds, user_name())
    for link in revoked:
        key = "links.revoked" if link.company else "links.revoked-office"
        print(text(key, name=link.holder, day=link.made.astimezone().date()))
    return EXIT_OK


def _warn_about_address(address: str, given: str | None, text: Messages) -> None:
    """Warn of an address that only this machine reaches, or that is not encrypted (HTTP)."""
    from planner.portal.store.address import is_cleartext_address, is_loopback_address

    if is_loopback_address(address):
        key = "links.not-elsewhere" if given else "links.this-machine"
        print(text(key, address=address), file=sys.stderr)
    elif is_cleartext_address(address):
        print(text("links.overheard", address=address), file=sys.stderr)
