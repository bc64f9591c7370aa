"""What a module has in a week, as people type it: 10,5 or 7 h 30; 2 s; 7 + 1 s."""

import re

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.year.edits import MOST_TYPED_SESSIONS
from planner.year.durations import duration_of
from planner.year.weeks import HOUR, Minutes

_SESSIONS = re.compile(r"(\d) ?s", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NOTHING = ("", "0", "-", "–", "·")
_MOST_MINUTES: Minutes = 60 * HOUR
"""The most of a module in a week that is taken for meant."""


def read_cell(typed: str, *, has_lessons: bool) -> tuple[Minutes, int]:
    """Read minutes on site and sessions.

    Parameters
    ----------
    has_lessons
        Whether the week has room for lessons: a number alone is then hours, otherwise sessions.

    Raises
    ------
    Unusable
        It is neither hours nor sessions.
    """
    whole = " ".join(typed.split())
    minutes = sessions = 0
    for part in whole.split("+") if whole not in _NOTHING else ():
        each = part.strip()
        if found := _SESSIONS.fullmatch(each):
            sessions += int(found[1])
        elif not has_lessons and _DIGIT.fullmatch(each):
            sessions += int(each)
        elif (has_lessons or "h" in each.lower()) and (hours := duration_of(each)) is not None:
            minutes += hours
        else:
            raise Unusable([problem("progression.not-read", found=whole)])
    if minutes > _MOST_MINUTES or sessions > MOST_TYPED_SESSIONS:
        raise Unusable([problem("progression.not-read", found=whole)])
    return minutes, sessions


def written_cell(minutes: Minutes, sessions: int, text: Messages, *, has_lessons: bool) -> str:
    """Write minutes on site and sessions as `read_cell` reads them; "" for neither."""
    parts = []
    if minutes:
        hours = text.hours(minutes)
        parts.append(hours.removesuffix(" h") if has_lessons else hours)
    if sessions:
        parts.append(f"{sessions} {text('progression.session-letter')}")
    return " + ".join(parts)
