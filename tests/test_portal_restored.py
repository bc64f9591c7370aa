"""A portal comes back: from a copy made while it was written, and from each former version."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.planning.planning import Edition
from planner.portal.store.versions import newest_versions
from planner.portal.store.visits import read_journal, record_page_opening
from tests.conftest import Call
from tests.portal import (
    EARLIER,
    IRON,
    TOKEN,
    Answer,
    Site,
    Visitor,
    feeds_on,
    looked_at,
    people_on,
    signed_in,
    site,
    visiting,
)
from tests.portal_world import cookie, draft_of

FORMER = Path(__file__).parent / "former"


@dataclass(frozen=True)
class Secrets:
    """What opens a portal: those of a link, of a feed and of a session."""

    company: str
    feed: str
    desk: str


FORMER_SECRETS = {
    1: Secrets(
        "JiYN8EFqG9ZZy1mfV2vvL3jwaKRgxhAUBaPJn3Sd3o8",
        "NHZZkgeCobf0wphhwO5KdEaB45fJadW7LnFR6aqAX2Q",
        "mS31_Q6fWfSzN9WgVLRLmyGZed_R8FnFFM7Sj5BubRM",
    ),
    4: Secrets(
        "kKLX6oCMJl2WXrBW9EjLV4Vxc3yXZYv_JyBHCPgfrdU",
        "OI67aTfOfvGI5HATCs4aKnB7RMMSpxHPnPO-v-ZvVXs",
        "zt-cElR0UsDbPKHmQHed-LnDl8VJ3fUIgsVJ1bPhmMM",
    ),
}
"""By the version of the tables. Each has Albi published twice, links, visits, an upload; the
fourth a draft of the office as well.
"""


def pages(visit: Visitor, secrets: Secrets) -> Mapping[str, Answer]:
    """Give what companies and scolarité see, but for the journal, which goes on."""
    people = people_on(visit, secrets.company)
    assert people
    shown = [f"/c/{secrets.company}?lang=fr", *people, *(f"{at}/calendar_pdf" for at in people[:1])]
    desk = ["/office/versions", "/office/publish", "/office/links", "/office/drafts"]
    found = {path: visit(path) for path in (*shown, f"/feed/{secrets.feed}.ics")}
    found |= {path: visit(path, headers=cookie(secrets.desk)) for path in desk}
    assert {path: each.status for path, each in found.items() if each.status != 200} == {}
    return found


def bodies(found: Mapping[str, Answer]) -> Mapping[str, bytes]:
    """Give what stays: not the tokens, which are new on each page."""
    return {path: re.sub(TOKEN.pattern.encode(), b"", page.body) for path, page in found.items()}


@contextmanager
def read_by_others(opened: Site, company: int) -> Iterator[None]:
    """Have visits noted without a pause, as if all companies came at once."""
    is_over = threading.Event()
    with opened.database.reading() as connection:
        seen = newest_versions(connection)

    def note() -> None:
        while not is_over.is_set():
            record_page_opening(opened.database, company, seen, opened.clock())

    thread = threading.Thread(target=note)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_a_copy_made_while_the_portal_is_written_is_the_portal_elsewhere(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    here, there, copy = tmp_path / "here", tmp_path / "there", tmp_path / "copies" / "copy.db"
    here.mkdir()
    there.mkdir()
    with site(here) as opened, visiting(opened) as visit:
        opened.publish(edition, EARLIER)
        draft_of(opened, edition)
        link, office = opened.link(IRON), opened.office_link()
        desk = signed_in(visit, office.secret)
        secrets = Secrets(link.secret, feeds_on(visit, link.secret)[0], desk)
        looked_at(visit, secrets.company)
        before = bodies(pages(visit, secrets))
        assert link.link.company is not None
        with read_by_others(opened, link.link.company):
            assert planner("backup", "--database", opened.database.path, "--out", copy)[0] == 0
        with opened.database.reading() as connection:
            noted = {visit.id for visit in read_journal(connection, 10_000)}
    shutil.copy(copy, there / "portal.db")
    with site(there) as restored, visiting(restored) as visit:
        assert bodies(pages(visit, secrets)) == before
        with restored.database.reading() as connection:
            assert {visit.id for visit in read_journal(connection, 10_000)} <= noted
        restored.publish(edition, EARLIER[:-1])
        assert pages(visit, secrets)


def test_there_is_a_database_of_each_version_of_the_tables_that_was_in_use() -> None:
    kept = {path.name for path in FORMER.glob("*.db")}
    assert kept == {f"portal-{version}.db" for version in FORMER_SECRETS}
    for version in FORMER_SECRETS:
        with closing(sqlite3.connect(FORMER / f"portal-{version}.db")) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)


@pytest.mark.parametrize("version", FORMER_SECRETS)
def test_a_database_of_a_former_version_opens_what_it_did(tmp_path: Path, version: int) -> None:
    shutil.copy(FORMER / f"portal-{version}.db", tmp_path / "portal.db")
    with site(tmp_path) as opened, visiting(opened) as visit:
        found = pages(visit, FORMER_SECRETS[version])
        assert found[f"/feed/{FORMER_SECRETS[version].feed}.ics"].body.count(b"BEGIN:VEVENT") > 9
        if version > 1:
            assert "Albi" in found["/office/drafts"].text
            desk = cookie(FORMER_SECRETS[version].desk)
            for step in ("rules", "plan", "year", "apprentices", "history"):
                assert visit(f"/office/drafts/1/{step}", headers=desk).status == 200, step
