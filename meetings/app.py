"""The application, put together from its rooms."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask

from meetings import wiring
from meetings.api import install as install_api
from meetings.config import ROOT, load_settings
from meetings.extensions import babel, install_limits, install_store
from meetings.web import install as install_web
from meetings.web.numbers import RowNumber
from meetings.web.readers import language


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Make an application from settings, the environment and the instance's folder."""
    loaded = load_settings(os.environ, settings)
    app = Flask(
        "meetings",
        root_path=str(ROOT),
        instance_path=str(loaded["INSTANCE"]),
        template_folder="templates",
        static_folder="static",
    )
    app.config.from_mapping(loaded, MIGRATIONS=ROOT / "meetings" / "migrations")
    app.config["MAX_CONTENT_LENGTH"] = loaded["UPLOAD_MB"] * 1_000_000
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    install_store(app)
    babel.init_app(app, locale_selector=language)
    install_limits(app)
    wiring.install(app)
    app.url_map.converters["int"] = RowNumber
    install_api(app)
    install_web(app)
    return app
