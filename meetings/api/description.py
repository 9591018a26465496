"""The description of the API made whole: every answer there is, examples, and what a header or a piece of a path is."""

import re
from collections.abc import Iterator
from typing import Any, Final

from flask import Flask

from meetings.api.described_answers import HEADERS, LIMITS, PROBLEM, PROBLEMS, SAID, headed
from meetings.api.examples import composed, with_examples
from meetings.api.reached import calls

Spec = dict[str, Any]
METHODS: Final = ("get", "post", "put", "patch", "delete")
ALWAYS: Final = (400, 401, 404, 422, 429)
ON_CHANGE: Final = (403, 409, 410, 503)
WITH_BODY: Final = (413,)
WITH_REVISION: Final = (412, 428)
PIECE: Final = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
# What a piece of an address names, with an example; other pieces are told by their own name.
PIECES: Final = {
    "programme": ("The slug of a season or a conference.", "2026"),
    "stream": ("The slug of a stream.", "science"),
    "session": ("The slug of a session.", "phasing-out-products"),
    "segment": ("The slug of a segment of a conference.", "second-segment"),
    "slot_id": ("The id of a time at which a session is held.", "5xQmT7Vd2Kc9"),
}
IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "description": "The revision that was seen, as `ETag` told it; 428 without, 412 where it is not the newest.",
    "schema": {"type": "string", "pattern": '^"r[0-9]{1,9}"$', "examples": ['"r3"']},
    "required": False,
}
WISHED: Final = IF_MATCH | {
    "description": "The revision that was seen, as `ETag` told it: 412 where it is not the newest. It may be left out."
}


def completed(spec: Spec, app: Flask) -> Spec:
    """Give a description with all that is the same for many operations, or follows from what they are."""
    parts = spec["components"]
    for name in ("Error", "PaginationMetadata"):
        parts["schemas"].pop(name, None)
    parts["schemas"]["Problem"] = PROBLEM
    parts["schemas"] = {name: with_examples(one) for name, one in parts["schemas"].items()}
    parts["headers"] = HEADERS
    parts["responses"] = {f"Problem{status}": one for status, one in PROBLEMS.items()}
    views = _views(app)
    for path, item in spec["paths"].items():
        for one in item.get("parameters", []):
            _tell_piece(one)
        for method in METHODS:
            if method in item:
                _complete(item[method], method, views[path, method], parts["schemas"])
    return spec


def _views(app: Flask) -> dict[tuple[str, str], Any]:
    """Give the function behind each operation."""
    found = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        of_class = getattr(view, "view_class", None)
        for method in rule.methods or ():
            act = getattr(of_class, method.lower(), view)
            found[PIECE.sub(r"{\1}", rule.rule), method.lower()] = act
    return found


def _complete(operation: Spec, method: str, view: Any, shapes: Spec) -> None:
    """Complete one operation."""
    operation["tags"] = [_tag(one) for one in operation.get("tags", [])]
    if not operation.get("security"):
        operation["security"] = [{}, {"bearer": []}]
    is_revised, is_wished = calls(view, "revision_seen"), calls(view, "revision_said")
    parameters = [_with_examples(one) for one in operation.get("parameters", [])]
    operation["parameters"] = [*parameters, *([WISHED if is_wished else IF_MATCH] if is_revised else [])]
    body = operation.get("requestBody")
    if body:
        _exemplify(body["content"], shapes)
    answers = operation["responses"]
    own = {code: one for code, one in answers.items() if code not in ("default", "422") or "$ref" not in one}
    for code, answer in own.items():
        if code.startswith("2"):
            is_open = {} in operation["security"]
            _complete_answer(answer, shapes, is_tagged=calls(view, "tagged"), is_open=is_open)
    statuses = [
        *_statuses(operation, method, is_revised=is_revised and not is_wished),
        *([412] if is_wished or _is_marked(body, shapes) else []),
    ]
    problems = {str(status): status for status in statuses}
    refused = {code: {"$ref": f"#/components/responses/Problem{status}"} for code, status in problems.items()}
    whole = refused | own | {"default": {"$ref": "#/components/responses/Problem500"}}
    operation["responses"] = dict(sorted(whole.items()))


def _is_marked(body: Spec | None, shapes: Spec) -> bool:
    """Say whether a body itself tells which revision was seen."""
    schema = (body or {}).get("content", {}).get("application/json", {}).get("schema", {})
    named = shapes.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return bool({"revision", "mark"} & set(named.get("properties", {})))


def _statuses(operation: Spec, method: str, *, is_revised: bool) -> Iterator[int]:
    """Give what an operation may refuse with."""
    yield from ALWAYS
    if method != "get":
        yield from ON_CHANGE
    elif {} not in operation["security"]:
        yield 403
    if "requestBody" in operation:
        yield from WITH_BODY
    if is_revised:
        yield from WITH_REVISION


def _complete_answer(answer: Spec, shapes: Spec, *, is_tagged: bool, is_open: bool) -> None:
    answer["description"] = SAID.get(answer.get("description", ""), answer.get("description") or "Done.")
    _exemplify(answer.get("content", {}), shapes)
    named = {
        name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS if name != "ETag" or is_tagged
    }
    named = headed(*(["ETag"] if is_tagged else []), *(LIMITS if is_open else ()))
    if told := named | answer.get("headers", {}):
        answer["headers"] = told


def _exemplify(content: Spec, shapes: Spec) -> None:
    """Give each kind of content an example, composed from those of its fields."""
    for one in content.values():
        one["schema"] = with_examples(one.get("schema", {}))
        if "example" not in one and "examples" not in one:
            one["example"] = composed(one["schema"], shapes)


def _with_examples(parameter: Spec) -> Spec:
    return parameter | {"schema": with_examples(parameter.get("schema", {}))}


def _tell_piece(parameter: Spec) -> None:
    name = parameter["name"]
    thing = name.removesuffix("_id").replace("_", " ")
    kind = "id" if name.endswith("_id") or name == "id" else "name in addresses"
    words, example = PIECES.get(name, (f"The {kind} of the {thing}.", "k3Rt9Wm2Xq7a"))
    if parameter["schema"].get("type") == "integer":
        example = 1  # type: ignore[assignment]
    choices = parameter["schema"].get("enum")
    parameter.setdefault("description", words)
    parameter["schema"].setdefault("examples", [choices[0] if choices else example])


def _tag(name: str) -> str:
    return name.removeprefix("api_").replace("_", " ")


def told_tags(spec: Spec) -> list[Spec]:
    """Name the groups of operations as they are read."""
    return [one | {"name": _tag(one["name"])} for one in spec.get("tags", [])]
