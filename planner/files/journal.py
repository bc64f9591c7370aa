"""A journal of files that are replaced together, by which a killed run is completed or undone.

The journal is a hidden file in the folder. It names all files, with the digests of what they hold
before and after, and the state of the replacement:

1. `stage`: the new contents are being written beside their places. A run that ends here is undone.
2. `moves`: all of them are on the disk, and are being moved. A run that ends here is completed.
3. `undo`: a move failed. A run that ends here is undone.

Its first bytes are the state, which is overwritten in place: it needs no room on a full disk. A run
holds a lock on it, which the system releases when it ends, however it ends. A file that has
neither of its two digests was edited by somebody since, and is left as it is.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from planner.files.problems import Unusable, problem

try:
    import fcntl
except ImportError:  # Windows: two runs at once are not told from one another
    _LOCKS = False
else:
    _LOCKS = True

JOURNAL = ".planner-journal"
"""The file name of the journal."""

_FLUSHES_AT_ONCE = 32

_STAGE, _MOVES, _UNDO = b"stage\n", b"moves\n", b"undo \n"


@dataclass(frozen=True)
class Replacement:
    """A file to replace, create or delete.

    Attributes
    ----------
    name
        Its path relative to the folder.
    before, after
        The SHA-256 digests of its contents; None where there is no file.
    """

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Journal:
    """The journal of a replacement that goes on, open and locked.

    Attributes
    ----------
    created
        The subfolders that are created for the files, the deepest first.
    """

    folder: Path
    stream: IO[bytes]
    replacements: Sequence[Replacement]
    created: Sequence[str]

    @classmethod
    def begin(
        cls, folder: Path, replacements: Sequence[Replacement], created: Sequence[str]
    ) -> Self:
        """Write the journal of a new replacement to the disk, in the state `stage`.

        Raises
        ------
        Unusable
            Another run is writing to the folder.
        OSError
            The journal could not be written.
        """
        try:
            stream = (folder / JOURNAL).open("x+b")
        except FileExistsError:
            raise Unusable([problem("out.busy", folder=folder)]) from None
        record = {"replacements": [asdict(each) for each in replacements], "created": created}
        try:
            _lock(folder, stream)
            stream.write(_STAGE + json.dumps(record).encode())
            _flush(stream)
        except BaseException:
            stream.close()
            (folder / JOURNAL).unlink()
            raise
        flush_folders([folder])
        return cls(folder, stream, replacements, created)

    def mark_moves(self) -> None:
        """Note that all new contents are on the disk: from now on the run is completed."""
        self._mark(_MOVES)

    def move(self) -> None:
        """Move the new files to their places, and the former ones aside."""
        for each in self.replacements:
            place = self.folder / each.name
            if place.exists():
                os.replace(place, beside(place, "old"))
            if each.after is not None:
                os.replace(beside(place, "new"), place)

    def undo(self) -> None:
        """Restore what was there before; a file that was edited since stays."""
        with contextlib.suppress(OSError):
            self._mark(_UNDO)
        for each in reversed(self.replacements):
            place, old = self.folder / each.name, beside(self.folder / each.name, "old")
            is_ours = each.after is not None and digest_of(place) == each.after
            if old.exists() and (is_ours or not place.exists()):
                os.replace(old, place)
            elif is_ours and each.before is None and not beside(place, "new").exists():
                place.unlink()
        self.end()
        for name in self.created:
            with contextlib.suppress(OSError):
                (self.folder / name).rmdir()

    def end(self) -> None:
        """Delete the files beside, then the journal: nothing is left to do."""
        self._flush_places()
        for each in self.replacements:
            for state in ("new", "old"):
                with contextlib.suppress(OSError):
                    beside(self.folder / each.name, state).unlink(missing_ok=True)
        self.stream.close()
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def _complete(self) -> None:
        """Do the moves that a killed run has not done; a file that was edited since stays."""
        for each in self.replacements:
            place, new = self.folder / each.name, beside(self.folder / each.name, "new")
            found = digest_of(place)
            if each.after is None and found is not None and found == each.before:
                os.replace(place, beside(place, "old"))
            elif each.after is not None and new.exists() and found in (None, each.before):
                if found is not None:
                    os.replace(place, beside(place, "old"))
                os.replace(new, place)

    def _mark(self, state: bytes) -> None:
        self.stream.seek(0)
        self.stream.write(state)
        _flush(self.stream)

    def _flush_places(self) -> None:
        flush_folders({(self.folder / each.name).parent for each in self.replacements})

    @classmethod
    def _found(cls, folder: Path, stream: IO[bytes]) -> tuple[bytes, Self] | None:
        """Return the state and the journal that a run has left; None if it had not begun."""
        state, _, text = stream.read().partition(b"\n")
        try:
            record = json.loads(text)
            replacements = [Replacement(**each) for each in record["replacements"]]
            created = [str(name) for name in record["created"]]
        except (ValueError, LookupError, TypeError):
            return None
        paths = [folder / name for name in (*created, *(each.name for each in replacements))]
        if not all(path.resolve().is_relative_to(folder.resolve()) for path in paths):
            return None
        return state + b"\n", cls(folder, stream, replacements, created)


def recover(folder: Path) -> None:
    """Complete or undo what a killed run has left in a folder.

    Raises
    ------
    Unusable
        Another run is writing to the folder at this moment.
    OSError
        A file could not be moved; what was there before is restored as far as it can be.
    """
    try:
        stream = (folder / JOURNAL).open("r+b")
    except (FileNotFoundError, NotADirectoryError):
        return
    with stream:
        _lock(folder, stream)
        found = Journal._found(folder, stream)
        if found is None:
            stream.close()
            (folder / JOURNAL).unlink()
            return
        state, journal = found
        if state != _MOVES:
            journal.undo()
            return
        try:
            journal._complete()
        except OSError:
            journal.undo()
            raise
        journal.end()


def replacements_of(
    folder: Path, files: Mapping[str, bytes], gone: Iterable[str]
) -> Iterator[Replacement]:
    """Yield the replacements of files by new contents, after those that are deleted."""
    for name in gone:
        yield Replacement(name, digest_of(folder / name), None)
    for name, content in files.items():
        after = hashlib.sha256(content).hexdigest()
        yield Replacement(name, digest_of(folder / name), after)


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 digest of a file; None if there is none, "" if it cannot be read."""
    if not path.is_file():
        return None
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def beside(path: Path, state: str) -> Path:
    """Return the hidden temporary file of a file, in the same folder: .planning.json.new."""
    return path.with_name(f".{path.name}.{state}")


def flush_files(paths: Iterable[Path]) -> None:
    """Make sure that the contents of files are on the disk, not in memory only (fsync).

    Several wait at once: the system then writes them together.
    """
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
        list(pool.map(_flush_file, paths))


def _flush_file(path: Path) -> None:
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def flush_folders(folders: Iterable[Path]) -> None:
    """Make sure that the names in some folders are on the disk, where the system can."""
    for folder in folders:
        with contextlib.suppress(OSError):  # Windows opens no folders
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _flush(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _lock(folder: Path, stream: IO[bytes]) -> None:
    if not _LOCKS:
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Unusable([problem("out.busy", folder=folder)]) from None
    except OSError:  # a file system without locks
        return
