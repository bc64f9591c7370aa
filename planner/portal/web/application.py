"""The ASGI application of the portal, with its routing table."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from planner.files.problems import Unusable
from planner.portal.pages.colour_css import palette_css
from planner.portal.web import (
    class_calendars,
    company,
    unsubscription,
)
from planner.portal.web.http.bodies import BodyTooLarge
from planner.portal.web.http.denials import (
    AccessDenied,
    denial_handler,
    plain_error_handler,
    plain_page,
)
from planner.portal.web.http.downloads import STATIC_FILES, static_files
from planner.portal.web.http.forms import CsrfError
from planner.portal.web.http.middleware import PortalMiddleware
from planner.portal.web.interface import INTERFACE_ROUTES, Unanswered, unanswered_handler
from planner.portal.web.monitoring import health_check, metrics_page
from planner.portal.web.office import (
    audit,
    calendars,
    home,
    links,
    mail,
    planned,
    publishing,
    sessions,
    sign_in,
    tokens,
    versions,
)
from planner.portal.web.office.roles import RouteNeeds
from planner.portal.web.office.session import SIGN_IN_PATH
from planner.portal.web.single_sign_on import handlers as single_sign_on
from planner.portal.web.state import Portal, portal_of
from planner.portal.web.work_queue import TooBusy

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Host names by which this machine is reached, always accepted."""

_BUSY_SECONDS = 10
"""Seconds after which who was refused for too much work may ask again."""

_CACHED = "public, max-age=86400"
"""Browsers keep static files for a day."""


def welcome_page(request: Request) -> Response:
    """Return the plain page of the portal's root, for visitors without a link."""
    return plain_page("home", 200, portal_of(request).prefix)


def palette_stylesheet(_: Request) -> Response:
    """Return the stylesheet of the colours that pages share with the other documents."""
    headers = {"Cache-Control": _CACHED}
    return Response(palette_css().encode(), headers=headers, media_type="text/css; charset=utf-8")


class NumberConvertor(Convertor[int]):
    """An integer of a URL path, of at most 9 digits: it fits the 32 bits of an id."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", NumberConvertor())

PORTAL_ROUTES = (
    Route("/", welcome_page),
    Route("/health", health_check),
    Route("/metrics", metrics_page),
    Route("/static/palette.css", palette_stylesheet),
    Route("/static/{name}", static_files(STATIC_FILES, _CACHED)),
    Route("/c/{secret}", company.company_page),
    Route("/c/{secret}/{person:number}", company.company_page),
    Route("/c/{secret}/seen.css", company.page_seen),
    Route("/c/{secret}/{person:number}/{document}", company.company_document),
    Route("/c/{secret}/zip", company.company_archive_of_all),
    Route("/c/{secret}/{series}/zip", company.company_archive),
    Route("/feed/{secret}.ics", company.calendar_feed),
    *INTERFACE_ROUTES,
    Route("/k/{calendar}.{form}", class_calendars.class_document),
    Route("/k/{calendar}", class_calendars.class_page),
    Route("/notices/{secret}", unsubscription.unsubscription_page),
    Route("/notices/{secret}", unsubscription.unsubscription_action, methods=["POST"]),
    Route("/office/in/{secret}", sign_in.sign_in_page),
    Route("/office/in/{secret}", sign_in.sign_in_action, methods=["POST"]),
    Route(SIGN_IN_PATH, single_sign_on.leave_page),
    Route(single_sign_on.RETURN_PATH, single_sign_on.return_page),
    Route("/office", home.office_home),
    Route("/office/journal", home.journal_page),
    Route("/office/companies/{company:number}", home.company_preview),
    Route("/office/companies/{company:number}/{person:number}", home.company_preview),
    Route(
        "/office/companies/{company:number}/{person:number}/{document}",
        home.preview_document,
    ),
    Route("/office/companies/{company:number}/zip", home.preview_archive_of_all),
    Route("/office/companies/{company:number}/{series}/zip", home.preview_archive),
    Route("/office/versions", versions.versions_page),
    Route("/office/versions/{version:number}/planning.json", versions.planning_file),
    Route("/office/versions/{version:number}/changes", versions.version_changes_page),
    Route("/office/versions/{version:number}/withdraw", versions.withdrawal_page),
    Route(
        "/office/versions/{version:number}/withdraw",
        versions.withdraw_action,
        methods=["POST"],
    ),
    Route("/office/versions/{version:number}/again", versions.republication_page),
    Route(
        "/office/versions/{version:number}/again",
        versions.republish_action,
        methods=["POST"],
    ),
    Route("/office/tokens", tokens.tokens_page),
    Route("/office/tokens", tokens.issue_token_action, methods=["POST"]),
    Route(
        "/office/tokens/{token:number}/revoke",
        tokens.revoke_token_action,
        methods=["POST"],
    ),
    Route("/office/calendars", calendars.calendars_page),
    Route("/office/calendars", calendars.make_public_action, methods=["POST"]),
    Route("/office/calendars/withdraw", calendars.take_back_action, methods=["POST"]),
    Route("/office/publish", publishing.upload_page),
    Route("/office/publish", publishing.upload_action, methods=["POST"]),
    Route("/office/publish/{submission:number}", publishing.review_page),
    Route("/office/publish/{submission:number}", publishing.publish_action, methods=["POST"]),
    Route(
        "/office/publish/{submission:number}/discard",
        publishing.discard_action,
        methods=["POST"],
    ),
    Route("/office/links", links.links_page),
    Route("/office/links/missing", links.issue_missing_links, methods=["POST"]),
    Route("/office/links/prolong", links.prolong_action, methods=["POST"]),
    Route("/office/links/own", links.issue_own_link, methods=["POST"]),
    Route("/office/links/companies/{company:number}", links.company_link_page),
    Route("/office/links/companies/{company:number}", links.issue_one_link, methods=["POST"]),
    Route("/office/links/{link:number}/revoke", links.revocation_page),
    Route("/office/links/{link:number}/revoke", links.revoke_action, methods=["POST"]),
    Route("/office/audit", audit.audit_page),
    Route("/office/audit.csv", audit.audit_file),
    Route("/office/planned", planned.planned_page),
    Route("/office/planned/{planned:number}", planned.planned_review_page),
    Route(
        "/office/planned/{planned:number}/confirm",
        planned.confirm_action,
        methods=["POST"],
    ),
    Route(
        "/office/planned/{planned:number}/call-off",
        planned.call_off_action,
        methods=["POST"],
    ),
    Route("/office/mail", mail.mail_page),
    Route("/office/mail/again", mail.send_again_action, methods=["POST"]),
    Route("/office/mail/bounces", mail.read_bounces_action, methods=["POST"]),
    Route("/office/mail/links", mail.links_mailing_page),
    Route("/office/mail/links", mail.send_links, methods=["POST"]),
    Route("/office/mail/notices/{version:number}", mail.notices_page),
    Route("/office/mail/notices/{version:number}", mail.send_notices, methods=["POST"]),
    Route(sessions.SESSIONS_PATH, sessions.sessions_page),
    Route("/office/sessions/{session:number}/end", sessions.end_action, methods=["POST"]),
)
"""The routes of the portal."""


def portal_application(
    portal: Portal,
    routes: Sequence[BaseRoute],
    at_end: Callable[[], None],
    **services: object,
) -> PortalMiddleware:
    """Build the application that serves a portal, wrapped in its middleware.

    Parameters
    ----------
    routes
        Those of the portal, with others that are served beside them.
    at_end
        Called when the server stops: it ends what streams wait for.
    services
        What the handlers of the others find in the state of the application, by name.
    """
    host = _host(portal.address) if portal.address else None
    prefix = portal.prefix
    refuse = denial_handler(portal.throttle, prefix)
    app = Starlette(
        routes=_below(prefix, routes),
        middleware=[
            Middleware(
                TrustedHostMiddleware,
                allowed_hosts=[*LOCAL_HOSTS, *([host] if host else [])],
                www_redirect=False,
            )
        ],
        exception_handlers={
            AccessDenied: refuse,
            HTTPException: refuse,
            Unanswered: unanswered_handler(portal.throttle),
            CsrfError: plain_error_handler("stale", 403, prefix),
            BodyTooLarge: plain_error_handler("too-large", 413, prefix),
            TooBusy: plain_error_handler("busy", 503, prefix, retry_after=_BUSY_SECONDS),
            Unusable: plain_error_handler("unavailable", 503, prefix),
            Exception: plain_error_handler("fault", 500, prefix),
        },
    )
    app.router.redirect_slashes = False  # a redirect would repeat the secret in its Location
    app.state.portal = portal
    app.state.needs = RouteNeeds(routes)
    for name, service in services.items():
        setattr(app.state, name, service)
    portal.metrics.watch_database(lambda: portal.database.size)
    portal.metrics.watch_queue("uploads", lambda: portal.uploads.pending)
    portal.metrics.watch_queue("differences", lambda: portal.differences.work.pending)
    return PortalMiddleware(
        app, address=portal.address, observe=portal.metrics.observe, at_end=at_end
    )


def _below(prefix: str, routes: Sequence[BaseRoute]) -> Sequence[BaseRoute]:
    """Return routes whose paths begin with a prefix: outside it nothing is served."""
    if not prefix:
        return routes
    return [Mount(prefix, app=Router(routes, redirect_slashes=False))]


def _host(address: str) -> str:
    """Return the host of a base URL as in a Host header; IPv6 in brackets."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host
