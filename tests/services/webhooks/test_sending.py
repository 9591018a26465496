"""Events sent to real receivers of this machine: in order, signed, again and again, by one worker at a time."""

import multiprocessing
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.adapters.webhooks import HttpPosts
from meetings.couriers import Couriers
from meetings.domain.errors import NotThisMove
from meetings.domain.webhooks import GIVE_UP, KEPT
from meetings.extensions import db
from meetings.jobs import stop, worker_of
from meetings.models import Slot, Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent
from meetings.services.backups import hold_back_events
from meetings.services.webhooks import sending, webhooks
from meetings.services.webhooks.laying import lay
from tests.conftest import make_app
from tests.factories import NOW, make_topic, register_somebody
from tests.receivers import Receiver, Taken, closed_port, hang, receiving
from tests.webhooks import (
    HERE,
    POSTS,
    attempts,
    make_webhook,
    run,
    secret,
    standing,
    states,
    watcher,
)

ACTOR = "user:1"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
BASE = "https://meetings.example.org"


def happen(number: int = 3) -> list[str]:
    """Let people register; give their registrations, in order."""
    if db.session.scalar(select(Slot.id).limit(1)) is None:
        make_topic()
    one = db.session.scalars(select(Slot.id).order_by(Slot.starts_at)).first()
    return [register_somebody(str(one)).id for _each in range(number)]


def send_by(app: Flask, posts: HttpPosts) -> None:
    """Let an application send by another line."""
    app.extensions["outside"] = replace(app.extensions["outside"], posts=posts)


def ids(receiver: Receiver) -> list[str]:
    return [one.said["registration"]["id"] for one in receiver.taken]


def test_events_come_in_order_signed_and_once(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        wanted = happen()
        run(app, NOW)
        run(app, NOW + SECOND)
        assert ids(receiver) == wanted
        assert all(one.is_signed_by(secret(name)) for one in receiver.taken)
        first = receiver.taken[0]
    assert first.head["content-type"] == "application/json"
    assert first.head["meetings-event"] == "registration.created"
    assert int(first.head["meetings-timestamp"]) == int(NOW.timestamp())
    assert len({one.delivery for one in receiver.taken}) == 3
    assert (states(), [one.status for one in attempts()]) == (["sent"] * 3, [204] * 3)
    assert standing(name).failures == 0


def test_one_that_fails_holds_the_later_ones_back_and_is_the_same_again(app: Flask) -> None:
    fail = {"left": 2}

    def answer(_receiver: Receiver, _taken: Taken) -> tuple[int, bytes] | None:
        fail["left"] -= 1
        return (500, b"not now \x1b[31m") if fail["left"] >= 0 else None

    with receiving(answer) as receiver:
        name = make_webhook(receiver.url, "registration")
        wanted = happen()
        run(app, NOW)
        run(app, NOW + SECOND)
        assert len(receiver.taken) == 1
        run(app, NOW + 12 * SECOND)
        assert standing(name).failures == 2
        run(app, NOW + 60 * SECOND)
        assert ids(receiver) == [wanted[0], wanted[0], *wanted]
        assert len({one.delivery for one in receiver.taken[:3]}) == 1
        assert len({one.body for one in receiver.taken[:3]}) == 1
        stamps = [int(one.head["meetings-timestamp"]) for one in receiver.taken[:3]]
        assert stamps == sorted(set(stamps))
    assert attempts()[0].answer == "not now \ufffd[31m"


def test_three_days_of_failures_end_and_the_next_one_has_its_turn(app: Flask) -> None:
    is_broken = {"yes": True}

    def answer(_receiver: Receiver, _taken: Taken) -> tuple[int, bytes] | None:
        return (503, b"") if is_broken["yes"] else None

    with receiving(answer) as receiver:
        name = make_webhook(receiver.url, "registration")
        wanted = happen(2)
        now = NOW
        while "given_up" not in states():
            run(app, now)
            now = standing(name).wait_until or now
            assert now <= NOW + GIVE_UP + DAY
        tried = len(receiver.taken)
        assert 14 <= tried <= 17
        assert set(ids(receiver)) == {wanted[0]}
        found = standing(name)
        assert (found.given_up_at is not None, found.failing_since) == (True, attempts()[0].at)
        assert attempts()[-1].at - NOW >= GIVE_UP
        is_broken["yes"] = False
        run(app, now)
        assert ids(receiver)[tried:] == [wanted[1]]
    assert (states(), standing(name).failures) == (["given_up", "sent"], 0)


def test_receiver_that_is_gone_is_asked_no_more(app: Flask) -> None:
    with receiving(lambda _receiver, _taken: (410, b"")) as receiver:
        name = make_webhook(receiver.url, "registration")
        happen(2)
        for hours in (0, 1, 90):
            run(app, NOW + hours * HOUR)
        assert len(receiver.taken) == 1
        assert standing(name).paused == "gone"
        happen(1)
        assert len(states()) == 2
        receiver.answer = None
        webhooks.change(
            name, {"paused": False}, standing(name).revision, NOW + 91 * HOUR, watcher(name="x"), posts=POSTS
        )
        run(app, NOW + 91 * HOUR)
        assert len(receiver.taken) == 3


def test_paused_ones_keep_what_happens_and_send_it_later_in_order(app: Flask) -> None:
    with receiving() as receiver:
        holder = watcher()
        name = make_webhook(receiver.url, "registration", holder=holder)
        webhooks.change(name, {"paused": True}, 1, NOW, holder, posts=POSTS)
        wanted = happen()
        run(app, NOW)
        run(app, NOW + 5 * DAY)
        assert receiver.taken == []
        webhooks.change(name, {"paused": False}, 2, NOW + 5 * DAY, holder, posts=POSTS)
        run(app, NOW + 5 * DAY)
        assert ids(receiver) == wanted


def test_one_that_hangs_is_cut_and_stops_nobody(app: Flask) -> None:
    send_by(app, HttpPosts(HERE, seconds=1.0))
    with receiving(hang) as hanging, receiving() as receiver:
        holder = watcher()
        stuck = [make_webhook(hanging.url, "registration", holder=holder) for _each in range(3)]
        make_webhook(receiver.url, "registration", holder=holder)
        wanted = happen()
        begun = time.monotonic()
        run(app, NOW)
        assert ids(receiver) == wanted
        assert time.monotonic() - begun < 5
    found = {(one.trouble, one.status) for one in attempts() if one.trouble}
    assert found == {("too_slow", None)}
    assert [standing(one).failures for one in stuck] == [1, 1, 1]


def test_redirects_are_not_followed_and_said(app: Flask) -> None:
    with receiving() as other:
        where = other.url
        with receiving(lambda _receiver, _taken: (302, b""), Location=where) as receiver:
            make_webhook(receiver.url, "registration")
            happen(1)
            run(app, NOW)
        assert other.taken == []
    (tried,) = attempts()
    assert (tried.status, tried.trouble, tried.value) == (302, "redirects", where)
    assert states() == ["due"]


def test_nobody_there_and_a_name_that_turns_inside(app: Flask) -> None:
    turned = {"to": "127.0.0.1"}

    def turning(_host: str, _port: int) -> list[str]:
        return [turned["to"]]

    posts = HttpPosts(HERE, resolve=turning)
    send_by(app, posts)
    with receiving() as receiver:
        address = f"http://turning.example:{receiver.port}/hook"
        name = webhooks.add(address, ["registration"], NOW, watcher(), posts=posts)
        happen(1)
        run(app, NOW)
        assert len(receiver.taken) == 1
        turned["to"] = "169.254.169.254"
        happen(1)
        run(app, NOW + SECOND)
        assert len(receiver.taken) == 1
    assert attempts()[-1].trouble == "not_public"
    assert standing(name).failures == 1


def test_dead_port_is_a_failure_like_another(app: Flask) -> None:
    make_webhook(f"http://127.0.0.1:{closed_port()}/hook", "registration")
    happen(1)
    run(app, NOW)
    assert [one.trouble for one in attempts()] == ["no_connection"]


def test_new_secret_and_the_one_before_sign_together_for_a_day(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        before = secret(name)
        webhooks.renew_secret(name, 1, NOW, ACTOR)
        after = secret(name)
        with pytest.raises(NotThisMove):
            webhooks.renew_secret(name, 2, NOW + 23 * HOUR, ACTOR)
        happen(1)
        run(app, NOW + HOUR)
        happen(1)
        run(app, NOW + 25 * HOUR)
        signed = [(one.is_signed_by(before), one.is_signed_by(after)) for one in receiver.taken]
    assert before != after
    assert signed == [(True, True), (False, True)]


def test_events_are_sent_again_by_hand_one_or_from_a_moment_on(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        wanted = happen()
        run(app, NOW)
        middle = receiver.taken[1]
        again = webhooks.replay(name, middle.delivery, NOW + HOUR, ACTOR)
        run(app, NOW + HOUR)
        assert (receiver.taken[3].delivery, receiver.taken[3].body) == (again, middle.body)
        assert webhooks.replay_since(name, NOW, NOW + 2 * HOUR, ACTOR) == 3
        run(app, NOW + 2 * HOUR)
        assert ids(receiver)[4:] == wanted
        assert len({one.said["id"] for one in receiver.taken}) == 3
        assert len({one.delivery for one in receiver.taken}) == 7
        assert webhooks.replay_since(name, NOW + HOUR, NOW + 3 * HOUR, ACTOR) == 0


def test_ping_says_nothing_and_tries_at_once(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        delivery = webhooks.ping(name, NOW, ACTOR)
        run(app, NOW)
        (taken,) = receiver.taken
    assert (taken.delivery, taken.said["type"], taken.said["webhook"]) == (delivery, "ping", name)
    assert taken.is_signed_by(secret(name))


def test_two_workers_never_send_to_one_at_the_same_time(app: Flask) -> None:
    def slowly(_receiver: Receiver, _taken: Taken) -> None:
        time.sleep(0.02)

    with receiving(slowly) as receiver:
        make_webhook(receiver.url, "registration")
        wanted = happen(12)
        lay(NOW, BASE)
        db.session.rollback()
        workers = [Couriers(app, f"worker {number}") for number in range(3)]
        together = Barrier(3)

        def work(one: Couriers) -> None:
            with app.app_context():
                together.wait()
                for _turn in range(5):
                    one.begin(NOW)
                    one.wait(20)
                db.session.remove()

        threads = [Thread(target=work, args=(one,)) for one in workers]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
        assert (receiver.busiest, ids(receiver)) == (1, wanted)


def _process(store: str, folder: str) -> None:
    """Work like a worker: lay out and send, until killed."""
    app = make_app(store, Path(folder), WEBHOOK_NETWORKS="127.0.0.0/8")
    with app.app_context():
        while True:
            run(app, datetime.now(UTC))
            time.sleep(0.05)


@pytest.mark.real_clock
def test_killed_while_sending_sends_the_same_again_and_keeps_the_order(
    app: Flask, store: str, tmp_path: Path
) -> None:
    def answer(receiver: Receiver, taken: Taken) -> None:
        if len(receiver.taken) == 3:
            receiver.over.wait(30)

    with receiving(answer) as receiver:
        make_webhook(receiver.url, "registration")
        wanted = happen(5)
        db.session.rollback()
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_process, args=(store, str(tmp_path)))
        process.start()
        ends = time.monotonic() + 40
        while len(receiver.taken) < 3 and time.monotonic() < ends:
            time.sleep(0.02)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(10)
        now = datetime.now(UTC)
        run(app, now)
        assert len(receiver.taken) == 3
        run(app, now + sending.LEASE + SECOND)
        assert ids(receiver) == [*wanted[:3], *wanted[2:]]
        assert receiver.taken[2].delivery == receiver.taken[3].delivery
        assert receiver.taken[2].body == receiver.taken[3].body


def test_lost_lease_notes_nothing(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        happen(1)
        lay(NOW, BASE)

        def stolen(_receiver: Receiver, _taken: Taken) -> None:
            with app.app_context():
                db.session.execute(Webhook.__table__.update().values(lease="another"))
                db.session.commit()
                db.session.remove()

        receiver.answer = stolen
        couriers = worker_of(app).couriers
        couriers.begin(NOW)
        couriers.wait(20)
        assert (states(), attempts(), standing(name).lease) == (["due"], [], "another")


def test_worker_that_is_told_to_stop_leaves_the_rest_uncounted(app: Flask) -> None:
    with receiving(hang) as receiver:
        name = make_webhook(receiver.url, "registration")
        happen(2)
        lay(NOW, BASE)
        db.session.rollback()
        couriers = worker_of(app).couriers
        couriers.begin(NOW)
        ends = time.monotonic() + 10
        while not receiver.taken and time.monotonic() < ends:
            time.sleep(0.01)
        begun = time.monotonic()
        stop(app)
        assert couriers.wait(5)
        assert time.monotonic() - begun < 3
    found = standing(name)
    assert (found.failures, found.lease, attempts()) == (0, None, [])


def test_log_is_forgotten_after_thirty_days(app: Flask) -> None:
    with receiving() as receiver:
        make_webhook(receiver.url, "registration")
        happen(2)
        run(app, NOW)
    webhooks.prune(NOW + KEPT)
    assert len(attempts()) == 2
    webhooks.prune(NOW + KEPT + HOUR)
    db.session.rollback()
    for table in (WebhookAttempt, WebhookDelivery, WebhookEvent):
        assert db.session.scalars(select(table)).all() == []


def test_store_that_is_put_back_sends_nothing_of_before(app: Flask) -> None:
    with receiving() as receiver:
        make_webhook(receiver.url, "registration")
        happen(2)
        lay(NOW, BASE)
        happen(1)
        hold_back_events(NOW)
        run(app, NOW)
        assert receiver.taken == []


def test_taken_away_with_its_log(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        happen(2)
        run(app, NOW)
        webhooks.remove(name, standing(name).revision, NOW, ACTOR)
        happen(1)
        run(app, NOW + SECOND)
        assert len(receiver.taken) == 2
    assert (states(), attempts()) == ([], [])
