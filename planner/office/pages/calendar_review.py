"""What the page shows of a calendar that was read: classes, codes, the year, proposed rules."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from planner.acquisition.drafting import learned_classes, programme_tables
from planner.acquisition.example import examples
from planner.acquisition.looser import looser_words
from planner.acquisition.proposal import Choice, RuleProposal, default_choices
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import CodeReading, Meaning, SeenCalendar
from planner.acquisition.sentences import (
    evidence_sentence,
    meaning_name,
    unpublished_sentences,
    years_lines,
)
from planner.acquisition.year_rules import of_year
from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.programme.file import Tables
from planner.year.activity import Place

_COLOUR = re.compile("#[0-9A-F]{6}")


@dataclass(frozen=True)
class ClassRow:
    """A class: its name on documents, and its weeks at each place."""

    label: str
    school: int
    company: int


@dataclass(frozen=True)
class CodeRow:
    """A code: how it is shown, what it was taken for, and its colour if it is one."""

    reading: CodeReading
    shown: str
    colour: str


@dataclass(frozen=True)
class ProposalRow:
    """A proposal, in words, what may be made of it, and what is chosen."""

    key: str
    sentence: str
    choices: tuple[tuple[Choice, str], ...]
    chosen: Choice


@dataclass(frozen=True)
class ProposalGroup:
    """The proposals about one class, or about all ("")."""

    title: str
    rows: tuple[ProposalRow, ...]


@dataclass(frozen=True)
class CalendarReview:
    """What was read of a calendar, and seen in it.

    Attributes
    ----------
    pictures
        Its years, each an `svg` element; none while codes are not known.
    notes
        How several years are understood, and the weeks that are not published.
    passed_over
        The columns that were not taken for classes, in words; "" if there are none.
    groups
        The proposals; none while codes are not known.
    meanings
        All that a code may mean, each with its words.
    """

    calendar: SeenCalendar
    pictures: tuple[Markup, ...]
    notes: tuple[str, ...]
    classes: tuple[ClassRow, ...]
    codes: tuple[CodeRow, ...]
    passed_over: str
    groups: tuple[ProposalGroup, ...]
    meanings: tuple[tuple[Meaning, str], ...]


def calendar_review(
    seen: SeenCalendar, chosen: Mapping[str, Choice], text: Messages
) -> CalendarReview:
    """Return what the page shows.

    Parameters
    ----------
    chosen
        What a form chose of proposals, by their keys; the others have their default.

    Raises
    ------
    Unusable
        No programme can have the weeks of the calendar.
    """
    proposals = () if seen.unknown else propose_rules(seen)
    choices = default_choices(proposals) | dict(chosen)
    pictures: tuple[Markup, ...] = ()
    labels: dict[str, str] = {}
    if proposals:
        tables = programme_tables(seen, proposals, default_choices(proposals), text)
        labels = {cohort["id"]: cohort["label"] for cohort in tables["cohorts"]}
        pictures = tuple(_pictures(seen, tables, text))
    return CalendarReview(
        seen,
        pictures,
        (*years_lines(seen, text), *unpublished_sentences(seen, text)),
        tuple(
            ClassRow(
                labels.get(each.id, each.seen.name),
                sum(Place.SCHOOL in days for days in each.seen.weeks),
                sum(set(days) == {Place.COMPANY} for days in each.seen.weeks),
            )
            for each in learned_classes(seen)
        ),
        tuple(_code_row(code, text) for code in seen.codes),
        text.listed(f"{title} ({spot})" for title, spot in seen.passed_over),
        tuple(_groups(proposals, choices, labels, text)),
        tuple((meaning, meaning_name(meaning, text)) for meaning in Meaning),
    )


def _pictures(seen: SeenCalendar, tables: Tables, text: Messages) -> Iterable[Markup]:
    """Yield the pictures of the years that give the rules, each with its own classes."""
    for example in examples(seen):
        ids = [each.id for each in example.classes]
        own = [
            {key: value for key, value in each.items() if key != "follows"}
            for each in tables["cohorts"]
            if each["id"] in ids
        ]
        year = of_year(example).tight
        named = {"name": seen.label, "cohorts": own}
        yield Markup(year_strip(example.planning({**tables, **year, **named}), text))


def _code_row(code: CodeReading, text: Messages) -> CodeRow:
    colour = code.code if _COLOUR.fullmatch(code.code) else ""
    return CodeRow(code, code.code or text("learn.empty"), colour)


def _choices(proposal: RuleProposal, text: Messages) -> Iterable[tuple[Choice, str]]:
    """Yield what may be made of a proposal; a year has to begin in one way or another."""
    if proposal.rule is None:
        yield Choice.TIGHT, text("choice.by-week")
        if proposal.loose is not None:
            yield Choice.LOOSE, text("choice.by-day")
        return
    yield Choice.TIGHT, text("choice.tight")
    if words := looser_words(proposal, text):
        yield Choice.LOOSE, text("choice.loose", words=words)
    yield Choice.LEFT, text("choice.left")


def _groups(
    proposals: Iterable[RuleProposal],
    choices: Mapping[str, Choice],
    labels: Mapping[str, str],
    text: Messages,
) -> Iterable[ProposalGroup]:
    for cohort, of in groupby(proposals, lambda each: each.cohort):
        rows = tuple(
            ProposalRow(
                each.key,
                evidence_sentence(each.evidence, text),
                tuple(_choices(each, text)),
                choices[each.key],
            )
            for each in of
        )
        yield ProposalGroup(labels.get(cohort, cohort) if cohort else text("seen.all"), rows)
