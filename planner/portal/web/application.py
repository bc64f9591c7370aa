"""The portal as a web application: all its addresses, in one table."""

from importlib import resources
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from planner.files.problems import Unusable
from planner.portal.pages.palette import palette_css
from planner.portal.web import company, office, office_links, office_publishing, office_versions
from planner.portal.web.guard import Guard, Refused, TooLarge, plain_answer, refusing, saying
from planner.portal.web.signing_in import Stale, acting, come_in, go_out
from planner.portal.web.state import Portal

HERE = ("127.0.0.1", "localhost", "[::1]")
"""The names of this machine."""

_STATIC = {
    "portal.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_DAY = 86_400


def home(_: Request) -> Response:
    """Say what this is, to whoever comes without a link."""
    return plain_answer("home", 200)


def static(request: Request) -> Response:
    """Answer with a stylesheet or a picture of the pages."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise Refused(counts=False)
    content = resources.files("planner.portal.web").joinpath("static", name).read_bytes()
    return _kept(content, _STATIC[name])


def palette(_: Request) -> Response:
    """Answer with the stylesheet of the colours that all documents share."""
    return _kept(palette_css().encode(), _STATIC["portal.css"])


def _kept(content: bytes, kind: str) -> Response:
    headers = {"Cache-Control": f"public, max-age={_DAY}"}
    return Response(content, headers=headers, media_type=kind)


class Number(Convertor[int]):
    """A number in an address, of no more digits than the database has for one."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", Number())

ROUTES = (
    Route("/", home),
    Route("/static/palette.css", palette),
    Route("/static/{name}", static),
    Route("/c/{secret}", company.page),
    Route("/c/{secret}/{person:number}/{document}", company.download),
    Route("/c/{secret}/{series}/zip", company.archive),
    Route("/feed/{secret}.ics", company.subscription),
    Route("/office/in/{secret}", come_in),
    Route("/office/out", acting(go_out), methods=["POST"]),
    Route("/office", office.home),
    Route("/office/journal", office.visits),
    Route("/office/companies/{company:number}", office.preview),
    Route("/office/companies/{company:number}/{person:number}/{document}", office.preview_document),
    Route("/office/companies/{company:number}/{series}/zip", office.preview_archive),
    Route("/office/versions", office_versions.listing),
    Route("/office/versions/{version:number}/planning.json", office_versions.planning_file),
    Route("/office/versions/{version:number}/changes", office_versions.changes),
    Route("/office/versions/{version:number}/withdraw", office_versions.ask_withdrawal),
    Route(
        "/office/versions/{version:number}/withdraw", office_versions.do_withdraw, methods=["POST"]
    ),
    Route("/office/versions/{version:number}/again", office_versions.ask_again),
    Route("/office/versions/{version:number}/again", office_versions.do_again, methods=["POST"]),
    Route("/office/publish", office_publishing.ask_files),
    Route("/office/publish", office_publishing.send_files, methods=["POST"]),
    Route("/office/publish/{draft:number}", office_publishing.ask_publication),
    Route("/office/publish/{draft:number}", office_publishing.do_publish, methods=["POST"]),
    Route("/office/publish/{draft:number}/discard", office_publishing.do_discard, methods=["POST"]),
    Route("/office/links", office_links.listing),
    Route("/office/links/missing", office_links.make_missing, methods=["POST"]),
    Route("/office/links/own", office_links.make_own, methods=["POST"]),
    Route("/office/links/companies/{company:number}", office_links.of_company),
    Route("/office/links/companies/{company:number}", office_links.make_one, methods=["POST"]),
    Route("/office/links/{link:number}/revoke", office_links.ask_revocation),
    Route("/office/links/{link:number}/revoke", office_links.do_revoke, methods=["POST"]),
)
"""Every address of the portal."""


def application(portal: Portal) -> Guard:
    """Make the application that serves a portal."""
    host = _host(portal.address) if portal.address else None
    refuse = refusing(portal.throttle)
    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(
                TrustedHostMiddleware,
                allowed_hosts=[*HERE, *([host] if host else [])],
                www_redirect=False,
            )
        ],
        exception_handlers={
            Refused: refuse,
            HTTPException: refuse,
            Stale: saying("stale", 403),
            TooLarge: saying("too-large", 413),
            Unusable: saying("unavailable", 503),
            Exception: saying("fault", 500),
        },
    )
    app.router.redirect_slashes = False  # nobody is led on to an address with a secret in it
    app.state.portal = portal
    return Guard(app, address=portal.address, files_at=office_publishing.FILES)


def _host(address: str) -> str:
    """Give the name or number of the machine in an address, as browsers ask for it."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host
