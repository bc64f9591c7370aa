"""Weeks that a calendar writes with a letter for each weekday: CCC|EE."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.acquisition.file.dates import ONE_DAY
from planner.acquisition.file.marks import Mark
from planner.acquisition.seen import Meaning
from planner.files.spelling import folded
from planner.planning.file.activity_words import ACTIVITY_WORDS
from planner.year.activity import WEEKDAYS

_BAR = "|"


def _letters(mark: Mark) -> str:
    """Return the letters of a cut week, Monday to Friday; "" of all other marks."""
    letters = mark.code.replace(_BAR, "")
    days = (mark.last - mark.first).days + 1
    is_cut = _BAR in mark.code and len(letters) == WEEKDAYS and days >= WEEKDAYS
    return letters if is_cut else ""


def days_of_cut_week(mark: Mark) -> tuple[Mark, ...]:
    """Return a mark for each day of a cut week; other marks as they are."""
    return tuple(
        replace(mark, first=day, last=day, code=letter)
        for n, letter in enumerate(_letters(mark))
        for day in [mark.first + n * ONE_DAY]
    ) or (mark,)


def letters_of_cut_weeks(marks: Iterable[Mark]) -> Mapping[str, Meaning]:
    """Return what the letters mean that only cut weeks have: those that tables are read with."""
    listed = list(marks)
    codes = {mark.code for mark in listed}
    letters = {letter for mark in listed for letter in _letters(mark)} - codes
    found = {letter: ACTIVITY_WORDS.get(folded(letter)) for letter in sorted(letters)}
    return {
        letter: Meaning(activity.name)
        for letter, activity in found.items()
        if activity and activity.name in list(Meaning)
    }
