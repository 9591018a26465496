"""Sending with a real server that misbehaves: nothing is lost, and nothing is tried where it cannot help."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from meetings.extensions import db
from meetings.jobs import end, tick_beat, tick_notices, tick_outbox, worker_of
from meetings.models import Heartbeat, Message
from meetings.services.outbox import claim, let_go, mark_sent
from tests.conftest import MailServer, make_app
from tests.factories import NOW, make_topic, register_somebody

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def relayed(store: str, tmp_path: Path, smtp_server: MailServer) -> Iterator[Flask]:
    """Give an application whose mail goes to `smtp_server`, in a context, with a session to register for."""
    app = make_app(store, tmp_path, SMTP_URL=smtp_server.url)
    with app.app_context():
        make_topic()
        yield app
        db.session.remove()
        end(app)
        db.session.remove()
        db.engine.dispose()


def due(app: Flask, *addresses: str) -> None:
    for number, address in enumerate(addresses):
        register_somebody(name=f"Person {number}", email=address)
    tick_notices(app, NOW)


def rows() -> list[tuple[str, int, str | None]]:
    db.session.rollback()
    found = db.session.query(Message).order_by(Message.created_at, Message.message_id).all()
    return [(one.state, one.attempts, one.error) for one in found]


def taken(server: MailServer) -> list[str]:
    return [one.rcpt_tos[0] for one in server.messages]


def test_relay_that_is_away_counts_no_attempt_and_is_left_alone(
    relayed: Flask, smtp_server: MailServer
) -> None:
    due(relayed, "a@example.org", "b@example.org")
    smtp_server.sender_answer = "451 not now"
    tick_outbox(relayed, NOW)
    assert [(state, attempts) for state, attempts, _error in rows()] == [("due", 0)] * 2
    tick_outbox(relayed, NOW + 4 * SECOND)
    assert smtp_server.connections == 1
    tick_beat(relayed, NOW)
    assert "451 not now" in db.session.query(Heartbeat).one().troubles["mail"]
    tick_outbox(relayed, NOW + 9 * SECOND)  # a slow machine takes some of them to send
    assert smtp_server.connections == 2
    smtp_server.sender_answer = "250 OK"
    tick_outbox(relayed, NOW + 16 * SECOND)
    assert taken(smtp_server) == []  # the second rest is longer
    tick_outbox(relayed, NOW + 40 * SECOND)
    assert sorted(taken(smtp_server)) == ["a@example.org", "b@example.org"]
    tick_beat(relayed, NOW + MINUTE)
    db.session.rollback()
    assert db.session.query(Heartbeat).one().troubles == {}


def test_six_hours_without_a_relay_give_nothing_up(relayed: Flask, smtp_server: MailServer) -> None:
    due(relayed, "a@example.org")
    smtp_server.sender_answer = "421 gone"
    for minutes in range(360):
        tick_outbox(relayed, NOW + minutes * MINUTE)
    assert [(state, attempts) for state, attempts, _error in rows()] == [("due", 0)]
    smtp_server.sender_answer = "250 OK"
    tick_outbox(relayed, NOW + 361 * MINUTE)
    assert taken(smtp_server) == ["a@example.org"]


def test_one_connection_is_kept_between_batches(relayed: Flask, smtp_server: MailServer) -> None:
    due(relayed, *(f"p{number}@example.org" for number in range(45)))
    tick_outbox(relayed, NOW)
    due(relayed, "later@example.org")
    tick_outbox(relayed, NOW + MINUTE)
    assert len(set(taken(smtp_server))) == 46
    assert smtp_server.connections == 1


def test_domain_that_asks_for_less_rests_and_others_go_on(relayed: Flask, smtp_server: MailServer) -> None:
    due(relayed, "a@slow.example.org")
    smtp_server.answer = "421 4.7.0 too many"
    tick_outbox(relayed, NOW)
    smtp_server.answer = "250 OK"
    due(relayed, "b@slow.example.org", "c@quick.example.org")
    tick_outbox(relayed, NOW + 4 * MINUTE)
    assert taken(smtp_server) == ["c@quick.example.org"]
    tick_outbox(relayed, NOW + 5 * MINUTE + 20 * SECOND)
    assert sorted(taken(smtp_server)[1:]) == ["a@slow.example.org", "b@slow.example.org"]


def test_domain_gets_no_more_in_a_minute_than_is_set(relayed: Flask, smtp_server: MailServer) -> None:
    worker_of(relayed).sending.domain_minute = 3
    due(relayed, *(f"p{number}@many.example.org" for number in range(7)), "one@other.example.org")
    for seconds, expected in ((0, 3), (30, 3), (61, 6), (90, 6), (123, 7)):
        tick_outbox(relayed, NOW + seconds * SECOND)
        assert len([one for one in taken(smtp_server) if "@many" in one]) == expected
    assert "one@other.example.org" in taken(smtp_server)


def test_line_dropped_after_the_words_is_tried_again_with_the_same_name(
    relayed: Flask, smtp_server: MailServer
) -> None:
    due(relayed, "a@example.org")
    smtp_server.data_answer = "DROP"
    tick_outbox(relayed, NOW)
    assert rows()[0][:2] == ("retry", 1)
    smtp_server.data_answer = "250 OK"
    tick_outbox(relayed, NOW + 2 * MINUTE)
    assert taken(smtp_server) == ["a@example.org"] * 2
    names = {str(one.content).partition("Message-ID: ")[2][:30] for one in smtp_server.messages}
    assert len(names) == 1


def test_lost_lease_neither_marks_nor_gives_back(relayed: Flask) -> None:
    due(relayed, "a@example.org")
    (first,) = claim(5, "first", NOW, 60)
    assert claim(5, "second", NOW + 30 * SECOND, 60) == []
    assert claim(5, "second", NOW + 61 * SECOND, 60) == [first]
    assert not mark_sent(first, "first", "late", [], NOW)
    let_go([first], "first")
    assert rows() == [("claimed", 2, None)]
    assert mark_sent(first, "second", "in time", [], NOW)
    assert rows() == [("sent", 2, None)]


def test_worker_told_to_stop_gives_back_what_it_holds(relayed: Flask, smtp_server: MailServer) -> None:
    due(relayed, *(f"p{number}@example.org" for number in range(5)))
    sending = worker_of(relayed).sending
    hand_over = sending.outside.open_mailer().send

    class Stopping:
        """Hands over, and is told to stop meanwhile."""

        def send(self, *words: Any) -> tuple[str, ...]:
            refused = hand_over(*words)
            sending.stopping.set()
            return refused

        def close(self) -> None:
            hand_over.__self__.close()  # type: ignore[attr-defined]

    sending.mailers[False] = Stopping()
    tick_outbox(relayed, NOW)
    assert sorted(state for state, _attempts, _error in rows()) == ["due"] * 4 + ["sent"]
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(("seconds", "told"), [(0, ""), (4, ""), (3600, "+3600"), (-60, "-60")])
def test_clock_that_jumps_is_noticed_and_said(relayed: Flask, seconds: int, told: str) -> None:
    clock = worker_of(relayed).clock
    assert clock.is_steady(NOW)
    assert clock.is_steady(NOW + seconds * SECOND) is (told == "")
    assert told in clock.trouble
    assert bool(clock.trouble) is bool(told)
    after: datetime = NOW + seconds * SECOND
    assert clock.is_steady(after + SECOND)
    assert told in clock.trouble
