"""The rival: a bare Flask application that gives bytes it holds, and stores one row of a form.

Its store is of the same kind as ours with the same settings, through SQLAlchemy's core, without a model.
"""

import os
from pathlib import Path

from flask import Flask, Response, request
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

from meetings.cli.serve import Server
from meetings.extensions import teach_sqlite

WORKERS = 2
FIELDS = ("name", "email", "country", "organization", "category", "language", "zone", "slot")
metadata = MetaData()
rows = Table("rows", metadata, Column("id", Integer, primary_key=True), *(Column(n, String) for n in FIELDS))


def make_rival() -> Flask:
    """Make the application, in each web process anew."""
    app = Flask("rival", static_folder=None)
    folder, address = Path(os.environ["RIVAL_FOLDER"]), os.environ["RIVAL_STORE"]
    page, calendar, answer = ((folder / name).read_bytes() for name in ("page", "calendar", "answer"))
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        teach_sqlite(engine)
    writing = engine.execution_options(writes=True)

    @app.get("/page")
    def give_page() -> Response:
        return Response(page, content_type="text/html; charset=utf-8")

    @app.get("/calendar")
    def give_calendar() -> Response:
        return Response(calendar, content_type="text/calendar; charset=utf-8")

    @app.post("/row")
    def store_row() -> Response:
        with writing.begin() as connection:
            connection.execute(rows.insert(), {name: request.form[name] for name in FIELDS})
        return Response(answer, content_type="text/html; charset=utf-8")

    return app


if __name__ == "__main__":
    metadata.create_all(create_engine(os.environ["RIVAL_STORE"]))
    Server(make_rival, int(os.environ["PORT"]), WORKERS).run()
