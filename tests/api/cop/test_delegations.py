"""Delegations for programs: officers read and move all, a focal point reads their own and learns of no other."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import FocalPoint, Participation
from meetings.services import staff
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_focal_point,
    make_letter,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW

HERE = "/api/v1/programmes/cop"


@pytest.fixture
def ids(app: Flask) -> dict[str, str]:
    """Store two delegations with their people; give ids and tokens."""
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        kenya = make_delegation(programme, make_state())
        make_letter(kenya, "accepted")
        ama = make_nominee(kenya, first, second, name="Ama Example", telephone="+254 1")
        point, token = make_focal_point(kenya)
        body = make_delegation(programme, make_body())
        noa = make_nominee(body, first, name="Noa Example")
        _other, other_token = make_focal_point(body)
        make_conference("other")
        return {
            "kenya": kenya.id,
            "body": body.id,
            "ama": ama.id,
            "noa": noa.id,
            "part": ama.participations[0].id,
            "noa_part": noa.participations[0].id,
            "token": token,
            "other_token": other_token,
            "proof": proof_of(KEYS, point.id, 1, NOW),
            "officer": staff.create_token("list", "officer", NOW),
            "reader": staff.create_token("figures", "reader", NOW),
        }


def get(client: FlaskClient, path: str, token: str, **head: str) -> Any:
    return client.get(f"{HERE}/{path}", headers={"Authorization": f"Bearer {token}"} | head)


def patch(client: FlaskClient, part: str, token: str, seen: str | None = '"r1"', **body: str) -> Any:
    head = {"Authorization": f"Bearer {token}"} | ({"If-Match": seen} if seen else {})
    return client.patch(f"{HERE}/participations/{part}", headers=head, json=body)


def test_officers_read_everything(client: FlaskClient, ids: dict[str, str]) -> None:
    found = get(client, "delegations", ids["officer"]).json
    assert {(one["party"], one["organization"]) for one in found["items"]} == {("KE", None), (None, "zmwg")}
    assert found["next"] is None
    kenya = get(client, f"delegations/{ids['kenya']}", ids["officer"])
    assert (kenya.json["letter"]["state"], kenya.headers["ETag"]) == ("accepted", '"r1"')
    assert kenya.json["focal_points"][0]["name"] == "Invented Focal Point"
    people = get(client, "nominations", ids["officer"]).json["items"]
    assert {(one["name"], one["telephone"]) for one in people} == {
        ("Ama Example", "+254 1"),
        ("Noa Example", None),
    }
    parts = get(client, "participations?segment=1", ids["officer"]).json["items"]
    assert {(one["nomination"], one["awaited"], one["awaited_from"]) for one in parts} == {
        (ids["ama"], "check", "secretariat"),
        (ids["noa"], "letter", "delegation"),
    }


def test_pages_follow_each_other_and_only_what_changed_is_told(
    app: Flask, client: FlaskClient, ids: dict[str, str]
) -> None:
    seen, after = [], ""
    for _page in range(3):
        found = get(client, f"participations?size=1&after={after}", ids["officer"]).json
        seen += [one["id"] for one in found["items"]]
        after = found["next"]
    assert (len(set(seen)), after) == (3, None)
    since = "updated_since=2026-11-24T09:00:01Z"
    assert get(client, f"participations?{since}", ids["officer"]).json["items"] == []
    patch(client, ids["part"], ids["officer"], state="letter_checked")
    changed = get(client, f"participations?{since.replace(':01Z', ':00Z')}", ids["officer"]).json["items"]
    assert ids["part"] in {one["id"] for one in changed}


def test_people_come_when_their_part_moved(app: Flask, client: FlaskClient, ids: dict[str, str]) -> None:
    later = datetime(2099, 1, 1, tzinfo=UTC)
    path = "nominations?updated_since=2099-01-01T00:00:00Z"
    assert get(client, path, ids["officer"]).json["items"] == []
    with app.app_context():
        db.session.get_one(Participation, ids["part"]).updated_at = later
        db.session.commit()
    assert [one["id"] for one in get(client, path, ids["officer"]).json["items"]] == [ids["ama"]]


def test_focal_point_reads_their_own_delegation_alone(client: FlaskClient, ids: dict[str, str]) -> None:
    mine, head = ids["token"], {"Device-Proof": ids["proof"]}
    assert [one["id"] for one in get(client, "delegations", mine).json["items"]] == [ids["kenya"]]
    assert [one["id"] for one in get(client, "nominations", mine, **head).json["items"]] == [ids["ama"]]
    parts = get(client, "participations", mine, **head).json["items"]
    assert {one["nomination"] for one in parts} == {ids["ama"]}
    for path in (
        f"delegations/{ids['body']}",
        f"nominations/{ids['noa']}",
        f"participations/{ids['noa_part']}",
    ):
        theirs = get(client, path, mine, **head)
        nobody = get(client, f"{path.split('/')[0]}/nosuchthing", mine, **head)
        assert (theirs.status_code, theirs.json) == (404, nobody.json)
    assert get(client, "../other/delegations", mine).status_code == 404


def test_forwarded_link_tells_nothing_of_people(client: FlaskClient, ids: dict[str, str]) -> None:
    head = {"Device-Proof": ids["proof"]}
    (told,) = get(client, "nominations", ids["token"], **head).json["items"]
    assert (told["name"], told["telephone"]) == ("Ama Example", "+254 1")
    for path in (
        "nominations",
        f"nominations/{ids['ama']}",
        "participations",
        f"participations/{ids['part']}",
    ):
        assert get(client, path, ids["token"]).status_code == 401
        assert get(client, path, ids["other_token"], **head).status_code == 401
    assert get(client, f"delegations/{ids['kenya']}", ids["token"]).json["focal_points"] == []


def test_others_are_not_let_in(client: FlaskClient, ids: dict[str, str]) -> None:
    for path in ("delegations", "nominations", "participations", f"delegations/{ids['kenya']}"):
        assert client.get(f"{HERE}/{path}").status_code == 401
        assert get(client, path, "x" * 40).status_code == 401
        assert get(client, path, ids["reader"]).status_code == 403
    for token, status in ((ids["token"], 401), (ids["reader"], 403), ("x" * 40, 401)):
        assert patch(client, ids["part"], token, state="withdrawn").status_code == status


def test_succeeded_focal_point_reads_nothing(app: Flask, client: FlaskClient, ids: dict[str, str]) -> None:
    with app.app_context():
        for point in db.session.scalars(select(FocalPoint)):
            point.ended_at = NOW
        db.session.commit()
    assert get(client, "delegations", ids["token"]).status_code == 401


def test_officer_moves_somebody_who_is_as_they_saw(client: FlaskClient, ids: dict[str, str]) -> None:
    part, token = ids["part"], ids["officer"]
    assert patch(client, part, token, None, state="letter_checked").status_code == 428
    stale = patch(client, part, token, '"r7"', state="letter_checked")
    assert (stale.status_code, stale.json["given"]["state"], stale.json["stored"]["state"]) == (
        412,
        "letter_checked",
        "nominated",
    )
    done = patch(client, part, token, state="letter_checked")
    assert (done.status_code, done.json["state"], done.headers["ETag"]) == (200, "letter_checked", '"r2"')
    no_reason = patch(client, part, token, '"r2"', state="returned")
    assert (no_reason.status_code, no_reason.json["field"]) == (422, "reason")
    of_state = patch(client, part, token, '"r2"', state="refused", reason="Why", authority="Bureau")
    assert (of_state.status_code, of_state.json["title"]) == (409, "observers_only")
    no_move = patch(client, part, token, '"r2"', state="checked_in")
    assert (no_move.status_code, no_move.json["title"]) == (409, "no_such_move")
    assert patch(client, part, token, '"r2"', state="dancing").status_code == 422
    assert patch(client, "nosuchpart", token, state="withdrawn").status_code == 404
    back = patch(client, part, token, '"r2"', state="returned", reason="No function")
    assert back.json["awaited_from"] == "delegation"


def test_description_names_the_routes(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    for path in ("delegations", "nominations", "participations"):
        assert "get" in paths[f"/api/v1/programmes/{{programme}}/{path}"]
    one = paths["/api/v1/programmes/{programme}/participations/{participation_id}"]
    assert set(one) >= {"get", "patch"}
