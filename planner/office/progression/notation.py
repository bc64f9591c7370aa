"""What a module has in a week, as people type it: 10,5 or 7 h 30; 2 s; 7 + 1 s."""

from planner.curriculum.notation import typed_share
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.year.weeks import Minutes


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
    found = typed_share(typed, has_lessons=has_lessons)
    if found is None:
        raise Unusable([problem("progression.not-read", found=" ".join(typed.split()))])
    return found


def written_cell(minutes: Minutes, sessions: int, text: Messages, *, has_lessons: bool) -> str:
    """Write minutes on site and sessions as `read_cell` reads them; "" for neither."""
    parts = []
    if minutes:
        hours = text.hours(minutes)
        parts.append(hours.removesuffix(" h") if has_lessons else hours)
    if sessions:
        parts.append(f"{sessions} {text('progression.session-letter')}")
    return " + ".join(parts)
