"""What is written and printed of classes of several sites: files, tables, documents."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.acquisition.file import read_calendar
from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.year import apprentice_year
from planner.cli.report.comparisons import print_comparison
from planner.cli.report.plannings import print_planning
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.class_calendar import class_calendar_grid
from planner.messages import Messages
from planner.planning.file.exchange_format import planning_record
from planner.planning.file.json_reader import parse_exchange
from planner.planning.planning import Edition, Planning
from planner.scenarios import Compared
from planner.scenarios.comparison import measure_values
from planner.words.apprentices import planning_details
from planner.year.calendar import year_of_sites
from planner.year.weeks import SiteYear
from tests.builders import cohort, planning, programme, ruled_by, site, year
from tests.conftest import Call

TEXT = (Path(__file__).parent / "calendars" / "two-sites.toml").read_text(encoding="utf-8")
FRENCH = Messages("fr")
SITES = (site(id="a", name="Albi"), site(id="b", name="Bordeaux"))
WHEN = year_of_sites(
    [SiteYear("Albi", ("1A", "2A"), year(4)), SiteYear("Bordeaux", ("1B",), year(4))]
)


def at_sites(*written: str) -> Planning:
    """Plan two classes at Albi and one at Bordeaux."""
    who = [cohort(id=name, site=name[-1].lower()) for name in ("1A", "2A", "1B")]
    return planning(programme(*who, sites=SITES), WHEN, *written)


# --- A planning as a file


def test_a_planning_of_sites_is_read_again_also_from_a_former_file(
    planner: Call, tmp_path: Path, uncharted: None
) -> None:
    file, path = tmp_path / "two.toml", tmp_path / "out" / "planning.json"
    file.write_text(TEXT, encoding="utf-8")
    assert planner("plan", file, "--year", 2026, "--out", path.parent)[0] == 0
    seen = read_calendar(path)  # classes of one name are told apart
    assert [each.name for each in seen.classes] == ["B1", "B2", "T1", "T2"]
    written = json.loads(path.read_text(encoding="utf-8"))
    for each in written["cohorts"]:
        del each["site"], each["site_name"]
    assert parse_exchange(json.dumps(written), "planning.json").misstatements == ()
    written["cohorts"][0]["site"] = "toulouse"
    (wrong,) = parse_exchange(json.dumps(written), "planning.json").misstatements
    assert (wrong.field, wrong.found, wrong.expected) == ("site", "toulouse", "bordeaux")


# --- What is written and printed


def test_a_planning_file_names_the_site_of_each_class() -> None:
    found = planning_record(Edition(at_sites("ECEE", "EECE", "ECCE"), ())).cohorts
    sites = [(each.site, each.site_name) for each in found]
    assert sites == [("a", "Albi"), ("a", "Albi"), ("b", "Bordeaux")]
    (alone,) = planning_record(Edition(planning(programme(), year(4), "ECEE"), ())).cohorts
    assert (alone.site, alone.site_name) == (None, None)


def test_tables_of_several_sites_name_that_of_each_class(
    capfd: pytest.CaptureFixture[str],
) -> None:
    print_planning(Edition(at_sites("ECEE", "EECE", "ECCE"), ()), FRENCH)
    lines = capfd.readouterr().out.splitlines()
    assert any("Promotion" in line and "Site" in line for line in lines)
    assert [line.split("│")[2].strip() for line in lines if line.startswith("│ ")][:3] == [
        "Albi",
        "Albi",
        "Bordeaux",
    ]


def test_names_of_sites_stand_below_where_a_table_is_narrow(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    found = at_sites("ECEE", "EECE", "MCCE")
    long = tuple(replace(each, name=f"{each.name}-sur-Garonne-Rangueil") for each in SITES)
    rules = replace(found.programme, sites=long)
    print_planning(Edition(ruled_by(found, rules), ()), FRENCH)
    lines = capfd.readouterr().out.splitlines()
    tables = [line for line in lines if line.startswith("│")]
    assert not any("…" in line or len(line) > 80 for line in tables)
    assert "Bordeaux-sur-Garonne" in "".join(line.split("│")[1].strip() for line in tables)


def test_a_comparison_names_the_site_of_each_class(capfd: pytest.CaptureFixture[str]) -> None:
    found = at_sites("ECEE", "EECE", "ECCE")
    compared = [Compared(name, "given", measure_values(found), Edition(found, ())) for name in "xy"]
    print_comparison(compared, FRENCH)
    assert "Périodes à l'école, 1B – Bordeaux" in capfd.readouterr().out


def test_documents_of_a_person_and_of_a_class_say_at_which_site_they_are(
    capfd: pytest.CaptureFixture[str],
) -> None:
    edition = Edition(at_sites("ECEE", "EECE", "ECCE"), ())
    year = apprentice_year(Apprentice("Lin", "Lyre", "2A", (Period("Forge"),)), edition.planning)
    own = calendar_grid(year, edition, FRENCH)
    of_class = class_calendar_grid(year.cohort.cohort, edition, FRENCH)
    assert own.cohort.endswith(" · Albi")
    assert of_class.cohort == "10 apprentis · Albi"
    assert " · Albi · Forge" in planning_details(year, edition, FRENCH)
    assert "LOCATION:École\\, Albi" in calendar_file(year, edition, FRENCH).decode()
