"""What people read of a list of apprentices a year later."""

from collections.abc import Iterator

from planner.apprentices.following_year import FollowingYear
from planner.messages import Messages


def following_year_lines(after: FollowingYear, text: Messages) -> Iterator[str]:
    """Yield who stays, who has finished, whose contract ends, and which classes lack people."""
    yield text.counted("copies.staying", len(after.staying))
    if after.finished:
        yield text.counted("copies.finished", len(after.finished))
    if after.ended:
        names = text.listed(person.name for person in after.ended)
        yield text("copies.ended", names=names)
    if after.unfilled:
        labels = text.listed(cohort.label for cohort in after.unfilled)
        yield text("copies.unfilled", cohorts=labels)
