"""The documents of all apprentices of drafts as archives: prepared in turn, kept for a while.

Each is prepared in a process of its own, which gives way to the pages of the same machine. What
is kept lies in a temporary folder, which goes with the server.
"""

import hashlib
import logging
import os
import signal
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock, Thread
from weakref import finalize

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import company_folders
from planner.delivery.delivery import Delivery
from planner.files.archive import zip_files
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition

_LOG = logging.getLogger("planner.office")

MOST_ARCHIVES = 4
"""How many archives are kept; the one asked for longest ago goes first."""

_NICENESS = 10


class ArchiveState(StrEnum):
    """How far an archive is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    BROKEN = "broken"


@dataclass(frozen=True)
class Archive:
    """An archive that is prepared, or ready.

    Attributes
    ----------
    done, total
        Apprentices whose documents are ready, and all of them.
    """

    state: ArchiveState
    done: int
    total: int


@dataclass(frozen=True)
class ArchiveOrder:
    """What an archive is made of."""

    edition: Edition
    roster: tuple[Apprentice, ...]
    language: str

    @property
    def folders(self) -> int:
        """The number of folders of apprentices in it."""
        return sum(
            len(company.folders)
            for company in company_folders(self.roster, self.edition.planning.year)
        )

    @property
    def key(self) -> str:
        """A digest: the same order gives the same archive."""
        found = hashlib.sha256(planning_json(self.edition))
        found.update(repr((self.roster, self.language)).encode(errors="surrogatepass"))
        return found.hexdigest()


class Archives:
    """Prepares archives, one at a time; one that is no longer kept is not prepared. Thread-safe."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="planner-"))
        finalize(self, rmtree, self._folder, ignore_errors=True)
        self._known: OrderedDict[str, Archive] = OrderedDict()
        self._lock, self._turn = Lock(), Lock()

    def find(self, order: ArchiveOrder) -> Archive | None:
        """Return how far an archive is; None if it was not asked for, or is no longer kept."""
        with self._lock:
            return self._known.get(order.key)

    def content(self, order: ArchiveOrder) -> bytes | None:
        """Return an archive that is ready; None if it is not."""
        with suppress(FileNotFoundError):
            return self._path(order.key).read_bytes()
        return None

    def prepare(self, order: ArchiveOrder) -> None:
        """Start preparing an archive, unless it is being prepared or is ready."""
        with self._lock:
            known = self._known.get(order.key)
            if known and known.state is not ArchiveState.BROKEN:
                return
            self._known[order.key] = Archive(ArchiveState.WAITING, 0, order.folders)
            self._known.move_to_end(order.key)
            for key in list(self._known)[:-MOST_ARCHIVES]:
                del self._known[key]
                self._path(key).unlink(missing_ok=True)
        Thread(target=self._run, args=(order,), daemon=True).start()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.zip"

    def _run(self, order: ArchiveOrder) -> None:
        context = get_context("spawn")
        with self._turn:
            if self.find(order) is None:
                return
            self._note(order, ArchiveState.RUNNING, 0)
            pipe, far_end = context.Pipe(duplex=False)
            path = self._path(order.key)
            process = context.Process(target=_prepare, args=(order, path, far_end), daemon=True)
            process.start()
            far_end.close()
            with suppress(EOFError):
                while True:
                    self._note(order, ArchiveState.RUNNING, pipe.recv())
            process.join()
        if self.find(order) is None:
            self._path(order.key).unlink(missing_ok=True)
        elif process.exitcode:
            _LOG.error("the documents of apprentices could not be prepared")
            self._note(order, ArchiveState.BROKEN, 0)
        else:
            self._note(order, ArchiveState.READY, order.folders)

    def _note(self, order: ArchiveOrder, state: ArchiveState, done: int) -> None:
        with self._lock:
            if known := self._known.get(order.key):
                self._known[order.key] = replace(known, state=state, done=done)


def _prepare(order: ArchiveOrder, path: Path, pipe: "Connection[int, None]") -> None:
    """Write an archive, in a process of its own; send how many apprentices are done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError):  # Windows has none
        os.nice(_NICENESS)
    content = documents_archive(order, pipe.send)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    os.replace(new, path)


def documents_archive(order: ArchiveOrder, tell: Callable[[int], None]) -> bytes:
    """Return what `planner documents` writes, as a ZIP archive; the bytes are deterministic.

    Parameters
    ----------
    tell
        Called with the number of apprentices whose documents are ready.
    """
    with TemporaryDirectory() as folder:
        out, companies = Path(folder), company_folders(order.roster, order.edition.planning.year)
        delivery = Delivery(out, order.edition, companies, True, None, Messages(order.language))
        delivery.check()
        written = delivery.write(tell, workers=1)
        return zip_files({name: (out / name).read_bytes() for name in written.files})
