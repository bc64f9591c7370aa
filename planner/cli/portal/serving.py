"""The commands `serve`, the web server of the portal until it is interrupted, and `settings`."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import (
    ADDRESS_TYPE,
    DATABASE_TYPE,
    LOG_TYPE,
    NETWORK_TYPE,
    PATH_TYPE,
    PORT_TYPE,
)
from planner.cli.portal.opening import given_settings, opened_portal, require_extra
from planner.files.problems import Unusable, problem
from planner.messages import LANGUAGES, Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.portal.store.database import Database
    from planner.portal.web.state import Portal


@click.command("serve", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=PORT_TYPE, default=8000)
@click.option("--address", type=ADDRESS_TYPE)
@click.option("--trust-proxy", type=NETWORK_TYPE, multiple=True)
@click.option("--settings", type=PATH_TYPE)
@click.option("--log", type=LOG_TYPE, default="text")
@click.option("--quiet", is_flag=True)
@lang_option
@click.pass_obj
def serve_command(
    text: Messages,
    database: DatabasePlace,
    host: str,
    port: int,
    address: str | None,
    trust_proxy: tuple[str, ...],
    settings: Path | None,
    log: str,
    quiet: bool,
) -> int:
    """Serve the portal, and print its address and a link of the school office."""
    require_extra()

    from planner.office.web.application import office_application
    from planner.portal.settings.sign_in import SignInKind
    from planner.portal.store import issuing
    from planner.portal.store.address import is_loopback_address
    from planner.portal.store.database import read_setting, replace_setting
    from planner.portal.web import serving
    from planner.portal.web.cache import PortalCache
    from planner.portal.web.http.request_log import start_log
    from planner.portal.web.state import Portal
    from planner.portal.web.worker import Worker, portal_jobs

    place = serving.ListenAddress(host, port, trust_proxy)
    start_log(as_json=log == "json")
    with _logged_refusal(text):
        school = given_settings(settings)
        if school.sign_in.kind is SignInKind.HEADER and not trust_proxy:
            raise Unusable([problem("serve.header-needs-proxy")])
    with opened_portal(database, text) as opened:
        with opened.reading() as connection:
            stored = read_setting(connection, issuing.ADDRESS_SETTING)
        if stored and is_loopback_address(stored):
            stored = None  # it may have another port now: the address of the listener is printed
        known = address or stored
        if known is None and not place.is_loopback:
            raise Unusable([problem("serve.needs-address", host=host)])
        worker = Worker()
        portal = Portal(opened, PortalCache(opened), known, settings=school, wake=worker.wake)
        with serving.open_listener(place) as listener:
            if address:
                with opened.writing() as connection:
                    replace_setting(connection, issuing.ADDRESS_SETTING, address)
            here = f"{serving.listener_url(listener)}{portal.prefix}"
            if not quiet:
                _print_entry(opened, portal, known, here, text)
            try:
                with worker.working(portal_jobs(portal)):
                    serving.run(serving.build_server(office_application(portal), place), listener)
            except KeyboardInterrupt:
                print(text("serve.stopped"))
    return EXIT_OK


@contextmanager
def _logged_refusal(text: Messages) -> Iterator[None]:
    """Write settings that are refused to the log, as one line.

    There is no entry of the audit trail: nobody has signed in, and no database is open.
    """
    try:
        yield
    except Unusable as refused:
        why = " ".join(text.sentence(each) for each in refused.problems)
        logging.getLogger("planner.portal").error("the settings are refused: %s", why)
        raise


def _print_entry(
    database: "Database", portal: "Portal", known: str | None, here: str, text: Messages
) -> None:
    """Print where the portal is, and the link by which scolarité signs in until tomorrow."""
    from planner.portal.store.address import office_sign_in_url
    from planner.portal.web import serving

    holders = {Messages(language)("serve.holder") for language in LANGUAGES}
    serving.revoke_startup_links(database, holders, portal.clock(), portal.today)
    ends = portal.today + timedelta(days=1)
    secret = serving.issue_startup_link(database, text("serve.holder"), ends, portal.clock())
    print(text("serve.at", address=known or here))
    if known not in (None, here):
        print(text("serve.here", here=here))
    entry = office_sign_in_url(known or here, secret)
    print(text("serve.office", entry=entry), flush=True)


@click.command("settings", cls=Command)
@click.argument("file", type=PATH_TYPE)
@lang_option
@click.pass_obj
def settings_command(text: Messages, file: Path) -> int:
    """Check the settings file of a school."""
    sections = given_settings(file).model_fields_set
    key = "settings.valid" if sections else "settings.empty"
    print(text(key, file=file, sections=", ".join(sorted(sections))))
    return EXIT_OK
