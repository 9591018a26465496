"""What came back, as staff see it at the desk."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.formats.bounces import read_mail
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Audit, Mailbox, Message, Person
from meetings.services.bounces import keep
from tests.formats.test_bounces import OURS, sample
from tests.web.test_desk import csrf, desk, sign_in, slots

__all__ = ["desk", "slots"]
MARK = "Takes no mail since"


@pytest.fixture
def returned(app_sqlite: Flask, slots: list[str]) -> str:
    """Send Ada's confirmation, let it come back, with a complaint and a forged report; give the path of her page."""
    now = datetime.now(UTC)
    with app_sqlite.app_context():
        tick_notices(app_sqlite, now)
        tick_outbox(app_sqlite, now)
        message = db.session.query(Message).one().message_id.encode()
        person = db.session.query(Person).one().public_id
        db.session.rollback()
        later = now + timedelta(minutes=1)
        for name in ("odd-signs", "complaint"):
            keep(read_mail(sample(name).replace(OURS.encode(), message)), later)
        keep(read_mail(sample("qmail").replace(b"ada@", b"forged@")), later)
        keep(read_mail(sample("vacation")), later)
    return f"/en/desk/person/{person}"


def rows(page: str) -> list[str]:
    """Give the rows of the list of what came back, as text."""
    section = page.partition("<h2>Returned</h2>")[2].partition("</table>")[0]
    return [re.sub(r"<[^>]+>", " ", one) for one in section.split("<tr>")[2:]]


def test_latest_are_listed_known_and_unknown(desk: FlaskClient, returned: str) -> None:
    page = desk.get("/en/desk/mails").text
    found = rows(page)
    assert len(found) == 3
    (bounce,) = [one for one in found if "The address is marked." in one]
    assert "Ada" in bounce
    assert "ada@example.org" in bounce
    assert "5.1.1 550-5.1.1 =1+1 &lt;script&gt;" in bounce
    (complaint,) = [one for one in found if "Complaint" in one]
    assert "No more mails after sessions." in complaint
    (forged,) = [one for one in found if "Names no mail of ours; nothing follows." in one]
    assert "forged@example.org" in forged
    assert f'href="{returned}"' in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_nothing_came_back_is_said(desk: FlaskClient, slots: list[str]) -> None:
    assert "Nothing came back." in desk.get("/en/desk/mails").text


def test_list_is_held_to_fifty(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    with app_sqlite.app_context():
        for number in range(55):
            keep(read_mail(sample("no-message-id") + b"\n" * number), datetime.now(UTC))
    assert len(rows(desk.get("/en/desk/mails").text)) == 50


def test_mark_and_return_stand_where_staff_look(desk: FlaskClient, slots: list[str], returned: str) -> None:
    page = desk.get(returned).text
    assert MARK in page
    assert "Called a mail unwanted:" in page
    assert "<strong>Returned:</strong>" in page
    sent = desk.get(f"/en/desk/slot/{slots[0]}/sent").text
    assert "<strong>Returned:</strong>" in sent


def test_not_told_shows_the_mark(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], returned: str
) -> None:
    listed = desk.get(f"/en/desk/slot/{slots[0]}/sent").text.partition("Not told of the present time")[2]
    assert MARK in listed.partition("</ul>")[0]


def test_one_button_takes_the_mark_away_and_a_second_press_does_nothing(
    app_sqlite: Flask, desk: FlaskClient, returned: str
) -> None:
    page = desk.get(returned).text
    since = re.search(r'name="since" value="([^"]+)"', page)
    assert since is not None
    form = {"csrf_token": csrf(desk, returned), "address": "ada@example.org", "since": since[1]}
    for _time in range(2):
        done = desk.post(f"{returned}/address", data=form)
        assert (done.status_code, done.location) == (303, f"{returned}?done=works#done")
    page = desk.get(done.location).text
    assert "Noted: mails go to this address again." in page
    assert MARK not in page
    assert "This address works again" not in page
    assert "Called a mail unwanted:" in page
    with app_sqlite.app_context():
        assert db.session.query(Mailbox).one().failed_at is None
        assert db.session.query(Audit).filter_by(act="mailbox.works").count() == 1
    assert desk.post(f"{returned}/address", data=form | {"address": "bea@example.org"}).status_code == 404


def test_button_is_for_whoever_may_send_here(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str], returned: str
) -> None:
    steward = sign_in(app_sqlite, client_sqlite, "steward")
    page = steward.get(returned).text
    assert MARK in page
    assert "This address works again" not in page
    form = {"csrf_token": csrf(steward, returned), "address": "ada@example.org", "since": ""}
    assert steward.post(f"{returned}/address", data=form).status_code == 403
    assert steward.get("/en/desk/mails").status_code == 403
    here = sign_in(app_sqlite, app_sqlite.test_client(), "officer", programme="season")
    assert "This address works again" in here.get(returned).text
    assert here.get("/en/desk/mails").status_code == 403
