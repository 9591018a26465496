"""Whoever added a webhook is told by the rights they have when it is sent, and nobody takes it over by a name."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import ApiToken, Audit
from meetings.services.api_tokens import NewToken, make_token, withdraw_token
from tests.factories import NOW
from tests.receivers import receiving
from tests.services.webhooks.test_sending import ACTOR, DAY, happen
from tests.webhooks import make_webhook, run, standing, watcher


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
