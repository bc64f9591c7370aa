"""What the codes of a calendar mean: words, letters, and its own legend."""

import re
from collections.abc import Mapping

from planner.acquisition.seen import Meaning
from planner.files.spelling import folded, plain
from planner.planning.file.activity_words import ACTIVITY_WORDS
from planner.year.activity import Activity

_WORDS: Mapping[Meaning, str] = {
    Meaning.SESSION: "seance seances distanciel foad e-learning elearning session sessions remote",
    Meaning.CLOSED: "fermeture fermetures ferme fermee vacances vac closed interruption",
    Meaning.HOLIDAY: "ferie feries jf pont ponts holiday"
    " toussaint armistice ascension pentecote assomption",
    Meaning.LEAVE: "conges conge cp leave",
    Meaning.DEFENCE: "soutenance soutenances jury defence",
    Meaning.ABROAD: "etranger abroad mobilite international",
    Meaning.COMPANY: "entreprise entreprises ent entr company employeur stage",
    Meaning.SCHOOL: "ecole cours formation form cfa centre ufa campus school lycee iut universite"
    " faculte fac presentiel esr regroupement examen examens ec",
    Meaning.NONE: "rien none hors",
    Meaning.REMARK: "we weekend week-end",
}
"""The words that decide, the first meaning first: "vacances de la Toussaint" are closed."""

_DASHES = ("-", "–", "—")

_LETTERS: Mapping[str, tuple[Meaning, ...]] = {
    "c": (Meaning.SCHOOL, Meaning.LEAVE),
    "e": (Meaning.COMPANY, Meaning.SCHOOL),
    "f": (Meaning.SCHOOL,),
    "u": (Meaning.SCHOOL,),
    "s": (Meaning.SCHOOL,),
    "v": (Meaning.CLOSED,),
    "j": (Meaning.DEFENCE,),
    "a": (Meaning.ABROAD,),
    "x": (Meaning.SCHOOL,),
    "1": (Meaning.SCHOOL,),
    "0": (Meaning.COMPANY,),
}
"""The letters in use, with what they may mean, the likeliest first."""

_SINGLE = (Meaning.SCHOOL, Meaning.COMPANY)
"""Meanings that one code of a calendar has, as a rule."""

_LEGEND = re.compile(r"(\S{1,5})\s*[=:–-]\s*(\S.*)")
_LONGEST_CODE = 5
_SELDOM = 3
"""A longer text that stands no more often is a remark, unless its words are known."""


def meaning_of_words(text: str) -> Meaning | None:
    """Return what a text means by its words; None if none is known, or two speak for two places."""
    if text.strip() in _DASHES:
        return Meaning.NONE
    if ACTIVITY_WORDS.get(folded(text)) == Activity.UNKNOWN:
        return Meaning.UNPUBLISHED
    words = set(re.split(r"[^\w-]+", plain(text)))
    found = [meaning for meaning, known in _WORDS.items() if words & set(known.split())]
    if {Meaning.SCHOOL, Meaning.COMPANY} <= set(found[:2]):
        return None
    return found[0] if found else None


def legend_entry(text: str) -> tuple[str, Meaning] | None:
    """Parse a line of a legend: E = entreprise."""
    if found := _LEGEND.fullmatch(text.strip()):
        meaning = meaning_of_words(found[2])
        return (found[1], meaning) if meaning else None
    return None


def legend_pair(code: str, text: str) -> tuple[str, Meaning] | None:
    """Parse two cells of a legend that stand beside each other."""
    meaning = meaning_of_words(text)
    is_code = 0 < len(code) <= _LONGEST_CODE or code.startswith("#")
    return (code, meaning) if is_code and meaning and code != text else None


def is_code(text: str) -> bool:
    """Whether a text may stand for what is done on a day, instead of being a remark."""
    return len(text) <= _LONGEST_CODE or meaning_of_words(text) is not None


def meanings_of(
    codes: Mapping[str, int],
    legend: Mapping[str, Meaning],
    given: Mapping[str, Meaning],
    holidays_only: frozenset[str],
) -> dict[str, tuple[Meaning | None, bool]]:
    """Return what each code means, and whether that is sure.

    Parameters
    ----------
    codes
        Those of the calendar, with how often they stand there; "" for empty cells.
    given
        What the user says; it goes before all else, and changes no guess about other codes.
    holidays_only
        The codes that stand on public holidays only.
    """
    found: dict[str, tuple[Meaning | None, bool]] = {
        code: (meaning, True) for code in codes if (meaning := _stated(code, legend))
    }
    for code in sorted(holidays_only - found.keys() - {""}):
        found[code] = (Meaning.HOLIDAY, False)
    claimed = {meaning for meaning, _ in found.values()}
    letters = [code for code in codes if code and code not in found]
    order = list(_LETTERS)
    for code in sorted(letters, key=lambda c: order.index(k) if (k := plain(c)) in order else 99):
        may = _LETTERS.get(plain(code), ())
        free = [m for m in may if m not in _SINGLE or m not in claimed]
        is_remark = len(code) > _LONGEST_CODE and codes[code] <= _SELDOM and code[0] != "#"
        found[code] = (free[0] if free else Meaning.REMARK if is_remark else None, False)
        claimed |= set(free[:1])
    if "" in codes and "" not in found:
        found[""] = (_blank(claimed), False)
    users = {plain(code): meaning for code, meaning in given.items()}
    return found | {code: (users[key], True) for code in codes if (key := plain(code)) in users}


def _stated(code: str, legend: Mapping[str, Meaning]) -> Meaning | None:
    """Return what the legend or its own words say of a code."""
    listed = {plain(key): meaning for key, meaning in legend.items()}
    return (listed.get(plain(code)) or meaning_of_words(code)) if code else None


def _blank(claimed: set[Meaning | None]) -> Meaning:
    """Return what an empty cell means: the other place, where the calendar writes one of two."""
    if Meaning.SCHOOL in claimed and Meaning.COMPANY not in claimed:
        return Meaning.COMPANY
    if Meaning.COMPANY in claimed and Meaning.SCHOOL not in claimed:
        return Meaning.SCHOOL
    return Meaning.REMARK
