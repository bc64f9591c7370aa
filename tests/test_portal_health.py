"""What monitoring and hurried readers ask of the portal: is it well, is this link mine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from planner.planning.planning import Edition
from planner.portal.store.secret import new_secret
from planner.portal.web.http.throttle import FREE_ATTEMPTS
from tests.portal import EARLIER, IRON, Site, Visitor, feeds_on, site, visiting


@pytest.fixture
def opened(edition: Edition, tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        found.publish(edition, EARLIER)
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


def test_the_portal_is_well_while_its_database_can_be_read(opened: Site, visit: Visitor) -> None:
    for method in ("GET", "HEAD"):
        found = visit("/health", method)
        assert (found.status, found.body) == (200, b"ok\n")
        assert found.header("Cache-Control") == "no-store"
    path = opened.database.path
    for damaged in (b"", bytes(path.stat().st_size)):
        other = path.with_name("other.db")
        other.write_bytes(damaged)
        other.replace(path)
        assert visit("/health").status == 503
    path.unlink()
    found = visit("/health")
    assert found.status == 503
    assert str(path) not in found.text


@pytest.mark.parametrize(
    "glued", [".", ")", ").", "!", "…", ">", "»", "*", "’", "\u00a0»", "\u200b"]
)
def test_a_link_opens_with_the_end_of_its_sentence_glued_on(
    opened: Site, visit: Visitor, glued: str
) -> None:
    link = opened.link(IRON)
    page = visit(f"/c/{link.secret}").text
    glued_page = visit(f"/c/{link.secret}{quote(glued)}")
    assert glued_page.status == 200
    assert f"{link.secret}{glued}" not in glued_page.text
    assert glued_page.text == page


def test_a_link_with_something_glued_on_is_no_attack(opened: Site, visit: Visitor) -> None:
    own = replace(visit, client="192.0.2.9")
    link, feed = opened.link(IRON), feeds_on(visit, opened.link(IRON).secret)[0]
    for _ in range(FREE_ATTEMPTS + 3):
        assert own(f"/c/{opened.link(IRON).secret}).").status == 200
        assert own(f"/feed/{feed}.ics).").status == 404
    visit.seconds.now = 0.0
    assert own(f"/c/{link.secret}.").status == 404  # renewed since
    assert own(f"/c/{new_secret()}.").status == 404
    assert visit.seconds.answered < 0.2
