"""Applying to a conference by a program: a body with its statutes, and a side event with a page of its own."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import SideEvent, SideEventCall
from tests.api.test_api import both_sides, problem, tag
from tests.cop import make_conference, segments_of
from tests.cop_files import pdf
from tests.factories import make_party, make_programme

COP = "/api/v1/programmes/cop"
OWN = "/api/v1/side-events/me"
BODY = {
    "name": "Invented Working Group",
    "category": "ngo",
    "field": "mercury in products",
    "contact_name": "Ana Example",
    "contact_email": "ana@example.org",
    "country": "KE",
}


@pytest.fixture
def day(app: Flask) -> str:
    """Store a conference whose first segment calls for side events; gives one of its days."""
    now = datetime.now(UTC)
    with app.app_context():
        make_party()
        make_programme()
        segment = segments_of(make_conference())[0]
        call = SideEventCall(segment_id=segment.id, opens_at=now - timedelta(days=1), most_at_once=1)
        call.updated_at = now
        db.session.add(call)
        db.session.commit()
        return segment.starts_on.isoformat()


@pytest.mark.usefixtures("day")
def test_body_applies_with_its_statutes(client: FlaskClient) -> None:
    path = f"{COP}/observers/applications"
    done = client.post(path, data=BODY | {"statutes": (io.BytesIO(pdf()), "statutes.pdf")})
    assert done.status_code == 201, done.text
    again = client.post(path, data=BODY | {"statutes": (io.BytesIO(pdf()), "statutes.pdf")})
    assert again.json == done.json
    problem(client.post(path, data=BODY), 422, "statutes")
    problem(client.post(path, data=BODY | {"name": ""}), 422, "name")
    problem(client.post("/api/v1/programmes/season/observers/applications", data=BODY), 404)


def test_side_event_is_applied_for_corrected_and_taken_back(
    app: Flask, client: FlaskClient, day: str
) -> None:
    (call, _second) = client.get(f"{COP}/calls-for-side-events").json["items"]
    assert (call["segment"], call["is_open"]) == ("1", True)
    assert day in call["days"]
    given = {
        "title": "Mercury in rice",
        "abstract": "What is known",
        "language": "en",
        "lead": "Body A",
        "organizers": ["Body B"],
        "days": [day],
        "mode": "online",
        "languages": ["en"],
        "contact_name": "Ada Example",
        "contact_email": "ada@example.org",
    }
    path = f"{COP}/side-event-applications"
    sent = client.post(path, json=given | {"segment": "1"})
    assert sent.status_code == 201, sent.text
    problem(client.post(path, json=given | {"segment": "1", "title": ""}), 422, "title")
    head = {"Authorization": f"Bearer {sent.json['url'].rsplit('/', 1)[1]}"}
    own = client.get(OWN, headers=head)
    assert (own.json["title"], own.json["organizers"], own.json["state"]) == (
        "Mercury in rice",
        ["Body B"],
        "applied",
    )
    problem(client.put(OWN, json=given, headers=head), 428)
    corrected = client.put(OWN, json=given | {"title": "Mercury in fish"}, headers=head | tag(own))
    assert corrected.json["title"] == "Mercury in fish"
    for method, act, said in (
        ("PUT", "", given),
        ("POST", "/withdraw", {}),
        ("POST", "/merge", {"answer": "yes"}),
    ):
        late = both_sides(client.open(f"{OWN}{act}", method=method, json=said, headers=head | tag(own)))
        assert late["stored"]["title"] == "Mercury in fish"
    gone = client.post(f"{OWN}/withdraw", json={}, headers=head | tag(corrected))
    assert gone.json["state"] == "withdrawn"
    problem(client.get(OWN), 401)
    with app.app_context():
        assert db.session.query(SideEvent).count() == 1
