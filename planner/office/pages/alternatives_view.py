"""What the page of a search shows of plannings to choose from, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from planner.documents.comparison.alternatives import compared_alternatives
from planner.documents.comparison.words import alternatives_lines, status_text, weeks_apart_table
from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.office.pages.comparison_view import ComparedDraft, ComparedRow, compared_rows
from planner.office.pages.week_changes import WeekChanges, week_changes
from planner.planning.measures import objective_value
from planner.planning.planning import ObjectiveResult, Planning
from planner.scenarios.alternatives import Alternatives
from planner.words.objectives import objective_figure


@dataclass(frozen=True)
class AlternativeCard:
    """One of the plannings to choose from.

    Attributes
    ----------
    status
        What is proven of it; "" for the first one, which was not searched.
    is_current
        Whether the draft has it.
    changes
        What it would change of the planning of the draft; None where they do not compare.
    """

    title: str
    status: str
    picture: Markup
    is_current: bool
    changes: WeekChanges | None


@dataclass(frozen=True)
class AlternativesView:
    """Plannings to choose from.

    Attributes
    ----------
    lines
        What was asked of them, and why there are no more.
    objectives
        The name of each objective, and its value in each of them.
    rows
        Their measures, side by side.
    apart
        The name of each, and the weeks in which it differs from each of them.
    """

    cards: tuple[AlternativeCard, ...]
    lines: Sequence[str]
    objectives: Sequence[tuple[str, Sequence[str]]]
    rows: Sequence[ComparedRow]
    apart: Sequence[tuple[str, Sequence[str]]]

    @property
    def titles(self) -> list[str]:
        """The names of the plannings."""
        return [card.title for card in self.cards]


def alternatives_view(
    found: Alternatives, current: Planning | None, text: Messages
) -> AlternativesView:
    """Return what is shown of plannings to choose from.

    Parameters
    ----------
    current
        The planning that the draft has now.
    """
    compared = compared_alternatives(found, text)
    cards, drafts = [], []
    for each, edition in zip(compared, found.editions, strict=True):
        planning = edition.planning
        changes = week_changes(current, planning, text) if current else None
        status = "" if edition is found.editions[0] else status_text(each, text)
        is_current = changes is not None and changes.is_none
        picture = Markup(year_strip(planning, text))
        cards.append(AlternativeCard(each.name, status, picture, is_current, changes))
        drafts.append(ComparedDraft(each.name, edition, planning.case))
    return AlternativesView(
        tuple(cards),
        list(map(text.unbroken, alternatives_lines(found, text))),
        list(_objectives(found, text)),
        compared_rows(drafts, text),
        [
            (each.name, ["–" if weeks is None else text.number(weeks) for weeks in row])
            for each, row in zip(compared, weeks_apart_table(compared), strict=False)
        ],
    )


def _objectives(found: Alternatives, text: Messages) -> Iterator[tuple[str, list[str]]]:
    """Yield the objectives that matter, each with its value in every planning."""
    plannings = [edition.planning for edition in found.editions]
    for name in found.objectives:
        values = (objective_value(name, planning) for planning in plannings)
        figures = [
            "–" if value is None else objective_figure(ObjectiveResult(name, value, 0, False), text)
            for value in values
        ]
        yield text(f"objective.{name}"), figures
