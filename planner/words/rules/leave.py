"""What is said of the rule on leave."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.rules.leave import Leave
from planner.rules.statement import Bound
from planner.words.quantities import counted
from planner.words.rules.sentences import outcome, required


@required.register
def _(rule: Leave, text: Messages) -> str:
    leave, key = rule.leave, "required.leave" if rule.sessions else "required.leave-plain"
    return text(key, weeks=leave.weeks, consecutive=leave.consecutive)


@outcome.register
def _(rule: Leave, bounds: Sequence[Bound], text: Messages) -> str:
    weeks = counted(rule.unit, bounds[0].figure, text)
    return text("found.leave", weeks=weeks) if rule.sessions else weeks
