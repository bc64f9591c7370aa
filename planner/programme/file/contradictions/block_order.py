"""What is wrong with the order of the named blocks of a cohort."""

from collections.abc import Iterator

from planner.files.problems import Problem, problem
from planner.programme.block_shapes import NamedBlock
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.year.activity import Activity

_Neighbour = str | Activity | None


def order_contradictions(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    """Yield neighbours of named blocks that there cannot be, and blocks that follow in a circle."""
    unknown = [*_unknown(cohort)]
    yield from unknown
    circle = () if unknown else _circle(cohort)
    if circle:
        yield problem("contradiction.order-endless", blocks=", ".join(circle))


def _neighbours(named: NamedBlock) -> Iterator[tuple[str, _Neighbour]]:
    yield "right_after", named.right_after
    yield "right_before", named.right_before


def _unknown(cohort: Cohort) -> Iterator[Problem]:
    names = [named.name for named in cohort.named_blocks]
    for named in cohort.named_blocks:
        may: list[_Neighbour] = [name for name in names if name != named.name]
        unnamed = (named.activity, Activity.OUTSIDE)
        may += [activity for activity in cohort.activities if activity not in unnamed]
        for key, neighbour in _neighbours(named):
            if neighbour is not None and neighbour not in may:
                yield problem(
                    "field.value",
                    field=f"named_blocks.{named.name}.{key}",
                    found=f'"{neighbour}"',
                    accepted=problem("accepted.one-of", expected=", ".join(map(str, may))),
                )


def _circle(cohort: Cohort) -> tuple[str, ...]:
    """Return the names of blocks of which each directly follows the one before, and all the last.

    Empty if there is no such circle.
    """
    before: dict[str, set[str]] = {}
    for named in cohort.named_blocks:
        if isinstance(named.right_after, str):
            before.setdefault(named.name, set()).add(named.right_after)
        if isinstance(named.right_before, str):
            before.setdefault(named.right_before, set()).add(named.name)
    left = dict(before)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        left = {name: others for name, others in left.items() if name not in free}
    return tuple(named.name for named in cohort.named_blocks if named.name in left)
