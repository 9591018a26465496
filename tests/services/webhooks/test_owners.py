"""Whoever added a webhook is told by the rights they have when it is sent, and nobody takes it over by a name."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.webhooks import KEPT
from meetings.domain.webhooks_errors import NotYours
from meetings.extensions import db
from meetings.models import ApiToken, Audit
from meetings.services.api_tokens import NewToken, make_token, withdraw_token
from meetings.services.webhooks import webhooks
from meetings.services.webhooks.laying import lay
from tests.factories import NOW
from tests.receivers import receiving
from tests.services.webhooks.test_sending import ACTOR, BASE, DAY, happen, ids
from tests.webhooks import POSTS, attempts, make_webhook, run, standing, states, watcher


def test_webhooks_of_a_token_that_is_withdrawn_do_not_wake_with_the_next_of_its_name(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        first = db.session.scalars(select(ApiToken.id)).one()
        next_id, _token = make_token(NewToken("watcher", "organizer"), NOW, ACTOR)
        withdraw_token(first, NOW, ACTOR)
        assert standing(name).paused is None
        withdraw_token(next_id, NOW, ACTOR)
        assert (standing(name).paused, standing(name).paused_at) == ("hand", NOW)
        watcher("administrator")
        happen(1)
        run(app, NOW)
        assert receiver.taken == []
    journal = select(Audit.after).where(Audit.act == "webhook.change", Audit.subject == f"webhook:{name}")
    assert db.session.scalars(journal).all() == [{"paused": "hand"}]


def test_webhooks_of_a_token_that_expired_wait_for_a_hand_too(app: Flask) -> None:
    make_token(NewToken("brief", "organizer", expires_at=NOW + DAY), NOW, ACTOR)
    name = make_webhook("http://127.0.0.1:9/hook", "registration", holder=watcher(name="brief"))
    db.session.scalars(select(ApiToken).where(ApiToken.expires_at.is_(None))).one().expires_at = NOW + DAY
    db.session.commit()
    make_token(NewToken("brief", "administrator"), NOW + timedelta(days=2), ACTOR)
    assert standing(name).paused == "hand"


def test_what_waits_is_not_sent_to_an_owner_who_may_not_be_told_any_more(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        taken = happen(1)
        run(app, NOW)
        after = happen(2)
        lay(NOW, BASE)
        token = db.session.scalars(select(ApiToken)).one()
        token.programme = "elsewhere"
        db.session.commit()
        ping = webhooks.ping(name, NOW, ACTOR)
        run(app, NOW + DAY)
        assert [one.delivery for one in receiver.taken[1:]] == [ping]
        assert states() == ["sent", "given_up", "given_up", "sent"]
        assert [one.trouble for one in attempts()] == [None, "not_told", "not_told", None]
        assert standing(name).failures == 0
        with pytest.raises(NotYours):
            webhooks.replay(name, receiver.taken[0].delivery, NOW + DAY, ACTOR)
        assert webhooks.replay_since(name, NOW - DAY, NOW + DAY, ACTOR) == 0
        db.session.scalars(select(ApiToken)).one().programme = ""
        db.session.commit()
        assert webhooks.replay_since(name, NOW - DAY, NOW + DAY, ACTOR) == 3
        assert webhooks.replay_since(name, NOW - DAY, NOW + DAY, ACTOR) == 0
        run(app, NOW + DAY)
        assert [one.said["registration"]["id"] for one in receiver.taken[2:]] == taken + after


def test_what_waits_longer_than_the_log_is_kept(app: Flask) -> None:
    with receiving() as receiver:
        name = make_webhook(receiver.url, "registration")
        webhooks.change(name, {"paused": True}, 1, NOW, watcher(), posts=POSTS)
        wanted = happen(2)
        run(app, NOW)
        webhooks.prune(NOW + KEPT + DAY)
        webhooks.change(name, {"paused": False}, 2, NOW + KEPT + DAY, watcher(), posts=POSTS)
        run(app, NOW + KEPT + DAY)
        assert ids(receiver) == wanted
