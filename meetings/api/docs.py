"""The description of the API, for people: our own page, without assets of others."""

import json
from typing import Any

from flask import Blueprint, current_app, render_template

blueprint = Blueprint("api_docs", __name__)


@blueprint.get("/api/docs")
def show() -> str:
    """Show every route with what it takes and gives."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return render_template("api/docs.html", spec=api.described(), written=written)


def written(example: Any) -> str:
    """Write an example as programs would send it, in the order of its fields."""
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
