"""Requests that no page sends: answered in words, and drafts stay whole."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from planner.files import confined
from planner.office.archives import Archives
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import history, list_drafts, read_state
from planner.office.searches.process import SearchProcess
from planner.office.searches.task import NothingFound
from tests.fuzz.requests import Request, RequestMaker
from tests.office_desk import Desk, listed_state, open_desk
from tests.portal import EARLIER
from tests.portal_store import first
from tests.searching import small

ANSWERS = (200, 303, 403, 404, 409, 413, 422)
"""Refusals in words are from 409 on, but for 413, too long; 403 is what no browser sends."""


class NoSearch:
    """A search that finds nothing at once."""

    @classmethod
    def start(cls, _: object) -> "NoSearch":
        return cls()

    def messages(self) -> list[NothingFound]:
        return [NothingFound()]

    def stop(self) -> None:
        pass

    def kill(self) -> None:
        pass


def ask(trials: int, first_seed: int) -> None:
    """Send so many requests; all else that is slow is done at once, or not at all."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined, "_is_confined", True)
        patch.setattr(SearchProcess, "start", NoSearch.start)
        patch.setattr(Archives, "prepare", lambda *_: None)
        with open_desk(Path(folder)) as desk:
            _ask(desk, Random(first_seed), trials)


def _ask(desk: Desk, random: Random, trials: int) -> None:
    states = (small(), DraftState("", 2026), listed_state(first(), EARLIER))
    for trial in range(trials):
        if trial % 50 == 0:
            drafts = [desk.start(state, "Essai <b>") for state in states]
            search = desk.send(f"/office/drafts/{drafts[0]}/searches", action="plan")
            number = int(str(search.header("location")).partition("?")[0].rpartition("/")[2])
            maker = RequestMaker(random, drafts, [number], desk.token)
        request = maker.request()
        try:
            judge(desk, request)
        except Exception as error:
            error.add_note(f"{request!r:.3000}")
            raise
    check_whole(desk)


def judge(desk: Desk, request: Request) -> None:
    kind = {"Content-Type": request.kind} if request.kind else {}
    headers = {**desk.headers, **kind, "X-CSRF-Token": desk.token}
    answer = desk.visit(request.address, request.method, headers, request.body)
    assert answer.status in ANSWERS, answer.body[:500]
    shown = answer.header("content-type") or ""
    if answer.status >= 400 and shown.startswith("text/html"):
        assert "<p" in answer.text or "<li" in answer.text
    if shown.startswith("text/html"):
        assert "<script>" not in answer.text
        assert "<img src=x" not in answer.text
        assert "Traceback" not in answer.text


def check_whole(desk: Desk) -> None:
    """Read every state of every draft."""
    with desk.site.database.reading() as connection:
        for draft in list_drafts(connection):
            for change in history(connection, draft.id):
                read_state(connection, draft.id, change.revision)
    assert desk.open("/office/drafts").status == 200


def test_what_no_page_sends_is_refused_in_words() -> None:
    ask(300, first_seed=1)
