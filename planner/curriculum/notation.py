"""What a module has in a week, as people type it: 10,5 or 7 h 30; 2 s; 7 + 1 s."""

import re

from planner.year.durations import duration_of
from planner.year.weeks import HOUR, QUARTER, Minutes

_SESSIONS = re.compile(r"(\d) ?s", re.IGNORECASE)
_NOTHING = ("", "0", "-", "–", "·")

_MOST_MINUTES: Minutes = 60 * HOUR
_MOST_SESSIONS = 9
"""The most of a module in a week that is taken for meant."""


def typed_share(typed: str, *, has_lessons: bool) -> tuple[Minutes, int] | None:
    """Return minutes on site, in quarters of an hour, and sessions; None if a text is neither.

    Parameters
    ----------
    has_lessons
        Whether the week has room for lessons: a number alone is then hours, otherwise sessions.
    """
    whole = " ".join(typed.split())
    minutes = sessions = 0
    for part in whole.split("+") if whole not in _NOTHING else ():
        each = part.strip()
        if found := _SESSIONS.fullmatch(each if has_lessons else f"{each.rstrip('sS ')} s"):
            sessions += int(found[1])
        elif (has_lessons or "h" in each.lower()) and (hours := duration_of(each)) is not None:
            minutes += hours
        else:
            return None
    is_meant = minutes <= _MOST_MINUTES and sessions <= _MOST_SESSIONS and not minutes % QUARTER
    return (minutes, sessions) if is_meant else None
