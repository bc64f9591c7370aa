"""Feeds read by a calendar client that others wrote, vdirsyncer, from one version to the next."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from icalendar import Calendar

from planner.planning.planning import Edition
from tests.portal import CLOTH, EARLIER, Site, feeds_on, served, site, visiting
from tests.portal_store import published_again

GENERAL = """
[general]
status_path = "{folder}/status/"
"""
PAIR = """
[pair of_{name}]
a = "{name}_portal"
b = "{name}"
collections = null

[storage {name}_portal]
type = "http"
url = "{feed}"

[storage {name}]
type = "filesystem"
path = "{folder}/{name}/"
fileext = ".ics"
"""


class Subscriber:
    """Somebody who has feeds synchronised to folders, with a file for each event."""

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        self.folder = folder
        folder.mkdir()
        pairs = (PAIR.format(folder=folder, name=name, feed=feeds[name]) for name in feeds)
        (folder / "config").write_text(GENERAL.format(folder=folder) + "".join(pairs))
        self._run("discover")

    def synchronise(self) -> Counter[str]:
        """Synchronise; give how many events were written to or deleted from each folder."""
        said = self._run("sync").splitlines()
        acts = (line for line in said if line.startswith(("Copying", "Deleting")))
        return Counter(line.split()[-1] for line in acts)

    def events(self, name: str) -> Mapping[str, bytes]:
        return {file.name: file.read_bytes() for file in (self.folder / name).iterdir()}

    def sequences(self, name: str) -> Counter[int]:
        """Give how many events of a folder have each SEQUENCE."""
        parsed = (Calendar.from_ical(content) for content in self.events(name).values())
        return Counter(event.sequence for calendar in parsed for event in calendar.events)

    def _run(self, command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "vdirsyncer", "-c", self.folder / "config", command],
            capture_output=True,
            check=True,
            encoding="utf-8",
            input="y\ny\n",
        )
        return done.stdout + done.stderr


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


def test_a_client_takes_what_changed_and_leaves_the_rest(
    opened: Site, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """Four sessions of the first year change weeks and come back; the third year never changes.

    vdirsyncer copies the description of a calendar into each of its events, so that it writes all
    of those of whom a version concerns.
    """
    later, earlier = versions
    first = opened.publish(earlier, EARLIER)
    with visiting(opened) as visit:
        feeds = feeds_on(visit, opened.link(CLOTH).secret)
    with served(opened.portal) as at:
        names = ("third_year", "first_year")
        addresses = (f"{at}/feed/{feed}.ics?lang=fr" for feed in feeds)
        subscriber = Subscriber(tmp_path / "subscriber", dict(zip(names, addresses, strict=False)))
        written = subscriber.synchronise()
        assert min(written.values()) > 40
        had, events = subscriber.events("third_year"), written["first_year"]
        assert len(had) == written["third_year"]

        second = opened.publish(later, EARLIER)
        assert set(subscriber.synchronise()) == {"first_year"}
        assert subscriber.sequences("first_year") == {1: events - 4, 2: 4}

        published_again(opened.database, first, second, "Scolarité", opened.clock())
        assert set(subscriber.synchronise()) == {"first_year"}
        assert subscriber.sequences("first_year") == {1: events - 4, 3: 4}
        assert subscriber.events("third_year") == had
