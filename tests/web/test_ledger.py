"""What was sent to whom in a programme, who has not heard and why, and telling them again; as pages."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.messages import Failure
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Message, PersonMailbox
from meetings.services import outbox
from meetings.services.phrases import rest
from meetings.services.registrations import register
from meetings.services.slots import cancel
from tests.factories import make_programme, make_session, make_slot, request_for, somebody
from tests.web.test_desk import BEGIN, csrf, desk, sign_in, slots

__all__ = ["desk", "slots"]
IN_PROGRAMME = "/en/desk/season/sent"


def add_person(app: Flask, slot_id: str, name: str, **changes: str) -> None:
    with app.app_context():
        keys = app.extensions["outside"].keys
        register(request_for(somebody(name, **changes), slot_id), datetime.now(UTC), keys)


def tick(app: Flask, now: datetime | None = None) -> None:
    with app.app_context():
        tick_notices(app, now or datetime.now(UTC))
        tick_outbox(app, now or datetime.now(UTC))


def refuse(app: Flask, reason: str, *, failure: Failure) -> None:
    """Let a mail server refuse everything that is due."""
    now = datetime.now(UTC)
    with app.app_context():
        tick_notices(app, now)
        for message_id in outbox.claim(100, "refused", now, 60):
            outbox.mark_failed(message_id, "refused", reason, failure, now)


def test_programme_shows_who_was_told_which_version(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    tick(app_sqlite)
    assert f'href="{IN_PROGRAMME}"' in desk.get("/en/desk/season/").text
    page = desk.get(IN_PROGRAMME).text
    assert "Ada &lt;b&gt;Example&lt;/b&gt;" in page
    assert "(version 1)" in page
    for query, is_there in (
        ("kind=confirmation", True),
        ("kind=change", False),
        ("state=sent&language=en&text=ADA@example", True),
        ("language=fr", False),
        ("text=%25", False),
        ("kind=%3Cscript%3E&text=%E2%80%AE%0D%0A", False),
    ):
        answer = desk.get(f"{IN_PROGRAMME}?{query}")
        assert ("ada@example.org" in answer.text, answer.status_code) == (is_there, 200), query
    assert "<script>" not in desk.get(f"{IN_PROGRAMME}?text=%3Cscript%3E").text.partition("<main")[2]


def test_filters_stay_from_page_to_page_and_in_the_table(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.queries.ledger.SIZE", 1)
    add_person(app_sqlite, slots[0], "Second & last", email="second@example.org")
    tick(app_sqlite)
    first = desk.get(f"{IN_PROGRAMME}?kind=confirmation&text=example.org").text
    assert 'href="?kind=confirmation&amp;text=example.org&amp;page=2"' in first
    assert 'href="/en/desk/season/sent.csv?kind=confirmation&amp;text=example.org"' in first
    assert '<span class="count">2</span>' in first
    second = desk.get(f"{IN_PROGRAMME}?kind=confirmation&text=example.org&page=2").text
    assert ("Second &amp; last" in first) != ("Second &amp; last" in second)


def test_table_holds_no_formula(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    add_person(app_sqlite, slots[0], '=HYPERLINK("A1")', email="odd@example.org")
    refuse(app_sqlite, '@SUM(1)\r\n"quoted"', failure=Failure.REFUSED)
    answer = desk.get(f"{IN_PROGRAMME}.csv?text=odd")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="season-sent.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbfTo,Address,")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert row["To"] == '\'=HYPERLINK("A1")'
    assert row["Why it failed"] == '\'@SUM(1)\r\n"quoted"'
    assert (row["State"], row["What"], row["Told (UTC)"]) == ("Given up", "Confirmation", "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["When (UTC)"])
    everybody = csv.DictReader(io.StringIO(desk.get("/fr/desk/season/sent.csv").data.decode("utf-8-sig")))
    assert len(list(everybody)) == 2


def test_ledger_of_a_stream_ends_at_the_stream(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        programme = make_programme()
        make_programme("other")
        for name, stream in (("ours", programme.streams[0].id), ("theirs", None)):
            slot = make_slot(make_session(programme, name, stream_id=stream), BEGIN).id
            given = request_for(somebody(name=f"Person {name}"), slot, session=name)
            register(given, datetime.now(UTC), app_sqlite.extensions["outside"].keys)
    tick(app_sqlite)
    client = sign_in(app_sqlite, client_sqlite, "officer", programme="season", stream="science")
    for path in (IN_PROGRAMME, f"{IN_PROGRAMME}.csv"):
        page = client.get(path).text
        assert "Person ours" in page
        assert "Person theirs" not in page
        assert client.get(path.replace("season", "other")).status_code == 403
        assert client.get(path.replace("season", "nothing")).status_code == 404


def test_each_reason_is_named(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    path = f"/en/desk/slot/{slots[0]}/sent"
    refuse(app_sqlite, "550 no such mailbox", failure=Failure.REFUSED)
    add_person(app_sqlite, slots[0], "Bob Retry")
    refuse(app_sqlite, "451 later", failure=Failure.DEFERRED)
    add_person(app_sqlite, slots[0], "Cy Settles")
    tick(app_sqlite)
    add_person(app_sqlite, slots[0], "Di Due")
    add_person(app_sqlite, slots[0], "Em Nowhere")
    with app_sqlite.app_context():
        cancel(slots[0], 1, datetime.now(UTC), "organizer")
        last = db.session.query(PersonMailbox).order_by(PersonMailbox.person_id.desc()).first()
        db.session.delete(last)
        db.session.commit()
    lines = dict(
        re.findall(r"<bdi>([^<]+)</bdi></a>(.*?)</p></li>", desk.get(path).text.partition("Messages")[0])
    )
    assert "Given up" in lines["Ada &lt;b&gt;Example&lt;/b&gt;"]
    assert "550 no such mailbox" in lines["Ada &lt;b&gt;Example&lt;/b&gt;"]
    assert "To be tried again: " in lines["Bob Retry"]
    assert "Not due yet: rests until " in lines["Cy Settles"]
    assert lines["Di Due"].endswith("Due")
    assert lines["Em Nowhere"].endswith("No mailbox")
    assert "Not due yet: 1" in desk.get(path).text


def test_all_who_failed_are_told_again_by_one_button(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    path = f"/en/desk/slot/{slots[0]}/sent"
    assert "Tell all" not in desk.get(path).text
    add_person(app_sqlite, slots[0], "Bob")
    refuse(app_sqlite, "550 no such mailbox", failure=Failure.REFUSED)
    assert "Tell all 2 people again" in desk.get(path).text
    form = {"csrf_token": csrf(desk, path)}
    done = desk.post(path, data=form)
    assert (done.status_code, done.location) == (303, f"{path}?told=2#done")
    assert "2 people are told again, as it stands now." in desk.get(done.location).text
    again = desk.post(path, data=form)
    assert "Nobody is to be told again" in desk.get(again.location).text
    with app_sqlite.app_context():
        assert db.session.query(Message).filter_by(state="due").count() == 2
    tick(app_sqlite)
    assert "Not told of the present time" not in desk.get(path).text
    assert desk.post(path, data={}).status_code == 400
    assert desk.post(path.replace(slots[0], "nothing"), data=form).status_code == 404


def test_steward_sees_who_was_not_told_and_sends_nothing(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    refuse(app_sqlite, "550 no such mailbox", failure=Failure.REFUSED)
    client = sign_in(app_sqlite, client_sqlite, "steward")
    path = f"/en/desk/slot/{slots[0]}/sent"
    page = client.get(path).text
    assert "550 no such mailbox" in page
    assert "<button>Tell" not in page
    form = {"csrf_token": csrf(client, path)}
    assert client.post(path, data=form).status_code == 403


def test_rest_and_lateness_are_said(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    path = f"/en/desk/slot/{slots[0]}/sent"
    tick(app_sqlite)
    with app_sqlite.app_context():
        cancel(slots[0], 1, datetime.now(UTC), "organizer")
        rest(datetime.now(UTC), "organizer")
    assert "Nothing is sent since " in desk.get(path).text
    with app_sqlite.app_context():
        tick_notices(app_sqlite, datetime.now(UTC) + timedelta(minutes=11))
        db.session.query(Message).filter_by(state="due").update({"state": "too_late"})
        db.session.commit()
    page = desk.get(path).text
    assert "so it was dropped." in page
    assert "Tell 1 person again" in page
