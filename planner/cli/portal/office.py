"""The command `office`: the office on a person's own machine, in its browser."""

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket
from threading import Thread
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, PATH_TYPE, PORT_TYPE
from planner.cli.portal.opening import given_settings, opened_portal, require_extra, user_name
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.portal.settings.reading import SchoolSettings
    from planner.portal.store.database import Database
    from planner.portal.web.serving import ListenAddress

_DAYS = timedelta(days=365)
"""How long one stays signed in, if the office is not started anew before."""


@click.command("office", cls=Command)
@click.option("--database", type=DATABASE_TYPE)
@click.option("--port", type=PORT_TYPE, default=0)
@click.option("--settings", type=PATH_TYPE)
@click.option("--no-browser", is_flag=True)
@lang_option
@click.pass_obj
def office_command(
    text: Messages,
    database: DatabasePlace | None,
    port: int,
    settings: Path | None,
    no_browser: bool,
) -> int:
    """Run the office on this machine until it is stopped, and open the browser on it."""
    require_extra()

    from planner.office.running import only_office, running_address

    school = given_settings(settings)
    with (
        opened_portal(database or _own_database(), text, creating=True) as opened,
        only_office(opened) as announce,
    ):
        if announce:
            _run(opened, school, port, announce, not no_browser, text)
        else:
            address = running_address(opened)
            print(text("office.runs", address=address))
            _show(opened, address, not no_browser, text)
    return EXIT_OK


def _run(
    database: "Database",
    settings: "SchoolSettings",
    port: int,
    announce: Callable[[str], None],
    shows: bool,
    text: Messages,
) -> None:
    """Run the office until it is stopped: by a signal, or by the button of its pages."""
    from planner.office.web.application import office_application
    from planner.portal.web import serving
    from planner.portal.web.cache import PortalCache
    from planner.portal.web.state import Portal
    from planner.portal.web.worker import Worker, portal_jobs

    def stop() -> None:
        server.should_exit = True

    worker = Worker()
    portal = Portal(database, PortalCache(database), settings=settings, stop=stop, wake=worker.wake)
    place = serving.ListenAddress("127.0.0.1", port)
    server = serving.build_server(office_application(portal), place)
    with _listener(database, place) as listener:
        address = serving.listener_url(listener)
        announce(address)
        print(text("office.at", address=address, place=database.shown_place), flush=True)
        serving.revoke_startup_links(database, {user_name()}, portal.clock(), portal.today)
        _show(database, address, shows, text)
        with suppress(KeyboardInterrupt), worker.working(portal_jobs(portal)):
            serving.run(server, listener)
    print(text("office.stopped"))


def _listener(database: "Database", place: "ListenAddress") -> socket:
    """Open the socket of the office: where none is asked for, at the port it had last, if free."""
    from planner.office.running import former_port
    from planner.portal.web.serving import open_listener

    if not place.port and (former := former_port(database)):
        with suppress(Unusable):
            return open_listener(replace(place, port=former))
    return open_listener(place)


def _show(database: "Database", address: str, shows: bool, text: Messages) -> None:
    """Open the browser by a link that works once; print the link where no browser opens."""
    from planner.portal.store.address import office_sign_in_url
    from planner.portal.web import serving

    now = datetime.now(UTC)
    secret = serving.issue_startup_link(database, user_name(), now.date() + _DAYS, now)
    entry = f"{office_sign_in_url(address, secret)}?lang={text.language}"

    def show() -> None:
        if not (shows and webbrowser.open(entry)):
            print(text("office.entry", entry=entry), flush=True)

    if shows:  # some browsers end before `open` returns: the office does not wait for it
        Thread(target=show, daemon=True).start()
    else:
        show()


def _own_database() -> Path:
    """Return the database in the folder that the system foresees for data of this person."""
    from platformdirs import user_data_path

    from planner.portal.store.sqlite import translated_faults

    folder = user_data_path("planner", appauthor=False)
    with translated_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / "office.db"
