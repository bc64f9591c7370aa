"""What a cohort takes from the campus contradicts its limits only if no year can do without."""

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from planner.files.problems import Unusable
from planner.programme.file import parse_programme
from planner.year.activity import Activity

RHYTHM = Path(__file__).parent / "rhythms" / "week-a-month.toml"

SPLIT = {
    "label": "partagée",
    "code": "M",
    "days": ["school", "company", "company", "company", "company"],
}
NAMES = ("school", "abroad", "split")
YEAR = 52

Weeks = tuple[int, int]


def refused(
    weeks: dict[str, Weeks], fixed: dict[str, str], uses: list[str], campus: dict[str, Any]
) -> set[str]:
    """Return the keys of the contradictions about the campus.

    Parameters
    ----------
    weeks
        The least and the most weeks: of lessons ("school"), abroad, and split.
    """
    data = tomllib.loads(RHYTHM.read_text(encoding="utf-8"))
    extents = {name: {"least": low, "most": high} for name, (low, high) in weeks.items()}
    (cohort,) = data["cohorts"]
    data["cohorts"] = [
        {key: cohort[key] for key in ("id", "label", "year", "headcount")}
        | {"onsite_hours": 0, "fixed_weeks": fixed, "school_weeks": extents["school"]}
        | {"activities": {name: {"weeks": extents[name]} for name in ("abroad", "split")}}
        | ({"uses": {"labo": {"groups": 3, "activities": uses}}} if uses else {})
    ]
    data |= {"activities": {"split": SPLIT}, "campus": campus, "objectives": data["objectives"]}
    try:
        parse_programme(tomli_w.dumps(data), "p.toml")
    except Unusable as unusable:
        told = repr([each.values for each in unusable.problems])
        return {f"contradiction.{name}" for name in ("groups", "people") if f"n.{name}'" in told}
    return set()


def can_do_without(weeks: dict[str, Weeks], fixed: dict[str, str], used: set[str]) -> bool:
    """Count out whether a year has no week of some activities; weeks in company are free."""
    given = [sum(name == each for each in fixed.values()) for name in NAMES]
    ranges = [range(low, YEAR - 40) for low in given]
    return any(
        weeks["school"][0] <= school + abroad <= weeks["school"][1]
        and weeks["abroad"][0] <= abroad <= weeks["abroad"][1]
        and weeks["split"][0] <= split <= weeks["split"][1]
        and not any(count for name, count in zip(NAMES, counts, strict=True) if name in used)
        for counts in product(*ranges)
        for school, abroad, split in [counts]
    )


extents = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda ends: (min(ends), max(ends)))
cases = st.tuples(
    st.fixed_dictionaries(dict.fromkeys(NAMES, extents)),
    st.dictionaries(st.sampled_from(["40", "45", "3"]), st.sampled_from(NAMES), max_size=1),
)


@given(cases, st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
def test_groups_are_refused_where_no_year_does_without(
    case: tuple[dict[str, Weeks], dict[str, str]], uses: list[str]
) -> None:
    weeks, fixed = case
    found = refused(weeks, fixed, uses, {"resources": {"labo": 2}})
    if can_do_without(weeks, fixed, set()):
        assert bool(found) == (not can_do_without(weeks, fixed, set(uses)))


@given(cases)
def test_people_are_refused_where_no_year_does_without(
    case: tuple[dict[str, Weeks], dict[str, str]],
) -> None:
    weeks, fixed = case
    found = refused(weeks, fixed, [], {"most_people": 1})
    if can_do_without(weeks, fixed, set()):
        assert bool(found) == (not can_do_without(weeks, fixed, {"school", "split"}))


@pytest.mark.parametrize(("uses", "told"), [("school", True), ("abroad", False), ("split", False)])
def test_a_resource_of_other_weeks_can_be_kept(uses: str, told: bool) -> None:
    weeks = {"school": (12, 12), "abroad": (0, 4), "split": (0, 9)}
    found = refused(weeks, {}, [uses], {"resources": {"labo": 2}})
    assert found == ({"contradiction.groups"} if told else set())


def test_an_activity_named_twice_is_used_once() -> None:
    data = tomllib.loads(RHYTHM.read_text(encoding="utf-8"))
    data["campus"] = {"resources": {"labo": 3}}
    data["cohorts"][0]["uses"] = {"labo": {"groups": 2, "activities": ["school", "school"]}}
    (use,) = parse_programme(tomli_w.dumps(data), "p.toml").cohorts[0].uses
    assert use.activities == (Activity.SCHOOL,)
