"""Mailers against a real server and real files."""

import socket
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.adapters.mail_files import FileMailer
from meetings.adapters.smtp import SmtpMailer
from meetings.domain.ports import Undeliverable
from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Message
from tests.conftest import make_app
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


@pytest.mark.parametrize(("answer", "permanent"), [("550 no such box", True), ("451 later", False)])
def test_refusal_says_whether_trying_again_may_help(smtp_server: Any, answer: str, permanent: bool) -> None:
    mailer = SmtpMailer(smtp_server.url)
    smtp_server.answer = answer
    with pytest.raises(Undeliverable) as caught:
        mailer.send(MESSAGE, "meetings@example.org", "nobody@example.org")
    assert caught.value.permanent is permanent
    assert answer in str(caught.value)
    smtp_server.answer = "250 OK"
    mailer.send(MESSAGE, "meetings@example.org", "somebody@example.org")
    mailer.close()


def test_server_that_is_away_is_tried_again() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Undeliverable) as caught:
        SmtpMailer(f"smtp://127.0.0.1:{port}").send(MESSAGE, "a@example.org", "b@example.org")
    assert not caught.value.permanent


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
        db.session.rollback()
        db.engine.dispose()
    assert smtp_server.messages == []
    assert len(list(tmp_path.glob("mail/*.eml"))) == (1 if demonstration else 0)
