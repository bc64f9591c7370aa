"""What is said of the rule on plannings to choose from."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.rules.apart import Apart
from planner.rules.statement import Bound
from planner.words.quantities import counted
from planner.words.rules.sentences import about, outcome, required


@about.register
def _(rule: Apart, text: Messages) -> str:
    return text("alternatives.planning", number=rule.number)


@required.register
def _(rule: Apart, text: Messages) -> str:
    return text("required.apart", weeks=counted(rule.unit, rule.least, text))


@outcome.register
def _(rule: Apart, bounds: Sequence[Bound], text: Messages) -> str:
    return counted(rule.unit, sum(bound.figure for bound in bounds), text)
