"""Programs of organizers: the board, publishing, documents and recordings, with the effects that pages have."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Material, Recording, Session, Slot
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot
from tests.gates.site import SOUND

SEASON = "/api/v1/programmes/season"
DAY = timedelta(days=1)


@pytest.fixture
def begin() -> datetime:
    """Give the beginning of the first time: a day to come."""
    return (datetime.now(UTC) + 30 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def heads(app: Flask, begin: datetime) -> dict[str, str]:
    """Give the token of an organizer, where a season has two drafts and one session that is published."""
    with app.app_context():
        programme = make_programme()
        for number, state in enumerate(("draft", "draft", "published")):
            session = make_session(programme, f"topic-{number}", state=state, partners=["GMP"])
            make_slot(session, begin + number * DAY)
        return token("organizer")


def token(role: str, **scope: str) -> dict[str, str]:
    name = " ".join((role, *scope.values()))
    return {"Authorization": f"Bearer {staff.create_token(name, role, datetime.now(UTC), **scope)}"}


def post(client: FlaskClient, heads: dict[str, str], path: str, body: Any = None, **more: str) -> Any:
    return client.post(f"{SEASON}{path}", json=body or {}, headers=heads | more)


def test_what_is_seen_is_published_once_and_nothing_that_changed(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    found = client.get(f"{SEASON}/publication", headers=heads).get_json()
    drafts = [{"slug": one["slug"], "mark": one["mark"]} for one in found["drafts"]]
    assert [one["slug"] for one in drafts] == ["topic-0", "topic-1"]
    look = post(client, heads, "/publication/look", {"every": True}).get_json()
    assert (look["sessions"], look["is_public"], look["told"]) == (["topic-0", "topic-1"], True, [])
    stale = post(client, heads, "/publication/publish", {"sessions": [drafts[0] | {"mark": "old"}]})
    assert (stale.status_code, stale.get_json()["field"]) == (412, "session")
    for number in (2, 0):
        answer = post(client, heads, "/publication/publish", {"sessions": drafts})
        assert (answer.status_code, answer.get_json()) == (200, {"published": number})
    assert post(client, heads, "/publication/publish").status_code == 422


def test_a_session_with_times_is_begun_changed_moved_and_taken_back(
    app: Flask, client: FlaskClient, heads: dict[str, str], begin: datetime
) -> None:
    day = begin.date().isoformat()
    time = {"local_start": f"{day}T14:00", "zone": "Europe/Zurich", "minutes": 90}
    body = {"title": {"en": "New topic"}, "stream": "science", "slots": [time], "once": "5f0c2a9e7b41d863"}
    made = post(client, heads, "/board/sessions", body)
    assert made.status_code == 201
    one = made.get_json()
    assert (one["slug"], one["state"], one["slots"][0]["local_start"]) == (
        "new-topic",
        "draft",
        f"{day}T14:00",
    )
    again = post(client, heads, "/board/sessions", body)
    assert (again.status_code, again.get_json()["title"]) == (409, "done_before")
    path = "/board/sessions/new-topic"
    changed = client.patch(
        f"{SEASON}{path}", json={"mark": one["mark"], "abstract": {"en": "More."}}, headers=heads
    ).get_json()
    assert (changed["abstract"]["en"], len(changed["slots"])) == ("More.", 1)
    shift = {"mark": changed["mark"], "days": 7}
    look = post(client, heads, f"{path}/move/look", shift).get_json()["items"]
    assert [(each["slot"], each["people"]) for each in look] == [(one["slots"][0]["id"], [])]
    moved = post(client, heads, f"{path}/move", shift).get_json()
    later = (begin.date() + 7 * DAY).isoformat()
    assert moved["slots"][0]["local_start"] == f"{later}T14:00"
    assert post(client, heads, f"{path}/move", shift).status_code == 412
    last = client.get(f"{SEASON}/board", headers=heads).get_json()["last"]
    assert last["act"] == "move"
    assert post(client, heads, "/board/undo", {"key": last["key"]}).get_json() == {"act": "move"}
    stands = client.get(f"{SEASON}{path}", headers=heads).get_json()
    assert stands["slots"][0]["local_start"] == f"{day}T14:00"
    twice = post(client, heads, f"{path}/duplicate", {"weeks": 4}).get_json()
    assert (twice["slug"], twice["state"]) == ("new-topic-2", "draft")


def test_a_series_and_a_season_are_looked_at_and_made(
    app: Flask, client: FlaskClient, heads: dict[str, str], begin: datetime
) -> None:
    hour = f"{begin.date().isoformat()}T14:00"
    body = {"titles": ["Part", "Last"], "local_start": hour, "zone": "UTC", "minutes": 60, "again": "20:00"}
    look = post(client, heads, "/board/series/look", body).get_json()["items"]
    assert [(one["title"], len(one["times"])) for one in look] == [("Part", 2), ("Last", 2)]
    assert post(client, heads, "/board/series", body).get_json() == {"sessions": ["part", "last"]}
    wrong = post(client, heads, "/board/series", body | {"count": 10**6})
    assert (wrong.status_code, wrong.get_json()["field"]) == (422, "count")
    begins = (begin.date() + 364 * DAY).isoformat()
    copied = post(client, heads, "/copies", {"slug": "again", "title": {"en": "Again"}, "begins_on": begins})
    assert (copied.status_code, copied.get_json()) == (201, {"slug": "again", "sessions": 5})
    with app.app_context():
        assert db.session.query(Session).filter(Session.state == "draft").count() == 2 + 2 + 5


def test_a_document_is_kept_renewed_and_dropped(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    path = f"{SEASON}/sessions/topic-0/documents"
    about = {"title": {"en": "Paper"}, "language": "en", "audience": "public"}
    file = (io.BytesIO(b"Words of a paper."), "paper.txt")
    made = client.post(path, data={"about": json.dumps(about), "file": file}, headers=heads)
    assert made.status_code == 201
    one = made.get_json()
    assert (one["versions"][0]["media_type"], made.headers["ETag"]) == ("text/plain", '"r1"')
    assert client.patch(f"{path}/{one['id']}", json={}, headers=heads).status_code == 428
    title = {"title": {"en": "Better"}, "embargo": "2027-06-05T10:00"}
    changed = client.patch(f"{path}/{one['id']}", json=title, headers=heads | {"If-Match": '"r1"'})
    assert (changed.status_code, changed.get_json()["title"]) == (200, {"en": "Better"})
    stale = client.patch(f"{path}/{one['id']}", json=title, headers=heads | {"If-Match": '"r1"'})
    assert (stale.status_code, stale.get_json()["stored"]["revision"]) == (412, 2)
    empty = client.post(path, json=about, headers=heads)
    assert (empty.status_code, empty.get_json()["field"]) == (409, "file")
    linked = client.post(path, json=about | {"address": "https://example.org/a"}, headers=heads)
    assert linked.get_json()["address"] == "https://example.org/a"
    gone = client.delete(f"{path}/{one['id']}", headers=heads | {"If-Match": '"r2"'})
    assert gone.status_code == 204
    with app.app_context():
        assert [row.address for row in db.session.query(Material)] == ["https://example.org/a"]


def test_a_recording_is_kept_with_captions_and_described(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    with app.app_context():
        slot_id = db.session.query(Slot).join(Session).filter(Session.slug == "topic-2").one().id
    path = f"/api/v1/slots/{slot_id}/recordings"
    sent = {"about": '{"language": "en"}', "file": (io.BytesIO(SOUND), "sound.wav")}
    made = client.post(f"{path}/file", data=sent, headers=heads)
    assert made.status_code == 201
    one = made.get_json()
    assert (one["state"], one["has_file"], one["bytes"]) == ("processing", True, len(SOUND))
    captions = {
        "about": '{"language": "fr"}',
        "file": (io.BytesIO(b"WEBVTT\n\n00:00.000 --> 00:01.000\nOui\n"), "c.vtt"),
    }
    kept = client.post(f"{path}/{one['id']}/captions", data=captions, headers=heads)
    assert (kept.status_code, kept.get_json()["captions"][0]["cues"]) == (200, 1)
    seen = heads | {"If-Match": f'"r{kept.get_json()["revision"]}"'}
    facts = {"state": "restricted", "audience": "participants", "chapters": "0:00 Opening"}
    set_ = client.patch(f"{path}/{one['id']}", json=facts, headers=seen)
    assert (set_.status_code, set_.get_json()["chapters"]) == (200, [{"begin": 0, "title": "Opening"}])
    text = client.post(f"{path}/file", data=sent | {"file": (io.BytesIO(b"words"), "a.txt")}, headers=heads)
    assert (text.status_code, text.get_json()["field"]) == (422, "file")
    gone = client.delete(f"{path}/{one['id']}", headers=heads | {"If-Match": set_.headers["ETag"]})
    assert gone.status_code == 204
    late = {"about": '{"language": "en", "revision": 5}', "file": (io.BytesIO(SOUND), "sound.wav")}
    stale = client.post(f"{path}/file", data=late, headers=heads)
    assert (stale.status_code, "stored" in stale.get_json()) == (412, False)
    with app.app_context():
        assert db.session.query(Recording).count() == 0


def test_a_co_organizer_reaches_their_own_alone(
    app: Flask, client: FlaskClient, heads: dict[str, str]
) -> None:
    with app.app_context():
        other = token("organizer", programme="season", partner="GEN")
    found = client.get(f"{SEASON}/publication", headers=other).get_json()
    assert found["drafts"] == []
    assert client.get(f"{SEASON}/board/sessions/topic-0", headers=other).status_code == 404
    assert client.get(f"{SEASON}/board/sessions/topic-2", headers=other).status_code == 403
    body = {"title": {"en": "Mine"}, "partners": ["GMP"]}
    refused = post(client, other, "/board/sessions", body)
    assert (refused.status_code, refused.get_json()["field"]) == (403, "stream")
    assert post(client, other, "/board/sessions", body | {"partners": ["GEN"]}).status_code == 201
