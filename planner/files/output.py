"""Writing files to a folder: all of them, or none with what was there before untouched."""

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

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
    """Make sure, before any work, that files of these names can be written to a folder.

    Raises
    ------
    Unusable
        The folder is no folder or cannot be written to, or a name is taken by something else
        than a file.
    """
    try:
        existing = next(path for path in (folder, *folder.absolute().parents) if _exists(path))
    except OSError as error:
        raise Unusable([not_writable(folder, error)]) from None
    if not existing.is_dir():
        raise Unusable([problem("out.not-folder", folder=existing)])
    _try_writing(folder)
    if taken := [folder / name for name in names if _exists(folder / name)]:
        problems = [problem("out.not-file", file=path) for path in taken if not path.is_file()]
        if problems:
            raise Unusable(problems)


def _try_writing(folder: Path) -> None:
    """Write a file of no content and take it away, with the folders made for it."""
    made = _to_make(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = _beside(folder, "planner", "new")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Unusable([not_writable(folder, error)]) from None
    finally:
        _clear(folder, (), made)


def _to_make(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def write_all(
    folder: Path,
    files: Mapping[str, bytes],
    gone: Collection[str] = (),
    *,
    private: bool = False,
) -> None:
    """Write some files to a folder and folders in it, which are made if need be.

    Each file is first written whole beside its place, then all are moved there; if anything
    fails, what was there before is put back.

    Parameters
    ----------
    gone
        Files of the folder that are taken away, with the folders that they leave empty. None of
        them is written.
    private
        Whether only their owner may read them.

    Raises
    ------
    Unusable
        Something could not be written.
    """
    folders = dict.fromkeys((folder / name).parent for name in files)
    made = list(dict.fromkeys(path for each in folders for path in _to_make(each)))
    made.sort(key=lambda path: -len(path.parts))
    moved: list[str] = []
    try:
        for each in folders:
            each.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(_beside(folder, name, "new"), content, private)
        for name in (*gone, *files):
            moved.append(name)
            if (folder / name).exists():
                os.replace(folder / name, _beside(folder, name, "old"))
            if name in files:
                os.replace(_beside(folder, name, "new"), folder / name)
    except BaseException as error:
        for name in reversed(moved):
            _put_back(folder, name, is_new=name in files)
        _clear(folder, files, made)
        if isinstance(error, OSError):
            raise Unusable([not_writable(folder, error)]) from None
        raise
    for name in moved:
        _beside(folder, name, "old").unlink(missing_ok=True)
    _clear_empty(folder, gone)


@contextmanager
def restored_on_failure(file: Path) -> Iterator[None]:
    """Put a file back as it was, or take it away, if what is done within fails."""
    former = _beside(file.parent, file.name, "kept") if file.exists() else None
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


def _put_back(folder: Path, name: str, *, is_new: bool) -> None:
    """Undo a move, however far it came: before it, the new file still stands beside."""
    if _beside(folder, name, "old").exists():
        os.replace(_beside(folder, name, "old"), folder / name)
    elif is_new and not _beside(folder, name, "new").exists():
        (folder / name).unlink(missing_ok=True)


def _beside(folder: Path, name: str, state: str) -> Path:
    path = folder / name
    return path.with_name(f".{path.name}.{state}")


def _clear(folder: Path, files: Iterable[str], made: Iterable[Path]) -> None:
    for name in files:
        with suppress(OSError):
            _beside(folder, name, "new").unlink(missing_ok=True)
    for path in made:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _clear_empty(folder: Path, gone: Iterable[str]) -> None:
    """Take away the folders, within a folder, that files which are gone leave empty."""
    within = {path for name in gone for path in PurePath(name).parents if path.parts}
    for path in sorted(within, key=lambda path: -len(path.parts)):
        with suppress(OSError):
            (folder / path).rmdir()


def not_writable(folder: Path, error: OSError) -> Problem:
    """Tell why a folder cannot be written to."""
    known = _REASONS.get(error.errno or 0)
    reason = problem(known) if known else error.strerror or str(error)
    return problem("out.not-writable", folder=folder, reason=reason)
