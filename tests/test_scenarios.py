"""Scenarios: planned from their specification alone, kept, and worked off by any executor."""

import json
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.files.problems import Unusable
from planner.planning.measures import MEASURES
from planner.programme.file import Tables, read_programme, variant
from planner.programme.names import ObjectiveName
from planner.scenarios import Result, Specification, specification
from planner.scenarios.executors import WorkerOpener, Workers, choose_workers
from planner.scenarios.reading import compared_scenario, read_scenarios
from planner.scenarios.result_cache import ResultCache
from planner.scenarios.running import plan_or_load, plan_scenario, plan_scenarios
from tests.conftest import ALBI, PUBLISHED

BASE = Path(__file__).parent / "infeasible" / "base.toml"
"""Twelve weeks in which everything is possible: planned in no time."""

YEAR = 2026


def scenario(name: str = "base", **cohort: Any) -> Specification:
    """Change some keys of the only cohort of the small programme."""
    changes: Tables = {"cohorts": [{"id": "1A", **cohort}]}
    return specification(name, variant(read_programme(BASE), "base.toml", changes), YEAR)


def written(name: str, line: str) -> Specification:
    """Lay a line over the small programme, whatever it says."""
    return replace(scenario(name), text=f'extends = "base.toml"\n{line}\n')


def test_a_scenario_is_planned_measured_and_read_again() -> None:
    asked = scenario(school_weeks=4, school_blocks={"count": 2})
    result = plan_scenario(asked)
    assert result == pickle.loads(pickle.dumps(plan_scenario(pickle.loads(pickle.dumps(asked)))))
    assert (result.status, result.conflict) == ("optimal", {})
    assert list(result.measures) == [measure.name for measure in MEASURES]
    assert result.measures["school_block_mean"] == 2
    row = compared_scenario(asked, result, "fr", {"key": 1})
    assert row.edition is not None
    assert row.edition.planning.programme.text == asked.text
    assert {m.name: m.of(row.edition.planning) for m in MEASURES} == result.measures
    assert (row.name, row.status, row.settings) == ("base", "optimal", {"key": 1})


@pytest.mark.parametrize(
    ("asked", "status", "french", "english"),
    [
        (scenario(school_weeks=13), "impossible", "1A – Semaines à l'école", "1A – School weeks"),
        (
            written("doubled", 'objectives = ["journeys", "journeys"]'),
            "impossible",
            "deux fois",
            "named twice",
        ),
        (
            written("near", 'objectives = ["closeness", "week_order", "session_spread"]'),
            "impossible",
            "planning de référence",
            "to stay close to",
        ),
        (replace(scenario(), time_limit=1e-9), "not-found", "Aucun planning", "No planning"),
        (
            replace(scenario(), limits=((ObjectiveName.SCHOOL_ABSENCE, -1),)),
            "impossible",
            "school_absence ≤ -1",
            "school_absence ≤ -1",
        ),
    ],
    ids=["rules", "figures", "closeness", "time", "limits"],
)
def test_why_there_is_no_planning_is_told_in_both_languages(
    asked: Specification, status: str, french: str, english: str
) -> None:
    result = plan_scenario(asked)
    assert (result.status, result.planning, result.measures) == (status, None, {})
    assert french in " ".join(result.conflict["fr"])
    assert english in " ".join(result.conflict["en"])
    assert compared_scenario(asked, result, "en").conflict == result.conflict["en"]


def test_a_ranking_takes_the_place_of_that_of_the_file() -> None:
    ranking = (ObjectiveName.JOURNEYS, ObjectiveName.WEEK_ORDER, ObjectiveName.SESSION_SPREAD)
    asked = scenario(school_weeks=4, school_blocks={"longest": 3})
    least = plan_scenario(replace(asked, ranking=ranking))
    assert least.planning is not None
    assert [o["name"] for o in json.loads(least.planning)["objectives"]] == list(ranking)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "x"},
        {"bases": ()},
        {"year": 2025},
        {"ranking": (ObjectiveName.JOURNEYS,)},
        {"limits": ((ObjectiveName.JOURNEYS, 1),)},
        {"time_limit": 1.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_key_stands_for_all_but_the_name(change: dict[str, Any]) -> None:
    asked = scenario()
    assert replace(asked, name="other").key == asked.key
    assert replace(asked, **change).key != asked.key


def test_the_key_changes_with_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    before = scenario().key
    module = sys.modules[Specification.__module__]
    monkeypatch.setattr(module, "software_versions", lambda: {"planner": "9"})
    assert scenario().key != before


def test_a_result_is_kept_as_it_is_and_under_every_name(tmp_path: Path) -> None:
    cache, asked = ResultCache(tmp_path / "kept"), scenario(school_weeks=4)
    assert cache.get(asked) is None
    result = plan_scenario(asked)
    cache.put(result)
    assert cache.get(asked) == result
    renamed = replace(asked, name="other")
    assert cache.get(renamed) == replace(result, specification=renamed)
    (file,) = cache.folder.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["versions"] == result.versions


@pytest.mark.parametrize("damage", ["cut", "not text", "of another", "empty"])
def test_a_damaged_or_foreign_file_is_planned_again(tmp_path: Path, damage: str) -> None:
    cache, asked = ResultCache(tmp_path), scenario()
    result = plan_or_load(asked, cache)
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    other = ResultCache(tmp_path / "other")
    other.put(replace(result, specification=scenario(headcount=7)))
    (foreign,) = other.folder.iterdir()
    file.write_bytes(
        {
            "cut": content[:-9],
            "not text": b"\xff\x00",
            "of another": foreign.read_bytes(),
            "empty": b"",
        }[damage]
    )
    assert cache.get(asked) is None
    assert plan_or_load(asked, cache) == result
    assert file.read_bytes() == content


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unusable) as told:
        ResultCache(tmp_path / "file").put(Result(scenario(), "not-found"))
    assert [p.key for p in told.value.problems] == ["out.not-writable"]


class Stub(Executor):
    """Plans nothing: each scenario comes out as it is told to, and is noted."""

    def __init__(self, outcome: Callable[[Specification], Result]) -> None:
        self.outcome = outcome
        self.given: list[str] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        (asked,) = args
        self.given.append(asked.name)
        future: Future[Any] = Future()
        try:
            future.set_result(self.outcome(asked))
        except Exception as error:
            future.set_exception(error)
        return future

    def __call__(self) -> Any:
        @contextmanager
        def opened() -> Iterator[Workers]:
            yield Workers(self, lambda: 3)

        return opened()


def nothing_found(asked: Specification) -> Result:
    return Result(asked, "not-found")


def many(count: int) -> list[Specification]:
    """Specify scenarios that any process is quickly done with: their figures are at odds."""
    line = 'objectives = ["journeys"]\nname = "{}"'
    return [written(f"s{n}", line.format(n)) for n in range(count)]


def test_each_key_is_planned_once_and_what_is_kept_not_at_all(tmp_path: Path) -> None:
    asked, stub, cache = many(6), Stub(nothing_found), ResultCache(tmp_path)
    cache.put(nothing_found(asked[0]))
    told: list[Result] = []
    plan_scenarios([*asked, replace(asked[1], name="again")], stub, cache, told.append)
    assert len(stub.given) == 5
    assert not {"s0"} & set(stub.given)
    assert {r.specification.key for r in told} == {each.key for each in asked}
    assert len(told) == 6
    plan_scenarios(asked, Stub(lambda _: pytest.fail("planned again")), cache, told.append)


def test_a_fault_is_told_after_all_the_others_are_planned(tmp_path: Path) -> None:
    def outcome(asked: Specification) -> Result:
        if asked.name == "s2":
            raise ZeroDivisionError
        return nothing_found(asked)

    told: list[Result] = []
    with pytest.raises(ZeroDivisionError):
        plan_scenarios(many(6), Stub(outcome), ResultCache(tmp_path), told.append)
    assert sorted(r.specification.name for r in told) == ["s0", "s1", "s3", "s4", "s5"]


@pytest.mark.parametrize("times", [1, 2])
def test_workers_that_break_down_are_opened_once_more(tmp_path: Path, times: int) -> None:
    opened: list[Stub] = []

    def open_again() -> Any:
        def outcome(asked: Specification) -> Result:
            if len(opened) <= times and len(opened[-1].given) > 2:
                raise BrokenExecutor
            return nothing_found(asked)

        opened.append(Stub(outcome))
        return opened[-1]()

    asked, told, cache = many(8), [], ResultCache(tmp_path)  # type: ignore[var-annotated]
    if times == 1:
        plan_scenarios(asked, open_again, cache, told.append)
        assert len(told) == 8
    else:
        with pytest.raises(Unusable) as ended:
            plan_scenarios(asked, open_again, cache, told.append)
        assert ended.value.problems[0].values == {"count": 4}
        assert len(told) == 4
    assert len({r.specification.key for r in told}) == len(told)
    assert all(cache.get(r.specification) for r in told)
    assert len(opened) == 2


def test_results_of_other_versions_are_refused(tmp_path: Path) -> None:
    stub = Stub(lambda asked: replace(nothing_found(asked), versions={"planner": "9"}))
    with pytest.raises(Unusable) as ended:
        plan_scenarios(many(1), stub, ResultCache(tmp_path), lambda _: None)
    assert ended.value.problems[0].values["found"] == "planner 9"
    assert not list(tmp_path.iterdir())


def _plan_while_one_dies(
    asked: list[Specification], workers: WorkerOpener, cache: ResultCache, kill: Callable[[], None]
) -> list[str]:
    """Plan, and end a worker as soon as the first result comes; give what came, by its key."""
    told: list[str] = []

    def on_done(result: Result) -> None:
        told.append(result.specification.key)
        if len(told) == 1:
            kill()

    plan_scenarios(asked, workers, cache, on_done)
    return told


def test_a_process_that_dies_loses_nothing(tmp_path: Path) -> None:
    def kill() -> None:
        pid = multiprocessing.active_children()[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGTERM)

    asked, cache = [scenario(school_weeks=4), *many(20)], ResultCache(tmp_path)
    told = _plan_while_one_dies(asked, choose_workers(2), cache, kill)
    assert sorted(told) == sorted(each.key for each in asked)
    assert all(cache.get(each) == plan_scenario(each) for each in asked)


def test_an_interruption_ends_the_processes_and_keeps_what_is_done(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _plan_while_one_dies(many(20), choose_workers(2), ResultCache(tmp_path), interrupt)
    assert multiprocessing.active_children() == []
    assert len(list(tmp_path.iterdir())) == 1


def test_a_cluster_that_loses_a_worker_loses_nothing(tmp_path: Path) -> None:
    from distributed import LocalCluster

    cluster: Any = LocalCluster
    with cluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        asked, cache = many(20), ResultCache(tmp_path)
        victim = local.workers[0].pid
        told = _plan_while_one_dies(
            asked,
            choose_workers(scheduler=local.scheduler_address),
            cache,
            lambda: os.kill(victim, signal.SIGKILL),
        )
    assert sorted(told) == sorted(each.key for each in asked)
    assert all(cache.get(each) for each in asked)


@pytest.mark.parametrize(
    ("address", "key"),
    [("nonsense", "cluster.address"), ("ftp://x:1", "cluster.address")],
)
def test_a_malformed_address_is_told(address: str, key: str) -> None:
    with pytest.raises(Unusable) as told, choose_workers(scheduler=address)():
        pass
    assert [p.key for p in told.value.problems] == [key]


def test_a_silent_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.scenarios.executors.CLUSTER_TIMEOUT", 0.2)
    with pytest.raises(Unusable) as told, choose_workers(scheduler="tcp://127.0.0.1:1")():
        pass
    assert [p.key for p in told.value.problems] == ["cluster.silent"]


def test_without_dask_it_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Unusable) as told, choose_workers(scheduler="tcp://127.0.0.1:1")():
        pass
    assert [p.key for p in told.value.problems] == ["cluster.not-installed"]


def test_programmes_and_plannings_are_read_in_their_order(tmp_path: Path) -> None:
    other = tmp_path / "albi.toml"
    other.write_bytes(ALBI.read_bytes())
    published, first, second = read_scenarios([PUBLISHED, ALBI, other], 2021, 9.0)
    assert (published.name, getattr(published, "status", None)) == (PUBLISHED.stem, "given")
    assert isinstance(first, Specification)
    assert (first.name, first.year, first.time_limit) == (str(ALBI), 2021, 9.0)
    assert second.name == str(other)
    with pytest.raises(Unusable) as told:
        read_scenarios([PUBLISHED], 2021)
    assert [p.key for p in told.value.problems] == ["compare.no-programme"]
