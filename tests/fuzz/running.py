"""Random trials from a seed, the failing ones made as small as can be."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st


def try_out(
    judge: Callable[..., None], *inputs: st.SearchStrategy[Any], trials: int, first: int
) -> None:
    """Judge so many random inputs from a seed.

    Raises
    ------
    AssertionError or another error of the judgement
        With the smallest input that fails in its notes; an ExceptionGroup of several.
    """
    trial = settings(
        max_examples=trials,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )(seed(first)(given(*inputs)(judge)))
    trial()
