"""Webhooks for tests: who listens, and a worker's turn at sending."""

from datetime import datetime
from ipaddress import ip_network
from typing import Any, Final

from flask import Flask
from sqlalchemy import select

from meetings.adapters.webhooks import HttpPosts
from meetings.domain.permissions import Holder
from meetings.extensions import db
from meetings.jobs import tick_webhooks, worker_of
from meetings.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent
from meetings.queries.webhooks import owners
from meetings.services.staff import create_token
from meetings.services.webhooks import webhooks
from tests.factories import KEYS, NOW

HERE: Final = (ip_network("127.0.0.0/8"),)
POSTS: Final = HttpPosts(HERE)


def watcher(role: str = "organizer", name: str = "watcher", **scope: str) -> Holder:
    """Store a program's token, and give as whom it asks."""
    create_token(name, role, NOW, **scope)
    return owners({f"token:{name}"}, NOW)[f"token:{name}"][0]


def make_webhook(url: str, *events: str, holder: Holder | None = None) -> str:
    """Store a webhook; an organizer's of all families but accreditation, where nothing else is said."""
    wanted = events or ("registration", "slot", "publication", "recording", "survey")
    return webhooks.add(url, list(wanted), NOW, holder or watcher(), posts=POSTS)


def secret(webhook_id: str) -> str:
    """Give the secret of a webhook."""
    return webhooks.secret_of(db.session.get_one(Webhook, webhook_id), KEYS)


def run(app: Flask, now: datetime) -> None:
    """Let one worker have a turn, until all it began is over."""
    db.session.rollback()
    tick_webhooks(app, now)
    assert worker_of(app).couriers.wait(30)
    db.session.rollback()


def standing(webhook_id: str) -> Webhook:
    """Give a webhook as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Webhook, webhook_id)


def noted() -> list[tuple[str, str]]:
    """Give what was noted, in order: types and subjects."""
    db.session.rollback()
    rows = db.session.execute(select(WebhookEvent.type, WebhookEvent.subject).order_by(WebhookEvent.id))
    return [(kind, subject) for kind, subject in rows]


def states() -> list[str]:
    """Give the states of all deliveries, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(WebhookDelivery.state).order_by(WebhookDelivery.id)))


def attempts() -> list[Any]:
    """Give all attempts, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(WebhookAttempt).order_by(WebhookAttempt.id)))
