"""A folder that holds an earlier delivery: what stays, what goes, what is kept."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from planner.apprentices.folders import company_folders
from planner.delivery.delivery import Delivery
from planner.delivery.process_pool import default_workers, render_pool
from planner.delivery.rendering import DocumentRenderer
from planner.files.journal import Journal
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.builders import altered, ruled_by
from tests.delivery.conftest import LIST, deliver, files_in


@pytest.mark.usefixtures("light")
def test_what_is_no_more_does_not_stay_and_nothing_else_is_touched(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """A company and an apprentice leave; somebody keeps a file of their own in a folder."""
    edition = versions[0]
    deliver(tmp_path, LIST, *versions)
    own = tmp_path / "companies" / "Qombat Textiles" / "notes.txt"
    own.write_text("mine")
    stay = (LIST[0], LIST[3])
    found = deliver(tmp_path, stay, edition)
    assert found.pop("companies/Qombat Textiles/notes.txt") == b"mine"
    assert found == deliver(tmp_path.parent / f"{tmp_path.name}-new", stay, edition)
    assert {path.name for path in (tmp_path / "companies").iterdir()} == {
        "Zyxwerk Ferronnerie",
        "Zyxwerk Ferronnerie.zip",
        "Verrerie Hulmont",
        "Verrerie Hulmont.zip",
        "Qombat Textiles",
    }


@pytest.mark.usefixtures("light")
def test_a_file_that_somebody_edited_is_kept_without_force(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    deliver(tmp_path, LIST, versions[0])
    edited = tmp_path / "companies/Verrerie Hulmont/Duvantel Ombeline/semaines.xlsx"
    edited.write_bytes(b"mine")
    before = files_in(tmp_path)
    for apprentices in (LIST, LIST[:3]):
        with pytest.raises(Unusable) as unusable:
            deliver(tmp_path, apprentices, versions[0])
        assert [p.values["file"] for p in unusable.value.problems] == [edited]
        assert files_in(tmp_path) == before
    assert "Verrerie" not in str(deliver(tmp_path, LIST[:3], versions[0], force=True))


@pytest.mark.usefixtures("light")
def test_a_delivery_that_was_killed_is_completed_by_the_next(
    versions: tuple[Edition, Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, before = versions
    whole = deliver(tmp_path / "whole", LIST[:4], after)
    deliver(tmp_path / "killed", LIST, before)
    real, moves = os.replace, iter(range(100))

    def ends(source: Path, target: Path) -> None:
        if next(moves) == 30:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as killing:
        killing.setattr(os, "replace", ends)
        killing.setattr(Journal, "undo", lambda journal: journal.stream.close())
        with pytest.raises(KeyboardInterrupt):
            deliver(tmp_path / "killed", LIST[:4], after)
    assert deliver(tmp_path / "killed", LIST[:4], after) == whole


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("force", [False, True])
def test_a_file_edited_while_documents_are_rendered_is_kept(
    force: bool, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    deliver(tmp_path, LIST, versions[0])
    edited = tmp_path / "companies/Verrerie Hulmont/Duvantel Ombeline/semaines.xlsx"
    folders = company_folders(LIST, versions[0].planning.year)
    delivery = Delivery(tmp_path, versions[0], folders, True, None, Messages("fr"), force)
    delivery.check()
    edited.write_bytes(b"mine")
    before = files_in(tmp_path)
    with pytest.raises(Unusable) as unusable:
        delivery.write(lambda _: None, 1)
    assert [p.key for p in unusable.value.problems] == ["out.edited-meanwhile"]
    assert files_in(tmp_path) == before


@pytest.mark.usefixtures("light")
def test_a_file_that_no_delivery_has_written_is_not_replaced(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    own = tmp_path / "companies" / "Verrerie Hulmont.zip"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    with pytest.raises(Unusable):
        deliver(tmp_path, LIST, versions[0])
    assert files_in(tmp_path) == {"companies/Verrerie Hulmont.zip": b"mine"}


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    "path", ["../outside", "/etc/hosts", "companies/../../outside", "a\\b", "link/outside"]
)
def test_a_manifest_that_names_files_elsewhere_is_not_followed(
    path: str, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    deliver(out, LIST, versions[0])
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (out / "link").symlink_to(tmp_path)
    record = json.loads((out / "manifest.json").read_text())
    digest = sha256(b"mine").hexdigest()
    record["companies"][0]["files"].append({"path": path, "bytes": 4, "sha256": digest})
    (out / "manifest.json").write_text(json.dumps(record))
    with pytest.raises(Unusable) as unusable:
        deliver(out, LIST[:1], versions[0])
    assert unusable.value.problems[0].key == "delivery.manifest"
    deliver(out, LIST[:1], versions[0], force=True)
    assert outside.read_bytes() == b"mine"


@pytest.mark.usefixtures("light")
def test_one_company_leaves_the_others_and_the_summary_as_they_were(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    edition = versions[0]
    before = deliver(tmp_path, LIST, edition)
    newer = replace(edition, version_label="V3", revision=3)
    after = deliver(tmp_path, LIST, newer, company="zyxwerk  férronnerie")
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path.split("/")[0] for path in changed} == {"companies", "manifest.json"}
    assert {path.split("/")[1][:7] for path in changed - {"manifest.json"}} == {"Zyxwerk"}
    versions_now = {
        company["company"]: company["version"]["label"]
        for company in json.loads(after["manifest.json"])["companies"]
    }
    assert versions_now == {
        "Zyxwerk Ferronnerie": "V3",
        "Qombat Textiles": "V2",
        "Verrerie Hulmont": "V2",
        "Pâtes Ghislemont": "V2",
    }
    alone = deliver(tmp_path / "alone", LIST, edition, company="Qombat Textiles")
    assert {path.split("/")[-1] for path in alone} == {
        "index.pdf",
        "Qombat Textiles.zip",
        "manifest.json",
        "calendrier.pdf",
        "calendrier.xlsx",
        "calendrier.ics",
        "semaines.xlsx",
    }


@pytest.mark.usefixtures("light")
def test_one_company_does_not_move_into_the_folder_of_another(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """What was called a:b is now gone, and a/b alone bears the name that both want."""
    one, other = (altered(LIST[n], company=name) for n, name in ((0, "a:b"), (2, "a/b")))
    assert "companies/a b/index.pdf" in deliver(tmp_path, [one], versions[0])
    found = deliver(tmp_path, [other], versions[0], company="a/b")
    assert not any("Abrazine" in path for path in found)
    assert "Abrazine" not in found["manifest.json"].decode()


@pytest.mark.usefixtures("light")
def test_another_programme_or_a_higher_revision_is_not_written_over(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    edition = versions[0]
    before = deliver(tmp_path, LIST, edition)
    programme = replace(edition.planning.programme, id="other")
    other = replace(edition, planning=ruled_by(edition.planning, programme))
    for wrong, key in ((other, "other"), (replace(edition, revision=1), "older")):
        with pytest.raises(Unusable) as unusable:
            deliver(tmp_path, LIST, wrong, force=True)
        assert [p.key for p in unusable.value.problems] == [f"delivery.{key}"]
    assert files_in(tmp_path) == before


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("fault", [RuntimeError("a fault"), KeyboardInterrupt()])
def test_a_fault_on_the_way_writes_nothing(
    fault: BaseException,
    versions: tuple[Edition, Edition],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = deliver(tmp_path, LIST, versions[0])

    def fail(*_: object, **__: object) -> bytes:
        raise fault

    monkeypatch.setattr("planner.delivery.rendering.company_index", fail)
    with pytest.raises(type(fault)):
        deliver(tmp_path, LIST[:2], replace(versions[0], version_label="V3"))
    assert files_in(tmp_path) == before


def test_a_process_that_dies_is_told(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(ThreadPoolExecutor):
        def map(self, *_: Any, **__: Any) -> Iterator[Any]:
            raise BrokenProcessPool

    monkeypatch.setattr("planner.delivery.process_pool.ProcessPoolExecutor", lambda *_: Dying())
    with (
        pytest.raises(Unusable) as unusable,
        render_pool(DocumentRenderer(*versions, "fr"), 2) as pool,
    ):
        list(pool.map(DocumentRenderer.years, LIST))
    assert [p.key for p in unusable.value.problems] == ["delivery.process"]


def test_few_apprentices_are_worth_no_process() -> None:
    assert default_workers(1) == default_workers(9) == 1
    assert 1 <= default_workers(10_000) <= 60
