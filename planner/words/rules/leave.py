"""What is said of the rule on leave."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.rules.leave import Leave
from planner.rules.statement import Bound
from planner.words.rules.sentences import outcome, required


@required.register
def _(rule: Leave, text: Messages) -> str:
    leave = rule.leave
    return text("required.leave", weeks=leave.weeks, consecutive=leave.consecutive)


@outcome.register
def _(rule: Leave, bounds: Sequence[Bound], text: Messages) -> str:
    return text("found.leave", weeks=bounds[0].figure)
