"""The server's LRU caches: parsed versions, and rendered documents up to a size in bytes.

A document is rendered when it is first sent. Its ETag is computed without rendering it, so a
conditional request of a client that has it costs nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock, RLock

from planner.apprentices.folders import Document
from planner.documents.apprentice.calendar_file import cancelled_calendar
from planner.messages import Messages
from planner.portal.store.contents import VersionContents, read_version_contents
from planner.portal.store.database import Database
from planner.portal.store.versions import (
    Version,
    last_version_with,
)

MAX_CACHED_BYTES = 64 * 1024 * 1024
"""The total size of cached documents."""

_MAX_VERSIONS = 32


@dataclass(frozen=True)
class CacheableDocument:
    """A document that is rendered on demand.

    Attributes
    ----------
    name
        The file name.
    etag
        The cache key: it changes whenever the document may change.
    """

    name: str
    etag: str
    render: Callable[[], bytes]


class PortalCache:
    """Caches versions and documents; thread-safe."""

    def __init__(self, database: Database, max_bytes: int = MAX_CACHED_BYTES) -> None:
        self._database = database
        self._versions: OrderedDict[object, VersionContents] = OrderedDict()
        self._documents = _BoundedCache(max_bytes)
        self._lock = RLock()

    def contents(self, version: Version) -> VersionContents:
        """Return the content of a version; it is immutable, but for a purge."""
        key = version.id, version.sha256, version.published
        with self._lock:
            if key not in self._versions:
                with self._database.reading() as connection:
                    self._versions[key] = read_version_contents(connection, version)
            self._versions.move_to_end(key)
            while len(self._versions) > _MAX_VERSIONS:
                self._versions.popitem(last=False)
            return self._versions[key]

    def rendered(self, document: CacheableDocument) -> bytes:
        """Return the bytes of a document, from the cache or rendered now."""
        return self._documents.get(document.etag, document.render)

    def document(
        self, contents: VersionContents, person: int, document: Document, text: Messages
    ) -> CacheableDocument | None:
        """Return a document of an apprentice; None if there is no such document."""
        renderer = contents.renderer(text.language)
        if person not in contents.people or document not in renderer.document_kinds:
            return None
        apprentice = contents.people[person].apprentice
        company, folder = contents.folders_by_apprentice[apprentice]
        file = renderer.paths(company, folder)[document].rpartition("/")[2]
        return CacheableDocument(
            f"{folder.name} - {file}",
            contents.etag(person, document, text.language),
            lambda: renderer.document(document, *renderer.years(apprentice)),
        )

    def archive(
        self, contents: VersionContents, company: int, text: Messages
    ) -> CacheableDocument | None:
        """Return the ZIP archive of a company; None if the version has none of its apprentices."""
        folder = contents.company_folder(company)
        if folder is None:
            return None
        renderer = contents.renderer(text.language)
        return CacheableDocument(
            folder.archive.rpartition("/")[2],
            contents.etag(company, folder.archive, text.language),
            lambda: renderer.company_files(folder)[folder.archive],
        )

    def feed(self, newest: Version, person: int, text: Messages) -> CacheableDocument | None:
        """Return the calendar feed of a person, as of the newest version of a series.

        If that version was withdrawn or does not have the person, the feed cancels all events
        of the last version that has.
        """
        contents = self.contents(newest)
        if not newest.withdrawn and person in contents.people:
            return self.document(contents, person, Document.CALENDAR_FILE, text)
        with self._database.reading() as connection:
            found = last_version_with(connection, person)
        if found is None:
            return None
        last, revision = self.contents(found), newest.next_revision - 1
        document = self.document(last, person, Document.CALENDAR_FILE, text)
        year = last.year(person)
        assert document
        assert year
        edition = replace(last.edition, revision=revision)
        return replace(
            document,
            etag=last.etag(person, "cancelled", revision, text.language),
            render=lambda: cancelled_calendar(year, edition, text),
        )


class _BoundedCache:
    """A thread-safe LRU cache, bounded by the total size of its values in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes, self._size = max_bytes, 0
        self._entries: OrderedDict[Hashable, bytes] = OrderedDict()
        self._locks: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], bytes]) -> bytes:
        """Return the cached value of a key, or render it; concurrent callers render it once."""
        with self._key_lock(key):
            with self._lock:
                if key in self._entries:
                    self._entries.move_to_end(key)
                    return self._entries[key]
            content = render()
            with self._lock:
                self._put(key, content)
            return content

    def _put(self, key: Hashable, content: bytes) -> None:
        """Insert a value, and evict the least recently used ones beyond the bound."""
        self._size += len(content) - len(self._entries.pop(key, b""))
        self._entries[key] = content
        while self._size > self._max_bytes:
            self._size -= len(self._entries.popitem(last=False)[1])

    @contextmanager
    def _key_lock(self, key: Hashable) -> Iterator[None]:
        """Hold a lock of one key."""
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        try:
            with lock:
                yield
        finally:
            with self._lock:
                self._locks.pop(key, None)
