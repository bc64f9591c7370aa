"""The shelf of the server: versions read once, and their documents as long as there is room.

A document is made when it is first asked for, by what the command line makes it with. Its tag can
be told without making it, so that whoever has it already costs nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock, RLock

from planner.apprentices.folders import Document
from planner.documents.calendar_file import cancelled_calendar
from planner.messages import Messages
from planner.portal.store.contents import VersionContents, read_version_contents
from planner.portal.store.database import Database
from planner.portal.store.versions import (
    Version,
    last_version_with,
)

MAX_CACHED_BYTES = 64 * 1024 * 1024
"""So much room documents have."""

_MOST_VERSIONS = 32


@dataclass(frozen=True)
class CacheableDocument:
    """A document that can be made.

    Attributes
    ----------
    name
        That of the file.
    tag
        Changes whenever the document may have changed.
    """

    name: str
    etag: str
    render: Callable[[], bytes]


class PortalCache:
    """Keeps what is asked for often; any number of threads may use it."""

    def __init__(self, database: Database, most_bytes: int = MAX_CACHED_BYTES) -> None:
        self._database = database
        self._held: OrderedDict[object, VersionContents] = OrderedDict()
        self._made = _BoundedCache(most_bytes)
        self._lock = RLock()

    def contents(self, version: Version) -> VersionContents:
        """Read what a version holds; what it holds never changes, but for a purge."""
        key = version.id, version.sha256, version.published
        with self._lock:
            if key not in self._held:
                with self._database.reading() as connection:
                    self._held[key] = read_version_contents(connection, version)
            self._held.move_to_end(key)
            while len(self._held) > _MOST_VERSIONS:
                self._held.popitem(last=False)
            return self._held[key]

    def rendered(self, offer: CacheableDocument) -> bytes:
        """Give a document, made now or earlier."""
        return self._made.get(offer.etag, offer.render)

    def document(
        self, held: VersionContents, person: int, document: Document, text: Messages
    ) -> CacheableDocument | None:
        """Offer a document of an apprentice; None if there is no such document."""
        press = held.press(text.language)
        if person not in held.people or document not in press.kinds:
            return None
        apprentice = held.people[person].apprentice
        company, folder = held.folders_by_apprentice[apprentice]
        file = press.paths(company, folder)[document].rpartition("/")[2]
        return CacheableDocument(
            f"{folder.name} - {file}",
            held.etag(person, document, text.language),
            lambda: press.document(document, *press.years(apprentice)),
        )

    def archive(
        self, held: VersionContents, company: int, text: Messages
    ) -> CacheableDocument | None:
        """Offer everything of a company, packed; None if it has nobody in the version."""
        folder = held.company_folder(company)
        if folder is None:
            return None
        press = held.press(text.language)
        return CacheableDocument(
            folder.archive.rpartition("/")[2],
            held.etag(company, folder.archive, text.language),
            lambda: press.folder(folder)[folder.archive],
        )

    def feed(self, newest: Version, person: int, text: Messages) -> CacheableDocument | None:
        """Offer the calendar of a person from the newest version of a series.

        Where that was withdrawn, or has the person no more, all is cancelled that the last
        version with the person had entered.
        """
        held = self.contents(newest)
        if not newest.withdrawn and person in held.people:
            return self.document(held, person, Document.CALENDAR_FILE, text)
        with self._database.reading() as connection:
            found = last_version_with(connection, person)
        if found is None:
            return None
        last, revision = self.contents(found), newest.next_revision - 1
        offer = self.document(last, person, Document.CALENDAR_FILE, text)
        year = last.year(person)
        assert offer
        assert year
        edition = replace(last.edition, revision=revision)
        return replace(
            offer,
            etag=last.etag(person, "cancelled", revision, text.language),
            render=lambda: cancelled_calendar(year, edition, text),
        )


class _BoundedCache:
    """Keeps what was made, the last used first, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give what is kept under a key, or make it; once, however many ask at the same time."""
        with self._one_at_a_time(key):
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            made = make()
            with self._lock:
                self._keep(key, made)
            return made

    def _keep(self, key: Hashable, made: bytes) -> None:
        self._size += len(made) - len(self._kept.pop(key, b""))
        self._kept[key] = made
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])

    @contextmanager
    def _one_at_a_time(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            making = self._making.setdefault(key, Lock())
        try:
            with making:
                yield
        finally:
            with self._lock:
                self._making.pop(key, None)
