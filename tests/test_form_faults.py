"""Each problem of a programme stands at a field of its form."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from planner.files.problems import problem
from planner.messages import LANGUAGES, Messages
from planner.office.form.faults import check_form
from planner.office.form.notes import form_notes
from planner.office.form.tables import pairs_of, read_pairs
from planner.programme.file import Tables, located, parse_toml
from planner.programme.file.places import PLACES
from tests.conftest import ALBI
from tests.forms import any_tables
from tests.fuzz.programmes import programme_of
from tests.test_messages import catalogue


def test_each_contradiction_has_its_places_and_words_of_a_form() -> None:
    found = {key for key in catalogue("fr") if key.startswith("contradiction.")}
    assert {key for key in PLACES if key.startswith("contradiction.")} == found
    for language in LANGUAGES:
        assert {f"form.{key}" for key in found} <= {*catalogue(language)}


@given(any_tables())
def test_what_the_schema_refuses_stands_at_a_field(tables: Tables) -> None:
    pairs = pairs_of(tables | {"extends": ""})
    checked = check_form(pairs, 2026)
    assert "" not in checked.faults
    assert (checked.programme is None) == bool(checked.faults)
    assert parse_toml(checked.rules, "") == checked.reading.tables


@given(st.integers(0, 10**6))
def test_what_contradicts_itself_stands_at_a_field(seed: int) -> None:
    chance = Random(seed)
    trial = programme_of(chance)
    for cohort in trial.tables["cohorts"]:
        cohort["onsite_hours"] = chance.choice([0, 900])
        cohort["school_weeks"] = chance.choice([0, 3, 60])
    checked = check_form(pairs_of(trial.tables), trial.start_year)
    assert "" not in checked.faults


def test_a_place_names_cohorts_and_rows_by_their_names() -> None:
    blocks = problem("contradiction.lengths", blocks="named_blocks.P.F", least=3, most=2)
    told = problem("cohort.problem", cohort="1A", what=blocks)
    assert located(told).places == (("cohorts", "1A", "named_blocks", "P", "F", "longest"),)
    resource = problem("contradiction.resource", name="Salle 1.2", known="–")
    assert located(resource).places == (("uses", "Salle 1.2"),)


def test_what_follows_is_told_at_its_field() -> None:
    tables = parse_toml(ALBI.read_text("utf-8"), "")
    for cohort in tables["cohorts"]:
        del cohort["onsite_hours"]
    del tables["cohorts"][2]["school_weeks"]
    checked = check_form(pairs_of(tables), 2026)
    assert form_notes(checked, {"1A": 546 * 60}, Messages("en")) == {
        "academic_year": "The year: 28 September 2026 to 1 October 2027, 53 weeks.",
        "closures": (
            "School closed this year: 21 December 2026 to 3 January 2027, "
            "26 July to 29 August 2027."
        ),
        "cohorts.0.onsite_hours": "Left open: the weeks of the planning give 546 h.",
        "cohorts.1.onsite_hours": (
            "Left open: your weeks give 595 h at most, public holidays not deducted."
        ),
        "cohorts.2.onsite_hours": (
            "Left open: the planning will tell how many hours your weeks give."
        ),
    }


@given(st.data())
def test_whatever_is_typed_is_told_and_shown_again(data: st.DataObject) -> None:
    pairs = pairs_of(parse_toml(ALBI.read_text("utf-8"), ""))
    typed = data.draw(
        st.dictionaries(
            st.integers(0, len(pairs) - 1),
            st.sampled_from(["", "-1", "3,5", "99999", "true", "2026-02-30", "[x]", "ski", "value"])
            | st.text(max_size=8),
            max_size=4,
        )
    )
    changed = [(name, typed.get(place, text)) for place, (name, text) in enumerate(pairs)]
    checked = check_form(changed, 2026)
    if checked.can_be_kept:
        assert (checked.year is None) == bool(checked.faults)
        kept = parse_toml(checked.rules, "")
        assert kept == checked.reading.tables == read_pairs(pairs_of(kept)).tables
