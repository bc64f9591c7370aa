"""What is said of the rules on what cohorts share."""

from planner.messages import Messages
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.words.rules.sentences import required


@required.register(CampusCohorts)
@required.register(CampusPeople)
def _(rule: CampusCohorts | CampusPeople, text: Messages) -> str:
    return text(f"required.{rule.name}", most=rule.most)


@required.register
def _(rule: Resources, text: Messages) -> str:
    return text("required.resources", groups=rule.groups)
