"""Terminal reports of publications, links and purges, line by line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from planner.apprentices.apprentice import Apprentice
from planner.messages import Messages
from planner.office.drafts.purging import DraftPurge
from planner.planning.planning import Planning
from planner.portal.pages.changed_fields import changed_fields
from planner.portal.pages.publication_changes import PublicationChanges, RosterChanges
from planner.portal.pages.publication_view import ChangeGroup, change_groups, other_sizes
from planner.portal.store.issuing import PageLink
from planner.portal.store.publishing import Proposal
from planner.portal.store.purging import PurgeCounts
from planner.portal.store.versions import Version
from planner.words.periods import company_name

MAX_REPORTED = 20
"""How many persons or companies of a kind are listed."""

_MAX_NAMED = 5
"""How many persons with the same changes are named at most."""


def proposal_lines(proposal: Proposal, text: Messages) -> Iterator[str]:
    """Return lines that describe a proposal, and the version that it replaces."""
    edition, over = proposal.edition, proposal.replaced
    planning = edition.planning
    name = version_name(edition.revision, edition.version_label, text)
    yield f"{planning.programme.name} – {planning.year.label} – {name}"
    if over is None:
        people = text.counted("apprentices", len(proposal.roster))
        companies = text.counted("companies", len(proposal.companies))
        yield text("publish.first", people=people, companies=companies)
        if sizes := other_sizes(proposal, text):
            yield text("publish.sizes", sizes=sizes)
        return
    key = "publish.after-withdrawn" if over.withdrawn else "publish.over"
    day = (over.withdrawn or over.published).astimezone().date()
    yield text(key, version=version_name(over.revision, over.label, text), day=day)
    if proposal.submitted_revision != edition.revision:
        yield text("publish.raised", found=proposal.submitted_revision, revision=edition.revision)


def elsewhere_lines(proposal: Proposal, text: Messages) -> Iterator[str]:
    """Return lines that name the persons whom other series of the year serve."""
    for each in proposal.elsewhere:
        yield text(
            "publish.elsewhere",
            people=text.counted("people", len(each.people)),
            total=len(proposal.roster),
            programme=each.version.programme_name,
            year=each.version.year_label,
        )
        yield from _first([_who(who, text) for who in each.people], text)


def published_line(version: Version, text: Messages) -> str:
    """Return the line that confirms a publication."""
    return text("publish.done", version=version_name(version.revision, version.label, text))


def version_name(revision: int, label: str | None, text: Messages) -> str:
    """Return the number and label of a version."""
    name = text("version.number", revision=revision)
    return f"{name} ({label})" if label else name


def changes_lines(planning: Planning, found: PublicationChanges, text: Messages) -> Iterator[str]:
    """Return lines that describe what a publication changes, and for whom."""
    roster = found.roster
    yield from _roster(roster, text)
    if roster.is_empty:
        yield text("publish.same-list")
    if found.changed:
        yield text.counted("publish.changed", len(found.changed))
        yield from _first(
            [_group(each, text) for each in change_groups(planning, found.changed, text)], text
        )
    if found.unchanged:
        yield text.counted("publish.unchanged", found.unchanged)


def _group(group: ChangeGroup, text: Messages) -> str:
    """Describe the changes of a group of persons, who are named if few."""
    people = text.counted("apprentices", group.count)
    line = text("publish.of", who=f"{group.cohort} – {people}", what=group.summary)
    if group.count > _MAX_NAMED:
        return line
    names = (f"{who.name} ({who.company})" for alike in group.alike for who in alike.people)
    return f"{line}\n      {text.listed(names)}"


def _roster(roster: RosterChanges, text: Messages) -> Iterator[str]:
    for key, people in (("publish.joined", roster.joined), ("publish.left", roster.left)):
        yield from _listed(key, (_who(each, text) for each in people), text)
    moved = (
        text(
            "publish.from-to",
            who=f"{now.name} ({now.cohort})",
            before=company_name(was, text),
            now=company_name(now, text),
        )
        for was, now in roster.moved
    )
    yield from _listed("publish.moved", moved, text)
    edited = (_of(now, changed_fields(was, now, text), text) for was, now in roster.edited)
    yield from _listed("publish.edited", edited, text)
    for key, names in (
        ("publish.new-companies", roster.new_companies),
        ("publish.gone-companies", roster.gone_companies),
    ):
        yield from _listed(key, names, text)


def _listed(key: str, lines: Iterable[str], text: Messages) -> Iterator[str]:
    """Return a heading with a count, the first items, and how many are left out."""
    if listed := list(lines):
        yield text.counted(key, len(listed))
        yield from _first(listed, text)


def _first(lines: Sequence[str], text: Messages) -> Iterator[str]:
    """Return the first items, and how many are left out."""
    yield from (f"  - {line}" for line in lines[:MAX_REPORTED])
    if len(lines) > MAX_REPORTED:
        yield "  " + text.counted("publish.others", len(lines) - MAX_REPORTED)


def _of(who: Apprentice, what: str, text: Messages) -> str:
    return text("publish.of", who=_who(who, text), what=what)


def _who(who: Apprentice, text: Messages) -> str:
    return f"{who.name} ({text.listed((who.cohort, company_name(who, text)))})"


def links_lines(found: Iterable[PageLink], text: Messages) -> Iterator[str]:
    """Return lines with the numbers of new and existing links, and the companies without one."""
    listed = list(found)
    made = sum(each.issued is not None for each in listed)
    yield text.counted("links.new", made)
    if kept := sum(each.existing is not None for each in listed):
        yield text.counted("links.kept", kept)
    over = [each.access for each in listed if each.year_is_over]
    lines = (text("links.ended", company=each.name, day=each.year_ends) for each in over)
    yield from _listed("links.none-over", lines, text)


def purge_lines(found: Iterable[PurgeCounts | DraftPurge], text: Messages) -> Iterator[str]:
    """Return lines with the number of rows deleted, by kind."""
    counts = [(kind.name, getattr(each, kind.name)) for each in found for kind in fields(each)]
    if not any(count for _, count in counts):
        yield text("purge.nothing")
    for name, count in counts:
        if count:
            yield f"  - {text.counted(f'purge.{name}', count)}"
