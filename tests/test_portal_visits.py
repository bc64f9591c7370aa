"""A visit counts when a browser has fetched what a page shows, not when a mail is checked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.planning.planning import Edition
from planner.portal.store.visits import Act, Visit, read_journal
from tests.portal import (
    EARLIER,
    IRON,
    LATER,
    STYLESHEET,
    WOOD,
    Site,
    Visitor,
    looked_at,
    site,
    visiting,
)


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


def visits(opened: Site) -> list[Visit]:
    with opened.database.reading() as connection:
        return list(read_journal(connection, 99))


def marker(page: str) -> list[str]:
    return [path for path in STYLESHEET.findall(page) if path.startswith("/c/")]


def test_who_checks_the_link_of_a_mail_is_no_visitor(opened: Site, visit: Visitor) -> None:
    link = opened.link(IRON).secret
    for method in ("GET", "HEAD", "GET"):
        assert visit(f"/c/{link}", method).status == 200
    assert visits(opened) == []
    assert "que vous avez ouverte" not in looked_at(visit, link).text
    (found,) = visits(opened)
    assert (found.act, found.company_name, found.revision) == (Act.OPENED, IRON, 2)


def test_each_opening_counts_and_no_copy_of_the_marker_is_kept(
    opened: Site, visit: Visitor
) -> None:
    link = opened.link(IRON).secret
    for _ in range(2):
        looked_at(visit, link)
    assert len(visits(opened)) == 2
    (path,) = marker(visit(f"/c/{link}").text)
    answer = visit(path)
    assert (answer.body, answer.header("Cache-Control")) == (b"", "no-store")
    assert str(answer.header("Content-Type")).startswith("text/css")


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", {}, True),
        ("GET", {"Sec-Fetch-Dest": "style"}, True),
        ("GET", {"Sec-Fetch-Dest": "document"}, False),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}, False),
        ("HEAD", {}, False),
    ],
)
def test_only_a_browser_that_shows_the_page_counts(
    opened: Site, visit: Visitor, method: str, headers: dict[str, str], counts: bool
) -> None:
    (path,) = marker(visit(f"/c/{opened.link(IRON).secret}").text)
    assert visit(path, method, headers).status == 200
    assert len(visits(opened)) == int(counts)


def test_what_shows_no_current_version_marks_nothing(opened: Site, visit: Visitor) -> None:
    person = f"/c/{opened.link(IRON).secret}/{opened.person('Abrazine')}"
    assert marker(visit(f"{person}?revision=1").text) == []
    assert marker(visit(f"{person}?revision=2").text)
    assert marker(visit(person).text)


def test_a_company_marks_its_own_versions_only(
    opened: Site, visit: Visitor, edition: Edition
) -> None:
    only_wood = opened.publish(
        replace(edition, version_label="V3"), [who for who in LATER if who.company == WOOD]
    )
    link = opened.link(WOOD).secret
    base = f"/c/{link}/seen.css?versions="
    for asked in ("", "x", "9" * 30, "99", "-", "1-1", "%00", "1;2", "²"):
        assert visit(f"{base}{asked}").status == 200, asked
    assert {each.revision for each in visits(opened)} == {1}
    assert visit(f"{base}{only_wood.id}").status == 200
    assert {each.company_name for each in visits(opened)} == {WOOD}
