"""Mailers against a real server and real files."""

import base64
import re
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dkim
import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import select

from meetings.adapters.dkim import SigningMailer
from meetings.adapters.mail_files import FileMailer
from meetings.adapters.smtp import SmtpMailer, Wire
from meetings.domain.messages import Failure
from meetings.domain.ports import Undeliverable
from meetings.extensions import db
from meetings.jobs import end, tick_notices, tick_outbox
from meetings.models import Message
from tests.conftest import mail_server, make_app
from tests.factories import NOW, make_programme, make_session, make_slot, register, request_for, somebody

MESSAGE = b"Message-ID: <abc@example.org>\r\nSubject: Hello\r\n\r\nWords: \xd0\xb4\xd0\xb0\r\n"


def test_messages_share_a_connection(smtp_server: Any) -> None:
    mailer = SmtpMailer(smtp_server.url)
    for number in range(3):
        mailer.send(MESSAGE, "meetings@example.org", f"person{number}@example.org")
    mailer.close()
    assert [one.rcpt_tos for one in smtp_server.messages] == [
        [f"person{number}@example.org"] for number in range(3)
    ]
    assert smtp_server.messages[0].content.rstrip() == MESSAGE.rstrip()


REFUSALS = [
    ("answer", "550 no such box", Failure.REFUSED),
    ("answer", "450 greylisted", Failure.DEFERRED),
    ("answer", "451 later", Failure.DEFERRED),
    ("answer", "451 4.7.28 too many from you", Failure.THROTTLED),
    ("answer", "421 4.7.0 too busy", Failure.THROTTLED),
    ("answer", "DROP", Failure.AWAY),
    ("data_answer", "554 not this", Failure.REFUSED),
    ("data_answer", "451 later", Failure.DEFERRED),
    ("data_answer", "DROP", Failure.UNSURE),
    ("sender_answer", "550 not you", Failure.AWAY),
    ("sender_answer", "451 later", Failure.AWAY),
]


@pytest.mark.parametrize(("when", "answer", "failure"), REFUSALS)
def test_refusal_says_what_follows(smtp_server: Any, when: str, answer: str, failure: Failure) -> None:
    mailer = SmtpMailer(smtp_server.url)
    mailer.send(MESSAGE, "meetings@example.org", "first@example.org")
    setattr(smtp_server, when, answer)
    with pytest.raises(Undeliverable) as caught:
        mailer.send(MESSAGE, "meetings@example.org", "nobody@example.org")
    assert caught.value.failure is failure
    if answer != "DROP":
        assert answer in str(caught.value)
    setattr(smtp_server, when, "250 OK")
    mailer.send(MESSAGE, "meetings@example.org", "somebody@example.org")
    mailer.close()
    assert smtp_server.messages[-1].rcpt_tos == ["somebody@example.org"]


def test_connection_that_was_ended_meanwhile_is_opened_again(smtp_server: Any) -> None:
    mailer = SmtpMailer(smtp_server.url)
    mailer.send(MESSAGE, "meetings@example.org", "first@example.org")
    assert mailer.connection is not None
    assert mailer.connection.sock is not None
    mailer.connection.sock.shutdown(socket.SHUT_RDWR)
    mailer.send(MESSAGE, "meetings@example.org", "second@example.org")
    mailer.close()
    assert (len(smtp_server.messages), smtp_server.connections) == (2, 2)


def test_server_that_is_away_says_nothing_of_the_message() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Undeliverable) as caught:
        SmtpMailer(f"smtp://127.0.0.1:{port}").send(MESSAGE, "a@example.org", "b@example.org")
    assert caught.value.failure is Failure.AWAY


def test_server_that_hangs_is_left_after_a_while() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        url = f"smtp://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(Undeliverable) as caught:
            SmtpMailer(url, Wire(patience_seconds=0.2)).send(MESSAGE, "a@example.org", "b@example.org")
    assert caught.value.failure is Failure.AWAY


@pytest.mark.parametrize(
    ("certificate", "tls", "is_sent"),
    [
        ("good", "checked", True),
        ("good", "needed", True),
        ("expired", "checked", False),
        ("other", "checked", False),
        ("stranger", "checked", False),
        ("expired", "unchecked", True),
        (None, "checked", True),
        (None, "needed", False),
    ],
)
def test_certificate_must_hold(tmp_path: Path, certificate: str | None, tls: str, is_sent: bool) -> None:
    authority, settings = trustme.CA(), {}
    authorities = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(authorities))
    if certificate:
        settings = {"tls_context": tls_context(authority, certificate)}
    with mail_server(**settings) as server:
        mailer = SmtpMailer(server.url, Wire(tls=tls, authorities=authorities))
        if is_sent:
            mailer.send(MESSAGE, "a@example.org", "b@example.org")
        else:
            with pytest.raises(Undeliverable) as caught:
                mailer.send(MESSAGE, "a@example.org", "b@example.org")
            assert caught.value.failure is Failure.AWAY
            assert re.search("certificate|STARTTLS", str(caught.value))
        mailer.close()
        assert len(server.messages) == is_sent


def tls_context(authority: trustme.CA, certificate: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    issuer = trustme.CA() if certificate == "stranger" else authority
    name = "mail.example.org" if certificate == "other" else "127.0.0.1"
    dates = {"not_before": past, "not_after": past + timedelta(days=30)} if certificate == "expired" else {}
    issuer.issue_cert(name, **dates).configure_cert(context)  # type: ignore[arg-type]
    return context


def test_addresses_in_any_script_need_a_server_that_takes_them() -> None:
    with mail_server(enable_SMTPUTF8=True) as server:
        mailer = SmtpMailer(server.url)
        mailer.send(MESSAGE, "meetings@example.org", "почта@example.org")
        mailer.close()
        assert server.messages[0].rcpt_tos == ["почта@example.org"]
    with mail_server(enable_SMTPUTF8=False) as server:
        mailer = SmtpMailer(server.url)
        with pytest.raises(Undeliverable) as caught:
            mailer.send(MESSAGE, "meetings@example.org", "почта@example.org")
        assert caught.value.failure is Failure.REFUSED
        mailer.close()


def test_mails_can_be_signed(smtp_server: Any, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    asked = []

    def answer(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    message = MESSAGE.replace(b"Subject", b"From: meetings@example.org\r\nSubject")
    mailer = SigningMailer(SmtpMailer(smtp_server.url), "example.org", "season", path)
    mailer.send(message, "meetings@example.org", "b@example.org")
    mailer.close()
    sent = smtp_server.messages[0].original_content
    assert dkim.verify(sent, dnsfunc=answer)
    assert asked == [b"season._domainkey.example.org."]
    assert not dkim.verify(sent.replace(b"Hello", b"Hallo"), dnsfunc=answer)
    path.write_text("no key")
    with pytest.raises(Undeliverable) as caught:
        SigningMailer(SmtpMailer(smtp_server.url), "example.org", "season", path).send(
            message, "meetings@example.org", "b@example.org"
        )
    assert caught.value.failure is Failure.AWAY


def test_files_are_whole_and_never_overwritten(tmp_path: Path) -> None:
    mailer = FileMailer(tmp_path / "mail")
    for _time in range(2):
        mailer.send(MESSAGE, "a@example.org", "b@example.org")
    names = sorted(path.name for path in (tmp_path / "mail").iterdir())
    assert names == ["abc-example-org-1.eml", "abc-example-org.eml"]
    assert (tmp_path / "mail" / names[0]).read_bytes() == MESSAGE


def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    with pytest.raises(Undeliverable):
        FileMailer(tmp_path / "mail").send(MESSAGE, "a@example.org", "b@example.org")


@pytest.mark.parametrize("demonstration", [True, False])
def test_outbox_meets_the_server_and_demonstrations_only_files(
    store_sqlite: str, tmp_path: Path, smtp_server: Any, demonstration: bool
) -> None:
    app: Flask = make_app(store_sqlite, tmp_path, SMTP_URL=smtp_server.url)
    with app.app_context():
        slot = make_slot(make_session(make_programme(demonstration=demonstration)))
        keys = app.extensions["outside"].keys
        register(request_for(somebody(), slot.id), NOW, keys)
        smtp_server.answer = "451 later"
        tick_notices(app, NOW)
        tick_outbox(app, NOW)
        states = db.session.scalars(select(Message.state)).all()
        assert states == (["sent"] if demonstration else ["retry"])
        db.session.rollback()
        smtp_server.answer = "550 never"
        later = db.session.scalars(select(Message.due_at)).one()
        db.session.rollback()
        tick_outbox(app, later)
        states = db.session.scalars(select(Message.state)).all()
        assert states == (["sent"] if demonstration else ["given_up"])
        end(app)
        db.engine.dispose()
    assert smtp_server.messages == []
    assert len(list(tmp_path.glob("mail/*.eml"))) == (1 if demonstration else 0)


def test_message_goes_once_to_its_recipient_and_to_copies(smtp_server: Any) -> None:
    mailer = SmtpMailer(smtp_server.url)
    copies = ["second@example.org", "third@example.org", "örtlich@example.org"]
    refused = mailer.send(MESSAGE, "meetings@example.org", "first@example.org", copies)
    mailer.close()
    (taken,) = smtp_server.messages
    assert taken.rcpt_tos == ["first@example.org", *copies][: len(taken.rcpt_tos)]
    assert refused == tuple(copies[len(taken.rcpt_tos) - 1 :])


def test_copy_that_is_not_taken_does_not_hold_up_the_message(smtp_server: Any) -> None:
    smtp_server.refused = {"second@example.org": "550 no such box"}
    mailer = SmtpMailer(smtp_server.url)
    copies = ["second@example.org", "third@example.org"]
    assert mailer.send(MESSAGE, "meetings@example.org", "first@example.org", copies) == (
        "second@example.org",
    )
    mailer.close()
    assert [one.rcpt_tos for one in smtp_server.messages] == [["first@example.org", "third@example.org"]]
