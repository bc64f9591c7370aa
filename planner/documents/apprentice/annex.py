"""The annex of a contract: the one-page calendar, to be signed by the three who are bound by it.

It names the planning by its version and by a digest, so that a signed page is told from that of
another version.
"""

import hashlib
from dataclasses import replace

from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_grid import calendar_grid, short_line
from planner.documents.apprentice.calendar_pdf import Party, Signing, calendar_pdf
from planner.documents.apprentice.class_calendar import class_calendar_grid
from planner.documents.apprentice.grid_parts import CalendarGrid
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.programme.cohort import Cohort
from planner.words.names import version_line

_GROUP, _GROUPS = 4, 4
"""The letters of a group of a digest as it is printed, and how many groups are."""


def planning_digest(edition: Edition) -> str:
    """Return the beginning of the SHA-256 digest of planning.json, in groups of four letters."""
    digest = hashlib.sha256(planning_json(edition)).hexdigest()
    return " ".join(digest[_GROUP * n : _GROUP * (n + 1)] for n in range(_GROUPS))


def annex_pdf(year: ApprenticeYear, edition: Edition, digest: str, text: Messages) -> bytes:
    """Typeset the calendar of an apprentice at a company, with the places for signatures.

    Parameters
    ----------
    digest
        That of the planning (`planning_digest`).
    """
    who = year.apprentice
    names = (who.name, who.company, year.planning.programme.school)
    return _signed(calendar_grid(year, edition, text), names, edition, digest, text)


def class_annex_pdf(cohort: Cohort, edition: Edition, digest: str, text: Messages) -> bytes:
    """Typeset the calendar of a class, with the places for signatures; names are left out."""
    names = ("", "", edition.planning.programme.school)
    return _signed(class_calendar_grid(cohort, edition, text), names, edition, digest, text)


def _signed(
    grid: CalendarGrid, names: tuple[str, str, str], edition: Edition, digest: str, text: Messages
) -> bytes:
    """Typeset a calendar with the places for the signatures of some persons, on one page."""
    roles = ("annex.apprentice", "annex.company", "annex.school")
    lines = (text("annex.what"), version_line(edition, text), text("annex.digest"))
    signing = Signing(
        text("annex.title"),
        tuple(text.unbroken(line) for line in lines if line),
        digest,
        tuple(Party(text(role), short_line(name)) for role, name in zip(roles, names, strict=True)),
    )
    return calendar_pdf(replace(grid, modules=None), text, signing)
