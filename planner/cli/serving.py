"""The portal on the web: served until somebody stops it."""

from contextlib import closing
from pathlib import Path

import click

from planner.cli.frame import DONE, lang
from planner.cli.portal import require_extra
from planner.cli.types import ADDRESS, PATH, PORT, PROXY, Command
from planner.files.problems import Unusable, problem
from planner.messages import Messages


@click.command(cls=Command)
@click.option("--database", type=PATH, required=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=PORT, default=8000)
@click.option("--address", type=ADDRESS)
@click.option("--trust-proxy", type=PROXY, multiple=True)
@click.option("--quiet", is_flag=True)
@lang
@click.pass_obj
def serve(
    text: Messages,
    database: Path,
    host: str,
    port: int,
    address: str | None,
    trust_proxy: tuple[str, ...],
    quiet: bool,
) -> int:
    require_extra()

    from planner.portal.store import issuing
    from planner.portal.store.address import is_loopback_address, office_sign_in_url
    from planner.portal.store.database import Database, read_setting, replace_setting
    from planner.portal.web import serving
    from planner.portal.web.cache import PortalCache
    from planner.portal.web.state import Portal

    place = serving.ListenAddress(host, port, trust_proxy)
    with closing(Database.open(database)) as opened:
        with opened.reading() as connection:
            kept = read_setting(connection, issuing.ADDRESS_SETTING)
        if kept and is_loopback_address(kept):
            kept = None  # a former port, perhaps: here, the portal tells its own address
        known = address or kept
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
                serving.serve(portal, place, listener)
            except KeyboardInterrupt:
                print(text("serve.stopped"))
    return DONE
