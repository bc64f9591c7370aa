"""The command `publish`: a planning becomes a new version on the portal."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_NEGATIVE, EXIT_OK, is_confirmed, lang_option, print_lines
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, DATE_TYPE, LABEL_TYPE, PATH_TYPE
from planner.cli.portal.opening import opened_portal, require_extra, user_name
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.apprentices.apprentice import Apprentice
    from planner.planning.planning import Edition
    from planner.portal.store.publishing import Proposal


@click.command("publish", cls=Command)
@click.argument("planning", type=PATH_TYPE)
@click.option("--roster", type=PATH_TYPE, required=True)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--version-label", type=LABEL_TYPE)
@click.option("--issued", type=DATE_TYPE)
@click.option("--preview", is_flag=True)
@click.option("--yes", is_flag=True)
@click.option("--quiet", is_flag=True)
@lang_option
@click.pass_obj
def publish_command(
    text: Messages,
    planning: Path,
    roster: Path,
    database: DatabasePlace,
    version_label: str | None,
    issued: date | None,
    preview: bool,
    yes: bool,
    quiet: bool,
) -> int:
    """Publish a planning as a new version, after a preview and a confirmation."""
    require_extra()

    from planner.apprentices.roster import read_noted_roster
    from planner.portal.store.publishable import read_publishable

    found = read_publishable(planning, text)
    edition = replace(
        found,
        version_label=version_label or found.version_label,
        issued=issued or found.issued,
    )
    read = read_noted_roster(roster, edition.planning.case)

    from planner.cli.report import portal as portal_report
    from planner.cli.report.rosters import print_roster_notes
    from planner.portal.store.publishing import publish

    print_roster_notes(read.notes, text)
    proposal = _propose(database, edition, read.apprentices, preview, text)
    code = _print_proposal(proposal, text, quiet)
    if proposal.is_unchanged:
        return code
    if preview:
        print_lines([text("publish.preview")], quiet)
        return code
    if not yes and not is_confirmed("publish.question", text):
        return EXIT_NEGATIVE
    with opened_portal(database, text, creating=True) as portal:
        version = publish(portal, proposal, user_name(), datetime.now(UTC))
    print_lines([portal_report.published_line(version, text)], quiet)
    return code


def _propose(
    database: DatabasePlace,
    edition: "Edition",
    roster: "tuple[Apprentice, ...]",
    preview: bool,
    text: Messages,
) -> "Proposal":
    """Prepare a publication; a database that does not exist is not made before it is confirmed."""
    from planner.portal.store.database import Database
    from planner.portal.store.publishing import first_proposal, propose

    if not Database.exists(database):
        return first_proposal(edition, roster)
    with (
        opened_portal(database, text, creating=not preview) as portal,
        portal.reading() as connection,
    ):
        return propose(connection, edition, roster)


def _print_proposal(proposal: "Proposal", text: Messages, quiet: bool) -> int:
    """Print what a publication would change.

    Returns
    -------
    int
        The exit code once it is published: 1 if remote sessions are unplaced.
    """
    from planner.cli.report import portal as portal_report
    from planner.cli.report.deliveries import print_missed_days, print_unplaced_sessions
    from planner.portal.pages.publication_changes import publication_changes

    if proposal.is_unchanged:
        print_lines([text("publish.same")], quiet)
        return EXIT_OK
    changes = publication_changes(proposal)
    print_lines(portal_report.proposal_lines(proposal, text), quiet)
    if proposal.gives_pages:
        print_lines([text("publish.pages")], quiet)
    if proposal.replaced:
        print_lines(portal_report.changes_lines(proposal.edition.planning, changes, text), quiet)
    print_missed_days(changes.years, text)
    print_unplaced_sessions(changes.years, text)
    for line in portal_report.elsewhere_lines(proposal, text):
        print(line, file=sys.stderr)
    return EXIT_NEGATIVE if any(year.unplaced for year in changes.years) else EXIT_OK
