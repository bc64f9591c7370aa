"""Look up a company by name, tolerant of case, accents and spaces."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import CompanyFolder
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded


def find_company_folder(name: str, companies: Sequence[CompanyFolder]) -> CompanyFolder:
    """Return the folder of the company that a name means, as `match_company_name` finds it."""
    found = match_company_name(name, [each.company for each in companies if each.company])
    return next(company for company in companies if company.company == found)


def people_at(name: str, people: Sequence[Apprentice]) -> tuple[Apprentice, ...]:
    """Return the apprentices of the company that a name means, as it sees them.

    Raises
    ------
    Unusable
        As `match_company_name`.
    """
    known = dict.fromkeys(company for each in people for company in each.companies)
    company = match_company_name(name, known)
    return tuple(who.at(company) for who in people if any(p.is_at(company) for p in who.periods))


def match_company_name(name: str, companies: Iterable[str]) -> str:
    """Return the company that a name means, ignoring case, accents and spaces.

    An exact match wins over one that ignores these.

    Raises
    ------
    Unusable
        No company matches (close matches are suggested), or several do.
    """
    known = tuple(companies)
    found = [c for c in known if c == name] or [c for c in known if folded(c) == folded(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unusable([problem("company.several", name=name, names=" | ".join(found))])
    by_folded_name = {folded(company): company for company in known}
    close = get_close_matches(folded(name), by_folded_name)
    if not close:
        raise Unusable([problem("company.unknown", name=name)])
    names = " | ".join(by_folded_name[each] for each in close)
    raise Unusable([problem("company.unknown-but", name=name, names=names)])
