"""What is said of what is due: by whom, when, and why something has no date."""

from collections.abc import Iterable, Iterator

from planner.messages import Messages
from planner.planning.milestones import DueDate, UndatedReason, due_in_class
from planner.planning.planning import Planning
from planner.programme.milestones import MilestoneOwner


def owner_name(owner: MilestoneOwner, text: Messages) -> str:
    """Return who sees to what is due."""
    return text(f"owner.{owner}")


def undated_reason(reason: UndatedReason, text: Messages) -> str:
    """Return why something has no date."""
    return text(f"undated.{reason}")


def due_when(due: DueDate, text: Messages) -> str:
    """Return when something is due: le 9 novembre 2026, du 9 au 20 novembre 2026."""
    return text.span(due.opens, due.day) if due.opens else text.day(due.day)


def due_title(due: DueDate, text: Messages) -> str:
    """Return what is due, and by whom: fiche de liaison (apprenti)."""
    milestone = due.milestone
    return text("milestones.of", name=milestone.name, owner=owner_name(milestone.owner, text))


def due_lines(dated: Iterable[DueDate], text: Messages) -> Iterator[str]:
    """Yield what is due with all its days: fiche de liaison (apprenti) 09/11, 04/01."""
    found: dict[str, list[str]] = {}
    for due in dated:
        days = (due.opens, due.day) if due.opens else (due.day,)
        found.setdefault(due_title(due, text), []).append("–".join(f"{d:%d/%m}" for d in days))
    return (f"{what} {text.listed(days)}" for what, days in found.items())


def undated_in_classes(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield what has no date in the year of a class, each with the class and the reason."""
    for row in planning.cohorts:
        for each in due_in_class(row, planning.case).undated:
            yield text(
                "milestones.undated-one",
                name=each.milestone.name,
                cohort=row.cohort.id,
                reason=undated_reason(each.reason, text),
            )
