"""Prints what was read of a calendar, the rules seen in it, and what is left open."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.markup import escape

from planner.acquisition.proposal import Choice, Choices, RuleProposal
from planner.acquisition.seen import SeenCalendar
from planner.acquisition.sentences import (
    code_sentence,
    evidence_sentence,
    unpublished_sentences,
    years_lines,
)
from planner.cli.report.console import open_console
from planner.messages import Messages

_MARKS = {Choice.TIGHT: "x", Choice.LOOSE: "~", Choice.LEFT: " "}


def print_calendar(seen: SeenCalendar, text: Messages) -> None:
    """Print the classes of a calendar, its codes and the columns that were passed over."""
    _print(text("learn.classes", classes=text.listed(seen.names)))
    for code in seen.codes:
        _print(f"  {code_sentence(code, text)}")
    for line in (*years_lines(seen, text), *unpublished_sentences(seen, text)):
        _print(line)
    for title, spot in seen.passed_over:
        _print(text("learn.passed-over", title=title, spot=str(spot)))


def print_proposals(proposals: Sequence[RuleProposal], choices: Choices, text: Messages) -> None:
    """Print each proposal with what was chosen and what it was seen in."""
    _print("")
    _print(text("learn.proposals"))
    for cohort, of in groupby(proposals, lambda each: each.cohort):
        _print(f"  {cohort or text('cohort.all')}")
        for each in of:
            mark = _MARKS[choices.get(each.key, Choice.LEFT)]
            _print(f"    [{mark}] {evidence_sentence(each.evidence, text)}")
    _print(text("learn.marks"))


def print_open(keys: Iterable[str], text: Messages) -> None:
    """Print what no calendar tells."""
    _print("")
    _print(text("learn.open", keys=text.listed(keys)))


def _print(line: str) -> None:
    open_console().print(escape(line), soft_wrap=True)
