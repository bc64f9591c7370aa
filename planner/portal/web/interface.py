"""Request handlers of the interface for programs: a token authenticates, JSON is answered.

Denials are problems (RFC 9457); wrong tokens are throttled as wrong links are.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from planner.files.problems import Unusable
from planner.portal.interface.answers import ProblemAnswer
from planner.portal.interface.document import PROBLEM_TYPE, ROOT, openapi_document
from planner.portal.interface.operations import OPERATIONS, Operation
from planner.portal.interface.views import Absent, TokenSource
from planner.portal.store.contents import etag_of
from planner.portal.store.tokens import Token, find_token, note_use
from planner.portal.web.cache import CacheableDocument
from planner.portal.web.http.bearer import bearer_token
from planner.portal.web.http.denials import ExceptionHandler, delay_denial
from planner.portal.web.http.downloads import document_response
from planner.portal.web.http.throttle import MAX_DELAY, Throttle
from planner.portal.web.state import Portal, portal_of

_LOG = logging.getLogger("planner.portal")

_TITLES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    503: "Service Unavailable",
}


class Unanswered(Exception):
    """A question of a program that is not answered.

    Attributes
    ----------
    is_attempt
        Whether it presented a token that is none: such failures are throttled.
    """

    def __init__(
        self, status: int, detail: str, errors: tuple[str, ...] = (), *, is_attempt: bool = False
    ) -> None:
        self.status, self.detail, self.errors = status, detail, errors
        self.is_attempt = is_attempt


def unanswered_handler(throttle: Throttle) -> ExceptionHandler:
    """Return the handler that answers with a problem, delayed where tokens are tried."""

    async def tell(request: Request, error: Exception) -> Response:
        assert isinstance(error, Unanswered)
        if error.status != 401 or await delay_denial(
            request, throttle, is_attempt=error.is_attempt
        ):
            return _problem(error)
        return _problem(Unanswered(429, "Too many wrong tokens came from this address."))

    return tell


def _problem(error: Unanswered) -> Response:
    body = ProblemAnswer(
        title=_TITLES[error.status],
        status=error.status,
        detail=error.detail,
        errors=list(error.errors),
    )
    headers: Mapping[int, Mapping[str, str]] = {
        401: {"WWW-Authenticate": "Bearer"},
        429: {"Retry-After": f"{MAX_DELAY:.0f}"},
    }
    return Response(
        body.model_dump_json(), error.status, headers.get(error.status), media_type=PROBLEM_TYPE
    )


def document_page(request: Request) -> Response:
    """Return the OpenAPI document, which is open to everybody."""
    return _json(request, openapi_document(portal_of(request).address_for(request)))


def _endpoint(operation: Operation[Any]) -> Callable[[Request], Response]:
    """Return the handler of an operation."""

    def answer(request: Request) -> Response:
        portal = portal_of(request)
        token = _authorized(portal, request)
        if operation.tells_persons and not token.scope.with_persons:
            raise Unanswered(403, "This token does not admit persons.")
        source = TokenSource(portal.database, portal.cache.contents, token.scope)
        try:
            reply = operation.reply(source, _given(request))
        except Absent:
            raise Unanswered(404, "There is no such thing, or not for this token.") from None
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
            told = tuple(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in faults)
            raise Unanswered(422, "A parameter is not accepted.", told) from None
        except Unusable as unusable:
            _LOG.error("an operation has no answer: %s", unusable)
            raise Unanswered(503, "The portal cannot answer at this moment.") from None
        _record(portal, token)
        return _json(request, reply.model_dump_json().encode())

    return answer


def _authorized(portal: Portal, request: Request) -> Token:
    """Return the token that a request presents.

    Raises
    ------
    Unanswered
        It presents none, or one that is none or was revoked.
    """
    secret = bearer_token(request)
    if secret is None:
        raise Unanswered(401, "A token is needed: Authorization: Bearer TOKEN.")
    try:
        with portal.database.reading() as connection:
            found = find_token(connection, secret)
    except Unusable as unusable:
        _LOG.error("a token could not be read: %s", unusable)
        raise Unanswered(503, "The portal cannot answer at this moment.") from None
    if found is None:
        raise Unanswered(401, "The token is wrong or revoked.", is_attempt=True)
    return found


def _record(portal: Portal, token: Token) -> None:
    """Record the use of a token; if that fails, the answer is sent all the same."""
    try:
        note_use(portal.database, token, portal.today)
    except Unusable as unusable:
        _LOG.warning("the use of a token could not be noted: %s", unusable)


def _given(request: Request) -> Mapping[str, object]:
    """Return the parameters of a request.

    Raises
    ------
    Unanswered
        One is given twice.
    """
    pairs = [*request.query_params.multi_items(), *request.path_params.items()]
    given = dict(pairs)
    if len(given) < len(pairs):
        raise Unanswered(422, "A parameter is given twice.")
    return given


def _json(request: Request, content: bytes) -> Response:
    """Return JSON with an ETag of its content, or 304 Not Modified."""
    document = CacheableDocument("answer.json", etag_of(content), lambda: content)
    return document_response(request, document, is_download=False)


INTERFACE_ROUTES = (
    Route(f"{ROOT}/openapi.json", document_page),
    *(Route(f"{ROOT}{each.path}", _endpoint(each)) for each in OPERATIONS),
)
"""The routes of the interface."""
