"""Who of several programmes is at each site: against a count by hand, and where room is missing."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from planner.api import UnusableInput, campus
from planner.files.problems import Unusable
from planner.office.models import programme_model
from planner.planning.campus_load import Room, campus_loads
from planner.planning.file import planning_json
from planner.planning.planning import Edition, Planning
from planner.year.activity import WEEKDAYS, Place
from tests.conftest import Call
from tests.test_cut_weeks import planned

MODELS = ("une-semaine", "deux-semaines", "trois-classes", "deux-jours")


def planning_of(model: str) -> Planning:
    return programme_model(model).planning


def with_room(planning: Planning, people: int | None) -> Planning:
    programme = planning.programme
    (site,) = programme.sites
    site = replace(site, campus=replace(site.campus, people=people))
    case = replace(planning.case, programme=replace(programme, sites=(site,)))
    return replace(planning, case=case)


def people_on(day: date, plannings: tuple[Planning, ...]) -> int:
    """Count those who have lessons at school on a day, or would have but for a public holiday."""
    found = 0
    for planning in plannings:
        for row in planning.cohorts:
            for week, activity in zip(planning.year.weeks, row.activities, strict=True):
                number = (day - week.monday).days
                if number in range(len(activity.days)) and Place.SCHOOL in activity.days:
                    found += row.cohort.headcount
    return found


@pytest.mark.parametrize("models", list(combinations(MODELS, 2)))
def test_programmes_of_a_school_are_counted_together(models: tuple[str, str]) -> None:
    plannings = tuple(map(planning_of, models))
    (load,) = campus_loads(plannings)
    assert load.name == "Mon école"
    mondays = [each.week.monday for each in load.weeks]
    assert mondays == sorted({week.monday for each in plannings for week in each.year.weeks})
    for each in load.weeks:
        days = (each.week.monday + timedelta(days=n) for n in range(WEEKDAYS))
        assert each.people == max(people_on(day, plannings) for day in days)
    assert load.peak.people == max(each.people for each in load.weeks)


def test_classes_that_hand_over_within_a_week_are_not_there_together() -> None:
    one, other = planned(["CCEEE", "CCEEE"]), planned(["EECCC", "ECCCC"])
    (load,) = campus_loads([one, of_another_programme(other)])
    assert [each.classes for each in load.weeks] == [1, 2]
    whole = of_another_programme(planned(["EEEEE", "CCCCC"]))
    (load,) = campus_loads([one, whole])
    assert [each.classes for each in load.weeks] == [1, 2]


def of_another_programme(planning: Planning) -> Planning:
    programme = replace(planning.programme, id="other")
    return replace(planning, case=replace(planning.case, programme=programme))


def test_other_schools_and_sites_are_others() -> None:
    one, other = planning_of("une-semaine"), planning_of("deux-semaines")
    programme = replace(other.programme, school="Une autre école")
    elsewhere = replace(other, case=replace(other.case, programme=programme))
    names = [load.name for load in campus_loads([one, elsewhere])]
    assert names == ["Mon école", "Une autre école"]
    alike = replace(programme, school="  MON ÉCOLE ")
    together = replace(other, case=replace(other.case, programme=alike))
    assert len(campus_loads([one, together])) == 1


def test_room_is_the_least_that_is_said_or_what_is_given() -> None:
    one, other = planning_of("une-semaine"), planning_of("deux-semaines")
    both = sum(planning.cohorts[0].cohort.headcount for planning in (one, other))
    (free,) = campus_loads([one, other])
    assert (free.room, free.exceeded) == (Room(), ())
    said = [with_room(one, both), with_room(other, both - 1)]
    (load,) = campus_loads(said)
    assert load.room == Room(people=both - 1)
    assert load.exceeded == tuple(week for week in load.weeks if week.people == both) != ()
    (given,) = campus_loads(said, Room(people=both))
    assert given.exceeded == ()
    (classes,) = campus_loads(said, Room(people=both, classes=1))
    assert classes.exceeded == load.exceeded


def test_a_programme_is_counted_once_a_year() -> None:
    one = planning_of("une-semaine")
    with pytest.raises(Unusable) as told:
        campus_loads([one, one])
    assert [each.key for each in told.value.problems] == ["campus.twice"]


def whole_edition_of(model: str) -> Edition:
    """Give the planning of a model without a session or an hour."""
    planning = planning_of(model)
    nothing = (0,) * len(planning.year)
    rows = (replace(row, sessions=nothing, onsite=nothing) for row in planning.cohorts)
    return Edition(replace(planning, cohorts=tuple(rows)), ())


def test_a_command_tells_the_peak_and_where_room_is_missing(planner: Call, tmp_path: Path) -> None:
    files = []
    for name in ("une-semaine", "deux-semaines"):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(planning_json(whole_edition_of(name)))
    code, out, err = planner("campus", *files)
    assert (code, err) == (0, "")
    assert "Au plus 52 personnes (2 promotions) à l'école, en S" in out
    code, out, _ = planner("campus", *files, "--most-people", "51")
    assert code == 1
    assert "La place manque pendant" in out
    code, _, err = planner("campus", files[0], files[0])
    assert code == 2
    assert "deux fois" in err


def test_python_has_a_row_a_site_and_week() -> None:
    editions = [Edition(planning_of(name), ()) for name in ("une-semaine", "deux-semaines")]
    table = campus(editions, most_people=51)
    (load,) = campus_loads([each.planning for each in editions], Room(people=51))
    assert table.people.tolist() == [each.people for each in load.weeks]
    assert (~table.has_room).sum() == len(load.exceeded)
    assert table.loc["Mon école"].present.iloc[0] == tuple(
        (each.programme.id, each.cohort.id) for each in load.weeks[0].present
    )
    assert campus([]).empty
    with pytest.raises(UnusableInput):
        campus([editions[0], editions[0]])
