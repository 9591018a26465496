"""What people and partners are told, and certificates, for programs of organizers."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Announcement, Programme, Slot
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot, register_somebody

SEASON = "/api/v1/programmes/season"


@pytest.fixture
def heads(app: Flask) -> dict[str, str]:
    """Give the token of an organizer, where a published session has a time to come and somebody registered."""
    with app.app_context():
        session = make_session(make_programme(), "topic", partners=["GMP"])
        slot = make_slot(session, datetime.now(UTC) + timedelta(days=30))
        register_somebody(slot.id)
        return {"Authorization": f"Bearer {staff.create_token('one', 'organizer', datetime.now(UTC))}"}


def test_texts_are_put_language_by_language(app: Flask, client: FlaskClient, heads: dict[str, str]) -> None:
    path = f"{SEASON}/translations/session:topic"
    one = client.get(path, headers=heads)
    assert one.get_json()["texts"][0]["field"] == "title"
    seen = heads | {"If-Match": one.headers["ETag"]}
    put = client.patch(path, json={"title": {"fr": "Sujet"}}, headers=seen).get_json()
    assert put["texts"][0]["words"]["fr"] == "Sujet"
    assert put["texts"][0]["words"]["en"]
    assert client.patch(path, json={"title": {"fr": "Autre"}}, headers=seen).status_code == 412
    wrong = client.patch(path, json={"place": {"fr": "Ici"}}, headers=seen)
    assert (wrong.status_code, wrong.get_json()["field"]) == (422, "place")
    assert client.get(f"{SEASON}/translations/session:none", headers=heads).status_code == 404


def test_what_would_follow_is_said_and_nothing_changed(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    with app.app_context():
        slot = db.session.query(Slot).one()
        slot_id, later = slot.id, (slot.local_start + timedelta(days=1)).isoformat(timespec="minutes")
    added = {"address": "https://partner.example.org/news", "partner": "GMP"}
    (row,) = client.post(f"{SEASON}/sessions/topic/announcements", json=added, headers=heads).get_json()[
        "items"
    ]
    assert (row["partner"], row["old"], row["versions"]) == ("GMP", [], {slot_id: 1})
    look = client.post(
        f"/api/v1/slots/{slot_id}/look", json={"act": "move", "local_start": later}, headers=heads
    ).get_json()
    assert (look["local_start"], look["is_new_version"]) == (later, True)
    assert sum(one["people"] for one in look["people"]) == 1
    assert look["announced"] == ["https://partner.example.org/news"]
    none = client.post(f"/api/v1/slots/{slot_id}/look", json={"act": "jump"}, headers=heads)
    assert (none.status_code, none.get_json()["field"]) == (422, "act")
    (text,) = client.get(f"{SEASON}/sessions/topic/announcement?language=fr", headers=heads).get_json()[
        "items"
    ]
    assert text["language"] == "fr"
    gone = f"{SEASON}/sessions/topic/announcements/{row['id']}"
    assert [client.delete(gone, headers=heads).status_code for _time in range(2)] == [204, 204]
    with app.app_context():
        assert db.session.query(Announcement).count() == 0
        assert db.session.query(Slot).one().version == 1


def test_rules_reports_and_certificates_keep_their_refusals(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    rules = client.get(f"{SEASON}/reminders", headers=heads).get_json()
    assert ([one["slug"] for one in rules["sessions"]], rules["programme"]["own"]) == (["topic"], None)
    seal = client.get(f"{SEASON}/report/publication", headers=heads).get_json()["seal"]
    path = f"{SEASON}/report/publication"
    assert client.post(path, json={"seal": "old"}, headers=heads).status_code == 409
    assert client.post(path, json={"seal": seal}, headers=heads).get_json() == {"number": 1}
    rule = f"{SEASON}/certificate-rule"
    seen = client.get(rule, headers=heads).headers["ETag"]
    put = client.put(rule, json={"percent": 80}, headers=heads | {"If-Match": seen})
    assert (put.status_code, put.get_json()["percent"]) == (200, 80)
    assert client.put(rule, json={"percent": 50}, headers=heads | {"If-Match": seen}).status_code == 412
    issued = client.post(f"{SEASON}/certificates/issue", json={"session": "topic"}, headers=heads)
    assert issued.get_json() == {"issued": 0}
    nobody = client.post(f"{SEASON}/certificates/files", json={}, headers=heads)
    assert nobody.get_json()["title"] == "nothing_chosen"
    revoked = client.post(f"{SEASON}/certificates/none/revoke", json={"reason": "Wrong."}, headers=heads)
    assert revoked.status_code == 404


def test_a_season_is_seen_at_a_glance_and_what_is_in_the_way(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    with app.app_context():
        first = db.session.query(Slot).one()
        other = make_session(db.session.query(Programme).one(), "other", state="draft")
        make_slot(other, first.starts_at, platform_address=first.platform_address)
        first.platform_address = first.platform_address or "https://meet.example.org/1"
        db.session.query(Slot).filter(Slot.id != first.id).one().platform_address = first.platform_address
        db.session.commit()
        scope = {"programme": "season", "partner": "GMP"}
        co = {"Authorization": f"Bearer {staff.create_token('co', 'organizer', datetime.now(UTC), **scope)}"}
    found = client.get(f"{SEASON}/glance", headers=heads).get_json()
    assert (found["registrations"], found["queues"]["waiting"], found["mails"]["given_up"]) == (1, 0, 0)
    assert client.get(f"{SEASON}/glance/waiting", headers=heads).get_json()["items"] == []
    assert client.get(f"{SEASON}/glance/none", headers=heads).status_code == 404
    (seen,) = client.get(f"{SEASON}/warnings", headers=heads).get_json()["items"]
    assert (seen["kind"], len(seen["slots"]), seen["hides"]) == ("platform", 2, False)
    (hidden,) = client.get(f"{SEASON}/warnings", headers=co).get_json()["items"]
    assert (hidden["kind"], len(hidden["slots"]), hidden["hides"]) == ("platform", 1, True)
