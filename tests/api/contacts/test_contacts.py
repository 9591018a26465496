"""Contacts and lists for programs of the secretariat, by the rules of the pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.contacts.filters import Filter
from meetings.extensions import db
from meetings.models import Audit
from tests.api.test_api import API, both_sides, problem, tag, token
from tests.contacts import make_contact, make_list
from tests.factories import make_party

ADA = {
    "name": "Ada Example",
    "email": "ada@example.org",
    "country": "KE",
    "organization": "Ministry of Examples",
    "language": "fr",
    "interests": ["ASGM", "Reporting"],
}


@pytest.fixture(autouse=True)
def party(app: Flask) -> None:
    with app.app_context():
        make_party()


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Audit.act).order_by(Audit.id)))


def test_a_contact_is_added_changed_given_a_role_and_ended(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    made = client.post(f"{API}/contacts", json=ADA, headers=head)
    assert made.status_code == 201, made.text
    path = f"{API}/contacts/{made.json['id']}"
    assert made.json["interests"] == ["asgm", "reporting"]
    person = {"person_revision": made.json["person_revision"]}
    problem(client.patch(path, json=person | {"title": "Dr"}, headers=head), 428)
    changed = client.patch(path, json=person | {"title": "Dr"}, headers=head | tag(made))
    assert (changed.status_code, changed.json["title"], changed.json["language"]) == (200, "Dr", "fr")
    late = both_sides(client.patch(path, json=person | {"title": "Mr"}, headers=head | tag(made)))
    assert (late["given"], late["stored"]) == (person | {"title": "Mr"}, changed.json)
    given = client.post(f"{path}/roles", json={"kind": "focal_point", "country": "KE"}, headers=head)
    assert [(one["kind"], one["is_held"]) for one in given.json["roles"]] == [("focal_point", True)]
    role = given.json["roles"][0]["id"]
    problem(client.post(f"{path}/roles/{2**64}/end", json={"last_day": "2026-11-30"}, headers=head), 404)
    ended = client.post(f"{path}/roles/{role}/end", json={"last_day": "2026-11-30"}, headers=head)
    assert ended.json["roles"][0]["ends_on"] == "2026-11-30"
    assert client.post(f"{path}/end", json={}, headers=head).json["ended_at"]
    assert client.get(f"{API}/contacts", headers=head).json["items"] == []
    assert client.post(f"{path}/take-back", json={}, headers=head).json["ended_at"] is None
    assert [
        one["name"] for one in client.get(f"{API}/contacts?role=focal_point", headers=head).json["items"]
    ] == ["Ada Example"]
    assert {"contact.add", "contact.change", "contact.end", "contact.take_back"} <= set(acts(app))


def test_what_is_refused_names_its_field(app: Flask, client: FlaskClient) -> None:
    head = token(app)
    problem(client.post(f"{API}/contacts", json=ADA | {"email": "none"}, headers=head), 422, "email")
    problem(client.post(f"{API}/contacts", json=ADA | {"color": "red"}, headers=head), 422, "color")
    made = client.post(f"{API}/contacts", json=ADA, headers=head)
    problem(client.post(f"{API}/contacts", json=ADA, headers=head), 409, "name")
    path = f"{API}/contacts/{made.json['id']}"
    problem(client.post(f"{path}/roles", json={"kind": "king"}, headers=head), 422, "kind")
    bad = {"kind": "focal_point", "country": "KE", "starts_on": "soon"}
    problem(client.post(f"{path}/roles", json=bad, headers=head), 422, "starts_on")
    problem(client.patch(path, json={"title": "Dr"}, headers=head | tag(made)), 422, "person_revision")


def test_pages_follow_each_other_and_an_export_is_noted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for number in range(60):
            make_contact(f"Person {number:02d}", email=f"person{number}@example.org")
    head, seen, after = token(app), [], ""
    while after is not None:
        found = client.get(f"{API}/contacts?after={after}", headers=head).json
        seen += [one["name"] for one in found["items"]]
        after = found["next"]
    assert seen == [f"Person {number:02d}" for number in range(60)]
    table = client.post(f"{API}/contacts/export", json={}, headers=head)
    assert table.content_type == "text/csv; charset=utf-8"
    assert len(table.text.splitlines()) == 61
    assert acts(app)[-1] == "contacts.export"


def test_lists_of_both_kinds(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ada, ben = make_contact("Ada A", "focal_point"), make_contact("Ben B", email="ben@example.org")
        names = [client.get(f"{API}/contacts?text={one}", headers=token(app)).json for one in ("Ada", "Ben")]
        assert ada.person_id != ben.person_id
    ids = [one["items"][0]["id"] for one in names]
    head = token(app)
    asked = {"name": "Focal points", "filter": {"roles": ["focal_point"]}}
    assert client.post(f"{API}/contact-lists/preview", json=asked["filter"], headers=head).json["total"] == 1
    filtered = client.post(f"{API}/contact-lists", json=asked, headers=head)
    assert (filtered.status_code, filtered.json["counts"]["total"]) == (201, 1)
    path = f"{API}/contact-lists/{filtered.json['id']}"
    wider = client.patch(path, json={"filter": {"roles": []}}, headers=head | tag(filtered))
    assert (wider.json["counts"]["total"], wider.json["name"]) == (2, "Focal points")
    late = both_sides(client.patch(path, json={"name": "Late"}, headers=head | tag(filtered)))
    assert (late["given"], late["stored"]) == ({"name": "Late"}, wider.json)
    for act in ("end", "take-back"):
        assert both_sides(client.post(f"{path}/{act}", headers=head | tag(filtered)))["given"] == {}
    seats, first = {"body": "bureau", "seats": {}}, head | {"If-Match": '"r0"'}
    assert client.post(f"{API}/contact-bodies/seats", json=seats, headers=first).status_code == 200
    late = both_sides(client.post(f"{API}/contact-bodies/seats", json=seats, headers=first))
    assert (late["given"], late["stored"]["name"], late["stored"]["revision"]) == (seats, "bureau", 1)
    problem(client.patch(path, json={"filter": {"roles": ["king"]}}, headers=head | tag(wider)), 422, "roles")
    chosen = client.post(f"{API}/contact-lists", json={"name": "Chosen", "is_static": True}, headers=head)
    path = f"{API}/contact-lists/{chosen.json['id']}"
    put = client.post(f"{path}/members", json={"contacts": [ids[0]]}, headers=head)
    assert put.json == {"added": 1, "there": 0, "unknown": [], "several": []}
    pasted = client.post(
        f"{path}/members", json={"addresses": "ben@example.org\nnobody@example.org"}, headers=head
    )
    assert (pasted.json["added"], pasted.json["unknown"]) == (1, ["nobody@example.org"])
    page = client.get(f"{path}/members?size=1", headers=head).json
    rest = client.get(f"{path}/members?size=1&after={page['next']}", headers=head).json
    assert ([one["id"] for one in page["items"] + rest["items"]], rest["next"]) == (ids, None)
    assert client.post(f"{path}/members/remove", json={"contacts": ids[:1]}, headers=head).json == {
        "taken": 1
    }
    book = client.post(f"{path}/export", headers=head)
    assert book.data[:2] == b"PK"
    assert acts(app)[-1] == "contact_list.export"
    now = client.get(path, headers=head)
    ended = client.post(f"{path}/end", headers=head | tag(now))
    assert ended.json["ended_at"]
    assert client.post(f"{path}/take-back", headers=head | tag(ended)).json["ended_at"] is None


def test_a_filter_that_is_kept_is_read_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = make_list("French", asked=Filter(languages=("fr",), text="Ministry")).id
    shown = client.get(f"{API}/contact-lists/{made}", headers=token(app)).json
    assert (shown["filter"]["languages"], shown["filter"]["text"]) == (["fr"], "Ministry")
    assert [one["id"] for one in client.get(f"{API}/contact-lists", headers=token(app)).json["items"]] == [
        made
    ]
