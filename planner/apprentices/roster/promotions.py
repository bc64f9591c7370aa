"""Match the promotion and the option of a roster to a cohort of the programme."""

import re
from collections.abc import Sequence

from planner.apprentices.roster.vocabulary import rejected_value
from planner.files.spelling import folded
from planner.programme.cohort import Cohort

_YEAR = re.compile(
    r"(?:annee|an|year)?(?:(?P<number>\d)(?:re|ere|e|eme|nd|nde|st|rd|th)?|(?P<word>[a-z]+?))"
    r"(?:a|an|annee|year)?"
)
_ORDINALS = {
    **dict.fromkeys(("premiere", "first"), 1),
    **dict.fromkeys(("deuxieme", "seconde", "second"), 2),
    **dict.fromkeys(("troisieme", "third"), 3),
}
"""Years written as words."""


def matching_cohorts(promotion: str, cohorts: Sequence[Cohort]) -> Sequence[Cohort]:
    """Return the cohorts that a promotion may mean: by id, else by label, else by year.

    Several cohorts are told apart by their options.

    Raises
    ------
    Unusable
        None matches, or several with the same option do.
    """
    word = folded(promotion)
    year = _year(word)
    for found in (
        [cohort for cohort in cohorts if folded(cohort.id) == word],
        [cohort for cohort in cohorts if folded(cohort.label) == word],
        [cohort for cohort in cohorts if cohort.year == year],
    ):
        if len({folded(cohort.option) for cohort in found}) < len(found):
            raise rejected_value(promotion, "accepted.one-of", expected=_cohort_list(found))
        if found:
            return found
    raise rejected_value(promotion, "accepted.one-of", expected=_cohort_list(cohorts))


def cohort_for_option(option: str, cohorts: Sequence[Cohort]) -> Cohort:
    """Return the cohort that an option means; a cohort without an option accepts any.

    Raises
    ------
    Unusable
        None matches, or several are possible and no option is given.
    """
    if not option and len(cohorts) == 1:
        return cohorts[0]
    found = [cohort for cohort in cohorts if folded(cohort.option) == folded(option)]
    found += [cohort for cohort in cohorts if not cohort.option]
    if found:
        return found[0]
    options = ", ".join(cohort.option for cohort in cohorts)
    raise rejected_value(option, "accepted.one-of", expected=options)


def known_option(option: str, options: Sequence[str]) -> str:
    """Return an option as a class writes it; of a class without options, as it is.

    Raises
    ------
    Unusable
        The class has other options.
    """
    if not (option and options):
        return option
    for known in options:
        if folded(known) == folded(option):
            return known
    raise rejected_value(option, "accepted.one-of", expected=", ".join(options))


def _year(word: str) -> int | None:
    found = _YEAR.fullmatch(word)
    if found is None:
        return None
    return int(found["number"]) if found["number"] else _ORDINALS.get(found["word"])


def _cohort_list(cohorts: Sequence[Cohort]) -> str:
    named = (f"{c.id} ({c.label})" if c.label != c.id else c.id for c in cohorts)
    return ", ".join(named)
