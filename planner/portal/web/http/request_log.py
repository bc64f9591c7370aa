"""The access log: a line a request, as text or as JSON, without what a URL or a page holds."""

import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.types import Scope

from planner.files.invisible import escaped

_LOG = logging.getLogger("planner.portal")

_ANSWERED = "answered"


@dataclass(frozen=True)
class AnsweredRequest:
    """What the log and the metrics tell of a request.

    Attributes
    ----------
    client
        The IP address; "-" if unknown.
    route
        The pattern of its route, as URLs contain secrets; "-" if it has none.
    """

    client: str
    method: str
    route: str
    status: int
    seconds: float

    @property
    def milliseconds(self) -> int:
        """How long the answer took."""
        return round(self.seconds * 1000)


def answered_request(scope: Scope, status: int, seconds: float) -> AnsweredRequest:
    """Return what is told of a request that was answered."""
    client = scope["client"][0] if scope.get("client") else "-"
    route = getattr(scope.get("route"), "path", "-")
    return AnsweredRequest(client, scope["method"], route, status, seconds)


def log_request(request: AnsweredRequest) -> None:
    """Write the line of a request."""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    _LOG.info(
        f"{moment} {request.client} {request.method} {request.route} {request.status} "
        f"{request.milliseconds} ms",
        extra={_ANSWERED: request},
    )


def start_log(*, as_json: bool) -> None:
    """Write the log of the server to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if as_json else _TextLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class _TextLines(logging.Formatter):
    """Formats a message as one line: what others wrote into it begins no line of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return escaped(super().formatMessage(record))


class _JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"at": moment, "level": record.levelname.lower()}
        request = getattr(record, _ANSWERED, None)
        if isinstance(request, AnsweredRequest):
            told |= {
                "client": request.client,
                "method": request.method,
                "route": request.route,
                "status": request.status,
                "ms": request.milliseconds,
            }
        else:
            told["message"] = record.getMessage()
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
