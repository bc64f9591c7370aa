"""The command `serve`: the web server of the portal, until it is interrupted."""

from pathlib import Path

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import ADDRESS_TYPE, NETWORK_TYPE, PATH_TYPE, PORT_TYPE
from planner.cli.portal_database import opened_portal, require_extra
from planner.files.problems import Unusable, problem
from planner.messages import Messages


@click.command("serve", cls=Command)
@click.option("--database", type=PATH_TYPE, required=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=PORT_TYPE, default=8000)
@click.option("--address", type=ADDRESS_TYPE)
@click.option("--trust-proxy", type=NETWORK_TYPE, multiple=True)
@click.option("--quiet", is_flag=True)
@lang_option
@click.pass_obj
def serve_command(
    text: Messages,
    database: Path,
    host: str,
    port: int,
    address: str | None,
    trust_proxy: tuple[str, ...],
    quiet: bool,
) -> int:
    """Serve the portal, and print its address and a link of the school office."""
    require_extra()

    from planner.office.web.application import office_application
    from planner.portal.store import issuing
    from planner.portal.store.address import is_loopback_address, office_sign_in_url
    from planner.portal.store.database import read_setting, replace_setting
    from planner.portal.web import serving
    from planner.portal.web.cache import PortalCache
    from planner.portal.web.state import Portal

    place = serving.ListenAddress(host, port, trust_proxy)
    with opened_portal(database, text) as opened:
        with opened.reading() as connection:
            stored = read_setting(connection, issuing.ADDRESS_SETTING)
        if stored and is_loopback_address(stored):
            stored = None  # it may have another port now: the address of the listener is printed
        known = address or stored
        if known is None and not place.is_loopback:
            raise Unusable([problem("serve.needs-address", host=host)])
        portal = Portal(opened, PortalCache(opened), known)
        with serving.open_listener(place) as listener:
            if address:
                with opened.writing() as connection:
                    replace_setting(connection, issuing.ADDRESS_SETTING, address)
            here = serving.listener_url(listener)
            if not quiet:
                secret = serving.issue_startup_link(opened, portal.clock(), portal.today, text)
                entry = office_sign_in_url(known or here, secret)
                print(text("serve.at", address=known or here))
                if known not in (None, here):
                    print(text("serve.here", here=here))
                print(text("serve.office", entry=entry), flush=True)
            try:
                serving.serve(office_application(portal), place, listener)
            except KeyboardInterrupt:
                print(text("serve.stopped"))
    return EXIT_OK
