"""The command of documents: what it tells, and what it refuses."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import company_folders
from planner.apprentices.roster import ReadRoster
from planner.delivery.companies import find_company_folder
from planner.files.problems import Unusable
from planner.planning.file import planning_json
from planner.planning.inputs import version_before
from planner.planning.planning import Edition
from tests.builders import altered
from tests.conftest import ALBI, Call
from tests.delivery.conftest import FULL, LIST, files_in


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[Apprentice]:
    """Read a list that a test may change, whatever the file is."""
    apprentices = list(LIST)
    name = "planner.apprentices.roster.read_noted_roster"
    monkeypatch.setattr(name, lambda *_: ReadRoster(tuple(apprentices)))
    return apprentices


@pytest.fixture
def asked(versions: tuple[Edition, Edition], tmp_path: Path) -> tuple[object, ...]:
    """Write both versions, and ask for documents of the later one."""
    for name, edition in zip(("new", "old"), versions, strict=True):
        (tmp_path / f"{name}.json").write_bytes(planning_json(edition))
    return ("documents", tmp_path / "new.json", "--roster", "list.csv", "--out", tmp_path / "out")


@pytest.mark.usefixtures("light", "listed")
def test_the_command_tells_what_it_delivered(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    code, told, err = planner(*asked, "--since", tmp_path / "old.json", "--issued", "2026-12-24")
    assert code == 0
    assert re.search(r"4 │ +5 │ +41 │", told)
    assert err == "Documents des apprentis\u00a0: 5 sur 5\n"
    assert "enlevé" not in told
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["companies"][0]["version"]["issued"] == "2026-12-24"
    assert manifest["companies"][0]["version"]["label"] == "V2"
    code, told, err = planner(*asked, "--version-label", "V2b", "--quiet")
    assert (code, told, err) == (0, "", "")


@pytest.mark.usefixtures("light", "listed")
def test_the_command_tells_how_many_files_it_took_away(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    """A list that a filter has shortened takes away the documents of all others."""
    planner(*asked, "--since", tmp_path / "old.json", "--quiet")
    code, told, _ = planner(*asked)
    assert (code, "10 fichiers précédents sont enlevés" in told) == (0, True)
    assert "enlevé" not in planner(*asked)[1]


@pytest.mark.usefixtures("light")
def test_a_company_of_the_invented_list_gets_its_folder(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    roster = ALBI.with_name("roster.xlsx")
    asked = (*asked, "--roster", roster, "--quiet", "--company")
    code, _, told = planner(*asked, "Ateliers d'autre songe")
    assert (code, "Ateliers d'Outre-Songe" in told) == (2, True)
    assert planner(*asked, "ATELIERS  d'outre-songe") == (0, "", "")
    folder = tmp_path / "out" / "companies" / "Ateliers d'Outre-Songe"
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, f"{folder.name}.zip"}
    assert any(path.is_dir() for path in folder.iterdir())


@pytest.mark.usefixtures("light")
def test_a_week_without_room_is_told_and_the_documents_are_made(
    planner: Call, asked: Sequence[object], listed: list[Apprentice], tmp_path: Path
) -> None:
    listed.append(FULL)
    code, _, told = planner(*asked, "--quiet")
    told = told.replace("\u00a0", " ").replace("\u202f", " ")
    assert code == 1
    assert (
        "list.xlsx, Promo 1, ligne 9 : Anne Bloqué (1A, Forge), "
        "S45 2026 (du 2 au 6 novembre 2026) : "
        "2 séances à placer, 0 demi-journée libre"
    ) in told
    assert told.count("planner repair") == 1
    assert (tmp_path / "out/companies/Forge/Bloqué Anne/calendrier.pdf").exists()


@pytest.mark.usefixtures("light", "listed")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--company", "Qombat"], "Vouliez-vous dire : Qombat Textiles ?"),
        (["--company", "0000"], "n'est pas dans la liste"),
        (["--company", ""], "n'est pas dans la liste"),
        (["--since", "new.json"], "Donnez --revision 3"),
        (["--since", "old.json", "--revision", "1"], "Donnez --revision 2"),
        (["--since", "missing.json"], "introuvable"),
        (["--revision", "0"], "de 1 à 999999"),
        (["--workers", "0"], "au moins 1"),
        (["--out", "new.json"], "ce n'est pas un dossier"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(
    options: list[str],
    told: str,
    planner: Call,
    asked: Sequence[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = files_in(tmp_path)
    code, out, err = planner(*asked, *options)
    assert (code, out) == (2, "")
    assert told in err.replace("\u00a0", " ").replace("\u202f", " ")
    assert files_in(tmp_path) == before


def test_the_version_before_is_of_the_same_programme_and_weeks(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, before = versions
    case = before.planning.case
    programme, year = case.programme, case.year
    for changed, key in (
        ({"programme": replace(programme, id="other")}, "after.other-programme"),
        ({"year": replace(year, weeks=year.weeks[1:])}, "diff.other-year"),
    ):
        earlier = replace(before, planning=replace(before.planning, case=replace(case, **changed)))
        monkeypatch.setattr("planner.planning.inputs.whole_edition", lambda _, found=earlier: found)
        with pytest.raises(Unusable) as unusable:
            version_before(Path("old.json"), now)
        assert [p.key for p in unusable.value.problems] == [key]


@pytest.mark.usefixtures("light", "listed")
def test_a_planning_that_breaks_rules_or_is_not_whole_is_refused(
    planner: Call, asked: Sequence[object], versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    (tmp_path / "new.json").write_bytes(planning_json(_without_sessions(versions[0])))
    code, _, told = planner(*asked)
    assert code == 2
    assert "enfreint ses règles" in told
    assert "Séances à distance (sessions), 1A" in told
    code, _, told = planner("documents", ALBI, *asked[2:])
    assert (code, "planning.json" in told) == (2, True)
    assert not (tmp_path / "out").exists()


def _without_sessions(edition: Edition) -> Edition:
    first, *others = edition.planning.cohorts
    none = replace(first, sessions=(0,) * len(first.activities))
    return replace(edition, planning=replace(edition.planning, cohorts=(none, *others)))


def test_companies_that_look_alike_are_told_apart(edition: Edition) -> None:
    one, other = (altered(LIST[0], company=name) for name in ("Forge du Lac", "FORGE DU LAC"))
    companies = company_folders((one, other), edition.planning.year)
    assert find_company_folder("Forge du Lac", companies).company == "Forge du Lac"
    with pytest.raises(Unusable) as unusable:
        find_company_folder("forge du lac", companies)
    assert [p.key for p in unusable.value.problems] == ["company.several"]
