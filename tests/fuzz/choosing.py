"""Small choices of which random programmes are made."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

Tables = dict[str, Any]
T = TypeVar("T")


def given(chance: Random, one_in: int = 6) -> bool:
    """Tell whether a key is given: once in so many times."""
    return chance.randrange(one_in) == 0


def some(chance: Random, values: Sequence[T], most: int) -> list[T]:
    """Choose a few of some values, at least one."""
    return chance.sample(values, chance.randint(1, min(most, len(values))))


def around(chance: Random, number: int) -> int | Tables:
    """Choose a number, or an extent around it, seldom one beside it."""
    aim = max(0, number + chance.choice([*(0,) * 12, 1, -1]))
    low, high = (chance.randint(0, 2) for _ in range(2))
    extents: list[int | Tables] = [aim, {"least": max(0, aim - low), "most": aim + high}]
    return chance.choice([*extents, {"least": aim}, {"most": aim}])
