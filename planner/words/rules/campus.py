"""What is said of the rules on what cohorts share."""

from collections.abc import Sequence

from planner.messages import Messages
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.statement import Bound, SharedRule
from planner.words.quantities import counted
from planner.words.rules.sentences import about, outcome, required


@required.register(CampusCohorts)
@required.register(CampusPeople)
def _(rule: CampusCohorts | CampusPeople, text: Messages) -> str:
    return text(f"required.{rule.name}", most=counted(rule.unit, rule.most, text))


@required.register
def _(rule: Resources, text: Messages) -> str:
    return text("required.resources", groups=counted(rule.unit, rule.groups, text))


@about.register(CampusCohorts)
@about.register(CampusPeople)
def _(rule: CampusCohorts | CampusPeople, text: Messages) -> str:
    return rule.site_name


@about.register
def _(rule: Resources, text: Messages) -> str:
    return " – ".join(filter(None, [rule.resource, rule.site_name]))


@outcome.register
def _(rule: SharedRule, bounds: Sequence[Bound], text: Messages) -> str:
    most = max((bound.figure for bound in bounds), default=0)
    return text("found.most", most=counted(rule.unit, most, text))
