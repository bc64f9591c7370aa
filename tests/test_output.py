import errno
import hashlib
import json
import os
import tempfile
from pathlib import Path

import pytest

from planner.documents.apprentice.class_files import write_class_calendars
from planner.documents.planning.files import PlanningFiles
from planner.files.journal import JOURNAL, Journal
from planner.files.output import check_folder, digests, write_all
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.conftest import anybody


def test_files_replace_earlier_ones(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    write_all(folder, {"x": b"1", "y": b"2"})
    write_all(folder, {"x": b"3"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"x": b"3", "y": b"2"}


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(tmp_path, {"x": b"1", "y": b"2"})
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if "y" in path.name:
            raise OSError(28, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Unusable):
        write_all(tmp_path, {"x": b"3", "y": b"4"})
    with pytest.raises(Unusable):
        write_all(tmp_path / "new", {"x": b"3", "y": b"4"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"x": b"1", "y": b"2"}


def test_a_failure_while_moving_puts_back_what_was_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file is open elsewhere, as it is on Windows when Excel shows it."""
    write_all(tmp_path, {"x": b"1", "y": b"2"})
    real = os.replace

    def locked(source: Path, target: Path) -> None:
        if source.name == "y":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Unusable):
        write_all(tmp_path, {"x": b"3", "y": b"4"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"x": b"1", "y": b"2"}


@pytest.mark.parametrize("error", [PermissionError(13, "in use"), KeyboardInterrupt()])
def test_a_failure_while_moving_takes_away_what_is_new(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path, {"y": b"2"})
    real = os.replace

    def locked(source: Path, target: Path) -> None:
        if target.name == "y" and source.name.endswith("new"):
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises((Unusable, KeyboardInterrupt)):
        write_all(tmp_path, {"x": b"3", "y": b"4"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"y": b"2"}


def test_files_that_are_gone_take_their_empty_folders_along(tmp_path: Path) -> None:
    write_all(tmp_path, {"a/b/x": b"1", "a/y": b"2", "c/z": b"3"})
    (tmp_path / "a" / "mine").write_bytes(b"4")
    write_all(tmp_path, {"d/x": b"5"}, gone=["a/b/x", "a/y", "c/z", "never/there"])
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")}
    assert left == {"a", "a/mine", "d", "d/x"}


@pytest.mark.parametrize("stuck", ["x", "y", "z"])
def test_a_failure_brings_back_what_was_gone(
    stuck: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file to take away, or one that comes after it, is open elsewhere."""
    before = {"x": b"1", "y": b"2", "z": b"3"}
    write_all(tmp_path, before)
    real = os.replace

    def locked(source: Path, target: Path) -> None:
        if source.name == stuck:
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Unusable):
        write_all(tmp_path, {"z": b"4", "new": b"5"}, gone=["x", "y"])
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_file_that_can_not_be_read_to_see_it_again_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "in the words of the system")

    (tmp_path / "x").write_bytes(b"x")
    assert len(digests([tmp_path / "x", tmp_path / "missing"])) == 1
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    with pytest.raises(Unusable):
        digests([tmp_path / "x"])


def test_the_check_beforehand_leaves_no_trace(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b", ["x"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inner", ["", "planning-2"])
@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_folder_that_may_not_be_opened_is_told_beforehand(
    inner: str, edition: Edition, french: Messages
) -> None:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        shut = out / inner
        shut.mkdir(parents=True)
        for folder in (Path(place), out):
            folder.chmod(0o777)
        shut.chmod(0)
        files = PlanningFiles(out, ["2026-2027"], force=False, alternatives=1)
        with anybody(), pytest.raises(Unusable) as planned:
            files.check()
        with anybody(), pytest.raises(Unusable) as drawn:
            write_class_calendars(shut, edition, french)
        shut.chmod(0o700)
        told = [french.sentence(each.value.problems[0]) for each in (planned, drawn)]
        assert told == [f"{shut} : écriture impossible (accès interdit)."] * 2
        assert list(shut.iterdir()) == []


def test_a_name_that_is_a_folder_is_told_beforehand(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(Unusable):
        check_folder(tmp_path, ["x"])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.EACCES, "accès interdit"),
        (errno.ENOENT, "l'emplacement n'existe pas"),
        (errno.ENOSPC, "disque plein"),
        (errno.EROFS, "lecture seule"),
    ],
)
def test_why_nothing_can_be_written_is_told_in_the_language(
    code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, french: Messages
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, "in the words of the system")

    monkeypatch.setattr(Path, "touch", fail)
    with pytest.raises(Unusable) as unusable:
        check_folder(tmp_path / "out", ["x"])
    assert told in french.sentence(unusable.value.problems[0])
    assert not (tmp_path / "out").exists()


@pytest.fixture
def left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which a run ended after it had moved the first of two files."""
    write_all(tmp_path, {"x": b"1", "y": b"2", "z": b"3"})
    real = os.replace

    def ends(source: Path, target: Path) -> None:
        if source.name == "y":
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as killing:
        killing.setattr(os, "replace", ends)
        killing.setattr(Journal, "undo", lambda journal: journal.stream.close())
        with pytest.raises(KeyboardInterrupt):
            write_all(tmp_path, {"x": b"4", "y": b"5"}, gone=["z"])
    assert (tmp_path / "x").read_bytes() == b"4"
    assert (tmp_path / "y").read_bytes() == b"2"
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_next_run_completes_what_a_killed_one_has_begun(left_behind: Path) -> None:
    write_all(left_behind, {"other": b"6"})
    assert files_of(left_behind) == {"x": b"4", "y": b"5", "other": b"6"}


@pytest.mark.parametrize("name", ["x", "y"])
def test_a_file_edited_after_the_kill_is_kept(name: str, left_behind: Path) -> None:
    (left_behind / name).write_bytes(b"mine")
    check_folder(left_behind, ["x", "y"])
    assert files_of(left_behind) == {"x": b"4", "y": b"5", name: b"mine"}


def test_what_can_not_be_completed_is_undone(
    left_behind: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file is open elsewhere."""
    real = os.replace

    def locked(source: Path, target: Path) -> None:
        if source.name == "y":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(Unusable):
        check_folder(left_behind, ["x", "y"])
    assert files_of(left_behind) == {"x": b"1", "y": b"2", "z": b"3"}


def test_a_journal_that_was_not_finished_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"1")
    for text in (b"", b"stage\n", b'moves\n{"replacements": [', b"moves\n[]"):
        (tmp_path / JOURNAL).write_bytes(text)
        check_folder(tmp_path, ["x"])
        assert files_of(tmp_path) == {"x": b"1"}


def test_a_journal_that_names_files_elsewhere_is_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "x", tmp_path / "out"
    outside.write_bytes(b"1")
    write_all(folder, {"y": b"2"})
    named = {"name": "../x", "before": hashlib.sha256(b"1").hexdigest(), "after": None}
    record = {"replacements": [named], "created": []}
    (folder / JOURNAL).write_bytes(b"moves\n" + json.dumps(record).encode())
    check_folder(folder, ["y"])
    assert outside.read_bytes() == b"1"
    assert files_of(folder) == {"y": b"2"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_two_runs_do_not_write_to_a_folder_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, french: Messages
) -> None:
    found: list[str] = []

    def meanwhile(journal: Journal) -> None:
        for another in (check_folder, write_all):
            with pytest.raises(Unusable) as unusable:
                another(tmp_path, {"x": b"2"})
            found.append(french.sentence(unusable.value.problems[0]))
        monkeypatch.undo()
        journal.move()

    monkeypatch.setattr(Journal, "move", meanwhile)
    write_all(tmp_path, {"x": b"1"})
    assert len(found) == 2
    assert all("une autre commande" in each for each in found)
    assert files_of(tmp_path) == {"x": b"1"}
