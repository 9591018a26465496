"""After a session: thanks and the recording, once, to whom they belong; on both stores."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask

from meetings.extensions import db
from meetings.models import Attendance, Person, Place, Programme
from meetings.services.recordings import put_recording
from meetings.services.registrations import cancel
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody
from tests.mail.test_outbox import DAY, MINUTE, World, parts, world

__all__ = ["world"]
START, HOUR = NOW + 2 * DAY, timedelta(hours=1)
OVER = START + 90 * MINUTE
RECORDING = "https://example.org/recordings/topic"


def held(world: World) -> str:
    """Store a session that two people registered for, of whom Ada came, and one who cancelled; give its slot."""
    session = make_session(make_programme())
    slot = make_slot(session, START).id
    ada = register_somebody(slot, name="Ada Example", email="ada@example.org")
    register_somebody(slot, name="Bea Example", email="bea@example.org", language="ar")
    gone = register_somebody(slot, name="Cai Example", email="cai@example.org")
    cancel(gone.id, NOW, "person")
    db.session.query(Place).update({"told_version": 1})
    db.session.add(Attendance(slot_id=slot, joined_at=START, person_id=ada.person_id, registration_id=ada.id))
    db.session.commit()
    world.tick(OVER)
    return slot


def record(slot: str, world: World) -> None:
    put_recording(slot, "en", RECORDING, [], 0, OVER, "organizer")


def test_thanks_and_recording_go_once_to_whom_they_belong(world: World) -> None:
    slot = held(world)
    assert world.tick(OVER + 2 * HOUR) == []
    record(slot, world)
    assert world.tick(OVER + HOUR - MINUTE) == []
    mails = {str(mail["To"]).split()[0]: mail for mail in world.tick(OVER + HOUR)}
    assert set(mails) == {"Ada", "Bea"}
    assert mails["Ada"]["Subject"] == "Thank you: Session topic"
    text, html, calendar = parts(mails["Ada"])
    assert "/en/season/topic/" in text
    assert "/join/" not in text + html
    assert "Get the certificate" in text
    assert "Get the certificate" in html
    assert calendar == ""
    assert "شهادة" not in "".join(parts(mails["Bea"])[:2])
    assert mails["Bea"]["Content-Language"] == "ar"
    assert world.tick(OVER + 2 * DAY) == []


def test_one_press_stops_them_and_opening_the_link_does_not(world: World) -> None:
    slot = held(world)
    record(slot, world)
    mails = {str(mail["To"]).split()[0]: mail for mail in world.tick(OVER + HOUR)}
    mail = mails["Ada"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    client = world.app.test_client()
    for _time in range(2):
        assert "Send me no more of them" in client.get(path).text
        assert client.head(path).status_code == 200
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "Send them again" in client.get(path).text
    second = make_slot(make_session(db.session.query(Programme).one(), "second"), START + DAY).id
    ada = register_somebody(second, session="second", name="Ada Example", email="ada@example.org", now=OVER)
    assert len(world.tick(OVER)) == 1  # about one's own registration mails still come
    db.session.add(Attendance(slot_id=second, joined_at=START + DAY, person_id=ada.person_id))
    db.session.commit()
    record(second, world)
    assert world.tick(OVER + DAY + HOUR) == []
    assert client.post(path, data={"act": "again"}).status_code == 303
    assert len(world.tick(OVER + DAY + 2 * HOUR)) == 0  # what was withdrawn stays so
    assert client.get("/en/stop/nothing").status_code == 404


def test_recording_after_a_week_is_told_to_nobody(world: World) -> None:
    slot = held(world)
    record(slot, world)
    assert world.tick(OVER + 7 * DAY + MINUTE) == []


def test_recording_taken_away_again_is_told_to_nobody(world: World) -> None:
    slot = held(world)
    record(slot, world)
    put_recording(slot, "en", "", [], 1, OVER, "organizer")
    assert world.tick(OVER + HOUR) == []


def test_erased_before_sending_gets_nothing(world: World, app: Flask) -> None:
    slot = held(world)
    record(slot, world)
    ada = db.session.query(Person).filter_by(name="Ada Example").one()
    for one in list(ada.mailboxes):
        db.session.delete(one)
    ada.erased_at = OVER
    db.session.commit()
    assert [str(mail["To"]).split()[0] for mail in world.tick(OVER + HOUR)] == ["Bea"]
