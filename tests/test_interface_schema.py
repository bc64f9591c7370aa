"""The interface for programs is as its document says, whatever it is asked; tried by schemathesis.

The examples are the same at each run. Questions go to the application without a network.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from planner.planning.planning import Edition
from planner.portal.interface.document import ROOT, openapi_document
from planner.portal.interface.operations import OPERATIONS
from planner.portal.interface.views import distinct_people
from planner.portal.store.versions import newest_versions
from tests.portal import SERIES
from tests.portal_world import World, world_in

HOST = "http://127.0.0.1:8000"
EXAMPLES = 12
"""How many questions each operation is asked in each way."""

DOCUMENT = json.loads(openapi_document(HOST))


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("schema"), *versions) as found:
        yield found


@pytest.fixture(scope="module")
def schemas(world: World) -> Mapping[GenerationMode, Any]:
    """Give the schema of questions that are answered, and of those that are not.

    The first has what the portal has as the only values of paths.
    """
    with world.site.database.reading() as connection:
        served = newest_versions(connection)[0]
    person = next(distinct_people(world.site.portal.cache.contents(served))).person
    known = {"series": SERIES, "cohort": "1A", "person": person}
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    for path in document["paths"].values():
        for each in path["get"]["parameters"]:
            if each["in"] == "path":
                each["schema"] = {"enum": [known[each["name"]]]}
    return {
        GenerationMode.POSITIVE: schemathesis.openapi.from_dict(document),
        GenerationMode.NEGATIVE: schemathesis.openapi.from_dict(DOCUMENT),
    }


def answered(world: World, case: schemathesis.Case[Any]) -> schemathesis.Response:
    """Ask the portal what a case asks."""
    told = case.as_transport_kwargs(base_url=f"{HOST}{ROOT}")
    kinds = ("method", "url", "params", "headers", "cookies")
    request = requests.Request(**{kind: told.get(kind) for kind in kinds}).prepare()
    at = urlsplit(str(request.url))
    headers = {name: value.encode().decode("latin-1") for name, value in told["headers"].items()}
    if "Authorization" in headers:  # else it asks what is told without a token
        headers["Authorization"] = f"Bearer {world.right['interface']}"
    answer = world.visit(f"{at.path}?{at.query}", str(request.method), headers)
    found: dict[str, list[str]] = {}
    for name, value in answer.headers:
        found.setdefault(name, []).append(value)
    return schemathesis.Response(
        status_code=answer.status,
        headers=found,
        content=answer.body,
        request=request,
        elapsed=0.0,
        verify=False,
    )


def test_the_document_is_one_of_openapi() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(DOCUMENT).validate()
    assert {each.path for each in OPERATIONS} == set(DOCUMENT["paths"])


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_answers_are_as_the_document_says(
    world: World, schemas: Mapping[GenerationMode, Any], operation: Any, mode: Any
) -> None:
    told: set[int] = set()
    strategy = schemas[mode][operation.path]["GET"].as_strategy(generation_mode=mode)

    @given(case=strategy)
    @settings(max_examples=EXAMPLES)
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = answered(world, case)
        told.add(answer.status_code)
        # it would ask over a network; test_interface.py holds that tokens are needed
        case.validate_response(answer, excluded_checks=[ignored_auth])

    ask()
    assert mode is GenerationMode.NEGATIVE or 200 in told
