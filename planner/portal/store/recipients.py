"""Recipients of pages and links: companies, apprentices, tutors.

A page is known by its key. That of a company is its folded name. That of an apprentice is the name
and the cohort, whatever the company. That of a tutor is the e-mail address, else the name and the
company.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.apprentices.apprentice import Apprentice, Contact, Period
from planner.apprentices.timeline import as_of_year, is_shown
from planner.files.spelling import folded
from planner.year.weeks import AcademicYear


class RecipientKind(StrEnum):
    """What somebody with a page is."""

    COMPANY = "company"
    APPRENTICE = "apprentice"
    """Sees the own year, whole."""

    TUTOR = "tutor"
    """Sees the apprentices for whom the list names the person, as their company does."""


_LINES = "\n"
"""What separates the parts of a key; no name of a company has it."""

_TUTOR = "\n\n"
"""How the key of a tutor begins; the name of an apprentice comes first in the others."""


@dataclass(frozen=True)
class RecipientPage:
    """A page on which an apprentice stands.

    Attributes
    ----------
    key, name
        Of the company, of the apprentice whose own page it is, or of the tutor.
    identity
        What tells the apprentice from others of the series there; its third line is the company
        as which the page shows the apprentice, "" for the whole.
    """

    key: str
    name: str
    identity: str


def kind_of_page(key: str | None) -> RecipientKind:
    """Return whose page a key is; former versions kept persons without one as apprentices."""
    if key is None or (_LINES in key and not key.startswith(_TUTOR)):
        return RecipientKind.APPRENTICE
    return RecipientKind.TUTOR if _LINES in key else RecipientKind.COMPANY


def own_key(apprentice: Apprentice) -> str:
    """Return the key of an apprentice's own page: name and cohort, whatever the company."""
    surname, first_name, _, cohort = apprentice.identity
    return _LINES.join((surname, first_name, "", cohort))


def seen_as(identity: str, whole: Apprentice) -> Apprentice:
    """Return an apprentice as the page shows the person that has an identity there."""
    company = identity.split(_LINES)[2]
    return whole.at(company) if company else whole


def pages_of(
    roster: Sequence[Apprentice], year: AcademicYear
) -> Iterator[tuple[RecipientPage, Apprentice]]:
    """Yield the pages of each apprentice of a roster: of companies, of tutors, and the own one."""
    seen = [as_of_year(each, year) for each in roster]
    namesakes = Counter(map(own_key, seen))
    known = Tutors(seen, year)
    for whole, shown in zip(roster, seen, strict=True):
        own = own_key(shown)
        address = f"{_LINES}{folded(shown.email)}" if namesakes[own] > 1 else ""
        for company in shown.companies:
            identity = _LINES.join(shown.at(company).identity) + address
            yield RecipientPage(folded(company), company, identity), whole
            for key in known.keys_of(shown, company):
                yield RecipientPage(key, known.name(key), identity + key), whole
        yield RecipientPage(own + address, shown.name, own + address), whole


class Tutors:
    """The tutors whom a roster names, in the periods that have a day in a year."""

    def __init__(self, roster: Iterable[Apprentice], year: AcademicYear) -> None:
        self._year = year
        named = [period for who in roster for period in self._periods(who)]
        self._addresses: dict[tuple[str, str], set[str]] = {}
        for each in named:
            known = self._addresses.setdefault(_name_and_company(each), set())
            known |= {each.tutor.email.casefold()} - {""}
        self._contacts: dict[str, list[Contact]] = {}
        for each in named:
            self._contacts.setdefault(self._key(each), []).append(each.tutor)

    def keys_of(self, apprentice: Apprentice, company: str) -> Iterable[str]:
        """Return the keys of an apprentice's tutors at a company, in the order of periods."""
        periods = (each for each in self._periods(apprentice) if each.is_at(company))
        return dict.fromkeys(map(self._key, periods))

    def followed_on(self, apprentice: Apprentice, key: str) -> date | None:
        """Return the first day on which another is the tutor at a company; None if nobody follows.

        Parameters
        ----------
        apprentice
            As the company sees the person.
        key
            That of the tutor. Who is named again later is followed by whoever comes after that.
        """
        named = [(self._key(each), each.start) for each in self._periods(apprentice)]
        own = [n for n, (known, _) in enumerate(named) if known == key]
        return named[own[-1] + 1][1] if own and own[-1] + 1 < len(named) else None

    def name(self, key: str) -> str:
        """Return the name of a tutor, else the address; slashes separate names that share one."""
        contacts = self._contacts[key]
        names = {folded(each.name): each.name for each in contacts if each.name}
        return " / ".join(names.values()) or contacts[0].email

    def _periods(self, apprentice: Apprentice) -> Iterator[Period]:
        for each in apprentice.periods:
            is_named = bool(each.company and (each.tutor.name or each.tutor.email))
            if is_named and is_shown(each, self._year):
                yield each

    def _key(self, period: Period) -> str:
        """Return the key of a period's tutor; the address may stand in other rows only."""
        known = self._addresses[_name_and_company(period)]
        (only,) = known if len(known) == 1 else ("",)
        return _TUTOR + (period.tutor.email.casefold() or only or _by_name(period))


def tutor_address(key: str) -> str:
    """Return the folded address by which a tutor's page is known; "" for one known by name."""
    known = key.removeprefix(_TUTOR)
    return "" if _LINES in known else known


def _name_and_company(period: Period) -> tuple[str, str]:
    return folded(period.tutor.name), folded(period.company)


def _by_name(period: Period) -> str:
    return _LINES.join(_name_and_company(period))
