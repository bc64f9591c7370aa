"""What is said of the rules on what cohorts share."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.statement import Bound, SharedRule
from planner.words.rules.sentences import outcome, required


@required.register(CampusCohorts)
@required.register(CampusPeople)
def _(rule: CampusCohorts | CampusPeople, text: Messages) -> str:
    return text(f"required.{rule.name}", most=rule.most)


@required.register
def _(rule: Resources, text: Messages) -> str:
    return text("required.resources", groups=rule.groups)


@outcome.register
def _(rule: SharedRule, bounds: Sequence[Bound], text: Messages) -> str:
    return text("found.most", most=max((bound.figure for bound in bounds), default=0))
