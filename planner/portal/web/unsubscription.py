"""Request handlers of whoever wants no more notices: a page with a button, and one click of mail.

A program that checks the links of a mail opens them, and presses no button. A mail program that
has a button of its own for this sends the form by itself (RFC 8058), without any cookie.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from planner.messages import LANGUAGES, Messages
from planner.portal.pages.rendering import render
from planner.portal.store.outbox import (
    is_unsubscribed,
    subscribe_again,
    unsubscribe,
    unsubscribing_address,
)
from planner.portal.web.http.bodies import SHORT
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import CsrfError, is_same_origin, read_form
from planner.portal.web.http.language import request_language
from planner.portal.web.state import portal_of, secret_of


def unsubscription_page(request: Request) -> Response:
    """Return the page on which notices to an address are ended, or begun again.

    Raises
    ------
    AccessDenied
        The secret is of no message.
    """
    address = _address(request)
    with portal_of(request).database.reading() as connection:
        is_ended = is_unsubscribed(connection, address)
    html = render(
        "unsubscription.html",
        Messages(request_language(request)),
        prefix=portal_of(request).prefix,
        address=address,
        is_ended=is_ended,
        languages={each: f"?lang={each}" for each in LANGUAGES},
    )
    # under no-referrer, browsers would send `Origin: null` with the form
    return HTMLResponse(html, headers={"Referrer-Policy": "same-origin"})


async def unsubscription_action(request: Request) -> Response:
    """End the notices to an address, or begin them again.

    Raises
    ------
    AccessDenied
        The secret is of no message.
    CsrfError
        The form was sent by a page of somebody else.
    """
    await run_in_threadpool(_address, request)
    if not is_same_origin(request, portal_of(request)):
        raise CsrfError
    form = await read_form(request, SHORT)
    return await run_in_threadpool(_changed, request, begins=form.text("again") == "1")


def _changed(request: Request, *, begins: bool) -> Response:
    portal, address = portal_of(request), _address(request)
    with portal.database.writing() as connection:
        if begins:
            subscribe_again(connection, address)
        else:
            unsubscribe(connection, address, portal.clock())
    return unsubscription_page(request)


def _address(request: Request) -> str:
    """Return the address of the message whose secret is in the path."""
    with portal_of(request).database.reading() as connection:
        found = unsubscribing_address(connection, secret_of(request))
    if found is None:
        raise AccessDenied(is_attempt=True)
    return found
