"""What is said of an apprentice's periods: contracts, times without one, breaks, contacts."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from planner.apprentices.apprentice import Apprentice, Contact, Period, Span
from planner.apprentices.day import Day
from planner.apprentices.timeline import DayStatus
from planner.apprentices.year import ApprenticeYear
from planner.messages import Messages


def contract_line(year: ApprenticeYear, text: Messages) -> str:
    """Return the sentences on the contracts of a year and what they leave out; "" without any."""
    if year.is_whole and not year.ahead and len(year.apprentice.companies) < 2:
        return ""
    return " ".join(_sentences(year, text))


def company_name(apprentice: Apprentice, text: Messages) -> str:
    """Return the name of the company, of all companies, or that there is none."""
    return apprentice.company or text("company.none")


def status_name(status: DayStatus, text: Messages) -> str:
    """Return what binds an apprentice on a day: yes and no for a contract."""
    match status:
        case DayStatus.CONTRACT:
            return text("word.yes")
        case DayStatus.OUTSIDE:
            return text("word.no")
    return text(f"day_status.{status}")


def unspent_name(days: Sequence[Day], text: Messages) -> str:
    """Return why days are not spent with the cohort: a break, or no contract."""
    is_break = any(day.status is DayStatus.BREAK for day in days)
    return text("day_status.break" if is_break else "contract.outside")


def contact_lines(year: ApprenticeYear, text: Messages) -> Iterator[str]:
    """Yield, for each contract of a year, its status, the tutor and the contact, if it has any."""
    found = _contracts(year)
    for period in found:
        said = [
            period.status,
            *(_contact(each, name, text) for name, each in _contacts(period) if each),
        ]
        if line := " · ".join(filter(None, said)):
            company = period.company if len(found) > 1 else ""
            yield text("contract.of", company=company, what=line) if company else line


def missed_line(year: ApprenticeYear, text: Messages) -> str:
    """Return the sentence that the contract ends before a defence or an event; "" if none does."""
    days = year.late_days
    if not days:
        return ""
    last = max(each.end for each in year.apprentice.periods if each.end)
    events = dict.fromkeys(name for day in days for name in day.events)
    what = text.listed(events) if events else text("activity.defence")
    span = text.span(days[0].date, days[-1].date) if len(days) > 1 else text.day(days[0].date)
    return text("contract.missed", end=last, what=what, span=span)


def _sentences(year: ApprenticeYear, text: Messages) -> Iterator[str]:
    yield from _contract_sentences(year, text)
    trainee, breaks = _spans(year, DayStatus.TRAINEE), _spans(year, DayStatus.BREAK)
    for span in trainee:
        yield text("contract.trainee", span=_when(span, text))
    for span in breaks:
        yield text("contract.break", span=_when(span, text))
    if any(day.status is DayStatus.OUTSIDE for day in year.days if day.place is not None):
        yield text("contract.counted-school" if trainee else "contract.counted")


def _contract_sentences(year: ApprenticeYear, text: Messages) -> Iterator[str]:
    days, found = year.days, _contracts(year)
    if not found:
        yield text("contract.none")
    if len({each.company for each in found}) > 1:
        for each in found:
            yield text("contract.at", company=each.company, span=_bounds(each, text))
        return
    for each in found[:1]:
        if each.start and (each.start > days[0].date or year.ahead):
            yield text("contract.starts", start=each.start)
    for earlier, later in pairwise(found):
        yield text("contract.resumed", end=earlier.end, start=later.start)
    for each in found[-1:]:
        if each.end and each.end < days[-1].date:
            yield text("contract.ends", end=each.end)


def _bounds(period: Period, text: Messages) -> str:
    if period.start and period.end:
        return text.span(period.start, period.end)
    if period.start:
        return text("contract.since", start=period.start)
    return text("contract.until", end=period.end)


def _contracts(year: ApprenticeYear) -> tuple[Period, ...]:
    """Return the contracts that have days in a year; those that go on as one are one."""
    first, last = year.days[0].date, year.days[-1].date
    shown = Period(start=first, end=last)
    return tuple(each for each in year.apprentice.joined_contracts if each.overlaps(shown))


def _spans(year: ApprenticeYear, status: DayStatus) -> tuple[Span, ...]:
    """Return from when to when a status holds; that of a trainee only while at school."""
    found = []
    for of, run in groupby(year.days, lambda day: day.status):
        days = [day for day in run if of is DayStatus.BREAK or day.place is not None]
        dates = [day.date for day in days if of is DayStatus.BREAK or day.is_bound]
        if of is status and dates:
            found.append(Span(dates[0], dates[-1]))
    return tuple(found)


def _when(span: Span, text: Messages) -> str:
    """Return from when to when: du 6 mars au 25 juin 2027, le 31 août 2026."""
    if span.first == span.last:
        return text("contract.on", day=span.first)
    return text.span(span.first, span.last)


def _contacts(period: Period) -> tuple[tuple[str, Contact], ...]:
    return ("tutor", period.tutor), ("contact", period.contact)


def _contact(contact: Contact, name: str, text: Messages) -> str:
    phone = contact.phone.replace(" ", "\N{NO-BREAK SPACE}")
    said = text.listed(filter(None, (contact.name, contact.email, phone)))
    return text(f"contract.{name}", who=said)
