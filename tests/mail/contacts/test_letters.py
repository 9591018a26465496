"""Mails that carry letters: To and Cc for all to see, tried again, given up, returned; on both stores."""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.jobs import end, tick_notices, tick_outbox
from meetings.models import Mailbox, Message
from meetings.queries.contacts.letter_offices import RecipientShown, recipients
from meetings.queries.contacts.letters import letter_lines
from meetings.services.contacts.letter_sending import send
from tests.conftest import MailServer, make_app
from tests.contacts import make_contact
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.letters import SIGNER, make_channel, make_letter, make_parties, revision
from tests.mail.test_bounces import came, report
from tests.mail.test_outbox import DAY, MINUTE, World, world

__all__ = ["world"]


def sent_letter() -> str:
    """Send a letter to Kenya, whose focal point and mission get copies."""
    make_slot(make_session(make_programme(), "topic", title={"en": "Mercury trade"}), NOW + 9 * DAY)
    make_parties(KE="Kenya")
    make_channel("KE")
    make_contact("Second channel", "official_channel", email="second@example.org", country="KE")
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    return letter_id


def line(letter_id: str) -> RecipientShown:
    db.session.rollback()
    (found,) = recipients(letter_id)
    return found


def reached(letter_id: str) -> int:
    db.session.rollback()
    return next(one.reached for one in letter_lines(5) if one.id == letter_id)


def addresses(mail: EmailMessage, header: str) -> list[str]:
    return [one.addr_spec for one in mail[header].addresses]


def test_one_mail_goes_to_a_government_with_to_and_copies_seen(world: World) -> None:
    letter_id = sent_letter()
    (mail,) = world.tick(NOW)
    assert world.tick(NOW + MINUTE) == []
    assert addresses(mail, "To") == ["channel-ke@example.org", "second@example.org"]
    assert addresses(mail, "Cc") == ["focal-ke@example.org", "mission-ke@example.org"]
    assert mail["Subject"] == "MC/ES/2026/1: Sessions of Minamata Online"
    assert mail["Content-Language"] == "en"
    kinds = [one.get_content_type() for one in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Dear \u2068Ministry of KE\u2069," in text
    assert "/me/" not in text
    assert (line(letter_id).state, reached(letter_id)) == ("sent", 1)


def test_corrected_address_gets_it_and_the_old_one_does_not(world: World) -> None:
    letter_id = sent_letter()
    tick_notices(world.app, NOW)
    corrected = Mailbox(address="right@example.org", address_key="right@example.org", created_at=NOW)
    db.session.add(corrected)
    db.session.flush()
    (row,) = db.session.scalars(db.select(Message))
    row.mailbox_id = corrected.id  # as services/correcting does with what has not left
    db.session.commit()
    (mail,) = world.tick(NOW)
    assert addresses(mail, "To") == ["right@example.org", "second@example.org"]
    assert "Dear \u2068Ministry of KE\u2069," in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [one["address"] for one in line(letter_id).to] == ["right@example.org", "second@example.org"]


@pytest.fixture
def relayed(store: str, tmp_path: Path, smtp_server: MailServer) -> Any:
    app = make_app(store, tmp_path, SMTP_URL=smtp_server.url)
    with app.app_context():
        yield app
        end(app)
        db.session.remove()
        db.engine.dispose()


def tick(app: Flask, at: Any) -> None:
    for _time in range(2):
        tick_notices(app, at)
        tick_outbox(app, at)


def test_copy_that_is_refused_is_said_and_the_rest_is_sent_once(
    relayed: Flask, smtp_server: MailServer
) -> None:
    letter_id = sent_letter()
    smtp_server.refused = {"focal-ke@example.org": "550 no such box"}
    tick(relayed, NOW)
    assert [one.rcpt_tos for one in smtp_server.messages] == [
        ["channel-ke@example.org", "second@example.org", "mission-ke@example.org"]
    ]
    assert (line(letter_id).state, line(letter_id).refused) == ("sent", ("focal-ke@example.org",))


def test_mail_that_was_not_taken_is_tried_again_whole(relayed: Flask, smtp_server: MailServer) -> None:
    letter_id = sent_letter()
    smtp_server.data_answer = "451 later"
    tick(relayed, NOW)
    assert (line(letter_id).state, smtp_server.messages) == ("retry", [])
    smtp_server.data_answer = "250 OK"
    tick(relayed, NOW + 10 * MINUTE)
    tick(relayed, NOW + 20 * MINUTE)
    assert [len(one.rcpt_tos) for one in smtp_server.messages] == [4]
    assert line(letter_id).state == "sent"


def test_channel_that_is_refused_is_not_reached_and_nobody_gets_a_copy(
    relayed: Flask, smtp_server: MailServer
) -> None:
    letter_id = sent_letter()
    smtp_server.refused = {"channel-ke@example.org": "550 no such box"}
    tick(relayed, NOW)
    assert smtp_server.messages == []
    assert (line(letter_id).state, reached(letter_id)) == ("given_up", 0)


@pytest.mark.parametrize(
    ("address", "state", "refused", "count"),
    [
        ("channel-ke@example.org", "returned", (), 0),
        ("focal-ke@example.org", "sent", ("focal-ke@example.org",), 1),
    ],
)
def test_what_comes_back_marks_the_mailbox_it_is_about(
    world: World, address: str, state: str, refused: tuple[str, ...], count: int
) -> None:
    letter_id = sent_letter()
    (mail,) = world.tick(NOW)
    raw = report("postfix", mail, **{"ada@example.org": address, "Ada@example.org": address})
    assert came(raw, NOW + MINUTE)
    found = line(letter_id)
    assert (found.state, found.refused, reached(letter_id)) == (state, refused, count)
    failed = db.session.scalars(db.select(Mailbox.address).where(Mailbox.failed_at.is_not(None))).all()
    assert failed == [address]
    assert len(db.session.scalars(db.select(Message)).all()) == 1


def test_name_of_a_contact_turns_nothing_around_it(world: World) -> None:
    make_slot(make_session(make_programme(), "topic", title={"en": "Mercury trade"}), NOW + 9 * DAY)
    make_parties(KE="Kenya")
    channel, focal = (f"{one} \u202egro.elpmaxe" for one in ("Channel", "Focal"))
    make_contact(channel, "official_channel", email="channel@example.org", country="KE")
    make_contact(focal, "focal_point", email="focal@example.org", country="KE")
    letter_id = make_letter("signed")
    send(letter_id, revision(letter_id), NOW, SIGNER)
    (mail,) = world.tick(NOW)
    assert [one.display_name for one in mail["To"].addresses] == ["Channel gro.elpmaxe"]
    assert [one.display_name for one in mail["Cc"].addresses] == ["Focal gro.elpmaxe"]
