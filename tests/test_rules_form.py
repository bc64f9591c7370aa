"""The form of the rules over HTTP: faults at fields, rows, saving, two people on one form."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from re import findall
from typing import Any
from urllib.parse import urlencode

import pytest

from planner.office.drafts.state import DraftState
from planner.office.drafts.store import Draft, DraftAct, create_draft, read_draft, save_state
from planner.office.form.tables import pairs_of, read_pairs
from planner.office.year.breaches import rule_anchor
from planner.portal.web.http.forms import CSRF_HEADER
from planner.programme.file import parse_toml
from planner.programme.names import RuleName
from tests.conftest import ALBI
from tests.fuzz.programmes import programme_of
from tests.portal import TOKEN, Answer, Site, Visitor, signed_in, site, visiting

CALENDARS = Path(__file__).parent / "calendars"
MODELS = [
    ALBI,
    *sorted(ALBI.parent.glob("models/*.toml")),
    CALENDARS / "exam-days.toml",
    CALENDARS / "three-days.toml",
]
RULES = ALBI.read_text("utf-8")
ACT = DraftAct("started-file", {"file": "albi.toml"})

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Desk:
    """Somebody of scolarité before the rules of a draft."""

    opened: Site
    visit: Visitor
    headers: dict[str, str]
    draft: int

    @property
    def path(self) -> str:
        return f"/office/drafts/{self.draft}/rules"

    @property
    def kept(self) -> Draft:
        with self.opened.database.reading() as connection:
            return read_draft(connection, self.draft)

    def page(self) -> str:
        return self.visit(self.path, headers=self.headers).text

    def send(self, pairs: Pairs, order: str = "save", revision: int = 1) -> Answer:
        form = [*pairs, ("do", order), ("revision", str(revision))]
        body = urlencode([*form, ("token", self.headers[CSRF_HEADER])]).encode()
        sent = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        return self.visit(self.path, "POST", sent, body)

    def check(self, pairs: Pairs) -> dict[str, Any]:
        body = json.dumps({"pairs": pairs}).encode()
        answer = self.visit(f"{self.path}/check", "POST", self.headers, body)
        assert answer.status == 200
        found: dict[str, Any] = json.loads(answer.text)
        return found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("rules")) as found:
        yield found


@pytest.fixture(scope="module")
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


@pytest.fixture
def desk(opened: Site, visit: Visitor) -> Desk:
    headers = {"Cookie": f"office={signed_in(visit, opened.office_link().secret)}"}
    token = TOKEN.findall(visit("/office/publish", headers=headers).text)[0]
    draft = create_draft(
        opened.database, "Albi", DraftState(RULES, 2026), ACT, "Anne", opened.clock.now
    )
    return Desk(opened, visit, {**headers, CSRF_HEADER: token}, draft)


def albi(**changed: str) -> list[tuple[str, str]]:
    """Give the form of Albi, with some fields changed; dots are written as two underscores."""
    said = {name.replace("__", "."): text for name, text in changed.items()}
    kept = [pair for pair in pairs_of(parse_toml(RULES, "")) if pair[0] not in said]
    return [*kept, *said.items()]


class Filled(HTMLParser):
    """The names and texts that a browser would send of a page as it is.

    Attributes
    ----------
    pairs
        Those of the form, but for its own.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._select = self._table = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        name, value = own.get("name", ""), own.get("value", "")
        is_left = own.get("type") == "checkbox" and "checked" not in own
        match tag:
            case "input" if name not in ("token", "revision", "file") and not is_left:
                self.pairs.append((name, value))
            case "select":
                self._select = name
            case "option" if "selected" in own:
                self.pairs.append((self._select, value))
            case "textarea":
                self._table = name

    def handle_data(self, data: str) -> None:
        if self._table:  # a browser leaves the first line end out
            self.pairs.append((self._table, data.removeprefix("\n")))
            self._table = ""


def shown(html: str) -> list[str]:
    """Give the names of the fields of a page, each once."""
    return list(dict.fromkeys(map(unescape, findall(r' name="([^"]+)"', html))))


def test_a_form_sent_as_it_is_changes_nothing(desk: Desk) -> None:
    assert desk.send(albi()).header("location") == f"{desk.path}?lang=fr&done=unchanged"
    assert desk.kept.revision == 1
    assert desk.kept.state.rules == RULES


def test_what_is_changed_is_saved_as_a_programme_file(desk: Desk) -> None:
    answer = desk.send(albi(cohorts__0__headcount="48"))
    assert (answer.status, desk.kept.revision) == (303, 2)
    expected = parse_toml(RULES, "")
    expected["cohorts"][0]["headcount"] = 48
    assert parse_toml(desk.kept.state.rules, "") == expected
    assert (
        "Règles enregistrées." in desk.visit(f"{desk.path}?done=saved", headers=desk.headers).text
    )


WEEK = "cohorts.0.fixed_weeks.0.@value"
LOCKED = {"@row": "", "@key": "2026-W45", "@way": "value", "@value": "EEE|CC"}


def test_a_cut_week_is_typed_in_letters_and_told_in_words(desk: Desk) -> None:
    locked = [(f"cohorts.0.locked_weeks.0.{part}", text) for part, text in LOCKED.items()]
    pairs = [*albi(), *locked]
    pairs = [(name, "cccee" if name == WEEK else text) for name, text in pairs]
    found = desk.check(pairs)
    assert WEEK not in found["faults"]
    assert found["notes"][WEEK].endswith("école jusqu'au mercredi, puis entreprise")
    told = found["notes"]["cohorts.0.locked_weeks.0.@value"]
    assert told.endswith("entreprise jusqu'au mercredi, puis école")
    assert desk.send(pairs).status == 303
    first = parse_toml(desk.kept.state.rules, "")["cohorts"][0]
    assert first["locked_weeks"] == {"2026-W45": "EEE|CC"}
    assert "cccee" in first["fixed_weeks"].values()
    html = desk.page()
    assert f'name="{WEEK}" value="cccee"' in html
    assert desk.send(Filled(html).pairs, revision=2).header("location") == (
        f"{desk.path}?lang=fr&done=unchanged"
    )


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["", "CCXEE"], "cinq lettres, une par jour du lundi au vendredi (CCC|EE), parmi C, E, J"),
        (["", "CCC|E"], "une activité de la liste, ou cinq lettres"),
        (["school", "CCC|EE"], "pas les deux"),
    ],
)
def test_what_is_no_week_is_told_at_its_field(desk: Desk, texts: list[str], told: str) -> None:
    pairs = [pair for pair in albi() if pair[0] != WEEK]
    found = desk.check([*pairs, *((WEEK, text) for text in texts)])
    assert told in "".join(found["faults"][WEEK]).replace("\N{NO-BREAK SPACE}", " ")


def test_incomplete_rules_are_saved_and_their_faults_shown(desk: Desk) -> None:
    assert desk.send(albi(cohorts__0__headcount="vingt")).status == 303
    html = desk.page()
    assert 'value="vingt" inputmode="numeric"' in html
    assert "Trouvé &#34;vingt&#34;" in html
    assert "1 point à revoir avant de planifier." in html.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_has_the_dates_of_weeks_and_the_sources_of_rules(desk: Desk) -> None:
    html = unescape(desk.page()).replace("\N{NO-BREAK SPACE}", " ")
    assert "du 28 septembre au 4 octobre 2026" in html
    assert "du 26 juillet au 29 août 2027" in html
    assert "Source : Brochure : « 17 semaines de présence à l'école »" in html


def test_each_rule_of_each_class_has_a_field(desk: Desk) -> None:
    names = findall(r' id="([^"]+)"', desk.page())
    assert len(names) == len({*names})
    assert {rule_anchor(rule, cohort) for rule in RuleName for cohort in range(3)} <= {*names}


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"cohorts__1__school_weeks__@value": "99"}, ["cohorts.1.school_weeks.@value"]),
        ({"cohorts__0__sessions__total": "45"}, ["sessions.total", "sessions.a_week"]),
        ({"cohorts__2__school_blocks__shortest": "20"}, ["school_blocks.longest"]),
        ({"leave__consecutive": "9"}, ["leave.consecutive"]),
        ({"public_holidays__country": "XX"}, ["public_holidays.country"]),
        ({"cohorts__2__named_blocks__0__activity": "ski"}, ["named_blocks.0.activity"]),
        ({"cohorts__0__fixed_weeks__0__@value": "ski"}, ["fixed_weeks.0.@value"]),
        ({"cohorts__0__follows": "9Z"}, ["cohorts.0.follows"]),
        ({"cohorts__1__id": "1A"}, ["cohorts"]),
        ({"academic_year__@way": "starts"}, ["academic_year"]),
        ({"objectives__4__@value": "campus_peak"}, ["objectives"]),
        ({"closures__school_holidays__zone": "D"}, ["closures.school_holidays.zone"]),
        ({"workday__company": ""}, ["workday.company"]),
        (
            {
                "closures__days__0__first": "2027-03-01",
                "closures__days__0__last": "2027-03-05",
                "closures__days__1__first": "2027-04-05",
                "closures__days__1__last": "2027-04-01",
            },
            ["closures.days.1.last"],
        ),
        (
            {
                "closures__single_days__0__first": "2027-03-08",
                "closures__single_days__0__cohorts": "1A, 9Z",
            },
            ["closures.single_days.0.cohorts"],
        ),
        ({"closures__weeks": "30-34; août"}, ["closures.weeks"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_fault_stands_at_its_field(
    desk: Desk, changed: dict[str, str], places: list[str]
) -> None:
    found = desk.check(albi(**changed))
    for place in places:
        assert any(name.endswith(place) for name in found["faults"]), (place, found["faults"])
    assert not found["general"]
    assert found["counts"]


def test_the_check_tells_the_dates_of_weeks_and_that_all_is_well(desk: Desk) -> None:
    found = desk.check(albi(closures__weeks="31"))
    assert found["faults"] == {}
    assert found["notes"]["closures.weeks"] == "du 2 au 8 août 2027"
    assert (
        found["status"]
        == "Les règles sont complètes\N{NO-BREAK SPACE}: on peut planifier 2026-2027."
    )


def test_a_name_that_no_field_has_is_refused(desk: Desk) -> None:
    assert desk.send([("nom", "x")]).status == 409
    assert desk.kept.revision == 1


def test_two_rows_of_one_name_are_not_saved_and_stay_as_typed(desk: Desk) -> None:
    rows = [
        *(("campus.resources.0.@key", "labo"), ("campus.resources.0.@value", "1")),
        *(("campus.resources.1.@key", "labo"), ("campus.resources.1.@value", "2")),
    ]
    answer = desk.send([*albi(), *rows])
    assert (answer.status, desk.kept.revision) == (422, 1)
    assert answer.text.count('value="labo"') == 2
    assert "est déjà pris" in answer.text


@pytest.mark.parametrize("seed", range(4))
def test_the_page_of_a_random_programme_says_what_its_file_says(desk: Desk, seed: int) -> None:
    trial = programme_of(Random(seed))
    state = DraftState(trial.text, trial.start_year)
    now = desk.opened.clock.now
    draft = create_draft(desk.opened.database, "x", state, ACT, "Anne", now)
    html = replace(desk, draft=draft).page()
    said = read_pairs(Filled(html).pairs).tables
    assert said == {key: value for key, value in trial.tables.items() if value != {}}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_page_of_a_programme_says_what_its_file_says(desk: Desk, path: Path) -> None:
    rules = path.read_text("utf-8")
    state, now = DraftState(rules, 2026), desk.opened.clock.now
    draft = create_draft(desk.opened.database, "x", state, ACT, "Anne", now)
    html = replace(desk, draft=draft).page()
    assert read_pairs(Filled(html).pairs).tables == parse_toml(rules, "")


# --- Rows


@pytest.mark.parametrize(
    ("order", "there", "gone"),
    [
        ("add closures.days", ["closures.days.0.first"], []),
        ("add closures.single_days", ["closures.single_days.0.hours"], []),
        ("add cohorts", ["cohorts.3.label"], []),
        ("copy cohorts.0", ["cohorts.3.fixed_weeks.0.@key"], []),
        ("remove cohorts.1", ["cohorts.2.label"], ["cohorts.1.label"]),
        ("remove cohorts.0.fixed_weeks.1", [], ["cohorts.0.fixed_weeks.1.@key"]),
        ("add cohorts.0.events", ["cohorts.0.events.0.on.@way"], []),
    ],
)
def test_rows_are_added_copied_and_removed_without_saving(
    desk: Desk, order: str, there: list[str], gone: list[str]
) -> None:
    answer = desk.send(albi(name="Autre nom"), order)
    names = shown(answer.text)
    assert answer.status == 200
    assert {*there} <= {*names}
    assert {*gone}.isdisjoint(names)
    assert 'value="Autre nom"' in answer.text
    assert desk.kept.revision == 1


@pytest.mark.parametrize("order", ["add x", "remove cohorts.9", "up cohorts.x", "", "add", "?"])
def test_orders_of_no_button_do_no_harm(desk: Desk, order: str) -> None:
    assert desk.send(albi(), order).status in (200, 303, 409)
    assert desk.kept.revision == 1


def test_criteria_are_ordered_by_buttons(desk: Desk) -> None:
    def order(html: str) -> list[str]:
        return findall(
            r'name="objectives\.\d+\.@value".*?value="(\w+)" selected',
            html,
        )

    page = desk.send(albi(), "down objectives.0").text.replace("\n", " ")
    assert order(page)[:2] == ["campus_overlap", "campus_peak"]
    page = desk.send(albi(), "up objectives.1").text.replace("\n", " ")
    assert order(page)[:2] == ["campus_overlap", "campus_peak"]
    page = desk.send(albi(), "add objectives").text
    assert page.index('id="objectives.6.@value"') > page.index('value="week_order" selected')


# --- Two people on one form


def test_who_saves_second_is_told_and_loses_nothing(desk: Desk) -> None:
    database, now = desk.opened.database, desk.opened.clock.now
    theirs = replace(desk.kept.state, rules=RULES.replace("headcount = 50", "headcount = 41"))
    save_state(database, desk.draft, 1, theirs, DraftAct("rules", {"count": 3}), "Bruno", now)
    answer = desk.send(albi(cohorts__0__headcount="48"))
    said = unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")
    assert answer.status == 409
    assert "Bruno" in said
    assert "Effectif : vous 48, enregistré 41" in said
    assert 'name="revision" value="2"' in said
    assert desk.send(albi(cohorts__0__headcount="48"), revision=2).status == 303
    assert "headcount = 48" in desk.kept.state.rules


def test_weeks_that_others_change_do_not_hinder_the_rules(desk: Desk) -> None:
    state = replace(desk.kept.state, locked=(("1A", "2026-W45"),))
    act = DraftAct("rules", {"count": 0})
    save_state(desk.opened.database, desk.draft, 1, state, act, "Bruno", desk.opened.clock.now)
    assert desk.send(albi(cohorts__0__headcount="48"), revision=1).status == 303
    assert desk.kept.state.locked == (("1A", "2026-W45"),)
    assert "headcount = 48" in desk.kept.state.rules
