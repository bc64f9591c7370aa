"""The columns of a roster, recognized by the headers that people write."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from planner.files.problems import Problem, problem
from planner.files.spelling import plain


class Column(StrEnum):
    """A column of a roster, in the order of the template."""

    SURNAME = "surname"
    FIRST_NAME = "first-name"
    PROMOTION = "promotion"
    OPTION = "option"
    COMPANY = "company"
    EMAIL = "email"
    HALF_DAYS = "half-days"
    STATUS = "status"
    START = "start"
    END = "end"
    CLOSED = "closed"
    REMARKS = "remarks"
    TUTOR = "tutor"
    TUTOR_EMAIL = "tutor-email"
    TUTOR_PHONE = "tutor-phone"
    CONTACT = "contact"
    CONTACT_EMAIL = "contact-email"
    CONTACT_PHONE = "contact-phone"
    HOURS = "hours"
    EXCEPTIONS = "exceptions"
    LANGUAGE = "language"
    COMPANY_LANGUAGE = "company-language"


OF_PERSON = (
    Column.SURNAME,
    Column.FIRST_NAME,
    Column.PROMOTION,
    Column.OPTION,
    Column.EMAIL,
    Column.LANGUAGE,
    Column.EXCEPTIONS,
    Column.REMARKS,
)
"""The columns that say who a person is; the others say what a period of the person is."""


REQUIRED = (Column.SURNAME, Column.FIRST_NAME, Column.PROMOTION, Column.COMPANY)
"""The columns that every roster must have."""

FILLED = (Column.SURNAME, Column.FIRST_NAME, Column.PROMOTION)
"""The columns that no row may leave empty."""


HEADER_SPELLINGS: Mapping[Column, Sequence[str]] = {
    Column.SURNAME: (
        "Nom",
        "Nom de famille",
        "Nom usuel",
        "Nom de l'apprenti",
        "Surname",
        "Last name",
        "Family name",
        "Name",
    ),
    Column.FIRST_NAME: (
        "Prénom",
        "Prénoms",
        "Prénom usuel",
        "Prénom de l'apprenti",
        "First name",
        "Given name",
        "Forename",
    ),
    Column.PROMOTION: (
        "Promotion",
        "Promo",
        "Année",
        "Année de formation",
        "Année d'études",
        "Cohorte",
        "Classe",
        "Cohort",
        "Year",
        "Year of study",
        "Class",
    ),
    Column.OPTION: ("Option", "Parcours", "Filière", "Spécialité", "Track", "Speciality", "Major"),
    Column.COMPANY: (
        "Entreprise",
        "Société",
        "Employeur",
        "Nom de l'entreprise",
        "Entreprise d'accueil",
        "Raison sociale",
        "Company",
        "Company name",
        "Employer",
    ),
    Column.EMAIL: (
        "Courriel",
        "E-mail",
        "Mail",
        "Adresse mail",
        "Adresse e-mail",
        "Adresse électronique",
        "Adresse de courriel",
        "E-mail address",
    ),
    Column.HALF_DAYS: (
        "Demi-journée",
        "Demi-journées",
        "Demi-journée préférée",
        "Demi-journées préférées",
        "Demi-journées préférées pour les séances",
        "Demi-journées des séances",
        "Créneaux",
        "Créneaux préférés",
        "Half-day",
        "Half-days",
        "Preferred half-day",
        "Preferred half-days",
        "Half-days preferred for sessions",
        "Session half-days",
    ),
    Column.START: (
        "Début du contrat",
        "Date de début du contrat",
        "Date de début",
        "Début",
        "Premier jour",
        "First day",
        "Contract start",
        "Start of contract",
        "Contract start date",
        "Start date",
        "Start",
    ),
    Column.END: (
        "Fin du contrat",
        "Date de fin du contrat",
        "Date de fin",
        "Fin",
        "Dernier jour",
        "Last day",
        "Contract end",
        "End of contract",
        "Contract end date",
        "End date",
        "End",
    ),
    Column.CLOSED: (
        "Semaines de fermeture",
        "Semaines de fermeture de l'entreprise",
        "Fermeture",
        "Fermetures",
        "Fermetures de l'entreprise",
        "Fermeture de l'entreprise",
        "Closing weeks",
        "Company closing weeks",
        "Weeks closed",
        "Closures",
        "Company closures",
        "Closed",
    ),
    Column.STATUS: ("Situation", "Statut", "Nature du contrat", "Type de contrat", "Status"),
    Column.TUTOR: (
        "Maître d'apprentissage",
        "Maîtresse d'apprentissage",
        "Nom du maître d'apprentissage",
        "Tuteur",
        "Tutrice",
        "Tuteur en entreprise",
        "Tuteur entreprise",
        "Nom du tuteur",
        "Tutor",
        "Company tutor",
        "Mentor",
    ),
    Column.TUTOR_EMAIL: (
        "Courriel du maître d'apprentissage",
        "E-mail du maître d'apprentissage",
        "Mail du maître d'apprentissage",
        "Courriel du tuteur",
        "E-mail du tuteur",
        "Mail du tuteur",
        "Mail tuteur",
        "Tutor's e-mail",
        "Tutor e-mail",
    ),
    Column.TUTOR_PHONE: (
        "Téléphone du maître d'apprentissage",
        "Téléphone du tuteur",
        "Tél. du tuteur",
        "Tél. tuteur",
        "Tutor's telephone",
        "Tutor's phone",
        "Tutor phone",
    ),
    Column.CONTACT: (
        "Contact de l'entreprise",
        "Contact en entreprise",
        "Contact entreprise",
        "Contact RH",
        "Responsable RH",
        "Company contact",
        "HR contact",
    ),
    Column.CONTACT_EMAIL: (
        "Courriel du contact",
        "E-mail du contact",
        "Mail du contact",
        "Courriel de l'entreprise",
        "Mail de l'entreprise",
        "Courriel RH",
        "Mail RH",
        "Contact's e-mail",
        "Contact e-mail",
        "Company e-mail",
    ),
    Column.CONTACT_PHONE: (
        "Téléphone du contact",
        "Tél. du contact",
        "Téléphone de l'entreprise",
        "Contact's telephone",
        "Contact's phone",
        "Contact phone",
        "Company telephone",
    ),
    Column.HOURS: (
        "Durée hebdomadaire",
        "Durée hebdomadaire de travail",
        "Durée du travail",
        "Heures par semaine",
        "Heures hebdomadaires",
        "Horaire hebdomadaire",
        "Weekly hours",
        "Hours a week",
        "Hours per week",
        "Working hours",
    ),
    Column.EXCEPTIONS: (
        "Exceptions",
        "Exception",
        "Aménagements",
        "Aménagements du planning",
        "Exceptions to the planning",
    ),
    Column.LANGUAGE: (
        "Langue des messages",
        "Langue des courriels",
        "Langue de correspondance",
        "Language of messages",
        "Message language",
    ),
    Column.COMPANY_LANGUAGE: (
        "Langue de l'entreprise",
        "Langue des messages à l'entreprise",
        "Company language",
        "Language of the company",
    ),
    Column.REMARKS: (
        "Remarques",
        "Remarque",
        "Commentaires",
        "Commentaire",
        "Observations",
        "Notes",
        "Note",
        "Remarks",
        "Remark",
        "Comments",
        "Comment",
    ),
}
"""The recognized headers of each column; case, accents, spaces and punctuation are ignored."""

_SMALL_WORDS = {"de", "du", "des", "d", "l", "la", "le", "les", "of", "the"}
_NUMBER = re.compile(r"^(\d)(?:re|ere|e|eme|st|nd|rd|th)?|(\d)$")
"""The number of one of several columns: Demi-journée 2, 2e demi-journée."""

_CLOSE_MATCH_RATIO = 0.8
"""The least `difflib` ratio of a misspelt header."""


def _without_small_words(header: str) -> str:
    """Normalize a header: letters and digits in lower case, without accents and small words."""
    words = re.findall(r"\w+", plain(header).replace("_", " "))
    return "".join(word for word in words if word not in _SMALL_WORDS)


def _letters_only(header: str) -> str:
    """Normalize a header: letters and digits in lower case, without accents."""
    return "".join(c for c in plain(header) if c.isalnum())


_KNOWN = {
    form(header): column
    for column, headers in HEADER_SPELLINGS.items()
    for header in headers
    for form in (_without_small_words, _letters_only)
}


def column_of(header: str) -> Column | None:
    """Return the column that a header names, if any."""
    for name in (_letters_only(header), _without_small_words(header)):
        if found := _KNOWN.get(name):
            return found
        if _KNOWN.get(_NUMBER.sub("", name)) is Column.HALF_DAYS:
            return Column.HALF_DAYS
    return None


def _number(header: str) -> int:
    found = _NUMBER.search(_letters_only(header))
    return int(found[1] or found[2]) if found else 0


def _closest_column(header: str) -> Column | None:
    """Return the column whose header is closest to a misspelt one, if close enough."""
    close = get_close_matches(_without_small_words(header), _KNOWN, n=1, cutoff=_CLOSE_MATCH_RATIO)
    return _KNOWN[close[0]] if close else None


@dataclass(frozen=True)
class Columns:
    """The columns of one table.

    Attributes
    ----------
    headers
        The header of every column, in order; "" for a column without one.
    """

    headers: tuple[str, ...]

    @cached_property
    def _places(self) -> Mapping[Column, Sequence[int]]:
        places: dict[Column, list[int]] = {}
        for n, header in sorted(enumerate(self.headers), key=lambda item: _number(item[1])):
            if column := column_of(header):
                places.setdefault(column, []).append(n)
        return places

    def places(self, column: Column) -> Sequence[int]:
        """Return the indices of a column, from 0; only half-days may have several."""
        return self._places.get(column, ())

    def is_known(self, place: int) -> bool:
        """Whether the column at an index is one of a roster."""
        return any(place in places for places in self._places.values())

    @property
    def missing(self) -> list[Column]:
        """The required columns that are missing."""
        return [column for column in REQUIRED if not self.places(column)]

    @property
    def misspelt(self) -> dict[int, Column]:
        """The columns that a misspelt header means, by index, where no other header names them."""
        close = {
            n: _closest_column(header)
            for n, header in enumerate(self.headers)
            if header and not column_of(header)
        }
        return {n: c for n, c in close.items() if c and not self.places(c)}

    @property
    def is_roster(self) -> bool:
        """Whether all required columns are there, misspelt or not."""
        return set(self.missing) <= set(self.misspelt.values())

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each column that is missing, duplicated or misspelt."""
        misspelt = self.misspelt
        for n, column in misspelt.items():
            meant = problem(f"roster.{column}")
            yield problem("roster.misspelt", header=self.headers[n], meant=meant)
        found = ", ".join(header for header in self.headers if header) or None
        for column in self.missing:
            if column not in misspelt.values():
                name = problem(f"roster.{column}")
                yield problem("roster.column-missing", column=name, found=found)
        for column in Column:
            places = self.places(column)
            if len(places) > 1 and column is not Column.HALF_DAYS:
                named = ", ".join(self.headers[n] for n in places)
                yield problem(
                    "roster.column-doubled", column=problem(f"roster.{column}"), found=named
                )
