"""The shelf of the server: versions read once, and their documents as long as there is room.

A document is made when it is first asked for, by what the command line makes it with. Its tag can
be told without making it, so that whoever has it already costs nothing.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock, RLock

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, Document, company_folders
from planner.apprentices.year import ApprenticeYear, apprentice_year, apprentice_years
from planner.delivery.rendering import DocumentRenderer
from planner.documents.apprentice.calendar_file import cancelled_calendar
from planner.files.software import software_versions
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.versions import (
    Enrolled,
    Version,
    edition_of,
    enrolled,
    last_with,
    preceding,
    versions,
)

MOST_BYTES = 64 * 1024 * 1024
"""So much room documents have."""

_MOST_VERSIONS = 32


@dataclass(frozen=True)
class Held:
    """What a version holds.

    Attributes
    ----------
    number, sha256
        Of the version: its number in the database, and the digest of its planning.
    before
        The planning that was served before it.
    """

    number: int
    sha256: str
    edition: Edition
    roster: tuple[Enrolled, ...]
    before: Edition | None
    before_sha256: str | None

    @cached_property
    def people(self) -> Mapping[int, Enrolled]:
        """Its apprentices by the numbers of persons."""
        return {each.person: each for each in self.roster}

    @cached_property
    def folders(self) -> tuple[CompanyFolder, ...]:
        return company_folders(each.apprentice for each in self.roster)

    @cached_property
    def places(self) -> Mapping[Apprentice, tuple[CompanyFolder, ApprenticeFolder]]:
        """The folder of each apprentice, and that of the company."""
        return {
            each.apprentice: (company, each) for company in self.folders for each in company.folders
        }

    def company_folder(self, company: int) -> CompanyFolder | None:
        """Find the folder of a company; None if it has nobody in it."""
        names = {each.apprentice.company for each in self.roster if each.company == company}
        return next((folder for folder in self.folders if folder.company in names), None)

    def of_company(self, company: int) -> Iterator[Enrolled]:
        """List the apprentices of a company in the order of their folders."""
        numbers = {each.apprentice: each for each in self.roster if each.company == company}
        folder = self.company_folder(company)
        return (numbers[each.apprentice] for each in (folder.folders if folder else ()))

    @cached_property
    def without_room(self) -> tuple[ApprenticeYear, ...]:
        """The years of those whose sessions do not all find a half-day."""
        roster = (each.apprentice for each in self.roster)
        years = apprentice_years(roster, self.edition.planning)
        return tuple(year for year in years if year.unplaced)

    def year(self, person: int) -> ApprenticeYear | None:
        """Lay out the year of a person; None if the version has none."""
        found = self.people.get(person)
        return apprentice_year(found.apprentice, self.edition.planning) if found else None

    def press(self, language: str) -> DocumentRenderer:
        return DocumentRenderer(self.edition, self.before, language)

    def tag(self, *of: object) -> str:
        """Name one state of something made of it, for a conditional request."""
        return _digest((self._base, *of))

    @cached_property
    def _base(self) -> str:
        made_of = (self.number, self.sha256, self.before_sha256, *self.roster)
        return _digest((*sorted(software_versions().items()), *made_of))


@dataclass(frozen=True)
class Offer:
    """A document that can be made.

    Attributes
    ----------
    name
        That of the file.
    tag
        Changes whenever the document may have changed.
    """

    name: str
    tag: str
    make: Callable[[], bytes]


class Shelf:
    """Keeps what is asked for often; any number of threads may use it."""

    def __init__(self, database: Database, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._held: OrderedDict[object, Held] = OrderedDict()
        self._made = _Room(most_bytes)
        self._lock = RLock()

    def held(self, version: Version) -> Held:
        """Read what a version holds; what it holds never changes, but for a purge."""
        key = version.id, version.sha256, version.published
        with self._lock:
            if key not in self._held:
                self._held[key] = self._read(version)
            self._held.move_to_end(key)
            while len(self._held) > _MOST_VERSIONS:
                self._held.popitem(last=False)
            return self._held[key]

    def content(self, offer: Offer) -> bytes:
        """Give a document, made now or earlier."""
        return self._made.get(offer.tag, offer.make)

    def document(self, held: Held, person: int, document: Document, text: Messages) -> Offer | None:
        """Offer a document of an apprentice; None if there is no such document."""
        press = held.press(text.language)
        if person not in held.people or document not in press.document_kinds:
            return None
        apprentice = held.people[person].apprentice
        company, folder = held.places[apprentice]
        file = press.paths(company, folder)[document].rpartition("/")[2]
        return Offer(
            f"{folder.name} - {file}",
            held.tag(person, document, text.language),
            lambda: press.document(document, *press.years(apprentice)),
        )

    def archive(self, held: Held, company: int, text: Messages) -> Offer | None:
        """Offer everything of a company, packed; None if it has nobody in the version."""
        folder = held.company_folder(company)
        if folder is None:
            return None
        press = held.press(text.language)
        return Offer(
            folder.archive.rpartition("/")[2],
            held.tag(company, folder.archive, text.language),
            lambda: press.company_files(folder)[folder.archive],
        )

    def feed(self, newest: Version, person: int, text: Messages) -> Offer | None:
        """Offer the calendar of a person from the newest version of a series.

        Where that was withdrawn, or has the person no more, all is cancelled that the last
        version with the person had entered.
        """
        held = self.held(newest)
        if not newest.withdrawn and person in held.people:
            return self.document(held, person, Document.CALENDAR_FILE, text)
        with self._database.reading() as connection:
            found = last_with(connection, person)
        if found is None:
            return None
        last, revision = self.held(found), newest.next_revision - 1
        offer = self.document(last, person, Document.CALENDAR_FILE, text)
        year = last.year(person)
        assert offer
        assert year
        edition = replace(last.edition, revision=revision)
        return replace(
            offer,
            tag=last.tag(person, "cancelled", revision, text.language),
            make=lambda: cancelled_calendar(year, edition, text),
        )

    def _read(self, version: Version) -> Held:
        with self._database.reading() as connection:
            before = preceding(versions(connection, version.series), version)
            return Held(
                version.id,
                version.sha256,
                edition_of(connection, version.id),
                enrolled(connection, version.id),
                edition_of(connection, before.id) if before else None,
                before.sha256 if before else None,
            )


class _Room:
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


def _digest(of: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(of).encode(errors="surrogatepass")).hexdigest()[:32]
