"""Calendars of a past year are read in every layout in which schools publish them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planner.acquisition.file import read_calendar
from planner.acquisition.seen import Meaning, SeenCalendar
from planner.files.problems import Unusable
from tests import calendars
from tests.calendars import Written
from tests.conftest import PUBLISHED

LETTERS = {"school": "C", "company": "E", "defence": "J", "none": "-", "abroad": "A", "leave": "V"}
OCTOBER = date(2021, 10, 4)


def weeks(letters: str) -> list[str]:
    return [letter * 5 for letter in letters]


ONE = "EECCCEEEECCEEEEEEECCCEEEECCCCEEEEEECCEEEEEEEEEEEEECC"
OTHER = "CCEEECCCEEEEEECCEEEECCCEEECCEEEEEEEECCCEEEEEEEEEEEJJ"
TWO = Written(OCTOBER, {"1A": weeks(ONE), "BTS SIO 2": weeks(OTHER)})
SINGLE = Written(OCTOBER, {"1A": weeks(ONE)})
SPLIT = Written(
    OCTOBER, {"1A": ["CCEEE"] * 36 + ["EEEEE"] * 10, "2A": ["EEECC"] * 36 + ["EEEEE"] * 10}
)

Layout = Callable[[Written, Path], Path]


def read_days(seen: SeenCalendar) -> dict[str, list[str]]:
    return {
        each.name: ["".join(LETTERS[place] for place in days) for days in each.weeks]
        for each in seen.classes
    }


WHOLE_WEEKS: list[Layout] = [
    calendars.with_dates,
    calendars.with_typed_dates,
    calendars.with_spans,
    calendars.with_long_dates,
    calendars.with_week_numbers,
    calendars.with_week_words,
    calendars.with_numbers,
    calendars.with_two_dates,
    calendars.in_text,
    calendars.with_merged_weeks,
    calendars.turned,
    calendars.as_events,
]
SINGLE_DAYS: list[Layout] = [
    calendars.with_weekdays,
    calendars.rows_of_days,
    calendars.with_day_names,
    calendars.with_shared_days,
    calendars.in_day_cells,
    calendars.in_colours,
]


@pytest.mark.parametrize("layout", WHOLE_WEEKS + SINGLE_DAYS)
def test_a_calendar_is_read_in_every_layout(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(TWO, tmp_path))
    assert seen.unknown == ()
    assert seen.mondays == tuple(TWO.mondays)
    assert read_days(seen) == TWO.classes


@pytest.mark.parametrize("layout", SINGLE_DAYS)
def test_split_weeks_are_read_day_by_day(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(SPLIT, tmp_path))
    assert read_days(seen) == SPLIT.classes


@pytest.mark.parametrize("layout", [calendars.rows_of_periods, calendars.with_day_columns])
def test_a_single_class_is_read(layout: Layout, tmp_path: Path) -> None:
    seen = read_calendar(layout(SINGLE, tmp_path))
    assert read_days(seen) == SINGLE.classes


def test_the_published_calendar_is_read() -> None:
    seen = read_calendar(PUBLISHED)
    assert [each.name for each in seen.classes] == ["year1", "year2", "year3"]
    assert [sum(set(days) == {"school"} for days in each.weeks) for each in seen.classes] == [
        17,
        17,
        17,
    ]
