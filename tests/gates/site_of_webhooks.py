"""What the site with one of everything has more for webhooks."""

from datetime import datetime, timedelta
from typing import Any

from meetings.domain.webhooks import types_of
from meetings.extensions import db
from meetings.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent, WebhookWant
from meetings.services.webhooks.laying import ping_values


def put(site: Any, rows: int, now: datetime) -> None:
    """Store webhooks of somebody who is gone, each with as many deliveries, the last of which waits."""
    for number in range(rows):
        hook = Webhook(
            url=f"https://hooks.example.org/{number}",
            events=["registration", "slot.moved"],
            owner="user:999",
            made_at=now,
            updated_at=now,
        )
        db.session.add(hook)
        db.session.flush()
        wants = (WebhookWant(type=str(one), webhook_id=hook.id) for one in types_of(hook.events))
        db.session.add_all(wants)
        site.names.setdefault("webhook_id", hook.id)
        for each in range(rows):
            event = WebhookEvent(**ping_values(hook.id, now, f"event{number}x{each}"))
            db.session.add(event)
            db.session.flush()
            one = WebhookDelivery(
                webhook_id=hook.id,
                event_id=event.id,
                state="due" if each == rows - 1 else "sent",
                attempts=1,
                laid_at=now,
                until=now + timedelta(days=3),
            )
            db.session.add(one)
            db.session.flush()
            site.names.setdefault("delivery_id", one.name)
            db.session.add(
                WebhookAttempt(delivery_id=one.id, at=now, status=503, milliseconds=12, answer="not now")
            )
    db.session.commit()
