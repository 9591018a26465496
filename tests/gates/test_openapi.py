"""The description of the API is valid and whole: examples everywhere, each true to its schema; nothing is exempt."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.conftest import make_app

METHODS = ("get", "post", "put", "patch", "delete")
Spec = dict[str, Any]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    folder = tmp_path_factory.mktemp("openapi")
    app = make_app(f"sqlite:///{folder / 'meetings.sqlite'}", folder)
    found: Spec = app.test_client().get("/api/v1/openapi.json").get_json()
    return found


def operations(spec: Spec) -> Iterator[tuple[str, Spec, Spec]]:
    """Give each operation with its name and what its address takes."""
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method], item


def schemas(spec: Spec) -> Iterator[tuple[str, Any]]:
    """Give each schema that is not inside another one, with where it stands."""
    yield from spec["components"]["schemas"].items()
    for name, operation, item in operations(spec):
        for one in [*operation.get("parameters", []), *item.get("parameters", [])]:
            yield f"{name} ?{one['name']}", one["schema"]
        for where, content in contents(operation):
            for kind, one in content.items():
                yield f"{name} {where} {kind}", one["schema"]


def contents(operation: Spec) -> Iterator[tuple[str, Spec]]:
    """Give what is taken and what is answered, by kind."""
    if "requestBody" in operation:
        yield "takes", operation["requestBody"]["content"]
    for status, answer in operation["responses"].items():
        if "content" in answer:
            yield status, answer["content"]


def leaves(name: str, schema: Any) -> Iterator[tuple[str, Any]]:
    """Give the schemas within one that are made of no others."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return
    if "examples" in schema:
        yield name, schema
        return
    inside = [
        *schema.get("properties", {}).items(),
        *[("[]", schema[each]) for each in ("items", "additionalProperties") if each in schema],
        *[("|", one) for each in ("anyOf", "oneOf", "allOf") for one in schema.get(each, [])],
    ]
    found = [leaf for piece, one in inside for leaf in leaves(f"{name}.{piece}", one)]
    if found or '"$ref"' in json.dumps(schema):
        yield from found
    elif schema.get("type") != "null" and schema.get("properties") != {}:
        yield name, schema


def check_against(spec: Spec, schema: Any, value: Any) -> str:
    """Say what is wrong with a value, or nothing."""
    whole = {"components": spec["components"], "allOf": [schema]}
    try:
        jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)
    except jsonschema_rs.ValidationError as error:
        return f"{error.message} at {list(error.instance_path)}"
    return ""


def test_description_is_valid(spec: Spec) -> None:
    assert spec["openapi"].startswith("3.1")
    jsonschema_rs.validator_for(OPENAPI_31).validate(spec)
    loaded = from_dict(spec)
    assert len(list(loaded.get_all_operations())) == len(list(operations(spec)))


def test_each_operation_says_what_it_is(spec: Spec) -> None:
    wanting = []
    for name, one, item in operations(spec):
        done = [answer for status, answer in one["responses"].items() if status.startswith("2")]
        shown = [
            content["schema"] for answer in done for content in answer.get("content", {}).values() if content
        ]
        is_said = bool(one.get("summary")) and bool(one.get("tags")) and "security" in one and bool(done)
        is_empty = bool({"202", "204"} & set(one["responses"])) and not shown
        is_shaped = is_empty or (bool(shown) and all(shown))
        pieces = all(each.get("description") for each in item.get("parameters", []))
        if not (is_said and is_shaped and pieces):
            wanting.append(name)
    assert wanting == []


def test_no_answer_is_a_thing_of_no_shape(spec: Spec) -> None:
    empty = [
        name
        for name, one in spec["components"]["schemas"].items()
        if name != "EmptyIn" and one.get("type") == "object" and not one.get("properties")
        if "additionalProperties" not in one or one["additionalProperties"] in (True, {})
    ]
    assert empty == []


def test_each_field_has_an_example(spec: Spec) -> None:
    found = [leaf for name, schema in schemas(spec) for leaf in leaves(name, schema)]
    assert [name for name, one in found if "examples" not in one] == []


def test_each_example_is_true_to_its_schema(spec: Spec) -> None:
    wrong = []
    for name, schema in schemas(spec):
        for leaf, one in leaves(name, schema):
            wrong += [(leaf, said) for each in one["examples"] if (said := check_against(spec, one, each))]
    for name, operation, _item in operations(spec):
        for where, content in contents(operation):
            for kind, one in content.items():
                said = check_against(spec, one["schema"], one["example"])
                wrong += [(f"{name} {where} {kind}", said)] if said else []
    assert wrong == []


def test_every_refusal_is_a_problem(spec: Spec) -> None:
    for name, operation, _item in operations(spec):
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert answer["$ref"].startswith("#/components/responses/Problem"), (name, status)
