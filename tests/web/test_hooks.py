"""Webhooks at the door: what their platform signed is kept once and counted by the worker, all else is refused."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from meetings.domain.hooks import bigbluebutton_checksum, zoom_signature
from meetings.extensions import db
from meetings.jobs import tick_live
from meetings.models import Attendance, HookEvent
from tests.conftest import BBB_SECRET, ZOOM_SECRET, make_app
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.formats.test_hooks import DEEP, bigbluebutton, zoom

SENT = datetime.fromtimestamp(1742304705, UTC)
CALLED = "https://meetings.example.org/hooks/bigbluebutton"
JOINED = {"user_id": "1", "user_name": "Quuxmarker Person", "email": "quuxmarker@example.org"}


@pytest.fixture
def at_vector() -> Iterator[None]:
    """Let it be the second in which the vector was sent."""
    with time_machine.travel(SENT, tick=True):
        yield


def send_zoom(client: FlaskClient, body: bytes, **heads: str) -> TestResponse:
    stamp = heads.get("stamp", str(int(datetime.now(UTC).timestamp())))
    signature = heads.get("signature", zoom_signature(heads.get("secret", ZOOM_SECRET), stamp, body))
    headers = {"x-zm-request-timestamp": stamp, "x-zm-signature": signature}
    return client.post("/hooks/zoom", data=body, content_type="application/json", headers=headers)


def send_bbb(client: FlaskClient, body: bytes, query: str = "", **changes: str) -> TestResponse:
    called = CALLED + (f"?{query}" if query else "")
    checksum = bigbluebutton_checksum(
        changes.get("secret", BBB_SECRET), changes.get("algorithm", "sha256"), called, body
    )
    sign = "&" if query else "?"
    path = called.removeprefix("https://meetings.example.org") + f"{sign}checksum={checksum}"
    return client.post(path, data=body, content_type="application/x-www-form-urlencoded")


def kept(app: Flask) -> list[tuple[str, str, bytes]]:
    with app.app_context():
        found = db.session.scalars(select(HookEvent).order_by(HookEvent.id))
        return [(one.platform, one.kind, one.raw) for one in found]


@pytest.mark.usefixtures("at_vector")
def test_the_vectors_pass_as_they_are(app: Flask, client: FlaskClient) -> None:
    heads = {
        "x-zm-request-timestamp": "1742304705",
        "x-zm-signature": "v0=0acd2ad13ab79fd7aa8d574b19bdb48696b0fcd24170b369bb936b5380a61649",
    }
    body = b'{"event":"webinar.ended","event_ts":1742304704000}'
    # It is believed, and cannot be read: it names no meeting.
    assert client.post("/hooks/zoom", data=body, headers=heads).status_code == 400
    assert client.post("/hooks/zoom", data=body + b"\n", headers=heads).status_code == 401
    with time_machine.travel(SENT + timedelta(seconds=301), tick=False):
        assert client.post("/hooks/zoom", data=body, headers=heads).status_code == 401
    question = (
        b'{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1,"event":"endpoint.url_validation"}'
    )
    answer = send_zoom(client, question)
    assert (answer.status_code, answer.json) == (
        200,
        {
            "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
            "encryptedToken": "9c8ad56737c19db2904b301c0781e86857e999f39f07727668cf62a5e7e298c8",
        },
    )
    assert send_zoom(client, question, secret="another-secret").status_code == 401
    assert kept(app) == []


def test_what_is_signed_is_kept_once_as_it_came(app: Flask, client: FlaskClient) -> None:
    body = zoom("webinar.participant_joined", JOINED)
    answer = send_zoom(client, body)
    assert (answer.status_code, answer.data) == (204, b"")
    stamp = str(int(datetime.now(UTC).timestamp()) + 200)
    assert send_zoom(client, body, stamp=stamp).status_code == 204
    assert kept(app) == [("zoom", "joined", body)]


@pytest.mark.parametrize(
    "heads",
    [
        {"secret": "another-secret"},
        {"signature": ""},
        {"signature": "v0=" + "0" * 64},
        {"stamp": ""},
        {"stamp": "0"},
        {"stamp": "soon"},
    ],
)
def test_what_zoom_did_not_sign_leaves_nothing(
    app: Flask, client: FlaskClient, heads: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = send_zoom(client, zoom("webinar.participant_joined", JOINED), **heads)
    assert (answer.status_code, answer.data) == (401, b"")
    assert kept(app) == []
    assert "a webhook of zoom is not believed" in caplog.text
    assert "uuxmarker" not in caplog.text


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_replay_of_old_is_refused(app: Flask, client: FlaskClient, minutes: int) -> None:
    body = zoom("webinar.ended")
    stamp = str(int((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp()))
    assert send_zoom(client, body, stamp=stamp).status_code == 401
    assert kept(app) == []


def bbb(name: str, user: dict[str, Any] | None = None, age: int = 0) -> bytes:
    stamp = int((datetime.now(UTC).timestamp() - age) * 1000)
    return bigbluebutton(name, user, stamp, timestamp=stamp)


def test_bigbluebutton_is_kept_once_by_what_it_tells(app: Flask, client: FlaskClient) -> None:
    body = bbb("user-joined", {"internal-user-id": "w_1", "name": "Quuxmarker"})
    assert send_bbb(client, body).status_code == 204
    assert send_bbb(client, body, "meeting=a%20b").status_code == 204
    assert send_bbb(client, body.replace(b"bbb.example.org", b"bbb2.example.org")).status_code == 204
    assert kept(app) == [("bigbluebutton", "joined", body)]
    assert send_bbb(client, bbb("chat-group-message-sent")).status_code == 204
    assert len(kept(app)) == 1


def test_bigbluebutton_is_not_believed_without_its_sum(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = bbb("user-joined", {"internal-user-id": "w_1", "name": "Quuxmarker"})
    assert send_bbb(client, body, secret="another-secret").status_code == 401
    assert send_bbb(client, body, algorithm="sha1").status_code == 401
    good = bigbluebutton_checksum(BBB_SECRET, "sha256", CALLED, body)
    path = "/hooks/bigbluebutton"
    assert client.post(path, data=body).status_code == 401
    assert client.post(f"{path}?checksum={good}", data=body + b"&").status_code == 401
    assert client.post(f"{path}?a=b&checksum={good}", data=body).status_code == 401
    assert send_bbb(client, bbb("meeting-ended", age=86_500)).status_code == 401
    assert send_bbb(client, bbb("meeting-ended", age=-400)).status_code == 401
    assert kept(app) == []
    assert "uuxmarker" not in caplog.text
    assert good not in caplog.text


def test_bigbluebutton_may_send_again_after_an_hour(app: Flask, client: FlaskClient) -> None:
    assert send_bbb(client, bbb("meeting-ended", age=3_600)).status_code == 204
    assert len(kept(app)) == 1


@pytest.mark.parametrize("algorithm", ["sha1", "sha384", "sha512"])
def test_the_kind_of_sum_is_a_setting(store_sqlite: str, tmp_path: Path, algorithm: str) -> None:
    app = make_app(store_sqlite, tmp_path, BBB_HASH=algorithm)
    client = app.test_client()
    assert send_bbb(client, bbb("meeting-ended"), algorithm=algorithm).status_code == 204
    assert send_bbb(client, bbb("meeting-ended"), algorithm="sha256").status_code == 401
    with app.app_context():
        db.engine.dispose()


def test_without_a_secret_there_is_nothing(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, ZOOM_WEBHOOK_SECRET=None, BBB_SECRET="")
    client = app.test_client()
    assert send_zoom(client, zoom("webinar.ended")).status_code == 404
    assert send_bbb(client, bbb("meeting-ended")).status_code == 404
    with app.app_context():
        db.engine.dispose()


def test_only_posts_are_taken(client_sqlite: FlaskClient) -> None:
    for path in ("/hooks/zoom", "/hooks/bigbluebutton"):
        assert client_sqlite.get(path).status_code == 405
        assert client_sqlite.put(path).status_code == 405


class Endless:
    """A body that is never over, and how much of it was read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Give what is asked for."""
        wanted = 65_536 if size < 0 else size
        self.read_bytes += wanted
        return b" " * wanted


@pytest.mark.parametrize("path", ["/hooks/zoom", "/hooks/bigbluebutton"])
def test_large_bodies_are_not_read(app_sqlite: Flask, path: str) -> None:
    def ask(**facts: Any) -> tuple[int, int]:
        body = Endless()
        environ = create_environ(path, method="POST") | {"wsgi.input": body} | facts
        answer, status, _heads = run_wsgi_app(app_sqlite, environ)
        assert b"".join(answer) == b""
        return int(status[:3]), body.read_bytes

    assert ask(CONTENT_LENGTH="300000000") == (413, 0)
    status, read_bytes = ask(**{"wsgi.input_terminated": True, "CONTENT_LENGTH": ""})
    assert status == 413
    assert read_bytes < 1_000_000


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", DEEP[:200_000], b"\xff", b'{"event":"endpoint.url_validation"}']
)
def test_what_is_signed_and_cannot_be_read_is_said_so(
    app_sqlite: Flask, client_sqlite: FlaskClient, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send_zoom(client_sqlite, body)
    assert (answer.status_code, answer.data) == (400, b"")
    assert send_bbb(client_sqlite, b"event=" + body).status_code == 400
    assert kept(app_sqlite) == []
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("token", [1, "", "a" * 201, "a\nb", None, ["a"]])
def test_zoom_is_answered_only_for_a_token(client_sqlite: FlaskClient, token: Any) -> None:
    body = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": token}}).encode()
    assert send_zoom(client_sqlite, body).status_code == 400


def test_the_worker_counts_what_was_told(app: Flask, client: FlaskClient) -> None:
    begin = NOW - timedelta(hours=1)
    with app.app_context():
        slot = make_slot(
            make_session(make_programme()), begin, platform_address="https://un.zoom.us/j/98123456789"
        )
        slot_id = slot.id
    stamps = {name: (begin + timedelta(minutes=at)).isoformat() for name, at in (("join", 1), ("leave", 40))}
    for kind, name in (("left", "leave"), ("joined", "join")):
        body = zoom(f"webinar.participant_{kind}", JOINED | {f"{name}_time": stamps[name]})
        assert send_zoom(client, body).status_code == 204
    with app.app_context():
        for _again in range(2):
            tick_live(app, datetime.now(UTC))
        row = db.session.scalars(select(Attendance)).one()
        assert (row.slot_id, row.source, row.name) == (slot_id, "zoom", "Quuxmarker Person")
        assert row.left_at is not None
        assert row.left_at - row.joined_at == timedelta(minutes=39)
        waiting = select(HookEvent.id).where(HookEvent.handled_at.is_(None))
        assert db.session.scalars(waiting).all() == []


def test_a_body_may_name_anything_a_form_can(client_sqlite: FlaskClient) -> None:
    body = urlencode({"event": "[1]", "checksum": "x", "a": "é\0"}).encode()
    assert send_bbb(client_sqlite, body).status_code == 400
