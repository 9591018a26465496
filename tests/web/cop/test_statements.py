"""Statements from a focal point's link to the public list, and nothing of one delegation's in another's sight."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import AgendaItem, Audit, OfficialDocument, Statement
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_focal_point,
    make_meeting,
    make_state,
    segments_of,
)
from tests.cop_files import pdf
from tests.factories import KEYS, NOW, make_slot
from tests.web.test_desk import csrf, sign_in

DESK = "/en/desk/cop/statements"
TYPED = {
    "act": "send",
    "meeting": "plenary",
    "item": "one",
    "behalf": "self",
    "language": "fr",
    "check_delivery": "y",
}


@pytest.fixture
def made(app_sqlite: Flask, client_sqlite: FlaskClient) -> dict[str, str]:
    """Give the statement pages of a Party and of an observer, of a conference with three meetings."""
    with app_sqlite.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        item = {"programme_id": programme.id, "updated_at": NOW, "title": {"en": "Opening statements"}}
        db.session.add(AgendaItem(slug="one", number="1", **item))
        make_slot(
            make_meeting(first, "plenary", title={"en": "Plenary"}), NOW + timedelta(hours=1), minutes=60
        )
        make_slot(
            make_meeting(first, "group", title={"en": "Group"}, audience="parties"), NOW + timedelta(hours=2)
        )
        make_meeting(first, "bureau", title={"en": "Bureau"}, audience="named")
        make_meeting(first, "draft", title={"en": "Secret draft"}, state="draft")
        names = {"en": "Kenya", "fr": "Kenya (FR)", "ar": "كينيا"}
        party = make_delegation(programme, make_state("KE", names=names))
        point, party_token = make_focal_point(party)
        other, body_token = make_focal_point(make_delegation(programme, make_body()))
        for one in (point, other):
            client_sqlite.set_cookie(f"device_{one.id}", proof_of(KEYS, one.id, 1, NOW))
        return {
            "party": f"/en/delegation/{party_token}/statements",
            "body": f"/en/delegation/{body_token}/statements",
        }


def send(client: FlaskClient, path: str, body: bytes | None = None, **changes: Any) -> Any:
    return client.post(path, data=TYPED | {"file": (io.BytesIO(body or pdf()), "Kenya.pdf")} | changes)


def offered(client: FlaskClient, path: str) -> list[str]:
    page = client.get(path).text
    select_ = page.split('name="meeting"')[1].split("</select>")[0] if 'name="meeting"' in page else ""
    return re.findall(r'<option value="([^"]+)"', select_)


def only(app: Flask, table: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(table)).one()


def desk_of(app: Flask) -> FlaskClient:
    return sign_in(app, app.test_client(), "organizer", programme="cop")


def decide(desk: FlaskClient, row: Statement, **values: Any) -> Any:
    form = {
        "csrf_token": csrf(desk, DESK),
        "statement": row.id,
        "form": row.id,
        "revision": str(row.revision),
    }
    return desk.post(DESK, data=form | values)


def test_meetings_are_offered_to_whom_they_are_for(client_sqlite: FlaskClient, made: dict[str, str]) -> None:
    assert offered(client_sqlite, made["party"]) == ["plenary", "group"]
    assert offered(client_sqlite, made["body"]) == ["plenary"]
    assert "African States" in client_sqlite.get(made["party"]).text
    assert "African States" not in client_sqlite.get(made["body"]).text


def test_statement_is_sent_published_and_changed(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str]
) -> None:
    done = send(client_sqlite, made["party"], behalf="region")
    assert (done.status_code, done.location) == (303, f"{made['party']}?done=sent#done")
    row = only(app_sqlite, Statement)
    mine = client_sqlite.get(made["party"]).text
    assert f"Receipt {row.id}" in mine
    assert row.digest[:16] in mine
    assert "Waits for the secretariat" in mine
    assert client_sqlite.get(f"{made['party']}/{row.id}").data == pdf()
    assert "Kenya" not in client_sqlite.get("/en/cop/papers").text
    desk = desk_of(app_sqlite)
    assert "on behalf of African States" in desk.get(DESK).text
    assert desk.get(f"{DESK}/{row.id}").data == pdf()
    assert decide(desk, row, act="publish", delivered="partly").status_code == 303
    public = client_sqlite.get("/en/cop/papers").text
    assert "Statement by Kenya on behalf of African States" not in public  # the plenary is for participants
    again = {"act": "publish", "delivered": "partly", "audience": "everybody"}
    assert decide(desk, only(app_sqlite, Statement), **again).status_code == 303
    public = client_sqlite.get("/en/cop/papers").text
    assert all(
        one in public
        for one in (
            "Statement by Kenya on behalf of African States",
            "Partly delivered",
            "Check against delivery",
        )
    )
    document = only(app_sqlite, OfficialDocument)
    assert (sorted(document.title), document.group, document.original) == (
        ["ar", "en", "fr"],
        "statement",
        "fr",
    )
    assert client_sqlite.get(f"/papers/{document.name}/fr").data == pdf()
    assert decide(desk, only(app_sqlite, Statement), **again | {"delivered": "in_writing"}).status_code == 303
    assert "Submitted in writing" in client_sqlite.get("/en/cop/papers").text
    assert len(only(app_sqlite, OfficialDocument).name) == 12
    with app_sqlite.app_context():
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("statement."))).all()
        assert acts == ["statement.send", *["statement.publish"] * 3]


def test_declining_needs_a_reason_which_the_delegation_reads(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str]
) -> None:
    send(client_sqlite, made["party"])
    row, desk = only(app_sqlite, Statement), desk_of(app_sqlite)
    refused = decide(desk, row, act="decline", why=" ")
    assert (refused.status_code, f'href="#why-{row.id}"' in refused.text) == (422, True)
    assert decide(desk, row, act="publish", delivered="sung").status_code == 422
    assert decide(desk, row, act="decline", why="It is not of this meeting").status_code == 303
    assert "It is not of this meeting" in client_sqlite.get(made["party"]).text
    assert decide(desk, row, act="publish", delivered="partly").status_code == 412
    assert decide(desk, only(app_sqlite, Statement), act="publish", delivered="partly").status_code == 409


def test_nothing_of_one_delegation_is_told_to_another(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str]
) -> None:
    before = client_sqlite.get(made["body"]).text
    send(client_sqlite, made["party"])
    row = only(app_sqlite, Statement)
    assert client_sqlite.get(made["body"]).text == before
    assert client_sqlite.get(f"{made['body']}/{row.id}").status_code == 404
    taken = client_sqlite.post(made["body"], data={"act": "back", "statement": row.id})
    assert (taken.status_code, row.id in taken.text) == (404, False)
    assert only(app_sqlite, Statement).state == "waiting"
    forwarded = app_sqlite.test_client().get(made["party"])
    assert (forwarded.status_code, "Kenya.pdf" in forwarded.text) == (401, False)
    for path in (f"{made['party'][:-5]}x/statements", "/en/delegation/none/statements"):
        assert client_sqlite.get(path).status_code == 404


def test_taken_back_is_gone_from_the_queue_and_cannot_be_published(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str]
) -> None:
    send(client_sqlite, made["party"])
    row = only(app_sqlite, Statement)
    for status in (303, 409):
        form = {"act": "back", "statement": row.id}
        assert client_sqlite.post(made["party"], data=form).status_code == status
    desk = desk_of(app_sqlite)
    assert decide(desk, only(app_sqlite, Statement), act="publish", delivered="partly").status_code == 409


def test_deadline_may_pass_while_the_form_is_open(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str]
) -> None:
    ends = NOW + timedelta(hours=2, days=1)
    with time_machine.travel(ends - timedelta(minutes=1)):
        assert offered(client_sqlite, made["party"]) == ["plenary", "group"]
    with time_machine.travel(ends):
        late = send(client_sqlite, made["party"], behalf="other", behalf_of="Friends")
        assert (late.status_code, "Statements for this meeting are no longer taken." in late.text) == (
            409,
            True,
        )
        assert 'value="Friends"' in late.text
        assert offered(client_sqlite, made["party"]) == ["group"]
    with app_sqlite.app_context():
        assert db.session.scalars(select(Statement)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"meeting": "bureau"}, "meeting"),
        ({"meeting": "draft"}, "meeting"),
        ({"meeting": "none"}, "meeting"),
        ({"item": "none"}, "item"),
        ({"behalf": "other"}, "behalf_of"),
        ({"behalf": "king"}, "behalf"),
        ({"language": "xx"}, "language"),
        ({"body": pdf(b"4 0 obj\n<< /S /JavaScript >>\nendobj\n")}, "file"),
        ({"body": b"MZ\x90\0 a program"}, "file"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_what_cannot_be_comes_back_with_its_field(
    app_sqlite: Flask, client_sqlite: FlaskClient, made: dict[str, str], changes: dict[str, Any], field: str
) -> None:
    refused = send(client_sqlite, made["party"], **changes)
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in refused.text
    assert re.search(r'name="check_delivery" id="check_delivery" value="y" checked', refused.text)
    with app_sqlite.app_context():
        assert db.session.scalars(select(Statement)).all() == []
