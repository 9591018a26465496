"""Documents, the journal, side events and statements by a program of organizers, as at the desk."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.statements import StatementState
from meetings.extensions import db
from meetings.models import AgendaItem, Delegation, OfficialDocument, Session, SideEvent, Statement
from meetings.services import staff
from tests.cop import make_conference, make_delegation, make_meeting, make_state, segments_of
from tests.cop_files import pdf
from tests.factories import NOW

HERE = "/api/v1/programmes/cop"
PAPER = {"symbol": "UNEP/MC/COP.6/4", "title": {"en": "A paper"}, "items": ["one"], "segment": "1"}
APPLICATION = {
    "segment": "1",
    "title": "Mercury in rice",
    "abstract": "What is known",
    "language": "en",
    "lead": "Body A",
    "days": ["2026-12-08"],
    "mode": "online",
    "languages": ["en"],
    "contact_name": "Ada Example",
    "contact_email": "ada@example.org",
}


@pytest.fixture
def heads(app_sqlite: Flask) -> dict[str, dict[str, str]]:
    """Store a conference with an item, a meeting and a statement; give what programs send with each request."""
    with app_sqlite.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        make_meeting(first, "plenary", title={"en": "Plenary"})
        item = {"programme_id": programme.id, "updated_at": NOW, "title": {"en": "Products"}}
        db.session.add(AgendaItem(slug="one", number="4(a)", **item))
        make_delegation(programme, make_state())
        db.session.commit()
        roles = ("organizer", "reader", "officer")
        return {role: {"Authorization": f"Bearer {staff.create_token(role, role, NOW)}"} for role in roles}


def send(client: FlaskClient, head: dict[str, str], path: str, body: Any = None, **more: Any) -> Any:
    seen, method, data = more.get("seen"), more.get("method", "POST"), more.get("data")
    head = head | ({"If-Match": f'"r{seen}"'} if seen is not None else {})
    sent = {"data": data} if data else {"json": body}
    return client.open(f"{HERE}/{path}", method=method, headers=head, **sent)


def test_a_document_is_written_down_and_withdrawn(
    app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any
) -> None:
    client, head = client_sqlite, heads["organizer"]
    made = send(client, head, "papers", PAPER)
    assert (made.status_code, made.json["symbol"], made.json["items"]) == (201, PAPER["symbol"], ["one"])
    path, revision = f"papers/{made.json['name']}", made.json["revision"]
    file = {"language": "en", "file": (io.BytesIO(pdf()), "paper.pdf")}
    assert send(client, head, f"{path}/versions", data=file).status_code == 428
    file["file"] = (io.BytesIO(pdf()), "paper.pdf")
    put = send(client, head, f"{path}/versions", data=file, seen=revision)
    assert [(one["version"], one["file_name"]) for one in put.json["versions"]] == [(1, "paper.pdf")]
    wrong = {"language": "en", "file": (io.BytesIO(b"MZ\x00\x01"), "paper.pdf")}
    refused = send(client, head, f"{path}/versions", data=wrong, seen=put.json["revision"])
    assert (refused.status_code, refused.json["field"]) == (422, "file")
    late = PAPER | {"embargo": "soon"}
    refused = send(client, head, path, late, seen=put.json["revision"], method="PUT")
    assert (refused.status_code, refused.json["field"]) == (422, "embargo")
    gone = send(client, head, f"{path}/withdraw", {"why": "By mistake."}, seen=put.json["revision"])
    assert (gone.json["is_withdrawn"], gone.json["why_withdrawn"]) == (True, "By mistake.")
    back = send(client, head, f"{path}/put-back", seen=gone.json["revision"])
    assert back.json["is_withdrawn"] is False
    listed = send(client, heads["reader"], "papers", method="GET").json["items"]
    assert [one["name"] for one in listed] == [made.json["name"]]
    with app_sqlite.app_context():
        assert db.session.scalars(select(OfficialDocument.withdrawn_at)).one() is None


def test_the_journal_of_a_day_is_published(client_sqlite: FlaskClient, heads: Any) -> None:
    client, head = client_sqlite, heads["organizer"]
    days = send(client, heads["reader"], "journal", method="GET").json["items"]
    assert days[0] | {"facts": None} == days[0]
    said = {"announcements": [{"en": "The shuttle leaves at seven."}]}
    path = f"journal/{days[0]['day']}"
    kept = send(client, head, path, said, seen=days[0]["revision"], method="PUT")
    assert kept.json["announcements"] == said["announcements"]
    stale = send(client, head, path, said, seen=9, method="PUT")
    assert (stale.status_code, stale.json["stored"]["announcements"]) == (412, said["announcements"])
    done = send(client, head, f"{path}/publish")
    assert (done.status_code, done.json["copy"]) == (200, 1)
    assert send(client, head, "journal/yesterday/publish").status_code == 404


def test_side_events_are_decided_and_scheduled(
    app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any
) -> None:
    client, head = client_sqlite, heads["organizer"]
    call = {"opens_at": "2026-01-01T00:00", "closes_at": "", "most_at_once": 1}
    opened = send(client, head, "side-event-calls/1", call, seen=0, method="PATCH")
    assert (opened.status_code, opened.json["is_open"]) == (200, True)
    assert client.post("/en/cop/side-events", data=APPLICATION).status_code == 303
    seen = send(client, heads["reader"], "side-events", method="GET").json["items"]
    (one,) = send(client, head, "side-events", method="GET").json["items"]
    assert (one["contact_email"], seen[0]["contact_email"]) == ("ada@example.org", None)
    path = f"side-events/{one['id']}"
    bad = send(client, head, f"{path}/decide", {"to": "merged"}, seen=one["revision"])
    assert (bad.status_code, bad.json["field"]) == (422, "to")
    yes = send(client, head, f"{path}/decide", {"to": "accepted"}, seen=one["revision"])
    assert yes.json["state"] == "accepted"
    time = {"local_start": "2026-12-08T13:15", "minutes": 75}
    held = send(client, head, f"{path}/schedule", time, seen=yes.json["revision"])
    assert (held.status_code, held.json["starts_at"]) == (200, "2026-12-08T12:15:00Z")
    off = send(client, head, f"{path}/unschedule", seen=held.json["revision"])
    assert (off.status_code, off.json["meeting"]) == (200, None)
    with app_sqlite.app_context():
        assert db.session.scalars(select(SideEvent.session_id)).one() is None


def test_statements_are_published_or_declined(
    app_sqlite: Flask, client_sqlite: FlaskClient, heads: Any
) -> None:
    client, head = client_sqlite, heads["organizer"]
    with app_sqlite.app_context():
        plenary = db.session.scalars(select(Session)).one()
        storage = app_sqlite.extensions["outside"].storage
        kept = storage.put("statements/one", [pdf()], 100_000)
        delegation = db.session.scalars(select(Delegation.id)).one()
        row = Statement(
            delegation_id=delegation,
            programme_id=plenary.programme_id,
            session_id=plenary.id,
            behalf="self",
            language="en",
            file=kept.key,
            file_name="a.pdf",
            media_type="application/pdf",
            bytes=kept.size,
            digest=kept.digest,
            sent_at=NOW,
            sent_by="focal:x",
            updated_at=NOW,
        )
        db.session.add(row)
        db.session.commit()
        sent = row.id
    assert send(client, heads["reader"], f"statements/{sent}/file", method="GET").data == pdf()
    bad = send(client, head, f"statements/{sent}/decline", {"why": ""}, seen=1)
    assert bad.status_code == 422
    done = send(client, head, f"statements/{sent}/publish", {"delivered": "as_delivered"}, seen=1)
    assert (done.status_code, done.json["state"]) == (200, StatementState.PUBLISHED)
    with app_sqlite.app_context():
        assert db.session.scalars(select(OfficialDocument.title)).one()["en"] == "Statement by Kenya"
