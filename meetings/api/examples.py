"""Examples in the description of the API: said at each field, and composed from there for whole bodies."""

from collections.abc import Mapping
from typing import Any, Final

DEEPEST: Final = 8
INSIDE: Final = ("items", "additionalProperties", "contains", "not")
ONE_OF: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
BYTES: Final = "(the bytes of a file)"
Schema = dict[str, Any]


def with_examples(schema: Any) -> Any:
    """Write each `example` of a schema as JSON Schema has it, a list of them."""
    if not isinstance(schema, Mapping):
        return schema
    told: Schema = {name: one for name, one in schema.items() if name != "example"}
    if "example" in schema:
        told["examples"] = [schema["example"]]
    if told.get("enum"):
        told.setdefault("examples", [told["enum"][0]])
    if told.get("format") == "binary":
        told.setdefault("examples", [BYTES])
    if "properties" in told:
        told["properties"] = {name: with_examples(one) for name, one in told["properties"].items()}
    for name in INSIDE:
        if name in told:
            told[name] = with_examples(told[name])
    for name in ONE_OF:
        if name in told:
            told[name] = [with_examples(one) for one in told[name]]
    return told


def composed(schema: Mapping[str, Any], shapes: Mapping[str, Any], depth: int = 0) -> Any:
    """Compose an example of a schema from those of its fields.

    Takes: the named schemas that it may refer to.
    """
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        named = shapes[schema["$ref"].rpartition("/")[2]]
        return composed(named, shapes, depth + 1) if depth < DEEPEST else {}
    for name in ("anyOf", "oneOf", "allOf"):
        found = [one for one in schema.get(name, []) if one.get("type") != "null"]
        if found:
            return composed(found[0], shapes, depth)
    if "properties" in schema:
        return {name: composed(one, shapes, depth) for name, one in schema["properties"].items()}
    if "items" in schema:
        return [composed(schema["items"], shapes, depth)]
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> Any:
    """Give what may stand where nothing is said: an empty thing of its kind."""
    kind = schema.get("type", "object")
    first = kind[0] if isinstance(kind, list) else kind
    return {"object": {}, "array": [], "string": "", "integer": 0, "number": 0, "boolean": False}.get(first)
