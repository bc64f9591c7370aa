"""The progression nearest to another one, and one that keeps weeks of it, against brute force."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from planner.curriculum.check import module_breaches
from planner.curriculum.frame import Frame
from planner.curriculum.kept import ModuleShare, WeekModules
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import ModuleObjective, Progression
from planner.solver.modules.search import find_progression
from tests.test_progression import UNIT, A, B, frame, module, ways

NEARNESS = (ModuleObjective.MOVED_SESSIONS, ModuleObjective.MOVED_HOURS)

A4 = module("A", 4)

CURRICULA = (
    Curriculum((A, B)),
    Curriculum((A, replace(B, closes_onsite=False))),
    Curriculum((replace(A4, option="X"), replace(A4, id="B", option="Y", closes_onsite=False))),
)
WEEKS = frame("CECEC", 0, 3 * UNIT, 2)


@cache
def possible(which: int) -> tuple[Progression, ...]:
    """Return every progression of a curriculum that breaks nothing."""
    curriculum = CURRICULA[which]
    none = (0,) * len(WEEKS.rooms)
    tried = product(*(ways(each, WEEKS) for each in curriculum.modules))
    found = (Progression(curriculum, taught, none) for taught in tried)
    return tuple(each for each in found if not module_breaches(each, WEEKS))


def shares(modules: Sequence[str], is_school: bool) -> st.SearchStrategy[WeekModules | None]:
    """Draw what modules had in a week, be it possible or not; None for a week of no planning."""
    counts = st.lists(st.integers(0, 2), min_size=len(modules), max_size=len(modules))
    return st.one_of(
        st.none(),
        counts.map(
            lambda drawn: WeekModules(
                tuple(
                    ModuleShare(name, UNIT * n, 0) if is_school else ModuleShare(name, 0, n)
                    for name, n in zip(modules, drawn, strict=True)
                    if n
                )
            )
        ),
    )


@st.composite
def near(draw: st.DrawFn) -> tuple[int, Frame]:
    which = draw(st.integers(0, len(CURRICULA) - 1))
    names = [each.id for each in CURRICULA[which].modules]
    rows = tuple(draw(shares(names, bool(most))) for _, most in WEEKS.rooms)
    return which, replace(WEEKS, near=rows)


@given(near())
def test_the_nearest_progression_is_found(drawn: tuple[int, Frame]) -> None:
    which, weeks = drawn
    found = find_progression(CURRICULA[which], weeks)
    assert isinstance(found, Progression)
    assert module_breaches(found, weeks) == []
    least = min(tuple(each.value(name, weeks) for name in NEARNESS) for each in possible(which))
    assert tuple(found.value(name, weeks) for name in NEARNESS) == least
    values = {result.name: (result.value, result.bound) for result in found.results}
    for name, value in zip(NEARNESS, least, strict=True):
        assert values.get(name, (0, 0)) == (value, value)


@st.composite
def kept(draw: st.DrawFn) -> tuple[int, Frame]:
    """Draw weeks of a progression, of all modules or of one."""
    which = draw(st.integers(0, len(CURRICULA) - 1))
    progression = draw(st.sampled_from(possible(which)))
    rows: list[WeekModules | None] = []
    for week in range(len(WEEKS.rooms)):
        here = progression.modules_of(week)
        alone = WeekModules(here.shares[:1], are_all=False)
        rows.append(draw(st.sampled_from([None, here, alone])))
    return which, replace(WEEKS, kept=tuple(rows))


@given(kept())
def test_what_is_kept_of_a_progression_stays(drawn: tuple[int, Frame]) -> None:
    which, weeks = drawn
    found = find_progression(CURRICULA[which], weeks)
    assert isinstance(found, Progression)
    assert module_breaches(found, weeks) == []
    fitting = [each for each in possible(which) if not module_breaches(each, weeks)]
    on_call = min(each.value(ModuleObjective.ON_CALL, weeks) for each in fitting)
    assert found.value(ModuleObjective.ON_CALL, weeks) == on_call
