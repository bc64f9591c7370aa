"""Sentences that several documents of an apprentice share: title, version, sessions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from planner.apprentices.apprentice import HalfDay, Part, Span
from planner.apprentices.day import Day
from planner.apprentices.year import ApprenticeYear, UnplacedSessions
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.names import version_line, week_name
from planner.words.periods import company_name
from planner.year.weeks import Week

_SUNDAY = 6


def planning_title(year: ApprenticeYear, text: Messages) -> str:
    """Return the title of an apprentice's documents: the name and the year."""
    return text("tables.title", name=year.apprentice.name, year=year.planning.year.label)


def class_details(year: ApprenticeYear) -> tuple[str, ...]:
    """Return the class of an apprentice, the option, and its site where the school has several."""
    cohort, site_name = year.cohort.cohort, year.planning.programme.site_name
    option = year.apprentice.option or cohort.option
    return tuple(filter(None, (cohort.label, option, site_name(cohort))))


def teaching_place(year: ApprenticeYear) -> str:
    """Return where an apprentice goes to school: the school, with the site if it has several."""
    programme = year.planning.programme
    return ", ".join(filter(None, (programme.school, programme.site_name(year.cohort.cohort))))


def planning_details(year: ApprenticeYear, edition: Edition, text: Messages) -> str:
    """Return the line below the title: school, programme, class, company, version."""
    programme, company = year.planning.programme, company_name(year.apprentice, text)
    parts = (programme.school, programme.name, *class_details(year), company)
    return text.unbroken(" · ".join(filter(None, (*parts, version_line(edition, text)))))


def half_day_name(half: HalfDay, text: Messages) -> str:
    """Return the name of a half-day, as a roster has it: jeudi matin."""
    return f"{text.weekday_name(half.weekday)} {text(f'part.{half.part}')}"


def closure_name(span: Span, text: Messages) -> str:
    """Return when a company is closed, as a roster has it: whole weeks as S32-S34, else dates."""
    if span.first.weekday() or span.last.weekday() != _SUNDAY:
        return "-".join(dict.fromkeys(f"{day:%d/%m/%Y}" for day in (span.first, span.last)))
    weeks = (day.isocalendar().week for day in (span.first, span.last))
    return "-".join(dict.fromkeys(f"{text('week.letter')}{week:02}" for week in weeks))


def session_label(day: date, part: Part, text: Messages) -> str:
    """Return the half-day of a session: jeu. 05/11 matin."""
    return f"{text.weekday(day)} {text(f'part.{part}')}"


def session_labels(days: Iterable[Day], text: Messages) -> Iterator[str]:
    """Yield the half-days of the sessions on some days."""
    return (session_label(day.date, part, text) for day in days for part in day.sessions)


def unplaced_line(found: UnplacedSessions, weeks: Sequence[Week], text: Messages) -> str:
    """Return the sentence that a week has fewer free half-days than sessions."""
    week = weeks[found.week]
    return text(
        "unplaced",
        week=week_name(week, text),
        span=text.span(week.monday, week.last_day),
        sessions=text.counted("sessions", found.sessions),
        room=text.counted("half_days", found.room),
    )
