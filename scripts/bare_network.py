"""The instances of the benchmarks as a bare mixed-integer program, solved by HiGHS.

    .venv/bin/python scripts/bare_network.py CLASSES SECONDS

Nothing here is the planner's: it is what an engineer would write who knows its idea. The year of a
class is a path through a network of blocks whose nodes count the blocks and the weeks at school so
far; campus and laboratories are rows. Wished weeks are minimised, then the order of weeks, then
pseudo-random weights that leave one planning; each is bounded by its optimum before the next. The
limit is on processor time; one line of JSON tells the values and bounds.
"""

import json
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import highspy
import numpy as np
import numpy.typing as npt
from highspy.highs import HighsCallbackEvent
from instances import CLOSED, SCHOOL_WEEKS, WEEKS, Instance, Kind, instance

Costs = npt.NDArray[np.float64]

Known = tuple[str, float | None, float, bool, float]
"""An objective: its name, value, bound, whether it is proven, the seconds it took."""

WEIGHTS = 6
"""The number of different pseudo-random weights of a class and week."""


@dataclass(frozen=True)
class Node:
    """A boundary of weeks.

    Attributes
    ----------
    week
        The number of weeks before it.
    at_school
        Whether a block at school begins there; otherwise one in company, or the year is over.
    blocks, used
        The blocks and the weeks at school before it.
    """

    week: int
    at_school: bool
    blocks: int
    used: int


@dataclass(frozen=True)
class Arc:
    """A block, from one boundary to the next."""

    tail: Node
    head: Node

    @property
    def school_weeks(self) -> range:
        """The positions of its weeks at school."""
        return range(self.tail.week, self.head.week if self.tail.at_school else self.tail.week)


def _following(kind: Kind, node: Node) -> Iterator[Node]:
    if node.at_school:
        if node.blocks == kind.blocks:
            return
        for length in kind.school:
            weeks = range(node.week, node.week + length)
            if CLOSED.isdisjoint(weeks) and weeks.stop <= kind.weeks:
                yield Node(weeks.stop, False, node.blocks + 1, node.used + length)
        return
    lengths = kind.first if not node.week else kind.company
    if kind.final and node.blocks == kind.blocks:
        lengths = kind.final
    for length in lengths:
        if node.week + length <= kind.weeks:
            yield Node(node.week + length, True, node.blocks, node.used)


@cache
def network(kind: Kind) -> tuple[Arc, ...]:
    """Return the blocks of all years that a kind admits, in ascending order of their first week."""

    @cache
    def leads_to_the_end(node: Node) -> bool:
        if node.week == kind.weeks:
            must_end_in_company = kind.final is not None and not node.at_school
            done = (node.blocks, node.used) == (kind.blocks, SCHOOL_WEEKS)
            return done and not must_end_in_company
        return any(leads_to_the_end(each) for each in _following(kind, node))

    arcs: list[Arc] = []
    reached = dict.fromkeys(_sources(kind))
    for week in range(kind.weeks):
        for node in [each for each in reached if each.week == week]:
            heads = [each for each in _following(kind, node) if leads_to_the_end(each)]
            reached |= dict.fromkeys(heads)
            arcs += [Arc(node, head) for head in heads]
    return tuple(arcs)


def _sources(kind: Kind) -> list[Node]:
    """Return the boundaries at which a year may begin."""
    return [Node(0, False, 0, 0), *([] if kind.begins_in_company else [Node(0, True, 0, 0)])]


@dataclass(frozen=True)
class Row:
    """A linear rule: the sum of some columns, each with its sign, lies between two numbers."""

    low: float
    high: float
    columns: Sequence[tuple[int, float]]


class BareNetwork:
    """The columns and rows of an instance: a column for each class and block.

    Attributes
    ----------
    arcs
        For each column, its class and its block.
    """

    def __init__(self, drawn: Instance) -> None:
        self._drawn = drawn
        self.arcs = [(each, arc) for each, kind in enumerate(drawn.kinds) for arc in network(kind)]

    def rows(self) -> Iterator[Row]:
        """Yield the rows: one path a class, then what classes share, week by week."""
        nodes: dict[tuple[int, Node], list[tuple[int, float]]] = {}
        begun: dict[int, list[tuple[int, float]]] = {}
        for column, (each, arc) in enumerate(self.arcs):
            nodes.setdefault((each, arc.head), []).append((column, 1.0))
            begins = begun.setdefault(each, []) if not arc.tail.week else None
            begins = nodes.setdefault((each, arc.tail), []) if begins is None else begins
            begins.append((column, 1.0 if not arc.tail.week else -1.0))
        for (each, node), columns in nodes.items():
            if node.week < self._drawn.kinds[each].weeks:
                yield Row(0, 0, columns)
        for columns in begun.values():
            yield Row(1, 1, columns)
        yield from self._shared_rows()

    def _shared_rows(self) -> Iterator[Row]:
        drawn, classes = self._drawn, range(len(self._drawn.kinds))
        yield from self._weekly_rows(classes, drawn.most_classes)
        for laboratory, most in enumerate(drawn.rooms if len(drawn.rooms) > 1 else ()):
            users = [each for each in classes if drawn.laboratories[each] == laboratory]
            yield from self._weekly_rows(users, most)

    def _weekly_rows(self, classes: Collection[int], most: int) -> Iterator[Row]:
        """Yield, for each week, that so many of these classes are at school; if that can bind."""
        columns: list[list[tuple[int, float]]] = [[] for _ in range(WEEKS)]
        for column, (each, arc) in enumerate(self.arcs):
            if each in classes:
                for week in arc.school_weeks:
                    columns[week].append((column, 1.0))
        if len(classes) > most:
            yield from (Row(-highspy.kHighsInf, most, week) for week in columns if week)

    def costs(self, of_week: Sequence[Sequence[int]]) -> Costs:
        """Return what each column costs, given what a week at school costs each class."""
        return np.array(
            [sum(of_week[each][week] for week in arc.school_weeks) for each, arc in self.arcs],
            dtype=float,
        )

    def objectives(self) -> dict[str, Costs]:
        """Return the ranking, the most important first."""
        random = Random(1)
        weights = [[random.randrange(WEIGHTS) for _ in range(WEEKS)] for _ in self._drawn.kinds]
        order = [range(1, WEEKS + 1)] * len(self._drawn.kinds)
        return {
            "wished_weeks": self.costs(self._drawn.wishes),
            "week_order": self.costs(order),
            "ties": self.costs(weights),
        }


def _loaded(bare: BareNetwork) -> highspy.Highs:
    rows, count = list(bare.rows()), len(bare.arcs)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = count, len(rows)
    program.col_cost_ = program.col_lower_ = np.zeros(count)
    program.col_upper_ = np.ones(count)
    program.row_lower_ = np.array([row.low for row in rows], dtype=float)
    program.row_upper_ = np.array([row.high for row in rows], dtype=float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)])
    entries = [entry for row in rows for entry in row.columns]
    program.a_matrix_.index_ = np.array([column for column, _ in entries], dtype=np.int32)
    program.a_matrix_.value_ = np.array([sign for _, sign in entries])
    program.integrality_ = [highspy.HighsVarType.kInteger] * count
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.99)  # every objective is a whole number
    highs.passModel(program)
    return highs


def ranked(bare: BareNetwork, limit: float) -> Iterator[Known]:
    """Solve the ranking; yield what is known of each objective."""
    highs, end = _loaded(bare), time.process_time() + limit

    def stop_in_time(event: HighsCallbackEvent) -> None:
        event.interrupt(time.process_time() > end)

    highs.cbMipInterrupt.subscribe(stop_in_time)
    highs.cbSimplexInterrupt.subscribe(stop_in_time)
    columns = np.arange(len(bare.arcs), dtype=np.int32)
    for name, costs in bare.objectives().items():
        start = time.process_time()
        highs.changeColsCost(len(columns), columns, costs)
        highs.run()
        found = highs.getInfo()
        is_found = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = round(found.objective_function_value) if is_found else None
        proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        yield name, value, found.mip_dual_bound, proven, time.process_time() - start
        if not proven:
            return
        used = np.flatnonzero(costs).astype(np.int32)
        highs.addRow(-highspy.kHighsInf, float(value or 0), len(used), used, costs[used])


def main() -> None:
    """Print the values and bounds of an instance, and the seconds that they took."""
    classes, limit = int(sys.argv[1]), float(sys.argv[2])
    start = time.process_time()
    found = list(ranked(BareNetwork(instance(classes)), limit))
    print(json.dumps({"seconds": time.process_time() - start, "objectives": found}))


if __name__ == "__main__":
    main()
