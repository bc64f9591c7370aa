"""Parse what a roster says of a period: a contract, a time at school without one, a break."""

import re
from difflib import get_close_matches

from planner.apprentices.apprentice import PeriodKind
from planner.apprentices.roster.vocabulary import quoted_excerpt
from planner.files.problems import Unusable, problem
from planner.files.spelling import plain

_WORDS = {
    PeriodKind.BREAK: (
        *("interruption", "interrompu", "interrompue", "suspension", "suspendu", "suspendue"),
        *("absence", "absent", "absente", "arret", "maladie", "maternite", "paternite", "adoption"),
        *("conge", "parental", "cesure", "break", "suspended", "leave", "maternity", "illness"),
    ),
    PeriodKind.TRAINEE: ("stagiaire", "trainee"),
}
"""Words that tell what a period is, without accents; any other text is the status of a contract."""

_CLOSE = 0.84
"""The least `difflib` ratio of a misspelt word."""


def parse_status(text: str) -> tuple[PeriodKind, str]:
    """Parse a status: what the period is, and the status to print, "" but for a contract.

    Why a course is interrupted is not kept.

    Raises
    ------
    Unusable
        A word is all but one of those that tell a break or a time without contract.
    """
    words = re.findall(r"\w+", plain(text))
    for kind, known in _WORDS.items():
        if not set(known).isdisjoint(words):
            return kind, ""
    for word in words:
        for known in _WORDS.values():
            if close := get_close_matches(word, known, n=1, cutoff=_CLOSE):
                found = quoted_excerpt(text)
                raise Unusable([problem("cell.status", found=found, meant=close[0])])
    return PeriodKind.CONTRACT, text
