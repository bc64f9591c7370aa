"""What monitoring asks: whether the portal is well, and its metrics."""

from secrets import compare_digest

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from planner.portal.store.versions import newest_versions
from planner.portal.web.http.bearer import bearer_token
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.state import portal_of


def health_check(request: Request) -> Response:
    """Return "ok" for monitoring, once the database was read.

    Raises
    ------
    Unusable
        The database cannot be read.
    """
    with portal_of(request).database.reading() as connection:
        newest_versions(connection)
    return PlainTextResponse("ok\n")


def metrics_page(request: Request) -> Response:
    """Return the metrics, to whoever presents the token of the settings.

    Raises
    ------
    AccessDenied
        The request presents another token or none, or the settings have none.
    """
    portal, token = portal_of(request), bearer_token(request)
    if token is None:
        raise AccessDenied(is_attempt=False)
    expected = portal.settings.monitoring.metrics_token
    if not (expected and compare_digest(token.encode(), expected.get_secret_value().encode())):
        raise AccessDenied(is_attempt=True)
    return Response(portal.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
