"""Write what a planning tells of training actions, as XML of LHÉO 2.3.

LHÉO is the language in which offers of training are exchanged in France (lheo.gouv.fr/2.3; décret
n° 2015-742). Names, their order and the lengths of texts are those of its definition, release
2.3.0. This is a fragment: what a school's own system says of the offer (public, prerequisites,
costs, addresses) is not in a planning, and left out.

Each class is an action: dates and hours stand at the action, and each class has its own. Its
session is the academic year, in which it is in a year of the cycle.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.documents.exchange.source import ExportSource
from planner.messages import Messages
from planner.planning.alternation import AlternationUnit, alternation
from planner.planning.blocks import Stretch, stretches
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.hours_of_week import TAUGHT_AT
from planner.words.names import activity_name
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.weeks import HOUR, Minutes, Week

NAMESPACE = "http://lheo.gouv.fr/2.3"

LONGEST_TEXT, LONGEST_TITLE = 3000, 255
"""The most characters of `modalites-alternance` and `rythme-formation`, and of a title."""

_UNITS = {AlternationUnit.HALF_DAY: "1", AlternationUnit.DAY: "2", AlternationUnit.WEEK: "3"}
"""The units of rhythms, by their keys in `dict-unite-rythme`."""

_ON_SITE_ONLY, _PARTLY_REMOTE = "0", "1"
"""Keys of `dict-modalites-enseignement`."""

_FIXED_DATES = "0"
"""The key of `dict-modalites-es` of what begins and ends on fixed dates."""

_APPRENTICESHIP = "1"
"""The key of `dict-type-cycle`; its other one is initial training without a contract."""

_ANY_CONTRACT = "0"
"""The key of `dict-type-alternance`: a planning is of any contract."""


def lheo_file(source: ExportSource, text: Messages) -> bytes:
    """Serialize the fragment: a `formation` with its title and an `action` a class."""
    planning = source.edition.planning
    root = Element("formation", xmlns=NAMESPACE)
    _put(root, "intitule-formation", planning.programme.name[:LONGEST_TITLE])
    for row in planning.cohorts:
        _action(root, row, planning, text)
    indent(root)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _action(root: Element, row: CohortPlanning, planning: Planning, text: Messages) -> None:
    found, cohort = totals(row, planning.case), row.cohort
    action = SubElement(root, "action", numero=cohort.id, info=cohort.label)
    taught = sum(found.days.get(place, 0) for place in TAUGHT_AT)
    in_company = found.days.get(Place.COMPANY, 0)
    _put(action, "rythme-formation", text("lheo.rhythm", school=taught, company=in_company))
    _put(action, "modalites-alternance", alternation_text(row, planning, text))
    is_mixed = _PARTLY_REMOTE if found.sessions else _ON_SITE_ONLY
    _put(action, "modalites-enseignement", is_mixed)
    _put(action, "modalites-entrees-sorties", _FIXED_DATES)
    _session(action, row, planning)
    _put(action, "nombre-heures-centre", _hours(found.onsite))
    _put(action, "nombre-heures-entreprise", _hours(found.company))
    _put(action, "nombre-heures-total", _hours(found.academic + found.company))


def _session(action: Element, row: CohortPlanning, planning: Planning) -> None:
    session = SubElement(action, "session")
    there = _weeks_there(row, planning)
    period = SubElement(session, "periode")
    _put(period, "debut", f"{there[0].first_day:%Y%m%d}")
    _put(period, "fin", f"{there[-1].last_day:%Y%m%d}")
    cycle = SubElement(session, "cycle")
    _put(cycle, "type-cycle", _APPRENTICESHIP)
    _put(cycle, "annee-cycle", str(row.cohort.year))
    if usual := alternation(row, planning.year):
        found = SubElement(cycle, "alternance")
        _put(found, "type-alternance", _ANY_CONTRACT)
        rhythm = SubElement(found, "rythme-alternance")
        _put(rhythm, "unite-rythme-alternance", _UNITS[usual.unit])
        _put(rhythm, "unites-entreprise", str(usual.company))
        _put(rhythm, "unites-centre", str(usual.school))


def _weeks_there(row: CohortPlanning, planning: Planning) -> Sequence[Week]:
    """Return the weeks in which a class is there."""
    weeks = zip(planning.year.weeks_of(row.cohort.id), row.activities, strict=True)
    return [week for week, activity in weeks if activity != Activity.OUTSIDE]


def alternation_text(row: CohortPlanning, planning: Planning, text: Messages) -> str:
    """Return the dates of the blocks of a class, by what is done; at most 3000 characters.

    Blocks beyond them are left out at the end of each list, which then ends in an ellipsis.
    """
    spans: dict[str, list[str]] = {}
    for stretch in stretches(row, planning.year):
        if stretch.activity not in (Activity.OUTSIDE, Activity.NONE):
            first, last = _days(stretch, planning.year.weeks_of(row.cohort.id))
            spans.setdefault(_title(stretch, text), []).append(_span(first, last, text))
    remote = totals(row, planning.case).sessions
    closing = [text.counted("lheo.sessions", remote)] if remote else []
    most = max(map(len, spans.values()), default=0)
    while len(said := _told(spans, most, closing, text)) > LONGEST_TEXT and most > 1:
        most -= 1
    return said[:LONGEST_TEXT]


def _told(
    spans: Mapping[str, Sequence[str]], most: int, closing: Sequence[str], text: Messages
) -> str:
    """Return the lines of a text in which each list has so many spans at most."""
    lists = {
        title: f"{', '.join(listed[:most])}{', …' if len(listed) > most else '.'}"
        for title, listed in spans.items()
    }
    lines = (text("lheo.blocks", title=title, spans=listed) for title, listed in lists.items())
    return "\n".join([*lines, *closing])


def _title(stretch: Stretch, text: Messages) -> str:
    name = activity_name(stretch.activity, text)
    title = f"{stretch.name} ({name})" if stretch.name else name
    return f"{title[:1].upper()}{title[1:]}"


def _span(first: date, last: date, text: Messages) -> str:
    if first == last:
        return text("lheo.day", day=f"{first:%d/%m/%Y}")
    return text("lheo.span", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def _days(stretch: Stretch, weeks: tuple[Week, ...]) -> tuple[date, date]:
    """Return the first and the last day of a stretch, as far as the class is there."""
    begins = round(stretch.first * WEEKDAYS)
    ends = begins + round(stretch.length * WEEKDAYS) - 1
    first, last = (
        weeks[day // WEEKDAYS].monday + timedelta(day % WEEKDAYS) for day in (begins, ends)
    )
    there = weeks[begins // WEEKDAYS].first_day, weeks[ends // WEEKDAYS].last_day
    return max(first, there[0]), min(last, there[1])


def _hours(minutes: Minutes) -> str:
    """Return whole hours, a half rounded up."""
    return str((minutes + HOUR // 2) // HOUR)


def _put(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value
