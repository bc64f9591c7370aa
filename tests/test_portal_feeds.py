"""What calendars of the portal are given, whatever names people typed."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from icalendar import Calendar

from planner.apprentices.folders import Document
from planner.delivery.rendering import DocumentRenderer
from planner.files.file_names import file_name
from planner.planning.planning import Edition
from planner.portal.store.publishing import withdraw
from tests.builders import employed
from tests.portal import (
    EARLIER,
    IRON,
    LATER,
    SERIES,
    WOOD,
    Answer,
    Site,
    Visitor,
    feeds_on,
    journal_of,
    made,
    saved_as,
    site,
    visiting,
)
from tests.portal_store import published_again


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


# --- Feeds --------------------------------------------------------------------------------------


def entries(answer: Answer) -> Mapping[str, tuple[int, str]]:
    """Give the sequence and the status of each entry of a calendar, by its identifier."""
    assert answer.status == 200
    events = Calendar.from_ical(answer.body).walk("VEVENT")
    return {
        str(each["UID"]): (int(str(each["SEQUENCE"])), str(each.get("STATUS", "")))
        for each in events
    }


def test_a_new_version_reaches_the_calendar_and_a_withdrawal_clears_it(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    later, earlier = versions
    first = opened.publish(earlier, EARLIER)
    secret = opened.link(WOOD).secret
    feed, leaver = (f"/feed/{each}.ics?lang=fr" for each in feeds_on(visit, secret))
    assert visit(feed).body == made(Document.CALENDAR_FILE, EARLIER[7], earlier)
    was, tag = entries(visit(feed)), visit(feed).header("ETag")

    second = opened.publish(later, LATER)
    told = visit(feed, headers={"If-None-Match": str(tag)})
    assert told.body == made(Document.CALENDAR_FILE, LATER[7], later, earlier)
    now = entries(told)
    assert set(now) >= set(was)
    changed = [(was[key], found) for key, found in now.items() if was[key] != found]
    assert changed == 4 * [((1, "CONFIRMED"), (2, "CONFIRMED"))]

    left = entries(visit(leaver))
    assert is_cleared(left)
    assert {number for number, _ in left.values()} == {2}
    assert visit(leaver, headers={"If-None-Match": "*"}).status == 304

    opened.clock.now += timedelta(hours=1)
    withdrawn = withdraw(opened.database, second, "Scolarité", opened.clock())
    cleared = entries(visit(feed))
    assert set(cleared) >= {key for key, (_, status) in now.items() if status != "CANCELLED"}
    assert is_cleared(cleared)
    assert {number for number, _ in cleared.values()} == {3}
    assert visit(f"/c/{secret}/{opened.person('Falbrise')}/calendar_file").status == 404
    assert visit(f"/c/{secret}/{SERIES}/zip").status == 404

    published_again(opened.database, first, withdrawn, "Scolarité", opened.clock())
    again = entries(visit(feed))
    assert {number for number, _ in again.values()} == {4}
    assert is_live(again)
    assert {key for key, (_, status) in again.items() if status != "CANCELLED"} == set(was)
    assert is_live(entries(visit(leaver)))


def is_cleared(calendar: Mapping[str, tuple[int, str]]) -> bool:
    return {status for _, status in calendar.values()} == {"CANCELLED"}


def is_live(calendar: Mapping[str, tuple[int, str]]) -> bool:
    return "CANCELLED" not in {status for _, status in calendar.values()} and bool(calendar)


def test_a_feed_is_read_while_its_journal_cannot_be_written(
    opened: Site, visit: Visitor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.portal.store.sqlite.BUSY_TIMEOUT", 0.05)
    with site(opened.database.path.parent) as hasty, visiting(hasty) as visit:
        hasty.publish(edition, EARLIER)
        feed = feeds_on(visit, hasty.link(IRON).secret)[0]
        with hasty.database.writing():
            answer = visit(f"/feed/{feed}.ics")
        assert answer.status == 200
        assert "read-feed" not in journal_of(hasty)
        visit(f"/feed/{feed}.ics")
        assert "read-feed" in journal_of(hasty)


# --- Names that people typed --------------------------------------------------------------------

NASTY = {
    "markup": "<script>alert(1)</script><img src=//evil.example/x onerror=alert(1)>",
    "attributes": "\" onmouseover='alert(1)' x='\">",
    "a template": "{{ 7*7 }} {% raw %} &lt;b&gt; &#x41;",
    "a header": 'x"; filename="evil.exe; a,b\\n\\,=',
    "lines": "Nom\r\nSet-Cookie: evil=1\r\n\r\nEND:VEVENT\r\nATTENDEE:mailto:evil@evil.example",
    "a path": "=../../etc/passwd",
    "of other letters": "شركة Ωμέγα 株式会社 🚀",
    "turned round": "\u202egnp.exe\u200b\u00a0",
    "control": "a\x00b\x07c\x1b[31m",
    "long": "W" * 200,
}


@pytest.fixture(scope="module")
def typed_in(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a portal of people and companies with such names, each alone in a company."""
    everyone = [
        employed(typed, typed, "1A", typed, option=typed, row=row)
        for row, typed in enumerate(NASTY.values(), start=1)
    ]
    with site(tmp_path_factory.mktemp("names")) as found:
        found.publish(edition, everyone)
        yield found


@pytest.mark.parametrize("name", NASTY)
def test_names_are_text_wherever_they_stand(
    typed_in: Site, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, person = NASTY[name], 1 + 2 * list(NASTY).index(name)
    with visiting(typed_in) as visit:
        secret = typed_in.link(typed).secret
        page = visit(f"/c/{secret}?lang=fr")
        calendar = visit(f"/feed/{feeds_on(visit, secret)[0]}.ics")
        alone = visit(f"/c/{secret}/{person}/calendar_file")
        monkeypatch.setattr(DocumentRenderer, "documents", lambda *_: {Document.CALENDAR_FILE: b""})
        monkeypatch.setattr(DocumentRenderer, "company_index", lambda *_: b"")
        packed = visit(f"/c/{secret}/{SERIES}/zip")

    found = Elements()
    found.feed(page.text)
    assert page.status == 200
    assert not found.tags & {"script", "img", "iframe", "style"}
    assert not [name for name in found.attributes if name.startswith("on") or name == "style"]
    assert "evil.example" not in " ".join(found.addresses)
    assert _seen(typed) in _seen(" ".join(found.texts))
    assert page.text.count("</html>") == 1

    assert entries(calendar)
    assert calendar.body == alone.body
    assert not [line for line in calendar.text.split("\r\n") if line.startswith("ATTENDEE")]

    for answer in (alone, packed):
        header = answer.header("Content-Disposition") or ""
        assert answer.status == 200
        assert re.fullmatch(
            r"attachment; filename=\"[A-Za-z0-9 ._-]+\"; filename\*=UTF-8''[\w.%~-]+", header, re.A
        )
        assert file_name(saved_as(answer), 120) == saved_as(answer)
    with zipfile.ZipFile(io.BytesIO(packed.body)) as files:
        for path in files.namelist():
            assert all(part == file_name(part) for part in path.split("/"))


def _seen(text: str) -> str:
    """Give what is seen of a text, wherever lines break."""
    return re.sub(r"[\s\u200b\0]+", " ", text).strip()


class Elements(HTMLParser):
    """Gathers what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [
            value or "" for name, value in attrs if name in ("href", "src", "action")
        ]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
