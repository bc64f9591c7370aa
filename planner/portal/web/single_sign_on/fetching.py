"""Asking a service of the school, which has some seconds for an answer."""

import httpx2

from planner.portal.web.single_sign_on.service import SignOnUnreachable

TIMEOUT = 10.0
"""Seconds that a service has for an answer."""


def fetched(client: httpx2.Client, address: str) -> httpx2.Response:
    """Fetch an address of a service.

    Raises
    ------
    SignOnUnreachable
        It does not answer, or not by 200 OK.
    """
    try:
        answer = client.get(address)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise SignOnUnreachable(f"{type(error).__name__}: {error}") from None
    if answer.status_code != httpx2.codes.OK:
        raise SignOnUnreachable(f"answered {answer.status_code}")
    return answer
