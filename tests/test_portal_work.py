"""Heavy work of the portal: done once, one piece at a time, and refused when too much waits."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from planner.files.confined import OutOfBounds
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.publication_changes import PublicationChanges, publication_changes
from planner.portal.store.publishing import Proposal, propose, publish_within
from planner.portal.web.cache import PortalCache
from planner.portal.web.http import uploads
from planner.portal.web.office import versions as version_pages
from planner.portal.web.work_queue import MOST_WAITING, TooBusy, WorkQueue
from tests.portal import EARLIER, LATER, TOKEN, Site, Visitor, signed_in, site, visiting
from tests.portal_world import cookie


@pytest.fixture
def opened(versions: tuple[Edition, Edition], tmp_path: Path) -> Iterator[Site]:
    now, before = versions
    with site(tmp_path) as found:
        found.publish(before, EARLIER)
        found.publish(now, LATER)
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which publications are compared, by their label."""
    found: list[str] = []

    def noting(proposal: Proposal) -> PublicationChanges:
        found.append(proposal.edition.version_label or "")
        return publication_changes(proposal)

    monkeypatch.setattr(version_pages, "publication_changes", noting)
    return found


def test_what_a_version_changed_is_compared_once_a_language(
    opened: Site, visit: Visitor, compared: list[str]
) -> None:
    desk = cookie(signed_in(visit, opened.office_link().secret))
    pages = {
        language: [
            visit(f"/office/versions/2/changes?lang={language}", headers=desk).text
            for _ in range(3)
        ]
        for language in ("fr", "en")
    }
    assert len(compared) == 2
    assert "Célimène" in pages["fr"][0]
    for first, *others in pages.values():
        assert [TOKEN.sub("", each) for each in others] == [TOKEN.sub("", first)] * 2
    visit("/office/versions/1/changes?lang=fr", headers=desk)
    visit("/office/versions/1/again?lang=fr", headers=desk)
    visit("/office/versions/1/again?lang=fr", headers=desk)
    assert len(compared) == 4


def test_two_publications_are_told_apart_by_all_that_they_change(
    versions: tuple[Edition, Edition], opened: Site
) -> None:
    now, before = versions
    with opened.database.reading() as connection:
        digests = {
            propose(connection, edition, roster).digest
            for edition in (now, before, replace(now, version_label="X"))
            for roster in (EARLIER, LATER, LATER[1:], (replace(LATER[0], email=""), *LATER[1:]))
        }
    assert len(digests) == 12


def test_one_piece_of_work_is_done_at_a_time_and_a_few_wait() -> None:
    queue, go = WorkQueue(), threading.Event()
    at_once: list[int] = []
    running = 0

    def work() -> bool:
        nonlocal running
        try:
            with queue.turn():
                running += 1
                at_once.append(running)
                go.wait(60)
                running -= 1
        except TooBusy:
            return False
        return True

    with ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(work) for _ in range(40)]
        while sum(each.done() for each in asked) < 40 - 1 - MOST_WAITING:
            pass
        go.set()
    assert sum(each.result() for each in asked) == 1 + MOST_WAITING
    assert set(at_once) == {1}
    assert work()


def test_who_comes_when_too_many_wait_is_told_to_come_again(
    opened: Site, visit: Visitor, compared: list[str]
) -> None:
    desk = cookie(signed_in(visit, opened.office_link().secret))
    path = "/office/versions/2/changes?lang=fr"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened.portal.differences.work, "pending", 1 + MOST_WAITING)
        answer = visit(path, headers=desk)
        assert (answer.status, answer.header("Retry-After")) == (503, "10")
        assert "trop à faire" in answer.text
        assert visit("/office/versions", headers=desk).status == 200
    assert visit(path, headers=desk).status == 200
    assert len(compared) == 1


def test_files_that_exceed_the_bounds_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def exceeding(*_: object) -> None:
        raise OutOfBounds

    monkeypatch.setattr(uploads, "confined", exceeding)
    upload = uploads.Upload("a.json", b"{}")
    with pytest.raises(Unusable) as told:
        uploads.read_uploads(upload, upload, Messages("fr"))
    assert [each.key for each in told.value.problems] == ["office.excessive"]


@pytest.mark.usefixtures("confining")
def test_files_are_read_elsewhere_and_named_as_they_were_sent() -> None:
    planning = uploads.Upload("C:\\plan\\a.json", b"[" * 100_000)
    with pytest.raises(Unusable) as told:
        uploads.read_uploads(planning, uploads.Upload("b.csv", b""), Messages("fr"))
    said = Messages("fr").sentence(told.value.problems[0])
    assert said.startswith("a.json")


def test_what_is_published_is_read_before_anybody_asks_for_it(
    opened: Site, versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = PortalCache(opened.database)
    with opened.database.reading() as connection:
        proposal = propose(connection, versions[1], tuple(EARLIER))
    act = partial(publish_within, proposal=proposal, who="Anne", now=opened.clock())
    version = cache.publish(act)
    monkeypatch.setattr("planner.portal.web.cache.read_version_contents", None)
    assert cache.contents(version).number == version.id
