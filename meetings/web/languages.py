"""What templates need to show a text by language, on pages, in mails and in reports."""

from flask import Flask

from meetings.domain.languages import choose, direction, upright
from meetings.formats.languages import marked, said_in


def install(app: Flask) -> None:
    """Give every template the one rule of falling back to another language."""
    app.jinja_env.globals.update(choose=choose, direction=direction, marked=marked, said_in=said_in)
    app.jinja_env.filters["upright"] = upright
