"""Sites: each has its own closures, public holidays and room; classes of one site meet there."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner import UnusableInput, close_days, close_week
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.form.answers import answers_of
from planner.office.form.faults import check_form
from planner.office.form.notes import form_notes
from planner.office.form.tables import pairs_of
from planner.office.form.wording import FormWording
from planner.planning.check import check
from planner.planning.ledger import totals
from planner.planning.measures import objective_value
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort, Use
from planner.programme.file import (
    academic_year_of,
    base_years,
    check_closable,
    parse_programme,
    read_programme,
    variant,
)
from planner.programme.names import ObjectiveName, RuleName
from planner.programme.programme import Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.weeks import Events
from planner.scenarios.settings import change_programme
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.explain import explain_rules
from planner.solver.ways import Changing
from planner.words.closed_days import days_off_of_all
from planner.words.reasons import conflict_lines, way_line
from planner.words.rules import rule_name
from planner.year.activity import Activity
from planner.year.calendar import year_of_sites
from planner.year.weeks import HOUR, SiteYear
from tests.builders import cohort, planning, programme, site, year
from tests.conftest import Call

TEXT = (Path(__file__).parent / "calendars" / "two-sites.toml").read_text(encoding="utf-8")
FRENCH = Messages("fr")


def parsed(*changes: tuple[str, str]) -> Programme:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_programme(text, "x.toml")


def closed(programme: Programme, cohort: str, start_year: int = 2026) -> set[int]:
    weeks = academic_year_of(programme, start_year).of(cohort).weeks
    return {week.iso_week for week in weeks if week.closed}


def told(*changes: tuple[str, str]) -> str:
    with pytest.raises(Unusable) as unusable:
        parsed(*changes)
    return "\n".join(map(FRENCH.sentence, unusable.value.problems))


# --- The file


def test_a_site_adds_closures_and_replaces_the_zone() -> None:
    both = {52, 53, 31, 32, 33}
    assert closed(parsed(), "B1") == both | {7, 8} | {46}
    assert closed(parsed(), "T2") == both | {6, 7} | {14, 15}


def test_a_site_may_replace_closures_and_keep_weeks_open() -> None:
    own = 'name = "Bordeaux"\nclosures = { replaces = ["weeks"], weeks = [30], open_weeks = [52]'
    changed = parsed(('name = "Bordeaux"\nclosures = {', f"{own},"))
    assert closed(changed, "B1") == {53, 7, 8, 46, 30}
    assert closed(changed, "T1") == closed(parsed(), "T1")


def test_dates_of_another_zone_are_not_taken_over() -> None:
    dates = 'dates = [{ name = "winter", first = 2027-03-06, last = 2027-03-21 }]\n'
    changed = parsed(("[closures]\n", f"[closures]\n{dates}"))
    assert {10, 11} <= closed(changed, "B1")
    assert closed(changed, "T1") == closed(parsed(), "T1")


def test_a_site_has_public_holidays_and_a_time_zone_of_its_own() -> None:
    changed = parsed(
        ('name = "Toulouse"', 'name = "Toulouse"\npublic_holidays = { subdivision = "974" }')
    )
    days = {
        name: {
            day
            for week in academic_year_of(changed, 2026).of(name).weeks
            for day in week.public_holidays
        }
        for name in ("B1", "T1")
    }
    abolition = date(2027, 12, 20)
    assert days["T1"] - days["B1"] <= {date(2026, 12, 20), abolition}
    assert [each.time_zone for each in changed.sites] == ["Europe/Paris", "Indian/Reunion"]


def test_a_site_overrides_only_the_room_that_it_names() -> None:
    room = "most_people = 60\nresources = { labo = 2 }"
    own = "campus = { most_people = 80, resources = { atelier = 1 } }"
    changed = parsed(
        ("most_cohorts = 1\n", f"most_cohorts = 1\n{room}\n"),
        ('name = "Toulouse"', f'name = "Toulouse"\n{own}'),
    )
    assert [each.campus for each in changed.sites] == [
        Campus(1, 60, {"labo": 2}),
        Campus(1, 80, {"labo": 2, "atelier": 1}),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('site = "bordeaux"\n', ""),
            "B1 : le site manque (clé site) ; sites du programme : bordeaux, toulouse.",
        ),
        (
            ('site = "bordeaux"', 'site = "albi"'),
            'B1 : site : trouvé "albi" ; accepté : l\'un de : bordeaux, toulouse.',
        ),
        ((TEXT[TEXT.index("[sites.b") : TEXT.index("[sites.t")], ""), "l'un de : toulouse."),
        ((TEXT[TEXT.index("[sites.b") : TEXT.index("[[coh")], ""), "le fichier ne décrit aucun"),
        (("last = 2026-11-13", "last = 2026-11-01"), "site bordeaux : closures.days"),
        (('name = "pont"', 'name = "pont", cohorts = ["B1"]'), "site toulouse : closures.single"),
        (
            ('zone = "C", names', 'zone = "D", names'),
            "sites.toulouse.closures.school_holidays.zone",
        ),
        (('country = "FR"', 'country = "XX"'), "x.toml : public_holidays.country"),
        (
            ('"Bordeaux"\n', '"Bordeaux"\npublic_holidays = { subdivision = "99" }\n'),
            "site bordeaux : public_holidays.subdivision",
        ),
        (('zone = "A", names = ["christmas", "winter"]', 'zone = "A"'), "school_holidays.names"),
    ],
)
def test_errors_say_which_site_and_what_is_accepted(change: tuple[str, str], said: str) -> None:
    assert said in told(change)


def test_a_zone_is_missing_where_neither_the_school_nor_the_site_has_one() -> None:
    whole = 'school_holidays = { zone = "A", names = ["christmas", "winter"] }\n'
    own = ('zone = "C", names = ["spring"]', 'names = ["winter"]')
    assert "sites.toulouse.closures.school_holidays.zone" in told((whole, ""), own)


def test_a_variant_may_add_a_site_and_change_another() -> None:
    changed = variant(
        parsed(),
        "x.toml",
        {
            "sites": {"albi": {"name": "Albi"}, "bordeaux": {"closures": {"weeks": [30]}}},
            "cohorts": [{"id": "T2", "site": "albi"}],
        },
    )
    assert [each.name for each in changed.sites] == ["Bordeaux", "Toulouse", "Albi"]
    assert closed(changed, "B1") == closed(parsed(), "B1") | {30}
    assert closed(changed, "T2") == {52, 53, 7, 8, 31, 32, 33}


def test_a_setting_changes_the_closures_of_one_site() -> None:
    changed = change_programme(parsed(), {"sites.toulouse.closures.weeks": [29]})
    assert closed(changed, "T1") == {52, 53, 6, 7, 14, 15, 29}
    assert closed(changed, "B1") == closed(parsed(), "B1")
    changed = change_programme(parsed(), {"sites.toulouse.closures.school_holidays.zone": "B"})
    assert closed(changed, "T1") == {52, 53, 8, 9, 16, 17, 31, 32, 33}


def test_what_a_variant_opens_at_a_site_is_known() -> None:
    changed = variant(
        parsed(), "x.toml", {"sites": {"bordeaux": {"closures": {"open_weeks": [46]}}}}
    )
    when = academic_year_of(changed, 2026)
    ((_, base),) = base_years(changed, when)
    assert {w.iso_week for w in base.of("B1").weeks if w.closed} == closed(parsed(), "B1")
    assert 46 not in closed(changed, "B1")


# --- A year under way


def test_a_week_is_closed_at_one_site_or_at_all() -> None:
    day = date(2027, 1, 13)
    own = close_week(parsed(), day, site="toulouse")
    assert closed(own, "T1") == closed(parsed(), "T1") | {2}
    assert closed(own, "B1") == closed(parsed(), "B1")
    every = close_week(parsed(), day)
    assert closed(every, "B1") == closed(parsed(), "B1") | {2}


def test_a_week_that_is_kept_open_is_closed_at_one_site() -> None:
    kept = parsed(("[closures]\n", "[closures]\nopen_weeks = [2, 52]\n"))
    own = close_week(kept, date(2027, 1, 13), site="toulouse")
    assert (2 in closed(own, "T1"), 52 in closed(own, "T1")) == (True, False)
    assert 2 not in closed(own, "B1")
    assert 2 in closed(close_week(kept, date(2027, 1, 13)), "T2")


def test_a_holiday_of_a_site_is_closed_for_the_classes_there() -> None:
    """Good Friday, 26 March 2027, is a holiday in Alsace."""
    alsace = 'name = "Toulouse"\npublic_holidays = { subdivision = "Alsace-Moselle" }'
    when = academic_year_of(parsed(('name = "Toulouse"', alsace)), 2026)
    good_friday = date(2027, 3, 26)
    check_closable(good_friday, when)
    check_closable(good_friday, when, ["B1", "T1"])
    with pytest.raises(Unusable):
        check_closable(good_friday, when, ["T1", "T2"])


def test_a_day_is_closed_at_one_site() -> None:
    changed = close_days(parsed(), date(2027, 3, 8), site="bordeaux", hours="lost", name="grève")
    when = academic_year_of(changed, 2026)
    days = {
        cohort.id: [each.date for week in when.weeks_of(cohort.id) for each in week.closed_days]
        for cohort in changed.cohorts
    }
    strike, bridge = [date(2027, 3, 8)], [date(2027, 5, 7)]
    assert days == {"B1": strike, "B2": strike, "T1": bridge, "T2": bridge}


@pytest.mark.usefixtures("uncharted")
def test_an_unknown_site_is_told_with_those_that_there_are(planner: Call, tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(UnusableInput, match="bordeaux, toulouse"):
        close_week(parsed(), date(2027, 1, 13), site="albi")
    out = tmp_path / "out"
    assert planner("plan", file, "--year", 2026, "--out", out)[0] == 0
    again = ["repair", out / "planning.json", "--today", "2026-11-16", "--site"]
    code, _, said = planner(*again, "toulouse", "--out", tmp_path / "x")
    assert (code, "--close" in said) == (2, True)
    closing = ["toulouse", "--close", "2027-S02", "--out", tmp_path / "new"]
    code, said, _ = planner(*again, *closing)
    assert code == 0
    assert read_programme(tmp_path / "new" / "two-sites.toml").sites[1].closures.days


# --- The year


def test_a_moment_is_that_of_the_site_of_its_class() -> None:
    found = {
        cohort.id: case_events(parsed(), cohort) for cohort in parsed().cohorts if cohort.events
    }
    assert found == {"B1": date(2027, 2, 11), "T1": date(2027, 2, 4)}


def case_events(programme: Programme, cohort: Cohort) -> date:
    case = Case(programme, academic_year_of(programme, 2026))
    (rule,) = (rule for rule in case.rules[cohort.id] if isinstance(rule, Events))
    ((week, weekday),) = [happening.place or (0, 0) for happening in rule.happenings]
    return case.year.weeks[week].monday + timedelta(days=weekday)


def test_what_all_sites_have_is_in_the_weeks_of_all() -> None:
    when = academic_year_of(parsed(), 2026)
    assert {week.iso_week for week in when.weeks if week.closed} == {52, 53, 7, 31, 32, 33}
    assert [(each.first, each.cohorts) for each in when.single_days] == [
        (date(2027, 5, 7), ("T1", "T2"))
    ]
    assert [each.date for week in when.weeks_of("T1") for each in week.closed_days]
    assert not [each for week in when.weeks_of("B1") for each in week.closed_days]


def test_days_off_are_told_with_their_sites() -> None:
    named = 'name = "Toulouse"'
    of = parsed((named, f'{named}\npublic_holidays = {{ subdivision = "57" }}'))
    when = academic_year_of(of, 2026)
    rows = tuple(CohortPlanning(each, (Activity.COMPANY,) * len(when)) for each in of.cohorts)
    lines = dict(
        zip(
            [w.iso_week for w in when.weeks],
            days_off_of_all(Planning(Case(of, when), rows), FRENCH),
            strict=True,
        )
    )
    assert lines[46] == ("fermé : Bordeaux", "mer. 11/11 Armistice")
    assert lines[12] == ("ven. 26/03 Vendredi saint – Toulouse",)
    assert lines[18] == ("jeu. 06/05 Ascension", "ven. 07/05 école fermée (pont) – Toulouse")


# --- Rules: kept, broken, without object

SITES = (
    site(id="a", name="Albi", campus=Campus(cohorts=1, people=30, resources={"labo": 1})),
    site(id="b", name="Bordeaux", campus=Campus(cohorts=1, people=30, resources={"labo": 1})),
)
WHEN = year_of_sites(
    [
        SiteYear("Albi", ("1A", "2A"), year(4, closed=[0])),
        SiteYear("Bordeaux", ("1B",), year(4, closed=[1], holidays=[2])),
    ]
)


def at_sites(*written: str, people: int = 10) -> Planning:
    uses = (Use("labo", 1, (Activity.SCHOOL,)),)
    who = [
        cohort(id=name, site=name[-1].lower(), headcount=people, uses=uses)
        for name in ("1A", "2A", "1B")
    ]
    return planning(programme(*who, sites=SITES), WHEN, *written)


@pytest.mark.parametrize(
    ("rule", "written", "people", "broken"),
    [
        (RuleName.CAMPUS_COHORTS, ("ECEE", "EECE", "CEEE"), 10, []),
        (RuleName.CAMPUS_COHORTS, ("ECEE", "ECEE", "EEEE"), 10, ["Albi"]),
        (RuleName.CAMPUS_COHORTS, ("EEEE", "EEEE", "EEEE"), 10, []),
        (RuleName.CAMPUS_PEOPLE, ("ECEE", "EEEE", "EEEE"), 30, []),
        (RuleName.CAMPUS_PEOPLE, ("EEEE", "EEEE", "EECE"), 31, ["Bordeaux"]),
        (RuleName.RESOURCES, ("ECEE", "EEEE", "ECEE"), 10, []),
        (RuleName.RESOURCES, ("ECEE", "ECEE", "EEEE"), 10, ["labo – Albi"]),
        (RuleName.CLOSURES, ("ECEE", "EEEE", "CEEE"), 10, []),
        (RuleName.CLOSURES, ("CEEE", "EEEE", "CEEE"), 10, ["Albi"]),
        (RuleName.CLOSURES, ("ECEE", "EEEE", "ECEE"), 10, ["Bordeaux"]),
    ],
)
def test_a_rule_of_a_site(
    rule: RuleName, written: tuple[str, ...], people: int, broken: list[str]
) -> None:
    found = [each for each in check(at_sites(*written, people=people)) if each.rule.name is rule]
    assert len(found) == (3 if rule is RuleName.CLOSURES else 2)
    names = [rule_name(each.rule, FRENCH).partition(" – ")[2] for each in found if each.breaches]
    assert names == broken


def test_a_class_has_the_public_holidays_of_its_site() -> None:
    rows = at_sites("EEEE", "EEEE", "EEEE")
    hours = [totals(row, rows.case).company // HOUR for row in rows.cohorts]
    assert hours == [140, 140, 133]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        (ObjectiveName.CAMPUS_PEAK, ("ECEE", "EECE", "ECCE"), 1),
        (ObjectiveName.CAMPUS_PEAK, ("ECCE", "EECE", "EECE"), 2),
        (ObjectiveName.CAMPUS_OVERLAP, ("ECCE", "ECCE", "ECCE"), 2),
        (ObjectiveName.SHARED_WEEKS, ("ECEE", "ECCE", "ECCE"), 1),
        (ObjectiveName.PEOPLE_PEAK, ("ECEE", "ECEE", "ECEE"), 20),
    ],
)
def test_objectives_of_a_campus_are_by_site(
    name: ObjectiveName, written: tuple[str, ...], value: int
) -> None:
    """Peaks are the largest of any site, overlaps the sum of all sites."""
    assert objective_value(name, at_sites(*written)) == value


# --- Conflicts


def explained(of: Programme) -> tuple[list[str], list[str]]:
    """Return what contradicts itself, and what would make a planning possible."""
    case = Case(of, academic_year_of(of, 2026))
    found = explain_rules(case, Changing("base.toml"), FeasibilitySearch())
    weeks = case.year.weeks
    lines = [line for each in found.conflicts for line in conflict_lines(each, weeks, FRENCH)]
    return lines, [way_line(way, weeks, FRENCH) for way in found.ways]


def test_a_conflict_and_its_ways_out_name_the_site() -> None:
    locked = 'site = "bordeaux"\nlocked_weeks = { 2026-W46 = "school" }\nyear = 1'
    lines, ways = explained(parsed(('site = "bordeaux"\nyear = 1', locked)))
    assert lines[0] == "Bordeaux – Fermetures de l'école (closures) : S46 2026"
    opened = "Bordeaux – Fermetures de l'école (sites.bordeaux.closures.open_weeks) : "
    assert any(way.startswith(opened) for way in ways)


def test_a_campus_too_small_is_that_of_a_site() -> None:
    named = 'name = "Toulouse"'
    lines, ways = explained(parsed((named, f"{named}\ncampus = {{ most_cohorts = 0 }}")))
    assert any(line.startswith("Toulouse – ") for line in lines)
    assert any("(sites.toulouse.campus.most_cohorts)" in way for way in ways)
    assert not any("Bordeaux" in way for way in ways)


# --- The office


def test_the_form_says_all_of_sites_and_tells_their_closed_weeks() -> None:
    tables = tomllib.loads(TEXT)
    checked = check_form(pairs_of(tables), 2026)
    assert (checked.reading.tables, checked.faults) == (tables, {})
    notes = form_notes(checked, {}, FRENCH)
    assert ["novembre" in notes[name] for name in ("sites.0.closures", "closures")] == [True, False]
    assert notes["sites.0.closures"] != notes["sites.1.closures"]


def test_a_class_without_a_site_is_told_at_its_field() -> None:
    pairs = [pair for pair in pairs_of(tomllib.loads(TEXT)) if pair[0] != "cohorts.0.site"]
    (fault,) = check_form(pairs, 2026).faults["cohorts.0.site"]
    told_at = FormWording(FRENCH, answers_of(pairs)).fault(fault)
    assert told_at == "À choisir\N{NBSP}: bordeaux, toulouse."


def test_the_year_counts_who_is_at_each_site() -> None:
    planning = at_sites("ECEE", "EECE", "ECCE")
    here = [list(map(len, planning.on_campus(each))) for each in planning.programme.sites]
    assert here == [[0, 1, 1, 0], [0, 1, 1, 0]]
