"""The OpenAPI 3.1 document of the interface, generated from the models of its operations."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from planner.portal.interface.answers import ProblemAnswer
from planner.portal.interface.operations import OPERATIONS, Operation

ROOT = "/api/v1"
"""The path below which the interface is; within a version of it, fields and operations are added,
none is renamed or removed.
"""

PROBLEM_TYPE = "application/problem+json"

_REFERENCE = "#/components/schemas/{model}"
_TOKEN = "token"
_PROBLEMS = {
    "401": "The token is missing, wrong or revoked.",
    "403": "The token does not admit persons.",
    "404": "There is no such thing, or the token does not admit its programme.",
    "422": "A parameter is missing, unknown or not accepted.",
    "429": "Too many wrong tokens came from this address.",
    "503": "The portal cannot answer at this moment.",
}


def openapi_document(server: str) -> bytes:
    """Return the OpenAPI document as JSON.

    Parameters
    ----------
    server
        The base URL of the portal, or its path.
    """
    answers: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (each.answer, "serialization") for each in OPERATIONS
    ]
    _, schemas = models_json_schema(
        [*answers, (ProblemAnswer, "serialization")], ref_template=_REFERENCE
    )
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "planner",
            "version": "1",
            "description": "Read-only: the plannings that a school has published.",
        },
        "servers": [{"url": f"{server}{ROOT}"}],
        "security": [{_TOKEN: []}],
        "paths": {each.path: {"get": _described(each)} for each in OPERATIONS},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}},
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _described(operation: Operation[Any]) -> Mapping[str, object]:
    problem = {PROBLEM_TYPE: {"schema": _reference(ProblemAnswer)}}
    codes = [code for code in _PROBLEMS if code != "403" or operation.tells_persons]
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_parameters(operation)],
        "responses": {
            "200": {
                "description": operation.answer.__doc__,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _reference(operation.answer)}},
            },
            "304": {"description": "What If-None-Match names is still the answer."},
            **{code: {"description": _PROBLEMS[code], "content": problem} for code in codes},
        },
    }


def _parameters(operation: Operation[Any]) -> Iterator[Mapping[str, object]]:
    schema = operation.question.model_json_schema()
    for name, field in schema["properties"].items():
        in_path = name in operation.path_parameters
        yield {
            "name": name,
            "in": "path" if in_path else "query",
            "required": in_path or name in schema.get("required", ()),
            "description": field.pop("description"),
            "schema": _given(field),
        }
    yield {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of an answer that is known.",
        "schema": {"type": "string"},
    }


def _given(field: dict[str, Any]) -> Mapping[str, object]:
    """Return the schema of a parameter without null: an optional one is left out instead."""
    kinds = [kind for kind in field.pop("anyOf", ()) if kind != {"type": "null"}]
    is_optional = bool(kinds)
    found = {key: value for key, value in field.items() if not (is_optional and key == "default")}
    return {**found, **(kinds[0] if kinds else {})}


def _reference(model: type[BaseModel]) -> Mapping[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
