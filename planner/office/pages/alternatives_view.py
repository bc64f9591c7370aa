"""What the page of a search shows of plannings to choose from, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from planner.documents.comparison.alternatives import compared_alternatives
from planner.documents.comparison.words import alternatives_lines, status_text, weeks_apart_table
from planner.documents.planning.year_strip import year_strip
from planner.messages import Messages
from planner.office.pages.comparison_view import ComparedDraft, ComparedRow, compared_rows
from planner.office.pages.week_changes import WeekChanges, week_changes
from planner.planning.planning import Planning
from planner.scenarios.alternatives import Alternatives


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
    rows
        Their measures, side by side.
    apart
        For each two of them, the weeks in which they differ; None for one and itself.
    """

    cards: tuple[AlternativeCard, ...]
    lines: Sequence[str]
    rows: Sequence[ComparedRow]
    apart: Sequence[Sequence[int | None]]

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
        alternatives_lines(found, text),
        compared_rows(drafts, text),
        weeks_apart_table(compared),
    )
