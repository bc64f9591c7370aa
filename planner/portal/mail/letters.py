"""What messages say: pure functions of what they are about, in the language of the person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.changes import YearChanges
from planner.messages import Messages
from planner.portal.mail.news import PageNews
from planner.portal.pages.changes import ChangeRow, SideView, year_changes_view
from planner.portal.store.addressees import Addressee
from planner.portal.store.versions import Version
from planner.programme.programme import Programme
from planner.year.time_zones import day_at

MOST_PEOPLE, MOST_LINES = 10, 6
"""The most apprentices of a notice, and the most lines on each: the page has all."""


@dataclass(frozen=True)
class PersonLines:
    """What changes for an apprentice.

    Attributes
    ----------
    line
        The name and the summary.
    lines
        The first changes in detail, and how many more there are.
    """

    name: str
    summary: str
    line: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class MailLetter:
    """What a message says in one language.

    Attributes
    ----------
    before, after
        The paragraphs before and after the link.
    stop
        What is said of the address that ends the notices; "" where there is none.
    """

    language: str
    subject: str
    before: tuple[str, ...]
    people: tuple[PersonLines, ...]
    link: str
    after: tuple[str, ...]
    stop: str = ""

    @property
    def unbroken(self) -> "MailLetter":
        """It without line breaks at French punctuation, for pages: these break its lines."""
        kept = Messages(self.language).unbroken
        people = (
            replace(each, summary=kept(each.summary), lines=tuple(map(kept, each.lines)))
            for each in self.people
        )
        before, after = (tuple(map(kept, lines)) for lines in (self.before, self.after))
        return replace(self, before=before, people=tuple(people), after=after)


@dataclass(frozen=True)
class Sender:
    """Who writes.

    Attributes
    ----------
    school
        The name of the school; "" if it is not known.
    email
        The address to which questions go.
    """

    school: str
    email: str


@dataclass(frozen=True)
class Subject:
    """What a message is about.

    Attributes
    ----------
    until
        The last day of the link that it has.
    version, news
        What is told of which version; None in a message that only has the link.
    """

    until: date
    version: Version | None = None
    news: PageNews | None = None


def link_letter(to: Addressee, until: date, sender: Sender, text: Messages) -> MailLetter:
    """Return the letter that brings the link of a page: until when it opens, whom to ask."""
    return MailLetter(
        text.language,
        _from_school(text("mail.link-subject"), sender),
        (text("mail.hello"), text(f"mail_link.{to.kind}", holder=to.holder)),
        (),
        text("mail.link-open"),
        (text("mail.link-until", day=until), text("mail.link-keep"), _questions(sender, text)),
    )


def notice_letter(
    to: Addressee,
    version: Version,
    programme: Programme,
    news: PageNews,
    sender: Sender,
    text: Messages,
) -> MailLetter:
    """Return the letter that says what a version changes on a page, and from when."""
    is_first = all(found.is_new for _, found in news.changed) and not news.departed
    kind = "first" if is_first else "changed"
    known = {"programme": version.programme_name, "year": version.year_label}
    published = text(
        f"mail_notice.{kind}",
        **known,
        revision=version.revision,
        day=day_at(version.published),
    )
    since = [text("mail.notice-since", day=news.first_day)] if news.first_day else []
    return MailLetter(
        text.language,
        _from_school(text(f"mail_subject.{kind}", **known), sender),
        (text("mail.hello"), published, *since),
        tuple(_people(news, programme, text)),
        text("mail.notice-open"),
        (text(f"mail_after.{to.kind}"), _questions(sender, text)),
        text("mail.stop"),
    )


def _from_school(subject: str, sender: Sender) -> str:
    return f"{sender.school} – {subject}" if sender.school else subject[:1].upper() + subject[1:]


def _questions(sender: Sender, text: Messages) -> str:
    return text("mail.questions", email=sender.email)


def _people(news: PageNews, programme: Programme, text: Messages) -> Iterator[PersonLines]:
    """Yield what changes for the first persons, and how many others there are."""
    told = [
        *(_person(who, found, programme, text) for who, found in news.changed[:MOST_PEOPLE]),
        *(_lines(who.name, text("mail.departed"), text) for who in news.departed),
    ]
    yield from told[:MOST_PEOPLE]
    if (others := len(news.changed) + len(news.departed) - MOST_PEOPLE) > 0:
        yield _lines(text.counted("mail.other-people", others), text("mail.on-page"), text)


def _person(
    who: Apprentice, found: YearChanges, programme: Programme, text: Messages
) -> PersonLines:
    if found.is_new:
        return _lines(who.name, text("mail.new-person"), text)
    view = year_changes_view(found, programme, text)
    lines = [*(_week_line(row, text) for row in view.rows), *view.modules]
    return _lines(who.name, view.summary, text, _shortened(lines, text))


def _lines(name: str, summary: str, text: Messages, lines: Iterable[str] = ()) -> PersonLines:
    told = text("mail.person", name=name, summary=summary)
    return PersonLines(name, summary, told, tuple(lines))


def _shortened(lines: Sequence[str], text: Messages) -> Iterator[str]:
    yield from lines[:MOST_LINES]
    if (others := len(lines) - MOST_LINES) > 0:
        yield text.counted("mail.other-lines", others)


def _week_line(row: ChangeRow, text: Messages) -> str:
    """Return a change: what the weeks are, else their sessions, else their hours."""
    before, now = row.sides
    for said in (_name, _sessions, _hours):
        if said(before) != said(now):
            was, becomes = (said(side) or text("mail.nothing") for side in (before, now))
            return text("mail.week", weeks=row.weeks, days=row.days, before=was, now=becomes)
    return text("mail.week-only", weeks=row.weeks, days=row.days)


def _name(side: SideView) -> str:
    return side.name


def _sessions(side: SideView) -> str:
    return ", ".join(label for label, _ in side.sessions)


def _hours(side: SideView) -> str:
    return side.hours
