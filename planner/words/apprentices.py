"""What the documents of an apprentice say in the same words: of whom, of when, of sessions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from planner.apprentices.apprentice import Part
from planner.apprentices.year import ApprenticeYear, Day, UnplacedSessions
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.rules import version_line, week_name
from planner.year.weeks import Week


def planning_title(year: ApprenticeYear, text: Messages) -> str:
    """Say whose planning it is, and of which year."""
    return text("tables.title", name=year.apprentice.name, year=year.planning.year.label)


def planning_details(year: ApprenticeYear, edition: Edition, text: Messages) -> str:
    """Say who teaches the apprentice, who employs them, and which version it is."""
    programme, cohort = year.planning.programme, year.cohort.cohort
    company = year.apprentice.company
    parts = (programme.school, programme.name, cohort.label, year.apprentice.option, company)
    return text.unbroken(" · ".join(filter(None, (*parts, version_line(edition, text)))))


def contract_line(year: ApprenticeYear, text: Messages) -> str:
    """Say that only a part of the year is counted; nothing where the contract covers it all."""
    if year.is_whole:
        return ""
    who, days = year.apprentice, year.days
    sentences = []
    if who.start and who.start > days[0].date:
        sentences.append(text("contract.starts", start=who.start))
    if who.end and who.end < days[-1].date:
        sentences.append(text("contract.ends", end=who.end))
    return " ".join((*sentences, text("contract.counted")))


def session_label(day: date, part: Part, text: Messages) -> str:
    """Name the half-day of a session: jeu. 05/11 matin."""
    return f"{text.weekday(day)} {text(f'part.{part}')}"


def session_labels(days: Iterable[Day], text: Messages) -> Iterator[str]:
    """Name the half-days of the sessions of some days."""
    return (session_label(day.date, part, text) for day in days for part in day.sessions)


def unplaced_line(found: UnplacedSessions, weeks: Sequence[Week], text: Messages) -> str:
    """Say which week has no room for its sessions, and how much room there is."""
    week = weeks[found.week]
    return text(
        "unplaced",
        week=week_name(week, text),
        span=text.span(week.monday, week.last_day),
        sessions=text.counted("sessions", found.sessions),
        room=text.counted("half_days", found.room),
    )
