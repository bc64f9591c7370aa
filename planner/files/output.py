"""Atomic writes of several files to a folder: all are replaced, or none.

Each file is written beside its place and moved there by `os.replace`, which is atomic on one file
system. After an error the moves are undone; after a kill or a power failure, the next run that
writes to the folder completes or undoes them (`planner.files.journal`).
"""

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from planner.files.journal import (
    Journal,
    beside,
    flush_files,
    flush_folders,
    recover,
    replacements_of,
)
from planner.files.problems import Problem, Unusable, problem

_REASONS = {
    errno.EACCES: "reason.forbidden",
    errno.EPERM: "reason.forbidden",
    errno.EROFS: "reason.read-only",
    errno.ENOENT: "reason.missing",
    errno.ENOSPC: "reason.full",
    errno.ENAMETOOLONG: "reason.too-long",
}


def check_folder(folder: Path, names: Iterable[str]) -> None:
    """Check, before any work, that files of these names can be written to a folder.

    What an earlier run has left there when it was killed is completed or undone.

    Raises
    ------
    Unusable
        The folder is not one or is not writable, a name belongs to something else than a file, or
        the encoding of the system does not have its characters.
    """
    names = list(names)
    if strange := [folder / name for name in names if not _is_encodable(folder / name)]:
        raise Unusable(
            problem("out.not-encodable", file=path, encoding=sys.getfilesystemencoding().upper())
            for path in strange
        )
    try:
        existing = next(path for path in (folder, *folder.absolute().parents) if _exists(path))
    except OSError as error:
        raise Unusable([not_writable(folder, error)]) from None
    if not existing.is_dir():
        raise Unusable([problem("out.not-folder", folder=existing)])
    try:
        recover(folder)
    except OSError as error:
        raise Unusable([not_writable(folder, error)]) from None
    _try_writing(folder)
    if taken := [folder / name for name in names if _exists(folder / name)]:
        problems = [problem("out.not-file", file=path) for path in taken if not path.is_file()]
        if problems:
            raise Unusable(problems)


def digests(paths: Iterable[Path]) -> dict[Path, bytes]:
    """Return the SHA-256 digests of those paths that are files, to see later what was edited.

    Raises
    ------
    Unusable
        One cannot be read.
    """
    return {path: _digest(path) for path in paths if path.is_file()}


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        raise Unusable([not_writable(path, error)]) from None


def _is_encodable(path: Path) -> bool:
    """Whether the system can name a file so: it cannot write é under the C locale."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _try_writing(folder: Path) -> None:
    """Create and delete an empty file, and the folders created for it.

    Permission bits do not show whether a folder is writable (access control lists, full disks).
    """
    created = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = beside(folder / "planner", "new")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Unusable([not_writable(folder, error)]) from None
    finally:
        _remove_if_empty(created)


def _missing_folders(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _exists(path: Path) -> bool:
    """Whether there is an entry of this name, even a broken symbolic link."""
    return os.path.lexists(path)


def write_all(
    folder: Path,
    files: Mapping[str, bytes],
    gone: Collection[str] = (),
    *,
    private: bool = False,
) -> None:
    """Write some files to a folder and its subfolders, which are created as needed.

    All files are written beside their places, then moved there; if anything fails, the moves are
    undone. What an earlier run has left when it was killed is completed or undone first.

    Parameters
    ----------
    files
        Contents by path relative to the folder, with "/".
    gone
        Files that are deleted, with the folders that they leave empty. None of them is written.
    private
        Whether the files are readable by their owner only (mode 0600).

    Raises
    ------
    Unusable
        A file could not be written or moved.
    """
    parents = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        _replace_all(folder, files, gone, private)
    except BaseException as error:
        _remove_if_empty(parents)
        if isinstance(error, OSError):
            raise Unusable([not_writable(folder, error)]) from None
        raise
    _remove_empty_folders(folder, gone)


def _replace_all(
    folder: Path, files: Mapping[str, bytes], gone: Collection[str], private: bool
) -> None:
    """Stage all files, then move them; what fails is undone."""
    places = dict.fromkeys((folder / name).parent for name in files)
    missing = dict.fromkeys(path for each in places for path in _missing_folders(each))
    created = sorted(missing, key=lambda path: -len(path.parts))
    journal = Journal.begin(
        folder,
        list(replacements_of(folder, files, gone)),
        [path.relative_to(folder).as_posix() for path in created],
    )
    try:
        for each in places:
            each.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(beside(folder / name, "new"), content, private)
        flush_files(beside(folder / name, "new") for name in files)
        flush_folders([*places, *(path.parent for path in created)])
        journal.mark_moves()
        journal.move()
    except BaseException:
        journal.undo()
        raise
    journal.end()


@contextmanager
def restored_on_failure(file: Path) -> Iterator[None]:
    """Restore a file, or delete one that did not exist, if the body of the context fails."""
    former = beside(file, "kept") if file.exists() else None
    if former:
        shutil.copy2(file, former)
    try:
        yield
    except BaseException:
        if former:
            os.replace(former, file)
        else:
            file.unlink(missing_ok=True)
        raise
    if former:
        former.unlink()


def _write(path: Path, content: bytes, private: bool) -> None:
    if private:
        path.unlink(missing_ok=True)
        path.touch(0o600)
    path.write_bytes(content)


def _remove_if_empty(folders: Iterable[Path]) -> None:
    for path in folders:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _remove_empty_folders(folder: Path, gone: Iterable[str]) -> None:
    """Delete the subfolders that deleted files leave empty."""
    within = {path for name in gone for path in PurePath(name).parents if path.parts}
    for path in sorted(within, key=lambda path: -len(path.parts)):
        with suppress(OSError):
            (folder / path).rmdir()


def not_writable(folder: Path, error: OSError) -> Problem:
    """Return the problem of a folder that cannot be written to, with the reason of the system."""
    known = _REASONS.get(error.errno or 0)
    reason = problem(known) if known else error.strerror or str(error)
    return problem("out.not-writable", folder=folder, reason=reason)
