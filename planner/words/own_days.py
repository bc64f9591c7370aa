"""What is said of an apprentice's exceptions to the planning of the class."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from planner.apprentices.apprentice import Span
from planner.apprentices.day import Day
from planner.apprentices.own_days import OwnDays
from planner.apprentices.own_rules import broken_by_own_days, without_own_days
from planner.apprentices.year import ApprenticeYear
from planner.messages import Messages
from planner.planning.check import RuleCheck
from planner.words.apprentices import closure_name
from planner.words.rules import breach, finding, required, rule_name


def own_name(own: OwnDays, text: Messages) -> str:
    """Return where the days of an exception are spent, and why: en entreprise (inventaire)."""
    place = text(f"exception.{own.place}")
    return f"{place} ({own.reason})" if own.reason else place


def own_field(listed: Sequence[OwnDays], text: Messages) -> str:
    """Return exceptions as a roster has them, one a line."""
    return "\n".join(_typed(own, text) for own in listed)


def own_lines(days: Iterable[Day], text: Messages) -> Iterator[str]:
    """Yield when the days of each exception among some days are, and where they are spent."""
    spent = (day for day in days if day.own and day.is_bound)
    for own, run in groupby(spent, lambda day: day.own):
        if own is not None:
            yield text("exception.on", span=_span(list(run), text), what=own_name(own, text))


def own_note(year: ApprenticeYear, text: Messages) -> str:
    """Return the exceptions of a year and what they make of its hours; "" without any."""
    lines = list(own_lines(year.days, text))
    if not lines:
        return ""
    difference = text("exception.difference", difference=hours_difference(year, text))
    return f"{' ; '.join(lines)}. {difference}"


def hours_difference(year: ApprenticeYear, text: Messages) -> str:
    """Return the hours gained and lost: +35 h en entreprise, −28 h de cours."""
    now, before = year.hours, without_own_days(year).hours
    kinds = {
        "onsite": now.onsite - before.onsite,
        "remote": now.remote - before.remote,
        "company": now.company - before.company,
    }
    parts = [
        f"{'+' if more > 0 else '−'}{text(f'hours.{kind}', hours=abs(more))}"
        for kind, more in kinds.items()
        if more
    ]
    return text.unbroken(text.listed(parts)) or text("exception.same-hours")


def own_breaches(year: ApprenticeYear, text: Messages) -> tuple[str, ...]:
    """Return the rules of the class that the exceptions break, with what is found and required."""
    return tuple(text.unbroken(_own_breach(each, year, text)) for each in broken_by_own_days(year))


def _own_breach(found: RuleCheck, year: ApprenticeYear, text: Messages) -> str:
    """Return a rule with what it requires: where it asks something of each week, of some alone."""
    rule = rule_name(found.rule, text)
    if found.rule.by_week:
        weeks = year.planning.year.weeks
        places = text.listed(breach(found, bound, weeks, text) for bound in found.breaches)
        return text("exception.breach-in", rule=rule, places=places)
    said = {"found": finding(found, text), "required": required(found.rule, text)}
    return text("exception.breach", rule=rule, **said)


def _typed(own: OwnDays, text: Messages) -> str:
    days = closure_name(Span(own.first, own.last), text)
    place = text(f"own_place.{own.place}")
    return f"{days} {place} ({own.reason})" if own.reason else f"{days} {place}"


def _span(days: Sequence[Day], text: Messages) -> str:
    first, last = days[0].date, days[-1].date
    return text.span(first, last) if first < last else text.weekday(first)
