"""The server's LRU caches: parsed versions, and rendered documents up to a size in bytes.

A document is rendered when it is first sent: its ETag is computed from what it is made of. That of
a calendar file is computed from its content, since most versions leave it as it is.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock, RLock
from typing import Protocol

from sqlalchemy import Connection

from planner.apprentices.folders import Document
from planner.delivery.rendering import files_in_folder
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.apprentice.class_calendar import ClassForm, class_agenda, class_calendar
from planner.documents.calendar_events import cancelled_calendar
from planner.files.archive import zip_files
from planner.files.file_names import distinct_names
from planner.messages import Messages
from planner.portal.store.contents import VersionContents, etag_of, read_version_contents
from planner.portal.store.database import Database
from planner.portal.store.versions import Version, count_until, list_versions

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
        An opaque tag (RFC 9110, section 8.8.3): it changes whenever the document changes.
    content
        Returns the bytes of the document, from the cache or rendered now.
    """

    name: str
    etag: str
    content: Callable[[], bytes]


def _version_key(version: Version) -> Hashable:
    return version.id, version.sha256, version.published


class PortalCache:
    """Caches versions and documents; thread-safe."""

    def __init__(self, database: Database, max_bytes: int = MAX_CACHED_BYTES) -> None:
        self._database = database
        self._versions: OrderedDict[object, VersionContents] = OrderedDict()
        self._documents = _BoundedCache(max_bytes)
        self._lock = RLock()
        self._reading = RLock()

    def contents(self, version: Version) -> VersionContents:
        """Return the content of a version; it is immutable, but for a purge."""
        if found := self._known(version):
            return found
        with self._reading:  # one at a time, while what is known already is answered
            if found := self._known(version):
                return found
            with self._database.reading() as connection:
                return self._read(connection, version)

    def publish(self, act: Callable[[Connection], Version]) -> Version:
        """Publish in a transaction, and read what is published before it is served.

        Hundreds of calendars poll at any time: the first would wait for the new version to be
        parsed, and the others for the first.

        Parameters
        ----------
        act
            Publishes within the transaction; it may raise.
        """
        with self._database.writing() as connection:
            version = act(connection)
            self._read(connection, version)
        return version

    def _known(self, version: Version) -> VersionContents | None:
        with self._lock:
            found = self._versions.get(_version_key(version))
            if found:
                self._versions.move_to_end(_version_key(version))
            return found

    def _read(self, connection: Connection, version: Version) -> VersionContents:
        found = read_version_contents(connection, version)
        with self._lock:
            self._versions[_version_key(version)] = found
            while len(self._versions) > _MAX_VERSIONS:
                self._versions.popitem(last=False)
        return found

    def document(
        self, version: Version, person: int, document: Document, text: Messages
    ) -> CacheableDocument | None:
        """Return a document of an apprentice; None if there is no such document."""
        contents = self.contents(version)
        renderer = contents.renderer(text.language)
        if person not in contents.people or document not in renderer.document_kinds:
            return None
        apprentice = contents.people[person].apprentice
        company, folder = contents.folders_by_apprentice[apprentice]
        file = renderer.paths(company, folder)[document].rpartition("/")[2]
        name = f"{folder.name} - {file}"
        if document is Document.CALENDAR_FILE:
            return self._calendar_document(name, version, PersonAgenda(person), text)
        return self._cached(
            name,
            contents.etag(person, document, text.language),
            lambda: renderer.document(document, *renderer.years(apprentice)),
        )

    def archive(self, version: Version, company: int, text: Messages) -> CacheableDocument | None:
        """Return the ZIP archive of a company; None if the version has none of its apprentices."""
        contents = self.contents(version)
        folder = contents.company_folder(company)
        if folder is None:
            return None
        return self._cached(
            folder.archive.rpartition("/")[2],
            contents.etag(company, folder.archive, text.language, self._state(version).count),
            lambda: self._company_files(version, company, text)[folder.archive],
        )

    def archive_of_all(
        self, versions: Sequence[Version], company: int, text: Messages
    ) -> CacheableDocument | None:
        """Return one ZIP archive of a company over several series, a folder each.

        None if none of the versions has an apprentice of the company.
        """
        found = [(version, self.archive(version, company, text)) for version in versions]
        there = [(version, archive) for version, archive in found if archive]
        if not there:
            return None

        def render() -> bytes:
            named = {v.series.key: f"{v.year_label} {v.programme_name}" for v, _ in there}
            names = distinct_names(named, ("",))
            files: dict[str, bytes] = {}
            for version, _ in there:
                folder = self.contents(version).company_folder(company)
                assert folder
                documents = self._company_files(version, company, text)
                for path, content in files_in_folder(folder, documents).items():
                    files[f"{names[version.series.key]}/{path}"] = content
            return zip_files(files)

        etags = " ".join(archive.etag for _, archive in there)
        return self._cached(there[0][1].name, etag_of(etags.encode()), render)

    def _company_files(self, version: Version, company: int, text: Messages) -> dict[str, bytes]:
        """Render all files of a company in a version, and their archive, by path."""
        contents, state = self.contents(version), self._state(version)
        folder = contents.company_folder(company)
        assert folder
        calendars = {
            each.apprentice: self._calendar(state, PersonAgenda(each.person), text)
            for each in contents.enrolments_of(company)
        }
        return contents.renderer(text.language).company_files(folder, calendars)

    def feed(
        self, newest: Version, person: int, today: date, text: Messages
    ) -> CacheableDocument | None:
        """Return the calendar feed of a person, as of the newest version of a series.

        If that version was withdrawn or does not show the person any more, the feed cancels all
        events of the versions that do. None if no version has the person.
        """
        name = text(f"document.{Document.CALENDAR_FILE}")
        found = self._calendar_document(name, newest, PersonAgenda(person), text)
        contents = self.contents(newest)
        if found is None or person not in contents.people or contents.shows(person, today):
            return found
        left = f"{found.etag}-left"
        return self._cached(
            name, left, lambda: cancelled_calendar(found.content(), contents.edition, text)
        )

    def class_calendar(
        self, newest: Version, cohort: str, form: ClassForm, text: Messages
    ) -> CacheableDocument | None:
        """Return the calendar of a class as of the newest version of a series.

        An agenda cancels all events if that version was withdrawn or does not have the class.
        None if there is no such class, or nothing is on line.
        """
        name = f"{text('file.class-calendar', cohort=cohort)}.{form}"
        if form is ClassForm.AGENDA:
            return self._calendar_document(name, newest, ClassAgenda(cohort), text)
        contents = self.contents(newest)
        found = contents.cohort(cohort)
        if found is None or newest.withdrawn:
            return None
        etag = contents.etag("class", cohort, form, text.language)
        return self._cached(name, etag, lambda: class_calendar(found, form, contents.edition, text))

    def page(self, name: str, etag: str, render: Callable[[], str]) -> CacheableDocument:
        """Return a public page that is rendered once for an ETag."""
        return self._cached(name, etag, lambda: render().encode())

    def _cached(self, name: str, etag: str, render: Callable[[], bytes]) -> CacheableDocument:
        return CacheableDocument(name, etag, lambda: self._documents.get(etag, render))

    def _calendar_document(
        self, name: str, version: Version, agenda: "_Agenda", text: Messages
    ) -> CacheableDocument | None:
        """Return a calendar file, with an ETag that changes only if its content does."""
        content = self._calendar(self._state(version), agenda, text)
        return CacheableDocument(name, etag_of(content), lambda: content) if content else None

    def _state(self, version: Version) -> "_CalendarState":
        """Return what calendars show now that a version is the newest."""
        with self._database.reading() as connection:
            return _CalendarState(
                version, bool(version.withdrawn), count_until(connection, version)
            )

    def _calendar(self, now: "_CalendarState", agenda: "_Agenda", text: Messages) -> bytes:
        """Return the calendar file of a person or a class; empty if no version has it.

        It replaces the one of the state before, and so on back to the first version that is kept:
        it depends on the stored versions only.
        """

        def key(state: _CalendarState) -> Hashable:
            return state, agenda, text.language

        def render() -> bytes:
            with self._database.reading() as connection:
                states = list(_states_until(now, list_versions(connection, now.version.series)))
            known = (
                (n, self._documents.peek(key(states[n - 1]))) for n in range(len(states) - 1, 0, -1)
            )
            first, content = next(((n, found) for n, found in known if found), (0, b""))
            for state in states[first:]:
                content = state.calendar(self.contents(state.version), agenda, text, content)
            return content

        return self._documents.get(key(now), render)


class _Agenda(Protocol):
    """The owner of a calendar file, which is made version after version; part of cache keys."""

    def content(
        self, contents: VersionContents, text: Messages, replaced: bytes | None
    ) -> bytes | None:
        """Return the calendar file as of a version; None if the version has none."""


@dataclass(frozen=True)
class PersonAgenda:
    """The calendar file of an apprentice, by the id of the person."""

    person: int

    def content(
        self, contents: VersionContents, text: Messages, replaced: bytes | None
    ) -> bytes | None:
        """Return the calendar file as of a version; None if it does not have the person."""
        year = contents.year(self.person)
        return calendar_file(year, contents.edition, text, replaced) if year else None


@dataclass(frozen=True)
class ClassAgenda:
    """The calendar file of a class, by the id of the cohort."""

    cohort: str

    def content(
        self, contents: VersionContents, text: Messages, replaced: bytes | None
    ) -> bytes | None:
        """Return the calendar file as of a version; None if it does not have the class."""
        found = contents.cohort(self.cohort)
        return class_agenda(found, contents.edition, text, replaced) if found else None


@dataclass(frozen=True)
class _CalendarState:
    """What calendars show as of a version, or once it was withdrawn.

    Attributes
    ----------
    count
        How many versions of the series are stored until then: fewer once the first are purged.
    """

    version: Version
    is_withdrawal: bool
    count: int

    def calendar(
        self, contents: VersionContents, agenda: "_Agenda", text: Messages, replaced: bytes
    ) -> bytes:
        """Return a calendar file, which replaces another one; empty without any."""
        edition = contents.edition
        content = None if self.is_withdrawal else agenda.content(contents, text, replaced or None)
        if content is not None:
            return content
        if self.is_withdrawal:
            edition = replace(edition, revision=self.version.next_revision - 1)
        return cancelled_calendar(replaced, edition, text) if replaced else b""


def _states_until(last: _CalendarState, listed: Sequence[Version]) -> Iterator[_CalendarState]:
    """Yield the states until one of them, the oldest first; `listed` has the newest first.

    A version that was withdrawn was shown, and then its withdrawal.
    """
    for count, version in enumerate(reversed(listed), start=1):
        if version.revision <= last.version.revision:
            yield _CalendarState(version, False, count)
            if version.withdrawn:
                yield _CalendarState(version, True, count)


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

    def peek(self, key: Hashable) -> bytes | None:
        """Return the cached value of a key, if there is one."""
        with self._lock:
            return self._entries.get(key)

    def _put(self, key: Hashable, content: bytes) -> None:
        """Insert a value, and evict the least recently used ones beyond the bound."""
        self._size += len(content) - len(self._entries.pop(key, b""))
        self._entries[key] = content
        while self._size > self._max_bytes:
            self._size -= len(self._entries.popitem(last=False)[1])

    @contextmanager
    def _key_lock(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of one key."""
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        try:
            with lock:
                yield
        finally:
            with self._lock:
                self._locks.pop(key, None)
