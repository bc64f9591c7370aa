"""Weeks across an end of a window: by their Wednesday, by their days, and always told."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cli.report.notices import print_notices
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.planning.straddling import straddling_weeks
from planner.programme.block_shapes import BlockShape, NamedBlock
from planner.programme.cohort import Cohort, Semester, SessionRules
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.calendar import academic_year
from planner.year.moments import MonthDay, NumberedWeek, Window, YearSpan
from planner.year.positions import positions
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import FRANCE, cohort, planned, programme
from tests.conftest import Call

SHORT = Path(__file__).parent / "infeasible" / "base.toml"


def _year(start: int, weeks: int = 53) -> AcademicYear:
    return academic_year(start, YearSpan(iso_week=36, weeks=weeks), FRANCE)


days = st.dates(date(2026, 9, 1), date(2027, 8, 20))


@given(days, days)
def test_a_week_is_in_a_window_by_its_wednesday_or_by_all_its_working_days(
    one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    year = _year(2026)
    loose, strict = Window(first, last), Window(first, last, strict=True)
    inside = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    inside |= {year.weeks[0].monday + timedelta(days=n) for n in range(4) if first <= year.opening}
    worked = {
        n: {week.monday + timedelta(days=d) for d in range(5)} - {*week.public_holidays}
        for n, week in enumerate(year.weeks)
    }
    assert list(positions(loose, year)) == [
        n for n, week in enumerate(year.weeks) if first <= week.middle <= last
    ]
    assert list(positions(strict, year)) == [n for n in worked if worked[n] <= inside]


def _planning(who: Cohort, letters: str, year: AcademicYear, sessions: list[int]) -> Planning:
    return Planning(Case(programme(who), year), (planned(who, letters, year, sessions),))


EARLY = Window(end=MonthDay(9, 16))
"""Of the weeks from 31 August 2026 on, it ends on the Wednesday of the third."""

LATE = Window(start=MonthDay(9, 15))


@pytest.mark.parametrize(
    ("who", "letters", "sessions", "found"),
    [
        ({"school_blocks": BlockShape(windows=(EARLY,))}, "ECCE", [0] * 4, {2: [17, 18]}),
        ({"school_blocks": BlockShape(windows=(EARLY,))}, "CCEE", [0] * 4, {}),
        ({"company_blocks": BlockShape(windows=(LATE,))}, "CCEE", [0] * 4, {2: [14]}),
        ({"school_blocks": BlockShape(windows=(EARLY,))}, "CCCC", [0] * 4, {2: [17, 18]}),
        (
            {"named_blocks": (NamedBlock("FIN", "", Activity.COMPANY, (LATE,)),)},
            "CCEE",
            [0] * 4,
            {2: [14]},
        ),
        ({"sessions": SessionRules(2, (0, 2), window=EARLY)}, "EEEC", [2, 0, 0, 0], {}),
        ({"sessions": SessionRules(2, (0, 2), window=EARLY)}, "EEEC", [0, 0, 2, 0], {2: [17, 18]}),
        ({"semesters": (Semester("S1", EARLY, onsite=70 * HOUR),)}, "CCEE", [0] * 4, {}),
    ],
)
def test_a_week_across_an_end_is_told_where_it_has_something(
    who: dict[str, object], letters: str, sessions: list[int], found: dict[int, list[int]]
) -> None:
    year = _year(2026, weeks=4)
    told = straddling_weeks(_planning(cohort(**who), letters, year, sessions))
    assert {year.weeks.index(each.week): [d.day for d in each.days] for each in told} == found


def test_a_public_holiday_beyond_the_end_is_no_working_day() -> None:
    year = _year(2026)
    until = Window(end=MonthDay(5, 5))  # the Wednesday before Ascension Day, 6 May 2027
    who = cohort(school_blocks=BlockShape(windows=(until,)))
    at = next(n for n, week in enumerate(year.weeks) if week.iso_week == 18)
    letters = "E" * at + "C" + "E" * (len(year) - at - 1)
    (told,) = straddling_weeks(_planning(who, letters, year, [0] * len(year)))
    assert told.days == (date(2027, 5, 7),)


def test_a_strict_window_ends_a_week_earlier() -> None:
    year = _year(2027)
    until = date(2027, 12, 16)
    for strict, friday in ((False, date(2027, 12, 17)), (True, date(2027, 12, 10))):
        window = Window(NumberedWeek(49), until, strict=strict)
        most = positions(window, year)
        assert year.weeks[most[-1]].last_day == friday


def test_what_is_planned_across_an_end_is_told_and_strict_avoids_it(
    planner: Call, uncharted: None, tmp_path: Path
) -> None:
    """Week 44 of 2026 ends on Friday 30 October; the base holds weeks 36 to 47."""
    file, out = tmp_path / "p.toml", tmp_path / "out"
    keys = "school_weeks = 2\nschool_blocks = { from = { week = 43 }, until = %s }\n"
    until = "{ month = 10, day = 29 }"
    text = SHORT.read_text(encoding="utf-8")
    file.write_text(text + keys % until, encoding="utf-8")
    code, told, _ = planner("plan", file, "--year", 2026, "--out", out)
    line = "1A, Périodes à l'école : S44 2026 est à cheval sur la limite"
    assert (code, line in told, "ven. 30/10" in told) == (0, True, True)
    (record,) = json.loads((out / "planning.json").read_text())["straddling_weeks"]
    assert (record["cohort"], record["rule"], record["iso_week"]) == ("1A", "school_blocks", 44)
    assert record["days"] == ["2026-10-30"]
    code, told, _ = planner("check", out / "planning.json")
    assert (code, line in told) == (0, True)
    changed = (out / "planning.json").read_text().replace('"2026-10-30"', '"2026-10-29"')
    (tmp_path / "changed.json").write_text(changed)
    code, told, _ = planner("check", tmp_path / "changed.json")
    assert (code, "straddling_weeks" in told) == (1, True)
    file.write_text(text + keys % f"{until}, strict = true", encoding="utf-8")
    code, told, _ = planner("plan", file, "--year", 2026, "--out", tmp_path / "strict")
    assert (code, "S43" in told) == (1, False)
    file.write_text(text + keys.replace("43", "42") % f"{until}, strict = true", encoding="utf-8")
    code, told, _ = planner("plan", file, "--year", 2026, "--out", tmp_path / "strict")
    assert (code, "à cheval" in told) == (0, False)


def test_strict_without_a_window_is_told(planner: Call, tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    text = SHORT.read_text(encoding="utf-8")
    file.write_text(text + "school_blocks = { strict = true }\n", encoding="utf-8")
    code, _, told = planner("plan", file, "--year", 2026)
    assert code == 2
    assert "school_blocks" in told
    assert "strict avec from, until ou before" in told


def test_cohorts_of_which_the_same_is_said_share_a_line(
    capsys: pytest.CaptureFixture[str], french: Messages
) -> None:
    year = _year(2026, weeks=4)
    both = [cohort(id=name, school_blocks=BlockShape(windows=(EARLY,))) for name in ("1A", "2A")]
    rows = tuple(planned(each, "ECCE", year, [0] * 4) for each in both)
    print_notices(Planning(Case(programme(*both), year), rows), french)
    assert capsys.readouterr().out.startswith("1A, 2A, Périodes à l'école : S38 2026 est à cheval")


def test_the_reason_says_that_a_window_is_strict_and_a_way_out_makes_it_loose(
    planner: Call, tmp_path: Path
) -> None:
    """The window is the five days from Wednesday 7 to Tuesday 13 October 2026."""
    file = tmp_path / "p.toml"
    window = "from = { month = 10, day = 7 }, until = { month = 10, day = 13 }, strict = true"
    keys = f"school_weeks = 1\nschool_blocks = {{ {window} }}\n"
    file.write_text(SHORT.read_text(encoding="utf-8") + keys, encoding="utf-8")
    code, told, _ = planner("explain", file, "--year", 2026, "--time-limit", 600)
    assert code == 1
    assert "où ne tombe aucune semaine (semaines entières seulement)" in told
    assert "admettre les semaines à cheval sur les dates données (strict = false)" in told
    assert planner("explain", file, "--year", 2026, "--try", 2, "--out", tmp_path / "out")[0] == 1
    code, told, _ = planner("check", tmp_path / "out" / "planning.json")
    assert (code, "S41 2026 est à cheval" in told) == (0, True)
