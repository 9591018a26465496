"""Accreditation by a program of officers: the same rules, refusals and journal as at the desk."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.identities import Passport
from meetings.domain.cop.tracks import Mover
from meetings.extensions import db
from meetings.models import Audit, FocalPoint, Letter, Nomination, Participation
from meetings.services import staff
from meetings.services.cop.change_requests import ask
from meetings.services.cop.identities import put_identity
from meetings.services.cop.tracks import By
from tests.cop import (
    make_conference,
    make_delegation,
    make_focal_point,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW

HERE = "/api/v1/programmes/cop"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def ids(app: Flask) -> dict[str, str]:
    """Store a delegation with a letter, two people, a request and a focal point; give ids and tokens."""
    with app.app_context():
        programme = make_conference()
        first, _second = segments_of(programme)
        kenya = make_delegation(programme, make_state())
        letter = make_letter(kenya, "received")
        ama = make_nominee(kenya, first, name="Ama Example")
        ben = make_nominee(kenya, first, name="Ben Example", state="letter_checked")
        point, _token = make_focal_point(kenya, language="fr")
        wish = Wish(first.id, "online")
        given = Nominee("Ben Example", role="adviser", function="Director", wishes=(wish,))
        by = By(Mover.NOMINATOR, "focal:x")
        asked = ask(kenya.id, "correct", NOW, by=by, given=given, nomination_id=ben.id)
        outside = app.extensions["outside"]
        shelf, storage = outside.identity_shelf, outside.storage
        passport = Passport("X0000001", nationality="KE")
        put_identity(ama.id, NOW, actor="focal:x", shelf=shelf, storage=storage, passport=passport)
        other = make_delegation(make_conference("other"), make_state("GH", "Ghana"))
        return {
            "kenya": f"{HERE}/delegations/{kenya.id}",
            "foreign": f"{HERE}/delegations/{other.id}",
            "letter": letter.id,
            "ama": ama.id,
            "part": ama.participations[0].id,
            "checked": ben.participations[0].id,
            "request": asked,
            "point": point.id,
            "officer": staff.create_token("list", "officer", NOW),
        }


def send(
    client: FlaskClient, ids: Any, path: str, body: Any = None, *, seen: int | None = None, **more: Any
) -> Any:
    head = {"Authorization": f"Bearer {ids['officer']}"} | ({"If-Match": f'"r{seen}"'} if seen else {})
    return client.open(path, method=more.pop("method", "POST"), headers=head, json=body, **more)


def test_what_waits_is_listed_and_accredited(app: Flask, client: FlaskClient, ids: Any) -> None:
    queue = send(client, ids, f"{HERE}/accreditation?task=accredit", method="GET").json
    assert [(one["party"], one["people"], one["people_named"]) for one in queue["items"]] == [
        ("KE", {ids["checked"]: 1}, ["Ben Example"])
    ]
    assert (queue["counts"]["letter"], queue["next"]) == (1, None)
    stale = send(client, ids, f"{HERE}/accreditation/accredit", {"people": {ids["checked"]: 7}})
    assert (stale.status_code, stale.json["stale"]) == (412, [ids["checked"]])
    done = send(client, ids, f"{HERE}/accreditation/accredit", {"people": {ids["checked"]: 1}})
    assert done.json == {"moved": 1, "job": None}
    with app.app_context():
        assert db.session.get_one(Participation, ids["checked"]).state == "accredited"
    nobody = send(client, ids, f"{HERE}/accreditation/accredit", {"people": {}})
    assert nobody.status_code == 422


def test_a_letter_is_returned_in_the_focal_points_language(app: Flask, client: FlaskClient, ids: Any) -> None:
    path = f"{ids['kenya']}/letters/{ids['letter']}/decide"
    body = {"to": "returned", "ready": ["not_signed"], "reason": "Page 2."}
    assert send(client, ids, path, body).status_code == 428
    done = send(client, ids, path, body, seen=1)
    assert (done.json["state"], done.headers["ETag"]) == ("returned", '"r2"')
    with app.app_context():
        reason = db.session.get_one(Letter, ids["letter"]).reason or ""
    assert reason.endswith("Page 2.")
    assert not reason.startswith("The letter")
    strange = send(client, ids, path, body | {"ready": ["mood"]}, seen=2)
    assert (strange.status_code, strange.json["field"]) == (422, "ready")


def test_a_letter_that_came_on_paper_is_kept(client: FlaskClient, ids: Any) -> None:
    head, path = {"Authorization": f"Bearer {ids['officer']}"}, f"{ids['kenya']}/letters"
    data = {"kind": "note_verbale", "dated_on": "2026-11-01", "file": (BytesIO(PDF), "note.pdf")}
    made = client.post(path, headers=head, data=data)
    assert (made.status_code, made.json["version"], made.json["file_name"]) == (201, 2, "note.pdf")
    file = client.get(f"{path}/{made.json['id']}/file", headers=head)
    assert (file.data, file.headers["Cache-Control"]) == (PDF, "private, no-store")
    wrong = client.post(path, headers=head, data={"file": (BytesIO(b"hello"), "note.pdf")})
    assert (wrong.status_code, wrong.json["field"]) == (422, "file")


def test_people_are_named_changed_and_replaced(app: Flask, client: FlaskClient, ids: Any) -> None:
    person = {"name": "Zoe Example", "role": "adviser", "segments": [{"segment": "1", "mode": "online"}]}
    made = send(client, ids, f"{ids['kenya']}/nominations", person)
    assert (made.status_code, made.json["name"], len(made.json["participations"])) == (201, "Zoe Example", 1)
    path = f"{HERE}/nominations/{made.json['id']}"
    kept = send(client, ids, path, {"function": "Director"}, seen=made.json["revision"], method="PATCH")
    assert (kept.json["function"], kept.json["name"], len(kept.json["participations"])) == (
        "Director",
        "Zoe Example",
        1,
    )
    wrong = send(client, ids, path, {"segments": [{"segment": "9"}]}, seen=9, method="PATCH")
    assert (wrong.status_code, wrong.json["field"]) == (422, "segments[0]")
    other = send(client, ids, f"{path}/replace", {"name": "Yan Example"}, seen=kept.json["revision"])
    assert (other.status_code, other.json["replaces"]) == (201, made.json["id"])
    with app.app_context():
        assert db.session.get_one(Nomination, made.json["id"]).participations[0].state == "replaced"


def test_a_request_is_accepted_and_done(app: Flask, client: FlaskClient, ids: Any) -> None:
    listed = send(client, ids, f"{ids['kenya']}/requests", method="GET").json["items"]
    assert [(one["kind"], one["values"]["function"]) for one in listed] == [("correct", "Director")]
    done = send(client, ids, f"{ids['kenya']}/requests/{ids['request']}/accept", {}, seen=1)
    assert (done.status_code, done.json["state"]) == (200, "accepted")
    assert send(client, ids, f"{ids['kenya']}/requests/none/accept", {}, seen=1).status_code == 404


def test_reading_a_passport_is_noted(app: Flask, client: FlaskClient, ids: Any) -> None:
    found = send(client, ids, f"{HERE}/nominations/{ids['ama']}/passport/read")
    assert (found.json["passport"]["number"], found.headers["Cache-Control"]) == (
        "X0000001",
        "private, no-store",
    )
    with app.app_context():
        noted = db.session.scalars(select(Audit).where(Audit.act == "identity.read")).all()
        assert [one.actor for one in noted] == ["token:list"]
    people = send(client, ids, f"{HERE}/nominations", method="GET")
    assert "X0000001" not in people.text


def test_focal_points_and_terms_are_set(app: Flask, client: FlaskClient, ids: Any) -> None:
    quota = send(client, ids, ids["kenya"], {"quota": 4}, seen=1, method="PATCH")
    assert (quota.json["quota"], quota.json["revision"]) == (4, 2)
    body = {"name": "New Example", "email": "new@example.org", "notified_by": "Note 7"}
    assert send(client, ids, f"{ids['kenya']}/focal-points/take-over", body).status_code == 201
    with app.app_context():
        assert db.session.get_one(FocalPoint, ids["point"]).ended_at is not None
    assert send(client, ids, f"{ids['kenya']}/focal-points/{ids['point']}/renew").status_code == 404
    late = send(client, ids, f"{ids['kenya']}/reopen", {"until": "soon", "why": "x"}, seen=2)
    assert (late.status_code, late.json["field"]) == (422, "until")
    terms = send(client, ids, f"{ids['kenya']}/terms", method="GET").json
    assert [(one["segment"], one["quota"]) for one in terms["segments"]] == [("1", 4), ("2", 4)]


def test_a_delegation_of_another_conference_is_not_there(client: FlaskClient, ids: Any) -> None:
    body = {"name": "New Example", "email": "new@example.org"}
    assert send(client, ids, f"{ids['foreign']}/focal-points", body).status_code == 404
    assert send(client, ids, f"{ids['foreign']}/nominations", {"name": "Zoe Example"}).status_code == 404
    assert send(client, ids, ids["foreign"], {"quota": 1}, seen=1, method="PATCH").status_code == 404
