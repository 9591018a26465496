"""The description of the API, for people: our own page, without assets of others."""

import json
from typing import Any

from flask import Blueprint, abort, current_app, render_template

blueprint = Blueprint("api_docs", __name__)


@blueprint.get("/api/docs")
def show() -> str:
    """Show every route with what it is for, by groups."""
    spec = _spec()
    groups = [(one["name"], one.get("description", ""), _routes(spec, one["name"])) for one in spec["tags"]]
    return render_template("api/docs.html", spec=spec, groups=groups)


@blueprint.get("/api/docs/<group>")
def show_group(group: str) -> str:
    """Show the routes of a group with what each takes, gives and refuses, and examples."""
    spec = _spec()
    found = next((one for one in spec["tags"] if one["name"].replace(" ", "-") == group), None)
    if found is None:
        abort(404)
    routes = _routes(spec, found["name"])
    return render_template("api/docs_group.html", group=found, routes=routes, written=written)


def _spec() -> dict[str, Any]:
    found: dict[str, Any] = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].described()
    return found


def _routes(spec: dict[str, Any], tag: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Give the operations of a group: path, method and what is described."""
    return [
        (path, method.upper(), operation)
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method != "parameters" and tag in operation["tags"]
    ]


def written(example: Any) -> str:
    """Write an example as programs would send it, in the order of its fields."""
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
