"""From a mail that leaves to the mark its return leaves, and what follows; on both stores."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.formats.bounces import read_mail
from meetings.jobs import end, tick_inbound, tick_notices, tick_outbox
from meetings.models import Audit, Inbound, Mailbox, Message, OptOut, PersonMailbox, Programme
from meetings.queries.changes import not_told
from meetings.services.bounces import keep, works_again
from meetings.services.people import find_or_add_mailbox
from meetings.services.resending import send_again
from tests.conftest import make_app
from tests.factories import NOW, make_session, make_slot, make_topic, register_somebody
from tests.formats.test_bounces import OURS, sample
from tests.mail.test_followups import HOUR, OVER, held, record
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, world
from tests.services.test_races import together

__all__ = ["world"]
ADA = {"name": "Ada Example", "email": "ada@example.org"}
FILES = 12


def report(name: str, mail: EmailMessage | str, **changes: str) -> bytes:
    """Give a report about a mail of ours, with words replaced: `old="new"` by pairs of a name and its value."""
    message_id = mail if isinstance(mail, str) else str(mail["Message-ID"])
    raw = sample(name).replace(OURS.encode(), message_id.encode())
    for old, new in changes.items():
        raw = raw.replace(old.encode(), new.encode())
    return raw


def came(raw: bytes, now: datetime) -> bool:
    return keep(read_mail(raw), now)


def mailbox(address: str = "ada@example.org") -> Mailbox:
    db.session.rollback()
    return db.session.scalars(select(Mailbox).where(Mailbox.address_key == address)).one()


def rows() -> list[tuple[str, str, bool, bool]]:
    """Give what was kept: kind, address, whether it is about a mail of ours, whether it marked."""
    db.session.rollback()
    found = db.session.scalars(select(Inbound).order_by(Inbound.received_at, Inbound.key))
    return [(one.kind, one.address, one.message_id is not None, one.handled) for one in found]


def confirmed(world: World, **person: str) -> tuple[str, EmailMessage]:
    """Register Ada, and give her slot and the mail that confirms."""
    _topic, (first, _second) = make_topic()
    register_somebody(first, **(ADA | person))
    (mail,) = world.tick(NOW)
    return first, mail


@pytest.mark.parametrize("name", ["postfix", "exchange", "qmail", "exim", "arabic", "odd-signs"])
def test_bounce_marks_the_mailbox_once(world: World, name: str) -> None:
    _slot, mail = confirmed(world)
    raw = report(name, mail)
    assert [came(raw, NOW + MINUTE), came(raw, NOW + DAY)] == [True, False]
    marked = mailbox()
    assert marked.failed_at == NOW + MINUTE
    assert marked.failed_reason
    assert marked.complained_at is None
    assert [row[0::3] for row in rows()] == [("bounce", True)]
    assert came(report(name, mail) + b"\n", NOW + DAY)  # the same, written anew
    assert mailbox().failed_at == NOW + MINUTE
    assert [row[3] for row in rows()] == [True, False]


FORGED = {
    "an id that is not ours": report("postfix", "<guessed@meetings.example.org>"),
    "no id": sample("no-message-id"),
    "nothing": b"",
    "an empty id": report("postfix", "<>"),
}


@pytest.mark.parametrize("name", FORGED)
def test_report_that_names_no_mail_of_ours_is_only_kept(world: World, name: str) -> None:
    confirmed(world)
    assert came(FORGED[name], NOW + MINUTE)
    assert mailbox().failed_at is None
    assert [row[2:] for row in rows()] == [(False, False)]


@pytest.mark.parametrize(
    ("name", "changes", "kind"),
    [
        ("postfix", {"ada@example.org": "bea@example.org", "Ada@example.org": "bea@example.org"}, "bounce"),
        ("postfix", {"5.1.1": "5.2.2"}, "bounce"),
        ("postfix", {"5.1.1": "5.7.1"}, "bounce"),
        ("postfix", {"5.1.1": "4.4.7"}, "bounce"),
        ("delayed", {}, "delayed"),
        ("vacation", {}, "answer"),
    ],
)
def test_report_that_is_not_of_this_mailbox_for_good_marks_nothing(
    world: World, name: str, changes: dict[str, str], kind: str
) -> None:
    _slot, mail = confirmed(world)
    register_somebody(
        make_slot(make_session(db.session.query(Programme).one(), "other")).id,
        session="other",
        name="Bea Example",
        email="bea@example.org",
    )
    came(report(name, mail, **changes), NOW + MINUTE)
    assert (mailbox().failed_at, mailbox("bea@example.org").failed_at) == (None, None)
    assert [(row[0], *row[2:]) for row in rows()] == [(kind, True, False)]


def test_late_report_marks_nothing(world: World) -> None:
    _slot, mail = confirmed(world)
    came(report("postfix", mail), NOW + 31 * DAY)
    assert mailbox().failed_at is None


def test_reason_is_kept_short_and_inert(world: World) -> None:
    _slot, mail = confirmed(world)
    came(report("odd-signs", mail), NOW + MINUTE)
    reason = mailbox().failed_reason
    assert reason == "550-5.1.1 =1+1 <script>alert(1)</script> gnp.exe [31m 550 5.1.1 gone"


def test_complaint_stops_mails_after_sessions_and_no_others(world: World) -> None:
    slot = held(world)
    mail = next(
        one
        for one in map(
            str,
            db.session.scalars(
                select(Message.message_id)
                .join(Message.mailbox)
                .where(Mailbox.address_key == "ada@example.org")
                .order_by(Message.created_at)
            ),
        )
    )
    for _time in range(2):
        came(report("complaint", mail), OVER)
    assert mailbox().complained_at == OVER
    assert mailbox().failed_at is None
    assert sorted(db.session.scalars(select(OptOut.scope))) == ["news", "recordings", "surveys"]
    record(slot, world)
    assert [str(one["To"]).split()[0] for one in world.tick(OVER + HOUR)] == ["Bea"]
    later = make_slot(make_session(db.session.query(Programme).one(), "second"), OVER + 3 * DAY).id
    register_somebody(later, session="second", now=OVER + 2 * HOUR, **ADA)
    assert len(world.tick(OVER + 2 * HOUR)) == 1
    assert len(world.tick(OVER + 2 * DAY)) == 1  # the reminder


def test_failed_mailbox_is_not_chosen_while_another_stands(world: World) -> None:
    slot, mail = confirmed(world)
    came(report("postfix", mail), NOW + MINUTE)
    add_address("other@example.org")
    move_slot(slot, 1, NOW + MINUTE)
    (told,) = world.tick(NOW + 12 * MINUTE)
    assert told["To"].addresses[0].addr_spec == "other@example.org"
    came(report("postfix", told, **{"Ada@example.org": "other@example.org"}), NOW + 13 * MINUTE)
    move_slot(slot, 1, NOW + 14 * MINUTE)
    assert world.tick(NOW + 26 * MINUTE) == []


def add_address(address: str) -> None:
    """Let Ada be reached at one more address, which is younger than her first."""
    person = db.session.scalars(select(PersonMailbox)).one()
    person_id, key = person.person_id, person.name_key
    number = find_or_add_mailbox(address, NOW)
    db.session.add(PersonMailbox(mailbox_id=number, name_key=key, person_id=person_id))
    db.session.commit()


def test_only_what_was_asked_for_leaves_to_a_failed_mailbox(world: World) -> None:
    slot, mail = confirmed(world)
    came(report("postfix", mail), NOW + MINUTE)
    move_slot(slot, 1, NOW + MINUTE)
    assert world.tick(NOW + 12 * MINUTE) == []
    given_up = db.session.scalars(select(Message).where(Message.state == "given_up")).one()
    assert given_up.error == "the mailbox refuses mail since 2026-11-24 09:01 UTC"
    assert given_up.attempts == 0
    missing = not_told(slot)
    assert (len(missing), missing[0].failed_at, missing[0].address) == (1, NOW + MINUTE, "ada@example.org")
    registration = given_up.notices[0].registration_id
    db.session.rollback()
    second = make_slot(make_session(db.session.query(Programme).one(), "second")).id
    register_somebody(second, session="second", now=NOW + HOUR, **ADA)
    assert len(world.tick(NOW + HOUR)) == 1
    how = {"now": NOW + 2 * HOUR, "actor": "user:1", "host": "meetings.example.org"}
    send_again(str(registration), "ada@example.org", "en", **how)  # type: ignore[arg-type]
    assert len(world.tick(NOW + 2 * HOUR)) == 1
    assert not_told(slot) == []


def test_whose_mail_came_back_is_not_told(world: World) -> None:
    slot, mail = confirmed(world)
    assert not_told(slot) == []
    came(report("postfix", mail, **{"5.1.1": "5.2.2"}), NOW + MINUTE)
    missing = not_told(slot)
    assert (len(missing), missing[0].facts.state, missing[0].failed_at) == (1, "sent", None)


def test_address_works_again_when_staff_say_so(world: World) -> None:
    slot, mail = confirmed(world)
    came(report("postfix", mail), NOW + MINUTE)
    since = (NOW + MINUTE).isoformat()
    assert not works_again("ada@example.org", NOW.isoformat(), NOW + HOUR, "user:1")
    assert mailbox().failed_at is not None
    pressed = [works_again("Ada@example.org", since, NOW + HOUR, "user:1") for _time in range(2)]
    assert pressed == [True, False]
    assert (mailbox().failed_at, mailbox().failed_reason) == (None, None)
    audit = db.session.scalars(select(Audit).where(Audit.act == "mailbox.works")).one()
    assert (audit.actor, audit.before) == ("user:1", {"failed_at": since})
    assert came(report("postfix", mail) + b"\n", NOW + 2 * HOUR)  # the same bounce again marks nothing
    assert mailbox().failed_at is None
    move_slot(slot, 1, NOW + 2 * HOUR)
    (told,) = world.tick(NOW + 2 * HOUR + 12 * MINUTE)
    came(report("postfix", told), NOW + 3 * HOUR)
    assert mailbox().failed_at == NOW + 3 * HOUR
    assert not works_again("nobody@example.org", since, NOW, "user:1")


def drop(world: World, name: str, raw: bytes) -> Path:
    """Lay a mail into the watched folder, as a program does that is done with it."""
    folder = Path(world.app.config["INSTANCE"]) / "inbound" / "new"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(raw)
    return path


def test_folder_is_read_and_emptied(world: World) -> None:
    _slot, mail = confirmed(world)
    drop(world, "bounce", report("postfix", mail))
    drop(world, "again", report("postfix", mail))
    drop(world, "garbage", sample("garbage"))
    folder = Path(world.app.config["INSTANCE"]) / "inbound"
    (folder / "new" / "link").symlink_to("/etc/hostname")
    tick_inbound(world.app, NOW + MINUTE)
    tick_inbound(world.app, NOW + 2 * MINUTE)
    assert sorted(row[0] for row in rows()) == ["answer", "bounce"]
    assert mailbox().failed_at == NOW + MINUTE
    assert [len(list((folder / name).iterdir())) for name in ("new", "taken", "refused")] == [0, 0, 1]


def test_mail_of_fifty_megabytes_costs_its_head(world: World) -> None:
    _slot, mail = confirmed(world)
    path = drop(world, "long", report("postfix", mail))
    with path.open("ab") as file:
        file.truncate(50_000_000)
    tick_inbound(world.app, NOW + MINUTE)
    assert mailbox().failed_at == NOW + MINUTE


def test_two_ticks_at_once_count_once(app: Flask) -> None:
    with app.app_context():
        world = World(app)
        _slot, mail = confirmed(world)
    for number in range(FILES):
        drop(world, str(number), report("postfix", mail) + b"\n" * (number % (FILES // 2)))
    together(app, [lambda: tick_inbound(app, NOW + MINUTE)] * 4, 4)
    with app.app_context():
        found = rows()
        assert len(found) == FILES // 2
        assert [row[3] for row in found].count(True) >= 1
        assert mailbox().failed_at == NOW + MINUTE
        db.session.rollback()
    assert list((Path(app.config["INSTANCE"]) / "inbound" / "taken").iterdir()) == []


def test_mail_stays_in_the_folder_while_the_store_is_away(world: World) -> None:
    _slot, mail = confirmed(world)
    drop(world, "bounce", report("postfix", mail))
    db.session.execute(db.text("ALTER TABLE inbound RENAME TO away"))
    db.session.commit()
    with pytest.raises(Exception, match="inbound"):
        tick_inbound(world.app, NOW + MINUTE)
    db.session.rollback()
    db.session.execute(db.text("ALTER TABLE away RENAME TO inbound"))
    db.session.commit()
    tick_inbound(world.app, NOW + 2 * MINUTE)
    assert mailbox().failed_at == NOW + 2 * MINUTE


def test_two_people_at_a_mailbox_are_both_without_mail(world: World) -> None:
    slot, mail = confirmed(world)
    register_somebody(slot, name="Bea Example", email="ada@example.org")
    world.tick(NOW)
    came(report("postfix", mail), NOW + MINUTE)
    assert world.tick(NOW + DAY) == []
    states = db.session.scalars(select(Message.state).where(Message.created_at > NOW)).all()
    assert states == ["given_up", "given_up"]


def test_mails_say_where_bounces_go_back_to(store_sqlite: str, tmp_path: Path, smtp_server: Any) -> None:
    app = make_app(store_sqlite, tmp_path, SMTP_URL=smtp_server.url, BOUNCES="bounces@example.org")
    with app.app_context():
        _topic, (first, _second) = make_topic()
        register_somebody(first, **ADA)
        tick_notices(app, NOW)
        tick_outbox(app, NOW)
        end(app)
        db.engine.dispose()
    (mail,) = smtp_server.messages
    assert (mail.mail_from, mail.rcpt_tos) == ("bounces@example.org", ["ada@example.org"])
    assert b"<meetings@example.org>" in mail.content
