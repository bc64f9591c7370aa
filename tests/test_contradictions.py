"""Figures that contradict each other in every year, and those that do not."""

from datetime import date
from typing import Any

import pytest
import tomli_w

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.file import merge_tables, parse_programme
from planner.programme.programme import Programme
from tests.conftest import ALBI

STAGE = {"label": "stage", "code": "ST", "days": ["company"] * 5}
SPLIT = {"label": "partagée", "code": "M", "days": ["school"] * 2 + ["company"] * 3}


def _file(cohort: dict[str, Any], **tables: Any) -> str:
    """Write a programme of one cohort that asks for nothing else."""
    file = {
        "id": "p",
        "name": "P",
        "school": "École",
        "objectives": ["week_order", "session_spread"],
        "academic_year": {"first_week": 36},
        "public_holidays": {"country": "FR"},
        "workday": {"company": 7, "school": 7},
        **tables,
        "cohorts": [
            {"id": "A", "label": "A", "year": 1, "headcount": 1, "onsite_hours": 0} | cohort
        ],
    }
    return tomli_w.dumps(file)


def _programme(cohort: dict[str, Any], **tables: Any) -> Programme:
    return parse_programme(_file(cohort, **tables), "p.toml")


def _told(messages: Messages, cohort: dict[str, Any], **tables: Any) -> str:
    with pytest.raises(Unusable) as unusable:
        _programme(cohort, **tables)
    return "\n".join(messages.sentence(each) for each in unusable.value.problems)


def test_weeks_of_a_kind_have_room_for_its_activities(french: Messages) -> None:
    weeks = {"company_weeks": 0, "activities": {"stage": {"weeks": 16}}}
    told = _told(french, weeks, activities={"stage": STAGE})
    assert told == (
        "p.toml : A : company_weeks = 0, mais le total demandé par activities.stage.weeks est déjà "
        "de 16 (Semaines en entreprise)."
    )


@pytest.mark.parametrize(
    ("more", "least", "most"),
    [({}, 15, 10), ({"changes_on": ["any"]}, 14, 12), ({"changes_on": [{"week": 45}]}, 15, 10)],
)
def test_lengths_in_days_that_no_block_can_have_are_told(
    french: Messages, more: dict[str, Any], least: int, most: int
) -> None:
    """Whole weeks have three weeks at least and two at most."""
    told = _told(french, {"school_blocks": {"shortest_days": 14, "longest_days": 12}, **more})
    assert f"school_blocks : les périodes ont au moins {least} jours, mais {most} au plus" in told


def test_what_other_activities_leave_is_named_as_such(french: Messages) -> None:
    weeks = {
        "company_weeks": 20,
        "company_blocks": {"shortest": 19},
        "activities": {"stage": {"weeks": {"least": 2, "most": 4}}},
    }
    told = _told(french, weeks, activities={"stage": STAGE})
    assert "company_weeks − activities.stage.weeks = 16–18" in told


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"locked_weeks": {"2026-W40": "defence"}}, "locked_weeks.2026-W40"),
        ({"wished_weeks": {"40": {"activity": "abroad"}}}, "wished_weeks.40.activity"),
        (
            {"fixed_weeks": {"39": "defence"}, "locked_weeks": {"2026-W40": "defence"}},
            "locked_weeks.2026-W40",
        ),
    ],
)
def test_a_week_is_locked_on_what_it_can_have(
    given: dict[str, Any], found: str, french: Messages
) -> None:
    told = _told(french, given)
    assert told.startswith(f"p.toml : A : {found} : trouvé ")
    assert told.endswith("accepté : l'un de : school, company.")


@pytest.mark.parametrize(
    "given",
    [
        {"fixed_weeks": {"40": "defence"}, "locked_weeks": {"2026-W40": "defence"}},
        {"activities": {"abroad": {}}, "wished_weeks": {"40": {"activity": "abroad"}}},
        {
            "pattern": {"weeks": ["school", "company"], "week_53": "none"},
            "locked_weeks": {"2026-W53": "none"},
        },
    ],
)
def test_a_week_may_be_locked_on_what_only_it_has(given: dict[str, Any]) -> None:
    _programme(given)


@pytest.mark.parametrize(
    ("letters", "named"),
    [("st", "activities.stage et activities.other"), ("C", "activities.school et activities.")],
)
def test_two_activities_do_not_have_the_same_letters(
    letters: str, named: str, french: Messages
) -> None:
    own = {"stage": STAGE, "other": SPLIT | {"code": letters}}
    using: dict[str, Any] = {"activities": {"stage": {}, "other": {}}}
    told = _told(french, using, activities=own)
    assert named in told
    assert "mêmes lettres" in told
    _programme({}, activities=own)  # nobody has them


def test_a_named_block_does_not_have_the_letters_of_another_activity(french: Messages) -> None:
    block = {"named_blocks": {"C": {"label": "fin", "activity": "company"}}}
    assert "activities.school et named_blocks.C" in _told(french, block)
    _programme({"named_blocks": {"E": {"label": "fin", "activity": "company"}}})


# --- years that do not hold every number once -----------------------------------------------


TWICE = {"academic_year": {"first_week": 36, "weeks": 53}}
"""A year of 53 weeks from week 36 on holds that number twice, unless it holds a week 53."""

BLOCK = {"label": "jury", "activity": "defence", "weeks": 2}


def test_a_number_held_twice_counts_twice(french: Messages) -> None:
    fixed = {"fixed_weeks": {"36": "defence"}, "named_blocks": {"JURY": BLOCK}}
    _programme(fixed, **TWICE)
    assert "named_blocks.JURY" in _told(french, fixed)


def test_a_number_that_a_short_year_lacks_does_not_count() -> None:
    fixed = {"fixed_weeks": {"37": "school", "10": "school"}, "school_weeks": 1}
    _programme(fixed, academic_year={"first_week": 36, "weeks": 10})


def test_a_number_held_in_some_years_only_does_not_count(french: Messages) -> None:
    fixed = {"fixed_weeks": {"36": "school", "40": "school"}, "school_weeks": 1}
    assert "fixed_weeks" in _told(french, fixed)
    _programme(fixed, academic_year={"first_monday_of": 9, "weeks": 52})


def test_a_fixed_week_may_be_one_that_is_open_all_the_same(french: Messages) -> None:
    fixed = {"fixed_weeks": {"31": "defence"}}
    assert "closures.weeks" in _told(french, fixed, closures={"weeks": [31]})
    _programme(fixed, closures={"weeks": [31], "open_weeks": [31]})


def test_an_activity_without_weeks_has_no_named_block(french: Messages) -> None:
    weeks = {
        "activities": {"abroad": {"weeks": 0}},
        "named_blocks": {"EXT": {"label": "étranger", "activity": "abroad", "weeks": 2}},
    }
    assert "named_blocks.EXT" in _told(french, weeks)


@pytest.mark.parametrize(
    ("cohort", "tables"),
    [
        (
            {
                "school_weeks": 17,
                "school_blocks": {"count": 3},
                "company_blocks": {"count": 2, "longest": 13},
                "fixed_weeks": {str(week): "stage" for week in range(2, 12)},
            },
            {"activities": {"stage": STAGE}},
        ),
        (
            {
                "school_weeks": 11,
                "school_blocks": {"count": 3},
                "company_blocks": {"count": 4, "longest": 10},
                "fixed_weeks": {"35": "none"},
            },
            {"academic_year": {"starts": {"month": 9, "day": 1}}},
        ),
        (
            {
                "school_weeks": 12,
                "school_blocks": {"count": 1},
                "company_blocks": {"longest": 14},
                "pattern": {
                    "weeks": ["company", "school"],
                    "week_53": "none",
                    "preferred": True,
                },
            },
            {
                "academic_year": {"first_week": 40},
                "objectives": ["pattern_departures", "week_order", "session_spread"],
            },
        ),
        (
            {"school_weeks": 0, "sessions": {"total": 24, "a_week": [2]}},
            {"academic_year": {"first_week": 36, "weeks": 12}},
        ),
        ({"school_weeks": 1, "school_blocks": {"count": 5}, "changes_on": ["any"]}, {}),
        ({"school_blocks": {"shortest_days": 12, "longest_days": 15}}, {}),
        (
            {"fixed_weeks": {"53": "school"}, "forbidden_weeks": {"53": ["school"]}},
            {"academic_year": {"first_week": 36, "weeks": 12}},
        ),
    ],
)
def test_what_some_year_admits_is_no_contradiction(
    cohort: dict[str, Any], tables: dict[str, Any]
) -> None:
    _programme(cohort, **tables)


def test_fixed_weeks_in_company_count_as_those_at_school(french: Messages) -> None:
    fixed = {"fixed_weeks": {str(n): "company" for n in range(2, 6)}, "company_weeks": {"most": 3}}
    (told,) = _told(french, fixed).splitlines()
    assert "company_weeks = 0–3, mais le total demandé par fixed_weeks est déjà de 4" in told


def test_a_fault_of_two_keys_is_told_once(french: Messages) -> None:
    fixed = {"fixed_weeks": {"40": "abroad", "41": "abroad", "42": "abroad"}, "school_weeks": 2}
    assert len(_told(french, fixed).splitlines()) == 1


def test_a_pattern_repeats_what_weeks_can_have(french: Messages) -> None:
    pattern = {"weeks": ["school", "defence"], "week_53": "counted"}
    assert 'pattern.weeks : trouvé "defence"' in _told(french, {"pattern": pattern})


def test_a_planning_made_before_a_refusal_is_still_read() -> None:
    """Its file was accepted then, and its documents are out."""
    own = {"stage": STAGE | {"code": "E"}}
    text = _file({"activities": {"stage": {}}}, activities=own)
    with pytest.raises(Unusable):
        parse_programme(text, "p.toml")
    parse_programme(text, "p.toml", carried=True)


@pytest.mark.parametrize("key", ["fixed_weeks", "wished_weeks", "forbidden_weeks", "uses"])
def test_a_date_where_a_table_of_values_is_asked_is_told(key: str, french: Messages) -> None:
    assert f"cohorts[A].{key} : trouvé 2026-10-10" in _told(french, {key: date(2026, 10, 10)})


def test_a_locked_week_is_an_activity_or_a_table(french: Messages) -> None:
    told = _told(french, {"locked_weeks": {"2026-W45": 5}})
    assert "accepté : le nom d'une activité, ou une table" in told


# --- zones ----------------------------------------------------------------------------------


def test_a_zone_of_another_country_is_answered_with_the_key_for_dates(french: Messages) -> None:
    closures = {"school_holidays": {"zone": "BW", "names": ["christmas"]}}
    told = _told(french, {}, public_holidays={"country": "DE"}, closures=closures)
    assert 'trouvé "BW" ; accepté : A, B ou C' in told
    assert "closures.days" in told


def test_albi_has_no_contradiction() -> None:
    parse_programme(ALBI.read_text(encoding="utf-8"), "albi.toml")


A_DAY: dict[str, tuple[dict[str, Any], str]] = {
    "a total of no whole number of days": (
        {"onsite_hours": 510, "onsite_hours_a_day": 7},
        "onsite_hours = 510 h ne sont pas un nombre entier de jours : onsite_hours_a_day = 7 h en "
        "donne 504 h ou 511 h.",
    ),
    "a semester of no whole number of days": (
        {
            "onsite_hours": 600,
            "onsite_hours_a_day": 6,
            "semesters": {"S9": {"until": {"month": 1, "day": 31}, "onsite_hours": 200}},
        },
        "semesters.S9.onsite_hours = 200 h ne sont pas un nombre entier de jours : "
        "onsite_hours_a_day = 6 h en donne 198 h ou 204 h.",
    ),
    "more days than weeks have": (
        {"onsite_hours": 630, "onsite_hours_a_day": 7, "school_weeks": 17},
        "onsite_hours = 630 h ne tiennent pas dans school_weeks = 17 : à 35 h par semaine "
        "(workday.school, onsite_a_week, onsite_hours_a_day), 595 h au plus.",
    ),
    "longer than a day at school": (
        {"onsite_hours_a_day": 8},
        "onsite_hours_a_day = 8 h dépasse workday.school = 7 h.",
    ),
    "said by the week as well": (
        {"onsite_hours_a_day": 6, "onsite_a_week": {"least": 20}},
        "onsite_hours_a_day et onsite_a_week disent tous deux les heures d'une semaine : gardez "
        "l'un des deux.",
    ),
}


@pytest.mark.parametrize("example", A_DAY.values(), ids=A_DAY.keys())
def test_hours_a_day_agree_with_totals_and_days(
    example: tuple[dict[str, Any], str], french: Messages
) -> None:
    cohort, expected = example
    assert _told(french, cohort) == f"p.toml : A : {expected}"


def test_a_file_that_extends_says_hours_by_the_week_instead_of_by_the_day() -> None:
    below = {"cohorts": [{"id": "A", "onsite_hours_a_day": 7}]}
    above = {"cohorts": [{"id": "A", "onsite_a_week": {"least": 20}}]}
    assert merge_tables(below, above) == above


JUNE, MARCH = {"month": 6, "day": 1}, {"month": 3, "day": 1}


def test_a_part_of_the_year_that_no_year_has_is_told(french: Messages) -> None:
    backwards = {"from": JUNE, "until": MARCH}
    told = _told(french, {"company_blocks": {"windows": [{"until": MARCH}, backwards]}})
    assert told == (
        "p.toml : A : company_blocks.windows[2] : aucune année de la formation n'a de semaine dans "
        "cette partie de l'année."
    )
    _programme(
        {"school_blocks": {"from": {"week": 53}, "until": {"week": 53}}}
    )  # in some years only


@pytest.mark.parametrize(
    ("blocks", "accepted"),
    [
        ({"windows": [{"until": MARCH}], "from": JUNE}, "from, until et before, ou bien windows"),
        ({"windows": [{"until": MARCH}, {}]}, "from, until ou before dans chaque partie"),
    ],
)
def test_blocks_lie_in_one_part_of_the_year_or_in_one_of_several(
    blocks: dict[str, Any], accepted: str, french: Messages
) -> None:
    assert accepted in _told(french, {"school_blocks": blocks})


def test_a_variant_may_change_from_one_part_of_the_year_to_several_and_back() -> None:
    one = {"school_blocks": {"count": 1, "from": JUNE}}
    several = {"school_blocks": {"windows": [{"until": MARCH}, {"from": JUNE}]}}
    assert merge_tables(one, several) == {"school_blocks": {"count": 1} | several["school_blocks"]}
    assert merge_tables(several, one) == one


NAMED = {
    "A1": {"label": "a", "right_after": "B2"},
    "B2": {"label": "b", "activity": "school"},
    "C3": {"label": "c", "right_before": "B2"},
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"A1": {"right_after": "Z9"}}, 'named_blocks.A1.right_after : trouvé "Z9"'),
        ({"A1": {"right_after": "A1"}}, 'named_blocks.A1.right_after : trouvé "A1"'),
        ({"A1": {"right_before": "company"}}, 'named_blocks.A1.right_before : trouvé "company"'),
        ({"A1": {"right_before": "leave"}}, 'named_blocks.A1.right_before : trouvé "leave"'),
        ({"B2": {"right_after": "A1"}}, "named_blocks : A1, B2 se suivent en boucle"),
        ({"C3": {"right_after": "A1"}, "B2": {"right_before": "A1"}}, "A1, B2, C3 se suivent"),
    ],
)
def test_named_blocks_follow_others_that_there_can_be(
    changed: dict[str, Any], told: str, french: Messages
) -> None:
    assert told in _told(french, {"named_blocks": merge_tables(NAMED, changed)})
    _programme({"named_blocks": NAMED})
    _programme({"named_blocks": merge_tables(NAMED, {"A1": {"right_after": "free"}})})


@pytest.mark.parametrize("more", [{"preferred": True}, {"most_departures": 1}])
def test_a_part_of_a_block_is_a_rule_without_departures(
    more: dict[str, Any], french: Messages
) -> None:
    exam = {"weeks": ["school"], "week_53": "counted", "within_block": True}
    assert "within_block d'un rythme" in _told(french, {"patterns": {"mai": exam | more}})
