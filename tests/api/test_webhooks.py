"""Webhooks as programs keep them: the secret once, refusals with their field, the log, and everything again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from meetings.extensions import db
from meetings.models import Slot
from tests.api.test_api import problem, tag, token
from tests.conftest import make_app
from tests.factories import NOW, make_topic, register_somebody
from tests.receivers import receiving
from tests.webhooks import run

HOOKS = "/api/v1/webhooks"


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application whose webhooks may lead to this machine, on each store."""
    made = make_app(store, tmp_path, WEBHOOK_NETWORKS="127.0.0.0/8")
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def add(client: FlaskClient, head: dict[str, str], url: str, *events: str) -> dict[str, Any]:
    answer = client.post(HOOKS, json={"url": url, "events": list(events)}, headers=head)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def test_webhook_is_added_with_its_secret_once_and_is_sent_what_happens(
    app: Flask, client: FlaskClient
) -> None:
    head = token(app)
    with receiving() as receiver:
        made = add(client, head, receiver.url, "registration", "slot.moved")
        assert made["events"] == ["registration", "slot.moved"]
        with app.app_context():
            make_topic()
            one = db.session.query(Slot.id).first()
            assert one is not None
            done = register_somebody(one[0])
            run(app, NOW)
        (taken,) = receiver.taken
        assert taken.is_signed_by(made["secret"])
        assert taken.said["registration"]["id"] == done.id
        here = f"{HOOKS}/{made['id']}"
        shown = client.get(here, headers=head).get_json()
        assert "secret" not in shown
        assert (shown["waiting"], shown["failures"], shown["is_silent"]) == (0, 0, False)
        listed = client.get(HOOKS, headers=head).get_json()
        assert (listed["items"], listed["next"]) == ([shown], None)
        (log,) = client.get(f"{here}/deliveries", headers=head).get_json()["items"]
        assert (log["id"], log["state"], log["body"]) == (taken.delivery, "sent", taken.said)
        assert [one["status"] for one in log["attempts"]] == [204]
        again = client.post(f"{here}/deliveries/{log['id']}/replay", json={}, headers=head)
        assert again.status_code == 202
        since = {"since": "2026-11-24T08:00:00Z"}
        assert client.post(f"{here}/replay", json=since, headers=head).get_json() == {"events": 0}
        with app.app_context():
            run(app, NOW)
        assert client.post(f"{here}/replay", json=since, headers=head).get_json() == {"events": 1}
        ping = client.post(f"{here}/ping", json={}, headers=head)
        with app.app_context():
            run(app, NOW)
        assert [one.delivery for one in receiver.taken][1] == again.get_json()["id"]
        assert receiver.types == ["registration.created"] * 3 + ["ping"]
        assert receiver.taken[-1].delivery == ping.get_json()["id"]
        page = client.get(f"{here}/deliveries?size=3", headers=head).get_json()
        rest = client.get(f"{here}/deliveries?size=3&after={page['next']}", headers=head).get_json()
        assert [len(page["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/",
        "https://user:word@hooks.example.org/",
        "gopher://hooks.example.org/",
        "x" * 100_000,
        "",
        None,
        17,
        10**400,
        ["https://hooks.example.org/"],
        {"a": "b"},
    ],
)
def test_addresses_that_are_not_public_are_refused_by_their_field(
    app: Flask, client: FlaskClient, url: Any
) -> None:
    answer = client.post(HOOKS, json={"url": url, "events": ["slot"]}, headers=token(app))
    problem(answer, 422, "url")


@pytest.mark.parametrize(
    "events", [None, [], "slot", ["nothing"], [["slot"]], {"slot": True}, 3, ["accreditation"]]
)
def test_events_that_nobody_may_have_are_refused_by_their_field(
    app: Flask, client: FlaskClient, events: Any
) -> None:
    body = {"url": "https://hooks.example.org/hook", "events": events}
    problem(client.post(HOOKS, json=body, headers=token(app)), 422, "events")
    assert client.post(HOOKS, json=body).status_code == 401
    assert client.post(HOOKS, json=body, headers=token(app, "reader")).status_code == 403


def test_changing_pausing_and_a_new_secret_take_the_revision(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    made = add(client, head, "http://127.0.0.1:9/hook", "slot")
    here = f"{HOOKS}/{made['id']}"
    assert client.patch(here, json={"paused": True}, headers=head).status_code == 428
    first = tag(client.get(here, headers=head))
    paused = client.patch(here, json={"paused": True, "events": ["survey"]}, headers=head | first)
    assert (paused.get_json()["paused"], paused.get_json()["events"]) == ("hand", ["survey"])
    stale = client.patch(here, json={"paused": False}, headers=head | first)
    assert problem(stale, 412)["stored"]["paused"] == "hand"
    problem(client.post(f"{here}/ping", json={}, headers=head), 422)
    problem(client.patch(here, json={"paused": "often"}, headers=head | tag(paused)), 422, "paused")
    problem(client.patch(here, json={"url": "https://10.0.0.1/"}, headers=head | tag(paused)), 422, "url")
    renewed = client.post(f"{here}/secret", json={}, headers=head | tag(paused))
    assert renewed.get_json()["secret"] not in ("", made["secret"])
    assert renewed.get_json()["old_secret_until"] is not None
    assert renewed.headers["Cache-Control"].startswith("no-store")
    assert client.delete(here, headers=head | tag(renewed)).status_code == 204
    assert client.get(here, headers=head).status_code == 404


def test_webhooks_of_others_are_not_there(app: Flask, client: FlaskClient) -> None:
    head = token(app, "officer")
    made = add(client, head, "http://127.0.0.1:9/hook", "accreditation")
    for role in ("organizer",):
        other = token(app, role)
        assert client.get(HOOKS, headers=other).get_json()["items"] == []
        for method, path in (("get", ""), ("delete", ""), ("get", "/deliveries"), ("post", "/ping")):
            answer = getattr(client, method)(f"{HOOKS}/{made['id']}{path}", json={}, headers=other)
            assert answer.status_code == 403, (method, path)
    assert len(client.get(HOOKS, headers=token(app, "administrator")).get_json()["items"]) == 1


@pytest.mark.parametrize("name", ["nothing", "%F0%9F%92%A9", "a'b", "1%00"])
def test_odd_names_lead_nowhere(app: Flask, client: FlaskClient, name: str) -> None:
    head = token(app)
    made = add(client, head, "http://127.0.0.1:9/hook", "slot")
    assert client.get(f"{HOOKS}/{name}", headers=head).status_code == 404
    path = f"{HOOKS}/{made['id']}/deliveries/{name}/replay"
    assert client.post(path, json={}, headers=head).status_code == 404
    for since in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        answer = client.post(f"{HOOKS}/{made['id']}/replay", json={"since": since}, headers=head)
        assert answer.status_code in (202, 422)


def test_no_secret_lies_in_the_store(app: Flask, client: FlaskClient) -> None:
    secret = add(client, token(app), "http://127.0.0.1:9/hook", "slot")["secret"]
    with app.app_context():
        for table in ("webhooks", "audit"):
            rows = db.session.execute(text(f"SELECT * FROM {table}")).all()
            assert secret.removeprefix("mmwh_") not in repr(rows)
            assert rows
