"""The command `public-calendars`: which classes' calendars anybody may open, and where."""

from datetime import UTC, date, datetime
from functools import partial

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import ADDRESS_TYPE, DATABASE_TYPE, TEXT_TYPE
from planner.cli.portal.opening import opened_portal, require_extra, user_name
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace


@click.command("public-calendars", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--programme", type=TEXT_TYPE)
@click.option("--cohort", type=TEXT_TYPE)
@click.option("--withdraw", is_flag=True)
@click.option("--address", type=ADDRESS_TYPE)
@lang_option
@click.pass_obj
def public_calendars_command(
    text: Messages,
    database: DatabasePlace,
    programme: str | None,
    cohort: str | None,
    withdraw: bool,
    address: str | None,
) -> int:
    """Make the calendar of a class public, or take it back; list all classes on line."""
    require_extra()
    if (programme is None) != (cohort is None) or (withdraw and cohort is None):
        raise Unusable([problem("calendars.needs-class")])

    from planner.portal.pages.listed_classes import listed_classes, require_on_line
    from planner.portal.store.contents import read_version_contents
    from planner.portal.store.issuing import resolve_portal_address
    from planner.portal.store.public_calendars import make_public, public_name, take_back

    now = datetime.now(UTC)
    with opened_portal(database, text) as portal, portal.writing() as connection:
        where = resolve_portal_address(connection, address)
        listed = partial(
            listed_classes, connection, partial(read_version_contents, connection), date.today()
        )
        if programme is not None and cohort is not None:
            if withdraw:
                name = public_name(connection, programme, cohort)
                take_back(connection, name, user_name(), now)
            else:
                require_on_line(listed(), programme, cohort)
                make_public(connection, programme, cohort, user_name(), now)
        for group in listed():
            print(group.programme)
            for each in group.classes:
                at = f"{where}/k/{each.public.name}" if each.public else text("calendars.private")
                print(f"  {each.programme} {each.cohort} ({each.label}){text('calendars.at')}{at}")
    return EXIT_OK
