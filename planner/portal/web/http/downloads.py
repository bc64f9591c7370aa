"""Responses with a document: conditional requests (RFC 9110), Content-Disposition (RFC 6266)."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from planner.portal.web.cache import CacheableDocument

STATIC_FILES = StaticFiles(packages=[("planner.portal.web", "static")])
"""The stylesheet and the icon of the pages; starlette sets their ETag and Last-Modified."""


def static_files(
    files: StaticFiles, cache_control: str
) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that sends the file of the path; HTTPException 404 where there is none."""

    async def static_file(request: Request) -> Response:
        response = await files.get_response(request.path_params["name"], request.scope)
        response.headers["Cache-Control"] = cache_control
        return response

    return static_file


_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "toml": "application/toml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
}


def document_response(
    request: Request,
    document: CacheableDocument,
    *,
    is_download: bool,
    cache_control: str = "private, no-cache",
) -> Response:
    """Return a document with its ETag, or 304 Not Modified where If-None-Match names it.

    A document is rendered only if its content is sent.

    Parameters
    ----------
    is_download
        Whether a Content-Disposition asks the browser to save it under its name.
    cache_control
        How long who may keep it without asking again.
    """
    headers = {"ETag": f'"{document.etag}"', "Cache-Control": cache_control}
    if STATIC_FILES.is_not_modified(Headers(headers), request.headers):
        return NotModifiedResponse(Headers(headers))
    if is_download:
        headers["Content-Disposition"] = _content_disposition(document.name)
    return Response(document.content(), headers=headers, media_type=_media_type(document.name))


def file_response(name: str, content: bytes) -> Response:
    """Return a file that the browser saves under its name; this tells what it is."""
    headers = {"Content-Disposition": _content_disposition(name)}
    return Response(content, headers=headers, media_type=_media_type(name))


def _media_type(name: str) -> str:
    return _MEDIA_TYPES[name.rpartition(".")[2]]


def _content_disposition(name: str) -> str:
    """Return the Content-Disposition header of a download, with an ASCII fallback of its name.

    Starlette's own header has either a name in ASCII or an encoded one, never both.
    """
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
