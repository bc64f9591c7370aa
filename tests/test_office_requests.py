"""What scripts of the office send, forms of any length, and which pages may have scripts."""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from planner.files.problems import Unusable, problem
from planner.office.web import application
from planner.portal.web.http.bodies import LONG, SHORT
from planner.portal.web.http.forms import CSRF_HEADER, Form
from planner.portal.web.office.session import (
    OfficeSession,
    office_action,
    office_json,
    office_long_form,
)
from tests.portal import TOKEN, Answer, Site, Visitor, signed_in, site, visiting


class Sum(BaseModel):
    terms: list[int]


@office_json(Sum)
def _add(session: OfficeSession, asked: Sum) -> Mapping[str, object]:
    if not asked.terms:
        raise Unusable([problem("portal.no-link")])
    return {"sum": sum(asked.terms), "who": session.user_name}


@office_long_form
def _count(_: OfficeSession, form: Form) -> Response:
    return PlainTextResponse(str(len(form.fields)))


ADDED = (
    Route("/office/sum", _add, methods=["POST"]),
    Route("/office/count", _count, methods=["POST"]),
    Route("/office/few", office_action(lambda *_: PlainTextResponse("few")), methods=["POST"]),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("requests")) as found:
        yield found


@pytest.fixture(scope="module")
def visit(opened: Site) -> Iterator[Visitor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "ROUTES", (*ADDED, *application.ROUTES))
        with visiting(opened) as found:
            yield found


@pytest.fixture(scope="module")
def desk(visit: Visitor, opened: Site) -> dict[str, str]:
    """Give the headers of a script of a page."""
    own = {"Cookie": f"office={signed_in(visit, opened.office_link().secret)}"}
    (token,) = set(TOKEN.findall(visit("/office/publish", headers=own).text))
    return {**own, CSRF_HEADER: token}


def asked(visit: Visitor, headers: Mapping[str, str], body: bytes) -> Answer:
    return visit("/office/sum", "POST", headers, body)


def test_json_of_the_model_is_answered_with_json(visit: Visitor, desk: dict[str, str]) -> None:
    answer = asked(visit, desk, b'{"terms": [1, 2]}')
    assert (answer.status, answer.header("content-type")) == (200, "application/json")
    assert json.loads(answer.text) == {"sum": 3, "who": "Scolarité"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"terms": "x"}', b"\xff", b'{"terms": []}'])
def test_what_cannot_be_done_is_said_in_sentences(
    visit: Visitor, desk: dict[str, str], body: bytes
) -> None:
    answer = asked(visit, desk, body)
    assert answer.status == 422
    (line,) = json.loads(answer.text)["problems"]
    assert ("Rechargez la page" in line) is (body != b'{"terms": []}')


@pytest.mark.parametrize(
    "headers",
    [
        {CSRF_HEADER: ""},
        {CSRF_HEADER: "x.y"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_other_sites_are_refused(
    visit: Visitor, desk: dict[str, str], headers: dict[str, str]
) -> None:
    assert asked(visit, {**desk, **headers}, b'{"terms": [1]}').status == 403


def test_nobody_else_is_answered(visit: Visitor, desk: dict[str, str]) -> None:
    assert asked(visit, {**desk, "Cookie": ""}, b'{"terms": [1]}').status == 404


def test_no_more_is_read_than_each_may_send(visit: Visitor, desk: dict[str, str]) -> None:
    form = {**desk, "Content-Type": "application/x-www-form-urlencoded"}
    token = desk[CSRF_HEADER]
    for path, fields, status in (
        ("/office/few", SHORT.fields, 200),
        ("/office/few", SHORT.fields + 1, 403),
        ("/office/count", LONG.fields, 200),
        ("/office/count", LONG.fields + 1, 403),
    ):
        sent = urlencode({"token": token} | {f"f{n}": n for n in range(fields - 1)}).encode()
        assert visit(path, "POST", form, sent).status == status, (path, fields)
    for path, most in (("/office/few", SHORT), ("/office/count", LONG), ("/office/sum", LONG)):
        told = {**form, "Content-Length": str(most.size + 1)}
        assert visit(path, "POST", told, b"x").status == 413


def test_only_pages_of_the_office_may_have_scripts(visit: Visitor, desk: dict[str, str]) -> None:
    for path, may in (
        ("/office", True),
        ("/office/drafts", True),
        ("/office/versions", True),
        ("/office/none", False),
        ("/", False),
        ("/c/none", False),
        ("/office/static/office.css", False),
    ):
        policy = visit(path, headers=desk).header("Content-Security-Policy") or ""
        assert ("script-src 'self'; connect-src 'self'" in policy) is may, path
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; ")


def test_static_files_of_the_office_are_asked_for_again(visit: Visitor) -> None:
    found = visit("/office/static/office.css")
    assert (found.status, found.header("Cache-Control")) == (200, "no-cache")
    tag = found.header("ETag")
    assert tag
    assert visit("/office/static/office.css", headers={"If-None-Match": tag}).status == 304
    for name in ("none.css", "..%2Fapplication.py", "%2e%2e"):
        assert visit(f"/office/static/{name}").status == 404
