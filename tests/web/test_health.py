"""Signs of life."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.zones import zone_data_version
from meetings.extensions import db
from meetings.services.heartbeats import beat


def test_ready_names_each_process_and_its_zone_data(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    now = datetime.now(UTC)
    with app.app_context():
        beat("worker-1", "worker", now - timedelta(hours=1))
        beat("worker-1", "worker", now)
        beat("worker-2", "worker", now - timedelta(hours=1))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    seen = [(one["process"], one["zone_data"], one["lives"]) for one in answer.json["processes"]]
    assert seen == [("worker-1", zone_data_version(), True), ("worker-2", zone_data_version(), False)]
    assert 'meetings_processes{kind="worker"} 1.0' in client.get("/metrics").text


def test_not_ready_without_a_schema(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        db.session.execute(db.text("DROP TABLE alembic_version"))
        db.session.commit()
    assert client_sqlite.get("/readyz").status_code == 503
